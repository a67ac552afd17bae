"""A key that French words share when they sound alike: "bocou" and "beaucoup", "pourkoi" and "pourquoi".

The rules follow French spelling coarsely: what matters is that a word written by ear gets the key of the word
meant, not that the key can be pronounced.
"""

from __future__ import annotations

import re
from functools import lru_cache

# In order; on folded letters. Capitals stand for sounds that take several letters to write: A, I, O nasal vowels,
# C the sound of "ch", G that of "gn".
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z0-9]", ""),
        (r"cc(?=[eiy])", "x"),
        (r"(.)\1+", r"\1"),
        (r"ph", "f"),
        (r"s?ch|sh", "C"),
        (r"h", ""),
        (r"gn", "G"),
        (r"c(?=[eiy])", "s"),
        (r"ge(?=[aou])|g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"tion|sion", "siO"),
        (r"eau|au", "o"),
        (r"oeu|oe|eu", "e"),
        (r"(?:ain|ein|aim|in|im|yn|ym|un|um)(?![aeiouy])", "I"),
        (r"(?:an|am|en|em)(?![aeiouynm])", "A"),
        (r"(?:on|om)(?![aeiouynm])", "O"),
        (r"ou|w(?=[aeiou])", "u"),
        (r"ai|ei|ay|ey", "e"),
        (r"oi|oy", "ua"),
        (r"qu|q|c|k", "k"),
        (r"(?<=[aeiou])x$", ""),
        (r"x", "ks"),
        (r"z", "s"),
        (r"w", "v"),
        (r"y", "i"),
        (r"(?:er|es|et|ez|e)$", "e"),
        (r"(?<=.)[stdp]$", ""),
        (r"(?<=..)e$", ""),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=100_000)
def sound_key(form: str) -> str:
    """The key of a folded word; empty for one without letters or figures."""
    key = form
    for pattern, sound in _RULES:
        key = pattern.sub(sound, key)
    return key
