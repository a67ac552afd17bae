"""How probable it is that the first hit answers: a logistic regression on a few signs of it.

`python -m tests.benchmarks.calibrate` fits the weights, one set for searches by words alone and one for searches by
words and meaning, and prints what stands below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from index.analysis import analyze_forms, analyze_passage, stem
from index.lexicon import Expansion
from index.model import Passage
from index.question import Asked, Parsed
from index.ranking import Postings

# The constant, then a weight for each of the signs in their order.
BY_WORDS = (-6.41, 7.74, 1.77, 1.09, -0.49, 1.16, 0.0, 0.0)
BY_MEANING = (-5.41, 4.19, 1.38, 1.09, 0.02, 1.04, 0.77, 0.51)
# A first hit less probable than this is not given as an answer: one right one in ten is silenced by it.
LEAST_BY_WORDS = 0.40
LEAST_BY_MEANING = 0.49
# How far a word is found in a passage that holds only its beginning, a name that sounds alike, or what stands for it.
_ALIKE = 0.7
# By how many letters words with one beginning may differ and still be forms of one word.
_MORE = range(-2, 3)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against the first hit; shares from 0 to 1 unless said otherwise.

    `coverage`: of the question's idf, that of the words which the passage holds. `unknown`: of the question's idf, that
    of words which no passage holds. `words`: the logarithm of their number. `figure`: 1 where the question's figures
    are not the passage's. `period`: 1 where a period was asked for and the passage is of it, -1 where it is not.
    `nearness`: by how many standard deviations of all cosines the passage's exceeds that of its ten nearest rivals.
    `agreed`: 1 where the passage is the best by words, too.
    """

    coverage: float
    unknown: float
    words: float
    figure: float
    period: float
    nearness: float = 0.0
    agreed: float = 0.0


def look_at_words(parsed: Parsed, passage: Passage, in_period: bool, stems: Postings) -> Signs:
    """The signs that need no vectors."""
    weights = [stems.idf_of(stem(word.form)) for word in parsed.asked]
    found = _found(parsed.asked, parsed.expansions, passage)
    unknown = [float(stem(word.form) not in stems) for word in parsed.asked]
    missing = (word.form.isdigit() and not share for word, share in zip(parsed.asked, found, strict=True))
    return Signs(
        # A question that names nothing but a period is answered by what is of that period.
        coverage=_mean(found, weights) if parsed.asked else float(in_period),
        unknown=_mean(unknown, weights),
        words=math.log1p(len(parsed.asked)),
        figure=float(any(missing)),
        period=0.0 if parsed.period is None else 1.0 if in_period else -1.0,
    )


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(weights)
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / total if total else 0.0


def _found(asked: Sequence[Asked], expansions: Sequence[Expansion], passage: Passage) -> list[float]:
    """How far the passage holds each word asked: itself, something alike, or nothing."""
    held = analyze_passage(passage)
    stems, names = set(held.stem), set(held.name)
    beginnings = {
        (start, len(form) + more) for start, form in zip(held.prefix, held.form, strict=True) for more in _MORE
    }
    terms = analyze_forms([word.form for word in asked])
    shares = [
        1.0 if term in stems else _ALIKE if (start, len(form)) in beginnings or name in names else 0.0
        for term, form, start, name in zip(terms.stem, terms.form, terms.prefix, terms.name, strict=True)
    ]
    for expansion in expansions:
        if all(stem(form) in stems for form in expansion.forms):
            for place in range(expansion.start, expansion.end):
                shares[place] = max(shares[place], _ALIKE)
    return shares


def estimate(signs: Signs, weights: Sequence[float]) -> float:
    """The probability from 0 to 1; the first weight is the constant."""
    total = weights[0] + sum(weight * sign for weight, sign in zip(weights[1:], astuple(signs), strict=True))
    return 1 / (1 + math.exp(-total))
