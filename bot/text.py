"""Message text and its entities, put together as values.

Offsets are Python code points until the very end, where Telegram wants UTF-16 units. There is no markup anywhere,
so nothing that a bulletin or a reader wrote can be taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from telegram import MessageEntity

# Telegram's limits: https://core.telegram.org/bots/api#sendmessage, https://limits.tginfo.me/en
MESSAGE_UNITS = 4096
MESSAGE_ENTITIES = 100

# Where there are too many entities, highlights go first: a quotation and a source must show as such.
_ESSENTIAL = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE, MessageEntity.TEXT_LINK)
_ELLIPSIS = " […]"
# White space at which a line may break, with all that stands around it.
_BREAKING_SPACE = re.compile(r"\s*[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]\s*")
# A part of what Telegram takes for a link: it wants a dot in the host, for one.
_LINKABLE = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::[1-9][0-9]{0,3})?(?:[/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text, in code points, that Telegram shows in a style of its own."""

    kind: str
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A string and its marks; `+` joins two, the second one's marks moving along."""

    string: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Text | str) -> Text:
        added = other if isinstance(other, Text) else Text(other)
        by = len(self.string)
        moved = tuple(replace(mark, start=mark.start + by, end=mark.end + by) for mark in added.marks)
        return Text(self.string + added.string, self.marks + moved)

    def __radd__(self, other: str) -> Text:
        return Text(other) + self

    @property
    def units(self) -> int:
        """The length as Telegram counts it."""
        return units(self.string)

    def part(self, start: int, end: int) -> Text:
        """The text between two offsets, with what remains of its marks."""
        clipped = (
            replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start) for mark in self.marks
        )
        return Text(self.string[start:end], tuple(mark for mark in clipped if mark.start < mark.end))

    def cut(self, limit: int, ellipsis: str = _ELLIPSIS) -> Text:
        """At most `limit` units of the text, cut after a word where it has to be."""
        if self.units <= limit:
            return self
        end = word_end(self.string, limit - units(ellipsis))
        return self.part(0, end) + ellipsis

    def entities(self) -> tuple[MessageEntity, ...]:
        """What Telegram takes beside the string, outer entities before those they hold."""
        essential_first = sorted(self.marks, key=lambda mark: mark.kind not in _ESSENTIAL)
        kept = sorted(essential_first[:MESSAGE_ENTITIES], key=lambda mark: (mark.start, -mark.end))
        return tuple(_entity(self.string, mark) for mark in kept)


def bold(text: str | Text) -> Text:
    return _marked(MessageEntity.BOLD, text)


def italic(text: str | Text) -> Text:
    return _marked(MessageEntity.ITALIC, text)


def link(label: str, url: str) -> Text:
    """A link under a label, or the bare address where Telegram would refuse the whole message for it."""
    return _marked(MessageEntity.TEXT_LINK, label, url) if _LINKABLE.fullmatch(url) else Text(shorten(url, 200))


def quote(text: str | Text, *, expandable: bool = False) -> Text:
    """A quotation; it must stand on lines of its own, and never in another one."""
    return _marked(MessageEntity.EXPANDABLE_BLOCKQUOTE if expandable else MessageEntity.BLOCKQUOTE, text)


def highlighted(string: str, spans: Iterable[tuple[int, int]]) -> Text:
    """The string with the spans in bold; spans may touch, overlap or hold white space alone."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    trimmed = (_trimmed(string, start, end) for start, end in merged)
    return Text(string, tuple(Mark(MessageEntity.BOLD, start, end) for start, end in trimmed if start < end))


def join(separator: str, texts: Sequence[Text | str]) -> Text:
    """The texts that are not empty, separated."""
    joined = Text()
    for text in texts:
        added = text if isinstance(text, Text) else Text(text)
        if added.string:
            joined = joined + separator + added if joined.string else added
    return joined


def shorten(string: str, limit: int) -> str:
    """One line of at most `limit` units, for headings and names; no-break spaces stay."""
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
    return replace(inner, marks=(Mark(kind, start, end, url), *inner.marks)) if start < end else inner


def _trimmed(string: str, start: int, end: int) -> tuple[int, int]:
    piece = string[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _entity(string: str, mark: Mark) -> MessageEntity:
    return MessageEntity(mark.kind, units(string[: mark.start]), units(string[mark.start : mark.end]), url=mark.url)
