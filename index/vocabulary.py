"""A sorted list of words that opens by memory mapping, with no Python object for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words in byte order, UTF-8, back to back in `text`; word i ends at `ends[i]`."""

    text: NDArray[np.uint8]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    def __contains__(self, word: str) -> bool:
        return self.find(word) is not None

    def find(self, word: str) -> int | None:
        """The number of a word, by binary search."""
        key = word.encode()
        low, high = 0, len(self.ends)
        while low < high:
            middle = (low + high) // 2
            found = self._bytes(middle)
            if found == key:
                return middle
            if found < key:
                low = middle + 1
            else:
                high = middle
        return None

    def word(self, number: int) -> str:
        return self._bytes(number).decode()

    def _bytes(self, number: int) -> bytes:
        start = self.ends[number - 1] if number else 0
        return self.text[start : self.ends[number]].tobytes()


def compile_vocabulary(words: Sequence[str]) -> Vocabulary:
    """The vocabulary of distinct words that are in byte order already."""
    encoded = [word.encode() for word in words]
    return Vocabulary(
        text=np.frombuffer(b"".join(encoded), np.uint8),
        ends=np.cumsum([len(word) for word in encoded], dtype=np.int64),
    )
