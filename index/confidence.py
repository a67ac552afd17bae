"""How probable it is that the first hit answers: a logistic regression on a few signs of it.

`python -m tests.benchmarks.calibrate` fits the weights, one set for searches by words alone and one for searches by
words and meaning, and prints what stands below.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter

import numpy as np
from rapidfuzz.distance import Prefix

from index.analysis import prefix, stem, tokenize
from index.details import holds
from index.model import Passage
from index.peoples import Owners, owners_in, people_of, told_as_others
from index.question import Parsed
from index.ranking import Floats, Postings
from index.transliteration import name_key
from index.word_vectors import DIMENSIONS, LENGTH, WordVectors

# The weight of each sign by words alone, and by words and meaning.
_WEIGHTS = {
    "constant": (-6.01, -6.07),
    "coverage": (5.71, 3.88),
    "unknown": (-2.84, 0.03),
    "akin": (9.65, 8.61),
    "whole": (1.28, 1.64),
    "words": (1.12, 1.58),
    "foreign": (3.36, 1.1),
    "figure": (-1.46, -0.9),
    "lacking": (-2.37, -2.46),
    "others": (-8.61, -9.92),
    "unheard": (-0.65, -1.26),
    "period": (1.51, 1.39),
    "elsewhen": (-3.98, -4.05),
    "unknown_topic": (4.58, 0.0),
    "unknown_coverage": (3.13, 0.0),
    "nearness": (0.0, 0.2),
    "distance": (0.0, -45.61),
    "agreed": (0.0, 0.58),
}
BY_WORDS, BY_MEANING = zip(*_WEIGHTS.values(), strict=True)
# The weights of `Signs.lack`, by both.
LACK = np.array(
    """
    0.0 -7.0 6.3 -13.5 -1.8 0.1 1.3 -1.2 3.3 0.5 -2.3 6.0 6.5 -4.3 8.0 -2.7 -5.2 0.4 0.8 -5.2 -2.8 4.2 -2.2 -2.5
    -2.8 -2.5 2.5 0.4 0.0 1.6 -3.6 -2.3 -4.1 -6.9 -4.0 -1.5 0.0 -3.0 -10.4 1.3 -7.8 -6.1 5.1 3.1 5.4 0.2 2.6 0.4
    -2.4 2.8 3.8 -2.0 7.8 -1.6 0.8 2.6 6.3 7.4 1.0 1.1 3.2 -3.3 -0.1 -14.2 3.9 0.7 -2.9 -0.6 10.0 -1.6 7.1 -9.8
    4.7 1.8 7.8 -3.3 3.2 -2.7 -3.9 14.6 -0.1 -1.7 -12.0 -8.6 -3.7 -15.3 -7.7 -3.2 -3.7 4.8 -4.0 -2.9 -0.6 -3.6
    -1.1 0.2
    """.split(),
    np.float64,
)
# A first hit less probable than this is not given as an answer: one right one in ten is silenced by it.
LEAST_BY_WORDS = 0.35
LEAST_BY_MEANING = 0.32
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
    holds none. `others`: of the idf, that of words which name a people or its country, where the passage does not, or
    tells of the same things as another people's. `unheard`: 1 where the question is what someone says whom the passage
    does not cite. `period` and `elsewhen`: 1 where a period was asked for, and the passage is of it or is not.

    By words alone, `unknown_topic`: `unknown` times the cosine of the question's topic and the passage's, less in a
    question of a word or two; `unknown_coverage`: `unknown` times `coverage`.

    By meaning, `nearness`: by how many standard deviations of all cosines the passage's exceeds that of its ten nearest
    rivals, less in a question of a word or two; `distance`: by how much this cosine falls short of what a plain French
    question and its answer have; `agreed`: 1 where the passage is the best by words, too.

    `lack`: what the words mean that the passage lacks, in French: the sum of their vectors, each as long as the word's
    share of the idf, times coverage. A passage that has all else is no answer without "salaire", and may be one without
    "conséquence"; the difference is one of meaning, so that it can be told of words that no question has had yet.
    """

    coverage: float
    unknown: float
    akin: float
    whole: float
    words: float
    foreign: float
    figure: float
    lacking: float
    others: float
    unheard: float
    period: float
    elsewhen: float
    unknown_topic: float = 0.0
    unknown_coverage: float = 0.0
    nearness: float = 0.0
    distance: float = 0.0
    agreed: float = 0.0
    lack: Floats = field(default_factory=lambda: np.zeros(DIMENSIONS), compare=False)


# The numbers that BY_WORDS and BY_MEANING weigh, after the constant.
values_of = attrgetter(*list(_WEIGHTS)[1:])


def look_at_words(
    parsed: Parsed,
    weights: Sequence[float],
    passage: Passage,
    stems: Postings,
    nearest: Sequence[float],
    vectors: WordVectors,
    *,
    in_period: bool,
) -> Signs:
    """The signs that a question and the passage's own words tell, and whether it is of the period asked for.

    `weights` are those of the words asked, idf included; `nearest` is the greatest cosine of each with one of the
    passage's, by their `vectors`.
    """
    unknown = [float(stem(word.form) not in stems) for word in parsed.asked]
    found = _found(parsed, passage, stems, [_BEGUN_AT_MOST if one else _BEGUN for one in unknown])
    others = _of_another_people(parsed, passage, found)
    # "Ukrainiennes" of other things than asked about is not found.
    found = [0.0 if strange else share for share, strange in zip(found, others, strict=True)]
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
        others=_mean(others, weights),
        unheard=float(parsed.names_speaker and not _cites(passage, parsed.speaker_forms)),
        period=float(parsed.period is not None and in_period),
        elsewhen=float(parsed.period is not None and not in_period),
        lack=coverage * _lack(parsed, weights, found, vectors),
    )


def _lack(parsed: Parsed, weights: Sequence[float], found: Sequence[float], vectors: WordVectors) -> Floats:
    shares = zip(parsed.asked, weights, found, strict=True)
    lacked = [(stem(word.form), weight * (1 - share)) for word, weight, share in shares if share < 1]
    if not lacked or parsed.reading.language != "fr":
        return np.zeros(DIMENSIONS)
    return np.asarray(vectors.sum_of(lacked) / (LENGTH * sum(weights)), np.float64)


def _lacks_detail(parsed: Parsed, passage: Passage) -> bool:
    asked = {stem(word.form) for word in parsed.asked}
    return parsed.detail is not None and not holds(passage.text, parsed.detail, asked)


def _cites(passage: Passage, named: Sequence[str]) -> bool:
    cited = {name_key(token.form) for speaker in passage.speakers for token in tokenize(speaker.name)}
    return any(name_key(form) in cited for form in named)


def _of_another_people(parsed: Parsed, passage: Passage, found: Sequence[float]) -> list[float]:
    """1 for each word that names a people whom the passage does not, or of whose things it tells as another's.

    A follow-up that names one itself ("et en Allemagne ?") does not ask about that of the question before.
    """
    names_one = any(people_of(word.form) for word in parsed.asked if not word.carried)
    peoples = [None if word.carried and names_one else people_of(word.form) for word in parsed.asked]
    if not any(peoples):
        return [0.0] * len(peoples)
    texts = passage.heading or "", passage.text
    named = {people_of(form) for form in _words_of(*texts)[0]}
    strange = told_as_others(parsed.owners, _owners_of(*texts)) if parsed.owners else set()
    return [
        float(people is not None and (people in strange or (people not in named and share < _BEGUN)))
        for people, share in zip(peoples, found, strict=True)
    ]


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


@lru_cache(maxsize=1000)
def _owners_of(*texts: str) -> Owners:
    return owners_in(". ".join(texts))


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
    """The probability from 0 to 1; the first weight is the constant, those of `lack` are LACK."""
    total = (
        weights[0]
        + float(signs.lack @ LACK)
        + sum(weight * sign for weight, sign in zip(weights[1:], values_of(signs), strict=True))
    )
    return 1 / (1 + math.exp(-total))
