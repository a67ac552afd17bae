"""When answering failed: the operator reads why in the log, the reader is told once."""

from __future__ import annotations

import logging
import sqlite3
import traceback

from telegram import Message
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.arrival import ARRIVALS, Arrival, PrivateText
from bot.delivery import place_in, place_of, send
from bot.handlers.reader import language_for
from bot.language import language_of
from bot.replies.reply import make_reply
from bot.transport import Json
from index.errors import BulletinError

logger = logging.getLogger(__name__)

# Errors whose own words come from the machine; those of any other may quote what a reader wrote.
_QUOTABLE = (BulletinError, TelegramError, OSError, sqlite3.Error)


async def report_failure(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    error = context.error
    if isinstance(error, Forbidden):
        # The reader blocked the bot or left: there is nobody to answer.
        logger.info("a reader does not take messages any more")
        return
    logger.error("an update was not answered: %s", _description(error))
    if isinstance(update, ARRIVALS) and _can_be_told(error):
        await _tell(update, context)


def _can_be_told(error: Exception | None) -> bool:
    """Where the line failed another message would fail too; after a time-out the answer may have arrived."""
    return not isinstance(error, TelegramError) or isinstance(error, BadRequest)


async def _tell(update: Arrival, context: ContextTypes.DEFAULT_TYPE) -> None:
    place = _place(update)
    if place is None:
        return
    language = language_of(update.language) if isinstance(update, PrivateText) else language_for(update.effective_user)
    try:
        await send(context.bot, place, make_reply(language.say("failure")))
    except TelegramError as error:
        logger.error("nor could the reader be told: %s", type(error).__name__)


def _place(update: Arrival) -> Json | None:
    """Where a failure can be told; a group hears of it only where a button was pressed."""
    if isinstance(update, PrivateText):
        return place_in(update.chat_id, update.topic)
    chat, message = update.effective_chat, update.effective_message
    if chat is None or (chat.type != ChatType.PRIVATE and update.callback_query is None):
        return None
    return place_of(message) if isinstance(message, Message) else place_in(chat.id, None)


def _description(error: Exception | None) -> str:
    if error is None:
        return "no error was given"
    name = type(error).__name__
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{name}: {error}\n{frames}" if isinstance(error, _QUOTABLE) else f"{name}\n{frames}"
