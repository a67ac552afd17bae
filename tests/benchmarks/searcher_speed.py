"""The whole search over a built generation with everything on, and what building and opening it cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial, wraps
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rank_bm25 import BM25Okapi

from index import question as reading
from index import search, store
from index.kept import KEPT
from index.model import Question, date_of_day
from index.question import QuestionReader
from index.search import Searcher
from index.spelling import Speller
from tests.benchmarks import french_text
from tests.benchmarks.peers import DEPTH
from tests.benchmarks.ranking_speed import SECONDS_EACH
from tests.benchmarks.timing import MEBIBYTE, Times, brief, print_table, quantile, take_turns

ROOT = Path(__file__).parents[2]

SPEED_HEAD = (
    "passages",
    "questions",
    "CPU ms p50",
    "p95",
    "p99",
    "wall ms p50",
    "p99",
    "rank_bm25, lower().split(), CPU ms p50",
    "to ours",
    "by itself: CPU ms p50",
    "three passages, as the bot shows them: CPU ms p50",
    "three passages, by itself: CPU ms p50",
)
# The ranks of the passages on an answer's first page.
SHOWN = range(1, 4)
BUILD_HEAD = (
    "passages",
    "build CPU s",
    "wall s",
    "peak MiB",
    "disk MiB",
    "analyses kept, MiB",
    "one bulletin more, CPU s",
    "wall s",
    "peak MiB",
    "one that fills a group, CPU s",
    "first answer, CPU s",
    "wall s",
    "imports, CPU s",
    "private MiB",
)

# The steps of a search: what each is called here, and where it is found.
STEPS: Sequence[tuple[str, Any, str]] = (
    ("read", QuestionReader, "read"),
    ("read: days", reading, "find_periods"),
    ("read: spelling", Speller, "correct"),
    ("score", Searcher, "_score"),
    ("prefer", search, "prefer"),
    ("top", search, "top"),
    ("passages", Searcher, "_passages"),
    ("signs", Searcher, "_signs"),
    ("hits", Searcher, "_hit"),
)
REST = "the rest"

_BUILD = "from pathlib import Path; from index.build import build; build(Path({!r}), Path({!r}), meaning=False)"
# Prints the CPU seconds of the imports, then CPU and wall seconds to the first answer, then private kibibytes.
_FIRST_ANSWER = """
import json, re, time
from pathlib import Path
from index.model import Question
from index.search import Searcher
imported, begun = time.process_time(), time.perf_counter()
assert Searcher.open_current(Path({!r})).search(Question({!r})).hits
cpu, wall = time.process_time() - imported, time.perf_counter() - begun
private = re.search(r"Anonymous: +([0-9]+)", Path("/proc/self/smaps_rollup").read_text())[1]
print(json.dumps([imported, cpu, wall, int(private)]))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a process and its children: seconds of CPU and of the clock, and its largest memory."""

    cpu: float
    wall: float
    peak: float
    output: str = ""


def print_searcher(sizes: Sequence[int], queries: int) -> None:
    costs: list[Sequence[str]] = []
    steps: list[Sequence[str]] = []
    print_table(SPEED_HEAD, (row for size in sizes for row in _rows(size, queries, costs, steps)))
    print_table(("passages", "questions", *(f"{name}, CPU ms" for name, *_ in STEPS), REST), steps)
    print_table(BUILD_HEAD, costs)


def _rows(size: int, queries: int, costs: list[Sequence[str]], steps: list[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Rows of the first table; those of the other two are added to what is given."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, index_dir = Path(folder) / "corpus", Path(folder) / "index"
        read = list(french_text.passages(size))
        asked = {
            "content words": french_text.content_words(read, queries),
            "raw questions": french_text.questions(read, queries),
        }
        costs.append((f"{size:,}", *_build_costs(corpus, index_dir, read), *_first_answer(index_dir, asked)))
        last_day = date_of_day(len(list(corpus.iterdir())))
        texts = [" ".join(french_text.vocabulary()[rank] for rank in ranks.tolist()) for ranks in read]
        read.clear()
        with closing(Searcher.open_current(index_dir)) as searcher:
            naive = BM25Okapi([text.lower().split() for text in texts])
            for kind, found in asked.items():
                questions = [Question(text, today=last_day) for text in found]
                other = {"rank_bm25": lambda question: naive.get_top_n(question.text.lower().split(), texts, DEPTH)}
                whole, shown = {"ours": searcher.search}, {"ours": partial(searcher.search, wanted=SHOWN)}
                times = take_turns({**whole, **other}, questions, SECONDS_EACH)
                medians = (
                    brief(quantile(take_turns(searches, questions, SECONDS_EACH)["ours"].cpu.values(), 0.5))
                    for searches in (whole, {**shown, **other}, shown)
                )
                yield (f"{size:,}", kind, *_cells(times), *medians)
                steps.append((f"{size:,}", kind, *_steps(searcher, questions)))


def _cells(times: dict[str, Times]) -> Iterator[str]:
    ours, naive = times["ours"], times["rank_bm25"]
    yield from (brief(quantile(ours.cpu.values(), share)) for share in (0.5, 0.95, 0.99))
    yield from (brief(quantile(ours.wall.values(), share)) for share in (0.5, 0.99))
    yield brief(quantile(naive.cpu.values(), 0.5))
    yield brief(naive.times_as_long_as(ours))


def _steps(searcher: Searcher, questions: Sequence[Question]) -> Iterator[str]:
    """Mean CPU milliseconds of each step of a search, less those of the steps within it."""
    begun = time.thread_time()
    with measured_steps() as spent:
        for question in questions:
            searcher.search(question)
    everything = time.thread_time() - begun
    spent[REST] = everything - sum(spent.values())
    yield from (brief(1000 * seconds / len(questions)) for seconds in spent.values())


@contextmanager
def measured_steps() -> Iterator[dict[str, float]]:
    """The CPU seconds spent in each of STEPS while the block lasts."""
    spent = {name: 0.0 for name, *_ in STEPS}
    # The seconds of the steps within each step that is under way.
    within = [0.0]

    def measured(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(step)
        def run(*given: Any, **named: Any) -> Any:
            within.append(0.0)
            begun = time.thread_time()
            try:
                return step(*given, **named)
            finally:
                seconds = time.thread_time() - begun
                spent[name] += seconds - within.pop()
                within[-1] += seconds

        return run

    with ExitStack() as stack:
        for name, owner, attribute in STEPS:
            stack.enter_context(patch.object(owner, attribute, measured(name, getattr(owner, attribute))))
        yield spent


def _build_costs(corpus: Path, index_dir: Path, read: Sequence[french_text.Ranks]) -> Iterator[str]:
    """A build from nothing, and others once a bulletin was added, which the analyses kept serve.

    The last bulletin fills a large group of those kept, where the number of all is a multiple of theirs.
    """
    more = french_text.PASSAGES_A_BULLETIN
    last = len(read) - more
    french_text.write_corpus(corpus, islice(read, last - more))
    cold = _run(_BUILD.format(str(corpus), str(index_dir)))
    directory = index_dir / str(store.current(index_dir))
    disk = sum(path.stat().st_size for path in directory.iterdir()) / MEBIBYTE
    added, filling = (_one_more(corpus, index_dir, read[start : start + more], start) for start in (last - more, last))
    kept = (index_dir / KEPT).stat().st_size / MEBIBYTE
    costs = (cold.cpu, cold.wall, cold.peak, disk, kept, added.cpu, added.wall, added.peak, filling.cpu)
    yield from map(brief, costs)


def _one_more(corpus: Path, index_dir: Path, read: Sequence[french_text.Ranks], first: int) -> Cost:
    """The next build with a bulletin more, whose passages are the corpus's from `first` on."""
    french_text.write_corpus(corpus, read, first_day=first // french_text.PASSAGES_A_BULLETIN + 1)
    return _run(_BUILD.format(str(corpus), str(index_dir)))


def _first_answer(index_dir: Path, asked: dict[str, list[str]]) -> Iterator[str]:
    """The median of three fresh processes, the files in the system's cache."""
    text = asked["raw questions"][0]
    runs = [json.loads(_run(_FIRST_ANSWER.format(str(index_dir), text)).output) for _ in range(3)]
    imports, cpu, wall, private = (quantile(values, 0.5) for values in zip(*runs, strict=True))
    yield from map(brief, (cpu, wall, imports, private / 1024))


def _run(code: str) -> Cost:
    """Runs Python code in a process of its own. Raises CalledProcessError where it fails."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, process.args)
        output.seek(0)
        said = output.read().decode()
    wall = time.perf_counter() - begun
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, said)
