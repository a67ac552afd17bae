"""The entities Telegram finds by itself: commands, mentions, hashtags, links and addresses."""

from __future__ import annotations

import re

from bot.local.entities import Entity

_URL = re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>«»\"]+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{4,32}(?!\w)")
_HASHTAG = re.compile(r"(?<!\w)#\w*[^\W\d_]\w*(?!\w*#)")


def detect_entities(units: str) -> list[Entity]:
    """What stands in `units` (a text spelled in UTF-16 units); none of them overlap, a link wins over its parts."""
    found: list[Entity] = []
    for kind, mark, pattern in (
        ("url", ".", _URL),
        ("email", "@", _EMAIL),
        ("bot_command", "/", _COMMAND),
        ("mention", "@", _MENTION),
        ("hashtag", "#", _HASHTAG),
    ):
        if mark in units:
            matches = (_entity(kind, match) for match in pattern.finditer(units))
            found += [entity for entity in matches if not any(entity.crosses(other) for other in found)]
    return found


def _entity(kind: str, match: re.Match[str]) -> Entity:
    text = match[0]
    if kind == "url":
        text = text.rstrip(".,;:!?…'’")
        if text.endswith(")") and "(" not in text:
            text = text[:-1]
    return Entity(kind, match.start(), len(text))
