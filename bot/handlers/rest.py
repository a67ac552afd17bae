"""Messages that are no question: each gets a kind word and the way to ask one."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.delivery import respond
from bot.handlers.reader import language_for
from bot.replies.reply import make_reply

# Attribute of a message -> phrase. An animation comes with a document: it stands before it.
_KINDS = {
    "photo": "photo",
    "sticker": "sticker",
    "animation": "sticker",
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "document": "document",
    "video": "document",
    "venue": "location",
    "location": "location",
}


async def explain(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message:
        phrase = _phrase_for(update.message)
        await respond(update.message, make_reply(language_for(update.message.from_user).say(phrase)))


def _phrase_for(message: Message) -> str:
    if message.forward_origin is not None:
        return "forwarded"
    if message.text and message.text.startswith("/"):
        return "unknown_command"
    return next((phrase for kind, phrase in _KINDS.items() if getattr(message, kind)), "other")
