"""Whose things are said to be: "pertes russes" are not "pertes ukrainiennes", though all else may be the same.

What is looked for are nouns with the adjective of a people behind them ("pertes militaires russes", "pertes de l'armée
russe"), or with "de" and its country.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Set
from itertools import pairwise

from index.analysis import fold, stem, tokenize

# Nouns by their stem, each with the peoples that it is said to be of.
Owners = Mapping[str, Set[str]]

# The adjectives of a people, and its country; what readers take for one another stands in one line.
_LINES = """
    russe soviétique Russie
    ukrainien Ukraine
    biélorusse bélarusse Biélorussie Bélarus
    moldave Moldavie
    géorgien Géorgie
    arménien Arménie
    azerbaïdjanais Azerbaïdjan
    kazakh Kazakhstan
    tchétchène Tchétchénie
    polonais Pologne
    tchèque Tchéquie
    slovaque Slovaquie
    hongrois Hongrie
    roumain Roumanie
    bulgare Bulgarie
    serbe Serbie
    croate Croatie
    slovène Slovénie
    albanais Albanie
    grec grecque Grèce
    turc turque Turquie
    lituanien Lituanie
    letton Lettonie
    estonien Estonie
    finlandais Finlande
    suédois Suède
    norvégien Norvège
    danois Danemark
    islandais Islande
    allemand Allemagne
    français France
    britannique anglais Angleterre
    irlandais Irlande
    belge Belgique
    néerlandais hollandais
    luxembourgeois Luxembourg
    suisse
    autrichien Autriche
    italien Italie
    espagnol Espagne
    portugais Portugal
    européen Europe
    américain Amérique
    canadien Canada
    mexicain Mexique
    cubain Cuba
    vénézuélien Venezuela
    brésilien Brésil
    argentin Argentine
    colombien Colombie
    chilien Chili
    australien Australie
    chinois Chine
    coréen Corée
    japonais Japon
    taïwanais Taïwan
    vietnamien Vietnam
    indien Inde
    pakistanais Pakistan
    afghan Afghanistan
    iranien Iran
    irakien Irak
    syrien Syrie
    libanais Liban
    israélien Israël
    palestinien Palestine
    saoudien
    qatari Qatar
    égyptien Égypte
    algérien Algérie
    marocain Maroc
    tunisien Tunisie
    libyen Libye
    malien Mali
    africain Afrique
"""
_PEOPLES = {stem(fold(word)): line.split()[0] for line in _LINES.strip().splitlines() for word in line.split()}
_COUNTRIES = {fold(word) for word in _LINES.split() if word[0].isupper()}
# What stands between a noun and the adjective, or "de" with what follows; "des" may as well begin an object.
_NOTHING = re.compile(r"\s+")
_OF = re.compile(r"\s+(?:d['’]|du\s+|de\s+(?:la\s+|l['’])?)")
_EITHER = re.compile(rf"{_OF.pattern}|{_NOTHING.pattern}")
# "Pertes de l'armée russe": two nouns that one adjective tells of.
_NOUNS = 2


def people_of(form: str) -> str | None:
    """The people that a folded word names, itself or by its country."""
    return _PEOPLES.get(stem(form))


def owners_in(text: str, corrections: Mapping[str, str] | None = None) -> Owners:
    """The nouns of a text that are said to be some people's; `corrections` are of misspelt words."""
    meant = corrections or {}
    tokens = tokenize(text)
    forms = [meant.get(token.form, token.form) for token in tokens]
    stems, peoples = list(map(stem, forms)), list(map(people_of, forms))
    gaps = [text[one.span[1] : other.span[0]] for one, other in pairwise(tokens)]
    owners: dict[str, set[str]] = defaultdict(set)
    for place, people in enumerate(peoples):
        if people is None:
            continue
        joint = _OF if forms[place] in _COUNTRIES else _NOTHING
        for noun in range(place - 1, max(-1, place - 1 - _NOUNS), -1):
            if not joint.fullmatch(gaps[noun]) or peoples[noun] or stems[noun].isdigit():
                break
            owners[stems[noun]].add(people)
            joint = _EITHER
    return owners


def of_others(asked: Owners, told: Owners) -> set[str]:
    """The peoples of whose things a text tells as another people's only."""
    return {
        people for noun, peoples in asked.items() if noun in told and not peoples & told[noun] for people in peoples
    }
