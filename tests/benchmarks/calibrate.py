"""Fits the weights of `index.confidence`: python -m tests.benchmarks.calibrate

Logistic regression by Newton's method, with a ridge of 1 on standardised signs, on six sets that count the same: the
project's tuning questions; those of them that a bulletin answers, asked of its day and of another's; every other
question of an archive of news; each text of the encyclopaedia and of the news searched alone, by its own questions,
near misses among them, and by those of another text, which it cannot answer, of every other text; and the same texts,
by a word or two of their passages and of another's. Three more count a quarter: the second archive, most of
whose questions that nothing answers are near misses; and, since they are small, questions of what someone says, and the
same of someone else; and questions that name a figure, and the same with another one. Prints the weights, the
least confidence that silences one right first hit in ten of those about bulletins, and the measures on what was fitted
and on the other halves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from index import encoders
from index.dates import flatten
from index.golden import Golden
from index.model import date_of_day
from tests.benchmarks.collections import Collection, alone, archive, keywords, project
from tests.benchmarks.quality import opened

Floats = NDArray[np.float64]
RIDGE = 1.0
SILENCED = 0.1
SHARES = {"said by another, even": 0.25, "with another figure, even": 0.25, "another war, even": 0.25}
# The sets whose questions are such as the bot's readers ask.
READERS = ("tuning", "news, even")


@dataclass(frozen=True, slots=True)
class Sample:
    """One row a question: its signs, whether the first hit is right, and whether anything answers it."""

    signs: Floats
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]


def sample(collection: Collection, golden: Sequence[Golden]) -> Sample:
    rows, right, answerable = [], [], []
    with opened(collection) as searcher:
        for item in golden:
            ranked = searcher.rank(item.question, 1)
            if ranked.signs:
                rows.append(astuple(ranked.signs))
                right.append(ranked.chosen[1].id in item.passages)
                answerable.append(bool(item.passages))
    return Sample(np.array(rows), np.array(right), np.array(answerable))


def samples_alone(prefix: str) -> Iterator[Sample]:
    """Of each text, asked its own questions and those of the next text."""
    texts = alone(prefix)
    for text, other in zip(texts, texts[1:] + texts[:1], strict=True):
        strangers = (replace(item, kind="unanswerable", passages=()) for item in other.golden)
        yield sample(text, [*text.golden, *strangers])


def samples_by_keywords(prefix: str) -> Iterator[Sample]:
    """Of each text, asked a word or two of its passages and of the next text's."""
    texts = alone(prefix)
    for text, other in zip(texts, texts[1:] + texts[:1], strict=True):
        yield sample(text, keywords(text, other))


def dated(golden: Sequence[Golden]) -> list[Golden]:
    """Each question that a bulletin answers, asked of that bulletin's first day, and of the day of the one asked about
    next, of which nothing answers it."""
    answered = [item for item in golden if item.passages and not item.reads and not item.question.after]
    days = [date_of_day(int(item.passages[0][1:].split("-")[0].split("e")[0])) for item in answered]
    turns = zip(answered, days, days[1:] + days[:1], strict=True)
    return [one for item, right, wrong in turns for one in (_on(item, right), _on(item, wrong, right))]


def _on(item: Golden, day: date, right: date | None = None) -> Golden:
    question = replace(item.question, text=f"{item.question.text} le {day.day}/{day.month}/{day.year}")
    return replace(item, question=question, passages=item.passages if right in (None, day) else ())


def misattributed(collection: Collection, golden: Sequence[Golden]) -> list[Golden]:
    """Each question of what a speaker says, as it is and asked of the next one's speaker, who says nothing of it."""
    with opened(collection) as searcher:
        asked = [(item, searcher.rank(item.question, 1).parsed.reading.speaker) for item in golden if item.passages]
    named = [(item, speaker) for item, speaker in asked if speaker and _written(item, speaker)]
    turns = zip(named, named[1:] + named[:1], strict=True)
    others = [_said_by(item, speaker, other) for (item, speaker), (_, other) in turns if speaker != other]
    return [item for item, _ in named] + others


def _written(item: Golden, speaker: str) -> re.Match[str] | None:
    """Where the question names the speaker."""
    return re.search(r"\W+".join(map(re.escape, speaker.split())), flatten(item.question.text))


def _said_by(item: Golden, speaker: str, other: str) -> Golden:
    written = _written(item, speaker)
    assert written
    text = item.question.text[: written.start()] + other + item.question.text[written.end() :]
    return replace(item, question=replace(item.question, text=text), kind="unanswerable", passages=())


def misfigured(collection: Collection, golden: Sequence[Golden]) -> list[Golden]:
    """Each question that names a figure which is no date, as it is and with the next one's figure."""
    with opened(collection) as searcher:
        asked = [(item, searcher.rank(item.question, 1).parsed.asked) for item in golden if item.passages]
    figures = ((item, next((word.written for word in words if word.form.isdigit()), "")) for item, words in asked)
    named = [(item, figure) for item, figure in figures if figure and figure in item.question.text]
    turns = zip(named, named[1:] + named[:1], strict=True)
    others = [_with_figure(item, figure, other) for (item, figure), (_, other) in turns if figure != other]
    return [item for item, _ in named] + others


def _with_figure(item: Golden, figure: str, other: str) -> Golden:
    text = item.question.text.replace(figure, other, 1)
    return replace(item, question=replace(item.question, text=text), kind="unanswerable", passages=())


def joined(samples: Sequence[Sample]) -> Sample:
    return Sample(
        np.concatenate([one.signs for one in samples]),
        np.concatenate([one.right for one in samples]),
        np.concatenate([one.answerable for one in samples]),
    )


def fit(given: Sample, counts: Floats) -> Floats:
    """The constant and a weight for each sign; `counts` is what each row counts."""
    mean, spread = given.signs.mean(axis=0), given.signs.std(axis=0)
    spread = np.where(spread > 0, spread, np.inf)
    columns = np.column_stack([np.ones(len(given.signs)), (given.signs - mean) / spread])
    penalty = RIDGE * np.diag([0.0] + [1.0] * (columns.shape[1] - 1))
    weights = np.zeros(columns.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-columns @ weights))
        gradient = columns.T @ (counts * (chance - given.right)) + penalty @ weights
        curvature = (columns.T * (counts * chance * (1 - chance))) @ columns + penalty
        weights -= np.linalg.solve(curvature, gradient)
    return np.concatenate([[weights[0] - (weights[1:] * mean / spread).sum()], weights[1:] / spread])


def chances(given: Sample, weights: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(weights[0] + given.signs @ weights[1:]))))


def threshold(samples: Sequence[Sample], weights: Floats) -> float:
    """The confidence under which, on average over the samples, SILENCED of the right first hits are."""

    def silenced(least: float) -> float:
        return float(np.mean([(chance < least).mean() for chance in right]))

    right = [chances(one, weights)[one.right] for one in samples]
    return min(np.arange(0.05, 0.95, 0.01).tolist(), key=lambda least: abs(silenced(least) - SILENCED))


def report(name: str, given: Sample, weights: Floats, least: float) -> None:
    chance = chances(given, weights)
    right, nothing = chance[given.right], chance[~given.answerable]
    wins = (right[:, None] > nothing).mean() + (right[:, None] == nothing).mean() / 2
    bins = np.minimum(9, (chance * 10).astype(int))
    error = sum(abs(chance[bins == i].sum() - given.right[bins == i].sum()) for i in range(10)) / len(chance)
    at_10 = (nothing >= np.quantile(right, SILENCED)).mean()
    print(
        f"| {name} | {wins:.3f} | {error:.3f} | {(nothing >= least).mean():.3f} | {(right < least).mean():.3f} "
        f"| {at_10:.3f} |"
    )


def calibrate() -> None:
    encyclopaedia, news, other_war = archive("a"), archive("b"), archive("c")
    tuning, test = project("tuning"), project("test")
    texts = [*samples_alone("a"), *samples_alone("d")]
    bulletins = [*samples_alone("b"), *samples_alone("c")]
    named = [sample for prefix in "abcd" for sample in samples_by_keywords(prefix)]
    fitted = {
        "tuning": sample(tuning, tuning.golden),
        "tuning, dated": sample(tuning, dated(tuning.golden)),
        "said by another, even": joined(
            [sample(tuning, misattributed(tuning, tuning.golden)), sample(news, misattributed(news, news.golden[::2]))]
        ),
        "with another figure, even": joined(
            [
                sample(tuning, misfigured(tuning, tuning.golden)),
                sample(news, misfigured(news, news.golden[::2])),
                sample(encyclopaedia, misfigured(encyclopaedia, encyclopaedia.golden[::2])),
            ]
        ),
        "news, even": sample(news, news.golden[::2]),
        "another war, even": sample(other_war, other_war.golden[::2]),
        "encyclopaedia alone, even": joined(texts[::2]),
        "news alone, even": joined(bulletins[::2]),
        "keywords, even": joined(named[::2]),
    }
    unseen = {
        "test": sample(test, test.golden),
        "test, dated": sample(test, dated(test.golden)),
        "said by another, odd": joined(
            [sample(test, misattributed(test, test.golden)), sample(news, misattributed(news, news.golden[1::2]))]
        ),
        "with another figure, odd": joined(
            [
                sample(test, misfigured(test, test.golden)),
                sample(news, misfigured(news, news.golden[1::2])),
                sample(encyclopaedia, misfigured(encyclopaedia, encyclopaedia.golden[1::2])),
            ]
        ),
        "news, odd": sample(news, news.golden[1::2]),
        "another war, odd": sample(other_war, other_war.golden[1::2]),
        "encyclopaedia alone, odd": joined(texts[1::2]),
        "news alone, odd": joined(bulletins[1::2]),
        "keywords, odd": joined(named[1::2]),
    }
    together = joined(list(fitted.values()))
    counts = np.concatenate(
        [np.full(len(one.right), SHARES.get(name, 1) / len(one.right)) for name, one in fitted.items()]
    )
    weights = fit(together, counts * len(counts) / counts.sum())
    least = threshold([one for name, one in fitted.items() if name in READERS], weights)
    print("weights:", ", ".join(f"{weight:.2f}" for weight in weights), f"least: {least:.2f}")
    print("| questions | AUROC | ECE | false answers | false silences | false answers at 10 % silences |")
    print("|---|---|---|---|---|---|")
    for name, given in (fitted | unseen).items():
        report(name, given, weights, least)


if __name__ == "__main__":
    with patch.object(encoders, "is_available", lambda: False):
        print("By words alone")
        calibrate()
    if encoders.is_available():
        print("By words and meaning")
        calibrate()
