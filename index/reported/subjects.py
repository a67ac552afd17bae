"""Which phrases are the subject of a verb: before it ("X, interrogé à Paris, affirme") or behind it ("affirme X")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.reported import function_words as small
from index.reported import nouns
from index.reported.chunks import PARENTHESIS, Chunk, Governed, Mark, OtherVerb, Sentence, VerbGroup
from index.reported.joined import SPEAKING, coordinated, coordinated_back, name_of, named
from index.reported.noun_phrases import NounPhrase
from index.reported.nouns import Kind
from index.reported.tokens import BREAK, CLOSING, DASHES, OPENING

# A subject is a phrase or a pronoun.
Subject = NounPhrase | str

_REACH = 24
_SEGMENTS_WITHIN = 72
_CIRCUMSTANCES_WITHIN = 8
_INSERTION_WITHIN = 7
_PARTICIPLE = re.compile(r"(?:é|i|u)e?s?$")
_PREDICATE = re.compile(r"(?:ent|ont|ait|aient)$")
_SEGMENT_ENDS = frozenset((",", ":", BREAK)) | OPENING | CLOSING
_BEFORE_INVERTED = frozenset((",", "(", "comme", "que", "qu'", "dont", "!", "?", "…", ".")) | DASHES | CLOSING
_SUPPOSING = frozenset("sans avant afin pour".split())
_ANTECEDENTS = frozenset((Kind.PERSON, Kind.ROLE, Kind.MEDIUM))


def main_subject(sentence: Sentence) -> NounPhrase | None:
    """The first phrase of a sentence that no preposition governs, if it can speak."""
    for at, chunk in enumerate(sentence.chunks):
        if isinstance(chunk, NounPhrase) and chunk.kind is not Kind.TIME and not chunk.quoted:
            return named(sentence, at) if chunk.kind in SPEAKING else None
    return None


def past_adverbs_back(sentence: Sentence, at: int) -> int:
    """The nearest position at or before `at` that is no adverb, time or parenthesis."""
    while sentence.is_time(at) or sentence.is_mark(at, PARENTHESIS) or _is_plain_adverb(sentence, at):
        at -= 1
    return at


def _is_plain_adverb(sentence: Sentence, at: int) -> bool:
    return sentence.is_adverb(at) and not sentence.is_mark(at, *small.SUBJECT_PRONOUNS)


# --- before the verb


def subjects_before(sentence: Sentence, verb: int, group: VerbGroup) -> list[Subject]:
    """None where the verb has no subject before it."""
    left = past_adverbs_back(sentence, verb - 1)
    chunk = sentence.at(left)
    if chunk is None:
        return []
    if group.present_participle:
        apart = sentence.is_mark(left, ",", "en") or sentence.tokens[group.start].low == "en"
        return _main_subjects(sentence, group.start) if apart else []
    if not isinstance(chunk, Mark):
        return _adjacent(sentence, left, group)
    if chunk.low in small.SUBJECT_PRONOUNS or chunk.low in small.LAST_NAMED:
        return [] if _is_supposed(sentence, left, group) else [chunk.low]
    if chunk.low in DASHES:
        return _before_dashes(sentence, left, group)
    if chunk.low == "qui":
        who = antecedent(sentence, left - 1)
        return [who] if who else []
    if chunk.low in small.JOINING:
        return _main_subjects(sentence, chunk.start)
    return _set_apart(sentence, left, verb, group) if chunk.low == "," else []


def _main_subjects(sentence: Sentence, before: int) -> list[Subject]:
    """The main subject and what "et" joins to it, where they stand before a token."""
    subject = main_subject(sentence)
    if subject is None or subject.end > before:
        return []
    at = next(at for at, chunk in enumerate(sentence.chunks) if chunk.end >= subject.end)
    joined = sentence.phrase_at(at + 2) if sentence.is_mark(at + 1, "et") else None
    return [subject, joined] if joined and joined.end < before else [subject]


def antecedent(sentence: Sentence, at: int) -> NounPhrase | None:
    """Whom a "qui" right behind a position stands for."""
    at -= sentence.is_mark(at, ",")
    phrase = named(sentence, at)
    governed = isinstance(sentence.at(at), Governed)
    return None if phrase is None or (governed and phrase.kind not in _ANTECEDENTS) else phrase


def _adjacent(sentence: Sentence, left: int, group: VerbGroup) -> list[Subject]:
    """The nearest phrase to the left that no preposition governs, past those that one governs."""
    reach = max(0, left - _REACH)
    while left > reach and _depends(sentence.chunks[left]):
        left -= 1
    chunk = sentence.chunks[left]
    if not isinstance(chunk, NounPhrase) or chunk.quoted or _is_supposed(sentence, left, group):
        return []
    if not _agrees(chunk, group) and not sentence.is_mark(left - 1, "et"):
        return []
    if isinstance(sentence.at(left - 1), OtherVerb | VerbGroup):
        return []
    person = sentence.phrase_at(left - 2) if sentence.is_mark(left - 1, ",") else None
    if person and person.kind is Kind.PERSON and chunk.kind is Kind.ROLE and not chunk.determiner:
        return [person]
    return [*(coordinated_back(sentence, left) if group.plural else ())] or [chunk]


def _before_dashes(sentence: Sentence, closing: int, group: VerbGroup) -> list[Subject]:
    """ "Le ministère – qui a convoqué l'ambassadeur – dénonce"."""
    reach = range(closing - 1, max(0, closing - _REACH), -1)
    opening = next((at for at in reach if sentence.is_mark(at, *DASHES)), None)
    return [] if opening is None else _adjacent(sentence, opening - 1, group)


def _agrees(phrase: NounPhrase, group: VerbGroup) -> bool:
    """Whether a verb has the number of its subject, where both can be told."""
    return phrase.apposed or not phrase.head or phrase.plural == group.plural


def _is_supposed(sentence: Sentence, subject: int, group: VerbGroup) -> bool:
    """ "si Moscou annonçait", "avant que Kyiv ne", "pour que"; not "si Moscou a annoncé une trêve, Kyiv doute"."""
    if sentence.is_mark(subject - 1, *small.QUE):
        return sentence.is_mark(subject - 2, *_SUPPOSING)
    return sentence.is_mark(subject - 1, "si", "s'") and not group.past


def _depends(chunk: Chunk) -> bool:
    """Whether a chunk belongs to the phrase before it: "publiée", "par Baza", "(Kremlin)"."""
    if isinstance(chunk, Mark):
        return chunk.low == PARENTHESIS or bool(_PARTICIPLE.search(chunk.low))
    return isinstance(chunk, Governed)


# --- before a comma and the verb


def _set_apart(sentence: Sentence, comma: int, verb: int, group: VerbGroup) -> list[Subject]:
    """The subject before what commas set apart: "Merz, en visite à Kyiv, a déclaré"."""
    found: list[NounPhrase | None] = []
    end = comma
    for start in _segment_starts(sentence, comma):
        phrase = None if _is_supposed(sentence, start, group) else _whole(sentence, start, end)
        if phrase is None and not _is_insertion(sentence, start):
            embedded = _embedded(sentence, start, end)
            return [] if any(found) or embedded is None or subjects_behind(sentence, verb) else [embedded]
        found.insert(0, phrase)
        end = start - 1
    subject = _first_of(found)
    if subject is None or subject.quoted or not _agrees(subject, group):
        return []
    thing = subject.kind is Kind.THING and any(not phrase.issued for phrase in subjects_behind(sentence, verb))
    return [] if thing else [subject]


def _first_of(segments: Sequence[NounPhrase | None]) -> NounPhrase | None:
    """The first phrase that makes a segment, with what is right behind it; None stands for insertions."""
    at = next((at for at, phrase in enumerate(segments) if phrase), len(segments))
    following = [phrase for phrase in segments[at : at + 2] if phrase]
    if len(following) == 2 and all(phrase.kind is Kind.PERSON for phrase in following):
        return following[1]  # "Prudent, Merz a assuré": the first only opens the sentence.
    return name_of(following) if following else None


def _segment_starts(sentence: Sentence, comma: int) -> Iterator[int]:
    """Where each segment between commas begins, from the right."""
    for at in range(comma - 1, max(-1, comma - _SEGMENTS_WITHIN), -1):
        if sentence.is_mark(at, *_SEGMENT_ENDS):
            yield at + 1
            if not sentence.is_mark(at, ","):
                return
    yield 0


def _whole(sentence: Sentence, start: int, end: int) -> NounPhrase | None:
    """The phrase that makes a whole segment, with what depends on it or "et" joins to it; None where there is more."""
    while start < end and (sentence.is_adverb(start) or sentence.is_mark(start, *small.LINKS)):
        start += 1
    phrase = sentence.at(start) if start < end else None
    if not isinstance(phrase, NounPhrase) or phrase.kind is Kind.TIME:
        return None
    rest = range(start + 1, end)
    return phrase if all(_depends(sentence.chunks[at]) or _is_joined(sentence, at) for at in rest) else None


def _is_joined(sentence: Sentence, at: int) -> bool:
    joined = sentence.is_mark(at - 1, "et") and isinstance(sentence.at(at), NounPhrase)
    return joined or (sentence.is_mark(at, "et") and isinstance(sentence.at(at + 1), NounPhrase))


def _is_insertion(sentence: Sentence, start: int) -> bool:
    """Whether a segment adds to a sentence rather than being a clause: no bare phrase, no predicate opens it."""
    chunk = sentence.at(start)
    if isinstance(chunk, Mark) and _PREDICATE.search(chunk.low) and chunk.low not in small.FUNCTION_WORDS:
        return sentence.is_adverb(start)
    return sentence.is_time(start) or not isinstance(sentence.at(start), NounPhrase | OtherVerb)


def _embedded(sentence: Sentence, start: int, end: int) -> NounPhrase | None:
    """The phrase behind the last "que" of a segment: "il a dit que Merz, interrogé, affirmait"."""
    que = next((at for at in range(end - 1, start - 1, -1) if sentence.is_mark(at, *small.QUE)), None)
    return None if que is None else _whole(sentence, que + 1, end)


# --- behind the verb


def may_be_inverted(sentence: Sentence, verb: int) -> bool:
    """Whether a verb stands where its subject may follow: behind a comma, a dash, a quotation, "comme"."""
    return sentence.is_mark(verb - 1, *_BEFORE_INVERTED) or lacks_comma(sentence, verb)


def lacks_comma(sentence: Sentence, verb: int) -> bool:
    """ "le Pentagone dirige le plan rapporte Axios." """
    medium = sentence.at(verb + 1)
    last = verb + 2 + sentence.is_mark(verb + 2, ".") == len(sentence.chunks)
    return last and isinstance(medium, NounPhrase) and medium.kind is Kind.MEDIUM and not medium.determiner


def subjects_behind(sentence: Sentence, verb: int) -> list[NounPhrase]:
    """The phrases behind a verb that can be its subject, past circumstances."""
    at = past_circumstances(sentence, verb + 1)
    phrase = sentence.at(at)
    if not isinstance(phrase, NounPhrase) or phrase.negative or sentence.is_mark(at + 1, "que"):
        return []
    if phrase.kind not in SPEAKING and not (may_speak(phrase) and _follows_quotation(sentence, verb)):
        return []
    return coordinated(sentence, at)


def may_speak(phrase: NounPhrase) -> bool:
    """Whether an unknown noun may be someone: "des mineurs"."""
    return phrase.kind is Kind.THING and not nouns.is_thing(phrase.head)


def _follows_quotation(sentence: Sentence, verb: int) -> bool:
    start = sentence.chunks[verb].start
    before = sentence.tokens[max(0, start - 2) : start]
    return sentence.tokens[start].speech or any(token.text in CLOSING for token in before)


def past_circumstances(sentence: Sentence, at: int, stop: str = "") -> int:
    """Past "mardi", "à la presse", adverbs, ", après sa visite,"; a preposition `stop` ends them."""
    end = at + _CIRCUMSTANCES_WITHIN
    while at < end:
        chunk = sentence.at(at)
        governed = isinstance(chunk, Governed) and chunk.preposition != stop
        beside_time = sentence.is_mark(at, ",") and (sentence.is_time(at - 1) or sentence.is_time(at + 1))
        if governed or beside_time or sentence.is_time(at) or sentence.is_adverb(at):
            at += 1
        elif sentence.is_mark(at, ",") and (closing := _insertion_end(sentence, at)):
            at = closing
        else:
            break
    return at


def _insertion_end(sentence: Sentence, comma: int) -> int | None:
    """Past what two commas set apart, where that is no clause."""
    for at in range(comma + 1, comma + _INSERTION_WITHIN):
        if sentence.is_mark(at, ","):
            return at + 1 if _is_insertion(sentence, comma + 1) else None
        if isinstance(sentence.at(at), VerbGroup | OtherVerb) and at > comma + 2:
            return None
    return None
