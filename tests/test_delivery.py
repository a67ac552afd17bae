"""What is handed to Telegram for a reply: where it goes, and what goes with it."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

import pytest
from telegram import Message
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.buttons import Button, HitButton
from bot.delivery import respond
from bot.pace import Pace
from bot.replies.reply import Reply, make_reply
from bot.settings import Rates
from bot.text import bold, link
from bot.transport import Transport

ALICE = {"id": 5, "is_bot": False, "first_name": "Alice"}
PRIVATE = {"chat": {"id": 5, "type": "private"}}
GROUP = {"chat": {"id": -7, "type": "supergroup"}}
REFUSAL = b'{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}'


class Line(Transport):
    """Remembers what was posted and answers as told."""

    def __init__(self, status: int = 200, answer: bytes = b"") -> None:
        super().__init__(1)
        self.posted: list[tuple[str, Any]] = []
        self._answer = status, answer

    async def do_request(self, url: str, method: str, request_data: Any = None, *_: object, **__: object) -> Any:
        self.posted.append((f"{method} {url.rpartition('/')[2]}", json.loads(request_data)))
        return self._answer


def answer(line: Line, reply: Reply, asked: dict[str, Any]) -> dict[str, Any]:
    """What is posted in answer to a message with the given fields."""
    bot = ExtBot("1:token", request=line, rate_limiter=Pace(Rates(0, 0, 0)))
    message = Message.de_json({"message_id": 3, "date": 1, "from": ALICE, "text": "?", **asked}, bot)
    asyncio.run(respond(message, reply))
    ((call, parameters),) = line.posted
    assert call == "POST sendMessage"
    return cast("dict[str, Any]", parameters)


def test_a_bare_sentence_takes_nothing_but_its_chat_and_no_preview() -> None:
    assert answer(Line(), make_reply("Bonjour 👍"), PRIVATE) == {
        "chat_id": 5,
        "text": "Bonjour 👍",
        "link_preview_options": {"is_disabled": True},
    }


def test_entities_and_buttons_go_along_in_telegrams_own_words() -> None:
    text = "👍 " + bold("Patriot") + " " + link("Lire", "https://example.org/")
    posted = answer(Line(), make_reply(text, ((Button("→", HitButton(7, 2)),),)), PRIVATE)
    assert posted["entities"] == [
        {"type": "bold", "offset": 3, "length": 7},
        {"type": "text_link", "offset": 11, "length": 4, "url": "https://example.org/"},
    ]
    assert posted["reply_markup"] == {"inline_keyboard": [[{"text": "→", "callback_data": "hit:7:2"}]]}


def test_among_several_people_the_answer_shows_what_it_answers() -> None:
    posted = answer(Line(), make_reply("Bonjour"), GROUP)
    assert posted["reply_parameters"] == {"message_id": 3, "allow_sending_without_reply": True}
    assert "message_thread_id" not in posted


def test_a_question_in_a_topic_is_answered_there() -> None:
    asked = {**GROUP, "message_thread_id": 9, "is_topic_message": True}
    assert answer(Line(), make_reply("Bonjour"), asked)["message_thread_id"] == 9


def test_a_thread_of_replies_is_no_topic() -> None:
    assert "message_thread_id" not in answer(Line(), make_reply("Bonjour"), {**GROUP, "message_thread_id": 9})


def test_a_refusal_is_told_in_telegrams_words() -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        answer(Line(400, REFUSAL), make_reply("Bonjour"), PRIVATE)
