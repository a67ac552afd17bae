"""What is known of each passage before any question: its days, the days it names, its figures and its speakers."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import numpy as np
import pytest

from index.details import Kind
from index.model import Bulletin, Passage, Speaker, day_of_date
from index.signals import Signals, compile_signals, join_signals
from index.word_vectors import DIMENSIONS, Rows, Topics

WEEK = Bulletin("Semaine", "weekly", 1230, 1234, "fr")
DAY = Bulletin("Jour", "daily", 1048, 1048, "fr")


def signals_of(*texts: str, bulletin: Bulletin = WEEK, speakers: tuple[Speaker, ...] = ()) -> Signals:
    """The signals of passages with these texts, all of one bulletin."""
    passages = [
        Passage(f"p{number}", bulletin.id, 1, None, number, text, speakers) for number, text in enumerate(texts, 1)
    ]
    return compile_signals(passages, {bulletin.id: bulletin}, topics(len(passages)), words(len(passages)))


def words(count: int) -> list[Rows]:
    """Those of as many passages, the first of which has none."""
    return [np.arange(number, 2 * number, dtype=np.uint16) for number in range(count)]


def topics(count: int) -> Topics:
    """As many topics, each another."""
    return np.arange(count * DIMENSIONS).reshape(count, DIMENSIONS).astype(np.int8)


def named(signals: Signals, first: date, last: date | None = None) -> list[bool]:
    """Which passages name a day of a period."""
    return signals.of_period(first, last or first)[1].tolist()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.NUMBER, "Il en a promis 10."),
        (Kind.NUMBER, "Des milliers de morts"),
        (Kind.PRICE, "Le tout pour dix millions d’euros"),
        (Kind.TIME, "Ils partent en juillet."),
        (Kind.NAME, "Il a vu Macron."),
    ],
)
def test_a_passage_is_known_by_the_kinds_of_detail_that_it_holds(kind: Kind, text: str) -> None:
    assert signals_of(text, "Rien.").holding(kind).tolist() == [True, False]


def test_leads_and_passages_that_cite_someone_are_marked() -> None:
    lead = Passage("a", DAY.id, 0, None, 1, "Chapeau.")
    section = Passage("b", DAY.id, 1, "Aide", 1, "Selon Axios.", (Speaker("Axios"),))
    signals = compile_signals([lead, section], {DAY.id: DAY}, topics(2), words(2))
    assert (signals.leads.tolist(), signals.cites.tolist()) == ([True, False], [False, True])


def test_a_passage_has_the_days_of_its_bulletin() -> None:
    days = Passage("a", WEEK.id, 1, None, 1, "x"), Passage("b", DAY.id, 1, None, 1, "x")
    signals = compile_signals(days, {WEEK.id: WEEK, DAY.id: DAY}, topics(2), words(2))
    assert (signals.first_days.tolist(), signals.last_days.tolist()) == ([1230, 1048], [1234, 1048])
    inside, _ = signals.of_period(date(2025, 7, 11), date(2025, 8, 1))
    assert inside.tolist() == [True, False]
    assert not signals.of_period(date(2025, 7, 12), date(2025, 8, 1))[0].any()


def test_the_days_that_a_passage_names_count_from_its_bulletins_last_day() -> None:
    signals = signals_of(
        "Mardi, rien.", "Le 4 juillet, rien.", "Le 5 décembre, rien.", "Le 12 mai 2023.", "Hier.", "Rien."
    )
    assert named(signals, date(2025, 7, 8)) == [True, False, False, False, False, False]
    assert named(signals, date(2025, 7, 4)) == [False, True, False, False, False, False]
    assert named(signals, date(2024, 12, 5)) == [False, False, True, False, False, False]
    assert named(signals, date(2023, 5, 12)) == [False, False, False, True, False, False]
    assert named(signals, date(2025, 7, 10)) == [False, False, False, False, True, False]


def test_a_passage_names_several_days() -> None:
    signals = signals_of("Du 7 au 9 juillet, puis le 1er août 2024.")
    assert named(signals, date(2025, 7, 8)) == [True]
    assert named(signals, date(2024, 8, 1)) == [True]
    assert named(signals, date(2025, 7, 10)) == [False]


def test_a_month_names_its_days_and_a_year_does_not() -> None:
    signals = signals_of("En mars 2024.", "En 2024.")
    assert named(signals, date(2024, 3, 15)) == [True, False]


def test_the_bulletins_and_days_named_tell_of_a_day_months_and_years_do_not() -> None:
    signals = signals_of("En janvier 2024, rien.", "Le 12 mai 2023, rien.")
    assert signals.tell_of(date(2025, 7, 8), date(2025, 7, 8))
    assert signals.tell_of(date(2023, 5, 12), date(2023, 5, 12))
    assert not signals.tell_of(date(2024, 1, 6), date(2024, 1, 6))
    assert signals.tell_of(date(2024, 1, 1), date(2024, 1, 31))
    assert not signals.tell_of(date(2022, 6, 1), date(2022, 6, 30))


def test_days_far_out_are_of_no_passage() -> None:
    signals = signals_of("Le 4 juillet.")
    for day in (date.min, date.max):
        assert not signals.tell_of(day, day)
        assert not any(flags.any() for flags in signals.of_period(day, day))


def test_an_empty_corpus_has_no_signals() -> None:
    signals = compile_signals([], {}, topics(0), words(0))
    assert not signals.tell_of(date.min, date.max)
    assert len(signals.leads) == len(signals.named_in) == 0


def test_days_are_days_of_the_count() -> None:
    signals = signals_of("Le 4 juillet 2025.")
    assert signals.named_first.tolist() == signals.named_last.tolist() == [day_of_date(date(2025, 7, 4))]


def test_each_passage_has_its_own_words() -> None:
    signals = signals_of("Un.", "Deux.", "Trois.", "Quatre.")
    assert [signals.words_of(number).tolist() for number in range(4)] == [[], [1], [2, 3], [3, 4, 5]]


def test_signals_of_parts_joined_are_those_of_the_whole() -> None:
    bulletins = {WEEK.id: WEEK, DAY.id: DAY}
    texts = "Mardi, dix missiles.", "Rien.", "Le 4 juillet, puis le 12 mai 2023.", "Hier."
    passages = [
        Passage(text, (WEEK if place < 2 else DAY).id, place % 2, None, 1, text) for place, text in enumerate(texts)
    ]
    whole = compile_signals(passages, bulletins, topics(4), words(4))
    places = (slice(0, 2), slice(0, 0), slice(2, 4))
    parts = [compile_signals(passages[some], bulletins, topics(4)[some], words(4)[some]) for some in places]
    for field in fields(whole):
        joined = getattr(join_signals(parts), field.name)
        assert joined.dtype == getattr(whole, field.name).dtype
        assert joined.tolist() == getattr(whole, field.name).tolist(), field.name
