"""Which language a question is in."""

from __future__ import annotations

import pytest

from index.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("combien de missiles", "fr"),
        ("trump a promis des missiles", "fr"),
        ("keske trump a di a zelenski", "fr"),
        ("trump missiles", "fr"),
        ("", "fr"),
        ("?!", "fr"),
        ("1231", "fr"),
        ("東京", "fr"),
        ("how many missiles did Trump promise", "en"),
        ("what did Zelensky say", "en"),
        ("who got Zelensky's plan", "en"),
        ("is it true that Kyiv was hit", "en"),
        ("скільки ракет", "uk"),
        ("де F-16", "uk"),
        ("що сказав Trump", "uk"),
    ],
)
def test_the_language_is_told_by_letters_and_small_words(text: str, language: str) -> None:
    assert detect_language(text) == language
