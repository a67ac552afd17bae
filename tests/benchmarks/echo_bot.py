"""A bot that says what it is told, as little as a bot can do: python -m tests.benchmarks.echo_bot URL TOKEN WAY [INDEX]

WAY is `bare`, on this project's transport and order per chat, `searching`, the same after a search in the folder INDEX
for what it is told, or `default`, as python-telegram-bot's builder makes it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.buttons import HitButton
from bot.command import look_for_cycles_less
from bot.order import AT_ONCE, OrderPerChat
from bot.replies.answer import ranks_on
from bot.transport import Transport
from index.model import Question
from index.search import Searcher

# The hits that the first page of an answer takes.
FIRST_PAGE = ranks_on(HitButton(1, 1))

Builder = ApplicationBuilder[Any, Any, Any, Any, Any, Any]
Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def searching(index_dir: Path) -> Callback:
    """An echo that comes after a search for it."""
    searcher = Searcher.open_current(index_dir)

    async def search(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            searcher.search(Question(update.message.text), wanted=FIRST_PAGE)
            await echo(update, context)

    return search


def main(url: str, token: str, way: str, index_dir: str = "") -> None:
    builder = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    application = (builder if way == "default" else _bare(builder)).build()
    answer = searching(Path(index_dir)) if way == "searching" else echo
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, answer))
    if way != "default":
        look_for_cycles_less()
    application.run_polling()


def _bare(builder: Builder) -> Builder:
    return (
        builder.request(Transport(2 * AT_ONCE, use_proxy=False))
        .get_updates_request(Transport(1, use_proxy=False))
        .concurrent_updates(OrderPerChat())
        .job_queue(None)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
