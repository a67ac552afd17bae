"""Which day a reader means: a day number, or a date as questions may name it."""

from __future__ import annotations

import re
from datetime import date

from index.dates import find_periods
from index.model import date_of_day
from index.periods import Reference

_NUMBER = re.compile(r"[0-9]{1,5}")
# Of any year: questions are about those of the war only.
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_FRENCH = re.compile(r"(?P<day>[0-9]{1,2})[/.](?P<month>[0-9]{1,2})[/.](?P<year>[0-9]{4})")
_ARTICLE = re.compile(r"(?:le|du|the)?\s*", re.IGNORECASE)


def parse_day(text: str, reference: Reference) -> date | None:
    """The date of `1231`, `2025-07-08`, `08/07/2025`, `le 8 juillet` or `hier`; None for anything else."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return date_of_day(int(text))
    match = _ISO.fullmatch(text) or _FRENCH.fullmatch(text)
    if match:
        return _date(int(match["year"]), int(match["month"]), int(match["day"]))
    periods = find_periods(text, reference)
    if len(periods) != 1 or periods[0].first != periods[0].last:
        return None
    start, end = periods[0].span
    return periods[0].first if _ARTICLE.fullmatch(text[:start]) and end == len(text) else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
