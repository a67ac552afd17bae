"""Words with numbers that they keep: each new word gets the next."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.inversion import Ints
from index.vocabulary import Words, list_words


@dataclass(frozen=True, slots=True)
class Order:
    """Words in byte order, with their numbers."""

    numbers: Ints
    words: Words

    def words_of(self, numbers: Ints) -> Words:
        """Some of the words, in byte order."""
        is_one = np.zeros(len(self.numbers), np.bool_)
        is_one[numbers] = True
        return self.words.some(is_one[self.numbers])


NO_ORDER = Order(np.empty(0, np.int32), list_words([]))


class Numbering:
    """Words in UTF-8 by number; `order` has the first of them, or all."""

    def __init__(self, words: Sequence[bytes], order: Order) -> None:
        self.words = list(words)
        self.order = order
        self._numbers: dict[bytes, int] = {}

    def numbers_of(self, words: Sequence[bytes]) -> Ints:
        """The number of each word; those not met before get theirs."""
        known = self._numbers
        if len(known) < len(self.words):
            known.update(zip(self.words, range(len(self.words)), strict=True))
        for word in words:
            if word not in known:
                known[word] = len(self.words)
                self.words.append(word)
        return np.fromiter(map(known.__getitem__, words), np.int32, len(words))

    def put_in_order(self) -> None:
        """Brings `order` up to date: each new word is looked up among those before."""
        before = self.order.numbers
        new = sorted(range(len(before), len(self.words)), key=self.words.__getitem__)
        words = [self.words[number] for number in new]
        places = [bisect(before, word, key=self.words.__getitem__) for word in words]
        self.order = Order(np.insert(before, places, new), self.order.words.insert(places, list_words(words)))
