"""What texts are about, by what their words mean: near in it are texts that speak of the same in other words.

`word_vectors.npz` has a vector for each stem of the French dictionary, made of two published models; how, and by whose
leave, is told by `python -m tests.benchmarks.word_vectors`, which makes it. A text's topic is the sum of its words'
vectors, in which rare words weigh more (Arora, Liang and Ma, 2017, "A simple but tough-to-beat baseline for sentence
embeddings", ICLR).
"""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationError
from index.vocabulary import Vocabulary, compile_vocabulary, list_words

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

PATH = Path(__file__).with_name("word_vectors.npz")
DIMENSIONS = 96
# One row a text, of DIMENSIONS and of this length; all zeros where none of its words has a vector.
Topics = NDArray[np.int8]
LENGTH = 127


@dataclass(frozen=True, slots=True)
class WordVectors(Vocabulary):
    """Stems, each with its row in `vectors`: as long as the stem is rare, as `Dictionary.rarity` has it."""

    vectors: NDArray[np.int8]

    def total(self, words: Iterable[tuple[str, float]]) -> Ints:
        """The sum of some stems' vectors, each times its factor: the topic of a text that has them, of any length."""
        known = [(number, factor) for word, factor in words if (number := self.find(word)) is not None]
        numbers = [number for number, _ in known]
        factors = np.array([factor for _, factor in known], np.float32)
        return np.rint(factors @ self.vectors[numbers].astype(np.float32)).astype(np.int32)

    def nearest(self, words: Sequence[str], others: Iterable[str]) -> list[float]:
        """The greatest cosine of each stem with one of the others; 0 where there is none above it, or no vector."""
        rows = {place: number for place, word in enumerate(words) if (number := self.find(word)) is not None}
        columns = [number for word in others if (number := self.find(word)) is not None]
        if not rows or not columns:
            return [0.0] * len(words)
        # Whole numbers that single precision holds as they are: the sums are exact, in any order.
        one, other = (
            self.vectors.take(list(numbers), axis=0).astype(np.float32) for numbers in (rows.values(), columns)
        )
        cosines = one @ other.T / (_lengths(one)[:, None] * _lengths(other))
        greatest = dict(zip(rows, cosines.max(axis=1).tolist(), strict=True))
        return [max(0.0, greatest.get(place, 0.0)) for place in range(len(words))]

    def topics_of(self, texts: Sequence[Iterable[str]]) -> Topics:
        """The topics of texts that have these stems, repeats counted."""
        totals = np.zeros((len(texts), DIMENSIONS))
        for total, words in zip(totals, texts, strict=True):
            total += self.total((word, 1.0) for word in words)
        lengths = np.maximum(np.linalg.norm(totals, axis=1, keepdims=True), 1.0)
        return np.asarray(np.rint(totals * (LENGTH / lengths)), np.int8)


def _lengths(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The length of each row, none less than 1."""
    return np.asarray(np.sqrt(np.maximum(1.0, np.einsum("ij,ij->i", vectors, vectors))), np.float32)


def cosines(topics: Topics, other: Ints) -> Floats:
    """How near each topic is to another, within a hundredth; 0 where either is all zeros.

    In whole numbers, so that like topics are equally near, on any machine.
    """
    return (topics @ other) / (LENGTH * max(1.0, math.sqrt(other @ other)))


def digest() -> str:
    """SHA-256 of the file of vectors. Raises GenerationError where it cannot be read."""
    try:
        return hashlib.sha256(PATH.read_bytes()).hexdigest()
    except OSError as error:
        raise _unusable(error) from error


@cache
def compile_word_vectors() -> WordVectors:
    """The file's words and vectors. Raises GenerationError where it is damaged."""
    try:
        with PATH.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            words, vectors = stored["words"].tobytes().split(b"\n"), stored["vectors"]
    except (OSError, EOFError, KeyError, ValueError, BadZipFile, zlib.error) as error:
        raise _unusable(error) from error
    if vectors.shape != (len(words), DIMENSIONS):
        raise _unusable(f"{len(words)} words, vectors of shape {vectors.shape}")
    vocabulary = compile_vocabulary(list_words(words))
    return WordVectors(vocabulary.text, vocabulary.ends, vocabulary.buckets, vocabulary.chained, vectors)


def _unusable(why: object) -> GenerationError:
    return GenerationError(f"{PATH} is missing or damaged: get it again from the project ({why})")
