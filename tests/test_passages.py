"""Bulletins into passages: their ids, their places, and quotations that keep who spoke."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.corpus import parse_bulletin
from index.model import Bulletin
from index.passages import bulletin_id_of, join_quotations, passage_id, split_bulletin
from tests.conftest import bulletin_text


def bulletin(body: str, day: int = 1231, **keys: object) -> Bulletin:
    return parse_bulletin(bulletin_text(day, body, **keys), Path("x.md"))


# Ids and places


def test_sections_and_paragraphs_count_from_one_and_the_lead_is_section_zero() -> None:
    passages = split_bulletin(bulletin("Chapeau.\n\n## A\n\nUn.\n\nDeux.\n\n## B\n\nTrois."))
    assert [
        (passage.id, passage.section, passage.heading, passage.paragraph, passage.text) for passage in passages
    ] == [
        ("j1231-s0-p1", 0, None, 1, "Chapeau."),
        ("j1231-s1-p1", 1, "A", 1, "Un."),
        ("j1231-s1-p2", 1, "A", 2, "Deux."),
        ("j1231-s2-p1", 2, "B", 1, "Trois."),
    ]
    assert {passage.bulletin_id for passage in passages} == {"1231"}


def test_weeklies_and_editions_show_in_the_ids() -> None:
    weekly = bulletin("Texte.", 1230, kind="weekly", days="1230-1234", date="2025-07-07/2025-07-11")
    assert [passage.id for passage in split_bulletin(weekly)] == ["j1230-1234-s0-p1"]
    assert [passage.id for passage in split_bulletin(bulletin("Texte.", edition=2))] == ["j1231e2-s0-p1"]


def test_a_section_without_paragraphs_keeps_its_number() -> None:
    passages = split_bulletin(bulletin("## A\n\n## B\n\nTexte."))
    assert [passage.id for passage in passages] == ["j1231-s2-p1"]


def test_paragraphs_are_counted_as_passages_not_as_blocks() -> None:
    passages = split_bulletin(bulletin("## A\n\nIl a dit :\n\n«Oui».\n\nPuis il est parti."))
    assert [(passage.id, passage.paragraph) for passage in passages] == [("j1231-s1-p1", 1), ("j1231-s1-p2", 2)]


def test_a_retracted_bulletin_has_no_passages() -> None:
    assert split_bulletin(bulletin("Texte.", retracted=date(2025, 7, 9))) == ()


def test_a_passage_is_its_paragraph_less_the_white_space_at_its_edges() -> None:
    text = "«\u00a0Oui\u202f!\u00a0»,  dit-il"
    (passage,) = split_bulletin(bulletin(f"\u00a0 {text}\u202f\t\u2009"))
    assert passage.text == text


def test_white_space_and_line_ends_inside_a_paragraph_stay() -> None:
    (passage,) = split_bulletin(bulletin("Un,\n  deux\u00a0:\n## trois"))
    assert passage.text == "Un,\n  deux\u00a0:\n## trois"


@pytest.mark.parametrize("bulletin_id", ["1", "1231", "1230-1234", "1231e2", "1230-1234e12", "99999"])
def test_an_id_names_its_bulletin_and_fits_a_deep_link(bulletin_id: str) -> None:
    of_passage = passage_id(bulletin_id, 12, 345)
    assert bulletin_id_of(of_passage) == bulletin_id
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", of_passage)


@pytest.mark.parametrize(
    "text",
    ["", "j1231", "1231-s1-p1", "j1231-s1-p1 ", "j1231-s1-p1\n", "J1231-s1-p1", "j1231-p1", "j1231e0-s1-p1", "aide"],
)
def test_other_texts_name_no_bulletin(text: str) -> None:
    assert bulletin_id_of(text) is None


# Quotations


@pytest.mark.parametrize(
    ("paragraphs", "joined"),
    [
        pytest.param(["Il a dit :", "«Oui».", "Suite."], [2, 1], id="a colon and the quotation after it"),
        pytest.param(["Il a dit\u00a0: ", " «Oui»."], [2], id="white space around colon and mark"),
        pytest.param(["Il a dit :", "«Oui.", "Non.", "Peut-être».", "Suite."], [4, 1], id="up to where it closes"),
        pytest.param(["Il a dit :", "«Oui.", "«Non.", "«Peut-être».", "Suite."], [4, 1], id="repeated opening marks"),
        pytest.param(["Il a dit :", "«Oui, «vraiment» oui».", "Suite."], [2, 1], id="a quotation in the quotation"),
        pytest.param(
            ["Il a dit :", "«Oui.", "«Vraiment», oui.", "Non».", "Suite."],
            [3, 1, 1],
            id="closed where a repeated mark allows it",
        ),
        pytest.param(["Il a dit :", "«Oui.", "Il dit «non» aussi.", "Fin».", "Suite."], [4, 1], id="nested later"),
        pytest.param(["Il a dit :", "“Oui.", "Non”.", "Suite."], [3, 1], id="English marks"),
        pytest.param(["Il a dit :", "„Oui“.", "Suite."], [2, 1], id="German marks"),
        pytest.param(["Il a dit :", "„Oui”.", "Suite."], [2, 1], id="Polish marks"),
        pytest.param(["Il a dit :", "‹Oui›.", "Suite."], [2, 1], id="single guillemets"),
        pytest.param(["Il a dit :", '"Oui.', 'Non".', "Suite."], [3, 1], id="straight marks"),
        pytest.param(["Il a dit :", '"Oui.', '"Non".', "Suite."], [3, 1], id="straight marks repeated"),
        pytest.param(["Il a dit :", "«Oui”.", "Suite."], [2, 1], id="closed by another mark is never closed"),
        pytest.param(["Il a dit :", "«Oui.", "Suite.", "Fin."], [2, 1, 1], id="never closed: one block"),
        pytest.param(["Il a dit :", "«Oui.", "Suite.", "«Non», dit-elle."], [2, 1, 1], id="another quotation after it"),
        pytest.param(["Il a dit :", "«Oui».", "«Non», a-t-elle dit."], [2, 1], id="the next quotation stands alone"),
        pytest.param(["Il a dit :", "«Oui». Elle a dit :", "«Non».", "Suite."], [3, 1], id="a chain"),
        pytest.param(["A :", "«B» :", "«C» :", "«D».", "Suite."], [4, 1], id="a long chain"),
        pytest.param(["Il a dit :", "Oui.", "«Non»."], [1, 1, 1], id="no mark after the colon"),
        pytest.param(["Il a dit :"], [1], id="a colon at the end"),
        pytest.param(["«Oui.", "Non»."], [1, 1], id="nobody announces it"),
        pytest.param(["Il a dit.", "«Oui»."], [1, 1], id="no colon"),
        pytest.param(["Il a dit :", "«Oui» et «non».", "Suite."], [2, 1], id="two quotations in one block"),
        pytest.param(["Il a dit :", "’Oui’.", "Suite."], [1, 1, 1], id="an apostrophe is no quotation mark"),
    ],
)
def test_a_quotation_is_joined_to_what_announces_it(paragraphs: list[str], joined: list[int]) -> None:
    texts = join_quotations(paragraphs)
    blocks = [paragraph.strip() for paragraph in paragraphs]
    expected = []
    for count in joined:
        expected.append("\n\n".join(blocks[:count]))
        blocks = blocks[count:]
    assert texts == expected


def test_a_quotation_never_reaches_into_the_next_section() -> None:
    passages = split_bulletin(bulletin("## A\n\nIl a dit :\n\n## B\n\n«Oui»."))
    assert [passage.id for passage in passages] == ["j1231-s1-p1", "j1231-s2-p1"]


def test_the_sample_quotation_keeps_its_speaker(sample: Path) -> None:
    blocks = sample.read_text(encoding="utf-8").split("\n\n")
    assert join_quotations(blocks[3:7]) == [blocks[3], f"{blocks[4]}\n\n{blocks[5].strip()}", blocks[6]]


_texts = st.lists(
    st.lists(st.sampled_from(["mot", "«", "»", '"', "“", "”", "„", ":", " ", "."]), min_size=1, max_size=6)
    .map("".join)
    .filter(str.strip),
    max_size=12,
)


@given(_texts)
def test_joining_loses_no_block_and_keeps_their_order(paragraphs: list[str]) -> None:
    assert "\n\n".join(join_quotations(paragraphs)) == "\n\n".join(paragraph.strip() for paragraph in paragraphs)


@given(_texts)
def test_blocks_are_only_joined_behind_a_colon(paragraphs: list[str]) -> None:
    for text in join_quotations(paragraphs):
        first, *more = text.split("\n\n")
        assert not more or (first.endswith(":") and more[0][0] in '«"“„')
