"""Words written by ear have the key of the word meant; words that sound otherwise have another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold
from index.phonetics import sound_key

# Each line: a word, then ways in which it is written by ear.
ONE_SOUND = [
    line.split()
    for line in """
    beaucoup bocou boku
    pourquoi pourkoi
    combien konbien kombien
    comment koman coment
    quand kan
    bateaux bateau bato
    travaux travau travo
    heureux heureu
    guerre guère gaire
    gendarme jandarme
    engin enjin
    centre sentre santre
    accès axè
    accident aksidan axidan
    élection élexion
    nucléaire nukléaire
    pharmacie farmasi
    phase fase
    président prézidan
    attaque atak
    chef shef
    Ukraine ukrène ukraine
    campagne kampagne
    question kestion
    prix pri
    six sis
    zone zones
    frappé frapper frappez frappée
    gouvernement gouverneman
    septembre septenbre
    """.strip().split("\n")
]


def key(word: str) -> str:
    return sound_key(fold(word))


@pytest.mark.parametrize("spellings", ONE_SOUND, ids=lambda spellings: spellings[0])
def test_a_word_written_by_ear_has_the_key_of_the_word_meant(spellings: list[str]) -> None:
    keys = {spelling: key(spelling) for spelling in spellings}
    assert set(keys.values()) == {key(spellings[0])}, keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("guerre", "gère"),
        ("cadre", "cèdre"),
        ("gare", "jarre"),
        ("missile", "fossile"),
        ("drone", "trône"),
        ("Kyiv", "Kharkiv"),
        ("vent", "vin"),
        ("char", "car"),
        ("front", "frein"),
    ],
)
def test_words_that_sound_otherwise_have_another_key(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_figures_stay_and_marks_do_not() -> None:
    assert key("F-16") == key("F16") != key("F15")


@given(st.text(max_size=30))
def test_any_word_has_a_key_no_longer_than_twice_itself(word: str) -> None:
    folded = fold(word)
    assert len(sound_key(folded)) <= 2 * len(folded)


@pytest.mark.parametrize("word", ["", "дрон", "東京", "!?"])
def test_what_has_no_latin_letters_has_no_key(word: str) -> None:
    assert key(word) == ""
