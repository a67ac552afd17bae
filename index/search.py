"""The read path: a question -> its terms -> scored passages -> an Answer.

A Searcher opens one generation and never changes; searching is an ordinary function.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import encoders, semantic, store
from index.accents import accented
from index.affinity import Affinity, Sought
from index.analysis import FAMILIES, stem, stem_finder, tokenize
from index.confidence import (
    BY_MEANING,
    BY_WORDS,
    LEAST_BY_MEANING,
    LEAST_BY_WORDS,
    Signs,
    estimate,
    look_at_words,
)
from index.database import Database
from index.dictionary import Dictionary
from index.errors import GenerationError
from index.lexicon import Lexicon, load_groups
from index.links import link_to
from index.model import Answer, Bulletin, Hit, Passage, Question, Span, date_of_day
from index.periods import Reference
from index.preferences import PERIOD_BY_MEANING, prefer, prefer_period, prefer_sections
from index.question import LONGEST, Parsed, QuestionReader
from index.ranking import Floats, Postings, add_synonyms, score, top
from index.semantic import Meanings
from index.signals import Signals
from index.spelling import Speller
from index.thesaurus import Thesaurus
from index.word_vectors import WordVectors

logger = logging.getLogger(__name__)

# What a bulletin as a whole counts beside its passages.
CONTEXT_WEIGHT = 0.3
# Most readers ask about the same few days.
PASSAGES_REMEMBERED = 1000
# Of so many passages a search takes a few milliseconds.
MANY_PASSAGES = 20_000


@dataclass(frozen=True, slots=True)
class Ranked:
    """How a question ranks the passages: the scores of the best, those chosen by rank, and the first one's signs."""

    parsed: Parsed
    scores: list[float]
    chosen: dict[int, Passage]
    signs: Signs | None
    by_meaning: bool


class Searcher:
    """Answers from one generation, opened read-only."""

    def __init__(self, directory: Path) -> None:
        self.generation = directory.name
        self.manifest = store.read_manifest(directory)
        self._database = Database(directory / store.DATABASE)
        self._families = {family: store.open_arrays(directory, family, Postings) for family in FAMILIES}
        self._context = store.open_arrays(directory, "context", Postings)
        self._speakers = store.open_arrays(directory, "speaker", Postings)
        self._signals = store.open_arrays(directory, "signals", Signals)
        self._affinity = Affinity(store.open_arrays(directory, "word_vectors", WordVectors), self._signals)
        self._bulletins = int(self._signals.bulletins.max(initial=-1)) + 1
        self._reader = QuestionReader(
            speller=Speller(
                forms=self._families["form"],
                stems=self._families["stem"],
                dictionary=store.open_arrays(directory, "dictionary", Dictionary),
                runs=store.open_arrays(directory, "runs", Postings),
            ),
            lexicon=Lexicon(load_groups(directory / store.LEXICON)),
            thesaurus=store.open_arrays(directory, "thesaurus", Thesaurus),
            speakers=self._speakers,
            last_day=self._last_date(),
            told=self._signals.tell_of,
        )
        self._remembered: dict[int, Passage] = {}
        self._bulletin = lru_cache(maxsize=256)(self._database.bulletin)
        self._source = lru_cache(maxsize=4096)(self._database.source)
        self._latest = cache(self._database.latest)
        self._meanings = (
            store.open_arrays(directory, "meaning", Meanings)
            if self.manifest.encoder == encoders.ENCODER and encoders.is_available()
            else None
        )
        if self.manifest.encoder and self._meanings is None:
            remedy = "run: python -m index build" if encoders.is_available() else "pip install '.[semantic]'"
            logger.warning("searching by words alone, without the vectors of %s: %s", self.manifest.encoder, remedy)

    @classmethod
    def open(cls, directory: Path) -> Searcher:
        """Raises GenerationError where the folder holds no whole generation of today's format."""
        return cls(directory)

    @classmethod
    def open_current(cls, index_dir: Path) -> Searcher:
        """The generation in use. Raises GenerationError where there is none."""
        name = store.current(index_dir)
        if name is None:
            raise GenerationError(f"no index in {index_dir}; run: python -m index build")
        return cls(index_dir / name)

    def close(self) -> None:
        self._database.close()

    def search(self, question: Question, limit: int = 10, wanted: Container[int] | None = None) -> Answer:
        """The `limit` best passages for a question, and whether the first can be taken for an answer.

        Where only the hits of some ranks are `wanted`, the others are counted but not looked up, which is a quarter
        of the work; the last hit stands in for ranks that there are not.
        """
        ranked = self.rank(question, limit, wanted)
        highlights = stem_finder({stem(form) for form in ranked.parsed.forms})
        hits = tuple(
            self._hit(rank, ranked.scores[rank - 1], passage, highlights) for rank, passage in ranked.chosen.items()
        )
        weights, least = (BY_MEANING, LEAST_BY_MEANING) if ranked.by_meaning else (BY_WORDS, LEAST_BY_WORDS)
        confidence = estimate(ranked.signs, weights) if ranked.signs else 0.0
        answered = confidence >= least
        corrected = _corrected(question.text, ranked.parsed.reading.corrections)
        return Answer(
            question=question.text,
            answered=answered,
            confidence=confidence,
            reading=ranked.parsed.reading,
            hits=hits,
            suggestions=(corrected,) if corrected != question.text and not answered else (),
            unknown=self._unknown(ranked.parsed),
            found=len(ranked.scores),
        )

    def rank(self, question: Question, limit: int, wanted: Container[int] | None = None) -> Ranked:
        """The best passages, their scores, and the signs that the first one answers; `wanted` as `search` has it."""
        parsed = self._reader.read(question)
        by_words = self._score(parsed)
        prefer(by_words, parsed, self._signals, self._speakers)
        by_meaning = self._cosines(question, parsed)
        sought = self._sought(parsed)
        topics = self._affinity.add_topics(by_words, sought)
        scores = by_words
        if by_meaning is not None:
            scores = semantic.rank_by_both(by_words, by_meaning, _share_of_meaning(parsed))
            prefer_period(scores, parsed, self._signals, PERIOD_BY_MEANING)
        kin = self._affinity.add_kin(scores, sought, beside_meaning=by_meaning is not None)
        prefer_sections(scores, parsed, self._signals)
        best = top(scores, limit).tolist()
        chosen = _chosen(best, wanted)
        passages = self._passages(sorted({*best[:1], *chosen.values()}))
        signs = None
        if best:
            first = best[0]
            nearest = kin.get(first) or self._affinity.nearest(sought, [first])[0].tolist()
            signs = self._signs(parsed, sought, first, passages[first], nearest)
            if by_meaning is None:
                signs = _by_words(signs, parsed, topics.get(first, 0.0))
            else:
                signs = _by_meaning(signs, parsed, by_words, by_meaning, first)
        by_rank = {rank: passages[number] for rank, number in chosen.items()}
        return Ranked(parsed, scores[best].tolist(), by_rank, signs, by_meaning is not None)

    @property
    def is_slow(self) -> bool:
        """Whether a search may take longer than an event loop should wait: it encodes the question, or scores many."""
        return self._meanings is not None or len(self._signals.leads) > MANY_PASSAGES

    def _score(self, parsed: Parsed) -> Floats:
        """What a passage's words earn, and a little for those of its bulletin, which tell what it is about."""
        scores = score(self._families, parsed.concepts, len(self._signals.leads))
        add_synonyms(scores, self._families["stem"], parsed.synonyms)
        whole = self._context.scores((stem(word.form) for word in parsed.asked), self._bulletins)
        found = np.flatnonzero(scores > 0)
        scores[found] += CONTEXT_WEIGHT * whole.take(self._signals.bulletins.take(found))
        return scores

    def _sought(self, parsed: Parsed) -> Sought:
        """The words asked with their weights; as rare as a word is, its vector is long already."""
        stems = [stem(word.form) for word in parsed.asked]
        idf_of = self._families["stem"].idf_of
        return Sought(
            stems,
            [word.weight / word.rarity for word in parsed.asked],
            [word.weight * idf_of(one) for one, word in zip(stems, parsed.asked, strict=True)],
            bool(stems) and parsed.reading.language == "fr",
        )

    def _cosines(self, question: Question, parsed: Parsed) -> NDArray[np.float32] | None:
        """How near each passage is in meaning; None where there are no vectors or the encoder fails."""
        if self._meanings is None or not parsed.asked:
            return None
        asked = _corrected(question.text, parsed.reading.corrections)[:LONGEST]
        if parsed.reading.language == "fr":
            asked = accented(self._reader.speller.dictionary.accented(asked))
        if parsed.before:
            room = max(0, encoders.LONGEST_QUESTION - len(asked) - 1)
            asked = f"{parsed.before[:room]} {asked}"
        try:
            return self._meanings.vectors @ encoders.shared_encoder().question(asked)
        except encoders.EncoderError as error:
            logger.warning("searching by words alone: %s", error)
            self._meanings = None
            return None

    def _signs(self, parsed: Parsed, sought: Sought, number: int, passage: Passage, nearest: Sequence[float]) -> Signs:
        in_period = False
        if parsed.period:
            inside, named = self._signals.of_period(parsed.period.first, parsed.period.last)
            in_period = bool(inside[number] or named[number])
        stems = self._families["stem"]
        vectors = self._affinity.vectors
        return look_at_words(parsed, sought.weights, passage, stems, nearest, vectors, in_period=in_period)

    def passage(self, passage_id: str) -> Passage | None:
        return self._database.passage(passage_id)

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        """A bulletin with its sections; a retracted one has its date of retraction and no sections."""
        return self._bulletin(bulletin_id)

    def section(self, bulletin_id: str, number: int) -> tuple[Passage, ...]:
        """A section's passages in order; none where there is no such section."""
        return self._database.section(bulletin_id, number)

    def on_day(self, day: int) -> tuple[Bulletin, ...]:
        """The bulletins that cover a day, dailies first, retracted ones left out."""
        return self._database.on_day(day)

    def latest(self) -> Bulletin | None:
        return self._latest()

    def days(self) -> tuple[int, int] | None:
        """The first and the last day covered; None for an empty corpus."""
        return self._database.days()

    def nearest_days(self, day: int) -> tuple[int | None, int | None]:
        """The nearest days covered before and after a day."""
        return self._database.nearest_days(day)

    def link(self, passage: Passage) -> str | None:
        """The address of a passage on its publisher's page."""
        bulletin = self.bulletin(passage.bulletin_id)
        return link_to(bulletin, passage) if bulletin else None

    def reference(self, today: date) -> Reference:
        """What dates count from that are asked about today."""
        return self._reader.reference(today)

    def _last_date(self) -> date:
        days = self.days()
        return date_of_day(days[1]) if days else date.today()

    def _unknown(self, parsed: Parsed) -> tuple[str, ...]:
        """The words asked that no passage holds, nor anything that stands for them."""
        stems = self._families["stem"]
        met = {place for expansion in parsed.expansions for place in range(expansion.start, expansion.end)}
        return tuple(
            dict.fromkeys(
                word.written
                for place, word in enumerate(parsed.asked)
                if place not in met and stem(word.form) not in stems
            )
        )

    def _hit(self, rank: int, score: float, passage: Passage, highlights: Callable[[str], tuple[Span, ...]]) -> Hit:
        bulletin = self._source(passage.bulletin_id)
        if bulletin is None:
            raise self._damaged(passage.bulletin_id)
        return Hit(rank, score, passage, bulletin, highlights(passage.text), link_to(bulletin, passage))

    def _passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        # In one step each: another thread may be forgetting them.
        found = {number: passage for number in numbers if (passage := self._remembered.get(number))}
        missing = [number for number in numbers if number not in found]
        if missing:
            found.update(self._database.numbered(missing))
            for number in missing:
                if number not in found:
                    raise self._damaged(number)
            if len(self._remembered) > PASSAGES_REMEMBERED:
                self._remembered.clear()
            self._remembered.update(found)
        return found

    def _damaged(self, missing: int | str) -> GenerationError:
        return GenerationError(f"generation {self.generation} lacks {missing}; run: python -m index build")


def _share_of_meaning(parsed: Parsed) -> float:
    """What is encoded of a follow-up is mostly the question before it: it counts as a single word."""
    return semantic.share_of(1 if parsed.reading.followup else len(parsed.asked))


def _by_words(signs: Signs, parsed: Parsed, topic: float) -> Signs:
    """With the signs of a search by words alone."""
    unknown, share = signs.unknown, _share_of_meaning(parsed)
    return replace(signs, unknown_topic=unknown * share * topic, unknown_coverage=unknown * signs.coverage)


def _by_meaning(signs: Signs, parsed: Parsed, by_words: Floats, cosines: NDArray[np.float32], number: int) -> Signs:
    """With the signs of a search by words and meaning."""
    return replace(
        signs,
        nearness=_share_of_meaning(parsed) * semantic.nearness(cosines, number),
        distance=semantic.distance(float(cosines[number])) if parsed.is_plain_french else 0.0,
        agreed=float(by_words[number] == by_words.max()),
    )


def _chosen(best: Sequence[int], wanted: Container[int] | None) -> dict[int, int]:
    """Ranks to the numbers of their passages."""
    ranks = range(1, len(best) + 1)
    chosen = ranks if wanted is None else [rank for rank in ranks if rank in wanted] or ranks[-1:]
    return {rank: best[rank - 1] for rank in chosen}


def _corrected(text: str, corrections: Mapping[str, str]) -> str:
    """The question with its corrected words; a correction may be of a word from the question before it only."""
    if not corrections:
        return text
    reworded = text
    for token in reversed(tokenize(text)):
        if token.form in corrections:
            start, end = token.span
            reworded = reworded[:start] + corrections[token.form] + reworded[end:]
    return reworded
