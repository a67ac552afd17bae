"""Words keep the numbers that they were given, and are put in byte order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.numbering import NO_ORDER, Numbering, Order
from index.vocabulary import list_words

_words = st.lists(st.binary(max_size=3), max_size=12)


def words_of(order: Order) -> list[bytes]:
    ends = np.cumsum(order.words.lengths).tolist()
    text = order.words.text.tobytes()
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@given(st.lists(_words, max_size=4), st.booleans())
def test_a_word_has_one_number_whenever_it_is_met(batches: list[list[bytes]], begun_anew: bool) -> None:
    numbering = Numbering(NO_ORDER)
    numbers: dict[bytes, int] = {}
    for words in batches:
        for word, number in zip(words, numbering.numbers_of(words).tolist(), strict=True):
            assert numbers.setdefault(word, number) == number
        if begun_anew:
            numbering = Numbering(numbering.in_order())
    assert sorted(numbers.values()) == list(range(len(numbering)))


@given(st.lists(_words, max_size=4), st.booleans())
def test_the_order_is_that_of_all_words_however_they_came(batches: list[list[bytes]], begun_anew: bool) -> None:
    numbering = Numbering(NO_ORDER)
    met: set[bytes] = set()
    for words in batches:
        numbering.numbers_of(words)
        order = numbering.in_order()
        met.update(words)
        assert words_of(order) == sorted(met)
        assert order.numbers.tolist() == numbering.numbers_of(words_of(order)).tolist()
        if begun_anew:
            numbering = Numbering(order)
        assert len(numbering) == len(met)


def test_some_words_are_given_in_byte_order() -> None:
    numbering = Numbering(NO_ORDER)
    numbering.numbers_of([b"koursk", b"drone", b"axios"])
    assert numbering.in_order().words_of(np.array([0, 2], np.int32)).text.tobytes() == b"axioskoursk"


def test_words_numbered_before_keep_their_numbers() -> None:
    before = Order(np.array([1, 0], np.int32), list_words([b"axios", b"koursk"]))
    numbering = Numbering(before, [b"drone"])
    assert numbering.numbers_of([b"axios", b"char", b"drone", b"koursk"]).tolist() == [1, 3, 2, 0]
    assert numbering.new == [b"drone", b"char"]
    assert numbering.in_order().numbers.tolist() == [1, 3, 2, 0]
