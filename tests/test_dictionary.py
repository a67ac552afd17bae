"""French at large: its words, how rare they are, and what a slip away from one means."""

from __future__ import annotations

import random
from itertools import pairwise
from string import ascii_lowercase

import pytest

from index.dictionary import LEAST, Dictionary, compile_dictionary


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return compile_dictionary()


def test_everyday_words_are_less_rare_than_those_of_the_news_and_names_are_rarest(dictionary: Dictionary) -> None:
    rarities = [dictionary.rarity(word) for word in ("faire", "prix", "missile", "kourakhove")]
    assert all(less < more for less, more in pairwise(rarities))
    assert (rarities[0] < LEAST + 0.1, rarities[-1]) == (True, 1.0)


def test_words_of_one_stem_are_equally_rare(dictionary: Dictionary) -> None:
    assert dictionary.rarity("toucher") == dictionary.rarity("touchait")


def test_every_rarity_is_a_share(dictionary: Dictionary) -> None:
    assert (dictionary.rarities >= LEAST).all()
    assert (dictionary.rarities <= 1).all()
    assert len(dictionary.rarities) == len(dictionary)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("guerrre", "guerre"),
        ("gurere", "guerre"),
        ("huerre", "guerre"),
        ("missle", "missile"),
        ("wxyzwxyz", None),
    ],
)
def test_one_slip_is_a_letter_too_few_too_many_swapped_or_wrong(
    dictionary: Dictionary, written: str, meant: str | None
) -> None:
    assert dictionary.one_slip_from(written) == meant


def test_any_slip_of_a_word_leads_to_a_word_as_common_or_more(dictionary: Dictionary) -> None:
    chance = random.Random(1231)
    for word in ("missile", "sanctions", "refugies", "electricite"):
        for _ in range(50):
            place = chance.randrange(len(word))
            slipped = word[:place] + chance.choice(ascii_lowercase) + word[place + 1 :]
            found = dictionary.one_slip_from(slipped)
            assert found is not None
            assert dictionary.rarity(found) <= dictionary.rarity(word)


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        (
            "quand la reparation du systeme a-t-elle ete terminee ?",
            "quand la réparation du système a-t-elle été terminée ?",
        ),
        ("les negociations a Geneve", "les négociations a Geneve"),
        ("un pays en paix", "un pays en paix"),
        ("Élu ou reelu", "Élu ou reelu"),
        ("xyzzyq", "xyzzyq"),
        ("", ""),
    ],
    ids=["accents", "names stay", "words that have none", "typed with accents", "no word", "nothing"],
)
def test_a_text_typed_without_accents_gets_those_that_french_has(
    dictionary: Dictionary, typed: str, spelled: str
) -> None:
    assert dictionary.accented(typed) == spelled
