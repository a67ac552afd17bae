"""What texts are about, by the vectors of their words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import word_vectors
from index.analysis import fold, stem, tokenize
from index.dictionary import compile_dictionary
from index.errors import GenerationError
from index.word_vectors import DIMENSIONS, WordVectors, compile_word_vectors, cosines


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return compile_word_vectors()


def stems(text: str) -> list[str]:
    return [stem(token.form) for token in tokenize(text)]


def nearness(vectors: WordVectors, question: str, *texts: str) -> list[float]:
    """The cosine of each text's topic with the question's."""
    asked = vectors.total((word, 1.0) for word in stems(question))
    return cosines(vectors.topics_of([stems(text) for text in texts]), asked).tolist()


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("avions abattus", "La chasse a détruit deux bombardiers.", "La récolte de blé a été bonne."),
        ("prix de l'essence", "Le carburant coûte plus cher.", "Le général a visité les tranchées."),
        ("prisonniers relâchés", "Des captifs ont été libérés.", "Le parlement a voté le budget."),
        ("enfants malades", "Des pédiatres soignent des nourrissons.", "Le pont a été miné."),
    ],
)
def test_a_text_is_near_that_speaks_of_the_same_in_other_words(
    vectors: WordVectors, question: str, near: str, far: str
) -> None:
    assert not set(stems(question)) & {*stems(near), *stems(far)}
    nearer, farther = nearness(vectors, question, near, far)
    assert nearer > farther + 0.1


def test_a_text_has_its_own_topic_whatever_the_order_and_number_of_its_words(vectors: WordVectors) -> None:
    text = "Des drones ont frappé une raffinerie."
    turned = "Une raffinerie, des drones l’ont frappé"
    assert nearness(vectors, text, turned, f"{text} {text}") == pytest.approx([1, 1], abs=1e-3)


def test_a_word_weighs_as_much_as_it_is_rare(vectors: WordVectors) -> None:
    dictionary = compile_dictionary()
    words = ["dire", "pays", "missile", "raffinerie"]
    lengths = [float(np.linalg.norm(vectors.total([(stem(word), 1.0)]))) for word in words]
    rarities = [dictionary.rarity(fold(word)) for word in words]
    assert np.corrcoef(lengths, rarities)[0, 1] > 0.999


@given(st.lists(st.sampled_from(["", "1231", "xkcdq", "himars", "Київ"]), max_size=5))
def test_words_without_a_vector_are_near_nothing(words: list[str]) -> None:
    vectors = compile_word_vectors()
    asked = vectors.total((word, 1.0) for word in words)
    topics = vectors.topics_of([words, stems("Une raffinerie brûle.")])
    assert asked.shape == (DIMENSIONS,)
    assert not asked.any()
    assert not topics[0].any()
    assert cosines(topics, asked).tolist() == [0, 0]
    assert cosines(topics[:1], vectors.total([(stem("raffinerie"), 1.0)])).tolist() == [0]


_some_words = st.lists(st.sampled_from([*stems("drone avion hôpital médecin blé récolte accord"), "xkcdq", "1231"]))


@given(_some_words, _some_words)
def test_the_nearest_of_other_words_has_the_greatest_cosine(words: list[str], others: list[str]) -> None:
    vectors = compile_word_vectors()

    def cosine(one: str, other: str) -> float:
        first, second = (vectors.total([(word, 1.0)]).astype(float) for word in (one, other))
        lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
        return float(first @ second) / lengths if lengths else 0.0

    expected = [max([0.0, *(cosine(word, other) for other in others)]) for word in words]
    rows, none = vectors.rows_of(others), vectors.rows_of([])
    found = vectors.nearest(words, [none, rows, rows[::-1]])
    assert found.shape == (3, len(words))
    assert not found[0].any()
    assert found[1].tolist() == found[2].tolist() == pytest.approx(expected, abs=1e-6)


def test_a_word_is_nearest_to_itself_then_to_one_of_like_meaning(vectors: WordVectors) -> None:
    (doctor,) = stems("médecin")
    texts = [vectors.rows_of(stems(word)) for word in ("récolte", "hôpital", "médecin")]
    harvest, hospital, itself = vectors.nearest([doctor], texts)[:, 0]
    assert 0 <= harvest < hospital < 1
    assert itself == pytest.approx(1)


@given(
    st.lists(
        st.lists(st.sampled_from(stems("drone pont hôpital blé accord front otage mille")), max_size=30), max_size=5
    )
)
def test_cosines_are_those_of_the_sums_of_vectors(texts: list[list[str]]) -> None:
    vectors = compile_word_vectors()
    asked = vectors.total((word, 1.0) for word in stems("accord sur les otages"))
    sums = [vectors.total((word, 1.0) for word in text) for text in texts]
    lengths = [float(np.linalg.norm(one) * np.linalg.norm(asked)) for one in sums]
    expected = [float(one @ asked) / length if length else 0.0 for one, length in zip(sums, lengths, strict=True)]
    assert cosines(vectors.topics_of(texts), asked).tolist() == pytest.approx(expected, abs=0.02)


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1_000_000])


def _overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[1_000_000:1_005_000] = bytes(5_000)
    path.write_bytes(content)


def _with_other_vectors(path: Path) -> None:
    np.savez_compressed(path, words=np.frombuffer(b"un\ndeux", np.uint8), vectors=np.zeros((2, 50), np.int8))


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        _cut_short,
        _overwritten,
        _with_other_vectors,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("no vectors"),
        lambda path: np.savez_compressed(path, other=np.zeros(1)),
    ],
    ids=["missing", "cut short", "overwritten", "other vectors", "empty", "text", "other arrays"],
)
def test_a_damaged_file_of_vectors_is_named_with_what_to_do(
    damage: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / word_vectors.PATH.name
    copy.write_bytes(word_vectors.PATH.read_bytes())
    damage(copy)
    monkeypatch.setattr(word_vectors, "PATH", copy)
    with pytest.raises(GenerationError, match=rf"{copy} is missing or damaged: get it again"):
        # As it is before anything remembers it.
        word_vectors.compile_word_vectors.__wrapped__()


def test_a_missing_file_of_vectors_has_no_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_vectors, "PATH", tmp_path / "none.npz")
    with pytest.raises(GenerationError, match="get it again"):
        word_vectors.digest()
