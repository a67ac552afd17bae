"""The analyses of bulletins, kept from build to build by the content of their files: a build analyses only what is new.

The bulletins chosen for a generation are kept in groups besides, counted from the oldest, joined already, and so are
all groups together: one bulletin more is joined with that whole and with the few that make no group yet.

A SQLite file beside the generations. Everything in it can be computed again, so it may be lost or damaged at any time:
every row carries a checksum, and whatever is wrong is a `sqlite3.Error`, upon which the file is to be begun anew.

Terms are numbered as they are first met. The numbers, and the order of what is kept, never reach a generation.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import accumulate, chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.analyses import VOCABULARIES, Analysis, invert_encoded
from index.database import source_of, write_database
from index.inversion import Counts, Ints, Inverted, by_terms, code_type, join
from index.model import Bulletin
from index.numbering import NO_ORDER, Numbering, Order
from index.signals import EMPTY, Signals, join_signals
from index.spelling import runs_of_words
from index.vocabulary import Words

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

# The file's name beside the generations.
KEPT = "analyses.sqlite"
# The letter runs of this vocabulary's words are kept too, by the words' numbers.
FORM, RUN = "form", "run"
_SIGNALS = [field.name for field in fields(Signals)]
_COUNTED = [field.name for field in fields(Counts)]
# Columns with their checksum; the counts have one of their own, because they are read by themselves too.
_FLAGS, _COUNTS = (f"{', '.join(names)}, checksum" for names in (_SIGNALS, _COUNTED))
_INVERTED = f"{_COUNTS}, passages, codes, checksum_of_entries"
_PASSAGE = "id, section, paragraph, text, speakers"
# What the checksum of a passage's row is begun with, and goes on over.
_PASSAGE_CHECKSUM = "crc32(CAST(id || text || speakers AS BLOB), (position << 20) + (section << 10) + paragraph)"
_PASSAGES = f"""
SELECT first + position, place, {_PASSAGE} FROM chosen CROSS JOIN passages USING (bulletin)
WHERE {_PASSAGE_CHECKSUM} = checksum ORDER BY place, position
"""
_KEEP_PASSAGE = f"""
INSERT INTO passages SELECT *, {_PASSAGE_CHECKSUM}
FROM (SELECT ? AS bulletin, ? AS position, ? AS id, ? AS section, ? AS paragraph, ? AS text, ? AS speakers)
"""
_OF_BULLETIN = "REFERENCES bulletins ON DELETE CASCADE"
_SCHEMA = f"""
BEGIN;
CREATE TABLE version (version TEXT NOT NULL);
CREATE TABLE bulletins (
    bulletin INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, passages INTEGER NOT NULL,
    source BLOB, sections BLOB, checksum INTEGER
);
CREATE TABLE passages (
    bulletin INTEGER NOT NULL {_OF_BULLETIN}, position INTEGER NOT NULL, {_PASSAGE}, checksum INTEGER,
    PRIMARY KEY (bulletin, position)
) WITHOUT ROWID;
CREATE TABLE signals (bulletin INTEGER PRIMARY KEY {_OF_BULLETIN}, {_FLAGS});
CREATE TABLE inverted (
    bulletin INTEGER NOT NULL {_OF_BULLETIN}, kind TEXT NOT NULL, {_INVERTED}, PRIMARY KEY (bulletin, kind)
);
CREATE TABLE groups (
    name TEXT NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL, numbers INTEGER NOT NULL, {_INVERTED},
    PRIMARY KEY (name, kind, number)
);
CREATE TABLE words (
    vocabulary TEXT NOT NULL, first INTEGER NOT NULL, words BLOB, checksum INTEGER, PRIMARY KEY (vocabulary, first)
);
CREATE TABLE vocabularies (vocabulary TEXT PRIMARY KEY, words INTEGER NOT NULL);
CREATE TABLE orders (vocabulary TEXT PRIMARY KEY, numbers, text, lengths, hashes, checksum);
CREATE TABLE runs (first INTEGER PRIMARY KEY, {_INVERTED});
CREATE TABLE records (
    name TEXT NOT NULL, field TEXT NOT NULL, type BLOB, content BLOB, checksum INTEGER, PRIMARY KEY (name, field)
);
COMMIT;
"""
_ORDER_TYPES = (np.int32, np.uint8, np.int32, np.uint32)
# As many bulletins make a group.
GROUP = 100
# All groups joined are kept by some terms after the other: with so many entries each, unless one term has more.
_MOST_ENTRIES = 2**18
# Seconds to wait for whoever else has the file open.
_PATIENCE = 2.0


class Kept:
    """The file, open; as a context it is closed at the end. Every method raises sqlite3.Error where it is damaged."""

    def __init__(self, path: Path, version: str) -> None:
        """What another version kept counts as damaged."""
        self._connection = sqlite3.connect(path, timeout=_PATIENCE)
        self._numberings: dict[str, Numbering] = {}
        # How many words of each numbering are in the file.
        self._saved: dict[str, int] = {}
        # How many bulletins are chosen, their passages, how many bulletins make no group yet, and the groups' names.
        self._bulletins, self._passages, self._ungrouped = 0, 0, 0
        self._groups: list[str] = []
        # The name of all the groups joined.
        self._base = ""
        try:
            self._begin(version)
        except sqlite3.Error:
            self._connection.close()
            raise

    def _begin(self, version: str) -> None:
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.create_function("crc32", 2, zlib.crc32, deterministic=True)
        if not self._read("SELECT 1 FROM sqlite_schema"):
            self._connection.executescript(_SCHEMA)
            self._insert("version", version)
            self._connection.commit()
        _require(self._read("SELECT version FROM version") == [(version,)])
        self._connection.execute(
            "CREATE TEMP TABLE chosen (place INTEGER PRIMARY KEY, bulletin INTEGER, first INTEGER)"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def sources(self) -> dict[str, Bulletin]:
        """Every bulletin kept, without its sections, by the digest of its file."""
        rows = self._read("SELECT digest, source, sections, checksum FROM bulletins")
        return {digest: source_of(json.loads(_opened(row)[0])) for digest, *row in rows}

    def add(self, digest: str, analysis: Analysis) -> None:
        """Keeps the analysis of a file: for good from the next `commit` on."""
        rows = analysis.rows
        sealed = _sealed(_json(rows.source), _json(rows.sections))
        self._insert("bulletins", None, digest, len(rows.passages), *sealed)
        ((number,),) = self._read("SELECT last_insert_rowid()")
        passages = ((number, position, *passage) for position, passage in enumerate(rows.passages))
        self._connection.executemany(_KEEP_PASSAGE, passages)
        self._insert("signals", number, *_sealed(*_blobs(analysis.signals)))
        for kind, (words, inverted) in analysis.inverted.items():
            numbered = self._numbered(VOCABULARIES[kind], words, inverted)
            self._insert("inverted", number, kind, *_sealed_inverted(numbered))

    def commit(self) -> None:
        """Whatever was added stays from here on."""
        forms = self.numbering(FORM)
        first = self._saved[FORM]
        if first < len(forms.words):
            runs = invert_encoded(runs_of_words(word.decode() for word in forms.words[first:]))
            self._insert("runs", first, *_sealed_inverted(self._numbered(RUN, *runs)))
        for vocabulary, numbering in self._numberings.items():
            new = numbering.words[self._saved[vocabulary] :]
            if new:
                self._insert("words", vocabulary, self._saved[vocabulary], *_sealed(b"\n".join(new)))
                self._saved[vocabulary] += len(new)
                self._insert("vocabularies", vocabulary, self._saved[vocabulary])
        self._connection.commit()

    def choose(self, digests: Sequence[str]) -> None:
        """The bulletins that all that follows is about, in their order; all others are dropped."""
        kept = {digest: row for digest, *row in self._read("SELECT digest, bulletin, passages FROM bulletins")}
        bulletins, sizes = zip(*[kept.pop(digest) for digest in digests], strict=True) if digests else ((), ())
        places = zip(count(), bulletins, accumulate(sizes, initial=0))
        self._connection.executemany("INSERT INTO chosen VALUES (?, ?, ?)", places)
        if kept:
            self._connection.execute("DELETE FROM bulletins WHERE bulletin NOT IN (SELECT bulletin FROM chosen)")
        self._bulletins, self._passages, self._ungrouped = len(digests), sum(sizes), len(digests) % GROUP
        starts = range(self._ungrouped, len(digests), GROUP)
        self._groups = [_digest(digests[start : start + GROUP]) for start in starts]
        joined = {name for (name,) in self._read("SELECT DISTINCT name FROM groups")}
        for start, name in zip(starts, self._groups, strict=True):
            if name not in joined:
                self._keep_group(name, start)
        self._base = _digest(self._groups)
        if self._groups and self._base not in joined:
            self._keep_base()
        for name in joined.difference([*self._groups, self._base]):
            self._connection.execute("DELETE FROM groups WHERE name = ?", (name,))
        self._connection.commit()

    def _keep_group(self, name: str, start: int) -> None:
        for kind, vocabulary in VOCABULARIES.items():
            parts = list(map(_inverted, self._of_bulletins(_INVERTED, kind, start, start + GROUP)))
            order = np.arange(len(self.numbering(vocabulary).words), dtype=np.int32)
            self._insert("groups", name, kind, 0, 1, *_sealed_inverted(join(parts, parts, order)))

    def _keep_base(self) -> None:
        for kind, vocabulary in VOCABULARIES.items():
            counts = map(_counts, self._of_groups(_COUNTS, kind, self._groups))
            parts = map(_inverted, self._of_groups(_INVERTED, kind, self._groups))
            rows = list(by_terms(join(counts, parts, self.order(vocabulary).numbers), _MOST_ENTRIES))
            for number, row in enumerate(rows):
                self._insert("groups", self._base, kind, number, len(rows), *_sealed_inverted(row))

    def write_database(self, path: Path) -> None:
        """Makes the database of a generation."""
        kept = self._chosen("bulletins", "source, sections, checksum")
        bulletins = ((json.loads(source), json.loads(sections)) for source, sections in map(_opened, kept))
        _require(write_database(path, bulletins, self._connection, _PASSAGES) == self._passages)

    def signals(self) -> Signals:
        """Those of all the passages."""
        signals = join_signals(list(map(_signals, self._chosen("signals", _FLAGS))))
        _require(len(signals.leads) == self._passages)
        return signals

    def inverted(self, kind: str) -> Inverted:
        """One kind's terms, in byte order, and where they stand in all that is chosen."""
        base = [self._base] if self._groups else []
        counts = chain(self._of_bulletins(_COUNTS, kind, 0, self._ungrouped), self._of_groups(_COUNTS, kind, base))
        newest = self._of_bulletins(_INVERTED, kind, 0, self._ungrouped)
        oldest = self._of_groups(_INVERTED, kind, base)
        order = self.order(VOCABULARIES[kind]).numbers
        return join(map(_counts, counts), map(_inverted, newest), order, map(_inverted, oldest))

    def _of_bulletins(self, columns: str, kind: str, start: int, end: int) -> Iterator[Sequence[Any]]:
        return self._chosen("inverted", columns, f"AND kind = '{kind}'", start, end)

    def _of_groups(self, columns: str, kind: str, names: Sequence[str]) -> Iterator[Sequence[Any]]:
        for name in names:
            of_group = "FROM groups WHERE name = ? AND kind = ?"
            numbers = self._read(f"SELECT number, numbers {of_group} ORDER BY number", name, kind)
            _require(bool(numbers) and numbers == [(number, len(numbers)) for number in range(len(numbers))])
            yield from self._connection.execute(f"SELECT {columns} {of_group} ORDER BY number", (name, kind))

    def runs(self) -> Inverted:
        """The runs of all the words of FORM, by number."""
        runs = list(map(_inverted, self._read(f"SELECT {_INVERTED} FROM runs ORDER BY first")))
        joined = join(runs, runs, self.order(RUN).numbers)
        _require(len(joined.lengths) == len(self.numbering(FORM).words))
        return joined

    def once(self, name: str, kind: type[Record], compiled: Callable[[], Record]) -> Record:
        """A record of arrays that depends on no bulletin: compiled once by each version."""
        rows = self._read("SELECT field, type, content, checksum FROM records WHERE name = ?", name)
        if {field for field, *_ in rows} == {field.name for field in fields(kind)}:
            return kind(**{field: _array(*_opened(sealed)) for field, *sealed in rows})
        record = compiled()
        for field in fields(kind):
            array = getattr(record, field.name)
            self._insert("records", name, field.name, *_sealed(array.dtype.str.encode(), array.tobytes()))
        self._connection.commit()
        return record

    def numbering(self, vocabulary: str) -> Numbering:
        """A vocabulary's words, among them those that only bulletins now dropped held."""
        if vocabulary not in self._numberings:
            words = self._words(vocabulary)
            self._numberings[vocabulary] = Numbering(words, self._kept_order(vocabulary))
            self._saved[vocabulary] = len(words)
        return self._numberings[vocabulary]

    def _words(self, vocabulary: str) -> list[bytes]:
        words: list[bytes] = []
        query = "SELECT first, words, checksum FROM words WHERE vocabulary = ? ORDER BY first"
        for first, *sealed in self._read(query, vocabulary):
            _require(first == len(words))
            words.extend(_opened(sealed)[0].split(b"\n"))
        counted = self._read("SELECT words FROM vocabularies WHERE vocabulary = ?", vocabulary)
        _require(counted == ([(len(words),)] if words else []))
        return words

    def order(self, vocabulary: str) -> Order:
        """A vocabulary's words in byte order, kept for the next time."""
        numbering = self.numbering(vocabulary)
        if len(numbering.order.numbers) < len(numbering.words):
            numbering.put_in_order()
            order = numbering.order
            self._insert("orders", vocabulary, *_sealed(order.numbers.tobytes(), *_blobs(order.words)))
            self._connection.commit()
        return numbering.order

    def _kept_order(self, vocabulary: str) -> Order:
        query = "SELECT numbers, text, lengths, hashes, checksum FROM orders WHERE vocabulary = ?"
        for row in self._read(query, vocabulary):
            numbers, text, lengths, hashes = map(np.frombuffer, _opened(row), _ORDER_TYPES)
            return Order(numbers, Words(text, lengths, hashes))
        return NO_ORDER

    def _numbered(self, vocabulary: str, words: Sequence[bytes], inverted: Inverted) -> Inverted:
        """With the vocabulary's numbers instead of the words' places."""
        return replace(inverted, terms=self.numbering(vocabulary).numbers_of(words)[inverted.terms])

    def _chosen(
        self, table: str, columns: str, condition: str = "", start: int = 0, end: int | None = None
    ) -> Iterator[Sequence[Any]]:
        """The rows of the bulletins chosen, or of some of them, in their order."""
        last = self._bulletins if end is None else end
        found = self._connection.execute(
            f"SELECT {columns} FROM chosen CROSS JOIN {table} USING (bulletin) "
            f"WHERE place >= ? AND place < ? {condition} ORDER BY place",
            (start, last),
        )
        missing = last - start
        for row in found:
            missing -= 1
            yield row
        _require(not missing)

    def _read(self, query: str, *values: object) -> list[Any]:
        return self._connection.execute(query, values).fetchall()

    def _insert(self, table: str, *values: object) -> None:
        self._connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(values))})", values)


def _require(sound: bool) -> None:
    if not sound:
        raise sqlite3.DatabaseError("what builds have kept is damaged, or of another version")


def _sealed(*blobs: bytes) -> tuple[bytes | int, ...]:
    """The columns of a row with their checksum."""
    return *blobs, _checksum(blobs)


def _opened(row: Sequence[Any]) -> Sequence[bytes]:
    """The columns that `_sealed` was given. Raises sqlite3.DatabaseError where they are others."""
    *blobs, checksum = row
    _require(all(isinstance(blob, bytes) for blob in blobs) and _checksum(blobs) == checksum)
    return blobs


def _checksum(blobs: Iterable[bytes]) -> int:
    checksum = 0
    for blob in blobs:
        checksum = zlib.crc32(blob, checksum)
    return checksum


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _blobs(record: DataclassInstance) -> list[bytes]:
    """The arrays of a record as they are in memory."""
    return [getattr(record, field.name).tobytes() for field in fields(record)]


def _array(kind: bytes, content: bytes) -> NDArray[Any]:
    return np.frombuffer(content, np.dtype(kind.decode()))


def _signals(row: Sequence[Any]) -> Signals:
    arrays = zip(_SIGNALS, _opened(row), strict=True)
    return Signals(**{name: np.frombuffer(blob, getattr(EMPTY, name).dtype) for name, blob in arrays})


def _sealed_inverted(inverted: Inverted) -> tuple[bytes | int, ...]:
    """The columns of _INVERTED."""
    counts = [getattr(inverted, name).tobytes() for name in _COUNTED]
    return *_sealed(*counts), *_sealed(inverted.passages.tobytes(), inverted.codes.tobytes())


def _counts(row: Sequence[Any]) -> Counts:
    return Counts(**_counted(row))


def _inverted(row: Sequence[Any]) -> Inverted:
    counted = _counted(row[: len(_COUNTED) + 1])
    passages, codes = _opened(row[len(_COUNTED) + 1 :])
    return Inverted(
        **counted,
        passages=np.frombuffer(passages, np.int32),
        codes=np.frombuffer(codes, code_type(len(counted["frequencies"]))),
    )


def _counted(row: Sequence[Any]) -> dict[str, Ints]:
    return {name: np.frombuffer(blob, np.int32) for name, blob in zip(_COUNTED, _opened(row), strict=True)}


def _digest(names: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(names).encode()).hexdigest()
