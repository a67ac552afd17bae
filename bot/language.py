"""The sentences the bot says, per language, from `phrases/*.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

CODES = ("fr", "en")
_NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, eq=False)
class Language:
    """One language's phrases, of which there is one value; its code is also Babel's."""

    code: str
    phrases: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        return self.phrases[key].format_map(values)


def language_of(code: str | None) -> Language:
    """The language for a reader's IETF code, as Telegram gives it: English for English, French for all others."""
    return load_language("en" if code and re.match(r"en\b", code, re.IGNORECASE) else "fr")


@cache
def load_language(code: str) -> Language:
    source = files("bot").joinpath("phrases", f"{code}.yaml").read_text(encoding="utf-8")
    phrases: dict[str, str] = yaml.safe_load(source)
    if code == "fr":
        phrases = {key: _with_french_spaces(phrase) for key, phrase in phrases.items()}
    return Language(code, phrases)


def _with_french_spaces(phrase: str) -> str:
    """French sets a space before high punctuation, at which a line must not break."""
    return re.sub(r" (?=[:;?!»])|(?<=«) ", _NO_BREAK, phrase)
