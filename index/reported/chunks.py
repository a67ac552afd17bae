"""A sentence as a row of chunks: noun phrases, verb groups, and the single words and marks between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.reported import function_words as small
from index.reported import verbs
from index.reported.noun_phrases import NounPhrase, Range, read_noun_phrase
from index.reported.nouns import Kind
from index.reported.tokens import Token
from index.reported.verbs import Form, ReportingVerb

# What a Mark's `low` is where it holds several words.
SOURCE, CITING, OF_SOURCE, ADVERBIAL, PARENTHESIS = "selon", "citant", "de source", "également", "()"

_AUXILIARY_WITHIN = 12
_PARENTHESIS_WITHIN = 12
_CLITICS_WITHIN = 4
_OBJECT_FOLLOWS = frozenset("comme qui il elle ils elles on lui".split())
_GOES_ON = frozenset("aussi également encore enfin ensuite".split())


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or mark alone, or a set phrase that `low` stands for."""

    start: int
    end: int
    low: str


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb that reports, with its clitics, auxiliary and adverbs. `word` is the reporting word's character range.

    `pronoun` is the subject of "a-t-il dit". A `passive` group waits for its agent. `past` tells a compound tense.
    `continuing`: it goes on with what the same speaker said before.
    """

    start: int
    end: int
    verb: ReportingVerb
    word: Range
    plural: bool = False
    negated: bool = False
    passive: bool = False
    past: bool = False
    present_participle: bool = False
    pronoun: str = ""
    continuing: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class OtherVerb:
    """An auxiliary whose verb does not report: it marks a clause."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Governed:
    """A preposition with its noun phrase."""

    start: int
    end: int
    preposition: str
    phrase: NounPhrase


Chunk = Mark | VerbGroup | OtherVerb | Governed | NounPhrase


@dataclass(frozen=True, slots=True)
class Sentence:
    tokens: Sequence[Token]
    chunks: Sequence[Chunk]

    def at(self, position: int) -> Chunk | None:
        """The chunk at a position, None past either end."""
        return self.chunks[position] if 0 <= position < len(self.chunks) else None

    def is_mark(self, position: int, *lows: str) -> bool:
        chunk = self.at(position)
        return isinstance(chunk, Mark) and chunk.low in lows

    def phrase_at(self, position: int) -> NounPhrase | None:
        """The noun phrase at a position, a preposition's included."""
        chunk = self.at(position)
        return chunk.phrase if isinstance(chunk, Governed) else chunk if isinstance(chunk, NounPhrase) else None

    def is_time(self, position: int) -> bool:
        chunk = self.at(position)
        return isinstance(chunk, NounPhrase) and chunk.kind is Kind.TIME

    def is_adverb(self, position: int) -> bool:
        chunk = self.at(position)
        return isinstance(chunk, Mark) and (small.is_adverb(chunk.low) or chunk.low == ADVERBIAL)


def read_sentence(tokens: Sequence[Token]) -> Sentence:
    """Every token belongs to one chunk, in order."""
    chunks: list[Chunk] = []
    at = 0
    while at < len(tokens):
        chunk = _read_chunk(tokens, at, chunks[-1] if chunks else None)
        chunks.append(chunk)
        at = chunk.end
    return Sentence(tokens, chunks)


def _read_chunk(tokens: Sequence[Token], at: int, before: Chunk | None) -> Chunk:
    return (
        _read_source_words(tokens, at)
        or _read_adverbial(tokens, at)
        or _read_parenthesis(tokens, at)
        or _read_verb(tokens, at, before)
        or _read_governed(tokens, at, before)
        or read_noun_phrase(tokens, at)
        or Mark(at, at + 1, tokens[at].low)
    )


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].low if 0 <= at < len(tokens) else ""


def _find_phrase(
    tokens: Sequence[Token], at: int, phrases: Mapping[str, Sequence[Sequence[str]]]
) -> Sequence[str] | None:
    """The first of the phrases with this first word that stands here."""
    for words in phrases.get(tokens[at].low, ()):
        if all(_low(tokens, at + offset) == word for offset, word in enumerate(words)):
            return words
    return None


def _read_source_words(tokens: Sequence[Token], at: int) -> Mark | None:
    if tokens[at].low == "de" and _low(tokens, at + 1) in ("source", "sources"):
        return Mark(at, at + 1, OF_SOURCE)
    if tokens[at].low in verbs.CITING and _low(tokens, at - 1) not in small.DETERMINERS:
        return Mark(at, at + 1, CITING)
    words = _find_phrase(tokens, at, small.SOURCE_WORDS)
    return Mark(at, at + len(words), SOURCE) if words else None


def _read_adverbial(tokens: Sequence[Token], at: int) -> Mark | None:
    words = _find_phrase(tokens, at, small.ADVERBIALS)
    return Mark(at, at + len(words), ADVERBIAL) if words else None


def _read_parenthesis(tokens: Sequence[Token], at: int) -> Mark | None:
    """ "(ouest)", but not "(a précisé le ministre)"."""
    if tokens[at].low != "(":
        return None
    for end in range(at + 1, min(len(tokens), at + _PARENTHESIS_WITHIN)):
        if tokens[end].low == ")":
            return Mark(at, end + 1, PARENTHESIS)
        if tokens[end].low in verbs.FINITE or tokens[end].low in verbs.HAVE:
            return None
    return None


def _read_governed(tokens: Sequence[Token], at: int, before: Chunk | None) -> Governed | None:
    low, following = tokens[at].low, _low(tokens, at + 1)
    particle = tokens[at].capital and not tokens[at].first
    if low not in small.PREPOSITIONS or particle or (_is_plural_article(low, following) and not _follows_noun(before)):
        return None
    phrase = read_noun_phrase(tokens, at + 1, low) if at + 1 < len(tokens) else None
    if phrase is None and following in small.PREPOSITIONS and at + 2 < len(tokens):
        low = f"{low} {following}"
        phrase = read_noun_phrase(tokens, at + 2, following)
    return Governed(at, phrase.end, low, phrase) if phrase else None


def _is_plural_article(low: str, following: str) -> bool:
    return low == "des" or (low in ("de", "d'") and following in small.AFTER_PLURAL_OF)


def _follows_noun(before: Chunk | None) -> bool:
    """Whether "des" is "de les" rather than the plural of "un"."""
    if isinstance(before, Mark):
        return before.low in small.PREPOSITIONS
    return isinstance(before, NounPhrase | Governed)


def _read_verb(tokens: Sequence[Token], start: int, before: Chunk | None) -> VerbGroup | OtherVerb | None:
    at = start
    while _low(tokens, at) in small.CLITICS and at < start + _CLITICS_WITHIN:
        at += 1
    low = _low(tokens, at)
    clitics = {token.low for token in tokens[start:at]}
    if low in verbs.HAVE or low in verbs.BE:
        return _read_compound(tokens, start, at, clitics)
    if low in verbs.PRESENT_PARTICIPLES:
        return _group(tokens, start, at, at + 1, verbs.PRESENT_PARTICIPLES[low], clitics)
    if not low or _is_noun_here(tokens, start, at, clitics, before):
        return None
    form, end = _find_form(tokens, at, verbs.REFLEXIVE_FINITE if clitics & small.REFLEXIVE else verbs.FINITE)
    return _group(tokens, start, at, end, form, clitics) if form else None


def _is_noun_here(tokens: Sequence[Token], start: int, at: int, clitics: set[str], before: Chunk | None) -> bool:
    """Whether a form such as "annonce" or "juge" is a noun: behind an article, behind a preposition."""
    if isinstance(before, Mark) and before.low in small.PREPOSITIONS:
        return True
    if at == start or _low(tokens, at - 1) not in small.DETERMINERS or clitics & (small.NEGATIONS | small.REFLEXIVE):
        return False
    object_pronoun = before.low in _OBJECT_FOLLOWS if isinstance(before, Mark) else isinstance(before, NounPhrase)
    return not object_pronoun


def _find_form(tokens: Sequence[Token], at: int, forms: Mapping[str, Form]) -> tuple[Form | None, int]:
    """The form at a token and where it ends; a locution takes several words."""
    for words in verbs.LOCUTIONS.get(tokens[at].low, ()):
        if all(_low(tokens, at + offset) == word for offset, word in enumerate(words, 1)):
            return verbs.LOCUTION, at + 1 + len(words)
    return forms.get(tokens[at].low), at + 1


def _group(tokens: Sequence[Token], start: int, at: int, end: int, form: Form, clitics: set[str]) -> VerbGroup:
    pronoun = _low(tokens, end) if _low(tokens, end).startswith("-") else ""
    return VerbGroup(
        start=start,
        end=end + bool(pronoun),
        verb=form.verb,
        word=(tokens[at].start, tokens[end - 1].end),
        plural=form.plural,
        negated=bool(clitics & small.NEGATIONS),
        present_participle=tokens[at].low in verbs.PRESENT_PARTICIPLES,
        pronoun=pronoun.rpartition("-")[2],
        continuing=form.verb.infinitive in verbs.CONTINUING,
        quoted=tokens[at].speech,
    )


def _read_compound(tokens: Sequence[Token], start: int, auxiliary: int, clitics: set[str]) -> VerbGroup | OtherVerb:
    """ "a également indiqué", "s'est dit", "ont, eux aussi, affirmé", "a été annoncé", "a-t-il ajouté"."""
    reflexive = bool(clitics & small.REFLEXIVE)
    passive = tokens[auxiliary].low in verbs.BE and not reflexive
    pronoun = _low(tokens, auxiliary + 1) if _low(tokens, auxiliary + 1).startswith("-") else ""
    at = between = auxiliary + 1 + bool(pronoun)
    at = _past_adverbs(tokens, at)
    if _low(tokens, at) == verbs.BEEN:
        passive = True
        at = _past_adverbs(tokens, at + 1)
    form, end = None, at
    if at < len(tokens):
        form, end = _find_form(tokens, at, verbs.REFLEXIVE_PARTICIPLES if reflexive else verbs.PARTICIPLES)
    if form is None:
        return OtherVerb(start, auxiliary + 1)
    adverbs = {token.low for token in tokens[between:at]}
    return VerbGroup(
        start=start,
        end=end,
        verb=form.verb,
        word=(tokens[at].start, tokens[end - 1].end),
        plural=tokens[auxiliary].low.endswith("nt"),
        negated=bool(clitics & small.NEGATIONS) or "ni" in adverbs,
        passive=passive,
        past=tokens[auxiliary].low in verbs.PRESENT_AUXILIARIES,
        pronoun=pronoun.rpartition("-")[2],
        continuing=form.verb.infinitive in verbs.CONTINUING or bool(adverbs & _GOES_ON),
        quoted=tokens[at].speech,
    )


def _past_adverbs(tokens: Sequence[Token], at: int) -> int:
    """Past what may stand between an auxiliary and its participle."""
    stop = min(len(tokens), at + _AUXILIARY_WITHIN)
    while at < stop:
        adverbial = _read_adverbial(tokens, at)
        if adverbial:
            at = adverbial.end
        elif tokens[at].low == ",":
            closing = next((end for end in range(at + 1, stop) if tokens[end].low == ","), None)
            if closing is None:
                break
            at = closing + 1
        elif small.is_adverb(tokens[at].low) or tokens[at].low == "ni":
            at += 1
        else:
            break
    return at
