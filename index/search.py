"""The read path: a question -> its terms -> scored passages -> an Answer.

A Searcher opens one generation and never changes; searching is an ordinary function.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from pathlib import Path

from index import semantic, store
from index.analysis import FAMILIES, analyze_forms, analyze_passage, stem, tokenize
from index.database import Database
from index.errors import GenerationError
from index.lexicon import Lexicon, load_groups
from index.links import link_to
from index.model import Answer, Bulletin, Hit, Passage, Question, Span, date_of_day
from index.preferences import prefer
from index.question import LONGEST, Parsed, QuestionReader
from index.ranking import Floats, Postings, score, top
from index.semantic import EncoderError, Meanings
from index.signals import Signals
from index.spelling import Speller
from index.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

# A first hit that holds less than this share of the question's weight is not an answer.
LEAST_COVERAGE = 0.5


class Searcher:
    """Answers from one generation, opened read-only."""

    def __init__(self, directory: Path) -> None:
        self.generation = directory.name
        self.manifest = store.read_manifest(directory)
        self._database = Database(directory / store.DATABASE)
        self._families = {family: store.open_arrays(directory, family, Postings) for family in FAMILIES}
        self._speakers = store.open_arrays(directory, "speaker", Postings)
        self._signals = store.open_arrays(directory, "signals", Signals)
        self._reader = QuestionReader(
            speller=Speller(
                forms=self._families["form"],
                stems=self._families["stem"],
                dictionary=store.open_arrays(directory, "dictionary", Vocabulary),
                runs=store.open_arrays(directory, "runs", Postings),
            ),
            lexicon=Lexicon(load_groups(directory / store.LEXICON)),
            speakers=self._speakers,
            last_day=self._last_date(),
        )
        self._bulletin = lru_cache(maxsize=256)(self._database.bulletin)
        self._meanings = (
            store.open_arrays(directory, "meaning", Meanings)
            if self.manifest.encoder == semantic.ENCODER and semantic.is_available()
            else None
        )

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

    def search(self, question: Question, limit: int = 10) -> Answer:
        """The `limit` best passages for a question, and whether the first can be taken for an answer."""
        parsed = self._reader.read(question)
        scores = self._add_meaning(self.score(parsed), question, parsed)
        stems = {stem(form) for form in parsed.forms}
        hits = tuple(
            self._hit(rank, float(scores[number]), int(number), stems)
            for rank, number in enumerate(top(scores, limit), 1)
        )
        confidence = self._coverage(parsed, hits[0].passage) if hits else 0.0
        return Answer(question.text, confidence >= LEAST_COVERAGE, confidence, parsed.reading, hits)

    def score(self, parsed: Parsed) -> Floats:
        """Every passage's score: what its words earn, then what the question prefers."""
        scores = score(self._families, parsed.clauses, len(self._signals.leads))
        return prefer(scores, parsed, self._signals, self._speakers)

    @property
    def is_slow(self) -> bool:
        """Whether a search takes tens of milliseconds, because it encodes the question."""
        return self._meanings is not None

    def _add_meaning(self, scores: Floats, question: Question, parsed: Parsed) -> Floats:
        """Scores by words and meaning, where there are vectors; by words alone where the encoder fails."""
        if self._meanings is None or not parsed.asked:
            return scores
        asked = question.text[:LONGEST]
        if parsed.reading.followup:
            asked = f"{(question.after or '')[:LONGEST]} {asked}"
        try:
            vector = semantic.shared_encoder().question(asked)
        except (EncoderError, ImportError, OSError, RuntimeError) as error:
            logger.warning("searching by words alone: %s", error)
            return scores
        return semantic.rank_by_both(scores, self._meanings.vectors @ vector)

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
        return self._database.latest()

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

    def _last_date(self) -> date:
        days = self.days()
        return date_of_day(days[1]) if days else date.today()

    def _hit(self, rank: int, score: float, number: int, stems: Collection[str]) -> Hit:
        passage = self._database.passage(number)
        bulletin = self.bulletin(passage.bulletin_id) if passage else None
        if passage is None or bulletin is None:
            raise GenerationError(f"generation {self.generation} has no passage {number}; run: python -m index build")
        highlights = find_stems(passage.text, stems)
        return Hit(rank, score, passage, bulletin, highlights, link_to(bulletin, passage))

    def _coverage(self, parsed: Parsed, passage: Passage) -> float:
        """The share of the question's weight (idf) whose words the passage holds, at least their beginning."""
        held = analyze_passage(passage)
        stems, prefixes = set(held.stem), set(held.prefix)
        asked = analyze_forms([word.form for word in parsed.asked])
        weights = [self._families["stem"].idf_of(term) for term in asked.stem]
        found = [
            weight
            for weight, term, start in zip(weights, asked.stem, asked.prefix, strict=True)
            if term in stems or start in prefixes
        ]
        return sum(found) / sum(weights) if weights else 0.0


def find_stems(text: str, stems: Collection[str]) -> tuple[Span, ...]:
    """Where words of the given stems stand in a text, in order."""
    return tuple(dict.fromkeys(token.span for token in tokenize(text) if stem(token.form) in stems))
