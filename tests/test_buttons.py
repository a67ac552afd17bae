"""Button codes: read back as they were made, and nothing else read at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import (
    BulletinButton,
    Code,
    ContextButton,
    HitButton,
    PlaceButton,
    SectionButton,
    pager,
    parse_code,
)

PAGES = st.none() | st.integers(1, 9999)
BULLETINS = st.from_regex(r"[0-9]{1,5}(-[0-9]{1,5})?(e[1-9][0-9]{0,2})?", fullmatch=True).filter(str.isascii)
SECTIONS = st.integers(0, 9999)
CODES: st.SearchStrategy[Code] = st.one_of(
    st.builds(HitButton, st.integers(1, 10**18 - 1), st.integers(1, 9999), st.booleans(), st.booleans()),
    st.builds(BulletinButton, BULLETINS, PAGES),
    st.builds(SectionButton, BULLETINS, SECTIONS, PAGES),
    st.builds(ContextButton, st.builds("j{}-s{}-p{}".format, BULLETINS, SECTIONS, st.integers(0, 99999)), PAGES),
    st.builds(PlaceButton),
)


@given(CODES)
def test_every_code_fits_telegram_and_reads_back_as_it_was_made(code: Code) -> None:
    assert len(str(code).encode()) <= 64
    assert parse_code(str(code)) == code


@pytest.mark.parametrize(
    "code",
    [
        "",
        "hit:",
        "hit:0:1",
        "hit:1:0",
        "hit:1",
        "hit:1:1 ",
        "hit:1:1\n",
        "hit:-1:1",
        "hit:١:1",
        "hit:99999999999999999999:1",
        "context:1231",
        "context:j1231-s2",
        "context:j1231-s2-p4:0",
        "section:1231",
        "section:1231:x",
        "bulletin:",
        "bulletin:1231e1e2",
        "place:1",
        "drop table questions",
    ],
)
def test_anything_else_is_refused(code: str) -> None:
    assert parse_code(code) is None


@given(st.text(max_size=64))
def test_no_text_makes_reading_fail(text: str) -> None:
    code = parse_code(text)
    assert code is None or str(code) == text


def labels(number: int, count: int) -> list[list[str]]:
    return [[button.label for button in row] for row in pager(number, count, lambda page: HitButton(7, page))]


def test_a_pager_leads_back_and_on_but_never_beyond_the_ends() -> None:
    assert labels(1, 1) == []
    assert labels(1, 3) == [["1/3", "→"]]
    assert labels(2, 3) == [["←", "2/3", "→"]]
    assert labels(3, 3) == [["←", "3/3"]]


def test_a_pager_turns_by_one() -> None:
    ((back, _, onward),) = pager(2, 3, lambda page: HitButton(7, page))
    assert (back.code, onward.code) == (HitButton(7, 1), HitButton(7, 3))
