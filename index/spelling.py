"""Correction of words that no passage holds, towards those that some passage does.

A word of the French dictionary is taken to be meant, whether passages hold it or not.

Candidates are the vocabulary's words that share the most letter runs and sound runs with the word, found by the same
compiled postings that rank passages; the best by edit distance and by sound wins, if it is near enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

import numpy as np
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from index.analysis import fold, stem
from index.phonetics import sound_key
from index.ranking import Postings, compile_postings, top
from index.vocabulary import Vocabulary, compile_vocabulary

DICTIONARY_VERSION = version("pyspellchecker")
SHORTEST = 4
CANDIDATES = 40
# A candidate must be at least this near, on the scale of `_nearness`; a short word has more neighbours.
LEAST_NEARNESS = 0.72
SHORT = 7
LEAST_NEARNESS_OF_SHORT = 0.78
# How much of the nearness the sound counts for, the letters for the rest.
SOUND_SHARE = 0.4
# A first letter is rarely wrong.
FIRST_LETTER_BONUS = 0.05
_RUN = 3


@dataclass(frozen=True, slots=True)
class Speller:
    """The vocabulary's words as "passages" of their letter and sound runs."""

    forms: Vocabulary
    stems: Vocabulary
    dictionary: Vocabulary
    runs: Postings

    def correct(self, form: str) -> str | None:
        """The word most probably meant by one that no passage holds, or None where nothing is near.

        Figures, short words and known words are never corrected.
        """
        if len(form) < SHORTEST or not form.isalpha() or self._knows(form):
            return None
        scores = np.zeros(len(self.forms))
        self.runs.add_scores(scores, runs_of(form))
        words = [self.forms.word(int(number)) for number in top(scores, CANDIDATES)]
        best = max(words, key=lambda word: _nearness(form, word), default=None)
        least = LEAST_NEARNESS_OF_SHORT if len(form) < SHORT else LEAST_NEARNESS
        return best if best and _nearness(form, best) >= least else self._split(form)

    def _knows(self, form: str) -> bool:
        return form in self.forms or stem(form) in self.stems or form in self.dictionary

    def _split(self, form: str) -> str | None:
        """Two words written as one, each known: the cut that leaves the longest shorter half."""
        cuts = sorted(range(3, len(form) - 2), key=lambda cut: -min(cut, len(form) - cut))
        for cut in cuts:
            halves = form[:cut], form[cut:]
            if all(half in self.forms for half in halves):
                return " ".join(halves)
        return None


def compile_runs(forms: Vocabulary) -> Postings:
    """The runs of each word of the vocabulary, in the vocabulary's order; figures have none."""
    words = (forms.word(number) for number in range(len(forms)))
    return compile_postings([runs_of(word) if word.isalpha() else [] for word in words])


@cache
def compile_dictionary() -> Vocabulary:
    """The folded words of pyspellchecker's French word list."""
    words = SpellChecker(language="fr").word_frequency.words()
    return compile_vocabulary(sorted({fold(word) for word in words}, key=str.encode))


def runs_of(form: str) -> list[str]:
    """Letter runs of a word and of its sound key, its beginning and end marked."""
    letters, sound = f"^{form}$", f"<{sound_key(form)}>"
    return [text[i : i + _RUN] for text in (letters, sound) for i in range(max(1, len(text) - _RUN + 1))]


def _nearness(form: str, word: str) -> float:
    """1 for the same letters; edits count against the longer word, swapped neighbours as one edit.

    Sound speaks for a word, and never against it: a slip of the finger sounds like nothing.
    """
    letters = OSA.normalized_similarity(form, word)
    sounds = OSA.normalized_similarity(sound_key(form), sound_key(word))
    bonus = FIRST_LETTER_BONUS if form[0] == word[0] else 0.0
    return float(max(letters, (1 - SOUND_SHARE) * letters + SOUND_SHARE * sounds + bonus))
