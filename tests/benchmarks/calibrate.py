"""Fits the weights of `index.confidence`: python -m tests.benchmarks.calibrate

Logistic regression by Newton's method, with a ridge on standardised signs, on sets that count the same: the project's
tuning questions; those of them that a bulletin answers, asked of its day and of another's, which count twice; four
archives of news, most of whose questions that nothing answers are near misses; each text of the encyclopaedia, of the
press and of the news searched alone, by its own questions, near misses among them, and by those of another text, which
it cannot answer; and the same texts, by a word or two of their passages and of another's. Three more count a quarter,
since they are small: questions of what someone says, and the same of someone else; questions that name a figure, and
the same with another one; and questions that name a people or its country, and the same with another.

What the lack of a word tells (LACK) is fitted with the signs by words alone, with a stronger ridge, and given for those
by words and meaning. Prints, fitted on one half of each set, the measures on the other half and on the project's test
questions; then, fitted on both halves, the weights, the least confidence that silences one right first hit in ten of
those about bulletins, and the measures on the test questions, which are never fitted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from index import encoders
from index.confidence import values_of
from index.dates import flatten
from index.golden import Golden
from index.model import date_of_day
from index.peoples import people_of
from tests.benchmarks.collections import Collection, alone, archive, keywords, project
from tests.benchmarks.quality import opened

Floats = NDArray[np.float64]
RIDGE, RIDGE_OF_LACK = 1.0, 300.0
SILENCED = 0.1
SHARES = {
    "readers, dated": 2.0,
    **dict.fromkeys(("said by another", "with another figure", "of another people"), 0.25),
}
# The sets whose questions are such as the bot's readers ask.
READERS = ("readers", "news b")
# The collections of `tests/golden/archive`, by what their files begin with.
ENCYCLOPAEDIA, PRESS, NEWS = "adfj", "gi", "bceh"


@dataclass(frozen=True, slots=True)
class Sample:
    """One row a question: its signs, what the passage lacks, if the first hit is right, and if anything answers."""

    signs: Floats
    lacks: Floats
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Halves:
    """A set in two halves to fit on, and what of it is about the project's test questions."""

    even: Sample
    odd: Sample | None = None
    test: Sample | None = None

    @property
    def whole(self) -> Sample:
        return joined([self.even, self.odd]) if self.odd else self.even


@dataclass(frozen=True, slots=True)
class Fitted:
    """The constant and the weights of the signs, and those of what is lacked."""

    weights: Floats
    lack: Floats

    def chances(self, given: Sample) -> Floats:
        logits = self.weights[0] + given.signs @ self.weights[1:] + given.lacks @ self.lack
        return np.asarray(1 / (1 + np.exp(-logits)))


def sample(collection: Collection, golden: Sequence[Golden]) -> Sample:
    rows, lacks, right, answerable = [], [], [], []
    with opened(collection) as searcher:
        for item in golden:
            ranked = searcher.rank(item.question, 1)
            if ranked.signs:
                rows.append(values_of(ranked.signs))
                lacks.append(ranked.signs.lack)
                right.append(ranked.chosen[1].id in item.passages)
                answerable.append(bool(item.passages))
    return Sample(np.array(rows), np.array(lacks), np.array(right), np.array(answerable))


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


def with_another(collection: Collection, golden: Sequence[Golden], such: Callable[[str], str | None]) -> list[Golden]:
    """Each question that has such a word, as it is and with the next one's; `such` gives what a word stands for, if it
    is such a one: those that stand for the same are not exchanged."""
    with opened(collection) as searcher:
        asked = [(item, searcher.rank(item.question, 1).parsed.asked) for item in golden if item.passages]
    words = ((item, next((word for word in of_one if such(word.form)), None)) for item, of_one in asked)
    named = [(item, word) for item, word in words if word and word.written in item.question.text]
    turns = zip(named, named[1:] + named[:1], strict=True)
    others = [
        _with(item, word.written, other.written)
        for (item, word), (_, other) in turns
        if such(word.form) != such(other.form)
    ]
    return [item for item, _ in named] + others


def figure(form: str) -> str | None:
    return form if form.isdigit() else None


def _with(item: Golden, word: str, other: str) -> Golden:
    text = item.question.text.replace(word, other, 1)
    return replace(item, question=replace(item.question, text=text), kind="unanswerable", passages=())


def joined(samples: Sequence[Sample]) -> Sample:
    return Sample(*(np.concatenate([getattr(one, name) for one in samples]) for name in Sample.__slots__))


def halves(texts: Sequence[Sample]) -> Halves:
    return Halves(joined(texts[::2]), joined(texts[1::2]))


def archived(collection: Collection) -> Halves:
    return Halves(sample(collection, collection.golden[::2]), sample(collection, collection.golden[1::2]))


def changed(
    change: Callable[[Collection, Sequence[Golden]], list[Golden]],
    own: tuple[Collection, Collection],
    others: Sequence[Collection],
) -> Halves:
    """Questions changed, of the project's halves and of both of some archives."""
    tuning, test = (sample(one, change(one, one.golden)) for one in own)
    even, odd = ([sample(one, change(one, one.golden[start::2])) for one in others] for start in (0, 1))
    return Halves(joined([tuning, *even]), joined(odd), test)


def read_sets() -> dict[str, Halves]:
    tuning, test = own = project("tuning"), project("test")
    news, encyclopaedia = archive("b"), archive("a")
    return {
        "readers": Halves(sample(tuning, tuning.golden), test=sample(test, test.golden)),
        "readers, dated": Halves(sample(tuning, dated(tuning.golden)), test=sample(test, dated(test.golden))),
        "said by another": changed(misattributed, own, [news]),
        "with another figure": changed(partial(with_another, such=figure), own, [news, encyclopaedia]),
        "of another people": changed(partial(with_another, such=people_of), own, [encyclopaedia]),
        **{f"news {prefix}": archived(archive(prefix)) for prefix in NEWS},
        "encyclopaedia alone": halves([one for prefix in ENCYCLOPAEDIA for one in samples_alone(prefix)]),
        "press alone": halves([one for prefix in PRESS for one in samples_alone(prefix)]),
        "news alone": halves([one for prefix in NEWS for one in samples_alone(prefix)]),
        "keywords": halves([one for prefix in ENCYCLOPAEDIA + PRESS + NEWS for one in samples_by_keywords(prefix)]),
    }


def fit(samples: Mapping[str, Sample], lack: Floats | None = None) -> Fitted:
    """On samples by the names of their sets; with the weights of what is lacked, unless these are given."""
    given = joined(list(samples.values()))
    counts = np.concatenate(
        [np.full(len(one.right), SHARES.get(name, 1) / len(one.right)) for name, one in samples.items()]
    )
    columns, ridge, known = given.signs, np.full(given.signs.shape[1], RIDGE), np.zeros(len(given.right))
    if lack is None:
        columns = np.hstack([columns, given.lacks])
        ridge = np.concatenate([ridge, np.full(given.lacks.shape[1], RIDGE_OF_LACK)])
    else:
        known = given.lacks @ lack
    weights = _regress(columns, given.right, counts * len(counts) / counts.sum(), ridge, known)
    of_signs = 1 + given.signs.shape[1]
    return Fitted(weights[:of_signs], weights[of_signs:] if lack is None else lack)


def _regress(columns: Floats, right: NDArray[np.bool_], counts: Floats, ridge: Floats, known: Floats) -> Floats:
    """The constant and a weight for each column; `counts` is what each row counts, `known` a part of its logit."""
    mean, spread = columns.mean(axis=0), columns.std(axis=0)
    spread = np.where(spread > 0, spread, np.inf)
    scaled = np.column_stack([np.ones(len(columns)), (columns - mean) / spread])
    penalty = np.diag(np.concatenate([[0.0], ridge]))
    weights = np.zeros(scaled.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(scaled @ weights + known)))
        gradient = scaled.T @ (counts * (chance - right)) + penalty @ weights
        curvature = (scaled.T * (counts * chance * (1 - chance))) @ scaled + penalty
        weights -= np.linalg.solve(curvature, gradient)
    return np.concatenate([[weights[0] - (weights[1:] * mean / spread).sum()], weights[1:] / spread])


def threshold(samples: Sequence[Sample], fitted: Fitted) -> float:
    """The confidence under which, on average over the samples, SILENCED of the right first hits are."""

    def silenced(least: float) -> float:
        return float(np.mean([(chance < least).mean() for chance in right]))

    right = [fitted.chances(one)[one.right] for one in samples]
    return min(np.arange(0.05, 0.95, 0.01).tolist(), key=lambda least: abs(silenced(least) - SILENCED))


def report(name: str, given: Sample, fitted: Fitted, least: float) -> None:
    chance = fitted.chances(given)
    right, nothing = chance[given.right], chance[~given.answerable]
    wins = (right[:, None] > nothing).mean() + (right[:, None] == nothing).mean() / 2
    bins = np.minimum(9, (chance * 10).astype(int))
    error = sum(abs(chance[bins == i].sum() - given.right[bins == i].sum()) for i in range(10)) / len(chance)
    at_10 = (nothing >= np.quantile(right, SILENCED)).mean()
    print(
        f"| {name} | {wins:.3f} | {error:.3f} | {(nothing >= least).mean():.3f} | {(right < least).mean():.3f} "
        f"| {at_10:.3f} |"
    )


def calibrate(sets: Mapping[str, Halves], lack: Floats | None = None) -> Fitted:
    tests = {f"{name}, test": one.test for name, one in sets.items() if one.test}
    fitted_on_half = fit({name: one.even for name, one in sets.items()}, lack)
    least = threshold([sets[name].even for name in READERS], fitted_on_half)
    print("Fitted on one half, measured on the other")
    _print_measures({**{name: one.odd for name, one in sets.items() if one.odd}, **tests}, fitted_on_half, least)
    fitted = fit({name: one.whole for name, one in sets.items()}, lack)
    least = threshold([sets[name].whole for name in READERS], fitted)
    print("weights:", ", ".join(f"{weight:.2f}" for weight in fitted.weights), f"least: {least:.2f}")
    print("lack:", " ".join(f"{weight:.1f}" for weight in fitted.lack))
    print("Fitted on both")
    _print_measures(tests, fitted, least)
    return fitted


def _print_measures(samples: Mapping[str, Sample], fitted: Fitted, least: float) -> None:
    print("| questions | AUROC | ECE | false answers | false silences | false answers at 10 % silences |")
    print("|---|---|---|---|---|---|")
    for name, given in samples.items():
        report(name, given, fitted, least)


if __name__ == "__main__":
    with patch.object(encoders, "is_available", lambda: False):
        print("By words alone")
        by_words = calibrate(read_sets())
    if encoders.is_available():
        print("By words and meaning")
        calibrate(read_sets(), by_words.lack)
