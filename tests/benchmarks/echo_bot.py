"""A bot that says what it is told, as little as a bot can do: python -m tests.benchmarks.echo_bot URL TOKEN WAY

WAY is `bare`, on this project's transport and order per chat, or `default`, as python-telegram-bot's builder makes it.
"""

from __future__ import annotations

import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.order import AT_ONCE, OrderPerChat
from bot.transport import Transport

Builder = ApplicationBuilder[Any, Any, Any, Any, Any, Any]


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main(url: str, token: str, way: str) -> None:
    builder = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    application = (_bare(builder) if way == "bare" else builder).build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
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
