"""The analyzer: what a reader may type differently and still find, and where a word stands."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index import words as word_lists
from index.analysis import FAMILIES, Terms, analyze, analyze_forms, analyze_passage, fold, stem, stem_finder, tokenize
from index.dictionary import compile_dictionary
from index.model import Passage


def forms(text: str) -> list[str]:
    return [token.form for token in tokenize(text)]


def words(text: str) -> list[str]:
    """What is written at each token's place."""
    return [text[slice(*token.span)] for token in tokenize(text)]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Patriot", "patriot"),
        ("DÉCLARÉ", "declare"),
        ("déclaré", "de\u0301clare\u0301"),
        ("œuvre", "oeuvre"),
        ("ﬁnance", "finance"),
        ("États-Unis", "etats unis"),
        ("l’armée", "l'armée"),
        ("l’armée", "armee"),
        ("d’Ukraine", "Ukraine"),
        ("jusqu’à Koursk", "Koursk"),
        ("Slov’iansk", "sloviansk"),
        ("Slovʼiansk", "Slov'iansk"),
        ("12 000", "12000"),
        ("12\u202f000", "12.000"),
        ("12\u00a0000", "12'000"),
        ("12 345 678", "12345678"),
        ("12,5", "12.5"),
        ("F-16", "f16"),
        ("F–16", "F16"),
        ("S-300", "s300"),
        ("dix missiles", "10 missiles"),
        ("1231e jour", "1231 jour"),
        ("2ème brigade", "2e brigade"),
        ("un missile", "missile"),
        ("les missiles de la Russie", "missiles Russie"),
    ],
)
def test_two_ways_to_write_the_same_give_the_same_terms(written: str, typed: str) -> None:
    assert analyze(written) == analyze(typed)
    assert analyze(written).form != []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Il est né à Kyiv", ["ne", "kyiv"]),
        ("NE\u0301 à Kyiv", ["ne", "kyiv"]),
        ("du maï\u00ads", ["mais"]),
        ("pas sûr", ["sur"]),
    ],
)
def test_a_word_that_only_its_accents_tell_from_a_stop_word_is_none(written: str, said: list[str]) -> None:
    assert forms(written) == said
    assert forms("ne mais sur du") == []


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff"])
def test_what_is_not_seen_does_not_split_a_word(unseen: str) -> None:
    assert forms(f"Pat{unseen}riot") == ["patriot"]


def test_a_designation_with_a_hyphen_that_does_not_break_is_the_same() -> None:
    assert forms("F\u201116") == ["f16"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("missile", "missiles"), ("déclaré", "déclarer"), ("négocier", "négociation"), ("allié", "alliés")],
)
def test_inflected_words_share_their_stem(one: str, other: str) -> None:
    assert analyze(one).stem == analyze(other).stem


@pytest.mark.parametrize(("one", "other"), [("chat", "châtiment"), ("F-16", "F-15"), ("10", "100"), ("1,5", "15")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert analyze(one).form != analyze(other).form


@pytest.mark.parametrize("text", ["", " ", "?!…", "l’", "« »", "le la les", "Qu’est-ce que c’est ?", "🙂", "\u200b"])
def test_a_text_without_words_of_its_own_has_no_terms(text: str) -> None:
    assert analyze(text) == Terms(*([] for _ in FAMILIES))


def test_a_token_knows_where_its_word_stands() -> None:
    assert words("L’armée d’Ukraine a 12 000 F-16.") == ["armée", "Ukraine", "12 000", "F-16"]


def test_a_number_is_not_a_part_of_a_longer_one() -> None:
    assert forms("1 2345") == ["1", "2345"]
    assert forms("3,14159") == ["3.14159"]


def test_every_family_has_its_terms() -> None:
    terms = analyze("missiles Patriot")
    assert set(terms._fields) == set(FAMILIES)
    assert terms.form == ["missiles", "patriot"]
    assert all(family for family in terms)


def test_a_passage_is_found_by_its_heading_too() -> None:
    passage = Passage("j1-s1-p1", "1", 1, "Missiles Patriot", 1, "Axios le rapporte.")
    assert set(analyze_passage(passage).form) >= {"missiles", "patriot", "axios", "rapporte"}


@given(st.text(max_size=80))
def test_any_text_gives_tokens_in_order_inside_it(text: str) -> None:
    spans = [token.span for token in tokenize(text)]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Zs", "Pd"], max_codepoint=0x24F), max_size=60))
def test_a_text_is_analyzed_as_its_words_are_one_by_one(text: str) -> None:
    assert analyze(text) == analyze_forms(forms(text))


@given(st.text(st.characters(max_codepoint=0x24F), max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=0x17F, categories=["Lu", "Ll"]), min_size=1, max_size=12))
def test_case_makes_no_difference(word: str) -> None:
    assume(word.upper().lower() == word.lower())
    assert analyze(word) == analyze(word.upper())


@given(
    st.text(st.sampled_from("aeilmnst 12',-éʼŉ\u0301F.»"), max_size=40),
    st.sets(st.sampled_from(["mist", "12", "le", "f12", "a"])),
)
def test_stems_are_found_where_tokens_of_them_stand(text: str, stems: set[str]) -> None:
    expected = tuple(dict.fromkeys(token.span for token in tokenize(text) if stem(token.form) in stems))
    find = stem_finder(stems)
    assert find(text) == find(text) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lʼarmée", "armée"),
        ("«\u00a0L’armée\u00a0»", "armée"),
        ("F-16 ; 12 000.", "12 000"),
        ("Deux.", "Deux"),
        ("24 H.", "H"),
    ],
)
def test_the_place_of_a_stem_is_that_of_its_word(text: str, found: str) -> None:
    ((start, end),) = stem_finder({"arme", "12000", "2", "h"})(text)
    assert text[start:end] == found


@given(st.integers(0, len(compile_dictionary()) - 1))
def test_every_french_word_is_found_by_its_stem(number: int) -> None:
    word = compile_dictionary().word(number)
    wanted = {stem(token.form) for token in tokenize(word)}
    assert stem_finder(wanted)(word) == tuple(dict.fromkeys(token.span for token in tokenize(word)))


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.text(st.sampled_from("dixcent ée'-1.»"), max_size=20),
)
def test_each_word_of_any_text_is_found_by_its_stem(text: str, more: str) -> None:
    tokens = tokenize(f"{text} {more}")
    for wanted in {stem(token.form) for token in tokens}:
        expected = tuple(dict.fromkeys(token.span for token in tokens if stem(token.form) == wanted))
        assert stem_finder({wanted})(f"{text} {more}") == expected


_WRITTEN_WITH_ACCENTS = ["TOLD_BY_ACCENTS"]
_WORD_LISTS = [
    name for name, listed in vars(word_lists).items() if isinstance(listed, frozenset | dict) and name.isupper()
]


@pytest.mark.parametrize("name", [name for name in _WORD_LISTS if name not in _WRITTEN_WITH_ACCENTS])
def test_word_lists_are_folded_as_the_words_compared_with_them_are(name: str) -> None:
    listed = getattr(word_lists, name)
    assert {fold(word) for word in listed} == set(listed)
