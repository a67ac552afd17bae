"""The readers' state: kept over restarts, forgotten in time, refused where it is from another version."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state import _MIGRATIONS, LONGEST_RECALLED, LONGEST_TEXT, MOST_AT_ONCE, Asked, State, StateError
from index.question import MOST_BEFORE

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


def garble(path: Path) -> None:
    """Overwrites all but the file's first page."""
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"garbled!" * ((len(whole) - 4096) // 8))


def rows(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_question_is_there_after_a_restart(path: Path) -> None:
    asked = use(path, lambda state: state.keep_question(5, "missiles ?", NOW))
    assert (asked.text, asked.asked_at) == ("missiles ?", NOW)
    assert use(path, lambda state: state.question(asked.number, 5)) == asked


def test_each_question_gets_a_number_of_its_own(path: Path) -> None:
    first = use(path, lambda state: state.keep_question(5, "un", NOW))
    assert use(path, lambda state: state.keep_question(5, "un", NOW)).number > first.number


def test_questions_of_many_chats_at_once_are_each_their_own_chats(path: Path) -> None:
    async def ask(state: State) -> list[tuple[Asked, Asked | None]]:
        kept = await asyncio.gather(*(state.keep_question(chat, f"question {chat}", NOW) for chat in range(1, 501)))
        return [(one, await state.question(one.number, chat)) for chat, one in enumerate(kept, 1)]

    kept = use(path, ask)
    assert [one.text for one, _ in kept] == [f"question {chat}" for chat in range(1, 501)]
    assert all(one == again for one, again in kept)


def test_a_chat_cannot_open_the_question_of_another(path: Path) -> None:
    number = use(path, lambda state: state.keep_question(5, "missiles ?", NOW)).number
    assert use(path, lambda state: state.question(number, 6)) is None
    assert use(path, lambda state: state.question(number + 1, 5)) is None


@pytest.mark.parametrize(("minutes", "before"), [(9, "un"), (11, None)])
def test_the_question_shortly_before_is_remembered(path: Path, minutes: int, before: str | None) -> None:
    use(path, lambda state: state.keep_question(5, "un", NOW))
    use(path, lambda state: state.keep_question(6, "d'un autre", NOW))
    asked = use(path, lambda state: state.keep_question(5, "deux", NOW + timedelta(minutes=minutes)))
    assert asked.after == before


def test_a_conversation_is_remembered_line_by_line_as_long_as_it_lasts(path: Path) -> None:
    def ask(text: str, minutes: int) -> str | None:
        return use(path, lambda state: state.keep_question(5, text, NOW + timedelta(minutes=minutes))).after

    asked = [ask("un", 0), ask("deux\nlignes", 9), ask("trois", 18), ask("quatre", 30), ask("cinq", 31)]
    assert asked == [None, "un", "un\ndeux lignes", None, "quatre"]


def test_of_a_conversation_as_many_questions_are_remembered_as_are_read(path: Path) -> None:
    asked = [use(path, lambda state, n=n: state.keep_question(5, str(n), NOW)).after for n in range(7)]
    assert asked[:MOST_BEFORE] == [None, "0", "0\n1", "0\n1\n2"]
    assert asked[MOST_BEFORE:] == ["0\n1\n2\n3", "1\n2\n3\n4", "2\n3\n4\n5"]


@given(st.lists(st.text("ab é\n", max_size=700), min_size=1, max_size=6))
def test_what_is_remembered_is_the_end_of_the_conversation_from_a_words_beginning_on(questions: list[str]) -> None:
    """Half a word would be another: "le 28 octobre" is not "8 octobre"."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "readers.sqlite"
        asked = [use(path, lambda state, text=text: state.keep_question(5, text, NOW)) for text in questions]
    for number, one in enumerate(asked):
        conversation = "\n".join(text.replace("\n", " ") for text in questions[max(0, number - MOST_BEFORE) : number])
        after = one.after or ""
        assert conversation.endswith(after)
        if len(conversation) < LONGEST_RECALLED:
            assert after == conversation
        else:
            assert len(after) < LONGEST_RECALLED
            assert not after or conversation[-len(after) - 1].isspace()


def test_in_a_group_the_question_before_is_another_readers(path: Path) -> None:
    use(path, lambda state: state.keep_question(-5, "un", NOW))
    assert use(path, lambda state: state.keep_question(-5, "deux", NOW)).after is None


def test_a_question_is_cut_to_telegrams_longest_message(path: Path) -> None:
    assert use(path, lambda state: state.keep_question(5, "a" * 9000, NOW)).text == "a" * LONGEST_TEXT


@given(st.text(max_size=50))
def test_a_question_is_kept_letter_for_letter(text: str) -> None:
    whole = text.encode(errors="replace").decode()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "readers.sqlite"
        asked = use(path, lambda state: state.keep_question(5, whole, NOW))
        again = use(path, lambda state: state.question(asked.number, 5))
    assert again is not None
    assert again.text == asked.text == whole


def test_questions_are_forgotten_after_ninety_days(path: Path) -> None:
    async def ask(state: State) -> tuple[Asked, Asked]:
        old = await state.keep_question(5, "ancienne", NOW)
        recent = await state.keep_question(5, "récente", NOW + timedelta(days=89))
        await state.keep_question(5, "neuve", NOW + timedelta(days=91))
        return old, recent

    old, recent = use(path, ask)
    assert use(path, lambda state: state.question(old.number, 5)) is None
    assert use(path, lambda state: state.question(recent.number, 5)) == recent


def test_forgetting_never_holds_a_reader_up_for_long(path: Path) -> None:
    async def ask(state: State) -> None:
        for _ in range(50):
            await state.keep_question(5, "ancienne", NOW)
        await state.keep_question(5, "neuve", NOW + timedelta(days=100))

    use(path, ask)
    assert rows(path, "questions") == 41


def take(path: Path, *ids: int, after: timedelta = timedelta()) -> list[bool]:
    return use(path, lambda state: state.take_updates([(number, f"update {number}") for number in ids], NOW + after))


def unanswered(path: Path, after: timedelta = timedelta()) -> list[str]:
    return use(path, lambda state: state.unanswered(NOW + after))


def test_an_update_is_new_once_even_after_a_restart(path: Path) -> None:
    assert take(path, 7) == [True]
    assert take(path, 7, 8) == [False, True]
    assert take(path, 7, after=timedelta(hours=24)) == [False]


def test_an_update_that_comes_twice_at_once_is_new_once(path: Path) -> None:
    assert take(path, 7, 8, 7, 7) == [True, True, False, False]


def test_as_many_updates_as_telegram_sends_at_once_are_taken(path: Path) -> None:
    assert take(path, *range(MOST_AT_ONCE)) == [True] * MOST_AT_ONCE


def test_updates_older_than_telegram_repeats_are_forgotten(path: Path) -> None:
    take(path, 7)
    take(path, 8, after=timedelta(days=3))
    assert rows(path, "updates") == 1


def test_what_an_update_says_is_kept_until_it_is_answered_and_no_longer(path: Path) -> None:
    async def settle(state: State) -> None:
        await asyncio.gather(*map(state.settle_update, (7, 9)))

    take(path, 9, 7, 8)
    assert unanswered(path) == ["update 7", "update 8", "update 9"]
    use(path, settle)
    assert unanswered(path) == ["update 8"]
    assert take(path, 7) == [False]
    assert unanswered(path) == ["update 8"]


def test_an_update_that_nobody_waits_for_any_more_is_not_answered(path: Path) -> None:
    take(path, 7)
    assert unanswered(path, timedelta(hours=23)) == ["update 7"]
    assert unanswered(path, timedelta(hours=25)) == []


def test_the_file_can_be_read_while_the_bot_runs(path: Path) -> None:
    async def ask_and_look(state: State) -> int:
        await state.keep_question(5, "missiles ?", NOW)
        return rows(path, "questions")

    assert use(path, ask_and_look) == 1


def test_questions_kept_by_the_first_version_are_there_with_the_one_before(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"{_MIGRATIONS[0]}; PRAGMA user_version = 1;")
        rows = [(5, "un", 0), (6, "autre", 10), (5, "deux", 600), (5, "trois", 1201), (-5, "un", 0), (-5, "deux", 1)]
        connection.executemany("INSERT INTO questions (chat_id, text, asked_at) VALUES (?, ?, ?)", rows)
        connection.commit()

    async def look(state: State) -> list[str | None]:
        kept = [await state.question(number, chat) for number, (chat, _, _) in enumerate(rows, 1)]
        return [asked.after for asked in kept if asked]

    assert use(path, look) == [None, None, "un", None, None, None]


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


def test_a_file_that_another_process_holds_is_named_with_what_to_do(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask(state: State) -> None:
        with closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            await state.keep_question(5, "missiles ?", NOW)

    monkeypatch.setattr("bot.state.LONGEST_LOCK", 0.05)
    with pytest.raises(StateError, match=r"readers\.sqlite .*locked.*: end the other process"):
        use(path, ask)


def test_a_file_garbled_in_the_middle_is_named_with_what_to_do(path: Path) -> None:
    use(path, lambda state: state.keep_question(5, "missiles ?", NOW))
    garble(path)
    with pytest.raises(StateError, match=r"readers\.sqlite .*: stop the bot, move the file away"):
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
