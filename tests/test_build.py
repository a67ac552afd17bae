"""The write path: a corpus becomes a generation, whole or not at all, and the same corpus the same bytes."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from index import build as building
from index import store
from index.build import build, is_usable
from index.corpus import read_corpus
from index.errors import CorpusError, GenerationError
from index.kept import KEPT
from index.model import Bulletin, Question
from index.search import Searcher
from tests.conftest import ROOT, bulletin_text

Put = Callable[..., Path]
# Takes nothing: whatever is written to it, the disk is full.
FULL = Path("/dev/full")


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "var" / "index"


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def found(index_dir: Path, question: str) -> list[str]:
    searcher = Searcher.open_current(index_dir)
    try:
        return [hit.passage.id for hit in searcher.search(Question(question)).hits]
    finally:
        searcher.close()


def in_another_process(corpus: Path, index_dir: Path, code: str = "", **environment: str) -> subprocess.Popen[bytes]:
    script = (
        "import sys, os, signal, pathlib; from index.build import build\n"
        f"{code or 'progress = None'}\n"
        "build(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), progress=progress, meaning=False)"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script, str(corpus), str(index_dir)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
    )


# What a build makes


def test_a_build_puts_its_generation_in_use_and_says_what_it_holds(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1, "Un.\n\nDeux.")
    put(2)
    report = build(corpus, index_dir)
    assert (report.changed, report.bulletins, report.passages) == (True, 2, 3)
    assert store.current(index_dir) == report.generation
    assert is_usable(index_dir)


def test_the_same_corpus_gives_the_same_bytes_wherever_and_whenever(put: Put, corpus: Path, tmp_path: Path) -> None:
    put(1, "Les forces ukrainiennes, selon Axios, ont dit :\n\n«Oui».\n\n## Koursk\n\nDix missiles F-16 le 4 juillet.")
    put(2, "Un «été» à l’œuvre, affirme O’Neil.", publisher="Le Centre")
    copy = tmp_path / "copie"
    shutil.copytree(corpus, copy)
    for path in copy.iterdir():
        os.utime(path, (0, 0))
    name = build(corpus, tmp_path / "here").generation
    process = in_another_process(copy, tmp_path / "there", PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL="C")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert store.current(tmp_path / "there") == name
    assert contents(tmp_path / "here" / name) == contents(tmp_path / "there" / name)


def test_building_again_changes_nothing(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1)
    first = build(corpus, index_dir)
    times = {path: path.stat().st_mtime_ns for path in (index_dir / first.generation).iterdir()}
    second = build(corpus, index_dir)
    assert (second.generation, second.changed) == (first.generation, False)
    assert {path: path.stat().st_mtime_ns for path in (index_dir / first.generation).iterdir()} == times


@pytest.mark.parametrize("change", ["content", "name", "added", "removed"])
def test_any_change_of_the_corpus_makes_another_generation(
    put: Put, corpus: Path, index_dir: Path, change: str
) -> None:
    first, second = put(1), put(2)
    before = build(corpus, index_dir).generation
    if change == "content":
        put(1, "Autre chose.")
    elif change == "name":
        first.rename(corpus / "autre.md")
    elif change == "added":
        put(3)
    else:
        second.unlink()
    assert build(corpus, index_dir).generation != before


def test_going_back_to_an_earlier_corpus_goes_back_to_its_generation(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1)
    first = build(corpus, index_dir).generation
    extra = put(2)
    build(corpus, index_dir)
    extra.unlink()
    report = build(corpus, index_dir)
    assert (report.generation, report.changed, report.bulletins) == (first, True, 1)


def test_a_retracted_bulletin_is_checked_but_never_indexed(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1, "Un brouillard épais.")
    path = put(2, "Une fausse nouvelle sur le brouillard.")
    build(corpus, index_dir)
    assert found(index_dir, "fausse nouvelle brouillard") == ["j2-s0-p1", "j1-s0-p1"]
    path.write_text(path.read_text().replace("language: fr", "language: fr\nretracted: 2022-02-26"))
    report = build(corpus, index_dir)
    assert (report.bulletins, report.passages) == (1, 1)
    assert found(index_dir, "fausse nouvelle brouillard") == ["j1-s0-p1"]
    assert b"fausse" not in contents(index_dir / report.generation)[store.DATABASE]


def test_an_old_button_to_a_retracted_bulletin_learns_its_date(put: Put, corpus: Path, index_dir: Path) -> None:
    put(2, retracted="2022-02-26")
    build(corpus, index_dir)
    searcher = Searcher.open_current(index_dir)
    bulletin = searcher.bulletin("2")
    assert bulletin is not None
    assert str(bulletin.retracted) == "2022-02-26"
    assert bulletin.sections == ()
    assert searcher.passage("j2-s0-p1") is None
    assert (searcher.latest(), searcher.days(), searcher.on_day(2)) == (None, None, ())
    searcher.close()


def test_an_empty_corpus_builds_and_finds_nothing(corpus: Path, index_dir: Path) -> None:
    report = build(corpus, index_dir)
    assert (report.bulletins, report.passages) == (0, 0)
    assert found(index_dir, "patriot") == []


def test_progress_tells_each_stage_from_nothing_to_all(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1)
    put(2)
    told: dict[str, list[tuple[int, int]]] = {}
    build(corpus, index_dir, progress=lambda stage, done, of: told.setdefault(stage, []).append((done, of)))
    assert told
    for steps in told.values():
        assert steps == sorted(steps)
        assert steps[0][0] == 0
        assert steps[-1][0] == steps[-1][1]


# What a build leaves alone


def test_a_broken_corpus_leaves_the_generation_before(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1, "Un brouillard épais.")
    before = build(corpus, index_dir).generation
    put(2, "Un brouillard léger.", kind="monthly")
    put(3, "## ")
    with pytest.raises(CorpusError) as caught:
        build(corpus, index_dir)
    assert {problem.path.name for problem in caught.value.problems} == {"2022-02-25-jour-2.md", "2022-02-26-jour-3.md"}
    assert store.current(index_dir) == before
    assert found(index_dir, "brouillard") == ["j1-s0-p1"]


def test_a_missing_corpus_leaves_the_generation_before(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1)
    before = build(corpus, index_dir).generation
    with pytest.raises(CorpusError, match="no such folder"):
        build(corpus / "nowhere", index_dir)
    assert store.current(index_dir) == before


def test_an_index_that_cannot_be_written_is_named(put: Put, corpus: Path, tmp_path: Path) -> None:
    put(1)
    (tmp_path / "file").touch()
    with pytest.raises(GenerationError, match=r"the index in .*file/index cannot be written: .*Not a directory"):
        build(corpus, tmp_path / "file" / "index")


def test_a_read_only_index_is_named_and_stays_in_use(
    put: Put, corpus: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(1)
    before = build(corpus, index_dir).generation
    put(2)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    # Root may write anywhere, so the file system's refusal is played.
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(GenerationError, match=r"the index in .* cannot be written: .*Read-only file system"):
        build(corpus, index_dir)
    assert store.current(index_dir) == before
    assert found(index_dir, "paragraphe") == ["j1-s0-p1"]


def refuse_to_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has every file of a name written to a device that is always full."""
    if not FULL.exists():
        pytest.skip(f"no {FULL} on this system")
    really_open = Path.open

    def open_full(self: Path, mode: str = "r", *given: Any, **named: Any) -> Any:
        return really_open(FULL if self.name == path.name and "w" in mode else self, mode, *given, **named)

    monkeypatch.setattr(Path, "open", open_full)


@pytest.mark.parametrize("file", ["stem.passages.npy", "dictionary.text.npy", store.LEXICON, store.MANIFEST])
def test_a_full_disk_is_named_with_the_file_and_nothing_half_written_stays(
    put: Put, corpus: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    put(1)
    before = build(corpus, index_dir).generation
    there = {path.name for path in index_dir.iterdir()}
    put(2)
    with monkeypatch.context() as full:
        refuse_to_write(Path(file), full)
        with pytest.raises(GenerationError, match=rf"the disk is full: no room to write .*{file}; what was in use"):
            build(corpus, index_dir)
    assert {path.name for path in index_dir.iterdir()} == there
    assert store.current(index_dir) == before
    assert found(index_dir, "paragraphe") == ["j1-s0-p1"]
    assert build(corpus, index_dir).bulletins == 2


@pytest.mark.parametrize("file", ["current", "history"])
def test_a_disk_too_full_for_the_switch_leaves_the_one_before_in_use(
    put: Put, corpus: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    put(1)
    before = build(corpus, index_dir).generation
    put(2)
    with monkeypatch.context() as full:
        refuse_to_write(Path(f"{file}.new"), full)
        with pytest.raises(GenerationError, match=rf"the disk is full: no room to write .*{file}; what was in use"):
            build(corpus, index_dir)
    assert not list(index_dir.glob("*.new"))
    assert store.current(index_dir) == before
    assert build(corpus, index_dir).bulletins == 2


def test_a_disk_that_is_full_when_files_are_flushed_is_named(
    put: Put, corpus: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(1)

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(GenerationError, match="the disk is full: no room to write"):
        build(corpus, index_dir)
    assert store.current(index_dir) is None
    assert not list(index_dir.glob(".building-*"))


def test_a_folder_that_has_lost_every_bulletin_is_refused(put: Put, corpus: Path, index_dir: Path) -> None:
    path = put(1, "Un brouillard épais.")
    before = build(corpus, index_dir).generation
    path.unlink()
    with pytest.raises(CorpusError) as caught:
        build(corpus, index_dir)
    reason = str(caught.value)
    assert reason.startswith(f"{corpus}:1: no bulletin (*.md) in this folder, where the index in use has 1")
    assert "name the right folder in BULLETIN_CORPUS, or bring the bulletins back" in reason
    assert store.current(index_dir) == before
    assert found(index_dir, "brouillard") == ["j1-s0-p1"]


def test_withdrawing_every_bulletin_empties_the_index(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1)
    build(corpus, index_dir)
    put(1, retracted="2022-02-26")
    assert build(corpus, index_dir).bulletins == 0


def test_an_empty_folder_is_built_where_the_index_in_use_cannot_be_read(
    put: Put, corpus: Path, index_dir: Path
) -> None:
    path = put(1)
    (index_dir / build(corpus, index_dir).generation / store.MANIFEST).unlink()
    path.unlink()
    assert build(corpus, index_dir).bulletins == 0


def test_a_file_name_in_another_encoding_is_no_obstacle(put: Put, corpus: Path, index_dir: Path) -> None:
    os.rename(put(1), os.fsencode(corpus) + b"/\xe9t\xe9.md")
    assert build(corpus, index_dir).bulletins == 1


def test_a_corpus_that_changes_while_it_is_read_is_read_again(
    put: Put, corpus: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(1)
    readings: list[int] = []

    def read_and_change(*given: Any) -> list[tuple[Path, Bulletin]]:
        bulletins = read_corpus(*given)
        readings.append(len(bulletins))
        if len(readings) == 1:
            path.write_text(bulletin_text(1, "Un texte plus long que celui qui a été lu."), encoding="utf-8")
        return bulletins

    monkeypatch.setattr(building, "read_corpus", read_and_change)
    build(corpus, index_dir)
    assert found(index_dir, "texte plus long") == ["j1-s0-p1"]
    assert readings == [1, 1]


def test_a_corpus_that_is_never_at_rest_is_not_built(
    put: Put, corpus: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(1)
    states = count()
    monkeypatch.setattr(building, "_state", lambda _: [(path, next(states), 0)])
    with pytest.raises(GenerationError, match=r"corpus changes while it is read: run .* once it is at rest"):
        build(corpus, index_dir)
    assert store.current(index_dir) is None


# What a build mends


def test_a_damaged_generation_is_built_anew(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1)
    name = build(corpus, index_dir).generation
    whole = contents(index_dir / name)
    path = index_dir / name / store.DATABASE
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    assert not is_usable(index_dir)
    report = build(corpus, index_dir)
    assert (report.generation, report.changed, report.mended) == (name, False, True)
    assert contents(index_dir / name) == whole
    assert not build(corpus, index_dir).mended


def test_a_generation_of_an_older_format_is_not_usable_and_a_build_replaces_it(
    put: Put, corpus: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(1)
    with monkeypatch.context() as older:
        older.setattr(store, "FORMAT", store.FORMAT - 1)
        before = build(corpus, index_dir).generation
    assert not is_usable(index_dir)
    with pytest.raises(GenerationError, match=r"has format .*; run: python -m index build"):
        Searcher.open_current(index_dir)
    report = build(corpus, index_dir)
    assert report.generation != before
    assert is_usable(index_dir)


def test_a_lost_current_is_written_again(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1)
    name = build(corpus, index_dir).generation
    (index_dir / "current").unlink()
    assert not is_usable(index_dir)
    assert build(corpus, index_dir).changed
    assert store.current(index_dir) == name


@pytest.mark.parametrize("stage", ["analysing", "weighing"])
def test_a_build_killed_midway_leaves_the_one_before_and_the_next_clears_up(
    put: Put, corpus: Path, index_dir: Path, stage: str
) -> None:
    put(1)
    before = build(corpus, index_dir).generation
    put(2)
    kill = f"progress = lambda stage, done, of: stage == {stage!r} and done and os.kill(os.getpid(), signal.SIGKILL)"
    process = in_another_process(corpus, index_dir, kill)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL, errors
    assert any(path.name.startswith(".building-") for path in index_dir.iterdir())
    assert store.current(index_dir) == before
    assert is_usable(index_dir)
    after = build(corpus, index_dir).generation
    assert {path.name for path in index_dir.iterdir()} == {before, after, "current", "history", "lock", KEPT}


def test_two_builds_at_once_both_succeed(put: Put, corpus: Path, index_dir: Path) -> None:
    for day in range(1, 20):
        put(day)
    processes = [in_another_process(corpus, index_dir) for _ in range(2)]
    errors = [process.communicate(timeout=30)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    assert is_usable(index_dir)
    assert len(store.history(index_dir)) == 1


# Who reads meanwhile


def test_an_open_searcher_answers_from_its_generation_after_that_is_gone(
    put: Put, corpus: Path, index_dir: Path
) -> None:
    put(1, "Un brouillard épais sur Ambrelune.")
    first = build(corpus, index_dir).generation
    searcher = Searcher.open_current(index_dir)
    for day in range(2, 2 + store.KEPT):
        put(day, "Le brouillard est levé.")
        build(corpus, index_dir)
    assert not (index_dir / first).exists()
    answer = searcher.search(Question("brouillard sur Ambrelune"))
    assert [hit.passage.text for hit in answer.hits] == ["Un brouillard épais sur Ambrelune."]
    assert searcher.bulletin("2") is None
    assert searcher.days() == (1, 1)
    searcher.close()


def test_searching_writes_nothing_into_the_index(put: Put, corpus: Path, index_dir: Path) -> None:
    put(1)
    build(corpus, index_dir)
    before = {path: path.stat().st_mtime_ns for path in index_dir.rglob("*")}
    found(index_dir, "paragraphe")
    assert {path: path.stat().st_mtime_ns for path in index_dir.rglob("*")} == before
