"""The SQLite file of a generation: bulletins, sections and passages, written once and read by number or id."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import GenerationError
from index.model import Bulletin, Passage, Section, Speaker

_SCHEMA = """
CREATE TABLE bulletins (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, kind TEXT NOT NULL,
    day_from INTEGER NOT NULL, day_to INTEGER NOT NULL, language TEXT NOT NULL, publisher TEXT, url TEXT,
    rendition TEXT NOT NULL, edition INTEGER NOT NULL, retracted TEXT
);
CREATE TABLE sections (
    bulletin INTEGER NOT NULL, number INTEGER NOT NULL, heading TEXT, PRIMARY KEY (bulletin, number)
) WITHOUT ROWID;
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bulletin INTEGER NOT NULL, section INTEGER NOT NULL,
    paragraph INTEGER NOT NULL, text TEXT NOT NULL, speakers TEXT NOT NULL
);
CREATE INDEX passages_of_bulletin ON passages (bulletin, section, paragraph);
"""
_LARGEST = 2**63 - 1
_BULLETIN = "id, title, kind, day_from, day_to, language, publisher, url, rendition, edition, retracted"
_PASSAGE = """
SELECT p.id, b.id, p.section, s.heading, p.paragraph, p.text, p.speakers FROM passages p
JOIN bulletins b ON b.number = p.bulletin JOIN sections s ON s.bulletin = p.bulletin AND s.number = p.section
"""


def write_database(path: Path, bulletins: Sequence[Bulletin], passages: Sequence[Passage]) -> None:
    """Stores bulletins and passages; a passage's number is its place in the sequence, from 0."""
    numbers = {bulletin.id: number for number, bulletin in enumerate(bulletins)}
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.executescript(_SCHEMA)
        connection.executemany(
            f"INSERT INTO bulletins VALUES ({', '.join('?' * 12)})",
            ((number, *_bulletin_row(bulletin)) for number, bulletin in enumerate(bulletins)),
        )
        connection.executemany(
            "INSERT INTO sections VALUES (?, ?, ?)",
            (
                (numbers[bulletin.id], section.number, section.heading)
                for bulletin in bulletins
                if not bulletin.retracted
                for section in bulletin.sections
            ),
        )
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (number, p.id, numbers[p.bulletin_id], p.section, p.paragraph, p.text, _speakers_text(p.speakers))
                for number, p in enumerate(passages)
            ),
        )
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


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
            self._rows("SELECT 1 FROM bulletins LIMIT 1")
        except GenerationError:
            self.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def passage(self, key: int | str) -> Passage | None:
        """A passage by its number or its id."""
        column = "number" if isinstance(key, int) else "id"
        rows = self._rows(f"{_PASSAGE} WHERE p.{column} = ?", key)
        return _passage(rows[0]) if rows else None

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
        bulletin_id, title, kind, day_from, day_to, language, publisher, url, rendition, edition, retracted = rows[0]
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
            sections=self._sections(bulletin_id) if with_sections else (),
        )

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


def _passage(row: tuple[str, str, int, str | None, int, str, str]) -> Passage:
    passage_id, bulletin_id, section, heading, paragraph, text, speakers = row
    parsed = (Speaker(name, verb, (span[0], span[1]) if span else None) for name, verb, span in json.loads(speakers))
    return Passage(passage_id, bulletin_id, section, heading, paragraph, text, tuple(parsed))
