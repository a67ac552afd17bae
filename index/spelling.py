"""Correction of words that no passage holds, towards those that some passage does.

A word of the French dictionary is taken to be meant, whether passages hold it or not, and so is one that a slip has
made of it, unless a word of the passages is as near. Some of the dictionary's rarest are slips themselves, such as
"alemagne": one that sounds like a word of the passages is taken for that.

Candidates are the vocabulary's words that share the most letter runs and sound runs with the word, found by the same
compiled postings that rank passages; the best by edit distance and by sound wins, if it is near enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from index.analysis import stem
from index.dictionary import Dictionary
from index.phonetics import sound_key
from index.ranking import Postings
from index.vocabulary import Vocabulary

SHORTEST = 4
# A shorter word is one slip away from too many others, and no French word is longer.
SHORTEST_FRENCH, LONGEST_FRENCH = 5, 25
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
    dictionary: Dictionary
    runs: Postings

    def correct(self, form: str, *, french: bool = True) -> str | None:
        """The word most probably meant by one that no passage holds, or None where nothing is near.

        Figures, short words and known words are never corrected. What is French may be meant for a word that no passage
        holds either.
        """
        if len(form) < SHORTEST or not form.isalpha() or self.knows(form):
            return None
        candidates = self.runs.best(runs_of(form), CANDIDATES, len(self.forms)).tolist()
        words = [self.forms.word(number) for number in candidates]
        best = max(words, key=lambda word: _nearness(form, word), default=None)
        if best and OSA.distance(form, best) == 1 and (form not in self.dictionary or _sound_alike(form, best)):
            return best
        if form in self.dictionary:
            return None
        may_be_french = french and SHORTEST_FRENCH <= len(form) <= LONGEST_FRENCH
        meant = self.dictionary.one_slip_from(form) if may_be_french else None
        if meant:
            return meant
        least = LEAST_NEARNESS_OF_SHORT if len(form) < SHORT else LEAST_NEARNESS
        return best if best and _nearness(form, best) >= least else self._split(form)

    def holds(self, form: str) -> bool:
        """Whether some passage holds a word, or another ending of it."""
        return form in self.forms or stem(form) in self.stems

    def knows(self, form: str) -> bool:
        """Whether a word is one of the passages', or one of French that is not so rare as slips and names are."""
        return self.holds(form) or (form in self.dictionary and self.dictionary.rarity(form) < 1.0)

    def _split(self, form: str) -> str | None:
        """Two words written as one, each known: the cut that leaves the longest shorter half."""
        cuts = sorted(range(3, len(form) - 2), key=lambda cut: -min(cut, len(form) - cut))
        for cut in cuts:
            halves = form[:cut], form[cut:]
            if all(half in self.forms for half in halves):
                return " ".join(halves)
        return None


def runs_of_words(words: Iterable[str]) -> list[list[str]]:
    """The runs of each word; figures have none."""
    return [runs_of(word) if word.isalpha() else [] for word in words]


def runs_of(form: str) -> list[str]:
    """Letter runs of a word and of its sound key, its beginning and end marked."""
    letters, sound = f"^{form}$", f"<{sound_key(form)}>"
    return [text[i : i + _RUN] for text in (letters, sound) for i in range(max(1, len(text) - _RUN + 1))]


def _sound_alike(form: str, word: str) -> bool:
    return sound_key(form) == sound_key(word)


def _nearness(form: str, word: str) -> float:
    """1 for the same letters; edits count against the longer word, swapped neighbours as one edit.

    Sound speaks for a word, and never against it: a slip of the finger sounds like nothing.
    """
    letters = OSA.normalized_similarity(form, word)
    sounds = OSA.normalized_similarity(sound_key(form), sound_key(word))
    bonus = FIRST_LETTER_BONUS if form[0] == word[0] else 0.0
    return float(max(letters, (1 - SOUND_SHARE) * letters + SOUND_SHARE * sounds + bonus))
