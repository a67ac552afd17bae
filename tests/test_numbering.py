"""Words keep the numbers that they were given, and are put in byte order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.numbering import NO_ORDER, Numbering, Order
from index.vocabulary import list_words

_words = st.lists(st.binary(max_size=3), max_size=12)


def nothing() -> Numbering:
    return Numbering([], NO_ORDER)


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
        ordered = [numbering.words[number] for number in numbering.order.numbers.tolist()]
        assert ordered == sorted(numbering.words)
        assert numbering.order.words.text.tobytes() == b"".join(ordered)


def test_some_words_are_given_in_byte_order() -> None:
    numbering = nothing()
    numbering.numbers_of([b"koursk", b"drone", b"axios"])
    numbering.put_in_order()
    assert numbering.order.words_of(np.array([0, 2], np.int32)).text.tobytes() == b"axioskoursk"


def test_words_numbered_before_keep_their_numbers() -> None:
    numbering = Numbering([b"koursk", b"axios"], Order(np.array([1, 0], np.int32), list_words([b"axios", b"koursk"])))
    assert numbering.numbers_of([b"axios", b"drone", b"koursk"]).tolist() == [1, 2, 0]
    numbering.put_in_order()
    assert numbering.order.numbers.tolist() == [1, 2, 0]
