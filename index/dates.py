"""Days and periods named in a text, in French, English and Ukrainian.

A date without a year is the latest one that is not after the text's own last day, and that there is something to tell
of: "le 4 juillet" asked of bulletins that end in January 2026 is 4 July 2025. Words such as "hier" count from the day
of asking.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from index.model import Span, date_of_day

_MONTHS = {
    1: "janvier janv january січня січні",
    2: "fevrier fevr fev february лютого лютому",
    3: "mars march березня березні",
    4: "avril avr april квітня квітні",
    5: "mai may травня травні",
    6: "juin june червня червні",
    7: "juillet juil july липня липні",
    8: "aout august серпня серпні",
    9: "septembre sept september вересня вересні",
    10: "octobre oct october жовтня жовтні",
    11: "novembre nov november листопада листопаді",
    12: "decembre dec december грудня грудні",
}
_WEEKDAYS = {
    0: "lundi monday понеділок понеділка",
    1: "mardi tuesday вівторок вівторка",
    2: "mercredi wednesday середу середа середи",
    3: "jeudi thursday четвер четверга",
    4: "vendredi friday пятницю пятниця пятниці",
    5: "samedi saturday суботу субота суботи",
    6: "dimanche sunday неділю неділя неділі",
}
# First month of each season; winter's is the December before.
_SEASONS = {"printemps": 3, "ete": 6, "automne": 9, "hiver": 12, "spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_WEEK = timedelta(days=7)


def flatten(text: str) -> str:
    """Lower case without accents, character by character, so that offsets stay those of the text."""
    return "".join(unicodedata.normalize("NFKD", char)[0].lower()[:1] or char for char in text)


_MONTH_OF = {flatten(word): number for number, words in _MONTHS.items() for word in words.split()}
_WEEKDAY_OF = {flatten(word): number for number, words in _WEEKDAYS.items() for word in words.split()}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAY_OF, key=len, reverse=True))
_SEASON = "|".join(_SEASONS)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = r"(?:er|st|nd|rd|th)?"
_YEAR = r"20[12]\d"
_GAP = r"[\s,\u00a0]*"


@dataclass(frozen=True, slots=True)
class Reference:
    """What dates count from: the day of asking, and the last day that the text can speak of as past.

    `told` says whether there is anything to tell of a period; a year is chosen so that there is.
    """

    today: date
    last: date
    told: Callable[[date, date], bool] = lambda _first, _last: True


@dataclass(frozen=True, slots=True)
class Period:
    """Days named in a text, both ends included; `day` where they were named by the bulletin's own count."""

    first: date
    last: date
    span: Span
    day: int | None = None


def find_periods(text: str, reference: Reference) -> list[Period]:
    """Every period that a text names, in its order; overlapping readings give way to the more exact one."""
    flat = flatten(text)
    taken = bytearray(len(flat))
    found: list[Period] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(flat):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            period = _try(read, match, reference)
            if period:
                found.append(period)
                taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda period: period.span)


_Read = Callable[[re.Match[str], Reference], tuple[date, date] | None]


def _try(read: _Read, match: re.Match[str], reference: Reference) -> Period | None:
    try:
        days = read(match, reference)
    except (ValueError, OverflowError):
        return None
    if not days:
        return None
    counted = match.groupdict().get("count")
    return Period(*days, match.span(), int(re.sub(r"\s", "", counted)) if counted else None)


def _counted(match: re.Match[str], _: Reference) -> tuple[date, date] | None:
    first = int(re.sub(r"\s", "", match["count"]))
    last = int(match["count_to"] or first)
    return (date_of_day(first), date_of_day(last)) if 0 < first <= last else None


def _written(match: re.Match[str], reference: Reference) -> tuple[date, date]:
    """A day by its number, month and perhaps year, as words or figures."""
    month = _MONTH_OF.get(match["month"]) or int(match["month"])
    day = _complete(int(match["day"]), month, match["year"], reference)
    return day, day


def _span_of_days(match: re.Match[str], reference: Reference) -> tuple[date, date] | None:
    month = _MONTH_OF[match["month"]]
    last = _complete(int(match["day_to"]), month, match["year"], reference)
    month_from = _MONTH_OF[match["month_from"]] if match["month_from"] else month
    first = date(last.year - (month_from > month), month_from, int(match["day"]))
    return (first, last) if first <= last else None


def _complete(day: int, month: int, year: str | None, reference: Reference) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    years = [back for back in _years_back(reference) if _exists(back, month, day)]
    past = [found for found in (date(back, month, day) for back in years) if found <= reference.last]
    return next((found for found in past if reference.told(found, found)), past[0])


def _years_back(reference: Reference) -> range:
    """Nine years hold every day of the calendar, 29 February too."""
    return range(reference.last.year, reference.last.year - 9, -1)


def _exists(year: int, month: int, day: int) -> bool:
    return day <= calendar.monthrange(year, month)[1]


def _month(match: re.Match[str], reference: Reference) -> tuple[date, date]:
    month, part = _MONTH_OF[match["month"]], match.groupdict().get("part") or ""
    if match["year"]:
        return _part_of_month(int(match["year"]), month, part)
    past = [
        days for days in (_part_of_month(y, month, part) for y in _years_back(reference)) if days[0] <= reference.last
    ]
    return next((days for days in past if reference.told(*days)), past[0])


def _part_of_month(year: int, month: int, part: str) -> tuple[date, date]:
    """Début: the first ten days; mi-: the next ten; fin: the rest."""
    last = calendar.monthrange(year, month)[1]
    if part.startswith(("debut", "early", "beginning")):
        return date(year, month, 1), date(year, month, 10)
    if part.startswith(("mi", "mid")):
        return date(year, month, 11), date(year, month, 20)
    if part.startswith(("fin", "late", "end")):
        return date(year, month, 21), date(year, month, last)
    return date(year, month, 1), date(year, month, last)


def _season(match: re.Match[str], _: Reference) -> tuple[date, date]:
    start = _SEASONS[match["season"]]
    year = int(match["year"]) - (start == 12)
    first = date(year, start, 1)
    end_month, end_year = (2, year + 1) if start == 12 else (start + 2, year)
    return first, date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])


def _year(match: re.Match[str], _: Reference) -> tuple[date, date]:
    return date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31)


def _days_ago(match: re.Match[str], reference: Reference, days: int | None = None) -> tuple[date, date]:
    """One day, `days` before that of asking, or as many as the text says."""
    back = days if days is not None else int(match["number"])
    day = reference.today - timedelta(days=back)
    return day, day


def _weeks_ago(match: re.Match[str], reference: Reference, weeks: int | None = None) -> tuple[date, date]:
    back = weeks if weeks is not None else int(match["number"])
    monday = reference.today - timedelta(days=reference.today.weekday()) - back * _WEEK
    return monday, min(monday + timedelta(days=6), reference.today)


def _months_ago(match: re.Match[str], reference: Reference, months: int | None = None) -> tuple[date, date]:
    back = months if months is not None else int(match["number"])
    whole = reference.today.year * 12 + reference.today.month - 1 - back
    first, last = _part_of_month(whole // 12, whole % 12 + 1, "")
    return first, min(last, reference.today)


def _years_ago(_: re.Match[str], reference: Reference, years: int) -> tuple[date, date]:
    year = reference.today.year - years
    return date(year, 1, 1), min(date(year, 12, 31), reference.today)


def _weekday(match: re.Match[str], reference: Reference) -> tuple[date, date]:
    """The latest such day, before today where the text says "dernier"."""
    back = (reference.today.weekday() - _WEEKDAY_OF[match["weekday"]]) % 7
    if match["past"] and back == 0:
        back = 7
    day = reference.today - timedelta(days=back)
    return day, day


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{expression})(?!\w)")


_MONTH_YEAR = rf"(?P<month>{_MONTH})(?:{_GAP}(?P<year>{_YEAR}))?"
_IN_MONTH = r"(?:en|au mois de|au mois d[’']|in|courant)"
_PART = r"(?P<part>debut|mi|fin|early|mid|late|end of|beginning of)(?:\s+(?:de\s+|du mois de\s+|d[’']\s*)?|-)"
_COUNTED = r"(?P<count>\d{1,4})(?:\s*[-–—a]\s*(?P<count_to>\d{1,4}))?"
_COUNTED_LONG = r"(?P<count>\d[ \u00a0\u202f]\d{3}|\d{1,4})(?:-(?P<count_to>\d{1,4}))?"

# The more exact first.
_READERS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (_pattern(rf"(?:jours?|days?|день|j)\s*(?:n[o°]\s*)?{_COUNTED}(?!\s*(?:{_MONTH}))"), _counted),
    (_pattern(rf"{_COUNTED_LONG}\s?(?:e|er|i?e?me|th|nd|st|rd)\s+(?:jours?|days?)"), _counted),
    (_pattern(rf"(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"), _written),
    (_pattern(rf"(?P<day>{_DAY})[/.](?P<month>0?[1-9]|1[0-2])[/.](?P<year>{_YEAR}|2\d)"), _written),
    (
        _pattern(
            rf"(?:du|entre le|from|between|з)\s+(?P<day>{_DAY}){_ORDINAL}(?:\s+(?P<month_from>{_MONTH}))?"
            rf"\s+(?:au|et le|et|to|and|по)\s+(?P<day_to>{_DAY}){_ORDINAL}\s*{_MONTH_YEAR}"
        ),
        _span_of_days,
    ),
    (_pattern(rf"(?P<day>{_DAY}){_ORDINAL}\s*(?:of\s+)?{_MONTH_YEAR}"), _written),
    (_pattern(rf"(?P<month>{_MONTH})\s+(?P<day>{_DAY}){_ORDINAL}(?:{_GAP}(?P<year>{_YEAR}))?"), _written),
    (_pattern(rf"(?P<day>{_DAY})/(?P<month>0?[1-9]|1[0-2])(?P<year>)"), _written),
    (_pattern(rf"(?:(?:au|a la|the|at the)\s+)?{_PART}{_MONTH_YEAR}"), _month),
    (_pattern(rf"(?:(?:{_IN_MONTH}|у|в|depuis)\s*)?(?P<month>{_MONTH}){_GAP}(?P<year>{_YEAR})"), _month),
    (_pattern(rf"{_IN_MONTH}\s*(?P<month>{_MONTH})(?P<year>)"), _month),
    (_pattern(rf"(?:en\s+|a l[’']|au\s+|l[’']|in\s+)?(?P<season>{_SEASON})\s+(?P<year>{_YEAR})"), _season),
    (_pattern(rf"(?:en|annee|depuis|in|у|в)\s+(?P<year>{_YEAR})"), _year),
    (_pattern(r"avant[- ]hier|позавчора|the day before yesterday"), partial(_days_ago, days=2)),
    (_pattern(r"hier|yesterday|вчора"), partial(_days_ago, days=1)),
    (_pattern(r"aujourd[’']?\s?hui|ce matin|ce soir|today|сьогодні"), partial(_days_ago, days=0)),
    (_pattern(r"(?:la\s+)?semaine (?:derniere|passee)|last week|минулого тижня"), partial(_weeks_ago, weeks=1)),
    (_pattern(r"cette semaine|this week|цього тижня"), partial(_weeks_ago, weeks=0)),
    (_pattern(r"(?:le\s+)?mois (?:dernier|passe)|last month|минулого місяця"), partial(_months_ago, months=1)),
    (_pattern(r"ce mois(?:-ci| ci)?|this month"), partial(_months_ago, months=0)),
    (_pattern(r"(?:l[’']?\s?)?(?:an|annee) (?:derniere?|passee?)|last year"), partial(_years_ago, years=1)),
    (_pattern(r"cette annee|this year"), partial(_years_ago, years=0)),
    (_pattern(r"il y a (?P<number>\d{1,3}) jours?"), _days_ago),
    (_pattern(r"(?P<number>\d{1,3}) days ago"), _days_ago),
    (_pattern(r"il y a (?P<number>\d{1,2}) semaines?"), _weeks_ago),
    (_pattern(r"il y a (?P<number>\d{1,2}) mois"), _months_ago),
    (_pattern(rf"(?P<weekday>{_WEEKDAY})(?P<past>\s+(?:dernier|passe))?"), _weekday),
)
