"""Whose things a text speaks of: which people a noun is said to be of, and when that is another than asked about."""

from __future__ import annotations

import pytest

from index.analysis import stem
from index.peoples import owners_in, people_of, told_as_others


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("russe", "russes"),
        ("russe", "russie"),
        ("ukrainienne", "ukraine"),
        ("anglais", "britannique"),
        ("suedois", "swedish"),
    ],
)
def test_a_people_is_named_by_its_adjectives_and_its_country(one: str, other: str) -> None:
    assert people_of(one) == people_of(other) is not None


@pytest.mark.parametrize(
    ("one", "other"), [("russe", "ukrainien"), ("tcheque", "tchetchene"), ("indienne", "iranienne")]
)
def test_peoples_are_told_apart(one: str, other: str) -> None:
    assert people_of(one) != people_of(other)


@pytest.mark.parametrize(
    "word", ["missile", "mal", "males", "franc", "cube", "georges", "hollande", "soviet", "amer", "", "10"]
)
def test_other_words_name_none(word: str) -> None:
    assert people_of(word) is None


@pytest.mark.parametrize(
    ("text", "owned"),
    [
        ("les pertes russes", {"pertes": "russe"}),
        ("Les pertes militaires ukrainiennes augmentent.", {"pertes": "ukrainien", "militaires": "ukrainien"}),
        ("les pertes de l’armée ukrainienne", {"pertes": "ukrainien", "armée": "ukrainien"}),
        ("les pertes de l'Ukraine", {"pertes": "ukrainien"}),
        ("le président du Qatar", {"président": "qatari"}),
        ("le train\n\nRusse, il est parti", {}),
        ("les soldats en Ukraine", {}),
        ("Les drones ont frappé une raffinerie russe", {"raffinerie": "russe"}),
        ("Il a vu des soldats. Russes et Polonais se taisent.", {}),
        ("1 240 russes", {}),
        ("", {}),
    ],
)
def test_a_noun_is_of_the_people_named_behind_it(text: str, owned: dict[str, str]) -> None:
    expected = {stem(noun.replace("é", "e").lower()): {people} for noun, people in owned.items()}
    assert owners_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "pertes russes et ukrainiennes",
        "pertes de la Russie et de l’Ukraine",
        "pertes ukrainiennes, russes et polonaises",
    ],
)
def test_a_noun_is_of_all_the_peoples_named_together(text: str) -> None:
    assert owners_in(text)[stem("pertes")] >= {"russe", "ukrainien"}


def test_a_misspelt_word_is_read_as_corrected() -> None:
    assert owners_in("pertes ukrainienes", {"ukrainienes": "ukrainiennes"}) == owners_in("pertes ukrainiennes")


@pytest.mark.parametrize(
    ("asked", "told", "others"),
    [
        ("pertes ukrainiennes", "Les pertes russes totales, selon l’état-major ukrainien.", {"ukrainien"}),
        ("pertes ukrainiennes", "Les pertes ukrainiennes dépassent les pertes russes.", set()),
        ("pertes ukrainiennes", "Les pertes sont lourdes.", set()),
        ("pertes", "Les pertes russes totales.", set()),
    ],
)
def test_what_is_told_of_as_another_peoples_only_is_seen(asked: str, told: str, others: set[str]) -> None:
    assert told_as_others(owners_in(asked), owners_in(told)) == others
