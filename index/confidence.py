"""How probable it is that the first hit answers: a logistic regression on a few signs of it.

`python -m tests.benchmarks.calibrate` fits the weights, one set for searches by words alone and one for searches by
words and meaning, and prints what stands below.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter

from rapidfuzz.distance import Prefix

from index.analysis import prefix, stem, tokenize
from index.details import holds
from index.model import Passage
from index.question import Parsed
from index.ranking import Postings
from index.transliteration import name_key

# The constant, then a weight for each of the signs in their order.
BY_WORDS = (-6.9, 6.79, -3.02, 6.47, 1.53, 1.45, 3.84, -1.77, -2.51, -1.16, 1.39, -5.05, 5.78, 3.22, 0.0, 0.0, 0.0)
BY_MEANING = (-6.47, 4.43, 0.04, 6.51, 1.81, 1.64, 1.07, -1.27, -2.46, -1.97, 1.38, -4.63, 0.0, 0.0, 0.42, -54.75, 0.57)
# A first hit less probable than this is not given as an answer: one right one in ten is silenced by it.
LEAST_BY_WORDS = 0.41
LEAST_BY_MEANING = 0.43
# How far a word is found in a passage that holds only a name that sounds alike, or what stands for it.
_ALIKE = 0.7
# The same where the passage holds a word that begins like it; and where no passage holds more of it than that.
_BEGUN, _BEGUN_AT_MOST = 0.5, 0.2
# The same where it holds a synonym of French at large.
_SYNONYM = 0.3
# Forms of one word begin alike, for at least this share of the longer one.
_SHARED_BEGINNING = 0.5


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against the first hit; shares from 0 to 1 unless said otherwise.

    `coverage`: of the question's idf, by each word's rarity, that of the words which the passage holds. `unknown`: of
    the same, that of words which no passage holds. `akin`: of the same, that of words which the passage lacks, each by
    the square of its cosine with the nearest word of the passage, in French. `whole`: 1 where the passage holds every
    word. `words`: the logarithm of their number. `foreign`: 1 where the question is not French. `figure`: 1 where it
    has a figure that the passage has not. `lacking`: 1 where a detail was asked for, such as a price, and the passage
    holds none. `unheard`: 1 where the question is what someone says whom the passage does not cite. `period` and
    `elsewhen`: 1 where a period was asked for, and the passage is of it or is not.

    By words alone, `unknown_topic`: `unknown` times the cosine of the question's topic and the passage's, less in a
    question of a word or two; `unknown_coverage`: `unknown` times `coverage`.

    By meaning, `nearness`: by how many standard deviations of all cosines the passage's exceeds that of its ten nearest
    rivals, less in a question of a word or two; `distance`: by how much this cosine falls short of what a plain French
    question and its answer have; `agreed`: 1 where the passage is the best by words, too.
    """

    coverage: float
    unknown: float
    akin: float
    whole: float
    words: float
    foreign: float
    figure: float
    lacking: float
    unheard: float
    period: float
    elsewhen: float
    unknown_topic: float = 0.0
    unknown_coverage: float = 0.0
    nearness: float = 0.0
    distance: float = 0.0
    agreed: float = 0.0


_values_of = attrgetter(*(field.name for field in fields(Signs)))


def look_at_words(
    parsed: Parsed,
    weights: Sequence[float],
    passage: Passage,
    stems: Postings,
    nearest: Sequence[float],
    *,
    in_period: bool,
) -> Signs:
    """The signs that a question and the passage's own words tell, and whether it is of the period asked for.

    `weights` are those of the words asked, idf included; `nearest` is the greatest cosine of each with one of the
    passage's.
    """
    unknown = [float(stem(word.form) not in stems) for word in parsed.asked]
    found = _found(parsed, passage, stems, [_BEGUN_AT_MOST if one else _BEGUN for one in unknown])
    # A question that names nothing but a period is answered by what is of that period.
    coverage = _mean(found, weights) if parsed.asked else float(in_period)
    return Signs(
        coverage=coverage,
        unknown=_mean(unknown, weights),
        akin=_mean([(1 - share) * cosine**2 for share, cosine in zip(found, nearest, strict=True)], weights),
        whole=float(coverage == 1.0),
        words=math.log1p(len(parsed.asked)),
        foreign=float(parsed.reading.language != "fr"),
        figure=float(any(word.form.isdigit() and not share for word, share in zip(parsed.asked, found, strict=True))),
        lacking=float(_lacks_detail(parsed, passage)),
        unheard=float(parsed.names_speaker and not _cites(passage, parsed.speaker_forms)),
        period=float(parsed.period is not None and in_period),
        elsewhen=float(parsed.period is not None and not in_period),
    )


def _lacks_detail(parsed: Parsed, passage: Passage) -> bool:
    asked = {stem(word.form) for word in parsed.asked}
    return parsed.detail is not None and not holds(passage.text, parsed.detail, asked)


def _cites(passage: Passage, named: Sequence[str]) -> bool:
    cited = {name_key(token.form) for speaker in passage.speakers for token in tokenize(speaker.name)}
    return any(name_key(form) in cited for form in named)


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(weights)
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / total if total else 0.0


def _found(parsed: Parsed, passage: Passage, vocabulary: Postings, begun: Sequence[float]) -> list[float]:
    """How far the passage holds each word asked; `begun` is what its mere beginning counts."""
    forms, stems = _words_of(passage.heading or "", passage.text)
    shares = [
        1.0 if stem(word.form) in stems else _likeness(word.form, forms, share)
        for word, share in zip(parsed.asked, begun, strict=True)
    ]
    for expansion in parsed.expansions:
        if stems.issuperset(expansion.stems):
            for place in range(expansion.start, expansion.end):
                shares[place] = max(shares[place], _ALIKE)
    for place, asked in enumerate(parsed.synonyms):
        if shares[place] < _SYNONYM and any(vocabulary.word(number) in stems for number in asked.numbers):
            shares[place] = _SYNONYM
    return shares


@lru_cache(maxsize=1000)
def _words_of(*texts: str) -> tuple[frozenset[str], frozenset[str]]:
    """The forms and stems of some texts' words."""
    forms = frozenset(token.form for text in texts for token in tokenize(text))
    return forms, frozenset(map(stem, forms))


def _likeness(form: str, others: Collection[str], begun: float) -> float:
    """How far one of the words sounds like another, as a name, or begins like it; no figure is like another."""
    if form.isdigit():
        return 0.0
    beginning, key = prefix(form), name_key(form)
    if any(name_key(other) == key for other in others):
        return _ALIKE
    begin_alike = (
        prefix(other) == beginning and Prefix.normalized_similarity(form, other) >= _SHARED_BEGINNING
        for other in others
    )
    return begun if any(begin_alike) else 0.0


def estimate(signs: Signs, weights: Sequence[float]) -> float:
    """The probability from 0 to 1; the first weight is the constant."""
    total = weights[0] + sum(weight * sign for weight, sign in zip(weights[1:], _values_of(signs), strict=True))
    return 1 / (1 + math.exp(-total))
