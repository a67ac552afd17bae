"""Replies on their way to Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, TelegramError

from bot.buttons import Rows
from bot.replies.reply import Reply

# An answer faster than this needs no "typing ..." before it.
_PATIENCE = 0.4


async def respond(message: Message, reply: Reply) -> None:
    """Answers a reader's message; among several people, visibly that very message."""
    is_private = message.chat.type == ChatType.PRIVATE
    quoted = None if is_private else ReplyParameters(message.message_id, allow_sending_without_reply=True)
    await message.reply_text(
        reply.text, entities=reply.entities, reply_markup=_keyboard(reply.buttons), reply_parameters=quoted
    )


async def open_below(query: CallbackQuery, bot: Bot, reply: Reply) -> None:
    """Shows something new below the message whose button was pressed."""
    markup = _keyboard(reply.buttons)
    if isinstance(query.message, Message):
        await query.message.reply_text(reply.text, entities=reply.entities, reply_markup=markup)
    elif query.message is not None:
        # Telegram no longer shows the bot so old a message, but still says where it stood.
        await bot.send_message(query.message.chat.id, reply.text, entities=reply.entities, reply_markup=markup)


async def turn_page(query: CallbackQuery, bot: Bot, reply: Reply) -> None:
    """Replaces the message whose button was pressed, or answers below where it cannot be changed any more."""
    if not isinstance(query.message, Message):
        await open_below(query, bot, reply)
        return
    try:
        await query.message.edit_text(reply.text, entities=reply.entities, reply_markup=_keyboard(reply.buttons))
    except BadRequest as error:
        # Two quick presses ask for the same page twice.
        if "not modified" not in error.message:
            await open_below(query, bot, reply)


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Shows "typing ..." while the block lasts, if it lasts."""
    indicator = asyncio.create_task(_show_typing(message))
    try:
        yield
    finally:
        indicator.cancel()
        await asyncio.wait([indicator])


async def _show_typing(message: Message) -> None:
    await asyncio.sleep(_PATIENCE)
    with suppress(TelegramError):
        await message.reply_chat_action(ChatAction.TYPING)


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.label, callback_data=str(button.code)) for button in row] for row in rows]
    )
