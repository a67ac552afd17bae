"""What the bot remembers of its readers, in SQLite: questions behind buttons, updates already taken, those among them
that are not answered."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.batch import Batch
from index.errors import BulletinError
from index.question import MOST_BEFORE

logger = logging.getLogger(__name__)

LONGEST_TEXT = 4096
# A question within so many seconds of the one before may be a follow-up to it.
_CONVERSATION = 600
# Of a conversation, so many characters are kept with each question of it, and no more questions than are read.
LONGEST_RECALLED = 1000
_LINES_BEFORE = "length(earlier.after) - length(replace(earlier.after, char(10), '')) + 1"
# Nobody waits for an answer longer than so many seconds, and neither does Telegram.
_WORTH_ANSWERING = 86400
# So many processes try to answer what the one before began.
MOST_BEGUN = 3
# What is written together at most: SQLite takes 999 values in one statement, or more.
MOST_AT_ONCE = 200

# So many seconds another process may hold the file before answers go on without it.
LONGEST_LOCK = 0.5
_REMEDIES = {
    sqlite3.SQLITE_BUSY: "end the other process that holds it",
    sqlite3.SQLITE_FULL: "make room on its disk",
}
_BEGIN_ANEW = "stop the bot, move the file away and start again: only the buttons of old messages stop working"

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
    # Each new row sweeps away some that are outdated: the tables shrink, and no reader waits for it. Questions are kept
    # for 90 days; Telegram itself forgets an update after 24 hours, and so cannot repeat one of two days ago.
    """
    ALTER TABLE questions ADD COLUMN after TEXT;
    UPDATE questions SET after = (
        SELECT earlier.text FROM questions AS earlier
        WHERE earlier.chat_id = questions.chat_id AND earlier.id < questions.id
        AND earlier.asked_at >= questions.asked_at - 600 ORDER BY earlier.id DESC LIMIT 1
    ) WHERE chat_id > 0;
    CREATE TRIGGER old_questions AFTER INSERT ON questions BEGIN
        DELETE FROM questions WHERE id IN (
            SELECT id FROM questions WHERE asked_at < new.asked_at - 90 * 86400 ORDER BY asked_at LIMIT 10
        );
    END;
    CREATE TRIGGER old_updates AFTER INSERT ON updates BEGIN
        DELETE FROM updates WHERE update_id IN (
            SELECT update_id FROM updates WHERE taken_at < new.taken_at - 2 * 86400 ORDER BY taken_at LIMIT 10
        );
    END;
    """,
    # The update itself, until it is answered, and how many processes began with it after another had.
    """
    ALTER TABLE updates ADD COLUMN body TEXT;
    ALTER TABLE updates ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
    """,
)


class StateError(BulletinError):
    """The readers' state cannot be used."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question kept for the buttons below its answer, under a number of its own.

    `after` are the last ones before it in a private chat, a line each, as far as each was asked shortly before the
    next; a long one may begin later, with a whole word. In a group, the question before may be another reader's.
    """

    number: int
    text: str
    asked_at: datetime
    after: str | None = None


class State:
    """Every moment is a UTC datetime; every text is cut to Telegram's longest message. Every method raises
    StateError where the file cannot be used.

    What comes together is written together, in one statement: a transaction and two changes of thread cost more than
    a hundred rows.
    """

    def __init__(self, connection: aiosqlite.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._questions = Batch(self._keep_questions, MOST_AT_ONCE)
        self._settled = Batch(self._settle_updates, MOST_AT_ONCE)

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator[Self]:
        """Opens or makes the file, brought to today's schema. Raises StateError."""
        connection = await _connect(path)
        try:
            yield cls(connection, path)
        finally:
            await connection.close()

    async def keep_question(self, chat_id: int, text: str, now: datetime) -> Asked:
        """Keeps a chat's question. A chat asks one at a time: those that it asks together are not after each other."""
        return await self._questions.add((chat_id, text[:LONGEST_TEXT], int(now.timestamp())))

    async def question(self, number: int, chat_id: int) -> Asked | None:
        """A question of this very chat, or None where there is none, not even another chat's."""
        query = "SELECT id, text, asked_at, after FROM questions WHERE id = ? AND chat_id = ?"
        rows = await self._run(query, (number, chat_id))
        return _asked(*rows[0]) if rows else None

    async def take_updates(self, updates: Sequence[tuple[int, str]], now: datetime) -> list[bool]:
        """Whether each of up to MOST_AT_ONCE updates, a number and what it says, comes for the first time; from then
        on it does not. What it says is kept until it is settled."""
        taken_at = int(now.timestamp())
        rows = [(update_id, taken_at, body) for update_id, body in updates]
        query = f"INSERT OR IGNORE INTO updates (update_id, taken_at, body) VALUES {_rows(rows)} RETURNING update_id"
        new = {update_id for (update_id,) in await self._written(query, rows)}
        return [_taken_out(new, update_id) for update_id, _ in updates]

    async def settle_update(self, update_id: int) -> None:
        """An update is answered."""
        await self._settled.add(update_id)

    async def unanswered(self, now: datetime) -> list[str]:
        """What the updates of the last day say that are not settled, in their order.

        Those that MOST_BEGUN processes began again are given up: one may be what ended them.
        """
        since = int(now.timestamp()) - _WORTH_ANSWERING
        outdated = "UPDATE updates SET body = NULL WHERE body IS NOT NULL AND (taken_at < ? OR begun >= ?) RETURNING 1"
        given_up = await self._run(outdated, (since, MOST_BEGUN))
        if given_up:
            logger.warning("%d kept updates are given up: too old, or begun again and again", len(given_up))
        left = "SELECT body FROM updates WHERE body IS NOT NULL ORDER BY update_id"
        return [body for (body,) in await self._run(left)]

    async def begin_again(self, update_id: int) -> None:
        """An update that an earlier process left is about to be answered."""
        await self._run("UPDATE updates SET begun = begun + 1 WHERE update_id = ?", (update_id,))

    async def _keep_questions(self, asked: Sequence[tuple[int, str, int]]) -> list[Asked]:
        """The numbers rise in the order of the rows."""
        query = f"""
            WITH new (chat_id, text, asked_at) AS (VALUES {_rows(asked)})
            INSERT INTO questions (chat_id, text, asked_at, after) SELECT chat_id, text, asked_at, (
                SELECT substr(
                    CASE
                        WHEN earlier.after IS NULL THEN ''
                        WHEN {_LINES_BEFORE} < {MOST_BEFORE} THEN earlier.after || char(10)
                        ELSE substr(earlier.after, instr(earlier.after, char(10)) + 1) || char(10)
                    END || replace(earlier.text, char(10), ' '), -{LONGEST_RECALLED}
                ) FROM questions AS earlier
                WHERE earlier.chat_id = new.chat_id AND new.chat_id > 0
                AND earlier.asked_at >= new.asked_at - {_CONVERSATION} ORDER BY earlier.id DESC LIMIT 1
            ) FROM new RETURNING id, text, asked_at, after
        """
        return [_asked(*row) for row in sorted(await self._written(query, asked))]

    async def _settle_updates(self, ids: Sequence[int]) -> Sequence[None]:
        query = f"UPDATE updates SET body = NULL WHERE update_id IN ({', '.join('?' * len(ids))})"
        await self._run(query, ids)
        return [None] * len(ids)

    async def _written(self, query: str, rows: Sequence[tuple[int | str, ...]]) -> list[Any]:
        return await self._run(query, [value for row in rows for value in row])

    async def _run(self, query: str, values: Sequence[int | str] = ()) -> list[Any]:
        try:
            return list(await self._connection.execute_fetchall(query, values))
        except sqlite3.Error as error:
            raise _cannot_be_used(self._path, error) from error


def _rows(rows: Sequence[tuple[object, ...]]) -> str:
    """Places for the values of some rows of the same length."""
    return ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))


def _taken_out(ids: set[int], update_id: int) -> bool:
    """Whether it was among them, which it is no longer: an update that comes twice at once is new once."""
    if update_id not in ids:
        return False
    ids.remove(update_id)
    return True


def _asked(number: int, text: str, asked_at: int, after: str | None) -> Asked:
    if after and len(after) == LONGEST_RECALLED:
        # It may have been cut off within its first word, which would be another: "28 octobre" is not "8 octobre".
        _, *rest = after.split(maxsplit=1)
        after = rest[0] if rest else None
    return Asked(number, text, datetime.fromtimestamp(asked_at, UTC), after)


def _cannot_be_used(path: Path, error: Exception) -> StateError:
    """What is wrong with the file, and what to do."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what SQLite adds to it
    return StateError(f"{path} cannot be used ({error}): {_REMEDIES.get(code, _BEGIN_ANEW)}")


async def _connect(path: Path) -> aiosqlite.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Tried here first: the thread that aiosqlite starts outlives a failure of its own, and complains at the exit.
        sqlite3.connect(path).close()
        connection = await aiosqlite.connect(path, isolation_level=None, timeout=LONGEST_LOCK)
    except (OSError, sqlite3.Error) as error:
        raise StateError(f"{path} cannot be opened: {error}") from error
    try:
        await _prepare(connection, path)
    except BaseException as error:
        await connection.close()
        if isinstance(error, sqlite3.Error):
            raise _cannot_be_used(path, error) from error
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
