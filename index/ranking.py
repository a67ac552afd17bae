"""BM25 over compiled postings; the only owner of rank_bm25, whose own code computes every weight.

A passage's score is the sum, over the question's terms in their order, of

    idf(term) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / mean length)),   idf = log((N + 1) / df)

which is rank_bm25's BM25Plus with delta = 0: a match is always above zero (BM25Okapi gives zero to a word found
in half of the passages, and less on a corpus of one), a passage without the word gets nothing. A word that
fewer passages hold weighs more (idf), a repeated word counts less each time (k1), and a long passage must hold
a word more often than a short one for the same score (b).

At build time rank_bm25 scores each distinct pair of (term frequency, passage length) once; the postings of a
term then hold the passages' numbers and the codes of their pairs. A search adds idf times the pair's weight, in
float64 and in the question's order, which gives rank_bm25's scores bit for bit without walking the passages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from index.vocabulary import Vocabulary, compile_vocabulary

Floats = NDArray[np.float64]

K1 = 1.5
B = 0.75


class _Weights(BM25Plus):  # type: ignore[misc]
    """rank_bm25 fed with statistics instead of texts: one pseudo-passage for each (frequency, length) pair."""

    def __init__(self, frequencies: Mapping[str, int], pairs: NDArray[np.int64], passages: int, mean: float) -> None:
        self._pairs, self._passages, self._mean = pairs, passages, mean
        super().__init__(frequencies, k1=K1, b=B, delta=0)

    def _initialize(self, corpus: Mapping[str, int]) -> Mapping[str, int]:
        self.doc_freqs = [{"": int(frequency)} for frequency, _ in self._pairs]
        self.doc_len = [int(length) for _, length in self._pairs]
        self.corpus_size, self.avgdl = self._passages, self._mean
        return corpus

    def saturation(self) -> Floats:
        """The weight of each pair before idf."""
        self.corpus_size = len(self._pairs)
        self.idf[""] = 1.0
        scores: Floats = self.get_scores([""])
        return scores


@dataclass(frozen=True, slots=True)
class Postings(Vocabulary):
    """One family's compiled weights.

    Term i of the vocabulary stands in `passages[starts[i]:starts[i + 1]]`, ascending, with the weight
    `idf[i] * saturation[codes[...]]` in each.
    """

    idf: Floats
    starts: NDArray[np.int64]
    passages: NDArray[np.int32]
    codes: NDArray[np.unsignedinteger[Any]]
    saturation: Floats

    def impacts(self, term: str) -> tuple[NDArray[np.int32], Floats] | None:
        """The passages that hold a term, and its weight in each; None for a term that none holds."""
        number = self.find(term)
        if number is None:
            return None
        postings = slice(self.starts[number], self.starts[number + 1])
        return self.passages[postings], self.idf[number] * self.saturation[self.codes[postings]]

    def add_scores(self, scores: Floats, terms: Iterable[str]) -> list[NDArray[np.int32]]:
        """Adds each term's weights (repeats count again) to `scores`, one float64 for each passage.

        Gives the passages of each term found: nothing else was touched.
        """
        touched: list[NDArray[np.int32]] = []
        for term in terms:
            found = self.impacts(term)
            if found:
                passages, weights = found
                scores[passages] += weights
                touched.append(passages)
        return touched

    def idf_of(self, term: str) -> float:
        """The term's idf; one that no passage holds weighs as one that a single passage would."""
        number = self.find(term)
        return float(self.idf.max(initial=1.0) if number is None else self.idf[number])


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms to look for in one family, and what their score is worth."""

    family: str
    weight: float
    terms: tuple[str, ...]


# What may be found in one place of a question: its own words, or what stands for them.
Concept = tuple[tuple[Clause, ...], ...]


def score(families: Mapping[str, Postings], concepts: Iterable[Concept], passages: int) -> Floats:
    """The sum over the concepts of the best of their alternatives, by passage.

    An alternative earns the sum over its clauses of their weight times what rank_bm25 gives to their terms. A passage
    that holds a word and a synonym tells no more than one that holds either: the best counts.
    """
    total, scratch = np.zeros(passages), np.zeros(passages)
    for own, *others in concepts:
        best = _score_clauses(families, own, scratch)
        for other in others:
            np.maximum(best, _score_clauses(families, other, scratch), out=best)
        total += best
    return total


def _score_clauses(families: Mapping[str, Postings], clauses: Iterable[Clause], scratch: Floats) -> Floats:
    """`scratch` is all zeros, and left so; only what a clause's terms touch is computed."""
    total = np.zeros(len(scratch))
    for clause in clauses:
        touched = families[clause.family].add_scores(scratch, clause.terms)
        if touched:
            # A passage that several terms touch stands here several times, each time with the same sum.
            places = np.concatenate(touched)
            total[places] += clause.weight * scratch[places]
            scratch[places] = 0.0
    return total


def compile_postings(passages: Sequence[Sequence[str]]) -> Postings:
    """The postings of one family: a list of terms for each passage, in the passages' order."""
    lengths = np.fromiter((len(terms) for terms in passages), np.int64, len(passages))
    first_seen: dict[str, int] = {}
    numbers = np.fromiter(
        (first_seen.setdefault(term, len(first_seen)) for term in chain.from_iterable(passages)),
        np.int64,
        int(lengths.sum()),
    )
    vocabulary = sorted(first_seen, key=str.encode)
    order = np.empty(len(vocabulary), np.int64)
    order[[first_seen[term] for term in vocabulary]] = np.arange(len(vocabulary))
    where = np.repeat(np.arange(len(passages)), lengths)
    keys, counts = np.unique(order[numbers] * len(passages) + where, return_counts=True)
    held, holders = np.divmod(keys, max(1, len(passages)))
    starts = np.searchsorted(held, np.arange(len(vocabulary) + 1))
    pairs, codes = np.unique(np.stack([counts, lengths[holders]], axis=1), axis=0, return_inverse=True)
    frequencies = dict(zip(vocabulary, (int(end - start) for start, end in pairwise(starts)), strict=True))
    words = compile_vocabulary(vocabulary)
    idf, saturation = _weigh(frequencies, pairs, lengths)
    return Postings(
        text=words.text,
        ends=words.ends,
        idf=idf,
        starts=starts.astype(np.int64),
        passages=holders.astype(np.int32),
        codes=codes.reshape(-1).astype(np.min_scalar_type(len(pairs))),
        saturation=saturation,
    )


def _weigh(
    frequencies: Mapping[str, int], pairs: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    if not frequencies:
        return np.empty(0), np.empty(0)
    weights = _Weights(frequencies, pairs, len(lengths), int(lengths.sum()) / len(lengths))
    return np.array([weights.idf[term] for term in frequencies]), weights.saturation()


def top(scores: Floats, limit: int) -> NDArray[np.int64]:
    """The numbers of the best passages above zero, best first, ties in the passages' order."""
    found = np.flatnonzero(scores > 0)
    if len(found) > limit:
        # The limit-th best score, and every passage that reaches it, so that ties are cut in order.
        least = np.partition(scores[found], len(found) - limit)[len(found) - limit]
        found = found[scores[found] >= least]
    return found[np.argsort(-scores[found], kind="stable")][:limit]
