"""Bulletins into Passages with stable ids.

A passage is one paragraph. A paragraph that ends in a colon and the quotation after it are one passage, up to
the block in which that quotation closes, so that a quotation never loses who spoke.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.model import Bulletin, Passage, Section, Speaker
from index.speakers import find_speakers

_CLOSING = {"«": "»", "“": "”", "„": "“”", "‹": "›", '"': '"'}
_ID = re.compile(r"j(\d{1,5}(?:-\d{1,5})?(?:e[1-9]\d{0,2})?)-s(\d{1,4})-p(\d{1,5})")


def split_bulletin(bulletin: Bulletin) -> tuple[Passage, ...]:
    """The passages of a bulletin in reading order; a retracted bulletin has none."""
    if bulletin.retracted:
        return ()
    return tuple(passage for section in bulletin.sections for passage in _split_section(bulletin, section))


def passage_id(bulletin_id: str, section: int, paragraph: int) -> str:
    return f"j{bulletin_id}-s{section}-p{paragraph}"


def bulletin_id_of(passage_id: str) -> str | None:
    """The bulletin that a passage id names, or None where the text is no passage id."""
    match = _ID.fullmatch(passage_id)
    return match[1] if match else None


def _split_section(bulletin: Bulletin, section: Section) -> Iterator[Passage]:
    cited: list[Speaker] = []
    for number, text in enumerate(join_quotations(section.paragraphs), 1):
        speakers = find_speakers(text, cited)
        cited.extend(speakers)
        yield Passage(
            id=passage_id(bulletin.id, section.number, number),
            bulletin_id=bulletin.id,
            section=section.number,
            heading=section.heading,
            paragraph=number,
            text=text,
            speakers=speakers,
        )


def join_quotations(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs less the white space at their edges, quotations joined to what announces them."""
    texts = [paragraph.strip() for paragraph in paragraphs]
    joined: list[str] = []
    start = 0
    while start < len(texts):
        end = start + 1
        while end < len(texts) and texts[end - 1].endswith(":") and texts[end].startswith(tuple(_CLOSING)):
            end = _quotation_end(texts, end)
        joined.append("\n\n".join(texts[start:end]))
        start = end
    return joined


def _quotation_end(texts: Sequence[str], start: int) -> int:
    """One past the block in which the quotation opened at `start` closes; one block if it never does."""
    mark = texts[start][0]
    depth = 0
    repeated = True
    for end, text in enumerate(texts[start:], start + 1):
        # French may repeat the opening mark at each paragraph of a long quotation: at all of them or at none.
        repeated = repeated and text.startswith(mark)
        depth = _depth_after(text[1:] if repeated and depth > 0 else text, mark, depth)
        if depth == 0:
            return end
    return start + 1


def _depth_after(text: str, mark: str, depth: int) -> int:
    for char in text:
        if char in _CLOSING[mark] and depth > 0:
            depth -= 1
        elif char == mark:
            depth += 1
    return depth
