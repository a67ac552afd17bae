"""Whether Telegram would take a reply: the local server's own judgement, without a server."""

from __future__ import annotations

import json

from bot.local.entities import read_entities
from bot.local.keyboards import read_keyboard
from bot.local.params import Params
from bot.local.texts import Formatted, format_text
from bot.replies.reply import Reply


def accept(reply: Reply) -> Formatted:
    """The message as Telegram would keep it; fails where Telegram would refuse it."""
    rows = [[{"text": b.label, "callback_data": str(b.code)} for b in row] for row in reply.buttons]
    read_keyboard(Params({"reply_markup": json.dumps({"inline_keyboard": rows})}))
    return format_text(reply.text, read_entities(list(reply.entities)))


def marked(reply: Reply, *kinds: str) -> list[str]:
    """The stretches of the reply under entities of the given types."""
    encoded = reply.text.encode("utf-16-le")
    return [
        encoded[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in reply.entities
        if entity["type"] in kinds
    ]


def labels(reply: Reply) -> list[list[str]]:
    return [[button.label for button in row] for row in reply.buttons]


def codes(reply: Reply) -> list[str]:
    return [str(button.code) for row in reply.buttons for button in row]
