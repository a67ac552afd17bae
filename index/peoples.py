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

# The adjectives of a people and its country, in French and English; what readers take for one another is in one line.
_LINES = """
    russe soviétique russian Russie Russia
    ukrainien ukrainian Ukraine
    biélorusse bélarusse belarusian Biélorussie Bélarus
    moldave moldovan Moldavie Moldova
    géorgien georgian Géorgie Georgia
    arménien armenian Arménie Armenia
    azerbaïdjanais azerbaijani Azerbaïdjan Azerbaijan
    kazakh Kazakhstan
    tchétchène chechen Tchétchénie Chechnya
    polonais polish Pologne Poland
    tchèque czech Tchéquie Czechia
    slovaque slovak Slovaquie Slovakia
    hongrois hungarian Hongrie Hungary
    roumain romanian Roumanie Romania
    bulgare bulgarian Bulgarie Bulgaria
    serbe serbian Serbie Serbia
    croate croatian Croatie Croatia
    slovène slovenian Slovénie Slovenia
    albanais albanian Albanie Albania
    grec grecque greek Grèce Greece
    turc turque turkish Turquie Turkey
    lituanien lithuanian Lituanie Lithuania
    letton latvian Lettonie Latvia
    estonien estonian Estonie Estonia
    finlandais finnish Finlande Finland
    suédois swedish Suède Sweden
    norvégien norwegian Norvège Norway
    danois danish Danemark Denmark
    islandais icelandic Islande Iceland
    allemand german Allemagne Germany
    français french France
    britannique anglais british english Angleterre Britain
    irlandais irish Irlande Ireland
    belge belgian Belgique Belgium
    néerlandais hollandais dutch Netherlands
    luxembourgeois Luxembourg
    suisse swiss Switzerland
    autrichien austrian Autriche Austria
    italien italian Italie Italy
    espagnol spanish Espagne Spain
    portugais portuguese Portugal
    européen european Europe
    américain american Amérique
    canadien canadian Canada
    mexicain mexican Mexique Mexico
    cubain cuban Cuba
    vénézuélien venezuelan Venezuela
    brésilien brazilian Brésil Brazil
    argentin argentinian Argentine Argentina
    colombien colombian Colombie Colombia
    chilien chilean Chili Chile
    australien australian Australie Australia
    chinois chinese Chine China
    coréen korean Corée Korea
    japonais japanese Japon Japan
    taïwanais taiwanese Taïwan
    vietnamien vietnamese Vietnam
    indien indian Inde India
    pakistanais pakistani Pakistan
    afghan Afghanistan
    iranien iranian Iran
    irakien iraqi Irak Iraq
    syrien syrian Syrie Syria
    libanais lebanese Liban Lebanon
    israélien israeli Israël
    palestinien palestinian Palestine
    saoudien saudi
    qatari Qatar
    égyptien egyptian Égypte Egypt
    algérien algerian Algérie Algeria
    marocain moroccan Maroc Morocco
    tunisien tunisian Tunisie Tunisia
    libyen libyan Libye Libya
    malien malian Mali
    africain african Afrique Africa
"""
# By their forms: "mal" and "franc" share a stem with a people.
_ENDINGS = ("", "e", "s", "es", "ne", "nes")
_LISTED = [(word, line.split()[0]) for line in _LINES.strip().splitlines() for word in line.split()]
_COUNTRIES = {fold(word): people for word, people in _LISTED if not word.islower()}
_PEOPLES = _COUNTRIES | {
    fold(word) + ending: people for word, people in _LISTED if word.islower() for ending in _ENDINGS
}
# What stands between a noun and the adjective, or "de" with what follows; "des" may as well begin an object.
_GAP = r"[^\S\n]+"
_NOTHING = re.compile(_GAP)
_OF = re.compile(rf"{_GAP}(?:d['’]|du{_GAP}|de{_GAP}(?:la{_GAP}|l['’])?)")
_EITHER = re.compile(rf"{_OF.pattern}|{_NOTHING.pattern}")
_AND = re.compile(rf"(?:,|{_GAP}(?:et|ou))(?:{_OF.pattern}|{_GAP})")
# "Pertes de l'armée russe": two nouns that one adjective tells of.
_NOUNS = 2


def people_of(form: str) -> str | None:
    """The people that a folded word names, itself or by its country."""
    return _PEOPLES.get(form)


def owners_in(text: str, corrections: Mapping[str, str] | None = None) -> Owners:
    """The nouns of a text that are said to be some people's; `corrections` are of misspelt words."""
    meant = corrections or {}
    tokens = tokenize(text)
    forms = [meant.get(token.form, token.form) for token in tokens]
    peoples = list(map(people_of, forms))
    gaps = [text[one.span[1] : other.span[0]] for one, other in pairwise(tokens)]
    owners: dict[str, set[str]] = defaultdict(set)
    first = 0
    for place, people in enumerate(peoples):
        if people is None:
            continue
        # "Russes et ukrainiennes" follow the same noun.
        if not (place and peoples[place - 1] and _AND.fullmatch(gaps[place - 1])):
            first = place
        joint = _OF if forms[first] in _COUNTRIES else _NOTHING
        for noun in range(first - 1, max(-1, first - 1 - _NOUNS), -1):
            if not joint.fullmatch(gaps[noun]) or peoples[noun] or forms[noun].isdigit():
                break
            owners[stem(forms[noun])].add(people)
            joint = _EITHER
    return owners


def told_as_others(asked: Owners, told: Owners) -> set[str]:
    """The peoples of whose things a text tells as another people's only."""
    return {
        people for noun, peoples in asked.items() if noun in told and not peoples & told[noun] for people in peoples
    }
