"""Proper names: places, seats of power and media, and what kind of name a run of capitals is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.reported import nouns
from index.reported.nouns import Kind

PLACES = frozenset(
    """
    afrique allemagne amérique angleterre ankara arabie argentine arménie asie astana athènes australie autriche
    avdiïvka azerbaïdjan bakhmout bakou balkans bankova belarus belgique belgorod belgrade berlin berne biélorussie
    bosnie boutcha bratislava brésil briansk bruxelles bucarest budapest bulgarie canada caucase chine chisinau chypre
    copenhague corée crimée croatie danemark dnipro dnipropetrovsk donbass donetsk doubaï écosse égypte erevan espagne
    estonie etats-unis états-unis europe finlande france genève géorgie grèce groenland helsinki hongrie inde irak iran
    irlande irpine islamabad israël istanbul italie izioum japon jérusalem jytomyr kaliningrad kazakhstan kharkiv
    kherson khmelnytskyï kiev koupiansk koursk kramatorsk krasnodar kropyvnytskyï kryvyï kyiv lettonie lisbonne lituanie
    ljubljana londres lougansk louhansk loutsk luxembourg lviv macédoine madrid marioupol maroc melitopol mexique minsk
    moldavie moldova monténégro moscou mykolaïv nikopol norvège odesa odessa oslo ottawa ouzbékistan pakistan paris
    pays-bas pékin pokrovsk pologne poltava portugal prague pyongyang qatar riga rivne riyad rome rostov roumanie
    royaume-uni russie samara saratov séoul serbie slovaquie slovénie sofia soumy stockholm suède suisse sumy syrie
    tachkent taïwan tallinn tchéquie tcherkassy tchernihiv tchernivtsi téhéran ternopil tokyo toula transnistrie turquie
    ukraine varsovie vatican vienne vilnius vinnytsia volgograd volhynie voronej vovtchansk washington zagreb
    zakarpattia zaporijia zaporijjia zaporizhzhya zhytomyr
    """.split()
)
SEATS = frozenset("bundestag élysée knesset kremlin maison-blanche matignon onu otan pentagone ue".split())
_PORTFOLIOS = frozenset(
    """
    agriculture armées commerce congrès culture défense douma économie éducation énergie environnement finances
    industrie infrastructures intérieur justice parlement rada santé sénat transports travail
    """.split()
)
MEDIA = frozenset(
    """
    afp ap axios baza bbc bellingcat bfm bfmtv bild bloomberg cbs cnn deepstate euronews forbes franceinfo guardian
    interfax lci libération mediapart meduza monde nbc newsweek npr nyt parisien politico pravda rbc reuters rfi ria
    ria-novosti skhemy spiegel suspilne tass telegram time ukrinform unian verstka wsj zeit
    """.split()
)
# The last word of many a medium's name.
_MEDIA_ENDINGS = frozenset(
    """
    agence agency chronicle echos express figaro gazeta gazette herald independent info journal mail monde news novosti
    observer post pravda press presse radio review svoboda telegraph times today tribune tv wyborcza zeitung
    """.split()
)
# "les chaînes Telegram russes": where something is published, not its name.
NETWORKS = frozenset("facebook instagram telegram tiktok twitter x youtube".split())
# The word after these is more of the same name: "BBC News", "Human Rights Watch".
_CONTINUING = _MEDIA_ENDINGS | frozenset("europe france international rights sport türk ukraine watch world".split())
# After these a name is complete: "ministre de la Défense Roustem Oumerov".
_COMPLETE = PLACES | SEATS | _PORTFOLIOS | MEDIA
WITH_ARTICLE = frozenset("croix figaro monde parisien point repubblica soir stampa temps".split())
ARTICLES = frozenset("Le La Les The El Il Al Die Der".split())
PARTICLES = frozenset("al bin ben da de del den der des di du ed el for la le of ten the van von d'".split())

_WORD = re.compile(r"\w+")


def is_acronym(text: str) -> bool:
    return len(text) > 1 and text.isupper()


def is_complete(run: Sequence[str]) -> bool:
    """Whether the first word of a run of capitals is a name by itself and the next begins another: "OTAN Mark Rutte",
    "Kharkiv Oleh Syniehoubov". A run of three without a known word is a place and someone: "Nikopol Oleh Saïouk"."""
    lows = [word.lower() for word in run]
    if len(run) < 2 or _CONTINUING.intersection(lows[1:3]):
        return False
    if lows[0] in _COMPLETE:
        return True
    if is_acronym(run[0]):
        return len(run) > 2 or len(run[0]) > 2
    return len(run) == 3


def kind_of_name(run: Sequence[str], determiner: str) -> Kind:
    """What a run of capitals names, from its words and the article before it."""
    lows = [word.lower() for word in run]
    if len(run) == 1 and nouns.kind_of(lows[0]) is Kind.TIME:
        return Kind.TIME
    if run[0] in ARTICLES or _is_medium(lows):
        return Kind.MEDIUM
    if lows[0] in SEATS or "maison" in lows:
        return Kind.GROUP
    if lows[-1] in PLACES:
        return Kind.PLACE
    institution = determiner in ("la", "l'", "le") or (len(run) == 1 and is_acronym(run[0]))
    return Kind.GROUP if institution else Kind.PERSON


def _is_medium(lows: Sequence[str]) -> bool:
    return not MEDIA.isdisjoint(lows) or (len(lows) > 1 and lows[-1] in _MEDIA_ENDINGS)


def words_of(name: str) -> list[str]:
    return _WORD.findall(name.lower())


def names_medium(name: str) -> bool:
    return _is_medium(words_of(name))


def names_institution(name: str) -> bool:
    """Whether a speaker's name is an institution's own: "ISW", "Commission européenne"."""
    return name[:1].isupper() and not names_medium(name) and not names_person(name)


def names_person(name: str) -> bool:
    """Whether a speaker's name looks like a person's."""
    words = words_of(name)
    if not words or names_medium(name) or words[0] in PLACES | SEATS or nouns.is_known(words[0]):
        return False
    capitals = all(word[0].isupper() for word in _WORD.findall(name) if len(word) > 3)
    return capitals and not (len(words) == 1 and is_acronym(name))
