"""Measuring: searches side by side in one run, memory, and Markdown tables."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

MEBIBYTE = 2**20
PAGE = 4096


@dataclass(slots=True)
class Times:
    """Milliseconds of the thread's CPU and of the clock, by the query's number."""

    cpu: dict[int, float] = field(default_factory=dict)
    wall: dict[int, float] = field(default_factory=dict)

    def add(self, number: int, cpu_ns: int, wall_ns: int) -> None:
        self.cpu[number], self.wall[number] = cpu_ns / 1e6, wall_ns / 1e6

    def times_as_long_as(self, other: Times) -> float:
        """The ratio of the medians of CPU time over the queries that both were asked."""
        both = self.cpu.keys() & other.cpu.keys()
        return quantile([self.cpu[n] for n in both], 0.5) / quantile([other.cpu[n] for n in both], 0.5)


def quantile(values: Iterable[float], share: float) -> float:
    return float(np.quantile(list(values), share))


def take_turns(
    searches: Mapping[str, Callable[[Any], object]], queries: Sequence[Any], seconds: float, least: int = 3
) -> dict[str, Times]:
    """Asks every search every query, in turns; each begins as often as the others.

    A search that has used its `seconds` is left out from then on, but is asked `least` queries. The first query is
    asked once before, unmeasured.
    """
    times = {name: Times() for name in searches}
    names = list(searches)
    used = dict.fromkeys(names, 0.0)
    for search in searches.values():
        search(queries[0])
    gc.collect()
    gc.freeze()
    for number, query in enumerate(queries):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            if number < least or used[name] < seconds:
                cpu, wall = _ask(searches[name], query)
                times[name].add(number, cpu, wall)
                used[name] += wall / 1e9
    gc.unfreeze()
    return times


def _ask(search: Callable[[Any], object], query: Any) -> tuple[int, int]:
    wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
    search(query)
    return time.thread_time_ns() - cpu, time.perf_counter_ns() - wall


def resident() -> int:
    """Bytes of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Markdown; rows are printed as they come."""
    print(f"\n| {' | '.join(head)} |\n|{'---|' * len(head)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def brief(value: float) -> str:
    """Three figures, thousands apart."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
