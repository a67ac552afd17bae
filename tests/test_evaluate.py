"""The measures, against cases small enough to count by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from index.evaluate import Outcome, Trust, measure, run, same_name
from index.golden import Golden
from index.model import Answer, Bulletin, Hit, Passage, Question, Reading, Speaker

BULLETIN = Bulletin("Jour", "daily", 1, 1, "fr")


def hits(*ids: str, speakers: Sequence[str] = ()) -> tuple[Hit, ...]:
    return tuple(
        Hit(rank, 1.0, Passage(name, "1", 1, None, rank, "", tuple(map(Speaker, speakers))), BULLETIN)
        for rank, name in enumerate(ids, 1)
    )


def outcome(rank: int | None, *, kind: str = "fact", confidence: float = 0.9, answered: bool = True) -> Outcome:
    """An answerable question whose right passage came at this rank."""
    answer = Answer("?", answered, confidence, Reading())
    return Outcome(Golden(Question("?"), kind, ("right",)), answer, rank)


def unanswerable(confidence: float, *, answered: bool) -> Outcome:
    return Outcome(Golden(Question("?"), "unanswerable", ()), Answer("?", answered, confidence, Reading()), None)


def trust(outcomes: Sequence[Outcome]) -> Trust:
    measured = measure(outcomes).trust
    assert measured
    return measured


# Ranks


def test_hit_shares_and_reciprocal_ranks_are_counted_over_answerable_questions() -> None:
    ranks = measure([outcome(1), outcome(2), outcome(4), outcome(None), unanswerable(0.1, answered=False)]).all
    assert (ranks.questions, ranks.hit_1, ranks.hit_3) == (4, 1 / 4, 2 / 4)
    assert ranks.mrr == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)


def test_each_kind_has_its_own_ranks() -> None:
    kinds = measure([outcome(1), outcome(3, kind="typos"), outcome(None, kind="typos")]).kinds
    assert list(kinds) == ["fact", "typos"]
    assert (kinds["typos"].questions, kinds["typos"].hit_1, kinds["typos"].hit_3) == (2, 0, 1 / 2)
    assert kinds["fact"].mrr == 1


def test_the_rank_is_that_of_the_first_right_passage() -> None:
    golden = Golden(Question("?"), "fact", ("b", "c"))
    (found,) = run(lambda question, _: Answer(question.text, True, 0.5, Reading(), hits("a", "b", "c")), [golden])
    assert (found.rank, found.right, found.answerable) == (2, False, True)


def test_a_right_passage_that_is_not_given_has_no_rank() -> None:
    (lost,) = run(
        lambda question, _: Answer(question.text, True, 0.5, Reading(), hits("a")),
        [Golden(Question("?"), "fact", ("b",))],
    )
    assert lost.rank is None


# Trust


def test_auroc_counts_the_pairs_that_confidence_puts_in_order_and_ties_by_half() -> None:
    right = [outcome(1, confidence=0.9), outcome(1, confidence=0.5)]
    nothing = [unanswerable(0.5, answered=True), unanswerable(0.1, answered=False)]
    assert trust([*right, *nothing]).auroc == pytest.approx((1 + 1 + 0.5 + 1) / 4)


def test_auroc_is_one_where_all_are_apart_half_where_all_tie_and_nought_where_all_are_swapped() -> None:
    assert trust([outcome(1, confidence=0.9), unanswerable(0.1, answered=False)]).auroc == 1
    assert trust([outcome(1, confidence=0.5), unanswerable(0.5, answered=False)]).auroc == 0.5
    assert trust([outcome(1, confidence=0.1), unanswerable(0.9, answered=True)]).auroc == 0


def test_auroc_leaves_out_answerable_questions_with_a_wrong_first_hit() -> None:
    outcomes = [outcome(1, confidence=0.9), unanswerable(0.5, answered=True)]
    assert trust([*outcomes, outcome(2, confidence=0.1), outcome(None, confidence=0.2)]).auroc == 1


def test_false_answers_are_a_share_of_the_unanswerable_and_false_silences_of_the_right() -> None:
    measured = trust(
        [
            outcome(1, answered=True),
            outcome(1, answered=False),
            outcome(1, answered=True),
            outcome(1, answered=True),
            outcome(2, answered=False),
            unanswerable(0.9, answered=True),
            unanswerable(0.1, answered=False),
        ]
    )
    assert (measured.false_answers, measured.false_silences) == (1 / 2, 1 / 4)


def test_false_answers_at_10_are_counted_where_one_right_answer_in_ten_is_silent() -> None:
    right = [outcome(1, confidence=tenth / 10) for tenth in range(10)]
    nothing = [unanswerable(confidence, answered=False) for confidence in (0.05, 0.1, 0.15, 0.95)]
    assert trust([*right, *nothing]).false_answers_at_10 == 3 / 4


def test_the_calibration_error_is_the_distance_between_confidence_and_share_of_right() -> None:
    outcomes = [
        outcome(1, confidence=0.95),
        outcome(2, confidence=0.95),
        outcome(1, confidence=0.25),
        unanswerable(0.05, answered=False),
    ]
    in_bins = [abs(1.9 - 1), abs(0.25 - 1), abs(0.05 - 0)]
    assert trust(outcomes).ece == pytest.approx(sum(in_bins) / 4)


def test_full_confidence_in_what_is_right_and_none_in_what_is_not_is_no_error() -> None:
    assert trust([outcome(1, confidence=1.0), unanswerable(0.0, answered=False)]).ece == 0


@pytest.mark.parametrize("outcomes", [[], [outcome(1)], [unanswerable(0.1, answered=False)], [outcome(2)]])
def test_where_one_side_is_missing_trust_is_not_measured(outcomes: list[Outcome]) -> None:
    assert measure(outcomes).trust is None


def test_no_questions_measure_nothing() -> None:
    measured = measure([])
    assert (measured.kinds, measured.all.questions, measured.all.mrr) == ({}, 0, 0)
    assert (measured.speaker_precision, measured.speaker_recall, measured.dates) == (None, None, None)


# Speakers


def said(expected: str, shown: Sequence[str], rank: int = 1) -> Outcome:
    golden = Golden(Question("?"), "who-said", ("right",), expected)
    return Outcome(golden, Answer("?", True, 0.9, Reading(), hits("right", speakers=shown)), rank)


def test_speakers_are_counted_where_the_first_hit_is_right() -> None:
    measured = measure(
        [
            said("Axios", ["Axios", "Donald Trump"]),
            said("Volodymyr Zelensky", ["Zelensky"]),
            said("ISW", []),
            said("Bloomberg", ["Reuters"]),
            said("Rutte", ["Rutte"], rank=2),
        ]
    )
    assert measured.speaker_precision == 2 / 4
    assert measured.speaker_recall == 2 / 4


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Zelensky", "Volodymyr Zelensky", True),
        ("l’ISW", "ISW", True),
        ("état-major", "ÉTAT MAJOR ukrainien", True),
        ("L'état-major", "L’état-major", True),
        ("HUR", "Churchill", False),
        ("Axios", "Reuters", False),
        ("président tchèque", "président polonais", False),
    ],
)
def test_names_are_the_same_but_for_case_accents_and_words_around_them(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


# Dates


def dated(reading: Reading, reads: tuple[date, date] | None = None, day: int | None = None) -> Outcome:
    golden = Golden(Question("?"), "date", ("right",), reads=reads, day=day)
    return Outcome(golden, Answer("?", True, 0.9, reading), 1)


def test_a_date_counts_where_both_ends_and_the_day_are_as_meant() -> None:
    first, last = date(2025, 7, 7), date(2025, 7, 11)
    read = Reading(date_from=first, date_to=last, day=1230)
    outcomes = [
        dated(read, (first, last)),
        dated(read, (first, first)),
        dated(read, day=1230),
        dated(read, day=1231),
        dated(Reading(), (first, last)),
        outcome(1),
    ]
    assert measure(outcomes).dates == 2 / 5
