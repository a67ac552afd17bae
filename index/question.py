"""A reader's question -> what to look for: weighted terms, preferences, and how it was understood.

Nothing said in a question silently shuts a passage out: days, speakers and kinds of answer are preferences.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from index.accents import accented
from index.analysis import FAMILIES, Token, analyze_forms, stem, tokenize
from index.dates import Period, find_periods, flatten, open_ended
from index.details import Detail, Kind, detail_wanted
from index.intent import asks, is_followup, speakers_named, wants_speaker
from index.language import detect_language, stop_words_of
from index.lexicon import WEIGHTS, Expansion, Lexicon
from index.model import Question, Reading, Span
from index.peoples import Owners, owners_in, people_of
from index.periods import Reference
from index.ranking import Clause, Concept, Postings, Synonyms
from index.spelling import Speller
from index.thesaurus import Thesaurus
from index.transliteration import name_key
from index.words import CHAT_WORDS, NEWS_WORDS, STOP_WORDS, TOPICS

# A reader's question is a line or two; what comes after this many characters is passed over.
LONGEST = 1000
# What a follow-up takes from the question before it weighs less than its own words.
BEFORE_WEIGHT = 0.5
# A question with more unknown words than this is none, and looking for what they may mean takes time.
MOST_CORRECTED = 10
# What stands for a word is looked for by its stem alone, which then counts for about as much as all the word's terms.
EXPANSION_WEIGHT = 2.4
# A synonym of French at large says less of what is meant than one that maintainers name.
SYNONYM_WEIGHT = 0.3
_DAY_ALONE = re.compile(r"\b(?:le|du|au) (\d{1,2})(?:er)?(?=\W*$)", re.IGNORECASE)
# Which is no 9.
_WHATS_NEW = re.compile(r"\b(?:quoi|koi) de neuf\b", re.IGNORECASE)
# As many words are keywords, more of them a sentence.
_KEYWORDS = 2
# A speaker's name has at most this many words.
_LONGEST_NAME = 4
# A conversation is read back over so many questions.
MOST_BEFORE = 4
# A word this rare in French at large tells what a question is about: "morts" and "raison" do not, "sanctions" does.
_TELLING = 0.8


class Asked(NamedTuple):
    """A word to look for: as corrected, as written, and whether it is carried over from the question before.

    `rarity` is what it counts beside a rare word, as `Dictionary.rarity` has it.
    """

    form: str
    written: str
    carried: bool = False
    rarity: float = 1.0

    @property
    def weight(self) -> float:
        return self.rarity * (BEFORE_WEIGHT if self.carried else 1.0)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What to look for. `period` and `speaker` are preferences, like the kinds of answer wanted.

    `expansions` are those whose words some passages hold, `synonyms` those of each word asked, of a French question.
    `names_speaker` is true where the question is what someone says, whether any passage cites them or not. `detail` is
    what the question itself asks for; its kind is preferred, or where a follow-up asks for none, that of the question
    before. `owners` are those of what it asks about. `before` are the questions that it follows up, as written.
    """

    reading: Reading
    asked: tuple[Asked, ...]
    expansions: tuple[Expansion, ...]
    concepts: tuple[Concept, ...]
    synonyms: tuple[Synonyms, ...] = ()
    period: Period | None = None
    speaker_forms: tuple[str, ...] = ()
    names_speaker: bool = False
    kind: Kind | None = None
    wants_speaker: bool = False
    detail: Detail | None = None
    owners: Owners = field(default_factory=dict)
    before: str = ""

    @property
    def is_plain_french(self) -> bool:
        """Whether it is French of more than a word or two, with none corrected and no period named."""
        as_written = not self.reading.corrections and self.period is None
        return self.reading.language == "fr" and as_written and len(self.asked) > _KEYWORDS

    @property
    def forms(self) -> list[str]:
        """Every word looked for, those that stand for the question's own included."""
        expanded = (form for expansion in self.expansions for form in expansion.forms)
        return [*(word.form for word in self.asked), *expanded]


@dataclass(frozen=True, slots=True)
class _Wording:
    """What one question says by itself."""

    text: str
    flat: str
    language: str
    periods: tuple[Period, ...]
    asked: tuple[Asked, ...]
    corrections: dict[str, str]
    speaker_forms: tuple[str, ...]
    names_speaker: bool
    kind: Kind | None
    wants_speaker: bool
    detail: Detail | None
    owners: Owners

    @property
    def says_something(self) -> bool:
        """Whether it asks, or names anything: "merci" does neither."""
        return bool(self.asked or self.periods) or asks(self.flat)

    @property
    def follows_up(self) -> bool:
        """Whether it says too little to stand alone."""
        vague = not self.periods and all(word.rarity < _TELLING and word.form not in TOPICS for word in self.asked)
        return is_followup(self.flat, len(self.asked) + len(self.periods), vague=vague)


@dataclass(frozen=True, slots=True)
class QuestionReader:
    """Reads questions against what one generation holds: its vocabulary, lexicon, speakers and last day.

    `speakers` are the name keys of everyone cited, in each passage.
    """

    speller: Speller
    lexicon: Lexicon
    thesaurus: Thesaurus
    speakers: Postings
    last_day: date
    told: Callable[[date, date], bool]

    def read(self, question: Question) -> Parsed:
        reference = self.reference(question.today or date.today())
        wording = self._word(question.text, question.language, reference)
        before = self._taken_up(question, reference) if wording.follows_up else None
        if before:
            wording = self._complete(wording, before, question.language, reference)
        period = wording.periods[0] if wording.periods and not question.any_day else None
        forms = tuple(word.form for word in wording.asked)
        stems = self.speller.stems
        # Most are words of other languages, which no passage holds.
        expansions = tuple(one for one in self.lexicon.expand(forms) if all(held in stems for held in one.stems))
        reading = Reading(
            terms=forms,
            corrections=wording.corrections,
            date_from=period.first if period else None,
            date_to=period.last if period else None,
            day=period.day if period else None,
            speaker=" ".join(wording.speaker_forms) or None,
            language=wording.language,
            followup=before is not None,
        )
        return Parsed(
            reading,
            wording.asked,
            expansions,
            tuple(_concepts(wording.asked, expansions)),
            tuple(self._synonyms(wording.asked, expansions)) if wording.language == "fr" else (),
            period,
            wording.speaker_forms,
            wording.names_speaker,
            wording.kind,
            wording.wants_speaker,
            wording.detail,
            wording.owners,
            before.text if before else "",
        )

    def _synonyms(self, asked: Sequence[Asked], expansions: Sequence[Expansion]) -> Iterator[Synonyms]:
        for place, word in enumerate(asked):
            own = stem(word.form)
            others = (held for one in expansions if one.start <= place < one.end for held in one.stems)
            weight = word.weight * EXPANSION_WEIGHT * SYNONYM_WEIGHT
            yield Synonyms(weight, self.thesaurus.synonyms_of(own), (own, *others))

    def reference(self, today: date) -> Reference:
        """What dates count from in what is asked today."""
        return Reference(today, self.last_day, self.told)

    def _word(self, written: str, language: str | None, reference: Reference, *, carried: bool = False) -> _Wording:
        text = unicodedata.normalize("NFC", written[:LONGEST])
        spoken = language or detect_language(text)
        if spoken == "fr":
            text = accented(text)
        flat = flatten(text)
        periods = [open_ended(period, text, reference) for period in find_periods(text, reference)]
        asked, corrections = self._asked(text, periods, spoken, carried=carried)
        if periods and all(word.form in NEWS_WORDS for word in asked):
            asked = ()
        detail = detail_wanted(flat)
        return _Wording(
            text,
            flat,
            spoken,
            tuple(periods),
            asked,
            corrections,
            self._speaker(flat),
            any(map(str.strip, speakers_named(flat))),
            detail.kind if detail else None,
            wants_speaker(flat),
            detail,
            owners_in(text, corrections) if any(people_of(word.form) for word in asked) else {},
        )

    def _taken_up(self, question: Question, reference: Reference) -> _Wording | None:
        """The last question before it that says something, with what that takes up itself."""
        lines = (question.after or "").split("\n")[-MOST_BEFORE:]
        read = (self._word(line, question.language, reference, carried=True) for line in reversed(lines))
        nearer: list[_Wording] = []
        for wording in filter(attrgetter("says_something"), read):
            nearer.append(wording)
            if not wording.follows_up:
                break
        if not nearer:
            return None
        before = nearer.pop()
        while nearer:
            wording = nearer.pop()
            before = self._complete(wording, before, question.language, reference, carried=True)
        return before

    def _complete(
        self, wording: _Wording, before: _Wording, language: str | None, reference: Reference, *, carried: bool = False
    ) -> _Wording:
        """A follow-up with what it lacks; one that asks nothing itself ("et en Allemagne ?") asks the same again."""
        if before.periods and not wording.periods:
            text = _with_month(wording.text, before.periods[0])
            if text != wording.text:
                wording = self._word(text, language, reference, carried=carried)
        known = {word.form for word in wording.asked}
        again = not asks(wording.flat)
        names_someone = any(self._is_cited(form) for form in known)
        speaker_forms = wording.speaker_forms or (before.speaker_forms if again and not names_someone else ())
        return replace(
            wording,
            text=f"{before.text} {wording.text}",
            periods=wording.periods or before.periods,
            asked=wording.asked + tuple(word for word in before.asked if word.form not in known),
            corrections={**before.corrections, **wording.corrections},
            speaker_forms=speaker_forms,
            names_speaker=wording.names_speaker or bool(speaker_forms),
            kind=wording.kind or (before.kind if again else None),
            wants_speaker=wording.wants_speaker or (again and before.wants_speaker),
            owners=wording.owners or before.owners,
        )

    def _asked(
        self, text: str, periods: Sequence[Period], language: str, *, carried: bool = False
    ) -> tuple[tuple[Asked, ...], dict[str, str]]:
        """The words looked for, without those that name a period, and the corrections that some passage bears out."""
        corrections: dict[str, str] = {}
        asked: list[Asked] = []
        stop_words = stop_words_of(language)
        unknown = 0
        said = [*(period.span for period in periods), *(match.span() for match in _WHATS_NEW.finditer(text))]
        for token in tokenize(text):
            if token.form in CHAT_WORDS or token.form in stop_words or (said and _is_within(said, token.span)):
                continue
            corrected = token.form
            if not self.speller.knows(token.form):
                unknown += 1
                if unknown <= MOST_CORRECTED:
                    corrected = self._correct(token, french=language == "fr")
            if corrected != token.form and all(map(self.speller.holds, corrected.split())):
                corrections[token.form] = corrected
            written = text[slice(*token.span)]
            asked.extend(
                Asked(form, written, carried, self._rarity(form, language))
                for form in corrected.split()
                if form == token.form or form not in STOP_WORDS
            )
        return tuple(asked), corrections

    def _rarity(self, form: str, language: str) -> float:
        """A word of another language is as rare as the French ones that it is said for, as far as the lexicon knows."""
        dictionary = self.speller.dictionary
        if form in STOP_WORDS:
            # Told from one by its accents, which the dictionary does not know.
            return 1.0
        if language == "fr" or form in dictionary:
            return dictionary.rarity(form)
        same = (one.forms for one in self.lexicon.expand((form,)) if one.weight == WEIGHTS["same"])
        return min((max(map(dictionary.rarity, forms)) for forms in same), default=1.0)

    def _correct(self, token: Token, *, french: bool) -> str:
        if self.lexicon.knows(token.form):
            return token.form
        return self.speller.correct(token.form, french=french) or token.form

    def _speaker(self, flat: str) -> tuple[str, ...]:
        """The forms of a speaker whom the question asks about, under a name by which some passage cites them."""
        for words in speakers_named(flat):
            tokens = tokenize(words)[:_LONGEST_NAME]
            forms = [form for token in tokens for form in self._correct(token, french=False).split()]
            named = self._cited_together(forms)
            if named:
                return named
            for expansion in self.lexicon.expand(forms):
                if expansion.weight == WEIGHTS["same"] and all(self._is_cited(form) for form in expansion.forms):
                    return expansion.forms
        return ()

    def _cited_together(self, forms: Sequence[str]) -> tuple[str, ...]:
        """The forms that are cited, up to one that no passage cites with those before, or that is a name cited nowhere.

        "Trump" of "Trump de l'OTAN"; nobody of "Merz de Trump" where Merz is not cited.
        """
        named: list[str] = []
        passages: set[int] = set()
        for form in forms:
            key = name_key(form)
            cited = set(self.speakers.holders(key).tolist()) if key else set()
            if not cited:
                if form not in self.speller.dictionary:
                    break
                continue
            if named and passages.isdisjoint(cited):
                break
            passages = passages & cited if named else cited
            named.append(form)
        return tuple(named)

    def _is_cited(self, form: str) -> bool:
        key = name_key(form)
        return bool(key) and key in self.speakers


def _is_within(spans: Iterable[Span], span: Span) -> bool:
    """Whether what stands at a place is one of the spans, or a part of it."""
    return any(start < span[1] and span[0] < end for start, end in spans)


def _with_month(text: str, period: Period) -> str:
    """A question with a day's number alone ("et le 9 ?") given the month of the period asked for before."""
    month = f"/{period.first.month}/{period.first.year}"
    is_of_one_month = month == f"/{period.last.month}/{period.last.year}"
    return _DAY_ALONE.sub(rf"le \g<1>{month}", text) if is_of_one_month else text


def _concepts(asked: Sequence[Asked], expansions: Sequence[Expansion]) -> Iterator[Concept]:
    """What to look for: the words that nothing stands for, together; each other word beside what stands for it."""
    plain: list[Clause] = []
    for place, word in enumerate(asked):
        weight = word.weight
        own = _clauses(word.form, weight)
        others = [expansion for expansion in expansions if expansion.start <= place < expansion.end]
        if others:
            yield (own, *((_standing_for(other, weight),) for other in others))
        else:
            plain += own
    if plain:
        yield (tuple(plain),)


def _standing_for(expansion: Expansion, weight: float) -> Clause:
    """A phrase counts once, not for each word that it stands for."""
    share = EXPANSION_WEIGHT * expansion.weight / (expansion.end - expansion.start)
    return Clause("stem", weight * share, expansion.stems)


def _clauses(form: str, weight: float) -> tuple[Clause, ...]:
    """A word's terms in every family."""
    terms = analyze_forms((form,))
    return tuple(Clause(family, weight * share, tuple(getattr(terms, family))) for family, share in FAMILIES.items())
