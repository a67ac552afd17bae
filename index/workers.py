"""Bulletins analysed side by side, in a process for each processor."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from index.analyses import Analysis, analyse
from index.model import Bulletin

# Characters of text from which on processes save more time than their start takes.
WORTHWHILE = 1_000_000
# Each holds the word lists and what it has read of late: more than these would want for memory first.
MOST = 8


def analyse_all(bulletins: Sequence[Bulletin]) -> Iterator[tuple[int, Analysis]]:
    """The analysis of each bulletin with its place, as each is done.

    Where processes cannot be started, or one of them dies, this one does their work.
    """
    left = dict(enumerate(bulletins))
    processors = min(_processors(), MOST)
    if processors > 1 and sum(map(_size, bulletins)) >= WORTHWHILE:
        for place, analysis in _analyse_aside(bulletins, processors):
            del left[place]
            yield place, analysis
    for place, bulletin in left.items():
        yield place, analyse(bulletin)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(bulletin: Bulletin) -> int:
    return sum(len(paragraph) for section in bulletin.sections for paragraph in section.paragraphs)


def _analyse_aside(bulletins: Sequence[Bulletin], processors: int) -> Iterator[tuple[int, Analysis]]:
    """What processes make of the bulletins, each given its next when it has done one, as long as any of them lives."""
    waiting = iter(enumerate(bulletins))
    started: list[tuple[Connection, BaseProcess]] = []
    try:
        with suppress(OSError):
            started.extend(_start() for _ in range(processors))
        busy = [pipe for pipe, _ in started if _hand(pipe, next(waiting, None))]
        while busy:
            for pipe in wait(busy):
                assert isinstance(pipe, Connection)
                try:
                    done = pipe.recv()
                except (EOFError, OSError):
                    busy.remove(pipe)
                    continue
                if not _hand(pipe, next(waiting, None)):
                    busy.remove(pipe)
                yield done
    finally:
        for pipe, process in started:
            pipe.close()
            process.terminate()
            process.join()


def _start() -> tuple[Connection, BaseProcess]:
    # Not forked: this process may have threads, whose locks a copy would hold for ever.
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there,), daemon=True)
    process.start()
    there.close()
    return here, process


def _hand(pipe: Connection, task: tuple[int, Bulletin] | None) -> bool:
    """Gives a process its next bulletin, if there is one and the process lives."""
    if task is None:
        return False
    try:
        pipe.send(task)
    except OSError:
        return False
    return True


def _work(pipe: Connection) -> None:
    """Analyses what comes through a pipe until its other end is closed, be it because that process was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, ConnectionError):
        while True:
            place, bulletin = pipe.recv()
            pipe.send((place, analyse(bulletin)))
