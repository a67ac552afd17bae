"""Message text and its entities, put together as values.

Offsets are Python code points until the very end, where Telegram wants UTF-16 units. There is no markup anywhere,
so nothing that a bulletin or a reader wrote can be taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NotRequired, TypedDict

from telegram.constants import MessageEntityType

# Telegram's limits: https://core.telegram.org/bots/api#sendmessage, https://limits.tginfo.me/en
MESSAGE_UNITS = 4096
MESSAGE_ENTITIES = 100

# Where there are too many entities, highlights go first: a quotation and a source must show as such.
_ESSENTIAL = (MessageEntityType.BLOCKQUOTE, MessageEntityType.EXPANDABLE_BLOCKQUOTE, MessageEntityType.TEXT_LINK)
_ELLIPSIS = " […]"
# White space at which a line may break, with all that stands around it.
_BREAKING_SPACE = re.compile(r"\s*[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]\s*")
# A part of what Telegram takes for a link: it wants a dot in the host, for one.
_LINKABLE = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::[1-9][0-9]{0,3})?(?:[/?#]\S*)?", re.IGNORECASE)


# A stretch of text that Telegram shows in a style of its own: its kind, where it begins and ends in code points, and
# the address of a link. A plain tuple takes a tenth of the time of a record, and an answer moves some fifty of them.
Mark = tuple[str, int, int, str | None]


class Entity(TypedDict):
    """A mark as Telegram takes it, in UTF-16 units. PTB's own MessageEntity takes fifty times as long to make and
    send, and an answer has about sixteen."""

    type: str
    offset: int
    length: int
    url: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Text:
    """A string and its marks; `+` joins two, the second one's marks moving along."""

    string: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Text | str) -> Text:
        if isinstance(other, str):
            return Text(self.string + other, self.marks)
        return Text(self.string + other.string, (*self.marks, *_moved(other.marks, len(self.string))))

    def __radd__(self, other: str) -> Text:
        return Text(other + self.string, tuple(_moved(self.marks, len(other))))

    @property
    def units(self) -> int:
        """The length as Telegram counts it."""
        return units(self.string)

    def part(self, start: int, end: int) -> Text:
        """The text between two offsets, with what remains of its marks."""
        clipped = (
            (kind, max(first, start) - start, min(last, end) - start, url) for kind, first, last, url in self.marks
        )
        return Text(self.string[start:end], tuple([mark for mark in clipped if mark[1] < mark[2]]))

    def cut(self, limit: int, ellipsis: str = _ELLIPSIS) -> Text:
        """At most `limit` units of the text, cut after a word where it has to be."""
        if 2 * len(self.string) <= limit or self.units <= limit:
            return self
        end = word_end(self.string, limit - units(ellipsis))
        return self.part(0, end) + ellipsis

    def entities(self) -> tuple[Entity, ...]:
        """What Telegram takes beside the string, outer entities before those they hold."""
        kept = list(self.marks)
        if len(kept) > MESSAGE_ENTITIES:
            kept = sorted(kept, key=lambda mark: mark[0] not in _ESSENTIAL)[:MESSAGE_ENTITIES]
        kept.sort(key=lambda mark: (mark[1], -mark[2]))
        return tuple([_entity(*mark) for mark in _in_units(kept, self.string)])


def bold(text: str | Text) -> Text:
    return _marked(MessageEntityType.BOLD, text)


def italic(text: str | Text) -> Text:
    return _marked(MessageEntityType.ITALIC, text)


def link(label: str, url: str) -> Text:
    """A link under a label, or the bare address where Telegram would refuse the whole message for it."""
    return _marked(MessageEntityType.TEXT_LINK, label, url) if _LINKABLE.fullmatch(url) else Text(shorten(url, 200))


def quote(text: str | Text, *, expandable: bool = False) -> Text:
    """A quotation; it must stand on lines of its own, and never in another one."""
    return _marked(MessageEntityType.EXPANDABLE_BLOCKQUOTE if expandable else MessageEntityType.BLOCKQUOTE, text)


def highlighted(string: str, spans: Iterable[tuple[int, int]]) -> Text:
    """The string with the spans in bold; spans may touch, overlap or hold white space alone."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    trimmed = [_trimmed(string, start, end) for start, end in merged]
    return Text(string, tuple([(MessageEntityType.BOLD, start, end, None) for start, end in trimmed if start < end]))


def join(separator: str, texts: Sequence[Text | str]) -> Text:
    """The texts that are not empty, separated."""
    strings: list[str] = []
    marks: list[Mark] = []
    length = 0
    for text in texts:
        if isinstance(text, Text):
            marks += _moved(text.marks, length)
            text = text.string
        if text:
            strings.append(text)
            length += len(text) + len(separator)
    return Text(separator.join(strings), tuple(marks))


@lru_cache(maxsize=1024)
def shorten(string: str, limit: int) -> str:
    """One line of at most `limit` units, for headings and names, the same few all day; no-break spaces stay."""
    return Text(_BREAKING_SPACE.sub(" ", string.strip())).cut(limit, "…").string


def units(string: str) -> int:
    """UTF-16 code units: characters beyond the first plane count twice."""
    return len(string.encode("utf-16-le", "surrogatepass")) // 2


def word_end(string: str, limit: int) -> int:
    """Where to cut so that at most `limit` units remain: after the last word that fits, or within a word
    that alone is too long."""
    end = _fitting(string, limit)
    if end < len(string):
        end = next((place for place in range(end, end // 2, -1) if string[place].isspace()), end)
    return len(string[:end].rstrip()) or end


def _fitting(string: str, limit: int) -> int:
    used = 0
    for count, char in enumerate(string):
        used += 2 if char > "\uffff" else 1
        if used > limit:
            return count
    return len(string)


def _marked(kind: str, text: str | Text, url: str | None = None) -> Text:
    """Telegram trims white space off an entity's ends, or refuses it: marks never have any there."""
    inner = text if isinstance(text, Text) else Text(text)
    start, end = _trimmed(inner.string, 0, len(inner.string))
    return Text(inner.string, ((kind, start, end, url), *inner.marks)) if start < end else inner


def _moved(marks: Sequence[Mark], by: int) -> Sequence[Mark]:
    return [(kind, start + by, end + by, url) for kind, start, end, url in marks] if marks and by else marks


def _trimmed(string: str, start: int, end: int) -> tuple[int, int]:
    while start < end and string[start].isspace():
        start += 1
    while start < end and string[end - 1].isspace():
        end -= 1
    return start, end


def _in_units(marks: list[Mark], string: str) -> list[Mark]:
    """With offsets in UTF-16 units, which in most texts are the same as code points."""
    if units(string) == len(string):
        return marks
    return [(kind, units(string[:start]), units(string[:end]), url) for kind, start, end, url in marks]


def _entity(kind: str, start: int, end: int, url: str | None) -> Entity:
    if url is None:
        return {"type": kind, "offset": start, "length": end - start}
    return {"type": kind, "offset": start, "length": end - start, "url": url}
