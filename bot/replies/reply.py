"""A message ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass

from bot.buttons import Rows
from bot.text import Entity, Text


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    entities: tuple[Entity, ...] = ()
    buttons: Rows = ()


def make_reply(text: Text | str, buttons: Rows = ()) -> Reply:
    content = text if isinstance(text, Text) else Text(text)
    return Reply(content.string, content.entities(), buttons)
