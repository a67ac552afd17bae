"""When Telegram fails: refuses for a while, breaks, hangs up before or after it did what it was asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.language import load_language
from tests.shipped import BULLETINS
from tests.telegram_double import TelegramDouble, User

HELP = load_language("fr").say("help")
QUESTION = "combien de missiles patriot trump a promis"
PASSAGES = BULLETINS["1231"].sections[2][1]
ON = "→"

LOST = [{"error": 429, "retry_after": 1}, {"error": 500}, {"error": 502}, {"drop": "before"}]
FAULTS = [{"error": 429, "retry_after": 1}, {"error": 500}, {"drop": "after"}]


@pytest.fixture(autouse=True)
def every_fault_was_met(telegram: TelegramDouble) -> Any:
    yield
    assert telegram.faults_left == 0


def quotations(reader: User) -> list[str]:
    return [quotation for message in reader.messages for quotation in message.marked("blockquote")]


@pytest.mark.parametrize("fault", LOST, ids=str)
def test_an_answer_that_fails_to_be_sent_comes_once_all_the_same(
    telegram: TelegramDouble, reader: User, fault: dict[str, Any]
) -> None:
    telegram.faults(method="sendMessage", **fault)
    assert reader.ask(QUESTION).marked("blockquote")[0] in PASSAGES
    assert reader.ask("/aide").text == HELP
    assert len(quotations(reader)) == 1


def test_an_answer_that_may_have_been_lost_comes_again(telegram: TelegramDouble, reader: User) -> None:
    telegram.faults(method="sendMessage", drop="after")
    first = reader.ask(QUESTION)
    again = reader.wait_for_reply()
    assert (again.text, again.buttons[0][1].data) == (first.text, first.buttons[0][1].data)
    assert reader.ask("/aide").text == HELP


def test_too_many_requests_is_waited_out_for_as_long_as_telegram_says(telegram: TelegramDouble, reader: User) -> None:
    telegram.faults(method="sendMessage", error=429, retry_after=2)
    begun = time.monotonic()
    reader.ask(QUESTION)
    assert 2 <= time.monotonic() - begun < 5


def test_one_chat_that_is_told_to_wait_holds_up_no_other(
    telegram: TelegramDouble, new_reader: Callable[..., User]
) -> None:
    slow, quick = new_reader(), new_reader()
    telegram.faults(method="sendMessage", error=429, retry_after=2)
    slow.send(QUESTION)
    begun = time.monotonic()
    while telegram.faults_left:
        assert time.monotonic() - begun < 10, "the answer was not tried"
        time.sleep(0.01)
    begun = time.monotonic()
    assert quick.ask("/aide").text == HELP
    assert time.monotonic() - begun < 1.5
    assert slow.wait_for_reply().marked("blockquote")


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_page_turns_when_the_edit_fails_at_first(
    telegram: TelegramDouble, reader: User, fault: dict[str, Any]
) -> None:
    answer = reader.ask(QUESTION)
    telegram.faults(method="editMessageText", **fault)
    page = reader.press(answer.button(ON)).edited
    assert page is not None
    assert page.button("2/")
    assert reader.ask("/aide").text == HELP
    assert len(quotations(reader)) == 1


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_button_works_when_the_press_cannot_be_acknowledged(
    telegram: TelegramDouble, reader: User, fault: dict[str, Any]
) -> None:
    answer = reader.ask(QUESTION)
    telegram.faults(method="answerCallbackQuery", **fault)
    people, onward = telegram.server.people, answer.button(ON)
    telegram.run(lambda: people.press(reader.person_id, onward.message_id, onward.data or ""))
    assert reader.wait_for_edit(answer).button("2/")


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_question_is_answered_once_when_fetching_fails(
    telegram: TelegramDouble, reader: User, fault: dict[str, Any]
) -> None:
    reader.ask("/aide")
    telegram.faults(method="getUpdates", **fault)
    assert reader.ask(QUESTION).marked("blockquote")[0] in PASSAGES
    assert reader.ask("/aide").text == HELP
    assert len(quotations(reader)) == 1


def test_a_reader_who_blocked_the_bot_holds_up_nobody(
    telegram: TelegramDouble, new_reader: Callable[..., User]
) -> None:
    gone = new_reader()
    telegram.faults(method="sendMessage", delay_ms=300)
    gone.send(QUESTION)
    gone.block()
    assert new_reader().ask("/aide").text == HELP
