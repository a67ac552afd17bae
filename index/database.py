"""The SQLite file of a generation: bulletins, sections and passages, written once and read by number or id."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path

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
        """Raises GenerationError where the file cannot be opened."""
        try:
            # Immutable: no lock files, no journal; the file never changes once its generation exists.
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._connection.execute("SELECT 1 FROM bulletins LIMIT 1")
        except sqlite3.Error as error:
            raise GenerationError(f"{path} cannot be opened ({error}); run: python -m index build") from error

    def close(self) -> None:
        self._connection.close()

    def passage(self, key: int | str) -> Passage | None:
        """A passage by its number or its id."""
        column = "number" if isinstance(key, int) else "id"
        row = self._connection.execute(f"{_PASSAGE} WHERE p.{column} = ?", (key,)).fetchone()
        return _passage(row) if row else None

    def section(self, bulletin_id: str, number: int) -> tuple[Passage, ...]:
        """A section's passages in order; none where there is no such section."""
        rows = self._connection.execute(
            f"{_PASSAGE} WHERE b.id = ? AND p.section = ? ORDER BY p.paragraph", (bulletin_id, number)
        )
        return tuple(_passage(row) for row in rows)

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        return self._one_bulletin("WHERE id = ?", bulletin_id)

    def latest(self) -> Bulletin | None:
        """The bulletin that comes first in the passages' order, which is newest first."""
        return self._one_bulletin("WHERE retracted IS NULL ORDER BY number LIMIT 1")

    def on_day(self, day: int) -> tuple[Bulletin, ...]:
        """The bulletins that cover a day, dailies first, retracted ones left out."""
        ids = self._connection.execute(
            "SELECT id FROM bulletins WHERE retracted IS NULL AND ? BETWEEN day_from AND day_to ORDER BY kind, number",
            (day,),
        ).fetchall()
        found = (self.bulletin(bulletin_id) for (bulletin_id,) in ids)
        return tuple(bulletin for bulletin in found if bulletin)

    def days(self) -> tuple[int, int] | None:
        """The first and the last day covered."""
        first, last = self._connection.execute(
            "SELECT min(day_from), max(day_to) FROM bulletins WHERE retracted IS NULL"
        ).fetchone()
        return None if first is None else (first, last)

    def nearest_days(self, day: int) -> tuple[int | None, int | None]:
        """The nearest days covered before and after a day."""
        query = "SELECT max(day_to) FROM bulletins WHERE retracted IS NULL AND day_to < ?"
        before = self._connection.execute(query, (day,)).fetchone()[0]
        query = "SELECT min(day_from) FROM bulletins WHERE retracted IS NULL AND day_from > ?"
        return before, self._connection.execute(query, (day,)).fetchone()[0]

    def _one_bulletin(self, where: str, *values: str) -> Bulletin | None:
        row = self._connection.execute(f"SELECT {_BULLETIN} FROM bulletins {where}", values).fetchone()
        if row is None:
            return None
        bulletin_id, title, kind, day_from, day_to, language, publisher, url, rendition, edition, retracted = row
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
            sections=self._sections(bulletin_id),
        )

    def _sections(self, bulletin_id: str) -> tuple[Section, ...]:
        rows = self._connection.execute(
            "SELECT s.number, s.heading FROM sections s JOIN bulletins b ON b.number = s.bulletin WHERE b.id = ?",
            (bulletin_id,),
        ).fetchall()
        return tuple(
            Section(number, heading, tuple(passage.text for passage in self.section(bulletin_id, number)))
            for number, heading in rows
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


def _passage(row: tuple[str, str, int, str | None, int, str, str]) -> Passage:
    passage_id, bulletin_id, section, heading, paragraph, text, speakers = row
    parsed = (Speaker(name, verb, (span[0], span[1]) if span else None) for name, verb, span in json.loads(speakers))
    return Passage(passage_id, bulletin_id, section, heading, paragraph, text, tuple(parsed))
