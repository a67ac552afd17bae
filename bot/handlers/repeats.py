"""Updates that come twice, because an acknowledgement was lost or a webhook was slow, are answered once."""

from __future__ import annotations

import logging
import sqlite3

from telegram import Update
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.handlers.ask import Clock
from bot.state import State

logger = logging.getLogger(__name__)


async def refuse_repeats(update: Update, _: ContextTypes.DEFAULT_TYPE, *, state: State, clock: Clock) -> None:
    """Ends the handling of an update taken before; where that cannot be known, a repeated answer beats none."""
    try:
        is_new = await state.take_update(update.update_id, clock())
    except sqlite3.Error as error:
        logger.error("repeated updates are not recognised: %s", error)
        return
    if not is_new:
        raise ApplicationHandlerStop
