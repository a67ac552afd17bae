"""Phrases that belong together: appositions ("le porte-parole, Sean Parnell") and what "et" joins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.reported.chunks import PARENTHESIS, Governed, Mark, OtherVerb, Sentence, VerbGroup
from index.reported.noun_phrases import NounPhrase
from index.reported.nouns import Kind

SPEAKING = frozenset((Kind.PERSON, Kind.ROLE, Kind.GROUP, Kind.MEDIUM, Kind.WRITING, Kind.SOURCE, Kind.PLACE))


def named(sentence: Sentence, at: int) -> NounPhrase | None:
    """The phrase at a position, or the person whom an apposition behind it names."""
    first = sentence.phrase_at(at)
    comma = _past_complements(sentence, at + 1)
    second = sentence.at(comma + 1)
    if first is None or not sentence.is_mark(comma, ",") or not isinstance(second, NounPhrase):
        return first
    ends = sentence.at(_past_complements(sentence, comma + 2))
    return name_of((first, second)) if ends is None or isinstance(ends, Mark) else first


def _past_complements(sentence: Sentence, at: int) -> int:
    while isinstance(sentence.at(at), Governed) or sentence.is_mark(at, PARENTHESIS):
        at += 1
    return at


def name_of(phrases: Sequence[NounPhrase]) -> NounPhrase:
    """Of phrases that commas set apart, the first; a person behind a function is who holds it."""
    first = phrases[0]
    if len(phrases) < 2 or first.kind is not Kind.ROLE or phrases[1].kind is not Kind.PERSON:
        return first
    return replace(phrases[1], phrase=(first.phrase[0], phrases[1].phrase[1]))


def coordinated(sentence: Sentence, at: int) -> list[NounPhrase]:
    """The phrase at a position, named, and those that "et" joins to it before a verb follows."""
    first = named(sentence, at)
    if first is None:
        return []
    phrases = [first]
    while sentence.is_mark(at + 1, "et") and (joined := sentence.phrase_at(at + 2)):
        if isinstance(sentence.at(at + 3), VerbGroup | OtherVerb):
            break
        phrases.append(joined)
        at += 2
    return phrases


def coordinated_back(sentence: Sentence, at: int) -> list[NounPhrase]:
    """ "L'Iran, l'Inde et la Chine", from the last: all in order; none where no "et" stands before the last."""
    found: list[NounPhrase] = []
    links: tuple[str, ...] = ("et",)
    while isinstance(chunk := sentence.at(at), NounPhrase) and chunk.kind in SPEAKING:
        found.insert(0, chunk)
        if not sentence.is_mark(at - 1, *links):
            break
        at, links = at - 2, ("et", ",")
    return found if len(found) > 1 else []
