"""Who is cited in a passage: the sources and speakers of its reported speech.

A speaker is named as a reader would want to see it: the person's name where the text gives one, else the
institution, the medium or the function as written, without its article; a writing is named by the institution that
issued it. Cited are those whose words or thoughts are reported, in a chain each of them ("selon X, qui cite Y"). Those
who act, promise or admit something according to somebody else, those who are spoken to, and those of whom a quotation
speaks are not.

A pronoun, "le journal" and the like stand for the speaker before them: one of the same passage, or of the passage
ahead, whose name is then taken over without a span.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.model import Span, Speaker
from index.reported import nouns
from index.reported.citations import Citation, Sentence, find_citations, main_subject, read_sentence
from index.reported.noun_phrases import NounPhrase, disagrees
from index.reported.nouns import Kind
from index.reported.tokens import OPENING, sentences

_WORD = re.compile(r"\w+")


def find_speakers(text: str, before: Sequence[Speaker] = ()) -> tuple[Speaker, ...]:
    """The speakers of a passage, each once, in their order; `before` are those of the passage ahead in its section."""
    read = [read_sentence(tokens) for tokens in sentences(text)]
    resolver = _Resolver(text, before)
    for sentence in read:
        resolver.add(sentence)
    if not resolver.mentions and before and _is_quotation(read):
        return (Speaker(before[-1].name),)
    return tuple(mention.speaker for mention in resolver.mentions)


@dataclass(frozen=True, slots=True)
class _Mention:
    """`phrase` is the whole text that names the speaker, its function included."""

    speaker: Speaker
    phrase: str
    kind: Kind
    noun_phrase: NounPhrase | None = None


class _Resolver:
    """Takes sentences in order and tells speakers from those who are cited again."""

    def __init__(self, text: str, before: Sequence[Speaker]) -> None:
        self.text = text
        self.before = before
        self.mentions: list[_Mention] = []
        self.subject: NounPhrase | None = None

    def add(self, sentence: Sentence) -> None:
        for citation in find_citations(sentence):
            mention = self._by_pronoun(citation) if citation.who is None else self._by_phrase(citation, citation.who)
            if mention and not any(_same(mention, earlier) for earlier in self.mentions):
                self.mentions.append(mention)
        self.subject = main_subject(sentence) or self.subject

    def _verb(self, citation: Citation) -> str | None:
        return self.text[slice(*citation.verb)] if citation.verb else None

    def _named(self, phrase: NounPhrase, verb: str | None) -> _Mention:
        span: Span = phrase.name
        return _Mention(
            Speaker(self.text[slice(*span)], verb, span), self.text[slice(*phrase.phrase)], phrase.kind, phrase
        )

    def _carried(self, speaker: Speaker, verb: str | None) -> _Mention:
        kind = Kind.PERSON if is_person(speaker.name) else Kind.GROUP
        return _Mention(Speaker(speaker.name, verb), speaker.name, kind)

    def _by_phrase(self, citation: Citation, phrase: NounPhrase) -> _Mention | None:
        verb = self._verb(citation)
        if _speaks_of_medium(phrase):
            if any(earlier.kind in (Kind.MEDIUM, Kind.GROUP, Kind.WRITING) for earlier in self.mentions):
                return None
            medium = _latest(self.before, is_medium) or _latest(self.before, is_institution)
            if medium and not self.mentions:
                return self._carried(medium, verb)
        if _speaks_of_someone(phrase):
            if self._someone_before(citation, phrase):
                return None
            earlier = _latest(self.before, lambda name: phrase.head in _words(name))
            if earlier is None and phrase.head in nouns.ANY_OFFICIAL and not self.mentions:
                earlier = _latest(self.before, is_person)
            if earlier:
                return self._carried(earlier, verb)
        return self._named(phrase, verb)

    def _someone_before(self, citation: Citation, phrase: NounPhrase) -> bool:
        """Whether a function ("le ministre") is that of a person cited before."""
        people = [mention for mention in self.mentions if mention.kind is Kind.PERSON]
        if any(phrase.head in _words(mention.phrase) for mention in people):
            return True
        return bool(people) and (phrase.head in nouns.ANY_OFFICIAL or citation.continuing)

    def _by_pronoun(self, citation: Citation) -> _Mention | None:
        verb = self._verb(citation)
        cited = [
            mention
            for mention in reversed(self.mentions)
            if mention.noun_phrase is None or not disagrees(mention.noun_phrase, citation.pronoun)
        ]
        if cited and (self.subject is None or self.subject.kind is not Kind.PERSON):
            return None
        if self.subject and not disagrees(self.subject, citation.pronoun):
            return self._named(self.subject, verb)
        if cited or not self.before:
            return None
        plural = citation.pronoun in ("ils", "elles", "eux")
        person = None if plural else _latest(self.before, is_person)
        return self._carried(person or self.before[-1], verb)


def _speaks_of_medium(phrase: NounPhrase) -> bool:
    """ "le journal", "l'article", "les journalistes": the medium cited before."""
    one = not phrase.plural and (phrase.kind is Kind.MEDIUM or phrase.head in nouns.RETOLD)
    again = one or phrase.head in nouns.ITS_PEOPLE or phrase.head in nouns.AN_INSTITUTION
    return again and bool(phrase.head) and not phrase.apposed and _stands_alone(phrase)


def _speaks_of_someone(phrase: NounPhrase) -> bool:
    return (
        phrase.kind in (Kind.ROLE, Kind.GROUP, Kind.SOURCE)
        and bool(phrase.head)
        and _stands_alone(phrase)
        and not phrase.plural
    )


def _stands_alone(phrase: NounPhrase) -> bool:
    return phrase.definite and not phrase.complement


def _is_quotation(read: Sequence[Sentence]) -> bool:
    first = read[0].tokens[0] if read else None
    words = [token for sentence in read for token in sentence.tokens if token.word]
    return first is not None and (first.text in OPENING or first.text == '"') and all(token.speech for token in words)


def _latest(before: Sequence[Speaker], fits: Callable[[str], bool]) -> Speaker | None:
    return next((speaker for speaker in reversed(before) if fits(speaker.name)), None)


def is_medium(name: str) -> bool:
    words = _words(name)
    return not nouns.MEDIA_NAMES.isdisjoint(words) or (len(words) > 1 and words[-1] in nouns.MEDIA_WORDS)


def is_institution(name: str) -> bool:
    """Whether a name is an institution's own: "ISW", "Commission européenne"."""
    return name[:1].isupper() and not is_medium(name) and not is_person(name)


def is_person(name: str) -> bool:
    """Whether a name looks like a person's."""
    words = _words(name)
    capitals = all(word[0].isupper() for word in _WORD.findall(name) if len(word) > 3)
    if not words or not capitals or is_medium(name) or words[0] in nouns.PLACES | nouns.SEATS:
        return False
    return not (name.isupper() and len(words) == 1) and not nouns.is_known(words[0])


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _same(one: _Mention, other: _Mention) -> bool:
    """Whether one speaker's name shortens the other's: "Zelensky", "le commandement", "l'ISW"."""
    return _shortens(one, other.speaker.name) or _shortens(other, one.speaker.name)


def _shortens(short: _Mention, name: str) -> bool:
    part, whole = _words(short.speaker.name), _words(name)
    if part == whole[: len(part)]:
        return True
    ends = part == whole[len(whole) - len(part) :]
    return ends and (is_person(name) or f"({short.speaker.name})" in name)
