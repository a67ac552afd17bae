"""French at large: its words, and how rare each is, which a small collection of bulletins cannot tell by itself.

In two dozen paragraphs "prix" and "Kourakhove" may stand once each, and weigh the same by idf. French at large knows
that one of them is an everyday word. Words and counts are those of pyspellchecker, made from film subtitles.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray
from spellchecker import SpellChecker, info

from index.analysis import fold, stem
from index.vocabulary import Vocabulary, compile_vocabulary, list_words

VERSION: str = info.__version__
# The natural logarithm of how many words of text there are for one: common up to the first, rare from the second.
_COMMON, _RARE = 5.0, 14.0
# Shorter words have too many spellings, and capitals may begin a name.
_PLAIN_WORD = re.compile(r"\b[a-z]{3,}\b")
# What the commonest word counts beside the rarest.
LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Dictionary(Vocabulary):
    """Folded French words with their rarity, from LEAST to 1; words of one stem are equally rare.

    `spelled[spelled_ends[i - 1]:spelled_ends[i]]` is how French most often spells word i, in UTF-8.
    """

    rarities: NDArray[np.float32]
    spelled: NDArray[np.uint8]
    spelled_ends: NDArray[np.int32]

    def rarity(self, form: str) -> float:
        """What a word counts beside a rare one: 1 for a word that the dictionary lacks, such as a name."""
        number = self.find(form)
        return 1.0 if number is None else float(self.rarities[number])

    def accented(self, text: str) -> str:
        """A text that was typed without accents, its words as French most often spells them; any other as it is."""
        return _PLAIN_WORD.sub(lambda word: self._spelling(word[0]), text) if text.isascii() else text

    def _spelling(self, form: str) -> str:
        number = self.find(form)
        if number is None:
            return form
        start = self.spelled_ends.item(number - 1) if number else 0
        return self.spelled[start : self.spelled_ends.item(number)].tobytes().decode()

    def one_slip_from(self, form: str) -> str | None:
        """The commonest word that a form misspells by one letter too many, too few, wrong or out of place."""
        found = self.find_all(_slips(form))
        return min(found, key=lambda word: (self.rarities[found[word]], word), default=None)


def _slips(form: str) -> Iterator[str]:
    for place in range(len(form) + 1):
        head, tail = form[:place], form[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


@cache
def compile_dictionary() -> Dictionary:
    """The words of pyspellchecker's French list."""
    listed = SpellChecker(language="fr").word_frequency
    counts: Counter[str] = Counter()
    stems: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for word in listed.words():
        form = fold(word)
        stems[form] = stem(form)
        counts[stems[form]] += listed[word]
        if form not in spellings or listed[word] > listed[spellings[form]]:
            spellings[form] = word
    forms = sorted(stems, key=str.encode)
    rarities = [_rarity(counts[stems[form]], listed.total_words) for form in forms]
    words = compile_vocabulary(list_words([form.encode() for form in forms]))
    spelled = list_words([spellings[form].encode() for form in forms])
    return Dictionary(
        words.text,
        words.ends,
        words.buckets,
        words.chained,
        np.array(rarities, np.float32),
        spelled.text,
        np.cumsum(spelled.lengths, dtype=np.int32),
    )


def _rarity(count: int, total: int) -> float:
    share = (math.log(total / count) - _COMMON) / (_RARE - _COMMON)
    return LEAST + (1 - LEAST) * min(1.0, max(0.0, share))
