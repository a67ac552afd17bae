"""What passages earn for saying in other words what is asked."""

from __future__ import annotations

import numpy as np
import pytest

from index.affinity import Affinity, Sought
from index.analyses import analyse
from index.analysis import stem, tokenize
from index.model import Bulletin, Section
from index.word_vectors import compile_word_vectors


def affinity_of(*texts: str) -> Affinity:
    bulletin = Bulletin("Titre", "daily", 1, 1, "fr", sections=(Section(1, "", texts),))
    return Affinity(compile_word_vectors(), analyse(bulletin).signals)


def seek(text: str, *, has_vectors: bool = True) -> Sought:
    stems = [stem(token.form) for token in tokenize(text)]
    return Sought(stems, [1.0] * len(stems), [1.0] * len(stems), has_vectors)


def kin(asked: str, *texts: str, beside_meaning: bool = False) -> list[float]:
    """What each text earns by its kin, where the first has the best score so far."""
    scores = np.linspace(2.0, 1.0, len(texts))
    before = scores.copy()
    affinity_of(*texts).add_kin(scores, seek(asked), beside_meaning=beside_meaning)
    return (scores - before).tolist()


@pytest.mark.parametrize("beside_meaning", [False, True], ids=["by words", "by meaning"])
def test_a_text_earns_by_a_word_near_to_one_that_it_lacks(beside_meaning: bool) -> None:
    far, near = kin(
        "acheter du pain", "Il faut acheter une auto.", "Il faut acheter une baguette.", beside_meaning=beside_meaning
    )
    assert near > far > 0


def test_kin_counts_the_more_the_more_the_first_text_lacks() -> None:
    near = "Les captifs sont rentrés."
    earned = [
        kin("prisonniers libérés", first, near)[1]
        for first in ("Les prisonniers libérés.", "Les prisonniers.", "La pluie.")
    ]
    assert earned[0] == 0
    assert earned[0] < earned[1] < earned[2]


def test_a_text_that_lacks_nothing_earns_as_much_as_any_other() -> None:
    lacking, near, whole = kin("prisonniers libérés", "Les prisonniers.", "Les captifs.", "Prisonniers libérés !")
    assert whole == max(lacking, near)


def test_a_people_is_not_taken_for_another() -> None:
    assert kin("pertes ukrainiennes", "Les pertes russes.", "Les pertes anglaises.") == [0, 0]


def test_of_another_language_nothing_is_earned() -> None:
    affinity, scores = affinity_of("Les captifs.", "La pluie."), np.ones(2)
    sought = seek("prisonniers", has_vectors=False)
    assert affinity.add_topics(scores, sought) == affinity.add_kin(scores, sought, beside_meaning=False) == {}
    assert affinity.nearest(sought, [0, 1]).tolist() == [[0], [0]]
    assert scores.tolist() == [1, 1]


def test_a_text_earns_by_its_topic() -> None:
    scores = np.ones(2)
    nearness = affinity_of("Les captifs sont rentrés.", "La pluie tombe.").add_topics(scores, seek("prisonniers"))
    assert nearness[0] > nearness[1]
    assert scores[0] > scores[1] >= 1
