"""Preferences lift the passages that fit what a question wants; none ever shuts a passage out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import analyze
from index.dates import Period
from index.details import Kind
from index.model import Bulletin, Passage, Reading, Speaker
from index.preferences import prefer, prefer_period, prefer_sections
from index.question import Asked, Parsed
from index.ranking import compile_postings
from index.signals import compile_signals
from index.word_vectors import DIMENSIONS

JULY = Bulletin("Semaine", "weekly", 1230, 1234, "fr")
MAY = Bulletin("Semaine", "weekly", 1181, 1185, "fr")
PASSAGES = [
    Passage("lead", JULY.id, 0, None, 1, "Des missiles, un chapeau."),
    Passage("july", JULY.id, 1, None, 1, "Des missiles, selon le Pentagone.", (Speaker("Pentagone"),)),
    Passage("may", MAY.id, 1, None, 1, "Dix missiles."),
    Passage("recalls", MAY.id, 1, None, 2, "Des missiles, le 12 mars 2024.", (Speaker("Axios"),)),
]
SIGNALS = compile_signals(
    PASSAGES,
    {JULY.id: JULY, MAY.id: MAY},
    np.zeros((len(PASSAGES), DIMENSIONS), np.int8),
    [np.empty(0, np.uint16)] * len(PASSAGES),
)
SPEAKERS = compile_postings(
    [[key for speaker in passage.speakers for key in analyze(speaker.name).name] for passage in PASSAGES]
)
PLAIN = Parsed(Reading(), (Asked("missiles", "missiles"),), (), ())


def period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last), (0, 1))


def preferred(parsed: Parsed, scores: list[float]) -> list[float]:
    after = np.array(scores)
    prefer(after, parsed, SIGNALS, SPEAKERS)
    return [float(score) for score in after]


def order(parsed: Parsed, scores: list[float]) -> list[str]:
    """The passages by their preferred scores, sections before leads, best first."""
    after = np.array(preferred(parsed, scores))
    prefer_sections(after, parsed, SIGNALS)
    return [PASSAGES[number].id for number in sorted(range(len(after)), key=lambda n: -after[n]) if after[number] > 0]


EVEN = [10.0, 10.0, 10.0, 10.0]


def test_at_equal_scores_a_lead_comes_last() -> None:
    assert order(PLAIN, EVEN)[-1] == "lead"
    assert order(PLAIN, [20.0, 10.0, 10.0, 10.0])[0] == "lead"


@pytest.mark.parametrize(
    ("parsed", "first"),
    [
        (replace(PLAIN, kind=Kind.NUMBER), {"may"}),
        (replace(PLAIN, kind=Kind.TIME), {"recalls"}),
        (replace(PLAIN, wants_speaker=True), {"july", "recalls"}),
        (replace(PLAIN, speaker_forms=("axios",)), {"recalls"}),
        (replace(PLAIN, speaker_forms=("аксіос",)), {"recalls"}),
        (replace(PLAIN, period=period("2025-07-07", "2025-07-11")), {"july"}),
        (replace(PLAIN, period=period("2025-05-20", "2025-05-20")), {"may", "recalls"}),
        (replace(PLAIN, period=period("2024-03-12", "2024-03-12")), {"recalls"}),
    ],
)
def test_at_equal_scores_what_is_wanted_comes_first(parsed: Parsed, first: set[str]) -> None:
    assert set(order(parsed, EVEN)[: len(first)]) == first


def test_words_still_count_for_more_than_wishes() -> None:
    wishes = replace(PLAIN, kind=Kind.NUMBER, wants_speaker=True, speaker_forms=("pentagone",))
    assert order(wishes, [1.0, 1.0, 1.0, 10.0])[0] == "recalls"


def test_a_period_lifts_its_passages_and_keeps_the_others() -> None:
    of_july = replace(PLAIN, period=period("2025-07-07", "2025-07-11"))
    assert order(of_july, [0.0, 8.0, 10.0, 0.0]) == ["july", "may", "lead"]
    assert order(of_july, [0.0, 1.0, 10.0, 0.0])[0] == "may"


def test_a_period_counts_as_much_as_it_is_given_weight() -> None:
    of_july = replace(PLAIN, period=period("2025-07-07", "2025-07-11"))
    whole, quarter = np.array(EVEN), np.array(EVEN)
    prefer_period(whole, of_july, SIGNALS)
    prefer_period(quarter, of_july, SIGNALS, 0.25)
    assert (quarter - EVEN).tolist() == pytest.approx(((whole - EVEN) / 4).tolist())
    assert (whole > EVEN).any()


def test_a_question_for_a_period_alone_finds_the_passages_of_it() -> None:
    of_july = replace(PLAIN, asked=(), period=period("2025-07-07", "2025-07-11"))
    assert order(of_july, [0.0] * 4) == ["lead", "july"]
    assert order(replace(of_july, period=period("2023-01-01", "2023-01-31")), [0.0] * 4) == []


def test_a_question_without_wishes_is_ranked_by_words() -> None:
    assert order(PLAIN, [0.0, 1.0, 3.0, 2.0]) == ["may", "recalls", "july"]


def test_an_unknown_speaker_changes_nothing() -> None:
    unknown = replace(PLAIN, speaker_forms=("rutte",))
    assert preferred(unknown, [1.0, 2.0, 3.0, 4.0]) == preferred(PLAIN, [1.0, 2.0, 3.0, 4.0])


_wishes = st.builds(
    lambda kind, speaker, forms, period: replace(
        PLAIN, kind=kind, wants_speaker=speaker, speaker_forms=forms, period=period
    ),
    st.none() | st.sampled_from(list(Kind)),
    st.booleans(),
    st.sampled_from([(), ("pentagone",), ("axios", "pentagone"), ("rutte",)]),
    st.none() | st.lists(st.dates(), min_size=2, max_size=2).map(lambda days: Period(min(days), max(days), (0, 1))),
)


@given(_wishes, st.lists(st.floats(0, 100), min_size=4, max_size=4))
def test_no_wish_ever_shuts_a_passage_out(parsed: Parsed, scores: list[float]) -> None:
    for before, after in zip(scores, preferred(parsed, scores), strict=True):
        assert after >= 0
        assert after > 0 or before == 0
