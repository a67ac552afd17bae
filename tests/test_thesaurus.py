"""Synonyms of French at large, and those of them that some passage holds."""

from __future__ import annotations

import numpy as np
import pytest

from index.analysis import fold, stem
from index.ranking import compile_postings
from index.thesaurus import MOST, Thesaurus, compile_thesaurus


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return compile_thesaurus()


def synonyms(thesaurus: Thesaurus, word: str) -> list[str]:
    return [thesaurus.word(number) for number in thesaurus.synonyms_of(stem(fold(word)))]


@pytest.mark.parametrize(
    ("word", "synonym"), [("carburant", "essence"), ("libéré", "relâché"), ("prison", "pénitencier")]
)
def test_a_word_has_its_synonyms(thesaurus: Thesaurus, word: str, synonym: str) -> None:
    assert stem(fold(synonym)) in synonyms(thesaurus, word)


@pytest.mark.parametrize("word", ["Zelensky", "kourakhove", "de", "", "1231"])
def test_names_figures_and_function_words_have_none(thesaurus: Thesaurus, word: str) -> None:
    assert synonyms(thesaurus, word) == []


def test_no_word_stands_for_itself_nor_has_a_synonym_twice(thesaurus: Thesaurus) -> None:
    for number in range(len(thesaurus)):
        word = thesaurus.word(number)
        found = thesaurus.synonyms_of(word)
        assert number not in found
        assert len(set(found)) == len(found)


def test_among_the_words_of_passages_only_these_are_left_by_their_numbers(thesaurus: Thesaurus) -> None:
    stems = compile_postings([[stem("essence"), stem("goudron"), "kourakhov"]])
    among = thesaurus.among(stems)
    found = {stems.word(number) for number in among.synonyms_of(stem("carburant"))}
    assert found == {stem("essence"), stem("goudron")}
    assert among.synonyms_of(stem("kourakhove")) == ()


def test_of_many_synonyms_that_passages_hold_the_nearest_are_kept(thesaurus: Thesaurus) -> None:
    everything = synonyms(thesaurus, "attaque")
    stems = compile_postings([everything])
    found = thesaurus.among(stems).synonyms_of(stem("attaque"))
    assert len(everything) > MOST
    assert [stems.word(number) for number in found] == everything[:MOST]


def test_among_no_words_nothing_is_left(thesaurus: Thesaurus) -> None:
    assert np.array_equal(thesaurus.among(compile_postings([[]])).starts, np.zeros(len(thesaurus) + 1))
