"""What ranking looks at beside words: the days, details, speakers and topic of each passage, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.dates import find_periods
from index.details import Kind, kinds_in
from index.model import Bulletin, Passage, day_of_date
from index.periods import Reference
from index.word_vectors import DIMENSIONS, Rows, Topics

Days = NDArray[np.int32]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

# A period named in a passage counts as naming its days only up to a month's length.
_LONGEST_NAMED = 31
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Signals:
    """One entry a passage in `bulletins` (their numbers, in the passages' order), `leads`, `kinds` (of details that it
    holds), `cites`, `first_days` and `last_days` (days of resistance), `topics`, one row a passage, and `word_ends`:
    those of its words that have vectors are `words[word_ends[i - 1]:word_ends[i]]`.

    `named_in[i]` is a passage whose text names the days `named_first[i]` to `named_last[i]`.
    """

    bulletins: Days
    leads: Flags
    kinds: NDArray[np.uint16]
    cites: Flags
    first_days: Days
    last_days: Days
    topics: Topics
    word_ends: NDArray[np.int64]
    words: Rows
    named_in: Days
    named_first: Days
    named_last: Days

    def of_period(self, first: date, last: date) -> tuple[Flags, Flags]:
        """Which passages stand in a bulletin of a period, and which name a day of it."""
        start, end = day_of_date(first), day_of_date(last)
        named = np.zeros(len(self.leads), np.bool_)
        named[self.named_in[self._naming(start, end)]] = True
        return self._inside(start, end), named

    def words_of(self, passage: int) -> Rows:
        """Those of a passage's words that have vectors, by their rows."""
        start = self.word_ends.item(passage - 1) if passage else 0
        return self.words[start : self.word_ends.item(passage)]

    def holding(self, kind: Kind) -> Flags:
        """Which passages hold a detail of a kind."""
        return np.asarray(self.kinds & kind.value, np.bool_)

    def shared_with(self, first: date, last: date) -> Floats:
        """The days that each passage's bulletin has in common with a period, as a share of those of either."""
        start, end = day_of_date(first), day_of_date(last)
        common = np.minimum(self.last_days, end) - np.maximum(self.first_days, start) + 1
        either = np.maximum(self.last_days, end) - np.minimum(self.first_days, start) + 1
        return np.asarray(np.maximum(common, 0) / either, np.float64)

    def tell_of(self, first: date, last: date) -> bool:
        """Whether any passage names a day of a period, or stands in a bulletin of it.

        What names a month tells of the month, and of none of its days.
        """
        start, end = day_of_date(first), day_of_date(last)
        as_exact = self.named_last - self.named_first <= max(_WEEK, end - start)
        return bool(self._inside(start, end).any() or (as_exact & self._naming(start, end)).any())

    def _inside(self, start: int, end: int) -> Flags:
        return (self.first_days <= end) & (self.last_days >= start)

    def _naming(self, start: int, end: int) -> Flags:
        return (self.named_first <= end) & (self.named_last >= start)


def compile_signals(
    passages: Sequence[Passage], bulletins: Mapping[str, Bulletin], topics: Topics, words: Sequence[Rows]
) -> Signals:
    """The signals of passages in their order, with the bulletins they come from by id, and one topic and the words that
    have vectors of each."""
    sources = [bulletins[passage.bulletin_id] for passage in passages]
    named = [
        (number, day_of_date(first), day_of_date(last))
        for number, (passage, bulletin) in enumerate(zip(passages, sources, strict=True))
        for first, last in _named_days(passage.text, bulletin)
    ]
    columns = np.array(named, np.int32).reshape(-1, 3)
    numbers = {bulletin_id: number for number, bulletin_id in enumerate(dict.fromkeys(p.bulletin_id for p in passages))}
    return Signals(
        bulletins=np.array([numbers[passage.bulletin_id] for passage in passages], np.int32),
        leads=np.array([passage.section == 0 for passage in passages], np.bool_),
        kinds=np.array([kinds_in(passage.text).value for passage in passages], np.uint16),
        cites=np.array([bool(passage.speakers) for passage in passages], np.bool_),
        first_days=np.array([bulletin.day_from for bulletin in sources], np.int32),
        last_days=np.array([bulletin.day_to for bulletin in sources], np.int32),
        topics=topics,
        word_ends=np.cumsum([len(one) for one in words], dtype=np.int64),
        words=np.concatenate([*words, np.empty(0, np.uint16)]),
        named_in=columns[:, 0],
        named_first=columns[:, 1],
        named_last=columns[:, 2],
    )


EMPTY = compile_signals([], {}, np.empty((0, DIMENSIONS), np.int8), [])


def join_signals(parts: Sequence[Signals]) -> Signals:
    """The signals of several parts' passages, one part after the other."""
    parts = [EMPTY, *parts]
    passages = _numbered_from([len(part.leads) for part in parts])
    bulletins = _numbered_from([int(part.bulletins.max(initial=-1)) + 1 for part in parts])
    joined = {field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Signals)}
    joined["bulletins"] += np.repeat(bulletins, [len(part.bulletins) for part in parts])
    words = np.cumsum([len(part.words) for part in parts]) - [len(part.words) for part in parts]
    joined["word_ends"] += np.repeat(words, [len(part.word_ends) for part in parts])
    joined["named_in"] += np.repeat(passages, [len(part.named_in) for part in parts])
    return Signals(**joined)


def _numbered_from(sizes: Sequence[int]) -> Days:
    """The number of each part's first, where every part has so many."""
    return (np.cumsum(sizes) - sizes).astype(np.int32)


def _named_days(text: str, bulletin: Bulletin) -> list[tuple[date, date]]:
    """The periods that a passage names, its "lundi" and "4 juillet" counted from its bulletin's last day."""
    reference = Reference(bulletin.date_to, bulletin.date_to)
    periods = ((period.first, period.last) for period in find_periods(text, reference))
    return [(first, last) for first, last in periods if (last - first).days < _LONGEST_NAMED]
