"""Which day a reader means: a day number, or a date."""

from __future__ import annotations

import re
from datetime import date

from index.model import date_of_day

_NUMBER = re.compile(r"[0-9]{1,5}")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_FRENCH = re.compile(r"(?P<day>[0-9]{1,2})[/.](?P<month>[0-9]{1,2})[/.](?P<year>[0-9]{4})")


def parse_day(text: str) -> date | None:
    """The date of `1231`, `2025-07-08`, `08/07/2025` or `8.7.2025`; None for anything else."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return date_of_day(int(text))
    match = _ISO.fullmatch(text) or _FRENCH.fullmatch(text)
    if not match:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
