"""Golden questions -> measures of how good the answers are.

hit@k   share of answerable questions with a right passage among the first k
MRR     mean of 1 / rank of the first right passage, 0 beyond those given (Voorhees, TREC-8, 1999)
AUROC   probability that a question whose first hit is right gets more confidence than one that nothing answers
ECE     mean distance between confidence and share of right first hits, in tenths of confidence (Guo et al., 2017)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.golden import Golden
from index.model import Answer, Passage, Question

DEPTH = 10
_BINS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """A golden question with the answer it got; `rank` is that of the first right passage, from 1."""

    golden: Golden
    answer: Answer
    rank: int | None

    @property
    def answerable(self) -> bool:
        return bool(self.golden.passages)

    @property
    def right(self) -> bool:
        """Whether the first hit answers the question."""
        return self.rank == 1


@dataclass(frozen=True, slots=True)
class Ranks:
    """How well the right passages rank, over `questions` answerable questions; shares from 0 to 1."""

    questions: int
    hit_1: float
    hit_3: float
    mrr: float


@dataclass(frozen=True, slots=True)
class Trust:
    """How far confidence can be trusted; shares from 0 to 1.

    `false_answers` is the share of unanswerable questions that were answered, `false_silences` that of questions
    with a right first hit that were not, and `false_answers_at_10` the former where the latter is 10 %.
    """

    auroc: float
    ece: float
    false_answers: float
    false_silences: float
    false_answers_at_10: float


@dataclass(frozen=True, slots=True)
class Measures:
    """Everything that `evaluate` reports; None where no question asks for it."""

    kinds: dict[str, Ranks]
    all: Ranks
    trust: Trust | None
    speaker_precision: float | None
    speaker_recall: float | None
    dates: float | None


def run(search: Callable[[Question, int], Answer], golden: Sequence[Golden]) -> list[Outcome]:
    """Asks every question."""
    return [_outcome(item, search(item.question, DEPTH)) for item in golden]


def _outcome(golden: Golden, answer: Answer) -> Outcome:
    ranks = [hit.rank for hit in answer.hits if hit.passage.id in golden.passages]
    return Outcome(golden, answer, min(ranks, default=None))


def measure(outcomes: Sequence[Outcome]) -> Measures:
    answerable = [outcome for outcome in outcomes if outcome.answerable]
    kinds = sorted({outcome.golden.kind for outcome in answerable})
    precision, recall = _speakers(answerable)
    return Measures(
        kinds={kind: _ranks([outcome for outcome in answerable if outcome.golden.kind == kind]) for kind in kinds},
        all=_ranks(answerable),
        trust=_trust(outcomes),
        speaker_precision=precision,
        speaker_recall=recall,
        dates=_share([_dates_read(outcome) for outcome in outcomes if outcome.golden.reads or outcome.golden.day]),
    )


def _ranks(outcomes: Sequence[Outcome]) -> Ranks:
    ranks = [outcome.rank for outcome in outcomes]
    count = max(1, len(ranks))
    return Ranks(
        len(ranks),
        sum(rank == 1 for rank in ranks) / count,
        sum(rank is not None and rank <= 3 for rank in ranks) / count,
        sum(1 / rank for rank in ranks if rank) / count,
    )


def _trust(outcomes: Sequence[Outcome]) -> Trust | None:
    right = sorted(outcome.answer.confidence for outcome in outcomes if outcome.right)
    nothing = [outcome.answer.confidence for outcome in outcomes if not outcome.answerable]
    if not right or not nothing:
        return None
    wins = sum((high > low) + (high == low) / 2 for high in right for low in nothing)
    threshold = right[len(right) // 10]
    return Trust(
        auroc=wins / (len(right) * len(nothing)),
        ece=_calibration_error(outcomes),
        false_answers=_share([outcome.answer.answered for outcome in outcomes if not outcome.answerable]) or 0.0,
        false_silences=_share([not outcome.answer.answered for outcome in outcomes if outcome.right]) or 0.0,
        false_answers_at_10=sum(confidence >= threshold for confidence in nothing) / len(nothing),
    )


def _calibration_error(outcomes: Sequence[Outcome]) -> float:
    bins: list[list[Outcome]] = [[] for _ in range(_BINS)]
    for outcome in outcomes:
        bins[min(_BINS - 1, int(outcome.answer.confidence * _BINS))].append(outcome)
    gaps = (
        abs(sum(outcome.answer.confidence for outcome in members) - sum(outcome.right for outcome in members))
        for members in bins
    )
    return sum(gaps) / max(1, len(outcomes))


def _speakers(outcomes: Sequence[Outcome]) -> tuple[float | None, float | None]:
    """Over the who-said questions with a right first hit: names shown that are right, right names shown."""
    asked = [outcome for outcome in outcomes if outcome.golden.speaker and outcome.right]
    shown = [
        (outcome.golden.speaker or "", {speaker.name for speaker in _first(outcome).speakers}) for outcome in asked
    ]
    found = sum(any(same_name(name, expected) for name in names) for expected, names in shown)
    total = sum(len(names) for _, names in shown)
    return (found / total if total else None), (found / len(asked) if asked else None)


def _first(outcome: Outcome) -> Passage:
    return outcome.answer.hits[0].passage


def same_name(one: str, other: str) -> bool:
    """Whether two names are alike but for case, accents and the words that surround the shorter."""
    first, second = _plain(one), _plain(other)
    return first in second or second in first


def _plain(name: str) -> str:
    """The words between spaces, so that only whole words are alike."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    words = re.sub(r"\W+", " ", plain).strip()
    return f" {words} "


def _dates_read(outcome: Outcome) -> bool:
    reading, golden = outcome.answer.reading, outcome.golden
    if golden.day is not None and reading.day != golden.day:
        return False
    return golden.reads is None or (reading.date_from, reading.date_to) == golden.reads


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None
