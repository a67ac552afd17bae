"""A reader's question -> what to look for: weighted terms, preferences, and how it was understood.

Nothing said in a question silently shuts a passage out: days, speakers and kinds of answer are preferences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.analysis import FAMILIES, Token, analyze_forms, fold, tokenize
from index.dates import Period, Reference, find_periods, flatten
from index.intent import is_followup, speakers_named, wants_quantity, wants_speaker
from index.lexicon import Expansion, Lexicon
from index.model import Question, Reading
from index.ranking import Clause, Concept
from index.spelling import Speller
from index.vocabulary import Vocabulary
from index.words import CHAT_WORDS, ENGLISH_STOP_WORDS, FRENCH_MARKERS, UKRAINIAN_STOP_WORDS

# A reader's question is a line or two; what comes after this many characters is passed over.
LONGEST = 1000
# What a follow-up takes from the question before it weighs less than its own words.
BEFORE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A word to look for: as corrected, as written, and whether it is carried over from the question before."""

    form: str
    written: str
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """What to look for. `period` and `speaker` are preferences, like the kinds of answer wanted."""

    reading: Reading
    asked: tuple[Asked, ...]
    expansions: tuple[Expansion, ...]
    concepts: tuple[Concept, ...]
    period: Period | None = None
    speaker_forms: tuple[str, ...] = ()
    wants_quantity: bool = False
    wants_speaker: bool = False

    @property
    def forms(self) -> list[str]:
        """Every word looked for, those that stand for the question's own included."""
        expanded = (form for expansion in self.expansions for form in expansion.forms)
        return [*(word.form for word in self.asked), *expanded]


@dataclass(frozen=True, slots=True)
class QuestionReader:
    """Reads questions against what one generation holds: its vocabulary, lexicon, speakers and last day."""

    speller: Speller
    lexicon: Lexicon
    speakers: Vocabulary
    last_day: date
    told: Callable[[date, date], bool]

    def read(self, question: Question) -> Parsed:
        text = question.text[:LONGEST]
        language = question.language or detect_language(text)
        flat = flatten(text)
        reference = Reference(question.today or date.today(), self.last_day, self.told)
        periods = find_periods(text, reference)
        period = periods[0] if periods and not question.any_day else None
        asked, corrections = self._asked(text, periods, language)
        followup = bool(question.after) and is_followup(flat, len(asked))
        if followup and question.after:
            before = question.after[:LONGEST]
            earlier = find_periods(before, reference)
            period = period or (earlier[0] if earlier and not question.any_day else None)
            carried, more = self._asked(before, earlier, language, carried=True)
            known = {word.form for word in asked}
            asked += tuple(word for word in carried if word.form not in known)
            corrections |= more
        speaker_forms = self._speaker(flat)
        expansions = tuple(self.lexicon.expand([word.form for word in asked]))
        reading = Reading(
            terms=tuple(word.form for word in asked),
            corrections=corrections,
            date_from=period.first if period else None,
            date_to=period.last if period else None,
            day=period.day if period else None,
            speaker=" ".join(speaker_forms) or None,
            language=language,
            followup=followup,
        )
        return Parsed(
            reading,
            asked,
            expansions,
            tuple(_concepts(asked, expansions)),
            period,
            speaker_forms,
            wants_quantity(flat),
            wants_speaker(flat),
        )

    def _asked(
        self, text: str, periods: Sequence[Period], language: str, *, carried: bool = False
    ) -> tuple[tuple[Asked, ...], dict[str, str]]:
        """The words looked for, without those that name a period, and the corrections made."""
        corrections: dict[str, str] = {}
        asked: list[Asked] = []
        for token in tokenize(text):
            if any(period.span[0] < token.span[1] and token.span[0] < period.span[1] for period in periods):
                continue
            if token.form in CHAT_WORDS or token.form in _stop_words(language):
                continue
            corrected = self._correct(token)
            if corrected != token.form:
                corrections[token.form] = corrected
            written = text[slice(*token.span)]
            asked.extend(Asked(form, written, carried) for form in corrected.split())
        return tuple(asked), corrections

    def _correct(self, token: Token) -> str:
        if self.lexicon.knows(token.form):
            return token.form
        return self.speller.correct(token.form) or token.form

    def _speaker(self, flat: str) -> tuple[str, ...]:
        """The forms of a speaker whom the question asks about, of those that some passage cites."""
        for words in speakers_named(flat):
            named = tuple(token.form for token in tokenize(words)[:4] if token.form in self.speakers)
            if named:
                return named
        return ()


def _stop_words(language: str) -> frozenset[str]:
    return {"en": ENGLISH_STOP_WORDS, "uk": UKRAINIAN_STOP_WORDS}.get(language, frozenset())


def detect_language(text: str) -> str:
    """`uk` for Cyrillic letters, `en` where English function words outnumber French ones, else `fr`."""
    letters = [char for char in text if char.isalpha()]
    if sum("Ѐ" <= char <= "ӿ" for char in letters) * 2 > len(letters):
        return "uk"
    words = [fold(word) for word in re.findall(r"[^\W\d_]+", text)]
    english = sum(word in ENGLISH_STOP_WORDS for word in words)
    french = sum(word in FRENCH_MARKERS for word in words)
    return "en" if english > french else "fr"


def _concepts(asked: Sequence[Asked], expansions: Sequence[Expansion]) -> Iterator[Concept]:
    """What to look for: the words that nothing stands for, together; each other word beside what stands for it."""
    plain: list[Clause] = []
    for place, word in enumerate(asked):
        own = _clauses((word.form,), BEFORE_WEIGHT if word.carried else 1.0)
        others = [expansion for expansion in expansions if expansion.start <= place < expansion.end]
        if others:
            # A phrase counts once, not for each word that it stands for.
            yield (own, *(_clauses(other.forms, other.weight / (other.end - other.start)) for other in others))
        else:
            plain += own
    if plain:
        yield (_merged(plain),)


def _clauses(forms: Sequence[str], weight: float) -> tuple[Clause, ...]:
    terms = analyze_forms(forms)._asdict()
    return tuple(Clause(family, weight * FAMILIES[family], tuple(terms[family])) for family in FAMILIES)


def _merged(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """One clause for each family and weight, terms in their order."""
    terms: dict[tuple[str, float], list[str]] = {}
    for clause in clauses:
        terms.setdefault((clause.family, clause.weight), []).extend(clause.terms)
    return tuple(Clause(family, weight, tuple(found)) for (family, weight), found in terms.items())
