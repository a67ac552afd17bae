"""Message text and its entities, put together as values.

Offsets are Python code points until the very end, where Telegram wants UTF-16 units. There is no markup anywhere,
so nothing that a bulletin or a reader wrote can be taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

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


class Mark(NamedTuple):
    """A stretch of text, in code points, that Telegram shows in a style of its own."""

    kind: str
    start: int
    end: int
    url: str | None = None


class Entity(NamedTuple):
    """A mark as Telegram takes it, in UTF-16 units. PTB's own MessageEntity takes fifty times as long to make and
    send, and an answer has about sixteen."""

    type: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A string and its marks; `+` joins two, the second one's marks moving along."""

    string: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Text | str) -> Text:
        if isinstance(other, str):
            return Text(self.string + other, self.marks)
        return Text(self.string + other.string, self.marks + _moved(other.marks, len(self.string)))

    def __radd__(self, other: str) -> Text:
        return Text(other + self.string, _moved(self.marks, len(other)))

    @property
    def units(self) -> int:
        """The length as Telegram counts it."""
        return units(self.string)

    def part(self, start: int, end: int) -> Text:
        """The text between two offsets, with what remains of its marks."""
        clipped = (
            Mark(mark.kind, max(mark.start, start) - start, min(mark.end, end) - start, mark.url) for mark in self.marks
        )
        return Text(self.string[start:end], tuple(mark for mark in clipped if mark.start < mark.end))

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
            kept = sorted(kept, key=lambda mark: mark.kind not in _ESSENTIAL)[:MESSAGE_ENTITIES]
        kept.sort(key=lambda mark: (mark.start, -mark.end))
        place = _places(self.string)
        return tuple([Entity(kind, place(start), place(end) - place(start), url) for kind, start, end, url in kept])


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
    trimmed = (_trimmed(string, start, end) for start, end in merged)
    return Text(string, tuple(Mark(MessageEntityType.BOLD, start, end) for start, end in trimmed if start < end))


def join(separator: str, texts: Sequence[Text | str]) -> Text:
    """The texts that are not empty, separated."""
    strings: list[str] = []
    marks: list[Mark] = []
    length = 0
    for text in texts:
        string = text if isinstance(text, str) else text.string
        if not string:
            continue
        if isinstance(text, Text):
            marks += _moved(text.marks, length)
        strings.append(string)
        length += len(string) + len(separator)
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
    return Text(inner.string, (Mark(kind, start, end, url), *inner.marks)) if start < end else inner


def _moved(marks: tuple[Mark, ...], by: int) -> tuple[Mark, ...]:
    return tuple([Mark(kind, start + by, end + by, url) for kind, start, end, url in marks]) if by else marks


def _trimmed(string: str, start: int, end: int) -> tuple[int, int]:
    while start < end and string[start].isspace():
        start += 1
    while start < end and string[end - 1].isspace():
        end -= 1
    return start, end


def _places(string: str) -> Callable[[int], int]:
    """From code points to UTF-16 units, which are the same in most texts."""
    if units(string) == len(string):
        return int
    return lambda place: units(string[:place])
