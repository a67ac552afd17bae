"""Dates in words: `8 juillet 2025`, `1er juillet 2025`, `du 7 au 11 juillet 2025`."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel.dates import format_date

from bot.language import Language


def date_in_words(day: date, language: Language) -> str:
    return language.say("date", day=_day(day, language), month=_month(day.month, language.code), year=day.year)


def dates_in_words(first: date, last: date, language: Language) -> str:
    """What both dates share is said once."""
    if first == last:
        return date_in_words(first, language)
    if first.year != last.year:
        start = date_in_words(first, language)
    elif first.month != last.month:
        start = language.say("date_without_year", day=_day(first, language), month=_month(first.month, language.code))
    else:
        start = _day(first, language)
    return language.say("dates", first=start, last=date_in_words(last, language))


def _day(day: date, language: Language) -> str:
    return language.say("first_of_month") if day.day == 1 else str(day.day)


@cache
def _month(month: int, code: str) -> str:
    return format_date(date(2000, month, 1), "MMMM", locale=code)
