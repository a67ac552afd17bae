"""`parse_mode` HTML: text with tags -> plain text and entities.

Only Telegram's tags are known, a tag left open is an error, and an `&` that starts no entity Telegram knows
stays as it is. A link Telegram would not accept is dropped and its text kept. Byte offsets in the errors
count the UTF-8 bytes of what was sent, as Telegram's do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.local.entities import Entity, from_units, to_units
from bot.local.links import LinkError, checked_link
from bot.local.refusal import Json, RefusedError, bad_request

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))|([a-z]+));?", re.IGNORECASE)
_PLAIN = re.compile(r"[^<&]+")
_NAME = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE = re.compile(r"[^\s=>]+")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


@dataclass(slots=True)
class _Tag:
    name: str
    offset: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text without its tags, and the entities they made, in the order in which they closed."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._units = 0
        self._open: list[_Tag] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self._at < len(self._source):
            character = self._source[self._at]
            if character == "<":
                self._tag()
            elif character == "&":
                self._reference()
            else:
                plain = self._take(_PLAIN)
                self._emit(plain)
        if self._open:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return from_units("".join(self._text)), self._entities

    def _emit(self, text: str) -> None:
        units = to_units(text)
        self._text.append(units)
        self._units += len(units)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._at)
        taken = match[0] if match else ""
        self._at += len(taken)
        return taken

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _error(self, reason: str, at: int | None = None) -> RefusedError:
        where = "" if at is None else f" at byte offset {len(self._source[:at].encode())}"
        return bad_request(f"can't parse entities: {reason}{where}")

    def _reference(self) -> None:
        match = _REFERENCE.match(self._source, self._at)
        character = _decoded(match) if match else None
        self._at += len(match[0]) if match and character is not None else 1
        self._emit("&" if character is None else character)

    def _tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._peek() == "/":
            self._at += 1
            self._close_tag(begin)
        else:
            self._open_tag(begin)

    def _open_tag(self, begin: int) -> None:
        name = self._take(_NAME).lower()
        if not self._peek():
            raise self._error("Unclosed start tag", begin)
        if name not in _TYPES:
            raise self._error(f'Unsupported start tag "{name}"', begin)
        tag = _Tag(name, self._units)
        self._take(_SPACE)
        while self._peek() != ">":
            self._attribute(tag, begin)
            self._take(_SPACE)
        self._at += 1
        if name == "span" and tag.attributes.get("class") != "tg-spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(tag)

    def _attribute(self, tag: _Tag, begin: int) -> None:
        name = self._take(_ATTRIBUTE)
        if not name:
            reason = f'Empty attribute name in the tag "{tag.name}"' if self._peek() else "Unclosed start tag"
            raise self._error(reason, begin)
        self._take(_SPACE)
        if self._peek() != "=":
            if (tag.name, name.lower()) != ("blockquote", "expandable"):
                raise self._error(f'Expected equal sign in declaration of an attribute of the tag "{tag.name}"', begin)
            tag.attributes["expandable"] = ""
            return
        self._at += 1
        self._take(_SPACE)
        tag.attributes[name] = self._value(begin)

    def _value(self, begin: int) -> str:
        quote = self._peek()
        if quote not in ("'", '"'):
            start = self._at
            token = self._take(_TOKEN).lower()
            if self._peek() and self._peek() not in " \n\t>":
                raise self._error("Unexpected end of name token", start)
            return token
        end = self._source.find(quote, self._at + 1)
        if not quote or end < 0:
            raise self._error("Unclosed start tag", begin)
        value = self._source[self._at + 1 : end]
        self._at = end + 1
        return _REFERENCE.sub(lambda match: _decoded(match) or match[0], value)

    def _close_tag(self, begin: int) -> None:
        if not self._open:
            raise self._error("Unexpected end tag", begin)
        name = self._take(_NAME).lower()
        self._take(_SPACE)
        if self._peek() != ">":
            raise self._error("Unclosed end tag", begin)
        self._at += 1
        tag = self._open.pop()
        if name and name != tag.name:
            at = len(self._source[:begin].encode())
            found = f'expected "</{tag.name}>", found "</{name}>"'
            raise self._error(f"Unmatched end tag at byte offset {at}, {found}")
        if self._units > tag.offset:
            self._add_entity(tag)

    def _add_entity(self, tag: _Tag) -> None:
        span = (tag.offset, self._units - tag.offset)
        match tag.name:
            case "a":
                self._add_link(tag, span)
            case "tg-emoji":
                identifier = tag.attributes.get("emoji-id", "")
                if not identifier.isdecimal() or not 0 < int(identifier) < 2**63:
                    raise self._error("Invalid custom emoji identifier specified")
                self._entities.append(Entity("custom_emoji", *span, {"custom_emoji_id": identifier}))
            case "blockquote" if "expandable" in tag.attributes:
                self._entities.append(Entity("expandable_blockquote", *span))
            case "pre" | "code":
                self._add_code(tag, span)
            case _:
                self._entities.append(Entity(_TYPES[tag.name], *span))

    def _add_link(self, tag: _Tag, span: tuple[int, int]) -> None:
        url = tag.attributes.get("href") or from_units("".join(self._text)[tag.offset :])
        try:
            self._entities.append(Entity("text_link", *span, {"url": checked_link(url)}))
        except LinkError:
            return

    def _add_code(self, tag: _Tag, span: tuple[int, int]) -> None:
        """`<pre><code class="language-x">` is one block with a language, not a code inside a block."""
        name = tag.attributes.get("class", "")
        language: Json = {"language": name[9:]} if name.startswith("language-") else {}
        inner = self._entities[-1] if self._entities else None
        if tag.name == "pre" and inner and inner.type == "code" and (inner.offset, inner.length) == span:
            self._entities[-1] = Entity("pre", *span, inner.extra)
        elif tag.name == "code" and self._open and self._open[-1].name == "pre":
            self._entities.append(Entity("code", *span, language))
        else:
            self._entities.append(Entity(tag.name, *span))


def _decoded(match: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None
