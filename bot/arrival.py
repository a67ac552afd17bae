"""What comes from Telegram, as the bot takes it: a text in a private chat as a small record, all else as PTB's Update.

Nearly all that comes is such a text, and PTB takes twenty times as long to make its objects of one.
"""

from __future__ import annotations

from typing import NamedTuple

from telegram import Bot, MessageEntity, Update
from telegram.constants import ChatType

from bot.transport import Json


class PrivateText(NamedTuple):
    """What a reader wrote in a private chat: no command, and nothing forwarded."""

    update_id: int
    chat_id: int
    # The topic, where the chat has topics.
    topic: int | None
    text: str
    # The reader's language, as an IETF code.
    language: str | None


Arrival = PrivateText | Update
ARRIVALS = (PrivateText, Update)


def read_arrival(raw: Json, bot: Bot) -> Arrival:
    """An update as Telegram writes it. Raises ValueError, LookupError, TypeError or AttributeError where it is none."""
    return private_text(raw) or Update.de_json(raw, bot)


def private_text(raw: Json) -> PrivateText | None:
    """None for an update that is anything else."""
    message = raw.get("message")
    if message is None or message["chat"]["type"] != ChatType.PRIVATE:
        return None
    if not message.get("text") or "forward_origin" in message or _is_command(message):
        return None
    return PrivateText(
        raw["update_id"],
        message["chat"]["id"],
        message.get("message_thread_id") if message.get("is_topic_message") else None,
        message["text"],
        message.get("from", {}).get("language_code"),
    )


def chat_of(arrival: object) -> int | None:
    """The chat in which it is to be answered; None for what has none."""
    if isinstance(arrival, PrivateText):
        return arrival.chat_id
    chat = arrival.effective_chat if isinstance(arrival, Update) else None
    return chat.id if chat else None


def _is_command(message: Json) -> bool:
    """Whether it begins with one."""
    first, *_ = message.get("entities") or ({"type": None},)
    return bool(first["type"] == MessageEntity.BOT_COMMAND and first["offset"] == 0)
