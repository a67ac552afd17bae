"""Meaning beyond words: how near passages are to a question, and what that counts beside words.

Passage vectors are computed at build time and kept by content, so that a build encodes only what is new; a question is
encoded when it is asked.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders import DIMENSIONS, ENCODER, Vectors, shared_encoder
from index.model import Passage
from index.ranking import Floats, top

# As many of the best by words, and by meaning, are ranked by both together.
CANDIDATES = 50
# What meaning counts beside words, both on the scale of their standard deviations among the candidates: the whole of it
# for a question of so many words at least, for whoever writes one word means that word.
MEANING_WEIGHT = 2.0
WHOLE_WEIGHT_FROM = 3
# Nine in ten plain French questions have a cosine of at least this with the passage that answers them.
NEAR = 0.78
# The vectors of all passages encoded, by content, beside the generations.
VECTORS = "vectors.sqlite"


@dataclass(frozen=True, slots=True)
class Meanings:
    """One row a passage, float32, each of length 1."""

    vectors: Vectors


def text_to_encode(passage: Passage) -> str:
    """A passage with its heading, which says what it is about."""
    return f"{passage.heading}. {passage.text}" if passage.heading else passage.text


def encode_passages(texts: Sequence[str], store: Path, progress: Callable[[str, int, int], None]) -> Meanings:
    """The vectors of texts in their order; those encoded before are taken from the store, a SQLite file.

    `progress` is told how many of how many new texts are behind. Raises EncoderError.
    """
    keys = [hashlib.sha256(text.encode()).digest() for text in texts]
    with closing(_open_store(store)) as connection:
        rows = connection.execute("SELECT key, vector FROM vectors WHERE encoder = ?", (ENCODER,))
        known = {key: np.frombuffer(vector, np.float32) for key, vector in rows}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for done, (key, text) in enumerate(missing.items()):
            progress("encoding", done, len(missing))
            known[key] = shared_encoder().passage(text)
            # One by one: a build that is ended halfway goes on from there.
            with connection:
                row = (key, ENCODER, known[key].tobytes())
                connection.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", row)
        progress("encoding", len(missing), len(missing))
    vectors = np.stack([known[key] for key in keys]) if keys else np.empty((0, DIMENSIONS), np.float32)
    return Meanings(vectors)


def _open_store(path: Path) -> sqlite3.Connection:
    """The vectors kept by content; a damaged file is begun anew, since everything in it can be computed again."""
    table = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, encoder TEXT, vector BLOB)"
    connection = sqlite3.connect(path)
    try:
        connection.execute(table)
    except sqlite3.DatabaseError:
        connection.close()
        path.unlink()
        connection = sqlite3.connect(path)
        connection.execute(table)
    return connection


def share_of(words: int) -> float:
    """What of its weight meaning has in a question of so many words, from 0 to 1."""
    return min(1.0, words / WHOLE_WEIGHT_FROM)


def rank_by_both(scores: Floats, cosines: NDArray[np.float32], share: float) -> Floats:
    """Scores for the best passages by words and by meaning: the weighted sum of both, each as z-scores.

    Meaning has that share of its weight. Passages that are best by neither get 0; the sums are shifted so that every
    candidate's is above 0.
    """
    nearest = np.argsort(-cosines, kind="stable")[:CANDIDATES]
    candidates = np.union1d(top(scores, CANDIDATES), nearest)
    sums = _z(scores[candidates]) + share * MEANING_WEIGHT * _z(cosines[candidates].astype(np.float64))
    combined = np.zeros(len(scores))
    combined[candidates] = sums - sums.min(initial=0.0) + 1.0
    return combined


def nearness(cosines: NDArray[np.float32], number: int) -> float:
    """By how many standard deviations a passage's cosine exceeds the mean of its ten nearest rivals'."""
    rivals = np.sort(np.delete(cosines, number))[-10:]
    spread = float(cosines.std())
    return float(cosines[number] - rivals.mean()) / spread if len(rivals) and spread > 0 else 0.0


def distance(cosine: float) -> float:
    """By how much the cosine of a question and a passage falls short of NEAR.

    It tells of plain French only: keywords, misspelt words, dates and other languages are far from their answers, too.
    """
    return max(0.0, NEAR - cosine)


def _z(values: Floats) -> Floats:
    spread = float(values.std()) if len(values) else 0.0
    return (values - values.mean()) / spread if spread > 0 else np.zeros(len(values))
