"""A sorted list of words without an object for each: every word is found at its place, and no other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vocabulary import Vocabulary, Words, compile_vocabulary, list_words

_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


def in_byte_order(words: set[str]) -> list[str]:
    return sorted(words, key=str.encode)


def listed(words: Sequence[str]) -> Words:
    return list_words([word.encode() for word in words])


def contents(words: Words) -> list[list[int]]:
    return [words.text.tolist(), words.lengths.tolist(), words.hashes.tolist()]


def vocabulary_of(words: Sequence[str]) -> Vocabulary:
    return compile_vocabulary(listed(words))


@given(st.sets(_words, max_size=30))
def test_every_word_is_found_at_its_place_and_read_back(words: set[str]) -> None:
    ordered = in_byte_order(words)
    vocabulary = vocabulary_of(ordered)
    assert len(vocabulary) == len(ordered)
    assert [vocabulary.find(word) for word in ordered] == list(range(len(ordered)))
    assert [vocabulary.word(number) for number in range(len(ordered))] == ordered


@given(st.sets(_words, max_size=30), _words)
def test_a_word_is_in_it_exactly_where_it_was_put_in(words: set[str], other: str) -> None:
    vocabulary = vocabulary_of(in_byte_order(words))
    assert (other in vocabulary) == (other in words)
    assert (vocabulary.find(other) is None) == (other not in words)


@given(st.sets(_words, max_size=12), st.sets(_words, max_size=12))
def test_words_inserted_and_some_of_them_are_as_if_listed(some: set[str], others: set[str]) -> None:
    before, both = in_byte_order(some), in_byte_order(some | others)
    new = in_byte_order(others - some)
    places = [sum(word.encode() < one.encode() for word in before) for one in new]
    inserted = listed(before).insert(places, listed(new))
    assert contents(inserted) == contents(listed(both))
    chosen = np.array([word in some for word in both], np.bool_)
    assert contents(inserted.some(chosen)) == contents(listed(before))


@pytest.mark.parametrize("word", ["", "drone", "é", "Зеленський", "🚀"])
def test_an_empty_vocabulary_holds_nothing(word: str) -> None:
    vocabulary = vocabulary_of([])
    assert word not in vocabulary
    assert len(vocabulary) == 0


def test_a_word_is_no_part_of_another() -> None:
    vocabulary = vocabulary_of(["drone", "drones"])
    assert [word in vocabulary for word in ("dron", "drone", "drones", "dronesd", "rone")] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_each_word_is_found_in_another_vocabulary() -> None:
    own, other = (compile_vocabulary(list_words(words)) for words in ([b"a", b"b", b"d"], [b"b", b"c", b"d"]))
    assert own.numbers_in(other).tolist() == [-1, 0, 2]


def test_a_word_is_found_again_however_many_were_looked_for_since_and_these_take_no_memory() -> None:
    vocabulary = compile_vocabulary(list_words([b"a", b"b"]))
    for number in range(12_000):
        assert vocabulary.find(str(number)) is None
        assert vocabulary.find("b" * 1000) is None
        assert vocabulary.find("b") == 1
    assert len(vocabulary._found) <= 5_000
    assert max(map(len, vocabulary._found)) < 1000


@pytest.mark.parametrize("size", [0, 1, 2, 300])
def test_the_words_of_many_that_are_held_have_the_numbers_that_each_is_found_by(size: int) -> None:
    words = [f"{number:o}é" if number % 3 else f"{number:b}" for number in range(2 * size)]
    vocabulary = compile_vocabulary(list_words(sorted({word.encode() for word in words[::2]})))
    alone = {word: vocabulary.find(word) for word in [*words, ""]}
    assert vocabulary.find_all([*words, "", *words]) == {
        word: number for word, number in alone.items() if number is not None
    }
