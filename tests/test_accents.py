"""Accents that readers leave out, restored where the sentence shows what word is meant."""

from __future__ import annotations

import pytest

from index.accents import accented


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ou est ne Zelensky", "ou est né Zelensky"),
        ("quand est-il ne ?", "quand est-il né ?"),
        ("NE EN 1978", "né EN 1978"),
        ("ne le 25 janvier", "né le 25 janvier"),
        ("zelensky ne en 1978 a-t-il plus d'un enfant", "zelensky né en 1978 a-t-il plus d'un enfant"),
        ("le prix du  mais", "le prix du  maïs"),
    ],
)
def test_a_word_is_given_the_accent_that_the_sentence_shows(typed: str, meant: str) -> None:
    assert accented(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "il ne vient pas",
        "on ne en parle plus",
        "Trump est ne pas venu",
        "trump ne le sait pas",
        "mais pourquoi",
        "",
        "ne pas",
    ],
)
def test_what_denies_or_objects_stays(text: str) -> None:
    assert accented(text) == text
