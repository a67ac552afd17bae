"""Words with numbers that they keep: each new word gets the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from index.inversion import Ints
from index.vocabulary import Words, compile_vocabulary, list_words


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
    """Words in UTF-8 by number: the first of them are those of an order, `new` are the others."""

    def __init__(self, order: Order, new: Sequence[bytes] = ()) -> None:
        self.new = list(new)
        self._before, self._order = order, order
        self._first = len(order.numbers)
        # Of those before, words are found by what makes one object for all of them.
        self._vocabulary = compile_vocabulary(order.words)
        self._numbers = dict(zip(self.new, count(self._first), strict=False))

    def __len__(self) -> int:
        return self._first + len(self.new)

    def numbers_of(self, words: Sequence[bytes]) -> Ints:
        """The number of each word; those not met before get theirs."""
        known = self._numbers
        for word in words:
            if word not in known:
                known[word] = self._number(word)
        return np.fromiter(map(known.__getitem__, words), np.int32, len(words))

    def _number(self, word: bytes) -> int:
        place = self._vocabulary.find_encoded(word)
        if place is not None:
            return self._before.numbers.item(place)
        self.new.append(word)
        return len(self) - 1

    def in_order(self) -> Order:
        """All the words: each new one is looked up among those before."""
        if len(self._order.numbers) < len(self):
            new = sorted(range(len(self.new)), key=self.new.__getitem__)
            words = [self.new[place] for place in new]
            places = [self._vocabulary.place_for(word) for word in words]
            numbers = np.insert(self._before.numbers, places, np.array(new, np.int32) + np.int32(self._first))
            self._order = Order(numbers, self._before.words.insert(places, list_words(words)))
        return self._order
