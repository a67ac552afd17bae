"""What kind of answer a question wants, from its wording in French, English or Ukrainian.

Every function takes a question flattened by `dates.flatten`: lower case, no accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.words import STOP_WORDS

_SAY = (
    r"(?:di(?:t|s|sent|sait|saient|te|tes)?|(?:declar|affirm|pens|annonc|indiqu|rapport|estim)(?:e|es|ent|er|ait|aient)"
    r"|ecri(?:t|te|vent|vait))\b"
)
_WHAT = r"(?:que|qu[’' ]?|ke|k[’' ]?|quoi|koi|keske?|qu[’' ]?est[- ]ce qu[e’']?)"
_HAS = r"(?:a\s+|ont\s+)?"
_ASKING = (
    r"(?:pourquoi|pourkoi|pkoi|pk|pq|quand|kan|qd|que?|qui|ki|quoi|koi|ou|comment|combien|cb|quel\w*|lequel|laquelle"
    r"|why|when|where|who|whose|what|which|how|чому|коли|де|хто|що|скільки|як(?:ии|а|е|і|у|ого|ою|им|их|ими|іи)?)\b"
)

_AND = re.compile(r"\s*(?:et|mais|and|but|а|і|и)\b")
_ASKS = re.compile(rf"\b{_ASKING}")
# "il y a" and "trump a-t-il" speak of nobody before; "que dit-il", "pourquoi il refuse" and "elle est où" do.
_POINTS_BACK = re.compile(
    rf"\b(?:l[’' ]?(?:(?:a|ont)\s+)?|le\s+){_SAY}|\b(?:cela|lui|leur|ca(?!\s+va))\b"
    rf"|(?:^\s*|\b(?:{_ASKING}|si|quel\w*\s+\w+)[\s’']+)(?:en\s+)?(?:\w+(?:[- ]t[-’' ]|[- ]))?"
    r"(?:ils?|elles?)\b(?!\s+(?:y|faut)\b)"
    r"|\b(?:he|she|they|him|them|він|вона|вони)\b|^\s*(?:son|sa|ses|leurs?)\b"
)
_TO_THE_BOT = re.compile(r"\b(?:es[- ]tu|tu es|t['’ ](?:es|appelles)|et toi|are you)\b|\bca va\W*$")
_WHO_SAYS = re.compile(
    rf"\b(?:qui|ki|quel\w*\s+\w+)\s+(?:a |l[’' ]?a |le |l[’' ]?|ont )?(?:{_SAY}|parle|revele|confirme|dement|accuse)"
    r"|\bselon (?:qui|ki)\b|\bd[’' ]?apres (?:qui|ki)\b"
    r"|\bwho (?:said|says|claims|claimed|reported|reports)\b|\bхто (?:сказав|каже|заявив|повідомив)"
)
_SAID_BY = re.compile(
    rf"\b{_WHAT}\s*(?:en\s+|nous\s+)?pens\w+\s+(?P<thinker>[^?,;]+?)\s+d(?:(?:e|u|es)\b|[’'])"
    rf"|\b{_WHAT}\s*(?:en\s+|nous\s+)?{_HAS}{_SAY}\s+(?P<after>[^?,;]+)"
    r"|\b(?:selon|d[’' ]?apres|according to|за словами)\s+(?!(?:qu|k)[io]|quel)(?P<source>[^?,;]+)"
    r"|\bwhat (?:does|did|do|has|have)\s+(?P<english>.+?)\s+(?:say|said|think|claim|report|announce)"
    rf"|\b{_WHAT}\s+(?P<before>.+?)\s+{_HAS}{_SAY}"
    r"|\bщо\s+(?:сказав|сказала|каже|кажуть|заявив|заявила|думає|говорить)\s+(?P<ukrainian>[^?,;]+)"
)
# What a speaker spoke of begins here.
_ABOUT = re.compile(
    r"\b(?:sur|a propos|concernant|au sujet|quant|apres|avant|que|combien|quand|about|on|про)\b",
)
_HOW_MANY = r"\b(?:combien|cb|cmb|cbien|[kc]on?m?bi[ae]n)\b"
_COUNTED = re.compile(rf"{_HOW_MANY} (?:(?:il )?y a(?:[- ]t[- ]il)? |ya )?(?:d(?:e |es |u |[’' ]))?(?P<noun>[^\W\d_]+)")
_QUANTITY = re.compile(
    rf"{_HOW_MANY}|\b(?:quel(?:le)? (?:nombre|quantite|pourcentage|somme|part)"
    r"|how (?:many|much)|скільки)\b"
)
# A question that points back, or is vague, and has no more words than this does not stand alone.
_FEW = 2
# One that opens with "et" and has more words than this does.
_ENOUGH = 4


def asks(flat: str) -> bool:
    """Whether a question has a word that asks; "et en Allemagne ?" has none."""
    return bool(_ASKS.search(flat))


def wants_quantity(flat: str) -> bool:
    return bool(_QUANTITY.search(flat))


def counted(flat: str) -> str | None:
    """What "combien" counts: the word after "combien de"."""
    match = _COUNTED.search(flat)
    return match["noun"] if match and match["noun"] not in STOP_WORDS else None


def wants_speaker(flat: str) -> bool:
    """Whether the question is who said something."""
    return bool(_WHO_SAYS.search(flat))


def speakers_named(flat: str) -> Iterator[str]:
    """The words that may name whoever the question wants to hear."""
    for match in _SAID_BY.finditer(flat):
        said = next(group for group in match.groups() if group is not None)
        about = _ABOUT.search(said)
        yield said[: about.start()] if about else said


def is_followup(flat: str, words: int, *, vague: bool) -> bool:
    """A question that cannot stand alone; `words` is how many things it names, periods counted, `vague` whether all of
    them are everyday words.

    It opens with "et", or points back, and names little; or it asks for nothing in particular ("combien de morts ?").
    """
    if _TO_THE_BOT.search(flat):
        return False
    if _AND.match(flat):
        return words <= _ENOUGH
    is_question = asks(flat) or (words > 0 and flat.rstrip().endswith("?"))
    return words <= _FEW and (bool(_POINTS_BACK.search(flat)) or (vague and is_question))
