"""Dates as a reader writes them, and as the bot says them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.dates import date_in_words, dates_in_words
from bot.days import parse_day
from bot.language import load_language
from index.periods import Reference

FRENCH, ENGLISH = load_language("fr"), load_language("en")


def test_a_date_in_words() -> None:
    assert date_in_words(date(2025, 7, 8), FRENCH) == "8 juillet 2025"
    assert date_in_words(date(2025, 7, 8), ENGLISH) == "8 July 2025"


def test_the_first_of_a_month_has_its_own_form_in_french() -> None:
    assert date_in_words(date(2025, 8, 1), FRENCH) == "1er août 2025"
    assert date_in_words(date(2025, 8, 1), ENGLISH) == "1 August 2025"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 7, 7), date(2025, 7, 7), "7 juillet 2025"),
        (date(2025, 7, 7), date(2025, 7, 11), "du 7 au 11 juillet 2025"),
        (date(2025, 7, 1), date(2025, 7, 5), "du 1er au 5 juillet 2025"),
        (date(2025, 6, 30), date(2025, 7, 4), "du 30 juin au 4 juillet 2025"),
        (date(2024, 12, 30), date(2025, 1, 3), "du 30 décembre 2024 au 3 janvier 2025"),
    ],
)
def test_what_two_dates_share_is_said_once(first: date, last: date, words: str) -> None:
    assert dates_in_words(first, last, FRENCH) == words


def test_two_dates_in_english() -> None:
    assert dates_in_words(date(2025, 7, 7), date(2025, 7, 11), ENGLISH) == "7 to 11 July 2025"


REFERENCE = Reference(date(2025, 7, 9), date(2025, 7, 8))


WRITTEN = (
    "1231| 1231 |2025-07-08|2025-7-8|08/07/2025|8/7/2025|8.7.2025|8 juillet|le 8 juillet 2025|July 8|hier|jour 1231"
)


@pytest.mark.parametrize("text", WRITTEN.split("|"))
def test_a_day_is_a_number_or_a_date(text: str) -> None:
    assert parse_day(text, REFERENCE) == date(2025, 7, 8)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "demain",
        "12 31",
        "-5",
        "2025-13-01",
        "31/02/2025",
        "123456",
        "1231e2",
        "٣",
        "1.5",
        "juillet",
        "hier soir là",
    ],
)
def test_anything_else_is_no_day(text: str) -> None:
    assert parse_day(text, REFERENCE) is None
