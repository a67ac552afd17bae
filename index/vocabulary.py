"""A sorted list of words that opens by memory mapping, with no Python object for each.

A word is found by its hash: the CRC-32 of its bytes names a bucket, and a bucket holds one word or two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words in byte order, UTF-8, back to back in `text`; word i ends at `ends[i]`.

    Bucket b, of as many as a power of two, holds the words numbered `chained[buckets[b]:buckets[b + 1]]`.
    """

    text: NDArray[np.uint8]
    ends: NDArray[np.int64]
    buckets: NDArray[np.int32]
    chained: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ends)

    def __contains__(self, word: str) -> bool:
        return self.find(word) is not None

    def find(self, word: str) -> int | None:
        """The number of a word."""
        key = word.encode()
        bucket = crc32(key) & (len(self.buckets) - 2)
        for place in range(self.buckets.item(bucket), self.buckets.item(bucket + 1)):
            number = self.chained.item(place)
            if self._bytes(number) == key:
                return number
        return None

    def word(self, number: int) -> str:
        return self._bytes(number).decode()

    def _bytes(self, number: int) -> bytes:
        start = self.ends.item(number - 1) if number else 0
        return self.text[start : self.ends.item(number)].tobytes()


def compile_vocabulary(words: Sequence[bytes]) -> Vocabulary:
    """The vocabulary of distinct words in UTF-8 that are in byte order already."""
    count = 1 << max(0, len(words) - 1).bit_length()
    bucket = np.fromiter(map(crc32, words), np.int64, len(words)) & (count - 1)
    # A bucket above and a word's number below: numbers sort several times as fast as an argsort does.
    entries = np.sort(bucket << 32 | np.arange(len(words)))
    return Vocabulary(
        text=np.frombuffer(b"".join(words), np.uint8),
        ends=np.cumsum(np.fromiter(map(len, words), np.int64, len(words))),
        buckets=np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=count))]).astype(np.int32),
        chained=(entries & 0xFFFFFFFF).astype(np.int32),
    )
