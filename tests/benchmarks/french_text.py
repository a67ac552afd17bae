"""Passages and questions like those of a French newspaper, as many as wanted, the same at each run.

The words are those of pyspellchecker's French list in the order of their frequency, inflections and function words
included, with figures and invented names of people and places between them. A word's probability falls with its rank
(Zipf and Mandelbrot), so that few words fill half of a text and most stand in a handful of passages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import count, cycle, islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from spellchecker import SpellChecker

from index.analysis import fold, stem
from index.corpus import format_bulletin
from index.model import Bulletin, Section
from index.words import STOP_WORDS
from tests.benchmarks.collections import with_a_typo, without_accents

Item = TypeVar("Item")
Ranks = NDArray[np.int32]

SEED = 1231
PASSAGES_A_BULLETIN = 25
_SECTIONS = 5
_SHORTEST, _LONGEST = 12, 68
_SENTENCE = 14
_MOST_ASKED = 6
# Names and figures stand between the words from these ranks on, one every so many.
_NAMES_FROM, _NAMES_EVERY = 300, 3
_FIGURES_FROM, _FIGURES_EVERY = 100, 40
_FLATTENING, _STEEPNESS = 2.7, 1.1
_AT_ONCE = 10_000

_ONSETS = "b ber br d dni dr g gr h k kh kr l m mar n p po s sk sl st t tch tr v vel vol y z zap".split()
_NUCLEI = "a e i o ou ia".split()
_CODAS = "tine rivka sk chenko poil grad vets liv rov dine kha nets mir ville son ya lov ts nne rk".split()

_SPEECH = ("selon {}", "a déclaré {}", "d’après {}", "a affirmé {}", "indique {}")
_QUESTIONS = (
    "combien de {} et de {} dans les {} ?",
    "qu'est-ce que {} a dit sur le {} ?",
    "est-ce que les {} ont eu un {} à {} ?",
    "pourquoi la {} ne veut pas de {} pour {} ?",
    "où en est le {} des {} avec {}",
    "c'est quoi l'histoire du {} {} de {} ?",
    "que s'est-il passé avec le {} et la {} le {} mars ?",
)


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word, the most frequent first."""
    frequencies = SpellChecker(language="fr").word_frequency.dictionary
    words = sorted(frequencies, key=lambda word: (-frequencies[word], word))
    names = _names()
    figures = map(str, count(2))
    mixed: list[str] = []
    for word in words:
        mixed.append(word)
        if len(mixed) > _NAMES_FROM and len(mixed) % _NAMES_EVERY == 0:
            mixed.append(next(names))
        if len(mixed) > _FIGURES_FROM and len(mixed) % _FIGURES_EVERY == 0:
            mixed.append(next(figures))
    return tuple(mixed)


def _names() -> Iterator[str]:
    """Invented names of people and places, each once."""
    chance = random.Random(SEED)
    made: set[str] = set()
    while True:
        syllables = "".join(chance.choice(_ONSETS) + chance.choice(_NUCLEI) for _ in range(chance.choice((1, 2, 2, 3))))
        name = f"{syllables}{chance.choice(_CODAS)}".capitalize()
        if name not in made:
            made.add(name)
            yield name


@cache
def _cumulated() -> NDArray[np.float64]:
    probabilities = (np.arange(len(vocabulary())) + _FLATTENING) ** -_STEEPNESS
    return np.cumsum(probabilities / probabilities.sum())


def passages(number: int) -> Iterator[Ranks]:
    """The ranks of the words of each passage, in their order."""
    chance = np.random.default_rng(SEED)
    for start in range(0, number, _AT_ONCE):
        lengths = _SHORTEST + (chance.random(min(_AT_ONCE, number - start)) * (_LONGEST - _SHORTEST)).astype(int)
        ends = np.cumsum(lengths)
        ranks = np.minimum(np.searchsorted(_cumulated(), chance.random(ends[-1])), len(vocabulary()) - 1)
        yield from np.split(ranks.astype(np.int32), ends[:-1])


@cache
def terms() -> tuple[str, ...]:
    """The stem of every word of the vocabulary."""
    return tuple(stem(fold(word)) for word in vocabulary())


def terms_of(text: str) -> list[str]:
    """The stems of all the words of a text, function words included."""
    return [stem(fold(word)) for word in re.findall(r"[^\W_]+", text)]


@cache
def _content() -> frozenset[int]:
    """The ranks of the words that mean something by themselves."""
    return frozenset(rank for rank, word in enumerate(vocabulary()) if fold(word) not in STOP_WORDS and len(word) > 2)


def content_words(read: Sequence[Ranks], number: int) -> list[str]:
    """Two to six words that stand together in some passage, for each query: as many as readers' questions hold."""
    chance = random.Random(SEED)
    asked: list[str] = []
    while len(asked) < number:
        words = sorted(_content().intersection(chance.choice(read).tolist()))
        if len(words) >= _MOST_ASKED:
            asked.append(" ".join(vocabulary()[rank] for rank in chance.sample(words, chance.randint(2, _MOST_ASKED))))
    return asked


def questions(read: Sequence[Ranks], number: int) -> list[str]:
    """Sentences around such words; as written, without accents and with a slip in turn."""
    chance = random.Random(SEED + 1)
    changes = cycle((lambda text, _: text, without_accents, with_a_typo))
    asked: list[str] = []
    while len(asked) < number:
        template = chance.choice(_QUESTIONS)
        words = sorted(_content().intersection(chance.choice(read).tolist()))
        if len(words) >= 4:
            chosen = [vocabulary()[rank] for rank in chance.sample(words, 3)]
            if "mars" in template:
                chosen[-1] = str(chance.randint(1, 31))
            asked.append(next(changes)(template.format(*chosen), chance))
    return asked


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one shorter."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def write_corpus(folder: Path, read: Iterable[Ranks], first_day: int = 1) -> None:
    """Corpus files, one bulletin a day."""
    folder.mkdir(parents=True, exist_ok=True)
    for day, ranks in enumerate(batches(read, PASSAGES_A_BULLETIN), first_day):
        bulletin = _bulletin(day, ranks)
        (folder / f"{bulletin.date_from}-jour-{day}.md").write_text(format_bulletin(bulletin), encoding="utf-8")


def _bulletin(day: int, ranks: Sequence[Ranks]) -> Bulletin:
    chance = random.Random(day)
    texts = [_text(words.tolist(), chance) for words in ranks]
    size = max(1, -(-len(texts[1:]) // _SECTIONS))
    sections = [Section(0, None, tuple(texts[:1]))]
    for number, paragraphs in enumerate(batches(texts[1:], size), 1):
        heading = " ".join(paragraphs[0].split()[:6]).strip(".,")
        sections.append(Section(number, heading, tuple(paragraphs)))
    return Bulletin(f"Jour {day}", "daily", day, day, "fr", sections=tuple(sections))


def _text(ranks: Sequence[int], chance: random.Random) -> str:
    """Sentences with their capitals and stops; in some, someone is cited."""
    sentences = []
    for part in batches(ranks, _SENTENCE):
        words = " ".join(vocabulary()[rank] for rank in part)
        cited = f", {chance.choice(_SPEECH).format(_person(chance))}" if chance.random() < 0.25 else ""
        sentences.append(f"{words[0].upper()}{words[1:]}{cited}.")
    return " ".join(sentences)


def _person(chance: random.Random) -> str:
    first, last = (chance.choice(_ONSETS) + chance.choice(_NUCLEI) + chance.choice(_CODAS) for _ in range(2))
    return f"{first.capitalize()} {last.capitalize()}"
