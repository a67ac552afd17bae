"""Who is asking."""

from __future__ import annotations

from telegram import User

from bot.language import Language, language_of


def language_for(reader: User | None) -> Language:
    """The reader's language; a channel or an anonymous administrator has none and gets French."""
    return language_of(reader.language_code if reader else None)
