"""Names and words that stand for one another: what finds what, what a maintainer is told, and what ships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from index.analysis import stem, tokenize
from index.errors import CorpusError, GenerationError
from index.lexicon import Expansion, Group, Lexicon, encode_groups, load_groups, read_lexicon

MOST_GROUPS_OF_A_WORD = 6

SMALL = """\
same:
  - [Kyiv, Kiev, Київ]
  - [ISW, Institut pour l'étude de la guerre]
  - [drone, UAV, безпілотник]
near:
  - [carburant, essence, gazole]
  - [essence, station-service]
"""


@pytest.fixture
def lexicon_file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a lexicon file."""

    def write(text: str) -> Path:
        path = tmp_path / "lexicon.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def small(lexicon_file: Callable[[str], Path]) -> Lexicon:
    return Lexicon(read_lexicon(lexicon_file(SMALL)))


@pytest.fixture(scope="module")
def shipped_groups() -> list[Group]:
    return read_lexicon()


@pytest.fixture(scope="module")
def shipped(shipped_groups: list[Group]) -> Lexicon:
    return Lexicon(shipped_groups)


def expand(lexicon: Lexicon, question: str) -> list[Expansion]:
    return list(lexicon.expand([token.form for token in tokenize(question)]))


def found(lexicon: Lexicon, question: str) -> dict[str, float]:
    """What a question looks for as well, each with the best of its weights."""
    best: dict[str, float] = {}
    for expansion in expand(lexicon, question):
        name = " ".join(expansion.forms)
        best[name] = max(expansion.weight, best.get(name, 0.0))
    return best


def analysed(members: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    return [tuple(stem(form) for form in member) for member in members]


# What a member finds


@pytest.mark.parametrize(("asked", "others"), [("Kiev", {"kyiv", "киів"}), ("київ", {"kyiv", "kiev"})])
def test_each_name_of_an_entry_finds_the_others_and_not_itself(small: Lexicon, asked: str, others: set[str]) -> None:
    assert found(small, asked) == dict.fromkeys(others, 1.0)


def test_words_used_loosely_for_one_another_weigh_half(small: Lexicon) -> None:
    assert found(small, "carburant") == {"essence": 0.5, "gazole": 0.5}


def test_a_word_in_two_entries_finds_the_members_of_both_and_nothing_beyond(small: Lexicon) -> None:
    assert found(small, "essence") == {"carburant": 0.5, "gazole": 0.5, "station service": 0.5}
    assert "station service" not in found(small, "carburant")


def test_plurals_and_declined_words_find_what_their_entry_holds(small: Lexicon) -> None:
    assert found(small, "les drones") == {"uav": 1.0, "безпілотник": 1.0}
    assert found(small, "безпілотників") == {"drone": 1.0, "uav": 1.0}


def test_a_feminine_participle_finds_what_the_masculine_does() -> None:
    lexicon = Lexicon([("near", (("toucher",), ("frapper",))), ("same", (("crimee",), ("крим",)))])
    assert [found.forms for found in lexicon.expand(["raffineries", "touchees"])] == [("frapper",)]
    assert [found.forms for found in lexicon.expand(["crimee"])] == [("крим",)]
    assert (lexicon.knows("frappee"), lexicon.knows("idee")) == (True, False)


def test_a_word_that_stands_in_no_entry_finds_nothing(small: Lexicon) -> None:
    assert expand(small, "combien de moutons") == []


def test_a_phrase_is_found_with_its_articles_left_out_and_names_its_place(small: Lexicon) -> None:
    assert expand(small, "que dit l'institut pour l'étude de la guerre hier") == [
        Expansion(1, 4, ("isw",), ("isw",), 1.0)
    ]


def test_part_of_a_phrase_finds_nothing(small: Lexicon) -> None:
    assert expand(small, "l'étude de la guerre") == []
    assert expand(small, "institut de la guerre") == []


def test_an_acronym_finds_the_words_of_the_phrase(small: Lexicon) -> None:
    assert expand(small, "ISW") == [
        Expansion(0, 1, ("institut", "etude", "guerre"), ("institut", "etud", "guerr"), 1.0)
    ]


def test_words_that_start_a_member_are_known(small: Lexicon) -> None:
    assert small.knows("institut")
    assert small.knows("drones")
    assert not small.knows("guerre")


# What a maintainer is told


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("same:\n  - [Kyiv, Kiev]\n  - [seul]\n", 3, "two names or words at least"),
        ("near:\n  - [essence, carburant]\n  - [est, oriental]\n", 3, "'est' holds no word to search for"),
        ("same:\n  - [Kyiv, '...']\n", 2, "'...' holds no word to search for"),
        ("same:\n  - Kyiv, Kiev\n", 2, "a list of words"),
        ("same:\n  - [Kyiv, [Kiev]]\n", 2, "a list of words"),
        ("same:\n  - [Kyiv, Kiev]\nnaer:\n  - [a1, b1]\n", 3, "below same and near only"),
        ("same: Kyiv\n", 1, "below same and near only"),
        ("- [Kyiv, Kiev]\n", 1, "no entries"),
        ("", 1, "no entries"),
        ("same:\n  - [Kyiv, Kiev\nnear:\n", 3, "cannot be read"),
    ],
)
def test_a_broken_lexicon_is_reported_by_path_and_line(
    lexicon_file: Callable[[str], Path], text: str, line: int, said: str
) -> None:
    path = lexicon_file(text)
    with pytest.raises(CorpusError) as caught:
        read_lexicon(path)
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"{path}:{line}: ")
    assert said in problem.reason


def test_every_problem_of_a_lexicon_is_reported_at_once(lexicon_file: Callable[[str], Path]) -> None:
    path = lexicon_file("same:\n  - [seul]\n  - Kyiv\nloin:\n  - [a1, b1]\n")
    with pytest.raises(CorpusError) as caught:
        read_lexicon(path)
    assert sorted(problem.line for problem in caught.value.problems) == [2, 3, 4]


def test_a_missing_or_undecodable_lexicon_is_named(tmp_path: Path) -> None:
    missing, latin = tmp_path / "none.yaml", tmp_path / "latin.yaml"
    latin.write_bytes("same:\n  - [été, d\xe9but]\n".encode("latin-1"))
    for path in (missing, latin):
        with pytest.raises(CorpusError) as caught:
            read_lexicon(path)
        assert str(caught.value).startswith(f"{path}:1: cannot be read")


# How a generation keeps it


def test_saved_groups_are_read_back_the_same(lexicon_file: Callable[[str], Path], tmp_path: Path) -> None:
    groups = read_lexicon(lexicon_file(SMALL))
    (tmp_path / "lexicon.json").write_bytes(encode_groups(groups))
    assert load_groups(tmp_path / "lexicon.json") == groups


def test_a_damaged_or_missing_copy_says_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "damaged.json").write_text("[[", encoding="utf-8")
    for name in ("damaged.json", "missing.json"):
        with pytest.raises(GenerationError, match="python -m index build"):
            load_groups(tmp_path / name)


# The lexicon that ships


def test_members_of_an_entry_differ_after_analysis(shipped_groups: list[Group]) -> None:
    twice = [members for _, members in shipped_groups if len(set(analysed(members))) < len(members)]
    assert twice == []


def test_no_word_stands_in_more_entries_than_it_has_senses(shipped_groups: list[Group]) -> None:
    entries = Counter(member for _, members in shipped_groups for member in analysed(members))
    assert {member for member, count in entries.items() if count > MOST_GROUPS_OF_A_WORD} == set()


def test_two_members_never_meet_in_two_entries(shipped_groups: list[Group]) -> None:
    """They would find each other twice, and count for more than one word."""
    pairs = Counter(pair for _, members in shipped_groups for pair in combinations(sorted(analysed(members)), 2))
    assert {pair for pair, count in pairs.items() if count > 1} == set()


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("kiev", "kyiv"),
        ("artemivsk", "bakhmout"),
        ("lvov", "lviv"),
        ("l'institut pour l'étude de la guerre", "isw"),
        ("ISW", "institut etude guerre"),
        ("le GUR", "hur"),
        ("nato", "otan"),
        ("l'alliance atlantique", "otan"),
        ("IAEA", "aiea"),
        ("la cour pénale internationale", "cpi"),
        ("White House", "maison blanche"),
        ("la rada", "parlement ukrainien"),
        ("Germany", "allemagne"),
        ("Німеччині", "allemagne"),
        ("у Польщі", "pologne"),
        ("Трампа", "trump"),
        ("Зеленського", "zelensky"),
        ("ceasefire", "cessez feu"),
        ("припинення вогню", "cessez feu"),
        ("negotiations", "pourparlers"),
        ("переговорів", "pourparlers"),
        ("санкції", "sanctions"),
        ("fuel", "carburant"),
        ("ракетами", "missile"),
        ("drones", "безпілотник"),
        ("БПЛА", "drone"),
        ("soldiers", "soldat"),
        ("killed", "tue"),
        ("загинули", "mort"),
        ("prisoner exchange", "echange prisonniers"),
        ("shadow fleet", "flotte fantome"),
        ("détruits", "detruire"),
    ],
)
def test_one_thing_under_two_names_is_found_at_full_weight(shipped: Lexicon, asked: str, other: str) -> None:
    assert found(shipped, asked).get(other) == 1.0


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("essence", "carburant"),
        ("le coup de fil", "entretien telephonique"),
        ("l'argent gelé", "avoirs geles"),
        ("trêve", "cessez feu"),
        ("les gamins", "enfant"),
        ("flics", "police"),
        ("blessé", "victime"),
        ("le patron", "chef"),
        ("scrutin", "election"),
        ("panne", "coupure courant"),
        ("otages", "prisonnier"),
        ("naître", "naissance"),
        ("Moscou", "russie"),
        ("Washington", "etats unis"),
    ],
)
def test_everyday_words_find_those_of_the_bulletin_at_half_weight(shipped: Lexicon, asked: str, other: str) -> None:
    assert found(shipped, asked).get(other) == 0.5


@pytest.mark.parametrize("word", "truc propos exactement tellement bien commun date temps".split())
def test_everyday_words_that_share_a_stem_with_a_name_find_nothing(shipped: Lexicon, word: str) -> None:
    """The stemmer cuts "proposer" and "propos", "télé" and "tellement" to one stem: such words are left out."""
    assert found(shipped, word) == {}


@pytest.mark.parametrize(
    ("word", "unrelated"),
    [
        ("pays", "financer"),
        ("environ", "pollution"),
        ("parle", "depute"),
        ("prison", "prisonnier"),
        ("viens", "autriche"),
        ("forces", "pression"),
        ("important", "exporter"),
        ("bord", "frontiere"),
        ("crime", "crimee"),
        ("cours", "tribunal"),
    ],
)
def test_words_that_only_look_alike_stay_apart(shipped: Lexicon, word: str, unrelated: str) -> None:
    assert unrelated not in found(shipped, word)
