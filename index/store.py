"""Generations on disk: immutable folders named by digest, one of them current.

    <index>/<generation>/manifest.json      format number, corpus digest, counts, size and SHA-256 of each file
    <index>/<generation>/passages.sqlite    bulletins, sections and passages
    <index>/<generation>/lexicon.json       the lexicon's groups
    <index>/<generation>/<name>.<array>.npy the arrays of a record (a family's postings, the signals), memory-mapped
    <index>/current                         the name of the generation in use, replaced atomically
    <index>/history                         the generations kept, the one in use first

Checksums are verified when a generation is put in use, sizes at every opening.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from index.errors import GenerationError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

# Raised whenever the files, or the analysis behind them, change their meaning.
FORMAT = 6
KEPT = 3
MANIFEST = "manifest.json"
DATABASE = "passages.sqlite"
LEXICON = "lexicon.json"
_NAME = re.compile(r"[0-9a-f]{16}")
_BUILDING = ".building-"
_REBUILD = "run: python -m index build"
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    `code` is the digest of the sources that made it; `encoder` names what made the passages' vectors, null where there
    are none; `files` maps a file's name to its size in bytes and SHA-256.
    """

    format: int
    code: str
    corpus_digest: str
    bulletins: int
    passages: int
    encoder: str | None
    files: dict[str, tuple[int, str]]


def current(index_dir: Path) -> str | None:
    """The name of the generation in use, or None."""
    try:
        name = (index_dir / "current").read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise GenerationError(f"{index_dir / 'current'} cannot be read ({error}); {_REBUILD}") from error
    return name if _NAME.fullmatch(name) else None


def history(index_dir: Path) -> list[str]:
    """The generations kept, the most recently used first; only those whose folder is there."""
    try:
        names = (index_dir / "history").read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        names = []
    return [name for name in names if _NAME.fullmatch(name) and (index_dir / name).is_dir()]


def read_manifest(directory: Path) -> Manifest:
    """A generation's manifest, its files' sizes compared. Raises GenerationError."""
    try:
        described = json.loads((directory / MANIFEST).read_bytes())
        if described["format"] != FORMAT:
            raise GenerationError(
                f"{directory} has format {described['format']}, this version reads {FORMAT}; {_REBUILD}"
            )
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in described.pop("files").items()}
        manifest = Manifest(files=files, **described)
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise GenerationError(f"{directory} is not a whole generation ({error}); {_REBUILD}") from error
    for name, (size, _) in manifest.files.items():
        path = directory / name
        if not path.is_file() or path.stat().st_size != size:
            raise GenerationError(f"{path} is missing or was cut short; {_REBUILD}")
    return manifest


def verify(directory: Path) -> Manifest:
    """Compares every checksum of a generation. Raises GenerationError."""
    manifest = read_manifest(directory)
    for name, (_, digest) in manifest.files.items():
        if file_digest(directory / name) != digest:
            raise GenerationError(f"{directory / name} is damaged (its checksum differs); {_REBUILD}")
    return manifest


def is_whole(directory: Path) -> bool:
    """Whether a folder holds an undamaged generation of today's format."""
    try:
        verify(directory)
    except GenerationError:
        return False
    return True


@cache
def code_digest() -> str:
    """SHA-256 over the sources of this package: what another version has built may hold other terms."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package)}\0{file_digest(path)}\n".encode())
    return digest.hexdigest()


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def making_room_for(path: Path) -> Iterator[None]:
    """Raises GenerationError, which names the file, where the block finds the disk full as it writes it."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full(path) from error
        raise
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise _full(path) from error
        raise


def _full(path: Path) -> GenerationError:
    return GenerationError(
        f"the disk is full: no room to write {path}; what was in use stays in use: make room, then {_REBUILD}"
    )


@contextmanager
def writer(index_dir: Path) -> Iterator[None]:
    """Holds the index for writing: a second writer waits until the first is done."""
    index_dir.mkdir(parents=True, exist_ok=True)
    with (index_dir / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in index_dir.glob(f"{_BUILDING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield


@contextmanager
def new_generation(index_dir: Path, name: str) -> Iterator[Path]:
    """An empty folder that becomes the generation `name` when the block ends without an error."""
    building = index_dir / f"{_BUILDING}{name}"
    building.mkdir()
    try:
        yield building
        for path in building.iterdir():
            _flush(path)
        shutil.rmtree(index_dir / name, ignore_errors=True)
        os.replace(building, index_dir / name)
        _flush(index_dir)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def write_manifest(directory: Path, corpus_digest: str, counts: Mapping[str, int], encoder: str | None = None) -> None:
    """Describes the files that a generation's folder holds."""
    files = {path.name: (path.stat().st_size, file_digest(path)) for path in sorted(directory.iterdir())}
    described: dict[str, Any] = asdict(
        Manifest(FORMAT, code_digest(), corpus_digest, counts["bulletins"], counts["passages"], encoder, files)
    )
    with making_room_for(directory / MANIFEST):
        (directory / MANIFEST).write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


def save_arrays(directory: Path, name: str, record: DataclassInstance) -> None:
    """Stores a frozen record of arrays, one file a field."""
    for field in fields(record):
        path = directory / f"{name}.{field.name}.npy"
        array = np.ascontiguousarray(getattr(record, field.name))
        with making_room_for(path), path.open("wb") as file:
            np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
            # Not by numpy, which does not say why it cannot.
            file.write(array.data)


def open_arrays(directory: Path, name: str, record: type[Record]) -> Record:
    """A record of arrays, memory-mapped read-only. Raises GenerationError where one cannot be opened."""
    arrays: dict[str, Any] = {}
    for field in fields(record):
        path = directory / f"{name}.{field.name}.npy"
        try:
            # A plain view: slicing a memmap object itself costs ten times as much.
            arrays[field.name] = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
        except (OSError, ValueError, EOFError) as error:
            raise GenerationError(f"{path} cannot be opened ({error}); {_REBUILD}") from error
    return record(**arrays)


def switch(index_dir: Path, name: str) -> None:
    """Puts a generation in use once its checksums hold, and drops those beyond the history."""
    verify(index_dir / name)
    used = current(index_dir)
    names = [name, *([used] if used and used != name else []), *history(index_dir)]
    kept = list(dict.fromkeys(names))[:KEPT]
    _replace(index_dir / "history", kept)
    _replace(index_dir / "current", [name])
    for folder in index_dir.iterdir():
        if folder.is_dir() and _NAME.fullmatch(folder.name) and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def roll_back(index_dir: Path) -> str:
    """Puts the generation before the current one in use and names it. Raises GenerationError without one."""
    names = history(index_dir)
    used = current(index_dir)
    older = names[names.index(used) + 1 :] if used in names else names
    if not older:
        raise GenerationError("no earlier generation is kept: nothing to roll back to")
    verify(index_dir / older[0])
    _replace(index_dir / "current", [older[0]])
    return older[0]


def _replace(path: Path, lines: Sequence[str]) -> None:
    fresh = path.with_name(path.name + ".new")
    try:
        with making_room_for(path):
            fresh.write_text("\n".join(lines) + "\n", encoding="ascii")
        _flush(fresh)
        os.replace(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _flush(path.parent)


def _flush(path: Path) -> None:
    """Makes a file's content, or a folder's entries, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        with making_room_for(path):
            os.fsync(handle)
    finally:
        os.close(handle)
