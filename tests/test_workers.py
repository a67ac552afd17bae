"""Bulletins analysed side by side: all of them, whatever becomes of the processes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from multiprocessing.connection import Connection
from typing import Any

import pytest

from index import workers
from index.analyses import Analysis, analyse
from index.model import Bulletin, Section
from tests.conftest import ROOT

BULLETINS = [
    Bulletin(f"Jour {day}", "daily", day, day, "fr", sections=(Section(0, None, (f"Selon Axios, {day} drones.",)),))
    for day in range(1, 8)
]


def content(analysis: Analysis) -> object:
    inverted = {kind: (words, arrays(postings)) for kind, (words, postings) in analysis.inverted.items()}
    return analysis.rows, arrays(analysis.signals), inverted


def arrays(record: Any) -> list[list[int]]:
    return [getattr(record, field.name).tolist() for field in fields(record)]


def analysed() -> list[object]:
    done = dict(workers.analyse_all(BULLETINS))
    assert sorted(done) == list(range(len(BULLETINS)))
    return [content(done[place]) for place in range(len(BULLETINS))]


EXPECTED = [content(analyse(bulletin)) for bulletin in BULLETINS]


@pytest.fixture
def in_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORTHWHILE", 0)
    monkeypatch.setattr(workers, "_processors", lambda: 2)


def refuse(*_: object) -> None:
    raise OSError("no more processes")


def leave(_pipe: Connection) -> None:
    """What a process does that is killed at its first bulletin."""


@pytest.mark.usefixtures("in_processes")
def test_processes_make_of_bulletins_what_this_one_makes_of_them() -> None:
    assert analysed() == EXPECTED


@pytest.mark.usefixtures("in_processes")
def test_bulletins_given_to_processes_that_die_are_analysed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_work", leave)
    assert analysed() == EXPECTED


@pytest.mark.usefixtures("in_processes")
def test_where_no_process_can_be_started_this_one_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_start", refuse)
    assert analysed() == EXPECTED


def test_a_few_bulletins_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_processors", lambda: 2)
    monkeypatch.setattr(workers, "_start", pytest.fail)
    assert analysed() == EXPECTED


def test_processes_end_with_the_one_that_started_them_even_if_it_is_killed() -> None:
    code = (
        "import time; from index import workers; from tests.test_workers import BULLETINS\n"
        "workers.WORTHWHILE, workers._processors = 0, lambda: 2\n"
        "next(workers.analyse_all(BULLETINS)); print('begun', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"begun\n"
    process.kill()
    # The output ends once nobody is left who could write to it.
    output, _ = process.communicate(timeout=30)
    assert output == b""
