"""Links to the publisher's page, with a text fragment to the very paragraph where the page has its words.

Text fragments: https://wicg.github.io/scroll-to-text-fragment/ (`#:~:text=start,end`).
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from index.model import Bulletin, Passage

# As many words as make a beginning or an end unmistakable; a text of no more than both is given whole.
_EDGE_WORDS = 6


def link_to(bulletin: Bulletin, passage: Passage) -> str | None:
    """The address of a passage, or None where its bulletin has no address."""
    if bulletin.url is None or bulletin.rendition != "verbatim":
        return bulletin.url
    joint = "" if "#" in bulletin.url else "#"
    return f"{bulletin.url}{joint}:~:text={_fragment(passage.text)}"


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http or https address that a link can carry."""
    if any(char.isspace() or ord(char) < 0x20 for char in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _fragment(text: str) -> str:
    blocks = [block.split() for block in text.split("\n\n")]
    if len(blocks) == 1 and len(blocks[0]) <= 2 * _EDGE_WORDS:
        return _encode(blocks[0])
    return f"{_encode(blocks[0][:_EDGE_WORDS])},{_encode(blocks[-1][-_EDGE_WORDS:])}"


def _encode(words: list[str]) -> str:
    # The hyphen is part of the fragment's own syntax.
    return quote(" ".join(words), safe="").replace("-", "%2D")
