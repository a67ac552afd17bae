"""The language of a question: `fr`, `en` or `uk`, and the words that say nothing in it beside the French ones."""

from __future__ import annotations

import re

from index.analysis import fold
from index.words import ENGLISH_MARKERS, ENGLISH_STOP_WORDS, FRENCH_MARKERS, UKRAINIAN_STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+")
_GENITIVE = re.compile(r"['’]s\b")
_STOP_WORDS = {"en": ENGLISH_STOP_WORDS, "uk": UKRAINIAN_STOP_WORDS}


def detect_language(text: str) -> str:
    """`uk` for Cyrillic letters, `en` where English function words outnumber French ones, else `fr`."""
    if not text.isascii() and _is_cyrillic(text):
        return "uk"
    words = [fold(word) for word in _WORD.findall(_GENITIVE.sub("", text))]
    english = sum(map(ENGLISH_MARKERS.__contains__, words))
    french = sum(map(FRENCH_MARKERS.__contains__, words))
    return "en" if english > french else "fr"


def stop_words_of(language: str) -> frozenset[str]:
    """Those that French does not have: French ones are none of a question's words in any language."""
    return _STOP_WORDS.get(language, frozenset())


def _is_cyrillic(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum("Ѐ" <= char <= "ӿ" for char in letters) * 2 > len(letters)
