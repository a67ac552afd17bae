"""Words with numbers that they keep: each new word gets the next."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence

import numpy as np

from index.inversion import Ints


class Numbering:
    """Words in UTF-8 by number; `ordered` are the numbers of the first of them, or of all, in the words' byte order."""

    def __init__(self, words: Sequence[bytes], ordered: Ints) -> None:
        self.words = list(words)
        self.ordered = ordered
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
        """Brings `ordered` up to date: each new word is looked up among those before."""
        new = sorted(range(len(self.ordered), len(self.words)), key=self.words.__getitem__)
        places = [bisect(self.ordered, self.words[number], key=self.words.__getitem__) for number in new]
        self.ordered = np.insert(self.ordered, places, new)
