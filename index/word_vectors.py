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
from itertools import accumulate
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationError
from index.vocabulary import Vocabulary, compile_vocabulary, list_words
from index.words import STOP_WORDS

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

PATH = Path(__file__).with_name("word_vectors.npz")
DIMENSIONS = 96
# One row a text, of DIMENSIONS and of this length; all zeros where none of its words has a vector.
Topics = NDArray[np.int8]
LENGTH = 127
# The rows of some stems' vectors.
Rows = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class WordVectors(Vocabulary):
    """Stems, each with its row in `vectors`, of its length in `lengths`: as rare as the stem is, in the measure of
    `Dictionary.rarity`."""

    vectors: NDArray[np.int8]
    lengths: NDArray[np.float32]

    def sum_of(self, words: Iterable[tuple[str, float]]) -> NDArray[np.float32]:
        """The sum of some stems' vectors, each times its factor."""
        known = [(number, factor) for word, factor in words if (number := self.find(word)) is not None]
        numbers = [number for number, _ in known]
        factors = np.array([factor for _, factor in known], np.float32)
        return factors @ self.vectors[numbers].astype(np.float32)

    def total(self, words: Iterable[tuple[str, float]]) -> Ints:
        """The topic of a text that has these stems, each with its factor; of any length."""
        return np.rint(self.sum_of(words)).astype(np.int32)

    def rows_of(self, words: Iterable[str]) -> Rows:
        """The rows of those of the stems that have a vector, each once."""
        return np.array(sorted({number for word in words if (number := self.find(word)) is not None}), np.uint16)

    def nearest(self, words: Sequence[str], texts: Sequence[Rows]) -> Floats:
        """The greatest cosine of each stem with one of each text's, one row a text; 0 where none is above it."""
        known = {place: number for place, word in enumerate(words) if (number := self.find(word)) is not None}
        filled = [place for place, text in enumerate(texts) if len(text)]
        greatest = np.zeros((len(texts), len(words)))
        if known and filled:
            rows, columns = np.array(list(known.values())), np.concatenate([texts[place] for place in filled])
            # Whole numbers that single precision holds as they are: the sums are exact, in any order.
            one, other = (self.vectors.take(numbers, axis=0).astype(np.float32) for numbers in (columns, rows))
            cosines = one @ other.T / (self.lengths.take(columns)[:, None] * self.lengths.take(rows))
            starts = list(accumulate((len(texts[place]) for place in filled[:-1]), initial=0))
            greatest[np.ix_(filled, list(known))] = np.maximum(0.0, np.maximum.reduceat(cosines, starts))
        return greatest

    def topics_of(self, texts: Sequence[Iterable[str]]) -> Topics:
        """The topics of texts that have these stems, repeats counted."""
        totals = np.zeros((len(texts), DIMENSIONS))
        for total, words in zip(totals, texts, strict=True):
            total += self.total((word, 1.0) for word in words)
        lengths = np.maximum(np.linalg.norm(totals, axis=1, keepdims=True), 1.0)
        return np.asarray(np.rint(totals * (LENGTH / lengths)), np.int8)


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
    if vectors.shape != (len(words), DIMENSIONS) or len(words) > np.iinfo(np.uint16).max:
        raise _unusable(f"{len(words)} words, vectors of shape {vectors.shape}")
    # A stop word's vector is not that of what only accents tell from it, as "maïs".
    kept = [number for number, word in enumerate(words) if word.decode() not in STOP_WORDS]
    words, vectors = [words[number] for number in kept], vectors[kept]
    vocabulary = compile_vocabulary(list_words(words))
    lengths = np.maximum(1.0, np.linalg.norm(vectors.astype(np.float32), axis=1))
    return WordVectors(vocabulary.text, vocabulary.ends, vocabulary.buckets, vocabulary.chained, vectors, lengths)


def _unusable(why: object) -> GenerationError:
    return GenerationError(f"{PATH} is missing or damaged: get it again from the project ({why})")
