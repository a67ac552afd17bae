"""A section as the bulletin has it, over as many pages as it takes, the passage a reader came from set apart."""

from __future__ import annotations

from collections.abc import Sequence

from bot.buttons import BulletinButton, Button, ContextButton, SectionButton, pager
from bot.language import Language
from bot.replies.reply import Reply, make_reply
from bot.replies.source import days_and_date, days_of, heading_of, publisher_of
from bot.text import Text, bold, join, quote, units, word_end
from index.model import Bulletin, Passage

# Short enough to be read on a phone without losing one's place, and to leave room for heading and source.
PAGE_UNITS = 3000
_CUT = "[…]"
# What a stretch takes beside its words: a blank line, and a cut shown on both sides.
_SEPARATION = units(f"\n\n{_CUT}  {_CUT}")

# A page is stretches of passages: (the passage's place in the section, start, end), in code points.
Stretch = tuple[int, int, int]


def section_page(
    passages: Sequence[Passage],
    found: str | None,
    page: int | None,
    bulletin: Bulletin,
    address: str | None,
    language: Language,
) -> Reply:
    """One page (from 1) of a section's passages, of which there is at least one; None is the page where the passage
    `found` begins."""
    pages = _paginate([passage.text for passage in passages])
    if page is None:
        page = next((number for number, stretches in enumerate(pages, 1) if _holds(stretches, passages, found)), 1)
    page = min(page, len(pages))
    first = passages[0]
    text = join(
        "\n\n",
        [
            bold(heading_of(first.heading, language)) + "\n" + days_and_date(bulletin, language),
            *(_stretch(passages[place], start, end, found) for place, start, end in pages[page - 1]),
            publisher_of(bulletin, address, language),
        ],
    )
    return make_reply(text, (*_pager(first, found, page, len(pages)), _upward(bulletin, language)))


def empty_section(bulletin: Bulletin, language: Language) -> Reply:
    """A heading with nothing below it, or one that is no longer there."""
    return make_reply(language.say("no_text"), (_upward(bulletin, language),))


def _pager(first: Passage, found: str | None, page: int, count: int) -> tuple[tuple[Button, ...], ...]:
    def turn(to: int) -> ContextButton | SectionButton:
        return ContextButton(found, to) if found else SectionButton(first.bulletin_id, first.section, to)

    return pager(page, count, turn)


def _upward(bulletin: Bulletin, language: Language) -> tuple[Button, ...]:
    return (Button(language.say("button_bulletin", days=days_of(bulletin, language)), BulletinButton(bulletin.id)),)


def _holds(stretches: Sequence[Stretch], passages: Sequence[Passage], found: str | None) -> bool:
    return any(passages[place].id == found for place, _, _ in stretches)


def _stretch(passage: Passage, start: int, end: int, found: str | None) -> Text:
    """Where a page ends within a passage, the cut shows on both sides."""
    before = f"{_CUT} " if start else ""
    after = f" {_CUT}" if end < len(passage.text) else ""
    words = Text(f"{before}{passage.text[start:end].strip()}{after}")
    return quote(words) if passage.id == found else words


def _paginate(texts: Sequence[str]) -> list[list[Stretch]]:
    """Whole passages to a page while they fit; one that is longer than a page runs over several."""
    pages: list[list[Stretch]] = [[]]
    room = PAGE_UNITS
    for place, text in enumerate(texts):
        for start, end in _pieces(text):
            needed = units(text[start:end]) + _SEPARATION
            if needed > room and pages[-1]:
                pages.append([])
                room = PAGE_UNITS
            pages[-1].append((place, start, end))
            room -= needed
    return pages


def _pieces(text: str) -> list[tuple[int, int]]:
    pieces = []
    start = 0
    while start < len(text):
        end = start + word_end(text[start:], PAGE_UNITS - _SEPARATION)
        pieces.append((start, end))
        start = end
    return pieces
