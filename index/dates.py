"""Days and periods named in a text, in French, English and Ukrainian.

A date without a year is the latest one that is not after the text's own last day, and that there is something to tell
of: "le 4 juillet" asked of bulletins that end in January 2026 is 4 July 2025. Words such as "hier" count from the day
of asking. A day that the calendar lacks ("31 février") is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache, partial

from index.date_words import FIXED, MONTHS, ONE_TO_TEN, SEASONS, THIRDS, WEEKDAYS
from index.model import Span, date_of_day
from index.periods import (
    Days,
    Reference,
    day_in,
    days_ago,
    lately,
    month_in,
    months_ago,
    season_in,
    third_of_year,
    week_of,
    weekends_ago,
    weeks_ago,
    year_in,
    years_ago,
)
from index.phonetics import sound_key
from index.words import NUMBERS

_UNITS = {
    days_ago: "j jour jours day days день дні днів",
    weeks_ago: "semaine semaines week weeks тиждень тижні тижнів",
    months_ago: "mois month months місяць місяці місяців",
    years_ago: "an ans year years рік роки років",
}


def flatten(text: str) -> str:
    """Lower case without accents, character by character, so that offsets stay those of the text."""
    return "".join(map(_flat, text))


@lru_cache(maxsize=4096)
def _flat(char: str) -> str:
    return unicodedata.normalize("NFKD", char)[0].lower()[:1] or char


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
    named = any(map(_may_name_days, _WORD.findall(flat)))
    for pattern, read in _READERS if named else _READERS_BY_EAR:
        for match in pattern.finditer(flat):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            period = _try(read, match, reference)
            if period:
                found.append(period)
                taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda period: period.span)


@lru_cache(maxsize=10_000)
def _may_name_days(word: str) -> bool:
    """Whether a text with this word may name a period otherwise than by ear: most texts have no such word.

    It holds a figure, or ends in a word that names time: "enmars" is written for "en mars".
    """
    return not word.isalpha() or word.endswith(_ENDINGS)


def open_ended(period: Period, text: str, reference: Reference) -> Period:
    """The period as the words before it open it: "depuis le 4 juillet" lasts, "avant le 4 juillet" ends on the 3rd."""
    start, end = period.span
    flat = flatten(text)
    match = _OPENING.search(flat[:start]) or _OPENING_WITHIN.match(flat, start)
    if not match:
        return period
    first, last = _OPENED[match.lastgroup or ""](period, reference)
    return replace(period, first=first, last=last, span=(match.start(), end), day=None) if first <= last else period


_Match = re.Match[str]
_Read = Callable[[_Match, Reference], Days | None]


def _try(read: _Read, match: _Match, reference: Reference) -> Period | None:
    try:
        days = read(match, reference)
    except (ValueError, OverflowError):
        return None
    if not days:
        return None
    counted = match.groupdict().get("count")
    return Period(*days, match.span(), _figure(counted) if counted else None)


def _figure(written: str) -> int:
    return int(re.sub(r"\s", "", written))


def _counted(match: _Match, _: Reference) -> Days | None:
    """Days by the bulletin's count."""
    first = _figure(match["count"])
    last = int(match["count_to"] or first)
    return (date_of_day(first), date_of_day(last)) if 0 < first <= last else None


def _counted_alone(match: _Match, reference: Reference) -> Days | None:
    """The same of a number with nothing beside it, where something is told of that day."""
    days = _counted(match, reference)
    return days if days and reference.told(*days) else None


def _written(match: _Match, reference: Reference) -> Days:
    """A day by its number, month and perhaps year, as words or figures."""
    month = _MONTH_OF.get(match["month"]) or int(match["month"])
    return day_in(_day(match["day"]), month, _year(match), reference)


def _span_of_days(match: _Match, reference: Reference) -> Days | None:
    """Two days of one month or of two; "le 3 juin et le 5 juillet" are two days, not what lies between."""
    month_from, month = match["month_from"], match["month"]
    if month_from and match["to"].strip() in _AND and not match[0].startswith(_BETWEEN):
        return None
    number_from, number = _MONTH_OF[month_from or month], _MONTH_OF[month or month_from]
    last, _ = day_in(_day(match["day_to"]), number, _year(match), reference)
    year_from = _year(match, "year_from") or last.year - (number_from > number)
    first = date(year_from, number_from, _day(match["day"]))
    return (first, last) if first <= last else None


def _span_of_months(match: _Match, reference: Reference) -> Days | None:
    """From one month to another, of the year before where it comes later in the year."""
    number_from, number = _MONTH_OF[match["month_from"]], _MONTH_OF[match["month"]]
    _, last = month_in(number, None, _year(match), reference)
    first, _ = month_in(number_from, None, _year(match, "year_from") or last.year - (number_from > number), reference)
    return (first, last) if first <= last else None


def _day(written: str) -> int:
    return int(written) if written.isdigit() else 1


def _year(match: _Match, group: str = "year") -> int | None:
    written = match.groupdict().get(group)
    return int(written) + (2000 if len(written) == 2 else 0) if written else None


def _month(match: _Match, reference: Reference) -> Days:
    third = match.groupdict().get("third")
    return month_in(_MONTH_OF[match["month"]], _THIRD_OF[third] if third else None, _year(match), reference)


def _heard(match: _Match, reference: Reference) -> Days | None:
    """A month written by ear, or a day of it."""
    month = _MONTH_HEARD.get(sound_key(match["month"]))
    if month is None:
        return None
    day = match.groupdict().get("day")
    year = _year(match)
    return day_in(_day(day), month, year, reference) if day else month_in(month, None, year, reference)


def _season(match: _Match, reference: Reference) -> Days:
    return season_in(_SEASON_OF[match["season"]], _year(match), reference)


def _whole_year(match: _Match, _: Reference) -> Days:
    return year_in(int(match["year"]))


def _part_of_year(match: _Match, _: Reference) -> Days:
    return third_of_year(int(match["year"]), _THIRD_OF[match["third"]])


def _ago(match: _Match, reference: Reference) -> Days:
    number = match["number"]
    return _UNIT_OF[match["unit"]](int(number) if number.isdigit() else _COUNT_OF[number], reference.today)


def _lately(match: _Match, reference: Reference) -> Days:
    """The last so many days, weeks or months, today's included."""
    number = match["number"]
    count = int(number) if number.isdigit() else _COUNT_OF[number]
    return lately(count * _DAYS_OF[_UNIT_OF[match["unit"]]], reference.today)


def _week_of(match: _Match, reference: Reference) -> Days:
    day, _ = _written(match, reference)
    return week_of(day)


def _fixed(_: _Match, reference: Reference, back: Callable[[int, date], Days], number: int) -> Days:
    return back(number, reference.today)


def _weekday(match: _Match, reference: Reference) -> Days:
    """The latest such day, before today where the text says "dernier"."""
    back = (reference.today.weekday() - _WEEKDAY_OF[match["weekday"]]) % 7
    return days_ago(7 if back == 0 and (match["before"] or match["after"]) else back, reference.today)


# How days and periods are written


def _by_word(names: Mapping[int, str]) -> dict[str, int]:
    return {flatten(word): number for number, words in names.items() for word in words.split()}


_MONTH_OF = _by_word({number: " ".join(names) for number, names in MONTHS.items()})
# By ear: "janvié", "septenbre". Short names sound like other words.
_MONTH_HEARD = {
    sound_key(word): number for number, (french, _, _) in MONTHS.items() for word in french.split() if len(word) > 4
}
_WEEKDAY_OF, _SEASON_OF, _THIRD_OF = _by_word(WEEKDAYS), _by_word(SEASONS), _by_word(THIRDS)
_COUNT_OF = {word: int(figures) for word, figures in NUMBERS.items()} | _by_word(ONE_TO_TEN)
_UNIT_OF = {flatten(word): back for back, words in _UNITS.items() for word in words.split()}
_DAYS_OF = {days_ago: 1, weeks_ago: 7, months_ago: 30, years_ago: 365}
_WORD = re.compile(r"[^\W_]+")
_NAMED = (*_MONTH_OF, *_WEEKDAY_OF, *_SEASON_OF, *_UNIT_OF, *flatten(FIXED).split())
_ENDINGS = tuple({_WORD.findall(word)[-1] for word in _NAMED})
_AND = ("et", "et le", "and")
_BETWEEN = ("entre", "between")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _pattern(expression: str) -> re.Pattern[str]:
    """A whole expression: no part of a word, of a designation ("F-16") or of a decimal."""
    return re.compile(rf"(?<!\w)(?<![^\W\d_]-)(?<!\d[.,])(?:{expression})(?!\w)")


def _day_named(group: str) -> str:
    return rf"(?P<{group}>0?[1-9]|[12]\d|3[01]|premier|first)(?:\s?er|st|nd|rd|th)?"


_M = _any_of(_MONTH_OF)
# Only English names a month before the day: "en mars 10 missiles" is no day.
_M_ENGLISH = _any_of(word for _, english, _ in MONTHS.values() for word in english.split())
# By themselves, others are words of other meanings as well: "mars", "mai", "may", "sept".
_M_SURE = _any_of(word for word in _MONTH_OF if len(word) > 5 or word in ("avril", "juin", "aout"))
_W = _any_of(_WEEKDAY_OF)
_D, _D_TO = _day_named("day"), _day_named("day_to")
_ON = rf"(?:(?:{_W}),?\s+)?"
_Y = r"20[12]\d"
# "en mars 22", at the end only: elsewhere two figures count something.
_SURE_YEAR = rf"(?:[\s,.]*(?={_Y})|[\s,.]+(?=2\d\W*$))(?P<year>{_Y}|2\d)"
# A year that bulletins cannot tell of is no reason to take another.
_THEN_YEAR = rf"(?:{_SURE_YEAR})?(?![\s,.]*(?:19|20)\d\d(?!\w))"
_MONTH_YEAR = rf"(?P<month>{_M}){_THEN_YEAR}"
_HEARD = rf"(?P<month>[a-z]{{5,12}}){_THEN_YEAR}"
_MONTH_NUMBER = r"(?P<month>0?[1-9]|1[0-2])"
_IN = r"(?:en|au mois de|au mois d[’']|in|last|courant|у|в|за)\s*"
_THE = r"(?:(?:au|a la|the|at the)\s+)?"
_THIRD = rf"(?P<third>{_any_of(_THIRD_OF)})(?:-|\s+(?:of\s+|de\s+|du mois de\s+|(?:du mois )?d[’']\s*)?)"
_SEASON = rf"(?P<season>{_any_of(_SEASON_OF)})"
_LAST, _NEXT = r"\s+(?:derni?ere?|passee?)", r"\s+prochaine?\b"
_TO = r"(?P<to>\s*[-–—]\s*|\s+(?:au|a|et le|et|to|and|по)\s+)"
_COUNT = r"\s*(?:(?:\+|n[o°]?)\s*)?(?P<count>\d{1,4})"
_NO_MONTH = rf"(?!\s*(?:{_M}))"
_NUMBER, _UNITS_NAMED = rf"(?P<number>\d{{1,3}}|{_any_of(_COUNT_OF)})", rf"(?P<unit>{_any_of(_UNIT_OF)})"
_UNIT = rf"{_NUMBER}\s?{_UNITS_NAMED}"

_WEEKEND = r"week[- ]?end"
_OPENINGS = (
    r"(?P<since>depuis|since)|(?P<after>apres|after|після)|(?P<before>avant|before)"
    r"|(?P<until>jusqu[’' ]?(?:a|en)u?|until)"
)
_OPENING = re.compile(rf"(?<!\w)(?:{_OPENINGS})\s+(?:l[ae’']?\s*|the\s+)?$")
_OPENING_WITHIN = re.compile(rf"(?:{_OPENINGS})\s")
_OPENED: Mapping[str, Callable[[Period, Reference], Days]] = {
    "since": lambda period, reference: (period.first, reference.last),
    "after": lambda period, reference: (period.last + timedelta(days=1), reference.last),
    "before": lambda period, _: (date_of_day(1), period.first - timedelta(days=1)),
    "until": lambda period, _: (date_of_day(1), period.last),
}

# The more exact first.
_READERS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (_pattern(rf"(?:jours?|days?|дні|день|j){_COUNT}{_TO}(?P<count_to>\d{{1,4}}){_NO_MONTH}"), _counted),
    (re.compile(r"^\W*(?P<count>\d{3,4})(?P<count_to>)\W*$"), _counted_alone),
    # "Le 1er jour" may be any first day; that of the war is named as such.
    (
        _pattern(
            r"(?!1\s?(?:er|st)\s+(?:jour|day)(?!\s+(?:de\s+(?:la\s+)?(?:guerre|resistance)|of\s+(?:the\s+)?war)))"
            r"(?P<count>\d\s\d{3}|\d{1,4})(?P<count_to>)\s?(?:er?|i?e?me|th|nd|st|rd)\s+(?:jour|day)"
        ),
        _counted,
    ),
    (_pattern(rf"(?P<year>{_Y})(?P<sep>[-/.]){_MONTH_NUMBER}(?P=sep)(?P<day>0?[1-9]|[12]\d|3[01])"), _written),
    (_pattern(rf"{_ON}{_D}(?P<sep>[-/.]){_MONTH_NUMBER}(?P=sep)(?P<year>{_Y}|2\d)"), _written),
    (
        _pattern(
            rf"(?:(?:du|entre le|entre|les?|from|between|з)\s+)?{_ON}{_D}(?:\s*(?:of\s+)?(?P<month_from>{_M}))?"
            rf"(?:[\s,.]*(?P<year_from>{_Y}))?{_TO}{_ON}{_D_TO}\s*(?:of\s+)?{_MONTH_YEAR}"
        ),
        _span_of_days,
    ),
    (
        _pattern(
            rf"(?:(?:from|between)\s+)?(?P<month_from>{_M_ENGLISH})\.?\s+{_D}{_TO}"
            rf"(?:(?P<month>{_M_ENGLISH})\.?\s+)?{_D_TO}{_THEN_YEAR}"
        ),
        _span_of_days,
    ),
    (
        _pattern(
            rf"(?:entre|de|d[’']|from|between|з)\s*(?P<month_from>{_M})(?:\s+(?P<year_from>{_Y}))?{_TO}{_MONTH_YEAR}"
        ),
        _span_of_months,
    ),
    (_pattern(rf"(?:la\s+)?(?:semaine du|week of)\s+{_ON}{_D}\s*(?:of\s+)?{_MONTH_YEAR}"), _week_of),
    # "par jour 20 missiles" and "3 jours 20 missiles" count no day.
    (
        _pattern(rf"(?<!\d )(?<!un )(?<!par )(?<!per )(?:jour|day|день|j){_COUNT}(?P<count_to>){_NO_MONTH}"),
        _counted,
    ),
    (_pattern(rf"{_ON}{_D}\s*(?:of\s+)?{_MONTH_YEAR}(?:{_LAST})?"), _written),
    (_pattern(rf"{_ON}(?<!in )(?P<month>{_M_ENGLISH})\.?\s+{_D}{_THEN_YEAR}"), _written),
    # "3/4 des missiles" is a fraction.
    (_pattern(rf"{_ON}(?!\d/\d\s+d(?:es?|u|[’'])(?!\w)){_D}/{_MONTH_NUMBER}(?!/\d)"), _written),
    (_pattern(rf"{_ON}{_D}\s*{_HEARD}"), _heard),
    (_pattern(rf"{_THE}{_THIRD}{_MONTH_YEAR}"), _month),
    (_pattern(rf"{_THE}{_THIRD}(?:(?:l[’'])?annee\s+)?(?P<year>{_Y})"), _part_of_year),
    (_pattern(rf"(?:{_IN}|depuis\s+)?(?P<month>{_M}){_SURE_YEAR}"), _month),
    (_pattern(rf"(?:{_IN})?(?P<month>{_M}){_LAST}"), _month),
    (_pattern(rf"{_IN}(?P<month>{_M})(?!{_NEXT}|\s+(?:jours|semaines|mois|ans|annees|heures)\b)"), _month),
    (_pattern(rf"{_IN}{_HEARD}"), _heard),
    (_pattern(rf"(?<!\d )(?<!\der )(?P<month>{_M_SURE}){_THEN_YEAR}(?!{_NEXT})"), _month),
    (_pattern(rf"(?:en\s+|a l[’']|au\s+|l[’']|in\s+)?{_SEASON}\s+(?:{_Y}[-/])?(?P<year>{_Y}|2\d)"), _season),
    (_pattern(rf"(?:l[’']|le\s+)?{_SEASON}{_LAST}"), _season),
    (_pattern(rf"(?:cet|ce|en|au|a l[’']|this|last|in)\s*{_SEASON}(?!{_NEXT})"), _season),
    (_pattern(rf"(?:en|annee|in|у|в|depuis|since|apres|after|avant|before)\s+(?P<year>{_Y})"), _whole_year),
    (_pattern(r"avant[- ]hier|позавчора|(?:the )?day before yesterday"), partial(_fixed, back=days_ago, number=2)),
    # A night is told of on its two days.
    (_pattern(rf"cette nuit|(?:la\s+)?nuit{_LAST}|last night"), partial(_fixed, back=lately, number=2)),
    (_pattern(r"hier(?:\s+(?:matin|midi|soir))?|yesterday|вчора|учора"), partial(_fixed, back=days_ago, number=1)),
    (
        _pattern(r"aujourd[’']?\s?hui|auj|ajd|ce matin|ce soir|today|tonight|сьогодні"),
        partial(_fixed, back=days_ago, number=0),
    ),
    (_pattern(rf"(?:le\s+)?{_WEEKEND}{_LAST}|last weekend"), partial(_fixed, back=weekends_ago, number=1)),
    (_pattern(rf"(?:ce|du|le)\s+{_WEEKEND}(?!{_NEXT})|this weekend"), partial(_fixed, back=weekends_ago, number=0)),
    (_pattern(r"ces derniers jours|ces jours[- ]ci|останніми днями"), partial(_fixed, back=lately, number=7)),
    (_pattern(rf"(?:les|ces)\s+{_NUMBER}\s+derni?ere?s\s+{_UNITS_NAMED}"), _lately),
    (_pattern(rf"(?:last|past|останні)\s+{_UNIT}"), _lately),
    (_pattern(rf"(?:la\s+)?semaine{_LAST}|last week|минулого тижня"), partial(_fixed, back=weeks_ago, number=1)),
    (_pattern(r"cette semaine|this week|цього тижня"), partial(_fixed, back=weeks_ago, number=0)),
    (_pattern(rf"(?:le\s+)?mois{_LAST}|last month|минулого місяця"), partial(_fixed, back=months_ago, number=1)),
    (_pattern(r"ce mois(?:-ci| ci)?|this month"), partial(_fixed, back=months_ago, number=0)),
    (_pattern(rf"(?:l[’']?\s?)?(?:an|annee){_LAST}|last year"), partial(_fixed, back=years_ago, number=1)),
    (_pattern(r"cette annee|this year"), partial(_fixed, back=years_ago, number=0)),
    (_pattern(rf"(?:il\s+)?y\s?a\s+{_UNIT}"), _ago),
    (_pattern(rf"{_UNIT}\s+(?:ago|тому)"), _ago),
    (
        _pattern(
            rf"(?<!next )(?P<before>(?:last|минулого|минулоі)\s+)?(?P<weekday>{_W})(?P<after>{_LAST})?(?!{_NEXT})"
        ),
        _weekday,
    ),
)
_READERS_BY_EAR = tuple((pattern, read) for pattern, read in _READERS if read is _heard)
