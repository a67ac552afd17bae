"""A sorted list of words that opens by memory mapping, with no Python object for each.

A word is found by its hash: the CRC-32 of its bytes names a bucket, and a bucket holds one word or two.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

# Readers ask for the same words again and again, and a question for each of its words in several places.
_REMEMBERED = 5_000
_LONGEST_REMEMBERED = 30
_NOT_LOOKED_FOR = -1


class _Memory:
    """Room for the numbers of words that were looked for, which are no array of the record."""

    __slots__ = ("_found",)
    _found: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Vocabulary(_Memory):
    """Words in byte order, UTF-8, back to back in `text`; word i ends at `ends[i]`.

    Bucket b, of as many as a power of two, holds the words numbered `chained[buckets[b]:buckets[b + 1]]`.
    """

    text: NDArray[np.uint8]
    ends: NDArray[np.int64]
    buckets: NDArray[np.int32]
    chained: NDArray[np.int32]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_found", {})

    def __len__(self) -> int:
        return len(self.ends)

    def __contains__(self, word: str) -> bool:
        return self.find(word) is not None

    def find(self, word: str) -> int | None:
        """The number of a word."""
        found = self._found
        # In one step: another thread may be forgetting them.
        number = found.get(word, _NOT_LOOKED_FOR)
        if number != _NOT_LOOKED_FOR:
            return number
        number = self.find_encoded(word.encode())
        if len(word) <= _LONGEST_REMEMBERED:
            if len(found) >= _REMEMBERED:
                found.clear()
            found[word] = number
        return number

    def find_all(self, words: Iterable[str]) -> dict[str, int]:
        """Those of many words that it holds, with their numbers; none is remembered."""
        asked = {word.encode(): word for word in words}
        keys = list(asked)
        first = np.fromiter(map(crc32, keys), np.int64, len(keys)) & (len(self.buckets) - 2)
        starts, sizes = self.buckets[first], self.buckets[first + 1] - self.buckets[first]
        # Each word's place among those asked, beside the number of each that is in its bucket.
        places = np.arange(len(keys)).repeat(sizes)
        within = np.arange(len(places)) - (sizes.cumsum() - sizes).repeat(sizes)
        numbers = self.chained[starts.repeat(sizes) + within]
        lengths = np.fromiter(map(len, keys), np.int64, len(keys))
        as_long = self.ends[numbers] - np.where(numbers > 0, self.ends[numbers - 1], 0) == lengths[places]
        pairs = zip(places[as_long].tolist(), numbers[as_long].tolist(), strict=True)
        return {asked[keys[place]]: number for place, number in pairs if self._bytes(number) == keys[place]}

    def numbers_in(self, other: Vocabulary) -> NDArray[np.int32]:
        """The number that each of the words has in another vocabulary, or -1."""
        known = dict(zip(other._words(), range(len(other)), strict=True))
        return np.fromiter((known.get(word, -1) for word in self._words()), np.int32, len(self))

    def find_encoded(self, key: bytes) -> int | None:
        """The number of a word in UTF-8, which is not remembered."""
        bucket = crc32(key) & (len(self.buckets) - 2)
        for place in range(self.buckets.item(bucket), self.buckets.item(bucket + 1)):
            number = self.chained.item(place)
            if self._bytes(number) == key:
                return number
        return None

    def _words(self) -> Iterator[bytes]:
        """All of the words, several times as fast as one by one."""
        text, ends = self.text.tobytes(), self.ends.tolist()
        return (text[start:end] for start, end in zip([0, *ends], ends, strict=False))

    def place_for(self, key: bytes) -> int:
        """How many of the words come before one in UTF-8 that it lacks."""
        return bisect(range(len(self)), key, key=self._bytes)

    def word(self, number: int) -> str:
        return self._bytes(number).decode()

    def _bytes(self, number: int) -> bytes:
        start = self.ends.item(number - 1) if number else 0
        return self.text[start : self.ends.item(number)].tobytes()


@dataclass(frozen=True, slots=True)
class Words:
    """Words in byte order, UTF-8, back to back in `text`, with each one's length in bytes and CRC-32."""

    text: NDArray[np.uint8]
    lengths: NDArray[np.int32]
    hashes: NDArray[np.uint32]

    def some(self, chosen: NDArray[np.bool_]) -> Words:
        """Those for which `chosen` is true."""
        return Words(self.text[np.repeat(chosen, self.lengths)], self.lengths[chosen], self.hashes[chosen])

    def insert(self, places: Sequence[int], new: Words) -> Words:
        """With each of the new ones before the word at its place."""
        starts = np.concatenate([[0], np.cumsum(self.lengths, dtype=np.int64)])
        return Words(
            text=np.insert(self.text, np.repeat(starts[list(places)], new.lengths), new.text),
            lengths=np.insert(self.lengths, places, new.lengths),
            hashes=np.insert(self.hashes, places, new.hashes),
        )


def list_words(words: Sequence[bytes]) -> Words:
    """Words in UTF-8 that are in byte order already."""
    return Words(
        text=np.frombuffer(b"".join(words), np.uint8),
        lengths=np.fromiter(map(len, words), np.int32, len(words)),
        hashes=np.fromiter(map(crc32, words), np.uint32, len(words)),
    )


def compile_vocabulary(words: Words) -> Vocabulary:
    """The vocabulary of distinct words."""
    size = len(words.lengths)
    count = 1 << max(0, size - 1).bit_length()
    bucket = words.hashes.astype(np.int64) & (count - 1)
    # A bucket above and a word's number below: numbers sort several times as fast as an argsort does.
    entries = np.sort(bucket << 32 | np.arange(size))
    return Vocabulary(
        text=words.text,
        ends=np.cumsum(words.lengths, dtype=np.int64),
        buckets=np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=count))]).astype(np.int32),
        chained=(entries & 0xFFFFFFFF).astype(np.int32),
    )
