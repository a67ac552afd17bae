"""Inverted a few passages at a time and joined, or all at once: the postings are the same, bit for bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import inversion
from index.inversion import Inverted, by_terms, invert, join, renumber
from index.ranking import Postings, compile_postings, weigh
from index.vocabulary import list_words

WORDS = ["patriot", "missile", "axios", "koursk", "é", "дрон", "f16", "10", ""]
NUMBERS = {word: number for number, word in enumerate(WORDS)}
ENCODED = [word.encode() for word in WORDS]
IN_BYTE_ORDER = np.array(sorted(range(len(WORDS)), key=ENCODED.__getitem__), np.int32)

texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=8), max_size=6)


def numbered(passages: Sequence[Sequence[str]]) -> Inverted:
    """Inverted, with the terms numbered as in WORDS."""
    words, inverted = invert(passages)
    return replace(inverted, terms=np.array([NUMBERS[word] for word in words], np.int32)[inverted.terms])


def joined(parts: Sequence[Inverted]) -> Inverted:
    return join(parts, parts, IN_BYTE_ORDER)


def content(postings: Postings) -> list[tuple[str, bytes]]:
    return [(str(getattr(postings, f.name).dtype), getattr(postings, f.name).tobytes()) for f in fields(postings)]


def weighed(inverted: Inverted) -> Postings:
    return weigh(inverted, list_words([ENCODED[number] for number in inverted.terms.tolist()]))


@given(st.lists(texts, max_size=5))
def test_parts_joined_are_the_whole(parts: list[list[list[str]]]) -> None:
    whole = compile_postings([passage for part in parts for passage in part])
    assert content(weighed(joined(list(map(numbered, parts))))) == content(whole)


@given(st.lists(texts, max_size=3), st.lists(texts, max_size=3))
def test_what_was_joined_may_be_joined_again(some: list[list[list[str]]], others: list[list[list[str]]]) -> None:
    group = joined(list(map(numbered, some)))
    whole = compile_postings([passage for part in [*some, *others] for passage in part])
    assert content(weighed(joined([group, *map(numbered, others)]))) == content(whole)


@given(st.lists(texts, max_size=3), texts, st.integers(1, 9))
def test_the_oldest_by_some_terms_after_the_other_fills_what_the_others_leave(
    newer: list[list[list[str]]], oldest: list[list[str]], most: int
) -> None:
    parts = list(map(numbered, newer))
    last = list(by_terms(joined([numbered(oldest)]), most))
    whole = compile_postings([passage for part in [*newer, oldest] for passage in part])
    inverted = join([*parts, *last], parts, IN_BYTE_ORDER, last)
    assert content(weighed(inverted)) == content(whole)


@given(texts, st.integers(1, 9))
def test_a_part_by_its_terms_has_few_entries_at_once_or_one_term(passages: list[list[str]], most: int) -> None:
    whole = joined([numbered(passages)])
    some = list(by_terms(whole, most))
    assert np.concatenate([[], *(part.passages for part in some)]).tolist() == whole.passages.tolist()
    assert all(len(part.passages) <= most or len(part.terms) == 1 for part in some)


@given(texts, st.integers(1, 9), st.data())
def test_some_of_the_passages_in_any_order_are_those_alone(
    passages: list[list[str]], at_once: int, data: st.DataObject
) -> None:
    picked = data.draw(st.lists(st.integers(0, len(passages) - 1), unique=True) if passages else st.just([]))
    with patch.object(inversion, "_AT_ONCE", at_once):
        some = renumber(joined([numbered(passages)]), np.array(picked, np.int32))
    assert content(weighed(some)) == content(compile_postings([passages[number] for number in picked]))


@pytest.mark.parametrize("parts", [[], [[]], [[[]], [[], []]]])
def test_nothing_joins_to_nothing(parts: list[list[list[str]]]) -> None:
    inverted = joined(list(map(numbered, parts)))
    assert len(inverted.terms) == len(inverted.passages) == 0
    assert inverted.lengths.tolist() == [0] * sum(map(len, parts))


def test_a_term_stands_in_ascending_passages_with_its_frequency_and_their_length() -> None:
    inverted = joined([numbered([["axios", "axios"], []]), numbered([["koursk"], ["axios", "koursk", "axios"]])])
    axios = inverted.terms.tolist().index(NUMBERS["axios"])
    start = int(inverted.holders[:axios].sum())
    entries = slice(start, start + int(inverted.holders[axios]))
    codes = inverted.codes[entries]
    assert inverted.passages[entries].tolist() == [0, 3]
    assert inverted.frequencies[codes].tolist() == [2, 2]
    assert inverted.of_lengths[codes].tolist() == [2, 3]
