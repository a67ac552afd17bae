"""Generations on disk: switched atomically, verified, kept three deep, and refused when damaged."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import store
from index.errors import GenerationError
from tests.conftest import ROOT

A, B, C, D = ("a" * 16, "b" * 16, "c" * 16, "d" * 16)


def make(index_dir: Path, name: str, content: bytes = b"content") -> Path:
    """A whole generation of one file."""
    with store.writer(index_dir), store.new_generation(index_dir, name) as directory:
        (directory / store.DATABASE).write_bytes(content)
        store.write_manifest(directory, "digest", {"bulletins": 1, "passages": 2})
    return index_dir / name


def use(index_dir: Path, *names: str) -> None:
    """Makes generations and puts each in use in turn."""
    for name in names:
        if not (index_dir / name).is_dir():
            make(index_dir, name)
        store.switch(index_dir, name)


def generations(index_dir: Path) -> set[str]:
    return {path.name for path in index_dir.iterdir() if path.is_dir()}


# Which one is in use


def test_a_new_generation_is_not_in_use_until_switched_to(tmp_path: Path) -> None:
    make(tmp_path, A)
    assert store.current(tmp_path) is None
    store.switch(tmp_path, A)
    assert store.current(tmp_path) == A
    assert (tmp_path / "current").read_text() == f"{A}\n"


def test_no_folder_and_no_generation_is_none_in_use(tmp_path: Path) -> None:
    assert store.current(tmp_path / "nowhere") is None
    (tmp_path / "file").touch()
    assert store.current(tmp_path / "file") is None


@pytest.mark.parametrize("content", ["", "\n", "../../etc", f"{A}/..", A[:15], A.upper(), f"{A} {B}", "\0" * 16])
def test_what_names_no_generation_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "current").write_text(content)
    assert store.current(tmp_path) is None


def test_a_current_that_cannot_be_read_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    with pytest.raises(GenerationError, match=r"current cannot be read .*; run: python -m index build"):
        store.current(tmp_path)


def test_current_is_replaced_not_rewritten(tmp_path: Path) -> None:
    """Whoever has the old file open reads the old name to its end."""
    use(tmp_path, A)
    with (tmp_path / "current").open() as before:
        use(tmp_path, B)
        assert before.read() == f"{A}\n"
    assert store.current(tmp_path) == B


def test_a_watcher_never_sees_less_than_a_name(tmp_path: Path) -> None:
    use(tmp_path, A, B)
    seen: set[str | None] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.add(store.current(tmp_path))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for _ in range(5):
            use(tmp_path, A, B)
    finally:
        done.set()
        watcher.join()
    assert seen <= {A, B}


# History and rollback


def test_the_history_keeps_three_the_one_in_use_first(tmp_path: Path) -> None:
    use(tmp_path, A, B, C)
    assert store.history(tmp_path) == [C, B, A]
    use(tmp_path, D)
    assert store.history(tmp_path) == [D, C, B]
    assert generations(tmp_path) == {D, C, B}


def test_switching_to_the_one_in_use_changes_nothing(tmp_path: Path) -> None:
    use(tmp_path, A, B, B)
    assert store.history(tmp_path) == [B, A]


def test_switching_back_moves_to_the_front(tmp_path: Path) -> None:
    use(tmp_path, A, B, C, A)
    assert store.history(tmp_path) == [A, C, B]


def test_rolling_back_goes_one_step_at_a_time_and_then_says_so(tmp_path: Path) -> None:
    use(tmp_path, A, B, C)
    assert (store.roll_back(tmp_path), store.current(tmp_path)) == (B, B)
    assert (store.roll_back(tmp_path), store.current(tmp_path)) == (A, A)
    with pytest.raises(GenerationError, match="no earlier generation is kept: nothing to roll back to"):
        store.roll_back(tmp_path)
    assert store.current(tmp_path) == A


def test_after_a_rollback_the_next_build_can_be_rolled_back_to_where_one_was(tmp_path: Path) -> None:
    use(tmp_path, A, B)
    store.roll_back(tmp_path)
    use(tmp_path, C)
    assert store.history(tmp_path) == [C, A, B]
    assert store.roll_back(tmp_path) == A


def test_rolling_back_and_forth_by_building_the_same_again(tmp_path: Path) -> None:
    use(tmp_path, A, B)
    store.roll_back(tmp_path)
    use(tmp_path, B)
    assert (store.current(tmp_path), store.history(tmp_path)) == (B, [B, A])


def test_a_damaged_generation_is_not_rolled_back_to(tmp_path: Path) -> None:
    use(tmp_path, A, B)
    (tmp_path / A / store.DATABASE).write_bytes(b"CONTENT")
    with pytest.raises(GenerationError, match=r"damaged \(its checksum differs\); run: python -m index build"):
        store.roll_back(tmp_path)
    assert store.current(tmp_path) == B


def test_nothing_to_roll_back_to_in_an_empty_index(tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match="nothing to roll back to"):
        store.roll_back(tmp_path)


def test_a_lost_history_does_not_lose_the_generation_in_use(tmp_path: Path) -> None:
    use(tmp_path, A, B)
    (tmp_path / "history").write_bytes(b"\xff\0 nonsense ../..")
    assert store.history(tmp_path) == []
    use(tmp_path, C)
    assert store.history(tmp_path) == [C, B]
    assert store.roll_back(tmp_path) == B


def test_only_generations_are_dropped_from_the_folder(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "x").touch()
    use(tmp_path, A, B, C, D)
    assert generations(tmp_path) == {B, C, D, "notes"}


# Whole or not


def test_a_manifest_describes_its_files(tmp_path: Path) -> None:
    manifest = store.verify(make(tmp_path, A, b"abc"))
    assert (manifest.format, manifest.corpus_digest) == (store.FORMAT, "digest")
    assert (manifest.bulletins, manifest.passages) == (1, 2)
    assert manifest.files == {
        store.DATABASE: (3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    }


def test_a_changed_byte_is_found_at_the_switch_and_the_one_before_stays(tmp_path: Path) -> None:
    use(tmp_path, A)
    (make(tmp_path, B) / store.DATABASE).write_bytes(b"c0ntent")
    store.read_manifest(tmp_path / B)
    with pytest.raises(GenerationError, match=rf"{store.DATABASE} is damaged .*; run: python -m index build"):
        store.switch(tmp_path, B)
    assert (store.current(tmp_path), store.history(tmp_path)) == (A, [A])
    assert not store.is_whole(tmp_path / B)


@pytest.mark.parametrize("content", [b"conten", b"content!", b"", None])
def test_a_file_cut_short_or_gone_is_found_at_opening(tmp_path: Path, content: bytes | None) -> None:
    path = make(tmp_path, A) / store.DATABASE
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GenerationError, match=r"is missing or was cut short; run: python -m index build"):
        store.read_manifest(tmp_path / A)


def test_another_format_names_both(tmp_path: Path) -> None:
    directory = make(tmp_path, A)
    described = json.loads((directory / store.MANIFEST).read_text())
    (directory / store.MANIFEST).write_text(json.dumps({**described, "format": store.FORMAT + 1}))
    told = rf"has format {store.FORMAT + 1}, this version reads {store.FORMAT}; run: python -m index build"
    with pytest.raises(GenerationError, match=told):
        store.read_manifest(directory)


def test_a_later_format_is_named_whatever_else_its_manifest_holds(tmp_path: Path) -> None:
    (tmp_path / store.MANIFEST).write_text('{"format": 99, "parts": []}')
    with pytest.raises(GenerationError, match="has format 99, this version reads"):
        store.read_manifest(tmp_path)


@pytest.mark.parametrize(
    "manifest", [None, "", "null", "[]", "{}", '{"files": []}', '{"files": {"x": 5}}', '{"files": {}}', "\udcff"]
)
def test_a_broken_manifest_is_refused(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / store.MANIFEST).write_text(manifest, errors="surrogateescape")
    with pytest.raises(GenerationError, match=r"is not a whole generation .*; run: python -m index build"):
        store.read_manifest(tmp_path)


def test_switching_to_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    use(tmp_path, A)
    with pytest.raises(GenerationError, match="is not a whole generation"):
        store.switch(tmp_path, B)
    assert store.current(tmp_path) == A


# Writing


def test_an_error_while_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with store.writer(tmp_path), store.new_generation(tmp_path, A) as directory:
            (directory / "half").write_text("x")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail()
    assert generations(tmp_path) == set()


def test_a_generation_stands_under_its_name_only_when_whole(tmp_path: Path) -> None:
    with store.writer(tmp_path), store.new_generation(tmp_path, A) as directory:
        assert directory.name != A
        assert not (tmp_path / A).exists()
        store.write_manifest(directory, "", {"bulletins": 0, "passages": 0})
    assert store.is_whole(tmp_path / A)


def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    leftover = tmp_path / f".building-{A}"
    leftover.mkdir()
    (leftover / "half").touch()
    with store.writer(tmp_path):
        assert not leftover.exists()


def test_a_damaged_generation_is_replaced_by_a_whole_one(tmp_path: Path) -> None:
    use(tmp_path, A)
    (tmp_path / A / store.DATABASE).write_bytes(b"")
    make(tmp_path, A)
    assert store.is_whole(tmp_path / A)


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    order: list[str] = []
    started = threading.Event()

    def second() -> None:
        started.set()
        with store.writer(tmp_path):
            order.append("second")

    with store.writer(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        started.wait(5)
        thread.join(0.1)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_a_lock_held_by_a_dead_process_is_free(tmp_path: Path) -> None:
    code = "import os, sys; from pathlib import Path; from index.store import writer\n"
    code += "writer(Path(sys.argv[1])).__enter__(); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, timeout=30).returncode == 9
    with store.writer(tmp_path):
        assert (tmp_path / "lock").is_file()


# Arrays


@dataclass(frozen=True)
class Pair:
    left: np.ndarray[Any, Any]
    right: np.ndarray[Any, Any]


def test_arrays_come_back_as_they_were_and_cannot_be_written(tmp_path: Path) -> None:
    store.save_arrays(tmp_path, "pair", Pair(np.arange(3), np.empty(0)))
    pair = store.open_arrays(tmp_path, "pair", Pair)
    assert (pair.left.tolist(), pair.right.tolist()) == ([0, 1, 2], [])
    with pytest.raises(ValueError, match="read-only"):
        pair.left[0] = 5


def test_arrays_stay_readable_after_their_folder_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "generation"
    folder.mkdir()
    store.save_arrays(folder, "pair", Pair(np.arange(3), np.arange(2)))
    pair = store.open_arrays(folder, "pair", Pair)
    shutil.rmtree(folder)
    assert pair.left.sum() == 3


@pytest.mark.parametrize("content", [None, b"", b"\x93NUMPY\x01\0", b"x" * 500])
def test_a_broken_array_says_what_to_run(tmp_path: Path, content: bytes | None) -> None:
    store.save_arrays(tmp_path, "pair", Pair(np.arange(3), np.arange(2)))
    path = tmp_path / "pair.right.npy"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GenerationError, match=r"pair\.right\.npy cannot be opened .*; run: python -m index build"):
        store.open_arrays(tmp_path, "pair", Pair)


def test_arrays_of_objects_are_never_unpickled(tmp_path: Path) -> None:
    np.save(tmp_path / "pair.left.npy", np.array([{}], object), allow_pickle=True)
    with pytest.raises(GenerationError, match="cannot be opened"):
        store.open_arrays(tmp_path, "pair", Pair)
