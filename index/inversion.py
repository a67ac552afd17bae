"""From what each passage holds to where each term stands: the postings, before any weight.

Passages are inverted a few at a time, which does not depend on those around them; the outcome can be kept, and joined
with that of others. Joining moves whole runs of numbers: it never sorts, and does nothing for one word after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Codes = NDArray[np.unsignedinteger[Any]]
_HALF = 32


@dataclass(frozen=True, slots=True)
class Inverted:
    """Where the terms of some passages stand.

    `terms` are the numbers of those that some passage holds, each once; term i stands in `holders[i]` passages, which
    follow in `passages`, ascending, upon those of the term before. `codes` go with them: code c stands for
    `frequencies[c]` times in a passage of length `of_lengths[c]`. `lengths` has every passage's, repeats counted.
    """

    terms: Ints
    holders: Ints
    passages: Ints
    codes: Codes
    frequencies: Ints
    of_lengths: Ints
    lengths: Ints


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


def join(read: Callable[[], Iterable[Inverted]], order: Ints) -> Inverted:
    """One part's passages after the other's, with the terms in the order given, which names every number once.

    `read` gives the parts each time it is called: the first time to count, the second to put each entry in its place,
    so that memory holds the outcome and one part.
    """
    counts = np.zeros(len(order), np.int64)
    lengths: list[Ints] = [np.empty(0, np.int32)]
    found: list[Longs] = [np.empty(0, np.int64)]
    for part in read():
        counts[part.terms] += part.holders
        lengths.append(part.lengths)
        found.append(_pairs(part))
    pairs = np.unique(np.concatenate(found))
    terms = order[counts[order] > 0]
    # Where the next passage of each term goes, by number.
    free = np.zeros(len(order), np.int64)
    free[terms] = np.cumsum(counts[terms]) - counts[terms]
    passages, codes = _place(read(), free, int(counts.sum()), pairs)
    return Inverted(
        terms=terms,
        holders=counts[terms].astype(np.int32),
        passages=passages,
        codes=codes,
        frequencies=(pairs >> _HALF).astype(np.int32),
        of_lengths=_low_half(pairs).astype(np.int32),
        lengths=np.concatenate(lengths),
    )


def _place(parts: Iterable[Inverted], free: Longs, entries: int, pairs: Longs) -> tuple[Ints, Codes]:
    """The passages and codes of all parts; `free` is used up."""
    passages = np.empty(entries, np.int32)
    codes = np.empty(entries, code_type(len(pairs)))
    first = 0
    for part in parts:
        starts = np.cumsum(part.holders, dtype=np.int64) - part.holders
        places = np.repeat(free[part.terms] - starts, part.holders)
        places += np.arange(len(places))
        passages[places] = part.passages + np.int32(first)
        codes[places] = np.searchsorted(pairs, _pairs(part)).astype(codes.dtype)[part.codes]
        free[part.terms] += part.holders
        first += len(part.lengths)
    return passages, codes


def renumber(inverted: Inverted, passages: Ints) -> Inverted:
    """Some of the passages, in the order given."""
    numbers = np.full(len(inverted.lengths), -1, np.int64)
    numbers[passages] = np.arange(len(passages))
    entries = np.repeat(np.arange(len(inverted.terms)) << _HALF, inverted.holders)
    entries |= numbers[inverted.passages]
    # A passage that is left out makes its entry negative.
    order = np.argsort(entries)[np.count_nonzero(entries < 0) :]
    entries, codes = entries[order], inverted.codes[order]
    holders = np.bincount(entries >> _HALF, minlength=len(inverted.terms))
    used = np.bincount(codes, minlength=len(inverted.frequencies)) > 0
    return Inverted(
        terms=inverted.terms[holders > 0],
        holders=holders[holders > 0].astype(np.int32),
        passages=_low_half(entries).astype(np.int32),
        codes=(np.cumsum(used) - 1).astype(code_type(int(np.count_nonzero(used))))[codes],
        frequencies=inverted.frequencies[used],
        of_lengths=inverted.of_lengths[used],
        lengths=inverted.lengths[passages],
    )


def code_type(codes: int) -> np.dtype[np.unsignedinteger[Any]]:
    """The type of so many codes."""
    return np.min_scalar_type(codes)


def _pairs(inverted: Inverted) -> Longs:
    """One number for each pair of a frequency and a length, ordered as the pairs are."""
    return inverted.frequencies.astype(np.int64) << _HALF | inverted.of_lengths


def _low_half(numbers: Longs) -> Longs:
    return numbers & ((1 << _HALF) - 1)
