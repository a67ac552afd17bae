"""What passages earn for meaning what a question means in other words, by the vectors of French words.

By its topic: the cosine of what a passage is about with what the question is. By its kin: for each word asked that it
lacks, the greatest cosine with one of its words. Both earn so much for each unit of idf asked; kin as far as the first
passage lacks what is asked, for where that holds all the words, others need not do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.ranking import Floats, top
from index.signals import Signals
from index.word_vectors import WordVectors, cosines

# What a topic that is the question's own earns; as many of the best by words are looked at.
TOPIC_WEIGHT = 1.25
TOPIC_CANDIDATES = 50
# What words that mean nearly the same earn; beside meaning, for all of the idf asked. As many of the best are taken.
KIN_WEIGHT = 2.0
KIN_BY_MEANING = 10.0
KIN_CANDIDATES = 10
# The cosine of a word with itself, within what rounding takes.
_SAME = 0.9999


@dataclass(frozen=True, slots=True)
class Sought:
    """The words of a question, each by its stem, with what it counts in the topic and, times its idf, in all.

    Words have vectors of French only: none `has_vectors` in another language.
    """

    stems: Sequence[str]
    shares: Sequence[float]
    weights: Sequence[float]
    has_vectors: bool


@dataclass(frozen=True, slots=True)
class Affinity:
    """Words' vectors, and the topics and words of the passages."""

    vectors: WordVectors
    signals: Signals

    def add_topics(self, scores: Floats, sought: Sought) -> dict[int, float]:
        """Adds what the best passages earn by their topics, in place; the cosine of each one's with the question's."""
        if not sought.has_vectors:
            return {}
        topic = self.vectors.total(zip(sought.stems, sought.shares, strict=True))
        candidates = top(scores, TOPIC_CANDIDATES)
        near = cosines(self.signals.topics.take(candidates, axis=0), topic)
        scores[candidates] += TOPIC_WEIGHT * sum(sought.weights) * np.maximum(0, near)
        return dict(zip(candidates.tolist(), near.tolist(), strict=True))

    def add_kin(self, scores: Floats, sought: Sought, *, beside_meaning: bool) -> dict[int, list[float]]:
        """Adds what the best passages earn by their kin, in place; one that lacks no word earns as much as any other.

        Tells how near each one's words come to each word asked.
        """
        if not sought.has_vectors:
            return {}
        candidates = top(scores, KIN_CANDIDATES)
        nearest = self.nearest(sought, candidates.tolist())
        lacking = (nearest < _SAME) & [stem in self.vectors for stem in sought.stems]
        kin, asked = np.where(lacking, nearest, 0.0) @ sought.weights, sum(sought.weights)
        kin[~lacking.any(axis=1)] = kin.max(initial=0.0)
        # Of the first, where there is one.
        lacked = (lacking[:1] @ sought.weights).sum() / asked
        scores[candidates] += lacked * kin * (KIN_BY_MEANING / asked if beside_meaning else KIN_WEIGHT)
        return dict(zip(candidates.tolist(), nearest.tolist(), strict=True))

    def nearest(self, sought: Sought, passages: Sequence[int]) -> Floats:
        """The greatest cosine of each word asked with one of each passage's, one row a passage; else 0."""
        if not sought.has_vectors:
            return np.zeros((len(passages), len(sought.stems)))
        return self.vectors.nearest(sought.stems, list(map(self.signals.words_of, passages)))
