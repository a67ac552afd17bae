"""Buttons: every press is acknowledged at once, then handed to the conversation that made the button."""

from __future__ import annotations

from contextlib import suppress

from telegram import CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.buttons import HitButton, PlaceButton, parse_code
from bot.current import CurrentIndex
from bot.handlers.ask import Clock, turn_to_hit
from bot.handlers.browse import browse
from bot.handlers.reader import language_for
from bot.state import State


async def press(
    update: Update, context: ContextTypes.DEFAULT_TYPE, *, index: CurrentIndex, state: State, clock: Clock
) -> None:
    query = update.callback_query
    if query is None:
        return
    code = parse_code(query.data or "")
    if code is None:
        await _acknowledge(query, language_for(query.from_user).say("button_unknown"))
        return
    await _acknowledge(query)
    if isinstance(code, HitButton):
        await turn_to_hit(query, context, code, index=index, state=state, clock=clock)
    elif not isinstance(code, PlaceButton):
        await browse(query, context, code, index=index)


async def _acknowledge(query: CallbackQuery, alert: str | None = None) -> None:
    """Telegram takes no answer to a press that is some minutes old, and the line may fail: the reader gets the rest."""
    with suppress(TelegramError):
        await query.answer(alert, show_alert=alert is not None)
