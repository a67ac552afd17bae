"""Message entities, and text measured as Telegram measures it.

Offsets and lengths count UTF-16 code units. `to_units` spells a text so that one character is one unit
(characters beyond the basic plane become surrogate pairs); ordinary slicing then agrees with Telegram.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.local.links import LinkError, checked_link
from bot.local.refusal import Json, bad_request

QUOTES = frozenset({"blockquote", "expandable_blockquote"})
SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
CONTINUOUS = frozenset({"text_link", "text_mention", "code", "pre", "custom_emoji"})
AUTOMATIC = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})

_REQUIRED = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a message's text with a meaning; `extra` holds what its type adds (`url`, `language`...)."""

    type: str
    offset: int
    length: int
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.offset + self.length

    def spanning(self, offset: int, end: int) -> Entity:
        return replace(self, offset=offset, length=end - offset)

    def crosses(self, other: Entity) -> bool:
        """Whether the two share at least one unit."""
        return self.offset < other.end and other.offset < self.end

    def to_json(self) -> Json:
        return {"type": self.type, "offset": self.offset, "length": self.length, **self.extra}


def to_units(text: str) -> str:
    return _ASTRAL.sub(_surrogates, text)


def from_units(units: str) -> str:
    return units.encode("utf-16", "surrogatepass").decode("utf-16")


def _surrogates(match: re.Match[str]) -> str:
    code = ord(match[0]) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def read_entities(value: Any) -> list[Entity]:
    """The `entities` parameter; refuses what has no known type or lacks what its type needs."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_request("expected an Array of MessageEntity")
    return [_read_entity(item) for item in value]


def _read_entity(item: Any) -> Entity:
    if not isinstance(item, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind = item.get("type")
    if kind not in QUOTES | SPLITTABLE | CONTINUOUS | AUTOMATIC:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    return Entity(kind, _number(item, "offset"), _number(item, "length"), _extra(kind, item))


def _number(item: Json, name: str) -> int:
    if name not in item:
        raise bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
    try:
        return int(item[name])
    except (TypeError, ValueError):
        raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be of type Number') from None


def _extra(kind: str, item: Json) -> Json:
    if kind == "pre":
        return {"language": item["language"]} if item.get("language") else {}
    name = _REQUIRED.get(kind)
    if name is None:
        return {}
    if item.get(name) is None:
        raise bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
    return {name: _link(item[name])} if kind == "text_link" else {name: item[name]}


def _link(url: str) -> str:
    try:
        return checked_link(url)
    except LinkError as error:
        raise bad_request(f"entity URL '{url}' is invalid: {error}") from None
