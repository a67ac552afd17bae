"""The bot's sentences: complete in every language, and nowhere but in their files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import bot
from bot.language import CODES, language_of, load_language

BOT = Path(bot.__file__).parent
SPEAKING = [*(BOT / "replies").glob("*.py"), *(BOT / "handlers").glob("*.py"), BOT / "delivery.py", BOT / "views.py"]


def placeholders(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


def test_every_language_has_the_same_phrases_with_the_same_placeholders() -> None:
    shapes = {
        code: {key: placeholders(phrase) for key, phrase in load_language(code).phrases.items()} for code in CODES
    }
    assert shapes["fr"] == shapes["en"]


@pytest.mark.parametrize("code", CODES)
def test_every_phrase_fits_a_message_and_is_not_blank(code: str) -> None:
    for key, phrase in load_language(code).phrases.items():
        assert phrase.strip() == phrase, key
        assert 0 < len(phrase) < 2000, key


@pytest.mark.parametrize("code", CODES)
def test_every_phrase_that_the_code_asks_for_exists(code: str) -> None:
    asked = {match for path in BOT.rglob("*.py") for match in re.findall(r'\bsay\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert len(asked) > 20
    assert asked <= set(load_language(code).phrases)


@pytest.mark.parametrize("code", CODES)
def test_every_phrase_is_used(code: str) -> None:
    source = "".join(path.read_text("utf-8") for path in BOT.rglob("*.py"))
    unused = [key for key in load_language(code).phrases if f'"{key}"' not in source]
    assert unused == []


@pytest.mark.parametrize(
    ("code", "chosen"),
    [("en", "en"), ("en-GB", "en"), ("EN", "en"), ("fr", "fr"), ("uk", "fr"), ("enm", "fr"), ("", "fr"), (None, "fr")],
)
def test_english_readers_get_english_all_others_french(code: str | None, chosen: str) -> None:
    assert language_of(code).code == chosen


def test_french_never_breaks_a_line_before_high_punctuation() -> None:
    for key, phrase in load_language("fr").phrases.items():
        assert not re.search(r" [:;?!»]|« ", phrase), key


def sentences(tree: ast.AST) -> Iterator[str]:
    """String constants of several words that are neither documentation nor for the log."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        is_log = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("logger.")
        if is_log or isinstance(node, ast.Expr):
            skipped.update(id(child) for child in ast.walk(node) if isinstance(child, ast.Constant))
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in skipped else None
        if isinstance(text, str) and re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", text):
            yield text


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.name)
def test_no_sentence_is_written_in_code(path: Path) -> None:
    found = set(sentences(ast.parse(path.read_text("utf-8")))) - {"not modified", "no error was given"}
    assert found == set()
