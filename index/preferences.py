"""What a question prefers beyond its words, as factors and shares on the passages' scores; never a filter."""

from __future__ import annotations

import numpy as np

from index.question import Parsed
from index.ranking import Floats, Postings
from index.signals import Signals
from index.transliteration import name_key

# A lead announces what a section tells: at comparable scores the section's passage comes first.
LEAD_FACTOR = 0.85
# "combien" prefers passages with a number, "qui a dit" passages that cite someone.
DETAIL_FACTOR = 1.15
SPEAKER_FACTOR = 1.1
# "que dit le Pentagone" prefers passages in which the Pentagon is cited.
NAMED_SPEAKER_FACTOR = 1.4
# Passages that name a day of a period gain this share of the best score; those in a bulletin of it gain the other, and
# the more of it, the more the bulletin's days are the period's own.
NAMED_DAY_SHARE = 0.6
PERIOD_SHARE = 0.8
_LEAST_OF_PERIOD = 0.7
# Meaning knows little of dates: once it is mixed in, the period is preferred again, with this weight.
PERIOD_BY_MEANING = 0.35


def prefer_sections(scores: Floats, parsed: Parsed, signals: Signals) -> None:
    """Puts leads behind sections' passages of comparable scores, in place; the scores are those that rank.

    What happened on a day, with not a word more, is what a lead tells.
    """
    if parsed.asked:
        scores[np.flatnonzero(signals.leads)] *= LEAD_FACTOR


def prefer(scores: Floats, parsed: Parsed, signals: Signals, speakers: Postings) -> None:
    """Applies what a question prefers to the scores of its words, in place."""
    if parsed.kind:
        np.multiply(scores, DETAIL_FACTOR, out=scores, where=signals.holding(parsed.kind))
    if parsed.wants_speaker:
        np.multiply(scores, SPEAKER_FACTOR, out=scores, where=signals.cites)
    if parsed.speaker_forms:
        cited = speakers.scores(map(name_key, parsed.speaker_forms), len(scores))
        np.multiply(scores, NAMED_SPEAKER_FACTOR, out=scores, where=cited > 0)
    prefer_period(scores, parsed, signals)


def prefer_period(scores: Floats, parsed: Parsed, signals: Signals, weight: float = 1.0) -> None:
    """Lifts the passages of the period asked for, in place; `weight` is what of the shares they gain."""
    if parsed.period:
        best = weight * max(1.0, float(scores.max(initial=0.0)))
        days = parsed.period.first, parsed.period.last
        _, named = signals.of_period(*days)
        # "jour 1231" names a bulletin; only a date may as well be one that a passage of another speaks of.
        named &= parsed.period.day is None
        shared = signals.shared_with(*days)
        lifted = np.flatnonzero(named | (shared > 0))
        inside = PERIOD_SHARE * (_LEAST_OF_PERIOD + (1 - _LEAST_OF_PERIOD) * shared[lifted])
        naming = np.where(named[lifted], NAMED_DAY_SHARE, 0.0)
        scores[lifted] += best * np.maximum(np.where(shared[lifted] > 0, inside, 0.0), naming)
