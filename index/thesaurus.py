"""Words that mean about the same, for French at large: what readers say for what the passages do.

`thes_fr.dat.gz` is LibreOffice's French thesaurus as it is (by Frédéric Labbé, Laurent Godard and Kevin Hendricks;
LGPL 2.1 or later), in the MyThes format: the encoding, then for each word a line with the number of its meanings, and a
line with the synonyms of each meaning.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import fold, stem
from index.vocabulary import Vocabulary, compile_vocabulary, list_words

PATH = Path(__file__).with_name("thes_fr.dat.gz")
# A few words have hundreds of synonyms, and each that passages hold takes time to look for.
MOST = 10
# Shorter words are function words and abbreviations.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Thesaurus(Vocabulary):
    """Stems, each with the stems of its synonyms: those of stem i are `synonyms[starts[i]:starts[i + 1]]`.

    They are numbers of another vocabulary's words: of the stems that some passage holds, in a generation.
    """

    starts: NDArray[np.int32]
    synonyms: NDArray[np.int32]

    def synonyms_of(self, word: str) -> tuple[int, ...]:
        """The numbers of a stem's synonyms, the nearest first; none where the thesaurus lacks it."""
        number = self.find(word)
        first, end = (0, 0) if number is None else self.starts[number : number + 2]
        return tuple(self.synonyms[first:end].tolist())

    def among(self, stems: Vocabulary) -> Thesaurus:
        """The same of the words that `stems` holds, by their numbers there: the MOST nearest of each."""
        found = self.numbers_in(stems)[self.synonyms]
        # How many synonyms that are held stand before each, of all words and then of its own.
        before = np.concatenate([[0], np.cumsum(found >= 0)])
        nearer = before[:-1] - np.repeat(before[self.starts[:-1]], np.diff(self.starts))
        kept = (found >= 0) & (nearer < MOST)
        starts = np.concatenate([[0], np.cumsum(kept)])[self.starts]
        return Thesaurus(self.text, self.ends, self.buckets, self.chained, starts.astype(np.int32), found[kept])


def digest() -> str:
    """SHA-256 of the thesaurus's file."""
    return hashlib.sha256(PATH.read_bytes()).hexdigest()


@cache
def compile_thesaurus() -> Thesaurus:
    """The whole thesaurus; synonyms are numbers of its own words."""
    near = _synonyms()
    words = sorted(near, key=str.encode)
    numbers = {word: number for number, word in enumerate(words)}
    chosen = [_nearest(word, near) for word in words]
    vocabulary = compile_vocabulary(list_words([word.encode() for word in words]))
    return Thesaurus(
        vocabulary.text,
        vocabulary.ends,
        vocabulary.buckets,
        vocabulary.chained,
        np.concatenate([[0], np.cumsum([len(synonyms) for synonyms in chosen])]).astype(np.int32),
        np.array([numbers[synonym] for synonyms in chosen for synonym in synonyms], np.int32),
    )


def _synonyms() -> dict[str, set[str]]:
    """The stems of all words, each with those of its synonyms and itself."""
    stem_of = cache(lambda word: stem(fold(word)))
    near: dict[str, set[str]] = {}
    for word, synonyms in _entries():
        near.setdefault(stem_of(word), set()).update(map(stem_of, synonyms))
    for word in set().union(*near.values()).difference(near):
        near[word] = set()
    for word, synonyms_of in near.items():
        synonyms_of.add(word)
    return near


def _nearest(word: str, near: Mapping[str, Set[str]]) -> list[str]:
    """The synonyms that share the most synonyms with a word, by the cosine of the two sets."""
    own = near[word]
    likeness = {one: len(own & near[one]) / len(near[one]) ** 0.5 for one in own}
    return sorted(own - {word}, key=lambda one: (-likeness[one], one))


def _entries() -> Iterator[tuple[str, list[str]]]:
    """Each word and its synonyms, of one meaning; phrases and short words are left out."""
    lines = iter(gzip.decompress(PATH.read_bytes()).decode().splitlines()[1:])
    for line in lines:
        word, meanings = line.split("|")
        for _ in range(int(meanings)):
            synonyms = list(_single(next(lines).split("|")[1:]))
            if any(_single([word])):
                yield word, synonyms


def _single(words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if len(word) >= _SHORTEST and " " not in word)
