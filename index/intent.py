"""What kind of answer a question wants, from its wording in French, English or Ukrainian.

Every function takes a question flattened by `dates.flatten`: lower case, no accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SAY = (
    r"(?:dit|dis|disent|disait|declare|declarent|affirme|affirment|pense|pensent|annonce|annoncent|indique|rapporte"
    r"|ecrit|estime)"
)
_WHAT = r"(?:que|qu[’' ]?|ke|k[’' ]?|quoi|koi|keske?|qu[’' ]?est[- ]ce qu[e’']?)"
_HAS = r"(?:a\s+|ont\s+)?"

_FOLLOWUP = re.compile(r"\s*(?:et|mais|and|but|а|і|и)\b|\s*(?:pourquoi|why|чому)\s*\?*\s*$")
_POINTS_BACK = re.compile(r"\b(?:l[’' ]?affirme|l[’' ]?a dit|le dit|ca|cela|il|elle|ils|elles|lui|leur)\b")
_WHO_SAYS = re.compile(
    rf"\b(?:qui|ki|quel\w*\s+\w+)\s+(?:a |l[’' ]?a |le |l[’' ]?|ont )?"
    rf"(?:{_SAY}\w*|parle|revele|confirme|dement|accuse)"
    r"|\bselon (?:qui|ki)\b|\bd[’' ]?apres (?:qui|ki)\b"
    r"|\bwho (?:said|says|claims|claimed|reported|reports)\b|\bхто (?:сказав|каже|заявив|повідомив)"
)
_SAID_BY = re.compile(
    rf"\b{_WHAT}\s*(?:en\s+|nous\s+)?{_HAS}{_SAY}\w*\s+(?P<after>[^?,;]+)"
    r"|\b(?:selon|d[’' ]?apres|according to|за словами)\s+(?P<source>[^?,;]+)"
    r"|\bwhat (?:does|did|do|has|have)\s+(?P<english>.+?)\s+(?:say|said|think|claim|report|announce)"
    rf"|\b{_WHAT}\s+(?P<before>.+?)\s+{_HAS}{_SAY}\w*\b"
)
# What a speaker spoke of begins here.
_ABOUT = re.compile(
    r"\b(?:sur|a propos|concernant|au sujet|quant|apres|avant|que|combien|quand|about|on|про)\b",
)
_QUANTITY = re.compile(
    r"\b(?:combien|cb|cmb|cbien|kombien|quel(?:le)? (?:nombre|quantite|pourcentage|somme|part)"
    r"|how (?:many|much)|скільки)\b"
)
# A question that points back and has no more words than this does not stand alone.
_FEW = 2


def wants_quantity(flat: str) -> bool:
    return bool(_QUANTITY.search(flat))


def wants_speaker(flat: str) -> bool:
    """Whether the question is who said something."""
    return bool(_WHO_SAYS.search(flat))


def speakers_named(flat: str) -> Iterator[str]:
    """The words that may name whoever the question wants to hear."""
    for match in _SAID_BY.finditer(flat):
        said = next(group for group in match.groups() if group is not None)
        about = _ABOUT.search(said)
        yield said[: about.start()] if about else said


def is_followup(flat: str, words: int) -> bool:
    """A question that cannot stand alone: it opens with "et", or has few content words and points back."""
    return bool(_FOLLOWUP.match(flat)) or (words <= _FEW and bool(_POINTS_BACK.search(flat)))
