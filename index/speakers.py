"""Who is cited in a passage: the sources and speakers of its reported speech.

A speaker is named as a reader would want to see it: the person's name where the text gives one, else the
institution, the medium or the function as written, without its article; a writing is named by who issued it. Cited
are those whose words or thoughts are reported, in a chain each of them ("selon X, qui cite Y"). Those who act, who
are spoken to, and those of whom a quotation speaks are not; those who promise, admit or think something are, unless
somebody else says so ("Moscou admet des pertes, rapporte Bloomberg" cites Bloomberg).

A pronoun, "le journal" and the like stand for a speaker before them: one of the same passage, or of those ahead, whose
name is then taken over without a span.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.model import Speaker
from index.reported import function_words as small
from index.reported import names, nouns
from index.reported.chunks import Sentence, read_sentence
from index.reported.citations import Citation, find_citations
from index.reported.noun_phrases import NounPhrase
from index.reported.nouns import Kind
from index.reported.subjects import main_subject
from index.reported.tokens import CLOSING_OF, sentences

_PLURAL = frozenset("ils elles eux".split())
_SHE = frozenset("elle celle-ci dernière".split())
_MASCULINE, _FEMININE = frozenset("le un ce cet".split()), frozenset("la une cette".split())
_INSTITUTIONS = frozenset((Kind.MEDIUM, Kind.GROUP, Kind.WRITING))
_FUNCTIONS = frozenset((Kind.ROLE, Kind.GROUP, Kind.SOURCE))


def find_speakers(text: str, before: Sequence[Speaker] = ()) -> tuple[Speaker, ...]:
    """The speakers of a passage, each once, in their order; `before` are those cited ahead of it, the latest last."""
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        ends = _ends(text)
        return tuple(_as_written(speaker, text, ends) for speaker in find_speakers(composed, before))
    read = [read_sentence(tokens) for tokens in sentences(text)]
    cited = _Cited(text, before)
    for sentence in read:
        cited.add(sentence)
    if not cited.mentions and before and _is_quotation(read):
        return (Speaker(before[-1].name),)
    return tuple(mention.speaker for mention in cited.mentions)


def _as_written(speaker: Speaker, text: str, ends: Sequence[int]) -> Speaker:
    """A speaker found in the composed form of a text, with the name and its place as the text writes them."""
    if speaker.span is None or speaker.span[1] >= len(ends):
        return replace(speaker, span=None)
    start, end = ends[speaker.span[0]], ends[speaker.span[1]]
    return replace(speaker, name=text[start:end], span=(start, end))


def _ends(text: str) -> list[int]:
    """Where the first n characters of a text's composed form end in the text itself, for each n."""
    ends, start = [0], 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            ends += [place] * len(unicodedata.normalize("NFC", text[start:place]))
            start = place
    return ends


@dataclass(frozen=True, slots=True)
class _Mention:
    """`words` are those of the name, `phrase_words` those of the whole phrase, the function included."""

    speaker: Speaker
    kind: Kind
    words: tuple[str, ...]
    phrase_words: frozenset[str]
    phrase: NounPhrase | None = None


class _Cited:
    """The speakers of a passage so far: takes its sentences in order."""

    def __init__(self, text: str, before: Sequence[Speaker]) -> None:
        self.mentions: list[_Mention] = []
        self._text = text
        self._before = before
        self._subject: NounPhrase | None = None
        self._last_named: NounPhrase | None = None

    def add(self, sentence: Sentence) -> None:
        for citation in find_citations(sentence):
            mention = self._of_phrase(citation, citation.who) if citation.who else self._of_pronoun(citation)
            if mention and not any(_is_same(mention, earlier) for earlier in self.mentions):
                self.mentions.append(mention)
        self._subject = main_subject(sentence) or self._subject
        self._last_named = _last_person(sentence) or self._last_named

    def _of_phrase(self, citation: Citation, phrase: NounPhrase) -> _Mention | None:
        """None where the phrase speaks of one who is cited already."""
        if _speaks_of_medium(phrase):
            if any(mention.kind in _INSTITUTIONS for mention in self.mentions):
                return None
            if self._subject and self._subject.kind is Kind.MEDIUM:
                return self._named(citation, self._subject)
            medium = self._latest(names.names_medium) or self._latest(names.names_institution)
            if medium and not self.mentions:
                return self._carried(citation, medium)
        if _speaks_of_someone(phrase):
            if self._is_cited(citation, phrase):
                return None
            words = frozenset(self._words(phrase))
            holder = self._latest(lambda name: words < frozenset(names.words_of(name)))
            if holder is None and phrase.head in nouns.ANY_OFFICIAL and not self.mentions:
                holder = self._latest(names.names_person)
            if holder:
                return self._carried(citation, holder)
        return self._named(citation, phrase)

    def _is_cited(self, citation: Citation, phrase: NounPhrase) -> bool:
        """Whether a function ("le ministre") is that of a person who is cited already, whose own may be unknown."""
        words = frozenset(self._words(phrase))
        people = [mention for mention in self.mentions if mention.kind is Kind.PERSON]
        if any(words <= mention.phrase_words for mention in people):
            return True
        unknown = [mention for mention in people if mention.phrase_words == frozenset(mention.words)]
        bare = len(words) == 1 and phrase.kind is Kind.ROLE
        return bool(unknown and (bare or citation.continuing)) or bool(people and phrase.head in nouns.ANY_OFFICIAL)

    def _of_pronoun(self, citation: Citation) -> _Mention | None:
        """The subject of the sentence before; else one who is cited already, which adds none; else one ahead."""
        pronoun = citation.pronoun
        subject = self._last_named if pronoun in small.LAST_NAMED else self._subject
        agreeing = [mention for mention in self.mentions if _agrees(mention.phrase, pronoun)]
        if agreeing and (subject is None or subject.kind is not Kind.PERSON):
            return None
        if subject and _agrees(subject, pronoun):
            return self._named(citation, subject)
        if agreeing or not self._before:
            return None
        person = None if pronoun in _PLURAL else self._latest(names.names_person)
        return self._carried(citation, person or self._before[-1])

    def _latest(self, fits: Callable[[str], bool]) -> Speaker | None:
        return next((speaker for speaker in reversed(self._before) if fits(speaker.name)), None)

    def _named(self, citation: Citation, phrase: NounPhrase) -> _Mention:
        name = self._text[slice(*phrase.name)]
        words = frozenset(names.words_of(self._text[slice(*phrase.phrase)]))
        speaker = Speaker(name, self._verb(citation), phrase.name)
        return _Mention(speaker, phrase.kind, tuple(names.words_of(name)), words, phrase)

    def _carried(self, citation: Citation, speaker: Speaker) -> _Mention:
        kind = Kind.PERSON if names.names_person(speaker.name) else Kind.GROUP
        words = tuple(names.words_of(speaker.name))
        return _Mention(Speaker(speaker.name, self._verb(citation)), kind, words, frozenset(words))

    def _words(self, phrase: NounPhrase) -> list[str]:
        return names.words_of(self._text[slice(*phrase.name)])

    def _verb(self, citation: Citation) -> str | None:
        return self._text[slice(*citation.verb)] if citation.verb else None


def _speaks_of_medium(phrase: NounPhrase) -> bool:
    """ "le journal", "l'article", "les journalistes"."""
    if not phrase.stands_alone:
        return False
    its_own = phrase.head in nouns.ITS_PEOPLE or phrase.head in nouns.AN_INSTITUTION
    return its_own or (not phrase.plural and (phrase.kind is Kind.MEDIUM or phrase.head in nouns.RETOLD))


def _speaks_of_someone(phrase: NounPhrase) -> bool:
    return phrase.stands_alone and not phrase.plural and phrase.kind in _FUNCTIONS


def _agrees(phrase: NounPhrase | None, pronoun: str) -> bool:
    """Whether a pronoun can stand for a phrase; a speaker from ahead, who has none, agrees with all."""
    if phrase is None:
        return True
    if phrase.plural or pronoun in _PLURAL:
        return phrase.plural and pronoun in _PLURAL
    if phrase.kind is Kind.PERSON:
        return True
    return phrase.determiner not in (_MASCULINE if pronoun in _SHE else _FEMININE)


def _is_same(one: _Mention, other: _Mention) -> bool:
    """Whether one name shortens the other: "Zelensky", "le commandement", "l'ISW"."""
    return _shortens(one, other) or _shortens(other, one)


def _shortens(short: _Mention, long: _Mention) -> bool:
    part, whole = short.words, long.words
    if part == whole[: len(part)]:
        return True
    ends = part == whole[len(whole) - len(part) :]
    return ends and (long.kind is Kind.PERSON or f"({short.speaker.name})" in long.speaker.name)


def _last_person(sentence: Sentence) -> NounPhrase | None:
    phrases = (sentence.phrase_at(at) for at in reversed(range(len(sentence.chunks))))
    return next((phrase for phrase in phrases if phrase and phrase.kind in (Kind.PERSON, Kind.ROLE)), None)


def _is_quotation(read: Sequence[Sentence]) -> bool:
    """Whether a passage is one quotation from its first mark to its last."""
    tokens = [token for sentence in read for token in sentence.tokens]
    closing = CLOSING_OF.get(tokens[0].text, "") if tokens else ""
    closes = next((at for at in range(1, len(tokens)) if tokens[at].text in closing), len(tokens))
    return bool(closing) and closes >= len(tokens) - 2 and any(token.word for token in tokens)
