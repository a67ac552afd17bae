"""The ranking: rank_bm25's own scores from compiled postings, and the order of the best."""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from index import ranking
from index.ranking import K1, B, Clause, Floats, Synonyms, add_synonyms, compile_postings, score, top

WORDS = ["patriot", "missile", "axios", "koursk", "é", "дрон", "f16", "10"]

passages_of_words = st.lists(st.lists(st.sampled_from(WORDS), max_size=8), min_size=1, max_size=12)


def scores_of(passages: Sequence[Sequence[str]], terms: Sequence[str]) -> Floats:
    return compile_postings(passages).scores(terms, len(passages))


def rank_bm25_scores(passages: Sequence[Sequence[str]], terms: Sequence[str]) -> Floats:
    scores: Floats = BM25Plus([list(words) for words in passages], k1=K1, b=B, delta=0).get_scores(list(terms))
    return scores


@given(passages_of_words.filter(any), st.lists(st.sampled_from([*WORDS, "inconnu", ""]), max_size=6))
def test_scores_are_those_of_rank_bm25_bit_for_bit(passages: list[list[str]], terms: list[str]) -> None:
    assert scores_of(passages, terms).tobytes() == rank_bm25_scores(passages, terms).tobytes()


@given(passages_of_words.filter(any), st.lists(st.sampled_from(WORDS), max_size=6))
def test_lists_added_up_by_some_entries_at_a_time_score_the_same(passages: list[list[str]], terms: list[str]) -> None:
    with patch.object(ranking, "_AT_ONCE", 2):
        assert scores_of(passages, terms).tobytes() == rank_bm25_scores(passages, terms).tobytes()


_any_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)


@given(st.lists(st.lists(_any_words, max_size=30), min_size=1, max_size=8).filter(any))
def test_any_words_may_be_terms(passages: list[list[str]]) -> None:
    for word in {word for words in passages for word in words}:
        assert scores_of(passages, [word]).tobytes() == rank_bm25_scores(passages, [word]).tobytes()


def test_a_corpus_of_one_passage_ranks_sanely() -> None:
    assert scores_of([["patriot", "missile"]], ["patriot"])[0] > 0


def test_a_word_in_half_or_all_of_the_passages_still_counts() -> None:
    assert (scores_of([["patriot"], ["missile"]], ["patriot"]) > [0, -1]).all()
    assert (scores_of([["patriot"]] * 4, ["patriot"]) > 0).all()


def test_a_rarer_word_weighs_more() -> None:
    passages = [["patriot", "axios"], ["patriot", "koursk"], ["patriot", "missile"]]
    assert scores_of(passages, ["axios"])[0] > scores_of(passages, ["patriot"])[0] > 0


def test_a_passage_without_the_words_gets_nothing() -> None:
    assert scores_of([["patriot"], ["axios"], []], ["axios", "axios"])[[0, 2]].tolist() == [0, 0]


def test_a_word_asked_twice_counts_twice() -> None:
    once, twice = scores_of([["axios"], ["patriot"]], ["axios"]), scores_of([["axios"], ["patriot"]], ["axios"] * 2)
    assert twice[0] == 2 * once[0]


@pytest.mark.parametrize("passages", [[], [[]], [[], []]])
def test_a_corpus_without_words_scores_nothing(passages: list[list[str]]) -> None:
    assert scores_of(passages, ["axios"]).tolist() == [0] * len(passages)
    assert compile_postings(passages).idf_of("axios") == 1.0


def test_an_unknown_word_weighs_as_the_rarest_known_one() -> None:
    postings = compile_postings([["axios", "patriot"], ["patriot"]])
    assert postings.idf_of("inconnu") == postings.idf_of("axios") > postings.idf_of("patriot")


def test_many_different_lengths_are_coded_without_loss() -> None:
    passages = [["axios"] * count + ["mot"] * (700 - count) + ["x"] * (count % 7) for count in range(1, 701)]
    assert scores_of(passages, ["axios"]).tobytes() == rank_bm25_scores(passages, ["axios"]).tobytes()


def test_clauses_add_up_by_weight() -> None:
    passages = [["axios", "patriot"], ["patriot"], ["koursk"]]
    families = {"stem": compile_postings(passages), "form": compile_postings(passages)}
    own = (Clause("stem", 1.0, ("axios",)), Clause("form", 0.5, ("patriot", "koursk")))
    expected = scores_of(passages, ["axios"]) + 0.5 * scores_of(passages, ["patriot", "koursk"])
    assert score(families, [(own,)], 3).tobytes() == expected.tobytes()


@given(
    passages_of_words, st.sampled_from(WORDS), st.lists(st.sampled_from([*WORDS, "inconnu"]), min_size=1, max_size=4)
)
def test_a_phrase_that_stands_for_a_word_counts_by_the_sum_of_its_words_where_the_whole_stands(
    passages: list[list[str]], asked: str, phrase: list[str]
) -> None:
    families = {"stem": compile_postings(passages)}
    concept = ((Clause("stem", 1.0, (asked,)),), (Clause("stem", 0.5, tuple(phrase)),))
    together = sum(0.5 * scores_of(passages, [word]) for word in phrase)
    whole = [set(phrase) <= set(held) for held in passages]
    expected = np.maximum(scores_of(passages, [asked]), np.where(whole, together, 0.0))
    assert score(families, [concept], len(passages)).tobytes() == expected.tobytes()


def test_a_word_and_what_stands_for_it_count_once_as_the_better_of_both() -> None:
    passages = [["essence", "carburant"], ["carburant"], ["essence"], ["axios"]]
    families = {"stem": compile_postings(passages)}
    word, synonym = (Clause("stem", 1.0, ("essence",)),), (Clause("stem", 0.5, ("carburant",)),)
    alone = scores_of(passages, ["essence"])
    expected = np.maximum(alone, 0.5 * scores_of(passages, ["carburant"])) + scores_of(passages, ["axios"])
    concepts = [(word, synonym), ((Clause("stem", 1.0, ("axios",)),),)]
    assert score(families, concepts, 4).tobytes() == expected.tobytes()


# The best first


def test_the_best_come_first_and_ties_in_the_passages_order() -> None:
    assert top(np.array([1.0, 3.0, 0.0, 3.0, 2.0, 3.0]), 10).tolist() == [1, 3, 5, 4, 0]


def test_ties_are_cut_in_the_passages_order() -> None:
    assert top(np.array([1.0, 2.0, 2.0, 2.0, 3.0]), 3).tolist() == [4, 1, 2]


@pytest.mark.parametrize("scores", [[], [0.0], [0.0, -0.0], [-1.0, 0.0]])
def test_nothing_at_or_below_zero_is_found(scores: list[float]) -> None:
    assert top(np.array(scores), 5).tolist() == []


@given(st.lists(st.sampled_from([0.0, 1.0, 1.5, 2.0, -1.0]), max_size=30), st.integers(1, 40))
def test_the_top_is_the_head_of_the_full_order(scores: list[float], limit: int) -> None:
    order = sorted((number for number, value in enumerate(scores) if value > 0), key=lambda n: (-scores[n], n))
    assert top(np.array(scores), limit).tolist() == order[:limit]


@given(st.integers(1, 3000), st.integers(1, 40), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.5, 0.99]))
def test_the_top_of_many_scores_is_the_head_of_the_full_order(count: int, limit: int, seed: int, none: float) -> None:
    """Few distinct scores among many passages, so that ties are cut; some or nearly all passages without any."""
    chance = np.random.default_rng(seed)
    scores = np.where(chance.random(count) < none, 0.0, chance.integers(0, 30, count) / 4)
    order = [number for number in np.lexsort((np.arange(count), -scores)).tolist() if scores[number] > 0]
    assert top(scores, limit).tolist() == order[:limit]


@given(passages_of_words, st.lists(st.sampled_from([*WORDS, "inconnu"]), max_size=6), st.integers(1, 15))
def test_the_best_are_the_top_of_the_scores(passages: list[list[str]], terms: list[str], limit: int) -> None:
    postings = compile_postings(passages)
    expected = top(postings.scores(terms, len(passages)), limit).tolist()
    assert postings.best(terms, limit, len(passages)).tolist() == expected


@given(st.integers(1, 4000), st.lists(st.integers(0, 11), max_size=12), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_the_best_of_many_are_the_top_of_the_scores(count: int, terms: list[int], limit: int, seed: int) -> None:
    """Term n is in about one passage of 2 ** n: for some all passages are looked at, for some those that hold them."""
    chance = np.random.default_rng(seed)
    held = chance.random((count, 12)) < 0.5 ** np.arange(12)
    postings = compile_postings([[str(n) for n in np.flatnonzero(row)] for row in held])
    asked = [str(term) for term in terms]
    expected = top(postings.scores(asked, count), limit).tolist()
    assert postings.best(asked, limit, count).tolist() == expected


_synonyms = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=4, unique=True), st.lists(st.sampled_from(WORDS), max_size=2)
)


@given(passages_of_words, st.lists(_synonyms, max_size=3))
def test_the_best_synonym_counts_where_a_passage_holds_nothing_that_it_stands_for(
    passages: list[list[str]], asked: list[tuple[list[str], list[str]]]
) -> None:
    postings = compile_postings(passages)
    given_ = [
        Synonyms(0.5, tuple(number for word in words if (number := postings.find(word)) is not None), tuple(own))
        for words, own in asked
    ]
    expected = np.ones(len(passages))
    for words, own in asked:
        best = np.max([0.5 * scores_of(passages, [word]) for word in words] or [np.zeros(len(passages))], axis=0)
        expected += [0.0 if set(own) & set(held) else one for held, one in zip(passages, best, strict=True)]
    scores = np.ones(len(passages))
    add_synonyms(scores, postings, given_)
    assert scores == pytest.approx(expected)
