"""What a question prefers beyond its words, as factors and shares on the passages' scores; never a filter."""

from __future__ import annotations

import numpy as np

from index.question import Parsed
from index.ranking import Floats, Postings
from index.signals import Signals
from index.transliteration import name_key

# A lead announces what a section tells: at comparable scores the section's passage comes first.
LEAD_FACTOR = 0.85
# "combien" prefers passages with a figure, "qui a dit" passages that cite someone.
QUANTITY_FACTOR = 1.1
SPEAKER_FACTOR = 1.1
# "que dit le Pentagone" prefers passages in which the Pentagon is cited.
NAMED_SPEAKER_FACTOR = 1.4
# Passages that name a day of a period gain this share of the best score; those in a bulletin of it gain the other, and
# the more of it, the more the bulletin's days are the period's own.
NAMED_DAY_SHARE = 0.6
PERIOD_SHARE = 0.5
_LEAST_OF_PERIOD = 0.7


def prefer(scores: Floats, parsed: Parsed, signals: Signals, speakers: Postings) -> Floats:
    """Scores with the question's preferences applied; the array given stays as it is."""
    preferred = scores.copy()
    preferred[np.flatnonzero(signals.leads)] *= LEAD_FACTOR
    if parsed.wants_quantity:
        np.multiply(preferred, QUANTITY_FACTOR, out=preferred, where=signals.quantities)
    if parsed.wants_speaker:
        np.multiply(preferred, SPEAKER_FACTOR, out=preferred, where=signals.cites)
    if parsed.speaker_forms:
        cited = speakers.scores(map(name_key, parsed.speaker_forms), len(scores))
        np.multiply(preferred, NAMED_SPEAKER_FACTOR, out=preferred, where=cited > 0)
    if parsed.period:
        best = max(1.0, float(preferred.max(initial=0.0)))
        days = parsed.period.first, parsed.period.last
        _, named = signals.of_period(*days)
        # "jour 1231" names a bulletin; only a date may as well be one that a passage of another speaks of.
        named &= parsed.period.day is None
        shared = signals.shared_with(*days)
        inside = np.where(shared > 0, PERIOD_SHARE * (_LEAST_OF_PERIOD + (1 - _LEAST_OF_PERIOD) * shared), 0.0)
        preferred += best * np.maximum(inside, np.where(named, NAMED_DAY_SHARE, 0.0))
    return preferred
