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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from index.inversion import Ints, Inverted, invert, join
from index.vocabulary import Vocabulary, Words, compile_vocabulary, list_words

Floats = NDArray[np.float64]

# Passages that hold a term, ascending, and its weight in each.
Impacts = tuple[NDArray[np.int32], Floats]

# The smallest score above zero.
_SMALLEST = 5e-324
_GROUP = 64
# Passages are few where they are less than one of so many.
_FEW = 8
# Longer lists are added up by so many entries at a time, whose weights stay in a processor's cache.
_AT_ONCE = 2**14

K1 = 1.5
B = 0.75


class _Weights(BM25Plus):  # type: ignore[misc]
    """rank_bm25 fed with statistics instead of texts: one pseudo-passage for each (frequency, length) pair."""

    def __init__(self, frequencies: Mapping[str, int], pairs: Ints, passages: int, mean: float) -> None:
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

    def impacts(self, term: str, weight: float = 1.0) -> Impacts | None:
        """The passages that hold a term, and its weight in each; None for a term that none holds."""
        number = self.find(term)
        if number is None:
            return None
        postings = self._postings(number)
        return self.passages[postings], weight * self.idf[number] * self.saturation.take(self.codes[postings])

    def holders(self, term: str) -> NDArray[np.int32]:
        """The passages that hold a term."""
        number = self.find(term)
        return self.passages[:0] if number is None else self.passages[self._postings(number)]

    def add_to(self, scores: Floats, term: str, weight: float = 1.0) -> None:
        """Adds a term's impacts to the scores of the passages that hold it."""
        number = self.find(term)
        if number is None:
            return
        postings, worth = self._postings(number), weight * self.idf[number]
        if postings.stop - postings.start <= _AT_ONCE:
            np.add.at(scores, self.passages[postings], worth * self.saturation.take(self.codes[postings]))
            return
        saturation = worth * self.saturation
        for start in range(postings.start, postings.stop, _AT_ONCE):
            some = slice(start, min(start + _AT_ONCE, postings.stop))
            np.add.at(scores, self.passages[some], saturation.take(self.codes[some]))

    def scores(self, terms: Iterable[str], passages: int) -> Floats:
        """What rank_bm25's `get_scores` gives to the terms, repeats counted again, for each passage."""
        scores = np.zeros(passages)
        for term in terms:
            self.add_to(scores, term)
        return scores

    def best(self, terms: Sequence[str], limit: int, passages: int) -> NDArray[np.int64]:
        """The numbers of the best passages for the terms: `top` of their `scores`.

        Where few passages hold any of them, the others are not looked at.
        """
        numbers = [number for term in terms if (number := self.find(term)) is not None]
        lengths = [self.starts.item(number + 1) - self.starts.item(number) for number in numbers]
        if not numbers or _FEW * sum(lengths) > passages:
            return top(self.scores(terms, passages), limit)
        places, weights = self.impacts_of(numbers)
        # Within each passage the terms' order stays, and so does the sum, to the bit.
        order = places.argsort(kind="stable")
        places, weights = places.take(order), weights.take(order)
        _add_up(places, weights)
        return places.take(top(weights, limit)).astype(np.int64)

    def impacts_of(self, numbers: Sequence[int], weight: float = 1.0) -> Impacts:
        """The impacts of terms by their numbers, of which there is one at least, one after the other.

        All lists at once: where they are short, each call costs more than what it does.
        """
        postings = [self._postings(number) for number in numbers]
        weights = self.saturation.take(np.concatenate([self.codes[one] for one in postings]))
        weights *= (weight * self.idf.take(numbers)).repeat([one.stop - one.start for one in postings])
        return np.concatenate([self.passages[one] for one in postings]), weights

    def _postings(self, number: int) -> slice:
        return slice(self.starts.item(number), self.starts.item(number + 1))

    def idf_of(self, term: str) -> float:
        """The term's idf; one that no passage holds weighs as one that a single passage would."""
        number = self.find(term)
        return float(self.idf.max(initial=1.0) if number is None else self.idf[number])


class Clause(NamedTuple):
    """Terms to look for in one family, and what their score is worth."""

    family: str
    weight: float
    terms: tuple[str, ...]


# What may be found in one place of a question: its own words, or what stands for them.
Concept = tuple[tuple[Clause, ...], ...]


def score(families: Mapping[str, Postings], concepts: Iterable[Concept], passages: int) -> Floats:
    """The sum over the concepts of the best of their alternatives, by passage.

    An alternative earns the sum over its clauses of their weight times what rank_bm25 gives to their terms; what stands
    for the words asked earns it only where the whole stands, for "Royaume-Uni" is not "Nations unies". A passage that
    holds a word and a synonym tells no more than one that holds either: the best counts.
    """
    # Few arrays of this length, used again: to get and touch a new one costs more than to add it up.
    total, best = np.zeros(passages), np.empty(passages)
    for own, *others in concepts:
        if not others:
            _add(total, families, own)
            continue
        best.fill(0.0)
        _add(best, families, own)
        for other in others:
            impacts = list(_impacts(families, other))
            if len(impacts) == sum(len(clause.terms) for clause in other):
                places, weights = reduce(_in_both, impacts)
                best[places] = np.maximum(best[places], weights)
        total += best
    return total


class Synonyms(NamedTuple):
    """Terms of one family, by number, that count where a passage holds none of the terms which they stand for."""

    weight: float
    numbers: tuple[int, ...]
    standing_for: tuple[str, ...]


def add_synonyms(scores: Floats, postings: Postings, asked: Iterable[Synonyms]) -> None:
    """Adds to each passage, for each word asked, the greatest impact of one of its synonyms."""
    best = np.zeros(len(scores))
    for one in asked:
        if not one.numbers:
            continue
        places, weights = postings.impacts_of(one.numbers, one.weight)
        np.maximum.at(best, places, weights)
        for term in one.standing_for:
            best[postings.holders(term)] = 0.0
        # A passage that several synonyms name is written several times, with the same sum.
        scores[places] += best[places]
        best[places] = 0.0


def _impacts(families: Mapping[str, Postings], clauses: Iterable[Clause]) -> Iterator[Impacts]:
    """The impacts of each term that some passage holds."""
    for clause in clauses:
        for term in clause.terms:
            found = families[clause.family].impacts(term, clause.weight)
            if found:
                yield found


def _add(scores: Floats, families: Mapping[str, Postings], clauses: Iterable[Clause]) -> None:
    for family, weight, terms in clauses:
        postings = families[family]
        for term in terms:
            postings.add_to(scores, term, weight)


def _add_up(places: NDArray[np.int32], weights: Floats) -> None:
    """Leaves the sum of each place's weights, added in their order, at its first entry, and zero at the others.

    Places are in ascending order, most of them once: only those that follow one another are touched.
    """
    again = np.flatnonzero(places[1:] == places[:-1]) + 1
    np.add.at(weights, places.searchsorted(places[again]), weights[again])
    weights[again] = 0.0


def _in_both(one: Impacts, other: Impacts) -> Impacts:
    """The sums of two terms' impacts on the passages that hold both."""
    (fewer, _), (more, _) = sorted((one, other), key=lambda impacts: len(impacts[0]))
    places = fewer[more.take(more.searchsorted(fewer), mode="clip") == fewer]
    weights = [impacts.take(passages.searchsorted(places)) for passages, impacts in (one, other)]
    return places, weights[0] + weights[1]


def compile_postings(passages: Sequence[Sequence[str]]) -> Postings:
    """The postings of one family: a list of terms for each passage, in the passages' order."""
    terms, inverted = invert(passages)
    words = [term.encode() for term in terms]
    order = np.array(sorted(range(len(words)), key=words.__getitem__), np.int32)
    return weigh(join([inverted], [inverted], order), list_words(sorted(words)))


def weigh(inverted: Inverted, words: Words) -> Postings:
    """The postings with rank_bm25's weights; `words` are those of the terms, which are in their byte order."""
    vocabulary = compile_vocabulary(words)
    idf, saturation = _weigh(inverted)
    return Postings(
        text=vocabulary.text,
        ends=vocabulary.ends,
        buckets=vocabulary.buckets,
        chained=vocabulary.chained,
        idf=idf,
        starts=np.concatenate([[0], np.cumsum(inverted.holders, dtype=np.int64)]),
        passages=inverted.passages,
        codes=inverted.codes,
        saturation=saturation,
    )


def _weigh(inverted: Inverted) -> tuple[Floats, Floats]:
    """The idf of each term, and the weight of each pair of a frequency and a length."""
    if not len(inverted.terms):
        return np.empty(0), np.empty(0)
    # Terms that as many passages hold weigh the same: rank_bm25 is asked once for all of them.
    distinct = np.flatnonzero(np.bincount(inverted.holders))
    frequencies = {str(holders): holders for holders in distinct.tolist()}
    pairs = np.stack([inverted.frequencies, inverted.of_lengths], axis=1)
    mean = int(inverted.lengths.sum(dtype=np.int64)) / len(inverted.lengths)
    weights = _Weights(frequencies, pairs, len(inverted.lengths), mean)
    idf = np.zeros(distinct[-1] + 1)
    idf[distinct] = [weights.idf[kind] for kind in frequencies]
    return idf[inverted.holders], weights.saturation()


def top(scores: Floats, limit: int) -> NDArray[np.int64]:
    """The numbers of the best passages above zero, best first, ties in the passages' order."""
    found = np.flatnonzero(scores >= _least_of_best(scores, limit))
    return found[np.argsort(-scores[found], kind="stable")][:limit]


def _least_of_best(scores: Floats, limit: int) -> float:
    """A score above zero that the `limit` best all reach, and few others do.

    Of groups of _GROUP passages each, as many as `limit` have a best one that reaches it.
    """
    groups = len(scores) // _GROUP
    if not 0 < limit <= groups:
        return _SMALLEST
    best_of_groups = scores[: groups * _GROUP].reshape(_GROUP, groups).max(axis=0)
    return max(_SMALLEST, float(np.partition(best_of_groups, groups - limit)[groups - limit]))
