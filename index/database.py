"""The SQLite file of a generation: bulletins, sections and passages, written once and read by number or id."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import GenerationError
from index.model import Bulletin, Passage, Section, Speaker

_TABLES = """
CREATE TABLE generation.bulletins (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, kind TEXT NOT NULL,
    day_from INTEGER NOT NULL, day_to INTEGER NOT NULL, language TEXT NOT NULL, publisher TEXT, url TEXT,
    rendition TEXT NOT NULL, edition INTEGER NOT NULL, retracted TEXT
);
CREATE TABLE generation.sections (
    bulletin INTEGER NOT NULL, number INTEGER NOT NULL, heading TEXT, PRIMARY KEY (bulletin, number)
) WITHOUT ROWID;
CREATE TABLE generation.passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, bulletin INTEGER NOT NULL, section INTEGER NOT NULL,
    paragraph INTEGER NOT NULL, text TEXT NOT NULL, speakers TEXT NOT NULL
);
"""
_WRITTEN = "number, bulletin, id, section, paragraph, text, speakers"
# Made once the tables are full, which costs less and leaves no gaps.
_INDEXES = """
CREATE UNIQUE INDEX generation.passages_by_id ON passages (id);
CREATE INDEX generation.passages_of_bulletin ON passages (bulletin, section, paragraph);
"""
_LARGEST = 2**63 - 1
# As many values as any SQLite takes in one statement.
_MOST_AT_ONCE = 999
_BULLETIN = "id, title, kind, day_from, day_to, language, publisher, url, rendition, edition, retracted"
_PASSAGE = """
SELECT p.number, p.id, b.id, p.section, s.heading, p.paragraph, p.text, p.speakers FROM passages p
JOIN bulletins b ON b.number = p.bulletin JOIN sections s ON s.bulletin = p.bulletin AND s.number = p.section
"""


@dataclass(frozen=True, slots=True)
class Rows:
    """A bulletin as the database holds it, without the numbers that depend on the bulletins before it.

    A passage's columns are its id, section, paragraph, text and speakers.
    """

    source: Sequence[str | int | None]
    sections: Sequence[tuple[int, str | None]]
    passages: Sequence[tuple[str, int, int, str, str]]


def rows_of(bulletin: Bulletin, passages: Sequence[Passage]) -> Rows:
    """The rows of a bulletin and its passages; a retracted one keeps no section."""
    return Rows(
        source=_bulletin_row(bulletin),
        sections=[(section.number, section.heading) for section in bulletin.sections if not bulletin.retracted],
        passages=[(p.id, p.section, p.paragraph, p.text, _speakers_text(p.speakers)) for p in passages],
    )


def write_database(
    path: Path,
    bulletins: Iterable[tuple[Sequence[Any], Iterable[Sequence[Any]]]],
    connection: sqlite3.Connection,
    passages: str,
) -> int:
    """Stores bulletins, each as `source` and `sections` of its rows, in their order, and counts their passages.

    `passages` is the query upon a connection that gives them: a passage's place among all, from 0, its bulletin's, and
    its columns. SQLite moves them by itself: they never become Python's.
    """
    connection.execute("ATTACH ? AS generation", (str(path),))
    connection.execute("PRAGMA generation.journal_mode = OFF")
    connection.executescript(_TABLES)
    for number, (source, sections) in enumerate(bulletins):
        connection.execute(f"INSERT INTO generation.bulletins VALUES ({', '.join('?' * 12)})", (number, *source))
        connection.executemany(
            "INSERT INTO generation.sections VALUES (?, ?, ?)", ((number, *section) for section in sections)
        )
    written = connection.execute(f"INSERT INTO generation.passages ({_WRITTEN}) {passages}").rowcount
    connection.commit()
    connection.executescript(_INDEXES)
    connection.execute("DETACH generation")
    return written


class Database:
    """Read-only access to a generation's bulletins and passages."""

    def __init__(self, path: Path) -> None:
        """Raises GenerationError where the file cannot be opened, as every method does where it is damaged."""
        self._path = path
        # Immutable: no lock files, no journal; the file never changes once its generation exists.
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._damage(error) from error
        try:
            # Mapped, its pages are read where they lie, and shared with other processes.
            self._rows(f"PRAGMA mmap_size = {_LARGEST}")
            self._rows("SELECT 1 FROM bulletins LIMIT 1")
        except GenerationError:
            self.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def passage(self, passage_id: str) -> Passage | None:
        rows = self._rows(f"{_PASSAGE} WHERE p.id = ?", passage_id)
        return _passage(rows[0]) if rows else None

    def numbered(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Passages by their numbers; one that there is not is left out."""
        found: dict[int, Passage] = {}
        for start in range(0, len(numbers), _MOST_AT_ONCE):
            some = numbers[start : start + _MOST_AT_ONCE]
            rows = self._rows(f"{_PASSAGE} WHERE p.number IN ({', '.join('?' * len(some))})", *some)
            found.update((row[0], _passage(row)) for row in rows)
        return found

    def passages(self) -> Iterator[Passage]:
        """Every passage, by number."""
        return map(_passage, self._rows(f"{_PASSAGE} ORDER BY p.number"))

    def section(self, bulletin_id: str, number: int) -> tuple[Passage, ...]:
        """A section's passages in order; none where there is no such section."""
        rows = self._rows(f"{_PASSAGE} WHERE b.id = ? AND p.section = ? ORDER BY p.paragraph", bulletin_id, number)
        return tuple(_passage(row) for row in rows)

    def source(self, bulletin_id: str) -> Bulletin | None:
        """A bulletin without its sections: what a passage's source is."""
        return self._one_bulletin("WHERE id = ?", bulletin_id, with_sections=False)

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        return self._one_bulletin("WHERE id = ?", bulletin_id)

    def latest(self) -> Bulletin | None:
        """The bulletin that comes first in the passages' order, which is newest first."""
        return self._one_bulletin("WHERE retracted IS NULL ORDER BY number LIMIT 1")

    def on_day(self, day: int) -> tuple[Bulletin, ...]:
        """The bulletins that cover a day, dailies first, retracted ones left out."""
        ids = self._rows(
            "SELECT id FROM bulletins WHERE retracted IS NULL AND ? BETWEEN day_from AND day_to ORDER BY kind, number",
            _storable(day),
        )
        found = (self.bulletin(bulletin_id) for (bulletin_id,) in ids)
        return tuple(bulletin for bulletin in found if bulletin)

    def days(self) -> tuple[int, int] | None:
        """The first and the last day covered."""
        ((first, last),) = self._rows("SELECT min(day_from), max(day_to) FROM bulletins WHERE retracted IS NULL")
        return None if first is None else (first, last)

    def nearest_days(self, day: int) -> tuple[int | None, int | None]:
        """The nearest days covered before and after a day."""
        unretracted = "FROM bulletins WHERE retracted IS NULL AND"
        ((before,),) = self._rows(f"SELECT max(day_to) {unretracted} day_to < ?", _storable(day))
        ((after,),) = self._rows(f"SELECT min(day_from) {unretracted} day_from > ?", _storable(day))
        return before, after

    def _one_bulletin(self, where: str, *values: str, with_sections: bool = True) -> Bulletin | None:
        rows = self._rows(f"SELECT {_BULLETIN} FROM bulletins {where}", *values)
        if not rows:
            return None
        return source_of(rows[0], self._sections(rows[0][0]) if with_sections else ())

    def _sections(self, bulletin_id: str) -> tuple[Section, ...]:
        rows = self._rows(
            "SELECT s.number, s.heading FROM sections s JOIN bulletins b ON b.number = s.bulletin WHERE b.id = ? "
            "ORDER BY s.number",
            bulletin_id,
        )
        return tuple(
            Section(number, heading, tuple(passage.text for passage in self.section(bulletin_id, number)))
            for number, heading in rows
        )

    def _rows(self, query: str, *values: str | int) -> list[Any]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._damage(error) from error

    def _damage(self, error: sqlite3.Error) -> GenerationError:
        return GenerationError(f"{self._path} cannot be read ({error}); run: python -m index build")


def _storable(day: int) -> int:
    """The nearest number that SQLite can compare: a reader may ask for any day."""
    return max(-_LARGEST, min(day, _LARGEST))


def source_of(row: Sequence[Any], sections: tuple[Section, ...] = ()) -> Bulletin:
    """The bulletin of a row of `Rows.source`, with the sections given."""
    _, title, kind, day_from, day_to, language, publisher, url, rendition, edition, retracted = row
    return Bulletin(
        title=title,
        kind=kind,
        day_from=day_from,
        day_to=day_to,
        language=language,
        publisher=publisher,
        url=url,
        rendition=rendition,
        edition=edition,
        retracted=date.fromisoformat(retracted) if retracted else None,
        sections=sections,
    )


def _bulletin_row(bulletin: Bulletin) -> tuple[str | int | None, ...]:
    return (
        bulletin.id,
        bulletin.title,
        bulletin.kind,
        bulletin.day_from,
        bulletin.day_to,
        bulletin.language,
        bulletin.publisher,
        bulletin.url,
        bulletin.rendition,
        bulletin.edition,
        bulletin.retracted.isoformat() if bulletin.retracted else None,
    )


def _speakers_text(speakers: Sequence[Speaker]) -> str:
    return json.dumps([[speaker.name, speaker.verb, speaker.span] for speaker in speakers], ensure_ascii=False)


def _passage(row: tuple[int, str, str, int, str | None, int, str, str]) -> Passage:
    _, passage_id, bulletin_id, section, heading, paragraph, text, speakers = row
    parsed = (Speaker(name, verb, (span[0], span[1]) if span else None) for name, verb, span in json.loads(speakers))
    return Passage(passage_id, bulletin_id, section, heading, paragraph, text, tuple(parsed))
