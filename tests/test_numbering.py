"""Words keep the numbers that they were given, and are put in byte order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.numbering import Numbering

_words = st.lists(st.binary(max_size=3), max_size=12)


def nothing() -> Numbering:
    return Numbering([], np.empty(0, np.int32))


@given(st.lists(_words, max_size=4))
def test_a_word_has_one_number_whenever_it_is_met(batches: list[list[bytes]]) -> None:
    numbering = nothing()
    for words in batches:
        numbers = numbering.numbers_of(words)
        assert [numbering.words[number] for number in numbers.tolist()] == words
    assert len(set(numbering.words)) == len(numbering.words)


@given(st.lists(_words, max_size=4))
def test_the_order_is_that_of_all_words_however_they_came(batches: list[list[bytes]]) -> None:
    numbering = nothing()
    for words in batches:
        numbering.numbers_of(words)
        numbering.put_in_order()
        ordered = [numbering.words[number] for number in numbering.ordered.tolist()]
        assert ordered == sorted(numbering.words)


def test_words_numbered_before_keep_their_numbers() -> None:
    numbering = Numbering([b"koursk", b"axios"], np.array([1, 0], np.int32))
    assert numbering.numbers_of([b"axios", b"drone", b"koursk"]).tolist() == [1, 2, 0]
    numbering.put_in_order()
    assert numbering.ordered.tolist() == [1, 2, 0]
