"""The detail that a question asks for, and whether a text holds one of its kind.

"Combien de drones" is answered by a number that counts drones, "prix d'un Patriot" by a sum of money, "comment
s'appelle le maire" by a name beside the mayor. A text on the same subject that holds no such thing does not answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Flag, auto

from index.analysis import fold, stem, stem_finder, tokenize
from index.date_words import FIXED, MONTHS, SEASONS, THIRDS, WEEKDAYS
from index.dates import flatten
from index.intent import counted, wants_quantity
from index.model import Span
from index.words import NUMBERS


class Kind(Flag):
    """What sorts of detail answer, or are held; an extent is a length or an area."""

    PRICE = auto()
    AGE = auto()
    DURATION = auto()
    EXTENT = auto()
    WEIGHT = auto()
    SHARE = auto()
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
    kind: re.compile(rf"\b(?:{asked})\b")
    for kind, asked in {
        Kind.DURATION: r"durees?|dur(?:e|ent|era|ait)|combien de temps|how long|як довго",
        Kind.AGE: r"quel age|age d(?:[eu]|es)?|how old|скільки років",
        Kind.NAME: r"s['’ ]?appel\w+|se nomm\w+|noms? d(?:[eu]|es)?|quels? (?:est |sont )?(?:le |les |son )?noms?"
        r"|names? of|як (?:звати|назива\w+)",
        Kind.EXTENT: r"longueur|epaisseur|profondeur|largeur|hauteur|distance|quelle portee|superficie|how far"
        r"|combien de (?:km|kilometres|metres|hectares)",
        Kind.WEIGHT: r"poids|pes(?:e|ent|ait)|combien de (?:kg|kilos|tonnes)|how heavy|weighs?",
        Kind.SHARE: r"pourcentage|taux|quelle (?:part|proportion)|percentage",
        Kind.TIME: r"quand|kan|qd|quel(?:le)?s? (?:date|jour|annee|mois|heure|moment|semaine)|when|what (?:day|date)"
        r"|коли",
        Kind.PRICE: r"cout(?:e|ent|er|ait|era)?|(?:vaut|valent)(?![- ]il mieux| mieux)|prix(?! nobel)|tarif"
        r"|costs?|price|цін\w+|коштує",
    }.items()
}
# "Où était Trump quand il a parlé" asks for a place.
_WHILE = re.compile(r"\b(?:ou|qui|quoi|comment|pourquoi|quel\w*)\b.*\bquand\b")
# What a text holds, flattened. No number is part of a name such as F-16 or of a rank such as 3e, but a rank counts: "la
# quatrième attaque" tells how many there were.
_FIGURE = r"(?<![\w-])\d(?:[\d\s.,]*\d)?(?![\w-])"
_IN_WORDS = rf"\b(?:{'|'.join(NUMBERS)}|dizaines?|douzaines?|centaines?|milliers?|millions?|milliards?|moitie|tiers)\b"
_NUMBER = re.compile(rf"{_FIGURE}|{_IN_WORDS}")
_COUNT = re.compile(rf"{_FIGURE}|{_IN_WORDS}|\b(?:une?|aucune?|plusieurs|\w+ieme|\d+e)\b")
_MONTHS = _any_of(*(french for french, *_ in MONTHS.values()))
_DATE = re.compile(rf"\b(?:\d{{1,2}}(?:er)? )?(?:{_MONTHS})(?: \d{{4}})?\b|\b(?:19|20)\d\d\b|\b\d{{1,2}} ?h(?:\d\d)?\b")
_NAMES_OF_DAYS = _any_of(FIXED, *SEASONS.values(), *THIRDS.values(), *WEEKDAYS.values())
_TIME = (
    rf"\b(?:{_MONTHS}|{_NAMES_OF_DAYS}|demain|veille|lendemain|aube|midi|bientot|prochaine?s?|immediat\w*|avant|apres|depuis"
    r"|1\d\d\d|20\d\d|siecles?|trimestres?|annees?|ans?|mois|semaines?|journees?|jours?|heures?|minutes?)\b|\d ?h\b"
)


# Which words, or signs, each kind is told with: a text that holds none of them need not be looked at.
_UNITS = {
    Kind.PRICE: "dollar dollars euro euros rouble roubles hryvnia hryvnias franc francs livres yuan yuans yen yens "
    "couronne couronnes zloty zlotys",
    Kind.AGE: "an ans mois",
    Kind.DURATION: "seconde secondes minute minutes heure heures h jour jours nuit nuits semaine semaines mois an ans "
    "annee annees siecle siecles",
    Kind.EXTENT: "mm cm m km km2 metre metres centimetre centimetres kilometre kilometres hectare hectares",
    Kind.WEIGHT: "kg kilo kilos gramme grammes kilogramme kilogrammes tonne tonnes",
}
_TOLD_WITH = {kind: frozenset(units.split()) for kind, units in _UNITS.items()}
_TOLD_WITH[Kind.PRICE] |= set("$€£%")
_TOLD_WITH[Kind.DURATION] |= {"jusqu"}
_TOLD_WITH[Kind.SHARE] = frozenset("% cent dix moitie tiers quart quarts cinquieme dixieme".split())
_WORD = re.compile(r"\w+|[$€£%]")


def _so_many(kind: Kind) -> str:
    """A number before one of a kind's units: "130 millions de francs"."""
    return rf"(?:{_FIGURE}|{_IN_WORDS}|\bune?\b)[^.;:]{{0,15}}?\b(?:{_any_of(_UNITS[kind])})\b"


_HELD = {
    kind: re.compile(held)
    for kind, held in {
        # "Hausse du prix" is told in percent.
        Kind.PRICE: _so_many(Kind.PRICE) + r"|\d\s?[$€£%]|[$€£]\s?\d",
        Kind.AGE: _so_many(Kind.AGE),
        Kind.DURATION: _so_many(Kind.DURATION) + r"|\bjusqu\b",
        Kind.EXTENT: _so_many(Kind.EXTENT),
        Kind.WEIGHT: _so_many(Kind.WEIGHT),
        Kind.SHARE: r"\d\s?%|\b(?:pour cent|sur dix|moitie|tiers|quarts?|cinquieme|dixieme)\b",
        Kind.TIME: _TIME,
    }.items()
}
# A capital that begins no sentence, in the text as it is.
_NAME = re.compile(r"(?<=[\w,(’'-] )[A-ZÀ-Þ][\w’'-]+")
# Characters between a number and what it counts, and between a name and what is said of it.
_COUNTING, _BESIDE = 25, 30


def detail_wanted(flat: str) -> Detail | None:
    """The detail that a flattened question asks for, if any."""
    noun = counted(flat)
    if noun and not any(pattern.search(f"combien de {noun}") for pattern in _WANTED.values()):
        return Detail(Kind.NUMBER, stem(fold(noun)))
    for kind, pattern in _WANTED.items():
        if pattern.search(flat) and not (kind is Kind.TIME and _WHILE.search(flat)):
            return Detail(kind)
    return Detail(Kind.NUMBER) if wants_quantity(flat) else None


def holds(text: str, detail: Detail, asked: Collection[str]) -> bool:
    """Whether a text holds the very detail; `asked` are the stems of the question's words."""
    if detail.kind is Kind.NAME:
        places = stem_finder(asked)(text)
        return any(_is_beside(name, place) for name in _new_names(text, asked) for place in places)
    if detail.kind is Kind.NUMBER:
        return _holds_number(text, flatten(text), detail.counted)
    return bool(_HELD[detail.kind].search(flatten(text)))


def kinds_in(text: str) -> Kind:
    """The kinds of which a text holds any detail."""
    flat = flatten(text)
    words = set(_WORD.findall(flat))
    kinds = Kind(0)
    for kind, pattern in _HELD.items():
        if not words.isdisjoint(_TOLD_WITH.get(kind, words)) and pattern.search(flat):
            kinds |= kind
    if _holds_number(text, flat, None):
        kinds |= Kind.NUMBER
    if _NAME.search(text):
        kinds |= Kind.NAME
    return kinds


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
