"""What a button asks for, as the code that Telegram hands back when it is pressed.

A code says everything needed to answer it (a question by its number in the readers' state), so a button works
after a restart. Codes are read strictly: anything else was not made here. A `page` of None opens something new
below; a number turns the message's own page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

# The number of a question that is not kept: no button can lead back to it.
UNKEPT = 0

# How a question is searched: for any day, and alone.
_WAYS = {(False, False): "hit", (True, False): "all", (False, True): "own", (True, True): "any"}
_WAY_OF = {name: way for way, name in _WAYS.items()}

_NUMBER = "[1-9][0-9]{0,17}"
_PAGE = "[1-9][0-9]{0,3}"
_BULLETIN = "[0-9]{1,5}(?:-[0-9]{1,5})?(?:e[1-9][0-9]{0,2})?"
_SECTION = "[0-9]{1,4}"
_PASSAGE = f"j{_BULLETIN}-s{_SECTION}-p[0-9]{{1,5}}"


@dataclass(frozen=True, slots=True)
class HitButton:
    """Another hit of a question asked before; both numbers count from 1.

    With `any_day` the question is searched without regard to the days that it names, with `alone` without the question
    before it.
    """

    question: int
    number: int
    any_day: bool = False
    alone: bool = False

    def __str__(self) -> str:
        return f"{_WAYS[self.any_day, self.alone]}:{self.question}:{self.number}"


@dataclass(frozen=True, slots=True)
class ContextButton:
    """The section around a passage."""

    passage: str
    page: int | None = None

    def __str__(self) -> str:
        return f"context:{self.passage}{_page(self.page)}"


@dataclass(frozen=True, slots=True)
class SectionButton:
    """A section from its beginning; 0 is the lead."""

    bulletin: str
    section: int
    page: int | None = None

    def __str__(self) -> str:
        return f"section:{self.bulletin}:{self.section}{_page(self.page)}"


@dataclass(frozen=True, slots=True)
class BulletinButton:
    """A bulletin's lead and headings."""

    bulletin: str
    page: int | None = None

    def __str__(self) -> str:
        return f"bulletin:{self.bulletin}{_page(self.page)}"


@dataclass(frozen=True, slots=True)
class PlaceButton:
    """Only shows where the reader is; pressing it does nothing."""

    def __str__(self) -> str:
        return "place"


Code = HitButton | ContextButton | SectionButton | BulletinButton | PlaceButton


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    code: Code


Rows = tuple[tuple[Button, ...], ...]


def parse_code(code: str) -> Code | None:
    """The code as it was made, or None for any other text."""
    for pattern, read in _READERS:
        if match := pattern.fullmatch(code):
            return read(match)
    return None


def pager(number: int, count: int, turn: Callable[[int], Code]) -> Rows:
    """One row: back, where the reader is, on; nothing where there is one page. `turn` gives a page's code."""
    if count < 2:
        return ()
    back = (Button("←", turn(number - 1)),) if number > 1 else ()
    onward = (Button("→", turn(number + 1)),) if number < count else ()
    return ((*back, Button(f"{number}/{count}", PlaceButton()), *onward),)


def _page(page: int | None) -> str:
    return "" if page is None else f":{page}"


def _to_page(text: str | None) -> int | None:
    return None if text is None else int(text)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Code]], ...] = (
    (
        re.compile(f"({'|'.join(_WAY_OF)}):({_NUMBER}):({_PAGE})"),
        lambda found: HitButton(int(found[2]), int(found[3]), *_WAY_OF[found[1]]),
    ),
    (re.compile(f"context:({_PASSAGE})(?::({_PAGE}))?"), lambda found: ContextButton(found[1], _to_page(found[2]))),
    (
        re.compile(f"section:({_BULLETIN}):({_SECTION})(?::({_PAGE}))?"),
        lambda found: SectionButton(found[1], int(found[2]), _to_page(found[3])),
    ),
    (re.compile(f"bulletin:({_BULLETIN})(?::({_PAGE}))?"), lambda found: BulletinButton(found[1], _to_page(found[2]))),
    (re.compile("place"), lambda _: PlaceButton()),
)
