"""Columns of bytes with their checksum: how arrays stand in a row of SQLite, and are told from damaged ones."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.inversion import Counts, Ints, Inverted, code_type
from index.signals import EMPTY, Signals

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_SIGNALS = [field.name for field in fields(Signals)]
_COUNTED = [field.name for field in fields(Counts)]
# Columns with their checksum; the counts have one of their own, because they are read by themselves too.
FLAGS, COUNTS = (f"{', '.join(names)}, checksum" for names in (_SIGNALS, _COUNTED))
INVERTED = f"{COUNTS}, passages, codes, checksum_of_entries"


def require(sound: bool) -> None:
    if not sound:
        raise sqlite3.DatabaseError("what builds have kept is damaged, or of another version")


def seal(*blobs: bytes) -> tuple[bytes | int, ...]:
    """The columns of a row with their checksum."""
    return *blobs, _checksum(blobs)


def unseal(row: Sequence[Any]) -> Sequence[bytes]:
    """The columns that `seal` was given. Raises sqlite3.DatabaseError where they are others."""
    *blobs, checksum = row
    require(all(isinstance(blob, bytes) for blob in blobs) and _checksum(blobs) == checksum)
    return blobs


def _checksum(blobs: Iterable[bytes]) -> int:
    checksum = 0
    for blob in blobs:
        checksum = zlib.crc32(blob, checksum)
    return checksum


def json_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def blobs_of(record: DataclassInstance) -> list[bytes]:
    """The arrays of a record as they are in memory."""
    return [getattr(record, field.name).tobytes() for field in fields(record)]


def array_of(kind: bytes, content: bytes) -> NDArray[Any]:
    return np.frombuffer(content, np.dtype(kind.decode()))


def unseal_signals(row: Sequence[Any]) -> Signals:
    arrays = ((name, blob, getattr(EMPTY, name)) for name, blob in zip(_SIGNALS, unseal(row), strict=True))
    return Signals(
        **{name: np.frombuffer(blob, like.dtype).reshape(-1, *like.shape[1:]) for name, blob, like in arrays}
    )


def seal_inverted(inverted: Inverted) -> tuple[bytes | int, ...]:
    """The columns of INVERTED."""
    counts = [getattr(inverted, name).tobytes() for name in _COUNTED]
    return *seal(*counts), *seal(inverted.passages.tobytes(), inverted.codes.tobytes())


def unseal_counts(row: Sequence[Any]) -> Counts:
    return Counts(**_counted(row))


def unseal_inverted(row: Sequence[Any]) -> Inverted:
    counted = _counted(row[: len(_COUNTED) + 1])
    passages, codes = unseal(row[len(_COUNTED) + 1 :])
    return Inverted(
        **counted,
        passages=np.frombuffer(passages, np.int32),
        codes=np.frombuffer(codes, code_type(len(counted["frequencies"]))),
    )


def _counted(row: Sequence[Any]) -> dict[str, Ints]:
    return {name: np.frombuffer(blob, np.int32) for name, blob in zip(_COUNTED, unseal(row), strict=True)}
