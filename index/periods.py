"""Days and periods of the calendar, by themselves and counted back from a day."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# The first and the last day.
Days = tuple[date, date]

_WEEK = timedelta(days=7)
_DECEMBER = 12
# By thirds: the beginning, the middle and the end.
_MONTHS_OF_A_THIRD = ((1, 3), (5, 8), (10, 12))


@dataclass(frozen=True, slots=True)
class Reference:
    """What dates count from: the day of asking, and the last day that the text can speak of as past.

    `told` says whether there is anything to tell of a period; a year is chosen so that there is.
    """

    today: date
    last: date
    told: Callable[[date, date], bool] = lambda _first, _last: True

    def latest(self, candidates: Iterable[Days]) -> Days:
        """The first that has begun and that there is something to tell of, else the first that has begun.

        Candidates come latest first. Raises ValueError where none has begun.
        """
        begun = [days for days in candidates if days[0] <= self.last]
        if not begun:
            raise ValueError("no such day")
        return next((days for days in begun if self.told(*days)), begun[0])

    def years_back(self) -> range:
        """Nine years hold every day of the calendar, 29 February too."""
        return range(self.last.year, self.last.year - 9, -1)


def day_in(day: int, month: int, year: int | None, reference: Reference) -> Days:
    """One day. Raises ValueError for one that the calendar lacks."""
    if year:
        return (date(year, month, day),) * 2
    years = (back for back in reference.years_back() if day <= _days_in(back, month))
    return reference.latest((date(back, month, day),) * 2 for back in years)


def month_in(month: int, third: int | None, year: int | None, reference: Reference) -> Days:
    """A month, or a third of it."""
    if year:
        return _third_of_month(year, month, third)
    return reference.latest(_third_of_month(back, month, third) for back in reference.years_back())


def _third_of_month(year: int, month: int, third: int | None) -> Days:
    """The first ten days, the next ten, or the rest."""
    last = _days_in(year, month)
    first, to = ((1, 10), (11, 20), (21, last))[third] if third is not None else (1, last)
    return date(year, month, first), date(year, month, to)


def third_of_year(year: int, third: int) -> Days:
    """The first three months, the middle four, or the last three."""
    first, last = _MONTHS_OF_A_THIRD[third]
    return date(year, first, 1), date(year, last, _days_in(year, last))


def season_in(start: int, year: int | None, reference: Reference) -> Days:
    """Three months from `start`; a winter is that of the year it ends in."""
    if year:
        return _season(year, start)
    return reference.latest(_season(back, start) for back in (reference.last.year + 1, *reference.years_back()))


def _season(year: int, start: int) -> Days:
    last = (start + 1) % 12 + 1
    return date(year - (start == _DECEMBER), start, 1), date(year, last, _days_in(year, last))


def year_in(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def week_of(day: date) -> Days:
    """The whole week of a day, from Monday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _days_in(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


# Counted back from a day; what has begun ends with that day.


def days_ago(number: int, today: date) -> Days:
    return (today - timedelta(days=number),) * 2


def weeks_ago(number: int, today: date) -> Days:
    """A whole week, from Monday."""
    monday, sunday = week_of(today - number * _WEEK)
    return monday, min(sunday, today)


def weekends_ago(number: int, today: date) -> Days:
    """A Saturday and its Sunday: 0 for the latest that has begun, 1 for the latest that was over before today."""
    latest = today - timedelta(days=2 * number)
    saturday = latest - timedelta(days=(latest.weekday() - calendar.SATURDAY) % 7)
    return saturday, min(saturday + timedelta(days=1), today)


def lately(number: int, today: date) -> Days:
    """The last `number` days, today's included."""
    return today - timedelta(days=number - 1), today


def months_ago(number: int, today: date) -> Days:
    """A whole month."""
    whole = today.year * 12 + today.month - 1 - number
    first, last = _third_of_month(whole // 12, whole % 12 + 1, None)
    return first, min(last, today)


def years_ago(number: int, today: date) -> Days:
    """A whole year."""
    first, last = year_in(today.year - number)
    return first, min(last, today)
