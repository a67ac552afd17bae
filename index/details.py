"""The detail that a question asks for, and whether a text holds one of its kind.

"Combien de drones" is answered by a number that counts drones, "prix d'un Patriot" by a sum of money, "comment
s'appelle le maire" by a name beside the mayor. A text on the same subject that holds no such thing does not answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from index.analysis import fold, stem, stem_finder, tokenize
from index.date_words import FIXED, MONTHS, SEASONS, THIRDS, WEEKDAYS
from index.dates import flatten
from index.intent import counted, wants_quantity
from index.model import Span
from index.words import NUMBERS


class Kind(Enum):
    """What sort of detail answers."""

    PRICE = auto()
    AGE = auto()
    NAME = auto()
    TIME = auto()
    NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Detail:
    """What is asked for: `counted` is the stem of the word that is counted, for a number."""

    kind: Kind
    counted: str | None = None


def _any_of(*words: str) -> str:
    return "|".join(re.escape(word) for word in " ".join(words).split())


# A question that asks for a detail, flattened.
_WANTED = {
    Kind.AGE: re.compile(r"\bquel age\b|\bage d(?:[eu]|es)?\b|\bhow old\b|\bскільки років\b"),
    Kind.NAME: re.compile(
        r"\bs['’ ]?appel\w+|\bse nomm\w+|\bnoms? d(?:[eu]|es)?\b|\bquels? (?:est |sont )?(?:le |les |son )?noms?\b"
        r"|\bnames? of\b|\bяк (?:звати|назива)"
    ),
    Kind.TIME: re.compile(
        r"\b(?:quand|kan|when|коли)\b|\bquel(?:le)?s? (?:date|jour|annee|mois|heure|moment|semaine)\b"
        r"|\bwhat (?:day|date)\b"
    ),
    Kind.PRICE: re.compile(
        r"\b(?:cout(?:e|ent|er|ait|era)?|(?:vaut|valent)(?![- ]il mieux| mieux)|prix(?! nobel)|tarif|costs?|price)\b"
        r"|\bцін|\bкоштує\b"
    ),
}
# "Où était Trump quand il a parlé" asks for a place.
_WHILE = re.compile(r"\b(?:ou|qui|quoi|comment|pourquoi|quel\w*)\b.*\bquand\b")
# What a text holds, flattened. A number is no part of a name such as F-16, and no rank such as 3e; a rank counts, too.
_FIGURE = r"(?<![\w-])\d(?:[\d\s.,]*\d)?(?![\w-])"
_IN_WORDS = rf"\b(?:{'|'.join(NUMBERS)}|dizaines?|douzaines?|centaines?|milliers?|millions?|milliards?|moitie|tiers)\b"
_NUMBER = re.compile(rf"{_FIGURE}|{_IN_WORDS}")
_COUNT = re.compile(rf"{_FIGURE}|{_IN_WORDS}|\b(?:une?|aucune?|plusieurs|\w+ieme|\d+e)\b")
_MONTHS = _any_of(*(french for french, *_ in MONTHS.values()))
_DATE = re.compile(rf"\b(?:\d{{1,2}}(?:er)? )?(?:{_MONTHS})(?: \d{{4}})?\b|\b(?:19|20)\d\d\b|\b\d{{1,2}} ?h(?:\d\d)?\b")
# "Hausse du prix" is told in percent.
_SUM = r"(?:dollars?|euros?|roubles?|hryvnias?|francs?|yuans?|livres|yens?|couronnes?|zlotys?)\b|[$€£%]"
_MONEY = re.compile(rf"(?:{_FIGURE}|{_IN_WORDS}|\bun)[^.;:]{{0,15}}?(?:{_SUM})|[$€£]\s?\d")
_AGED = re.compile(rf"(?:{_FIGURE}|{_IN_WORDS}) (?:ans|mois)\b")
_NAMES_OF_DAYS = _any_of(FIXED, *SEASONS.values(), *THIRDS.values(), *WEEKDAYS.values())
_TIME = re.compile(
    rf"\b(?:{_MONTHS}|{_NAMES_OF_DAYS}|demain|veille|lendemain|aube|midi|bientot|prochaine?s?|immediat\w*|avant|apres|depuis"
    r"|1\d\d\d|20\d\d|siecles?|trimestres?|annees?|ans?|mois|semaines?|journees?|jours?|heures?|minutes?)\b|\d ?h\b"
)
# A capital that begins no sentence, in the text as it is.
_NAME = re.compile(r"(?<=[\w,(’'-] )[A-ZÀ-Þ][\w’'-]+")
# Characters between a number and what it counts, and between a name and what is said of it.
_COUNTING, _BESIDE = 25, 30


def detail_wanted(flat: str) -> Detail | None:
    """The detail that a flattened question asks for, if any."""
    noun = counted(flat)
    if noun and not _WANTED[Kind.PRICE].search(noun):
        return Detail(Kind.NUMBER, stem(fold(noun)))
    for kind, pattern in _WANTED.items():
        if pattern.search(flat) and not (kind is Kind.TIME and _WHILE.search(flat)):
            return Detail(kind)
    return Detail(Kind.NUMBER) if wants_quantity(flat) else None


def holds(text: str, detail: Detail, asked: Collection[str]) -> bool:
    """Whether a text holds a detail of the kind; `asked` are the stems of the question's words."""
    flat = flatten(text)
    match detail.kind:
        case Kind.PRICE:
            return bool(_MONEY.search(flat))
        case Kind.AGE:
            return bool(_AGED.search(flat))
        case Kind.TIME:
            return bool(_TIME.search(flat))
        case Kind.NAME:
            places = stem_finder(asked)(text)
            return any(_is_beside(name, place) for name in _new_names(text, asked) for place in places)
        case Kind.NUMBER:
            return _holds_number(text, flat, detail.counted)


def _new_names(text: str, asked: Collection[str]) -> Iterator[Span]:
    """Where names stand that the question does not tell itself."""
    for match in _NAME.finditer(text):
        if all(stem(token.form) not in asked for token in tokenize(match[0])):
            yield match.span()


def _is_beside(one: Span, other: Span) -> bool:
    return max(one[0] - other[1], other[0] - one[1]) <= _BESIDE


def _holds_number(text: str, flat: str, noun: str | None) -> bool:
    """Whether a number counts what a noun names; any number will do where the text has another word for it."""
    without_dates = _DATE.sub(lambda date: " " * len(date[0]), flat)
    places = stem_finder({noun})(text) if noun else ()
    if not places:
        return bool(_NUMBER.search(without_dates))
    numbers = [match.end() for match in _COUNT.finditer(without_dates)]
    return any(0 <= start - end <= _COUNTING for start, _ in places for end in numbers)
