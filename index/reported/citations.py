"""Who is cited in a sentence, by the patterns of French reported speech.

    source      selon Axios; d'après un sondage; citant un responsable; de source militaire; pour les analystes, ...
    passive     a été annoncé par le SBU; une information démentie par Kyiv; cité par Reuters
    inverted    « ... », a déclaré X; – rapporte X; comme l'a dit X; indique-t-on à l'Élysée; a-t-il ajouté
    direct      X a déclaré que; X, interrogé à Paris, affirme que; X, qui précise que; il assure que
    announced   X : « ... »
    signed      title – X

What is negated ("n'a pas confirmé"), supposed ("si Moscou annonçait") or said inside a quotation by someone whom its
speaker speaks of is no citation. A weak verb (see ReportingVerb) cites nobody where the sentence has another source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.reported import chunks as row
from index.reported import function_words as small
from index.reported import verbs
from index.reported.chunks import Governed, Mark, Sentence, VerbGroup
from index.reported.complements import reports
from index.reported.joined import SPEAKING, coordinated, named
from index.reported.noun_phrases import NounPhrase, Range
from index.reported.nouns import Kind
from index.reported.subjects import (
    antecedent,
    lacks_comma,
    main_subject,
    may_be_inverted,
    may_speak,
    past_adverbs_back,
    past_circumstances,
    subjects_before,
    subjects_behind,
)
from index.reported.tokens import BREAK, CLOSING_OF, DASHES

Pattern = Literal["source", "passive", "inverted", "direct"]

_OPINION_OF = frozenset((Kind.PERSON, Kind.ROLE, Kind.MEDIUM))
_BELONGING = frozenset((Kind.SOURCE, Kind.WRITING))
_SIGNING = frozenset((Kind.PERSON, Kind.GROUP, Kind.MEDIUM))
# A source of the whole sentence, whoever else speaks in it.
_STANDING_APART = ("source", "inverted")


@dataclass(frozen=True, slots=True)
class Citation:
    """`who` is None where `pronoun` stands for the speaker. `at` is the character where the citation stands."""

    pattern: Pattern
    at: int
    who: NounPhrase | None
    pronoun: str = ""
    verb: Range | None = None
    weak: bool = False
    continuing: bool = False


def find_citations(sentence: Sentence) -> list[Citation]:
    """In the order of the text."""
    found: list[Citation] = []
    for at in range(len(sentence.chunks)):
        if not _goes_on(sentence, at, found):
            found.extend(_citations_at(sentence, at))
    found = _less_weak(sentence, found) or list(_announced(sentence))
    return sorted(found, key=lambda citation: citation.at)


def _citations_at(sentence: Sentence, at: int) -> Iterator[Citation]:
    chunk = sentence.chunks[at]
    if isinstance(chunk, VerbGroup):
        yield from _by_verb(sentence, at, chunk)
    elif isinstance(chunk, Governed) and chunk.preposition == "pour":
        yield from _opinion(sentence, at, chunk)
    elif isinstance(chunk, Mark):
        if chunk.low in (row.SOURCE, row.CITING, row.OF_SOURCE):
            yield from _source(sentence, at)
        elif chunk.low in DASHES:
            yield from _signed(sentence, at)
        elif verbs.tells_agent(chunk.low) and not sentence.is_mark(at - 1, "ni"):
            token = sentence.tokens[chunk.start]
            yield from () if token.speech else _agents(sentence, at, (token.start, token.end))


def _goes_on(sentence: Sentence, at: int, found: Sequence[Citation]) -> bool:
    """Whether the one cited last goes on: "... et a ajouté", ", précisant"."""
    group = sentence.chunks[at]
    if not found or not isinstance(group, VerbGroup):
        return False
    joined = sentence.is_mark(past_adverbs_back(sentence, at - 1), *small.JOINING)
    return group.present_participle or (joined and found[-1].pattern == "direct")


def _less_weak(sentence: Sentence, found: Sequence[Citation]) -> list[Citation]:
    """All but the weak ones that another source covers: one that stands apart, or one whose clause they are in."""
    strong = [citation for citation in found if not citation.weak]
    if any(citation.pattern in _STANDING_APART for citation in strong):
        return strong
    first = min((citation.at for citation in strong), default=None)
    if first is None:
        return list(found)
    clause = next((token.start for token in sentence.tokens if token.start > first and token.low in small.QUE), None)
    return [citation for citation in found if not citation.weak or clause is None or citation.at < clause]


# --- source


def _source(sentence: Sentence, at: int) -> Iterator[Citation]:
    token = sentence.tokens[sentence.chunks[at].start]
    if token.speech:
        return
    following = sentence.at(at + 1)
    if isinstance(following, Mark) and following.low in small.STRESSED_PRONOUNS:
        yield Citation("source", token.start, None, following.low)
    if sentence.is_mark(at + 1, "qui") and (who := antecedent(sentence, at - 1)):
        yield Citation("source", token.start, who)
    for phrase in coordinated(sentence, at + 1):
        if phrase.kind in _BELONGING and phrase.determiner in small.POSSESSIVE:
            yield from _owner(sentence, at, phrase)
        elif phrase.kind in SPEAKING or may_speak(phrase):
            yield Citation("source", max(token.start, phrase.phrase[0]), phrase)


def _owner(sentence: Sentence, at: int, phrase: NounPhrase) -> Iterator[Citation]:
    """ "selon ses propos": a pronoun in disguise; "citant ses sources" adds nobody."""
    pronoun = small.OWNERS.get(phrase.determiner)
    if pronoun and phrase.kind is Kind.WRITING and sentence.is_mark(at, row.SOURCE):
        yield Citation("source", phrase.phrase[0], None, pronoun)


def _opinion(sentence: Sentence, at: int, chunk: Governed) -> Iterator[Citation]:
    """ "Pour les analystes, ...", at the head of a clause."""
    if chunk.phrase.kind in _OPINION_OF and sentence.is_mark(at + 1, ",") and _opens_clause(sentence, at):
        token = sentence.tokens[chunk.start]
        yield from () if token.speech else (Citation("source", token.start, named(sentence, at)),)


def _opens_clause(sentence: Sentence, at: int) -> bool:
    while sentence.is_adverb(at - 1) or sentence.is_mark(at - 1, *small.LINKS):
        at -= 1
    before = sentence.at(at - 1)
    return before is None or (isinstance(before, Mark) and not before.low[0].isalnum())


# --- passive


def _agents(sentence: Sentence, at: int, word: Range) -> Iterator[Citation]:
    by = past_circumstances(sentence, at + 1, stop="par")
    chunk = sentence.at(by)
    if isinstance(chunk, Governed) and chunk.preposition == "par" and chunk.phrase.kind in SPEAKING:
        for phrase in coordinated(sentence, by):
            yield Citation("passive", word[0], phrase, verb=word)


# --- verbs with a subject


def _by_verb(sentence: Sentence, at: int, group: VerbGroup) -> Iterator[Citation]:
    if group.negated:
        return
    if group.passive:
        agents = verbs.tells_agent(sentence.tokens[group.end - 1].low)
        yield from _agents(sentence, at, group.word) if agents else ()
    elif group.pronoun:
        yield from _clitic(sentence, at, group)
    else:
        before = [] if group.quoted or lacks_comma(sentence, at) else subjects_before(sentence, at, group)
        yield from _direct(sentence, at, group, before) if before else _inverted(sentence, at, group)


def _cite(pattern: Pattern, group: VerbGroup, who: NounPhrase | None, pronoun: str = "") -> Citation:
    weak = group.verb.weak and pattern == "direct"
    return Citation(pattern, group.word[0], who, pronoun, group.word, weak, group.continuing)


def _clitic(sentence: Sentence, at: int, group: VerbGroup) -> Iterator[Citation]:
    """ "a-t-il ajouté"; "indique-t-on à l'Élysée"."""
    place = sentence.at(at + 1)
    if group.pronoun != "on":
        yield _cite("inverted", group, None, group.pronoun)
    elif isinstance(place, Governed) and place.phrase.kind in SPEAKING and place.preposition not in small.OF:
        yield _cite("inverted", group, place.phrase)


def _inverted(sentence: Sentence, at: int, group: VerbGroup) -> Iterator[Citation]:
    if not group.present_participle and may_be_inverted(sentence, at):
        for phrase in subjects_behind(sentence, at):
            yield _cite("inverted", group, phrase)


def _direct(sentence: Sentence, at: int, group: VerbGroup, subjects: Sequence[NounPhrase | str]) -> Iterator[Citation]:
    if not reports(sentence, at, group):
        return
    for subject in subjects:
        if isinstance(subject, str):
            yield _cite("direct", group, None, subject)
        elif subject.kind in SPEAKING and not subject.negative:
            yield _cite("direct", group, subject)


# --- announced, signed


def _announced(sentence: Sentence) -> Iterator[Citation]:
    """ "Rutte : « ... »", "Le ministre s'est montré ferme : « ... »"; without a quotation, "Mark Rutte : ..."."""
    colon = next((at for at in range(1, len(sentence.chunks)) if sentence.is_mark(at, ":")), None)
    subject = main_subject(sentence)
    if colon is None or subject is None or subject.end > sentence.chunks[colon].start:
        return
    following = colon + 1 + sentence.is_mark(colon + 1, BREAK)
    if sentence.is_mark(following, *CLOSING_OF) or (colon == 1 and _is_surely_someone(subject)):
        yield Citation("source", subject.name[0], subject)


def _is_surely_someone(phrase: NounPhrase) -> bool:
    """Rather than a town, as in "Kharkiv : deux morts"."""
    if phrase.kind is Kind.PERSON:
        return phrase.end - phrase.start > 1
    return phrase.kind is Kind.MEDIUM or (phrase.kind is Kind.GROUP and not phrase.head)


def _signed(sentence: Sentence, at: int) -> Iterator[Citation]:
    """ "... à l'Ukraine – le Pentagone", at the end of a sentence."""
    phrase, dash = sentence.at(at + 1), sentence.tokens[sentence.chunks[at].start]
    last = at + 2 + sentence.is_mark(at + 2, ".") == len(sentence.chunks)
    if at == 0 or not last or not isinstance(phrase, NounPhrase) or phrase.kind not in _SIGNING:
        return
    before, after = sentence.tokens[phrase.start - 2], sentence.tokens[phrase.start]
    paired = any(sentence.is_mark(other, *DASHES) for other in range(at))
    if before.end < dash.start and dash.end < after.start and not paired:
        yield Citation("source", phrase.name[0], phrase)
