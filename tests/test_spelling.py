"""Misspelt words find the word meant; words that may be meant as they stand are left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold, tokenize
from index.dictionary import compile_dictionary
from index.question import LONGEST
from index.spelling import Speller, runs_of
from tests.reading import speller_of

# None of the words corrected below; "missile" and "drones" stand here as a passage would write them.
PASSAGES = """
    Trump a promis dix missiles Patriot. Le Pentagone a gelé les livraisons, selon Axios. Zelensky et Poutine, Koursk,
    Pokrovsk, Ukraine, Allemagne, raffineries, prisonniers, chauffage, négociations, sanctions, offensive, F-16, OTAN,
    Russie, un drone, une bombe, la paix.
"""


@pytest.fixture(scope="module")
def speller() -> Speller:
    return speller_of(PASSAGES)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("patrot", "patriot"),
        ("patriott", "patriot"),
        ("patirot", "patriot"),
        ("trmup", "trump"),
        ("trunp", "trump"),
        ("zelenksy", "zelensky"),
        ("selensky", "zelensky"),
        ("pokrovks", "pokrovsk"),
        ("koursque", "koursk"),
        ("ukrène", "ukraine"),
        ("rafinerie", "raffinerie"),
        ("prizonié", "prisonniers"),
        ("chaufaje", "chauffage"),
        ("négossiassion", "negociations"),
        ("sanksion", "sanctions"),
        ("lotan", "otan"),
    ],
)
def test_a_slip_or_a_word_written_by_ear_is_taken_for_the_word_meant(
    speller: Speller, written: str, meant: str
) -> None:
    assert speller.correct(fold(written)) == meant


@pytest.mark.parametrize("form", ["1231", "50000", "10", "f16", "f15", "kh101", "missile5", "3.5", "2025"])
def test_figures_and_designations_are_never_corrected(speller: Speller, form: str) -> None:
    assert speller.correct(form) is None


@pytest.mark.parametrize("form", ["a", "pax", "otn", "dro", "isw", ""])
def test_short_words_are_never_corrected(speller: Speller, form: str) -> None:
    assert speller.correct(form) is None


@pytest.mark.parametrize("form", ["patriot", "drone", "drones", "missile", "promise", "livraison", "gelées"])
def test_words_that_passages_hold_in_any_number_or_gender_are_left_alone(speller: Speller, form: str) -> None:
    assert speller.correct(fold(form)) is None


@pytest.mark.parametrize("form", ["drame", "offense", "bombe", "maison", "chauffe", "helicoptere", "ligue"])
def test_words_of_the_dictionary_are_taken_to_be_meant(speller: Speller, form: str) -> None:
    assert speller.correct(form) is None


@pytest.mark.parametrize("form", ["xylofone", "zzzzqqqq", "wikipedia", "cryptomonnaie", "дрон", "київ", "東京東京"])
def test_a_word_that_nothing_is_near_is_left_alone(speller: Speller, form: str) -> None:
    assert speller.correct(form) is None


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("missilespatriot", "missiles patriot"),
        ("trumppoutine", "trump poutine"),
        ("otanrussie", "otan russie"),
        ("trumpzelensky", "trump zelensky"),
    ],
)
def test_two_known_words_written_as_one_are_split(speller: Speller, form: str, words: str) -> None:
    assert speller.correct(form) == words


def test_a_merged_word_is_split_only_into_words_that_passages_hold(speller: Speller) -> None:
    assert speller.correct("trumpmacron") is None


@given(st.text(max_size=30))
def test_no_word_is_too_strange_and_corrections_are_words_of_the_passages_or_french(text: str) -> None:
    speller = speller_of(PASSAGES)
    known = {token.form for token in tokenize(PASSAGES)}
    for form in (text, *(token.form for token in tokenize(text))):
        corrected = speller.correct(form, french=False)
        assert corrected is None or set(corrected.split()) <= known
        corrected = speller.correct(form)
        assert corrected is None or set(corrected.split()) <= known or corrected in speller.dictionary


@pytest.mark.parametrize(
    ("written", "meant"),
    [("baateau", "bateau"), ("surpprise", "surprise"), ("deupis", "depuis"), ("conrtôlé", "controle")],
)
def test_a_word_one_slip_from_french_is_that_word_though_no_passage_holds_it(
    speller: Speller, written: str, meant: str
) -> None:
    assert speller.correct(fold(written)) == meant
    assert speller.correct(fold(written), french=False) != meant


def test_a_slip_that_is_common_enough_to_be_listed_is_one_all_the_same(speller: Speller) -> None:
    """The list has "alemagne", from film subtitles; but "perte" is no slip for "porte"."""
    assert "alemagne" in speller.dictionary
    assert speller_of("L’Allemagne a donné des Patriot.").correct("alemagne") == "allemagne"
    assert speller_of("La Russie porte plainte.").correct("perte") is None


def test_a_passages_word_one_slip_away_goes_before_french(speller: Speller) -> None:
    """ "patron" is French, "patriot" what passages hold."""
    assert speller.correct("patrot") == "patriot"


def test_a_word_as_long_as_a_question_may_be_takes_no_time(speller: Speller) -> None:
    before = time.perf_counter()
    assert speller.correct("a" * LONGEST) is None
    assert time.perf_counter() - before < 0.5


def test_bulletins_without_words_correct_nothing() -> None:
    assert speller_of("").correct("patrot", french=False) is None


def test_the_dictionary_is_folded_as_questions_are() -> None:
    dictionary = compile_dictionary()
    assert "negociation" in dictionary
    assert "négociation" not in dictionary


def test_runs_mark_where_a_word_begins_and_ends() -> None:
    assert runs_of("drone")[:5] == ["^dr", "dro", "ron", "one", "ne$"]
    assert runs_of("drone")[5:] == ["<dr", "dro", "ron", "on>"]
