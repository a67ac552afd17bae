"""The analyses of bulletins, kept from build to build by the content of their files: a build analyses only what is new.

The bulletins chosen for a generation are kept in groups besides, counted from the oldest, joined already: in large
ones, and those that make none yet in small ones. All large ones are kept joined as well: one bulletin more is joined
with that whole, and with the few small groups and bulletins that are newer.

A SQLite file beside the generations. Everything in it can be computed again, so it may be lost or damaged at any time:
every row carries a checksum, and whatever is wrong is a `sqlite3.Error`, upon which the file is to be begun anew.

Terms are numbered as they are first met. The numbers, and the order of what is kept, never reach a generation.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import fields, replace
from itertools import accumulate, chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np

from index.analyses import VOCABULARIES, Analysis, invert_encoded
from index.database import source_of, write_database
from index.inversion import Inverted, by_terms, join
from index.lexicon import Group, decode_groups, encode_groups
from index.model import Bulletin
from index.numbering import NO_ORDER, Numbering, Order
from index.sealing import (
    COUNTS,
    FLAGS,
    INVERTED,
    array_of,
    blobs_of,
    json_bytes,
    require,
    seal,
    seal_inverted,
    unseal,
    unseal_counts,
    unseal_inverted,
    unseal_signals,
)
from index.signals import Signals, join_signals
from index.spelling import runs_of_words
from index.vocabulary import Words

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

# The file's name beside the generations.
KEPT = "analyses.sqlite"
# The letter runs of this vocabulary's words are kept too, by the words' numbers.
FORM, RUN = "form", "run"
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
CREATE TABLE signals (bulletin INTEGER PRIMARY KEY {_OF_BULLETIN}, {FLAGS});
CREATE TABLE inverted (
    bulletin INTEGER NOT NULL {_OF_BULLETIN}, kind TEXT NOT NULL, {INVERTED}, PRIMARY KEY (bulletin, kind)
);
CREATE TABLE groups (
    name TEXT NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL, numbers INTEGER NOT NULL, {INVERTED},
    PRIMARY KEY (name, kind, number)
);
CREATE TABLE signals_joined (name TEXT PRIMARY KEY, {FLAGS});
CREATE TABLE lexicon (digest BLOB, groups BLOB, checksum INTEGER);
CREATE TABLE words (
    vocabulary TEXT NOT NULL, first INTEGER NOT NULL, words BLOB, checksum INTEGER, PRIMARY KEY (vocabulary, first)
);
CREATE TABLE vocabularies (vocabulary TEXT PRIMARY KEY, words INTEGER NOT NULL);
CREATE TABLE orders (vocabulary TEXT PRIMARY KEY, numbers, text, lengths, hashes, checksum);
CREATE TABLE runs (first INTEGER PRIMARY KEY, {INVERTED});
CREATE TABLE records (
    name TEXT NOT NULL, field TEXT NOT NULL, type BLOB, content BLOB, checksum INTEGER, PRIMARY KEY (name, field)
);
COMMIT;
"""
_ORDER_TYPES = (np.int32, np.uint8, np.int32, np.uint32)
# As many bulletins make a small group, and a large one.
GROUP, LARGE = 10, 100
# All large groups joined are kept by some terms after the other: with so many entries each, unless one term has more.
_MOST_ENTRIES = 2**18
# So many words of a vocabulary are put in order anew each time, at most.
_MOST_NEW = 1000
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
        # How many bulletins are chosen, how many of them are in no large group and in no group, and all their passages.
        self._bulletins, self._newer, self._ungrouped, self._passages = 0, 0, 0, 0
        # The names of the small groups, and that of all the large ones joined, if there are any.
        self._small: list[str] = []
        self._base: list[str] = []
        try:
            self._begin(version)
        except UnicodeDecodeError as error:
            self._connection.close()
            raise sqlite3.DatabaseError("what SQLite says of the file is no text") from error
        except sqlite3.Error:
            self._connection.close()
            raise

    def _begin(self, version: str) -> None:
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.create_function("crc32", 2, zlib.crc32, deterministic=True)
        if not self._read("SELECT 1 FROM sqlite_schema"):
            # As large as can be: most of what is read are blobs of many kibibytes.
            self._connection.execute("PRAGMA page_size = 65536")
            self._connection.executescript(_SCHEMA)
            self._insert("version", version)
            self._connection.commit()
        require(self._read("SELECT version FROM version") == [(version,)])
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
        return {digest: source_of(json.loads(unseal(row)[0])) for digest, *row in rows}

    def groups(self, digest: bytes, parsed: Callable[[], list[Group]]) -> list[Group]:
        """The lexicon's, which are parsed where those kept are of a file with another digest."""
        for row in self._read("SELECT groups, checksum FROM lexicon WHERE digest = ?", digest):
            return decode_groups(unseal(row)[0])
        groups = parsed()
        self._connection.execute("DELETE FROM lexicon")
        self._insert("lexicon", digest, *seal(encode_groups(groups)))
        self._connection.commit()
        return groups

    def add(self, digest: str, analysis: Analysis) -> None:
        """Keeps the analysis of a file: for good from the next `commit` on."""
        rows = analysis.rows
        sealed = seal(json_bytes(rows.source), json_bytes(rows.sections))
        self._insert("bulletins", None, digest, len(rows.passages), *sealed)
        ((number,),) = self._read("SELECT last_insert_rowid()")
        passages = ((number, position, *passage) for position, passage in enumerate(rows.passages))
        self._connection.executemany(_KEEP_PASSAGE, passages)
        self._insert("signals", number, *seal(*blobs_of(analysis.signals)))
        for kind, (words, inverted) in analysis.inverted.items():
            numbered = self._numbered(VOCABULARIES[kind], words, inverted)
            self._insert("inverted", number, kind, *seal_inverted(numbered))

    def commit(self) -> None:
        """Whatever was added stays from here on."""
        forms = self.numbering(FORM)
        first = self._saved[FORM]
        if first < len(forms):
            runs = invert_encoded(runs_of_words(word.decode() for word in forms.new[first - len(forms) :]))
            self._insert("runs", first, *seal_inverted(self._numbered(RUN, *runs)))
        for vocabulary, numbering in self._numberings.items():
            first = self._saved[vocabulary]
            if first < len(numbering):
                self._insert("words", vocabulary, first, *seal(b"\n".join(numbering.new[first - len(numbering) :])))
                self._insert("vocabularies", vocabulary, len(numbering))
                self._saved[vocabulary] = len(numbering)
        self._connection.commit()

    def choose(self, digests: Sequence[str]) -> None:
        """The bulletins that all that follows is about, in their order; all others are dropped."""
        kept = {digest: row for digest, *row in self._read("SELECT digest, bulletin, passages FROM bulletins")}
        bulletins, sizes = zip(*[kept.pop(digest) for digest in digests], strict=True) if digests else ((), ())
        require(all(isinstance(size, int) for size in sizes))
        places = zip(count(), bulletins, accumulate(sizes, initial=0))
        self._connection.executemany("INSERT INTO chosen VALUES (?, ?, ?)", places)
        if kept:
            self._connection.execute("DELETE FROM bulletins WHERE bulletin NOT IN (SELECT bulletin FROM chosen)")
        self._bulletins, self._passages = len(digests), sum(sizes)
        self._newer, self._ungrouped = len(digests) % LARGE, len(digests) % GROUP
        self._join_groups(digests)
        self._connection.commit()

    def _join_groups(self, digests: Sequence[str]) -> None:
        """Keeps the groups of the bulletins chosen, and no others."""
        kept = {name for (name,) in self._read("SELECT DISTINCT name FROM groups")}
        self._small = self._keep_groups(digests, range(self._ungrouped, self._newer, GROUP), GROUP, kept)
        large = self._keep_groups(digests, range(self._newer, len(digests), LARGE), LARGE, kept)
        self._base = [_digest(large)] if large else []
        if not kept.issuperset(self._base):
            self._keep_base(large, kept)
        for name in kept.difference(self._small, large, self._base):
            self._connection.execute("DELETE FROM groups WHERE name = ?", (name,))

    def _keep_groups(self, digests: Sequence[str], starts: range, size: int, kept: Set[str]) -> list[str]:
        """The names of groups of so many bulletins; those not kept yet are joined."""
        names = [_digest(digests[start : start + size]) for start in starts]
        for start, name in zip(starts, names, strict=True):
            if name not in kept:
                self._keep_group(name, start, start + size)
        return names

    def _keep_group(self, name: str, start: int, end: int) -> None:
        for kind, vocabulary in VOCABULARIES.items():
            parts = list(map(unseal_inverted, self._of_bulletins(INVERTED, kind, start, end)))
            order = np.arange(len(self.numbering(vocabulary)), dtype=np.int32)
            self._insert("groups", name, kind, 0, 1, *seal_inverted(join(parts, parts, order)))

    def _keep_base(self, large: Sequence[str], kept: Set[str]) -> None:
        """Keeps all large groups joined: the newest of them with the others, where these are kept joined."""
        (name,) = self._base
        joined = (count for count in range(1, len(large)) if _digest(large[count:]) in kept)
        newest = next(joined, len(large))
        oldest = [_digest(large[newest:])] if newest < len(large) else []
        for kind in VOCABULARIES:
            self._keep_by_terms(name, kind, self._joined(kind, 0, large[:newest], oldest))
        signals = join_signals(list(map(unseal_signals, self._chosen("signals", FLAGS, start=self._newer))))
        self._connection.execute("DELETE FROM signals_joined")
        self._insert("signals_joined", name, *seal(*blobs_of(signals)))

    def _keep_by_terms(self, name: str, kind: str, joined: Inverted) -> None:
        rows = list(by_terms(joined, _MOST_ENTRIES))
        for number, row in enumerate(rows):
            self._insert("groups", name, kind, number, len(rows), *seal_inverted(row))

    def write_database(self, path: Path) -> None:
        """Makes the database of a generation."""
        kept = self._chosen("bulletins", "source, sections, checksum")
        bulletins = ((json.loads(source), json.loads(sections)) for source, sections in map(unseal, kept))
        require(write_database(path, bulletins, self._connection, _PASSAGES) == self._passages)

    def signals(self) -> Signals:
        """Those of all the passages."""
        newest = self._chosen("signals", FLAGS, end=self._newer)
        oldest = (self._read(f"SELECT {FLAGS} FROM signals_joined WHERE name = ?", name) for name in self._base)
        signals = join_signals([*map(unseal_signals, newest), *map(unseal_signals, chain.from_iterable(oldest))])
        require(len(signals.leads) == self._passages)
        return signals

    def inverted(self, kind: str) -> Inverted:
        """One kind's terms, in byte order, and where they stand in all that is chosen."""
        return self._joined(kind, self._ungrouped, self._small, self._base)

    def _joined(self, kind: str, ungrouped: int, groups: Sequence[str], oldest: Sequence[str]) -> Inverted:
        """The first of the bulletins chosen, then groups, then what is kept in byte order."""

        def newest(columns: str) -> Iterator[Sequence[Any]]:
            bulletins = self._of_bulletins(columns, kind, 0, ungrouped)
            return chain(bulletins, self._of_groups(columns, kind, groups))

        counts = map(unseal_counts, chain(newest(COUNTS), self._of_groups(COUNTS, kind, oldest)))
        last = map(unseal_inverted, self._of_groups(INVERTED, kind, oldest))
        return join(counts, map(unseal_inverted, newest(INVERTED)), self.order(VOCABULARIES[kind]).numbers, last)

    def _of_bulletins(self, columns: str, kind: str, start: int, end: int) -> Iterator[Sequence[Any]]:
        return self._chosen("inverted", columns, f"AND kind = '{kind}'", start, end)

    def _of_groups(self, columns: str, kind: str, names: Sequence[str]) -> Iterator[Sequence[Any]]:
        for name in names:
            of_group = "FROM groups WHERE name = ? AND kind = ?"
            numbers = self._read(f"SELECT number, numbers {of_group} ORDER BY number", name, kind)
            require(bool(numbers) and numbers == [(number, len(numbers)) for number in range(len(numbers))])
            # In a chain: a generator that is let go of closes what it yields from, and the connection may be closed.
            yield from chain(self._connection.execute(f"SELECT {columns} {of_group} ORDER BY number", (name, kind)))

    def runs(self) -> Inverted:
        """The runs of all the words of FORM, by number."""
        runs = list(map(unseal_inverted, self._read(f"SELECT {INVERTED} FROM runs ORDER BY first")))
        joined = join(runs, runs, self.order(RUN).numbers)
        require(len(joined.lengths) == len(self.numbering(FORM)))
        return joined

    def once(self, name: str, kind: type[Record], compiled: Callable[[], Record]) -> Record:
        """A record of arrays that depends on no bulletin: compiled once by each version."""
        rows = self._read("SELECT field, type, content, checksum FROM records WHERE name = ?", name)
        if {field for field, *_ in rows} == {field.name for field in fields(kind)}:
            return kind(**{field: array_of(*unseal(sealed)) for field, *sealed in rows})
        record = compiled()
        for field in fields(kind):
            array = getattr(record, field.name)
            self._insert("records", name, field.name, *seal(array.dtype.str.encode(), array.tobytes()))
        self._connection.commit()
        return record

    def numbering(self, vocabulary: str) -> Numbering:
        """A vocabulary's words, among them those that only bulletins now dropped held."""
        if vocabulary not in self._numberings:
            order = self._kept_order(vocabulary)
            self._numberings[vocabulary] = Numbering(order, self._kept_words(vocabulary, len(order.numbers)))
            self._saved[vocabulary] = len(self._numberings[vocabulary])
        return self._numberings[vocabulary]

    def _kept_words(self, vocabulary: str, first: int) -> list[bytes]:
        """Those from a number on."""
        words: list[bytes] = []
        query = "SELECT first, words, checksum FROM words WHERE vocabulary = ? ORDER BY first"
        for begin, *sealed in self._read(query, vocabulary):
            require(begin == first + len(words))
            words.extend(unseal(sealed)[0].split(b"\n"))
        size = first + len(words)
        require(
            self._read("SELECT words FROM vocabularies WHERE vocabulary = ?", vocabulary) == ([(size,)] * (size > 0))
        )
        return words

    def order(self, vocabulary: str) -> Order:
        """A vocabulary's words in byte order: kept for the next time where many are new."""
        numbering = self.numbering(vocabulary)
        order = numbering.in_order()
        if len(numbering.new) > _MOST_NEW and self._saved[vocabulary] == len(numbering):
            self._insert("orders", vocabulary, *seal(order.numbers.tobytes(), *blobs_of(order.words)))
            self._connection.execute("DELETE FROM words WHERE vocabulary = ?", (vocabulary,))
            self._connection.commit()
            self._numberings[vocabulary] = Numbering(order)
        return order

    def _kept_order(self, vocabulary: str) -> Order:
        query = "SELECT numbers, text, lengths, hashes, checksum FROM orders WHERE vocabulary = ?"
        for row in self._read(query, vocabulary):
            numbers, text, lengths, hashes = map(np.frombuffer, unseal(row), _ORDER_TYPES)
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
        require(not missing)

    def _read(self, query: str, *values: object) -> list[Any]:
        return self._connection.execute(query, values).fetchall()

    def _insert(self, table: str, *values: object) -> None:
        self._connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(values))})", values)


def _digest(names: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(names).encode()).hexdigest()
