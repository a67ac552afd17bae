"""The ranking core beside its peers: the same terms for all, one after the other in turns.

In turns, each engine finds the processor's caches full of the others' work. As a second figure, each is also asked all
queries by itself, one after the other, so that the caches are its own.
"""

from __future__ import annotations

import ctypes
import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.benchmarks import french_text
from tests.benchmarks.peers import ENGINES, OURS, REFERENCE, Ranked, Search, absence
from tests.benchmarks.timing import MEBIBYTE, Times, brief, print_table, quantile, resident, take_turns

HEAD = (
    "passages",
    "queries",
    "engine",
    "CPU ms p50",
    "p95",
    "p99",
    "wall ms p50",
    "p99",
    "CPU to ours",
    "asked",
    "by itself: CPU ms p50",
    "to ours",
    "build s",
    "memory MiB",
)
SECONDS_EACH = 20.0
# So many queries of each kind are compared with rank_bm25's scores.
COMPARED, COMPARED_OF_MANY = 20, 3
MANY = 300_000


@dataclass(frozen=True, slots=True)
class Engine:
    name: str
    search: Search
    seconds: float
    memory: float


def print_ranking(sizes: Sequence[int], queries: int) -> None:
    print_table(HEAD, (row for size in sizes for row in _rows(size, queries)))


def _rows(size: int, queries: int) -> Iterator[Sequence[str]]:
    read = list(french_text.passages(size))
    table = french_text.terms()
    passages = [[table[rank] for rank in ranks.tolist()] for ranks in read]
    kinds = {
        "content words": [french_text.terms_of(text) for text in french_text.content_words(read, queries)],
        "raw questions": [french_text.terms_of(text) for text in french_text.questions(read, queries)],
    }
    read.clear()
    engines = [_made(name, passages) for name in ENGINES if absence(name) is None]
    for kind, asked in kinds.items():
        searches = {engine.name: engine.search for engine in engines}
        in_turns = take_turns(searches, asked, SECONDS_EACH)
        alone = {name: take_turns({name: search}, asked, SECONDS_EACH)[name] for name, search in searches.items()}
        for engine in engines:
            yield (f"{size:,}", kind, *_cells(engine, in_turns, alone))
        some = asked[: COMPARED if size < MANY else COMPARED_OF_MANY]
        yield (f"{size:,}", kind, _equal(engines, some), *[""] * (len(HEAD) - 3))
    for name in ENGINES:
        if reason := absence(name):
            yield (f"{size:,}", "", name, reason, *[""] * (len(HEAD) - 4))


def _equal(engines: Sequence[Engine], asked: Sequence[list[str]]) -> str:
    """For how many of some queries the scores of all passages are rank_bm25's, bit for bit."""
    ours, theirs = (engine.search for name in (OURS, REFERENCE) for engine in engines if engine.name == name)
    assert isinstance(ours, Ranked)
    assert isinstance(theirs, Ranked)
    equal = sum(ours.scores(terms).tobytes() == theirs.scores(terms).tobytes() for terms in asked)
    return f"scores equal rank_bm25's bit for bit: {equal} of {len(asked)}"


def _made(name: str, passages: Sequence[Sequence[str]]) -> Engine:
    # What its library costs once does not count.
    ENGINES[name](passages[:10])(passages[0])
    _give_back()
    before, begun = resident(), time.process_time()
    search = ENGINES[name](passages)
    seconds = time.process_time() - begun
    _give_back()
    return Engine(name, search, seconds, (resident() - before) / MEBIBYTE)


def _give_back() -> None:
    """Freed memory goes back to the system, so that what an engine holds is what the process grew by."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


def _cells(engine: Engine, in_turns: dict[str, Times], alone: dict[str, Times]) -> Iterator[str]:
    own, by_itself = in_turns[engine.name], alone[engine.name]
    yield engine.name
    yield from (brief(quantile(own.cpu.values(), share)) for share in (0.5, 0.95, 0.99))
    yield from (brief(quantile(own.wall.values(), share)) for share in (0.5, 0.99))
    yield brief(own.times_as_long_as(in_turns[OURS]))
    yield str(len(own.cpu))
    yield brief(quantile(by_itself.cpu.values(), 0.5))
    yield brief(by_itself.times_as_long_as(alone[OURS]))
    yield brief(engine.seconds)
    yield brief(engine.memory)
