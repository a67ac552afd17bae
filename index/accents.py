"""Accents that readers leave out, where nothing else tells a word from a stop word: "ou est ne Zelensky"."""

from __future__ import annotations

import re

_MAY_LACK_ONE = re.compile(r"\b(?:ne|mais)\b", re.IGNORECASE)
# "ne" is "né" behind such a verb, or before what no verb begins with, unless something is denied; "mais" behind an
# article is "maïs".
_DENIES_NOTHING = r"(?!.*\b(?:pas|jamais|rien|plus(?! d['’e]))\b)"
_TYPED_PLAINLY = [
    (re.compile(rf"\b((?:est|sont|[ée]tait|fut)\s+)ne\b{_DENIES_NOTHING}", re.IGNORECASE), r"\1né"),
    (
        re.compile(
            r"\bne\b(?=\W*$|\s+(?:a|à|aux?|en|dans|sous|vers|pr[eè]s|quand)\b|\s+le\s+\d)" + _DENIES_NOTHING,
            re.IGNORECASE,
        ),
        "né",
    ),
    (re.compile(r"\b((?:du|le|de|au)\s+)mais\b", re.IGNORECASE), r"\1maïs"),
]


def accented(text: str) -> str:
    """A French question with the accents that tell its words from stop words, where the sentence shows them."""
    if not _MAY_LACK_ONE.search(text):
        return text
    for typed, meant in _TYPED_PLAINLY:
        text = typed.sub(meant, text)
    return text
