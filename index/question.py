"""A reader's question -> what to look for: weighted terms, preferences, and how it was understood.

Nothing said in a question silently shuts a passage out: days, speakers and kinds of answer are preferences.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.analysis import FAMILIES, Token, analyze_forms, fold, tokenize
from index.dates import Period, find_periods, flatten
from index.intent import asks, is_followup, speakers_named, wants_quantity, wants_speaker
from index.lexicon import WEIGHTS, Expansion, Lexicon
from index.model import Question, Reading
from index.periods import Reference
from index.ranking import Clause, Concept
from index.spelling import Speller
from index.transliteration import name_key
from index.vocabulary import Vocabulary
from index.words import (
    CHAT_WORDS,
    ENGLISH_MARKERS,
    ENGLISH_STOP_WORDS,
    FRENCH_MARKERS,
    NEWS_WORDS,
    UKRAINIAN_STOP_WORDS,
)

# A reader's question is a line or two; what comes after this many characters is passed over.
LONGEST = 1000
# What a follow-up takes from the question before it weighs less than its own words.
BEFORE_WEIGHT = 0.5
_GENITIVE = re.compile(r"['’]s\b")
# A speaker's name has at most this many words.
_LONGEST_NAME = 4


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
class _Wording:
    """What one question says by itself."""

    flat: str
    language: str
    periods: tuple[Period, ...]
    asked: tuple[Asked, ...]
    corrections: dict[str, str]
    speaker_forms: tuple[str, ...]
    wants_quantity: bool
    wants_speaker: bool


@dataclass(frozen=True, slots=True)
class QuestionReader:
    """Reads questions against what one generation holds: its vocabulary, lexicon, speakers and last day.

    `speakers` are the name keys of everyone cited.
    """

    speller: Speller
    lexicon: Lexicon
    speakers: Vocabulary
    last_day: date
    told: Callable[[date, date], bool]

    def read(self, question: Question) -> Parsed:
        reference = Reference(question.today or date.today(), self.last_day, self.told)
        wording = self._word(question.text, question.language, reference)
        followup = bool(question.after) and is_followup(wording.flat, len(wording.asked) + len(wording.periods))
        if followup and question.after:
            wording = self._complete(wording, self._word(question.after, question.language, reference, carried=True))
        period = wording.periods[0] if wording.periods and not question.any_day else None
        forms = tuple(word.form for word in wording.asked)
        expansions = tuple(self.lexicon.expand(forms))
        reading = Reading(
            terms=forms,
            corrections=wording.corrections,
            date_from=period.first if period else None,
            date_to=period.last if period else None,
            day=period.day if period else None,
            speaker=" ".join(wording.speaker_forms) or None,
            language=wording.language,
            followup=followup,
        )
        return Parsed(
            reading,
            wording.asked,
            expansions,
            tuple(_concepts(wording.asked, expansions)),
            period,
            wording.speaker_forms,
            wording.wants_quantity,
            wording.wants_speaker,
        )

    def _word(self, written: str, language: str | None, reference: Reference, *, carried: bool = False) -> _Wording:
        text = unicodedata.normalize("NFC", written[:LONGEST])
        flat = flatten(text)
        spoken = language or detect_language(text)
        periods = find_periods(text, reference)
        asked, corrections = self._asked(text, periods, spoken, carried=carried)
        if periods and all(word.form in NEWS_WORDS for word in asked):
            asked = ()
        return _Wording(
            flat,
            spoken,
            tuple(periods),
            asked,
            corrections,
            self._speaker(flat),
            wants_quantity(flat),
            wants_speaker(flat),
        )

    def _complete(self, wording: _Wording, before: _Wording) -> _Wording:
        """A follow-up with what it lacks; one that asks nothing itself ("et en Allemagne ?") asks the same again."""
        known = {word.form for word in wording.asked}
        again = not asks(wording.flat)
        names_someone = any(self._is_cited(form) for form in known)
        return replace(
            wording,
            periods=wording.periods or before.periods,
            asked=wording.asked + tuple(word for word in before.asked if word.form not in known),
            corrections={**before.corrections, **wording.corrections},
            speaker_forms=wording.speaker_forms or (before.speaker_forms if again and not names_someone else ()),
            wants_quantity=wording.wants_quantity or (again and before.wants_quantity),
            wants_speaker=wording.wants_speaker or (again and before.wants_speaker),
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
        """The forms of a speaker whom the question asks about, under a name by which some passage cites them."""
        for words in speakers_named(flat):
            forms = [form for token in tokenize(words)[:_LONGEST_NAME] for form in self._correct(token).split()]
            named = tuple(form for form in forms if self._is_cited(form))
            if named:
                return named
            for expansion in self.lexicon.expand(forms):
                if expansion.weight == WEIGHTS["same"] and all(self._is_cited(form) for form in expansion.forms):
                    return expansion.forms
        return ()

    def _is_cited(self, form: str) -> bool:
        key = name_key(form)
        return bool(key) and key in self.speakers


def _stop_words(language: str) -> frozenset[str]:
    return {"en": ENGLISH_STOP_WORDS, "uk": UKRAINIAN_STOP_WORDS}.get(language, frozenset())


def detect_language(text: str) -> str:
    """`uk` for Cyrillic letters, `en` where English function words outnumber French ones, else `fr`."""
    letters = [char for char in text if char.isalpha()]
    if sum("Ѐ" <= char <= "ӿ" for char in letters) * 2 > len(letters):
        return "uk"
    words = [fold(word) for word in re.findall(r"[^\W\d_]+", _GENITIVE.sub("", text))]
    english = sum(word in ENGLISH_MARKERS for word in words)
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
