"""From what each passage holds to where each term stands: the postings, before any weight.

Passages are inverted a few at a time, which does not depend on those around them; the outcome can be kept, and joined
with that of others. Joining moves whole runs of numbers: it never sorts, and does nothing for one word after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Codes = NDArray[np.unsignedinteger[Any]]
_HALF = 32
# Entries that fit into a processor's cache.
_AT_ONCE = 2**16


@dataclass(frozen=True, slots=True)
class Counts:
    """How often the terms of some passages stand in them.

    `terms` are the numbers of those that some passage holds, each once; term i stands in `holders[i]` passages. Code c
    stands for `frequencies[c]` times in a passage of length `of_lengths[c]`. `lengths` has every passage's, repeats
    counted.
    """

    terms: Ints
    holders: Ints
    frequencies: Ints
    of_lengths: Ints
    lengths: Ints


@dataclass(frozen=True, slots=True)
class Inverted(Counts):
    """Where they stand besides: the passages of a term, ascending, follow upon those of the term before.

    `codes` go with them.
    """

    passages: Ints
    codes: Codes


def invert(passages: Sequence[Sequence[str]]) -> tuple[list[str], Inverted]:
    """The distinct terms of passages, each numbered by its place, and where they stand."""
    lengths = np.fromiter(map(len, passages), np.int64, len(passages))
    numbers: dict[str, int] = {}
    terms = np.fromiter(
        (numbers.setdefault(term, len(numbers)) for term in chain.from_iterable(passages)),
        np.int64,
        int(lengths.sum()),
    )
    entries, times = np.unique(terms << _HALF | np.repeat(np.arange(len(passages)), lengths), return_counts=True)
    holders = _low_half(entries)
    pairs, codes = np.unique(times << _HALF | lengths[holders], return_inverse=True)
    return list(numbers), Inverted(
        terms=np.arange(len(numbers), dtype=np.int32),
        holders=np.bincount(entries >> _HALF, minlength=len(numbers)).astype(np.int32),
        passages=holders.astype(np.int32),
        codes=codes.astype(code_type(len(pairs))),
        frequencies=(pairs >> _HALF).astype(np.int32),
        of_lengths=_low_half(pairs).astype(np.int32),
        lengths=lengths.astype(np.int32),
    )


def join(counts: Iterable[Counts], parts: Iterable[Inverted], order: Ints, oldest: Iterable[Inverted] = ()) -> Inverted:
    """One part's passages after the other's, with the terms in the order given, which names every number once.

    `counts` are those of all parts, in their order: memory need hold but the outcome and one part. The last part may be
    given as `oldest`, by some terms after the other, all in the order given: it fills what the others leave, which is
    several times as fast as to find a place for each entry.
    """
    held = np.zeros(len(order), np.int64)
    lengths: list[Ints] = [np.empty(0, np.int32)]
    found: list[Longs] = [np.empty(0, np.int64)]
    for part in counts:
        held[part.terms] += part.holders
        lengths.append(part.lengths)
        found.append(_pairs(part))
    pairs = np.unique(np.concatenate(found))
    terms = order[held[order] > 0]
    places = _Places(terms, held, pairs)
    for inverted in parts:
        places.put(inverted)
    for inverted in oldest:
        places.fill(inverted)
    return Inverted(
        terms=terms,
        holders=held[terms].astype(np.int32),
        frequencies=(pairs >> _HALF).astype(np.int32),
        of_lengths=_low_half(pairs).astype(np.int32),
        lengths=np.concatenate(lengths),
        passages=places.passages,
        codes=places.codes,
    )


class _Places:
    """The passages and codes of a whole, as its parts are put there one after the other."""

    def __init__(self, terms: Ints, held: Longs, pairs: Longs) -> None:
        """`held` says how many passages hold each term, by number; `terms` are those that any does, in their order."""
        self._terms, self._pairs, self._first = terms, pairs, 0
        self._ends = np.cumsum(held[terms])
        # Where the next passage of each term goes, by number.
        self._free = np.zeros(len(held), np.int64)
        self._free[terms] = self._ends - held[terms]
        entries = int(held.sum())
        self.passages = np.empty(entries, np.int32)
        self.codes = np.empty(entries, code_type(len(pairs)))

    def put(self, part: Inverted) -> None:
        starts = np.cumsum(part.holders, dtype=np.int64) - part.holders
        places = np.repeat(self._free[part.terms] - starts, part.holders)
        places += np.arange(len(places))
        self.passages[places] = part.passages + np.int32(self._first)
        self.codes[places] = self._codes(part)
        self._free[part.terms] += part.holders
        self._first += len(part.lengths)

    def fill(self, part: Inverted) -> None:
        """Takes a part of the last passages, which are all that is left of its terms."""
        if not len(part.terms):
            return
        first, last = np.searchsorted(self._ends, self._free[part.terms[[0, -1]]], side="right")
        free, ends = self._free[self._terms[first : last + 1]], self._ends[first : last + 1]
        # By turns: what is taken of a term, and what is left.
        turns = np.stack([free - np.concatenate([free[:1], ends[:-1]]), ends - free], axis=1).ravel()
        is_left = np.repeat(np.arange(len(turns)) % 2 == 1, turns)
        places = slice(int(free[0]), int(ends[-1]))
        self.passages[places][is_left] = part.passages + np.int32(self._first)
        self.codes[places][is_left] = self._codes(part)

    def _codes(self, part: Inverted) -> Codes:
        if len(part.frequencies) == len(self._pairs):
            return part.codes
        codes: Codes = np.searchsorted(self._pairs, _pairs(part)).astype(self.codes.dtype)[part.codes]
        return codes


def by_terms(inverted: Inverted, most: int) -> Iterator[Inverted]:
    """A part by some terms after the other, as `join` takes the oldest: `most` entries each, or those of one term.

    The first has the lengths of all.
    """
    starts = np.concatenate([[0], np.cumsum(inverted.holders, dtype=np.int64)])
    first, last, lengths = 0, len(inverted.terms), inverted.lengths
    while True:
        fitting = int(np.searchsorted(starts, starts[first] + most, side="right")) - 1
        end = min(last, max(first + 1, fitting))
        entries = slice(int(starts[first]), int(starts[end]))
        yield replace(
            inverted,
            terms=inverted.terms[first:end],
            holders=inverted.holders[first:end],
            lengths=lengths,
            passages=inverted.passages[entries],
            codes=inverted.codes[entries],
        )
        if end == last:
            return
        first, lengths = end, lengths[:0]


def renumber(inverted: Inverted, passages: Ints) -> Inverted:
    """Some of the passages, in the order given."""
    numbers = np.full(len(inverted.lengths), -1, np.int64)
    numbers[passages] = np.arange(len(passages))
    # By few terms at a time: what is used once more costs a fraction of new memory.
    some = [_renumbered(part, numbers) for part in by_terms(inverted, _AT_ONCE)]
    holders, found, codes = (np.concatenate(arrays) for arrays in zip(*some, strict=True))
    used = np.zeros(len(inverted.frequencies), np.bool_)
    used[codes] = True
    if not used.all():
        codes = (np.cumsum(used) - 1).astype(code_type(int(np.count_nonzero(used))))[codes]
    return Inverted(
        terms=inverted.terms[holders > 0],
        holders=holders[holders > 0],
        frequencies=inverted.frequencies[used],
        of_lengths=inverted.of_lengths[used],
        lengths=inverted.lengths[passages],
        passages=found,
        codes=codes,
    )


def _renumbered(part: Inverted, numbers: Longs) -> tuple[Ints, Ints, Codes]:
    """How many passages hold each term, and all their numbers and codes, given the passages' new numbers or -1."""
    # A term above, its passage's number and the code below: numbers sort several times as fast as an argsort does.
    low, high = len(part.frequencies).bit_length(), len(numbers).bit_length()
    firsts = np.arange(len(part.terms) + 1) << high + low
    entries = np.repeat(firsts[:-1], part.holders)
    entries |= numbers[part.passages] << low | part.codes
    entries.sort()
    # A passage that is left out makes its entry negative.
    entries = entries[np.searchsorted(entries, 0) :]
    codes: Codes = (entries & ((1 << low) - 1)).astype(part.codes.dtype)
    found = (entries >> low & ((1 << high) - 1)).astype(np.int32)
    return np.diff(np.searchsorted(entries, firsts)).astype(np.int32), found, codes


def code_type(codes: int) -> np.dtype[np.unsignedinteger[Any]]:
    """The type of so many codes."""
    return np.min_scalar_type(codes)


def _pairs(inverted: Counts) -> Longs:
    """One number for each pair of a frequency and a length, ordered as the pairs are."""
    return inverted.frequencies.astype(np.int64) << _HALF | inverted.of_lengths


def _low_half(numbers: Longs) -> Longs:
    return numbers & ((1 << _HALF) - 1)
