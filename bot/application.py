"""The one place where the bot is put together: its line to Telegram, every handler, the command menu."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot
from telegram.constants import UpdateType
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.arrival import PrivateText
from bot.current import CurrentIndex
from bot.handlers.ask import Clock, ask, ask_in_group
from bot.handlers.browse import day, latest
from bot.handlers.failure import report_failure
from bot.handlers.press import press
from bot.handlers.rest import explain
from bot.handlers.welcome import give_help, start
from bot.inbox import Inbox
from bot.language import load_language
from bot.order import AT_ONCE, OrderPerChat
from bot.pace import Pace
from bot.settings import Rates, Secret
from bot.state import State
from bot.transport import Fetching, Transport

logger = logging.getLogger(__name__)

BotApplication = Application[Any, Any, Any, Any, Any, Any]

# An edited question is not asked again.
ALLOWED_UPDATES = (UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY)

# Menu phrases and commands, per language; French is also what readers of all other languages see.
_MENUS = {
    "fr": {"dernier": "command_latest", "jour": "command_day", "aide": "command_help"},
    "en": {"latest": "command_latest", "day": "command_day", "help": "command_help"},
}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def build_application(
    token: Secret, api_url: str | None, rates: Rates, index: CurrentIndex, state: State, clock: Clock
) -> BotApplication:
    """An application that is not yet started; `api_url` is the root of another Bot API server than Telegram's."""
    inbox = Inbox(state, clock)
    use_proxy = urlsplit(api_url or "").hostname not in _LOOPBACK
    builder = (
        ApplicationBuilder()
        .token(token.value)
        .request(Transport(2 * AT_ONCE, use_proxy=use_proxy))
        .get_updates_request(Fetching(inbox.keep_fetched, use_proxy=use_proxy))
        .rate_limiter(Pace(rates))
        .update_queue(inbox)
        .concurrent_updates(OrderPerChat(begun=inbox.begin, settled=inbox.forget))
        .job_queue(None)
    )
    if api_url:
        builder = builder.base_url(f"{api_url}/bot").base_file_url(f"{api_url}/file/bot")
    application = builder.build()
    _add_handlers(application, index, state, clock)
    return application


def _add_handlers(application: BotApplication, index: CurrentIndex, state: State, clock: Clock) -> None:
    """The first handler that fits takes the update."""
    fresh = filters.UpdateType.MESSAGE
    private, group = fresh & filters.ChatType.PRIVATE, fresh & filters.ChatType.GROUPS
    text = filters.TEXT & ~filters.COMMAND & ~filters.FORWARDED

    application.add_handler(TypeHandler(PrivateText, partial(ask, index=index, state=state, clock=clock)))
    application.add_handler(CommandHandler("start", partial(start, index=index), fresh))
    application.add_handler(CommandHandler(["aide", "help"], give_help, fresh))
    application.add_handler(CommandHandler(["dernier", "latest"], partial(latest, index=index), fresh))
    application.add_handler(CommandHandler(["jour", "day"], partial(day, index=index, clock=clock), fresh))
    application.add_handler(CallbackQueryHandler(partial(press, index=index, state=state, clock=clock)))
    application.add_handler(MessageHandler(group & text, partial(ask_in_group, index=index, state=state, clock=clock)))
    application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, explain))
    application.add_error_handler(report_failure)


async def introduce(bot: Bot) -> None:
    """Tells Telegram the command menu and what the bot is; it answers without that too: a failure is only logged."""
    try:
        for code, menu in _MENUS.items():
            commands = [(command, load_language(code).say(phrase)) for command, phrase in menu.items()]
            reader = None if code == "fr" else code
            await bot.set_my_commands(commands, language_code=reader)
            await bot.set_my_description(load_language(code).say("description"), language_code=reader)
            await bot.set_my_short_description(load_language(code).say("short_description"), language_code=reader)
    except TelegramError as error:
        logger.warning("the command menu and the description could not be set: %s", error)
