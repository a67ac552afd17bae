"""The readers' state: kept over restarts, forgotten in time, refused where it is from another version."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.state import LONGEST_TEXT, State, StateError

T = TypeVar("T")
NOW = datetime(2025, 7, 8, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "readers.sqlite"


def use(path: Path, work: Callable[[State], Awaitable[T]]) -> T:
    """Opens the state, does the work and closes it, as one run of the bot does."""

    async def run() -> T:
        async with State.open(path) as state:
            return await work(state)

    return asyncio.run(run())


def rows(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_question_is_there_after_a_restart(path: Path) -> None:
    number = use(path, lambda state: state.keep_question(5, "missiles ?", NOW))
    asked = use(path, lambda state: state.question(number, 5))
    assert asked is not None
    assert (asked.text, asked.asked_at) == ("missiles ?", NOW)


def test_each_question_gets_a_number_of_its_own(path: Path) -> None:
    first = use(path, lambda state: state.keep_question(5, "un", NOW))
    assert use(path, lambda state: state.keep_question(5, "un", NOW)) > first


def test_a_chat_cannot_open_the_question_of_another(path: Path) -> None:
    number = use(path, lambda state: state.keep_question(5, "missiles ?", NOW))
    assert use(path, lambda state: state.question(number, 6)) is None
    assert use(path, lambda state: state.question(number + 1, 5)) is None


@pytest.mark.parametrize(("minutes", "before"), [(9, "un"), (11, None)])
def test_the_question_shortly_before_is_remembered(path: Path, minutes: int, before: str | None) -> None:
    use(path, lambda state: state.keep_question(5, "un", NOW))
    use(path, lambda state: state.keep_question(6, "d'un autre", NOW))
    number = use(path, lambda state: state.keep_question(5, "deux", NOW + timedelta(minutes=minutes)))
    asked = use(path, lambda state: state.question(number, 5))
    assert asked is not None
    assert asked.after == before


def test_in_a_group_the_question_before_is_another_readers(path: Path) -> None:
    use(path, lambda state: state.keep_question(-5, "un", NOW))
    number = use(path, lambda state: state.keep_question(-5, "deux", NOW))
    asked = use(path, lambda state: state.question(number, -5))
    assert asked is not None
    assert asked.after is None


def test_a_question_is_cut_to_telegrams_longest_message(path: Path) -> None:
    number = use(path, lambda state: state.keep_question(5, "a" * 9000, NOW))
    asked = use(path, lambda state: state.question(number, 5))
    assert asked is not None
    assert asked.text == "a" * LONGEST_TEXT


def test_questions_are_forgotten_after_ninety_days(path: Path) -> None:
    async def ask(state: State) -> tuple[int, int]:
        old = await state.keep_question(5, "ancienne", NOW)
        recent = await state.keep_question(5, "récente", NOW + timedelta(days=89))
        await state.keep_question(5, "neuve", NOW + timedelta(days=91))
        return old, recent

    old, recent = use(path, ask)
    assert use(path, lambda state: state.question(old, 5)) is None
    assert use(path, lambda state: state.question(recent, 5)) is not None


def test_forgetting_never_holds_a_reader_up_for_long(path: Path) -> None:
    async def ask(state: State) -> None:
        for _ in range(50):
            await state.keep_question(5, "ancienne", NOW)
        await state.keep_question(5, "neuve", NOW + timedelta(days=100))

    use(path, ask)
    assert rows(path, "questions") == 41


def test_an_update_is_new_once_even_after_a_restart(path: Path) -> None:
    async def take_twice(state: State) -> list[bool]:
        return [await state.take_update(7, NOW), await state.take_update(7, NOW), await state.take_update(8, NOW)]

    assert use(path, take_twice) == [True, False, True]
    assert use(path, lambda state: state.take_update(7, NOW + timedelta(hours=24))) is False


def test_updates_older_than_telegram_repeats_are_forgotten(path: Path) -> None:
    use(path, lambda state: state.take_update(7, NOW))
    use(path, lambda state: state.take_update(8, NOW + timedelta(days=3)))
    assert rows(path, "updates") == 1


def test_the_file_can_be_read_while_the_bot_runs(path: Path) -> None:
    async def ask_and_look(state: State) -> int:
        await state.keep_question(5, "missiles ?", NOW)
        return rows(path, "questions")

    assert use(path, ask_and_look) == 1


def test_a_schema_from_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    use(path, lambda state: state.keep_question(5, "missiles ?", NOW))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StateError, match="schema 99"):
        use(path, lambda state: state.keep_question(5, "encore", NOW))
    assert rows(path, "questions") == 1


def test_a_file_that_is_no_database_is_refused_by_name(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all, and long enough to be looked at" * 20)
    with pytest.raises(StateError, match=r"readers\.sqlite"):
        use(path, lambda state: state.keep_question(5, "missiles ?", NOW))


def test_a_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match=r"readers\.sqlite"):
        use(tmp_path / "file" / "readers.sqlite", lambda state: state.keep_question(5, "missiles ?", NOW))


def test_an_error_of_the_bots_own_is_not_taken_for_the_files(path: Path) -> None:
    async def fail(_: State) -> None:
        raise OSError("something else")

    with pytest.raises(OSError, match="something else"):
        use(path, fail)
