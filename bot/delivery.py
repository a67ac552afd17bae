"""Replies on their way to Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

from telegram import Bot, CallbackQuery, Message
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.buttons import Rows
from bot.pace import Pace
from bot.replies.reply import Reply
from bot.transport import Json, Transport

# An answer faster than this needs no "typing ..." before it.
_PATIENCE = 0.8


def place_in(chat_id: int, topic: int | None) -> Json:
    """A chat, and a topic where there are topics, as every method takes them."""
    return {"chat_id": chat_id} if topic is None else {"chat_id": chat_id, "message_thread_id": topic}


def place_of(message: Message) -> Json:
    return place_in(message.chat.id, message.message_thread_id if message.is_topic_message else None)


async def send(bot: Bot, place: Json, reply: Reply) -> None:
    """Shows something new."""
    await _post(bot, "sendMessage", place, reply)


async def respond(message: Message, reply: Reply) -> None:
    """Answers a reader's message; among several people, visibly that very message."""
    place = place_of(message)
    if message.chat.type != ChatType.PRIVATE:
        place["reply_parameters"] = {"message_id": message.message_id, "allow_sending_without_reply": True}
    await send(message.get_bot(), place, reply)


async def open_below(query: CallbackQuery, bot: Bot, reply: Reply) -> None:
    """Shows something new below the message whose button was pressed."""
    if isinstance(query.message, Message):
        await send(bot, place_of(query.message), reply)
    elif query.message is not None:
        # Telegram no longer shows the bot so old a message, but still says where it stood.
        await send(bot, place_in(query.message.chat.id, None), reply)


async def turn_page(query: CallbackQuery, bot: Bot, reply: Reply) -> None:
    """Replaces the message whose button was pressed, or answers below where it cannot be changed any more."""
    if not isinstance(query.message, Message):
        await open_below(query, bot, reply)
        return
    try:
        place = {"chat_id": query.message.chat.id, "message_id": query.message.message_id}
        await _post(bot, "editMessageText", place, reply)
    except BadRequest as error:
        # Two quick presses ask for the same page twice.
        if "not modified" not in error.message:
            await open_below(query, bot, reply)


@contextmanager
def typing(bot: Bot, place: Json) -> Iterator[None]:
    """Shows "typing ..." while the block lasts, if it lasts."""
    shown: list[asyncio.Task[None]] = []
    timer = asyncio.get_running_loop().call_later(
        _PATIENCE, lambda: shown.append(asyncio.create_task(_show_typing(bot, place)))
    )
    try:
        yield
    finally:
        timer.cancel()
        for task in shown:
            task.cancel()


async def _show_typing(bot: Bot, place: Json) -> None:
    with suppress(TelegramError):
        await bot.send_chat_action(action=ChatAction.TYPING, **place)


async def _post(bot: Bot, method: str, place: Json, reply: Reply) -> None:
    """Sends or edits a message, within the outgoing limits."""
    parameters = {**place, **_content(reply)}
    pace = cast("Pace", cast("ExtBot[None]", bot).rate_limiter)
    transport = cast("Transport", bot.request)
    await pace.process_request(transport.call, (f"{bot.base_url}/{method}", parameters), {}, method, parameters, None)


def _content(reply: Reply) -> Json:
    content: Json = {"text": reply.text, "link_preview_options": {"is_disabled": True}}
    if reply.entities:
        content["entities"] = reply.entities
    if reply.buttons:
        content["reply_markup"] = {"inline_keyboard": _keyboard(reply.buttons)}
    return content


def _keyboard(rows: Rows) -> list[list[Json]]:
    return [[{"text": button.label, "callback_data": str(button.code)} for button in row] for row in rows]
