"""What the bot remembers of its readers, in SQLite: questions behind buttons, updates already taken."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import aiosqlite

from index.errors import BulletinError

LONGEST_TEXT = 4096
QUESTIONS_KEPT = timedelta(days=90)
# A question within this time of the one before may be a follow-up to it.
CONVERSATION = timedelta(minutes=10)
# Telegram itself forgets an update after 24 hours, and so cannot repeat an older one.
UPDATES_KEPT = timedelta(days=2)
# How many outdated rows each new one sweeps away: the table shrinks, and no reader waits for it.
_SWEPT_AT_ONCE = 10

# Migration n leads from schema n to schema n + 1; one that was released is never changed.
_MIGRATIONS = (
    """
    CREATE TABLE questions (
        id INTEGER PRIMARY KEY AUTOINCREMENT, chat_id INTEGER NOT NULL, text TEXT NOT NULL, asked_at INTEGER NOT NULL
    );
    CREATE INDEX questions_by_age ON questions (asked_at);
    CREATE INDEX questions_by_chat ON questions (chat_id, id);
    CREATE TABLE updates (update_id INTEGER PRIMARY KEY, taken_at INTEGER NOT NULL);
    CREATE INDEX updates_by_age ON updates (taken_at);
    """,
)


class StateError(BulletinError):
    """The readers' state cannot be opened."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question kept for the buttons below its answer.

    `after` is the one before it in a private chat, if that was asked shortly before.
    """

    text: str
    asked_at: datetime
    after: str | None = None


class State:
    """Every moment is a UTC datetime; every text is cut to Telegram's longest message."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator[Self]:
        """Opens or makes the file, brought to today's schema. Raises StateError."""
        connection = await _connect(path)
        try:
            yield cls(connection)
        finally:
            await connection.close()

    async def keep_question(self, chat_id: int, text: str, now: datetime) -> int:
        """The number under which a chat's question is kept."""
        moment = int(now.timestamp())
        await self._sweep("questions", "asked_at", moment, QUESTIONS_KEPT)
        query = "INSERT INTO questions (chat_id, text, asked_at) VALUES (?, ?, ?)"
        async with self._connection.execute(query, (chat_id, text[:LONGEST_TEXT], moment)) as cursor:
            assert cursor.lastrowid is not None
            return cursor.lastrowid

    async def question(self, number: int, chat_id: int) -> Asked | None:
        """A question of this very chat, or None where there is none, not even another chat's."""
        query = "SELECT text, asked_at FROM questions WHERE id = ? AND chat_id = ?"
        async with self._connection.execute(query, (number, chat_id)) as cursor:
            row = await cursor.fetchone()
        if row is None:
            return None
        return Asked(row[0], datetime.fromtimestamp(row[1], UTC), await self._before(number, chat_id, row[1]))

    async def _before(self, number: int, chat_id: int, moment: int) -> str | None:
        """In a group, the question before may be another reader's: it is not looked for."""
        if chat_id < 0:
            return None
        query = "SELECT text FROM questions WHERE chat_id = ? AND id < ? AND asked_at >= ? ORDER BY id DESC LIMIT 1"
        earliest = moment - int(CONVERSATION.total_seconds())
        async with self._connection.execute(query, (chat_id, number, earliest)) as cursor:
            row = await cursor.fetchone()
        return row[0] if row else None

    async def take_update(self, update_id: int, now: datetime) -> bool:
        """Whether an update comes for the first time; from then on it does not."""
        moment = int(now.timestamp())
        await self._sweep("updates", "taken_at", moment, UPDATES_KEPT)
        query = "INSERT OR IGNORE INTO updates VALUES (?, ?)"
        async with self._connection.execute(query, (update_id, moment)) as cursor:
            return cursor.rowcount == 1

    async def _sweep(self, table: str, column: str, moment: int, kept: timedelta) -> None:
        oldest = moment - int(kept.total_seconds())
        outdated = f"SELECT rowid FROM {table} WHERE {column} < ? ORDER BY {column} LIMIT {_SWEPT_AT_ONCE}"
        await self._connection.execute(f"DELETE FROM {table} WHERE rowid IN ({outdated})", (oldest,))


async def _connect(path: Path) -> aiosqlite.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = await aiosqlite.connect(path, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise StateError(f"{path} cannot be opened: {error}") from error
    try:
        await _prepare(connection, path)
    except BaseException as error:
        await connection.close()
        if isinstance(error, sqlite3.Error):
            raise StateError(f"{path} cannot be used: {error}") from error
        raise
    return connection


async def _prepare(connection: aiosqlite.Connection, path: Path) -> None:
    """WAL lets a look at the file, or a backup, go on beside the bot."""
    await connection.execute("PRAGMA journal_mode = WAL")
    await connection.execute("PRAGMA synchronous = NORMAL")
    version = await _schema(connection)
    if version > len(_MIGRATIONS):
        raise StateError(
            f"{path} has schema {version}, this version of the bot knows {len(_MIGRATIONS)}: "
            "start the newer version again, or move the file away to begin anew"
        )
    for number, migration in enumerate(_MIGRATIONS[version:], version + 1):
        await connection.executescript(f"BEGIN IMMEDIATE; {migration} PRAGMA user_version = {number}; COMMIT;")


async def _schema(connection: aiosqlite.Connection) -> int:
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row else 0
