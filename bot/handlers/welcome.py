"""The first contact, a shared link to a passage, and help."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ContextTypes

from bot.current import CurrentIndex
from bot.delivery import respond
from bot.handlers.reader import language_for
from bot.replies.reply import make_reply
from bot.views import show_passage
from index.passages import bulletin_id_of


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE, *, index: CurrentIndex) -> None:
    """`/start`, which Telegram also sends for a link `https://t.me/<bot>?start=<passage id>`."""
    if update.message is None:
        return
    language = language_for(update.message.from_user)
    payload = context.args[0] if context.args else ""
    if bulletin_id_of(payload) is None:
        reply = make_reply(language.say("welcome"))
    else:
        reply = show_passage(index.searcher, payload, language)
    await respond(update.message, reply)


async def give_help(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message:
        await respond(update.message, make_reply(language_for(update.message.from_user).say("help")))
