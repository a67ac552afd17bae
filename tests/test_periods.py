"""Days and periods that readers name: sloppy French, English and Ukrainian, and numbers that are no dates."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dates import _READERS, _READERS_BY_EAR, _WORD, Period, _may_name_days, find_periods, flatten, open_ended
from index.periods import Reference

# A Thursday; the bulletins go on for half a year after it.
TODAY = date(2025, 7, 10)
REFERENCE = Reference(TODAY, date(2026, 1, 23))


def days_in(text: str, reference: Reference = REFERENCE) -> list[str]:
    """Every period of a text as `2025-07-04` or `2025-07-07/2025-07-11`."""
    return [written(period) for period in find_periods(text, reference)]


def written(period: Period) -> str:
    return str(period.first) if period.first == period.last else f"{period.first}/{period.last}"


def told_of(*days: str) -> Callable[[date, date], bool]:
    """Something to tell of these days only."""
    told = [date.fromisoformat(day) for day in days]
    return lambda first, last: any(first <= day <= last for day in told)


# One day


@pytest.mark.parametrize(
    "text",
    [
        "le 4 juillet 2025",
        "le 4 juillet",
        "4juillet",
        "4 JUILLET",
        "le 04 juillet",
        "4 juil",
        "4 juil.",
        "4 juil. 2025",
        "4 juillet 25 ?",
        "le vendredi 4 juillet",
        "Vendredi 4 juillet 2025",
        "le 4 juilet",
        "le 4 juillet dernier",
        "04/07",
        "4/7",
        "04/07/2025",
        "4/7/25",
        "4.7.25",
        "04.07.2025",
        "4-7-2025",
        "2025-07-04",
        "2025/07/04",
        "July 4",
        "july 4th, 2025",
        "Jul 4",
        "4th of July",
        "Friday, July 4",
        "4 липня",
        "4 липня 2025",
        "у п'ятницю 4 липня",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert days_in(text) == ["2025-07-04"]


@pytest.mark.parametrize("text", ["le 1er mai", "1 er mai", "1 mai", "premier mai", "1ermai", "May 1st", "1 травня"])
def test_the_first_of_a_month_is_read(text: str) -> None:
    assert days_in(text) == ["2025-05-01"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("6 janvié 2025", "2025-01-06"),
        ("12 septenbre", "2025-09-12"),
        ("3 fevrié", "2025-02-03"),
        ("14 aout", "2025-08-14"),
        ("24 fev 2022", "2022-02-24"),
        ("24 févr. 2022", "2022-02-24"),
        ("8 déc.", "2025-12-08"),
        ("8 Sep 2024", "2024-09-08"),
    ],
)
def test_months_are_known_shortened_without_accents_and_by_ear(text: str, day: str) -> None:
    assert days_in(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "31 fevrier",
        "le 31 avril",
        "le 0 mai",
        "32 mars",
        "31/02/2025",
        "29/02/2023",
        "31/04",
        "99/99",
        "00/07",
        "13/13",
    ],
)
def test_a_day_that_the_calendar_lacks_is_no_date(text: str) -> None:
    assert days_in(text) == []


@pytest.mark.parametrize("text", ["le 4 juillet 1945", "le 4 juillet 2047", "04/07/1999", "july 4, 1945"])
def test_a_year_of_another_age_is_not_taken_for_a_nearer_one(text: str) -> None:
    assert days_in(text) == []


# Days by the bulletin's own count


@pytest.mark.parametrize(
    "text",
    [
        "jour 1231",
        "Jour1231",
        "le jour n°1231",
        "jour n 1231",
        "1231e jour",
        "1231ème jour",
        "le 1 231e jour",
        "j1231",
        "J 1231",
        "J+1231",
        "day 1231",
        "1231st day",
        "день 1231",
        "jour 1231 à 10 heures",
    ],
)
def test_the_bulletins_own_count_names_a_day(text: str) -> None:
    (period,) = find_periods(text, REFERENCE)
    assert (written(period), period.day) == ("2025-07-08", 1231)


def test_the_first_day_of_the_war_is_named_as_such() -> None:
    (period,) = find_periods("le 1er jour de la guerre", REFERENCE)
    assert (written(period), period.day) == ("2022-02-24", 1)
    assert find_periods("avancé à Koursk le 1er jour", REFERENCE) == []


@pytest.mark.parametrize("text", ["jours 1230-1234", "jours 1230 à 1234", "j1230–1234", "days 1230 to 1234"])
def test_several_days_are_counted_from_the_first(text: str) -> None:
    (period,) = find_periods(text, REFERENCE)
    assert (written(period), period.day) == ("2025-07-07/2025-07-11", 1230)


@pytest.mark.parametrize("text", ["jour 0", "jour -5", "jour J", "jour 99999", "jours 1234-1230", "1230-1234"])
def test_what_counts_no_day_is_no_date(text: str) -> None:
    assert days_in(text) == []


# Several days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("du 28 juin au 3 juillet", "2025-06-28/2025-07-03"),
        ("entre le 7 et le 11 juillet", "2025-07-07/2025-07-11"),
        ("du 7 au 11 juillet 2025", "2025-07-07/2025-07-11"),
        ("du lundi 7 au vendredi 11 juillet", "2025-07-07/2025-07-11"),
        ("7-11 juillet", "2025-07-07/2025-07-11"),
        ("les 7 et 8 juillet", "2025-07-07/2025-07-08"),
        ("du 28 décembre au 3 janvier", "2025-12-28/2026-01-03"),
        ("du 28 décembre 2024 au 3 janvier 2025", "2024-12-28/2025-01-03"),
        ("du 24 février 2022 au 4 juillet 2025", "2022-02-24/2025-07-04"),
        ("between June 28 and July 3", "2025-06-28/2025-07-03"),
        ("from 28 June to 3 July", "2025-06-28/2025-07-03"),
        ("July 7-11", "2025-07-07/2025-07-11"),
        ("з 28 червня по 3 липня", "2025-06-28/2025-07-03"),
    ],
)
def test_a_span_of_days_is_one_period(text: str, days: str) -> None:
    assert days_in(text) == [days]


def test_two_days_are_not_what_lies_between_them() -> None:
    assert days_in("le 14 mai et le 15 juin") == ["2025-05-14", "2025-06-15"]
    assert days_in("entre le 14 mai et le 15 juin") == ["2025-05-14/2025-06-15"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("en mars 2022", "2022-03-01/2022-03-31"),
        ("mars 2022", "2022-03-01/2022-03-31"),
        ("en mars 22", "2022-03-01/2022-03-31"),
        ("en mars", "2025-03-01/2025-03-31"),
        ("en mars dernier", "2025-03-01/2025-03-31"),
        ("courant mai", "2025-05-01/2025-05-31"),
        ("in March 2022", "2022-03-01/2022-03-31"),
        ("у липні", "2025-07-01/2025-07-31"),
        ("в березні 2022", "2022-03-01/2022-03-31"),
        ("février 2024", "2024-02-01/2024-02-29"),
        ("fin sept 2024", "2024-09-21/2024-09-30"),
        ("fin sept. 2024", "2024-09-21/2024-09-30"),
        ("fin d'août", "2025-08-21/2025-08-31"),
        ("mi-mars", "2025-03-11/2025-03-20"),
        ("à la mi mars", "2025-03-11/2025-03-20"),
        ("debut janvier", "2026-01-01/2026-01-10"),
        ("au début du mois de mai", "2025-05-01/2025-05-10"),
        ("late September 2024", "2024-09-21/2024-09-30"),
        ("наприкінці вересня 2024", "2024-09-21/2024-09-30"),
        ("en 2022", "2022-01-01/2022-12-31"),
        ("у 2022 році", "2022-01-01/2022-12-31"),
        ("début 2025", "2025-01-01/2025-03-31"),
        ("fin de l'année 2024", "2024-10-01/2024-12-31"),
        ("ete 2023", "2023-06-01/2023-08-31"),
        ("l'été 2023", "2023-06-01/2023-08-31"),
        ("summer 2023", "2023-06-01/2023-08-31"),
        ("hiver 2024", "2023-12-01/2024-02-29"),
        ("l'hiver 2023-2024", "2023-12-01/2024-02-29"),
        ("l'été dernier", "2025-06-01/2025-08-31"),
        ("cet hiver", "2025-12-01/2026-02-28"),
        ("pertes russes juillet", "2025-07-01/2025-07-31"),
        ("entre mars et mai 2025", "2025-03-01/2025-05-31"),
        ("de novembre à janvier", "2025-11-01/2026-01-31"),
        ("la semaine du 9 juillet", "2025-07-07/2025-07-13"),
    ],
)
def test_months_parts_of_them_seasons_and_years_are_periods(text: str, days: str) -> None:
    assert days_in(text) == [days]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("depuis le 4 juillet", "2025-07-04/2026-01-23"),
        ("depuis 2024", "2024-01-01/2026-01-23"),
        ("since 4 July", "2025-07-04/2026-01-23"),
        ("après le 4 juillet", "2025-07-05/2026-01-23"),
        ("pertes apres juillet 2025", "2025-08-01/2026-01-23"),
        ("avant le 4 juillet", "2022-02-24/2025-07-03"),
        ("before July 4", "2022-02-24/2025-07-03"),
        ("jusqu'au 4 juillet", "2022-02-24/2025-07-04"),
        ("jusqu’à hier", "2022-02-24/2025-07-09"),
        ("avant 2024", "2022-02-24/2023-12-31"),
        ("après 2024", "2025-01-01/2026-01-23"),
        ("avant 2022", "2022-01-01/2022-12-31"),
        ("avant-hier", "2025-07-08"),
        ("le 4 juillet", "2025-07-04"),
    ],
)
def test_the_word_before_a_period_opens_it(text: str, days: str) -> None:
    """Except towards days before the first bulletin's, of which there is nothing to tell."""
    (period,) = find_periods(text, REFERENCE)
    assert written(open_ended(period, text, REFERENCE)) == days


# Counted from the day of asking


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("aujourd'hui", "2025-07-10"),
        ("aujourd’hui", "2025-07-10"),
        ("aujourdhui", "2025-07-10"),
        ("hier", "2025-07-09"),
        ("hier soir", "2025-07-09"),
        ("avant hier", "2025-07-08"),
        ("avant-hier", "2025-07-08"),
        ("il y a 10 jours", "2025-06-30"),
        ("ya 10 jours", "2025-06-30"),
        ("il y a deux jours", "2025-07-08"),
        ("il y a une semaine", "2025-06-30/2025-07-06"),
        ("il y a 2 semaines", "2025-06-23/2025-06-29"),
        ("il y a trois mois", "2025-04-01/2025-04-30"),
        ("il y a un an", "2024-01-01/2024-12-31"),
        ("la semaine derniere", "2025-06-30/2025-07-06"),
        ("semaine passée", "2025-06-30/2025-07-06"),
        ("cette semaine", "2025-07-07/2025-07-10"),
        ("le mois dernier", "2025-06-01/2025-06-30"),
        ("ce mois-ci", "2025-07-01/2025-07-10"),
        ("l'an dernier", "2024-01-01/2024-12-31"),
        ("l'année dernière", "2024-01-01/2024-12-31"),
        ("cette année", "2025-01-01/2025-07-10"),
        ("lundi", "2025-07-07"),
        ("lundi dernier", "2025-07-07"),
        ("jeudi", "2025-07-10"),
        ("jeudi dernier", "2025-07-03"),
        ("vendredi", "2025-07-04"),
        ("yesterday", "2025-07-09"),
        ("the day before yesterday", "2025-07-08"),
        ("3 days ago", "2025-07-07"),
        ("two weeks ago", "2025-06-23/2025-06-29"),
        ("last week", "2025-06-30/2025-07-06"),
        ("last Thursday", "2025-07-03"),
        ("last year", "2024-01-01/2024-12-31"),
        ("вчора", "2025-07-09"),
        ("позавчора", "2025-07-08"),
        ("2 дні тому", "2025-07-08"),
        ("минулого тижня", "2025-06-30/2025-07-06"),
        ("минулого понеділка", "2025-07-07"),
        ("у п’ятницю", "2025-07-04"),
        ("auj", "2025-07-10"),
        ("la nuit dernière", "2025-07-09/2025-07-10"),
        ("cette nuit", "2025-07-09/2025-07-10"),
        ("ce week-end", "2025-07-05/2025-07-06"),
        ("le weekend dernier", "2025-07-05/2025-07-06"),
        ("ces derniers jours", "2025-07-04/2025-07-10"),
        ("les trois derniers jours", "2025-07-08/2025-07-10"),
        ("ces 2 dernières semaines", "2025-06-27/2025-07-10"),
        ("last 3 days", "2025-07-08/2025-07-10"),
    ],
)
def test_words_such_as_hier_count_from_the_day_of_asking(text: str, days: str) -> None:
    assert days_in(text) == [days]


@pytest.mark.parametrize(
    ("today", "text", "days"),
    [
        ("2026-01-01", "hier", "2025-12-31"),
        ("2026-01-01", "avant-hier", "2025-12-30"),
        ("2026-01-01", "la semaine dernière", "2025-12-22/2025-12-28"),
        ("2026-01-01", "cette semaine", "2025-12-29/2026-01-01"),
        ("2026-01-01", "le mois dernier", "2025-12-01/2025-12-31"),
        ("2026-01-01", "ce mois", "2026-01-01"),
        ("2026-01-01", "l'an dernier", "2025-01-01/2025-12-31"),
        ("2025-12-31", "cette année", "2025-01-01/2025-12-31"),
        ("2025-03-31", "le mois dernier", "2025-02-01/2025-02-28"),
        ("2024-02-29", "l'an dernier", "2023-01-01/2023-12-31"),
        ("2024-03-01", "hier", "2024-02-29"),
        ("2025-08-31", "il y a 6 mois", "2025-02-01/2025-02-28"),
        ("2025-07-05", "ce week-end", "2025-07-05"),
        ("2025-07-05", "le week-end dernier", "2025-06-28/2025-06-29"),
        ("2025-07-06", "le week-end dernier", "2025-06-28/2025-06-29"),
        ("2025-07-07", "le week-end dernier", "2025-07-05/2025-07-06"),
        ("2025-07-07", "lundi", "2025-07-07"),
        ("2025-07-07", "lundi dernier", "2025-06-30"),
        ("2025-07-06", "cette semaine", "2025-06-30/2025-07-06"),
    ],
)
def test_month_and_year_ends_are_counted_over(today: str, text: str, days: str) -> None:
    assert days_in(text, Reference(date.fromisoformat(today), date(2026, 1, 23))) == [days]


@pytest.mark.parametrize("text", ["demain", "lundi prochain", "next Monday", "en mai prochain", "l'hiver prochain"])
def test_what_is_to_come_is_not_taken_for_what_was(text: str) -> None:
    assert days_in(text) == []


def test_days_out_of_the_calendars_reach_are_none() -> None:
    assert days_in("il y a 10 jours", Reference(date.min, date.min)) == []
    assert days_in("l'an dernier", Reference(date.min, date.min)) == []
    assert days_in("la semaine dernière", Reference(date.max, date.max)) == ["9999-12-20/9999-12-26"]


# Which year


def test_a_date_without_a_year_is_the_latest_that_bulletins_can_tell_of() -> None:
    assert days_in("le 4 juillet", Reference(TODAY, date(2025, 7, 3))) == ["2024-07-04"]
    assert days_in("le 4 juillet", Reference(TODAY, date(2025, 7, 4))) == ["2025-07-04"]
    assert days_in("en janvier", Reference(TODAY, date(2026, 1, 1))) == ["2026-01-01/2026-01-31"]
    assert days_in("en janvier", Reference(TODAY, date(2025, 12, 31))) == ["2025-01-01/2025-01-31"]
    assert days_in("le 29 février") == ["2024-02-29"]


def test_the_year_is_one_that_something_is_told_of() -> None:
    reference = Reference(TODAY, date(2026, 1, 23), told_of("2022-12-05", "2024-09-23", "2023-07-15"))
    assert days_in("le 5 décembre", reference) == ["2022-12-05"]
    assert days_in("fin septembre", reference) == ["2024-09-21/2024-09-30"]
    assert days_in("du 1 au 8 décembre", reference) == ["2025-12-01/2025-12-08"]
    assert days_in("l'été dernier", reference) == ["2023-06-01/2023-08-31"]


def test_where_nothing_is_told_the_latest_year_stands() -> None:
    assert days_in("le 5 décembre", Reference(TODAY, date(2026, 1, 23), told_of())) == ["2025-12-05"]


def test_a_year_that_is_said_is_kept() -> None:
    reference = Reference(TODAY, date(2026, 1, 23), told_of("2022-12-05"))
    assert days_in("le 5 décembre 2024", reference) == ["2024-12-05"]
    assert days_in("décembre 2027", reference) == ["2027-12-01/2027-12-31"]


# What is no date


@pytest.mark.parametrize(
    "text",
    [
        "10 missiles en pologne",
        "F-16",
        "mars",
        "la planète mars",
        "un robot sur mars",
        "2024 drones",
        "50 000 drones",
        "1 000 mars",
        "3,4 mai",
        "10 marches",
        "16 avions",
        "sept missiles",
        "en sept jours",
        "depuis sept mois",
        "trump a été élu",
        "été",
        "trump may win",
        "par jour 20 missiles",
        "en 3 jours 500 drones",
        "en un jour 500 drones",
        "1231 jours de guerre",
        "3/4 des missiles",
        "1/3 du territoire",
        "4.7 milliards",
        "50/50",
        "192.168.1.25",
        "article 5",
        "G7",
        "en france",
        "en 1945",
        "le président de 2019",
    ],
)
def test_numbers_and_words_that_are_no_dates_stay_words(text: str) -> None:
    assert days_in(text) == []


@pytest.mark.parametrize(
    ("text", "named", "days"),
    [
        ("50 000 drones en mai", "en mai", "2025-05-01/2025-05-31"),
        ("livraison de F-16 mai 2024", "mai 2024", "2024-05-01/2024-05-31"),
        ("en mars 10 missiles", "en mars", "2025-03-01/2025-03-31"),
        ("fin mars 10 drones", "fin mars", "2025-03-21/2025-03-31"),
        ("le 8 juillet 25 drones abattus", "8 juillet", "2025-07-08"),
        ("le 4/7 le pentagone", "4/7", "2025-07-04"),
        ("in May 10 people died", "in May", "2025-05-01/2025-05-31"),
    ],
)
def test_a_date_takes_no_number_beside_it(text: str, named: str, days: str) -> None:
    (period,) = find_periods(text, REFERENCE)
    assert (text[slice(*period.span)], written(period)) == (named, days)


# Whatever the text


def test_periods_come_in_the_texts_order_and_do_not_overlap() -> None:
    periods = find_periods("hier, le mardi 8 juillet, en 2022 ou jour 1231", REFERENCE)
    assert [written(period) for period in periods] == [
        "2025-07-09",
        "2025-07-08",
        "2022-01-01/2022-12-31",
        "2025-07-08",
    ]
    assert all(one.span[1] <= other.span[0] for one, other in pairwise(periods))


_bits = st.sampled_from(
    "le 4 31 1er juillet février fin mi - / . 2025 25 jour 1231 du au et hier lundi dernier il y a semaine été 7/7 "
    "в липні last may".split()
)
_texts = st.text(max_size=40) | st.lists(_bits, max_size=9).map(" ".join) | st.lists(_bits, max_size=9).map("".join)


@given(_texts, st.dates(), st.dates())
def test_any_text_on_any_day_gives_sound_periods(text: str, today: date, last: date) -> None:
    for period in find_periods(text, Reference(today, last)):
        start, end = period.span
        assert 0 <= start < end <= len(text)
        assert period.first <= period.last


_READ_BY_WORD = [pattern for pattern, read in _READERS if (pattern, read) not in _READERS_BY_EAR]


def _matched(pattern: re.Pattern[str]) -> st.SearchStrategy[str]:
    """Whatever a pattern takes for a period, and more: what it must be followed by is left out."""
    return st.from_regex(re.sub(r"\(\?=[^()]*\)", "", pattern.pattern), fullmatch=True)


@settings(max_examples=1000)
@given(st.sampled_from(_READ_BY_WORD).flatmap(_matched))
def test_whatever_is_a_period_holds_a_word_that_makes_one_look_for_it(text: str) -> None:
    assert any(map(_may_name_days, _WORD.findall(text)))


@pytest.mark.parametrize("text", ["enmars", "en janvié", "aujourd’hui", "lan dernier", "unan ago", "weekend passé"])
def test_a_period_without_a_figure_is_read(text: str) -> None:
    assert len(days_in(text)) == 1


@given(st.text(st.characters(), max_size=40))
def test_flattening_keeps_every_place(text: str) -> None:
    assert len(flatten(text)) == len(text)


@pytest.mark.parametrize(
    "bit",
    ["a", "1 ", " ", "jour" + " " * 99, "le 4 juillet ", "du 4 ", "4-", "en mars, ", "il y a 1 ", "juillet,.", "1e  "],
)
def test_a_long_text_is_read_in_time_that_grows_with_its_length_alone(bit: str) -> None:
    text = (bit * 10_000)[:10_000]
    before = time.perf_counter()
    find_periods(text, REFERENCE)
    assert time.perf_counter() - before < 1
