"""A reader's text in a private chat is told from all else as PTB's own filters tell it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Update
from telegram.ext import filters

from bot.arrival import PrivateText, chat_of, private_text, read_arrival

BOT = Bot("1:token")
QUESTION = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND & ~filters.FORWARDED
NOBODY = {"type": "hidden_user", "sender_user_name": "Quelqu'un", "date": 1}
ALICE = {"id": 5, "is_bot": False, "first_name": "Alice", "language_code": "en"}

ENTITIES = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["bot_command", "bold"]), "offset": st.integers(0, 1), "length": st.just(2)}
    ),
    max_size=2,
)
MESSAGES = st.fixed_dictionaries(
    {
        "message_id": st.just(1),
        "date": st.just(1),
        "chat": st.fixed_dictionaries(
            {"id": st.just(5), "type": st.sampled_from(["private", "group", "supergroup", "channel"])}
        ),
    },
    optional={
        "text": st.sampled_from(["", "/zut", "missiles ?"]),
        "entities": ENTITIES,
        "forward_origin": st.just(NOBODY),
        "from": st.just(ALICE),
        "is_topic_message": st.booleans(),
        "message_thread_id": st.just(9),
    },
)
KINDS = st.sampled_from(["message", "edited_message", "channel_post"])


def update(**message: Any) -> dict[str, Any]:
    """As Telegram writes an update."""
    whole = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": ALICE, **message}
    return {"update_id": 7, "message": whole}


@given(MESSAGES, KINDS)
def test_a_private_text_is_what_ptbs_filters_let_through(message: dict[str, Any], kind: str) -> None:
    raw = {"update_id": 7, kind: message}
    assert (private_text(raw) is not None) == bool(QUESTION.check_update(Update.de_json(raw, BOT)))


def test_a_text_is_read_with_all_that_an_answer_needs() -> None:
    assert read_arrival(update(text="missiles ?"), BOT) == PrivateText(7, 5, None, "missiles ?", "en")


def test_a_text_in_a_topic_says_which_and_a_thread_of_replies_is_none() -> None:
    topics = [
        text.topic if (text := private_text(update(text="?", message_thread_id=9, **extra))) else None
        for extra in ({"is_topic_message": True}, {})
    ]
    assert topics == [9, None]


def test_what_a_webhook_brings_is_the_same_as_what_is_fetched() -> None:
    raw = update(text="missiles \ud83d ?", is_topic_message=True, message_thread_id=9)
    assert private_text(Update.de_json(raw, BOT).to_dict()) == private_text(raw)


def test_all_else_is_ptbs_update() -> None:
    arrival = read_arrival({"update_id": 7, "callback_query": {"id": "1", "from": ALICE, "chat_instance": "1"}}, BOT)
    assert isinstance(arrival, Update)
    assert arrival.callback_query


@pytest.mark.parametrize("text", ["missiles ?", None])
def test_every_message_has_its_chat(text: str | None) -> None:
    assert chat_of(read_arrival(update(**({"text": text} if text else {})), BOT)) == 5
    assert chat_of("no update") is None
