"""The small words of French that phrases and clauses are held together by."""

from __future__ import annotations

import re

DEFINITE = frozenset("le la les l' ce cet cette ces".split())
POSSESSIVE = frozenset("son sa ses leur leurs notre nos".split())
# Whom a possessive stands for: "selon ses propos" is "selon lui".
OWNERS = {"son": "lui", "sa": "lui", "ses": "lui", "leur": "eux", "leurs": "eux"}
SINGULAR = frozenset("le la l' un une ce cet cette son sa leur notre chaque aucun aucune nul nulle".split())
DETERMINERS = DEFINITE | POSSESSIVE | frozenset("un une des".split())
NEGATIVE = frozenset("aucun aucune nul nulle".split())
COUNTS = frozenset(
    """
    autre autres cent certaines certains chaque cinq deux différentes différents divers diverses dix douze huit mille
    neuf nombreuses nombreux onze plusieurs quatre quelques quinze sept six tous tout toute toutes trente trois vingt
    """.split()
)
# "une dizaine de responsables"
QUANTITIES = frozenset(
    "centaine dizaine douzaine majorité moitié partie plupart poignée quinzaine série trentaine vingtaine".split()
)
# "d'autres alliés", "de nombreux experts": before these, "de" is the plural of "un".
AFTER_PLURAL_OF = frozenset(
    "anciens anciennes autres hauts hautes nombreux nombreuses nouveaux nouvelles récents récentes".split()
)

OF = frozenset("de du des d'".split())
AT = frozenset("à au aux".split())
# The article that a preposition has absorbed: "du" is "de le".
ABSORBED = {"du": "le", "au": "le", "des": "les", "aux": "les"}
PREPOSITIONS = (
    OF
    | AT
    | frozenset(
        """
    afin après auprès avant avec chez contre dans depuis derrière dès devant durant en entre envers face grâce hors
    jusqu' jusque lors malgré outre par parmi pendant pour près sans sauf sous suite suivant sur vers via
        """.split()
    )
)
QUE = frozenset("que qu'".split())
NEGATIONS = frozenset("ne n'".split())
REFLEXIVE = frozenset("se s'".split())
CLITICS = NEGATIONS | REFLEXIVE | frozenset("le l' la les lui leur en y nous vous me m' t'".split())
SUBJECT_PRONOUNS = frozenset("il elle ils elles".split())
# "ce dernier", "celui-ci": who was named last.
LAST_NAMED = frozenset("celle-ci celui-ci dernier dernière".split())
STRESSED_PRONOUNS = frozenset("lui elle eux elles".split())
# Between two clauses with one subject.
JOINING = frozenset("et puis mais".split())
# At the head of a clause, before its subject.
LINKS = JOINING | frozenset("or car tandis alors que qu' – — -".split())

# Never part of a noun phrase; at the head of a sentence their capital makes no name of them.
_OTHERS = frozenset(
    """
    ailleurs ainsi alors aujourd'hui auparavant aussi aussitôt autant autour bien bref c' car ceci cela celle celle-ci
    celles celles-ci celui celui-ci cependant certes ceux ceux-ci chacun chacune comme comment d'après demain dernier
    dernière derrière désormais donc dont elle elle-même elles encore enfin ensuite environ et eux eux-mêmes hier ici il
    ils j' jadis jamais je là lire lorsqu' lorsque lui lui-même ma mais même merci mes moi moins mon néanmoins ni non
    notamment nous on or ou où oui parce parfois partout pas peu plus plutôt pourquoi pourtant puis puisqu' puisque
    quand quant quel quelle quelles quelque quels qui quoi quoiqu' quoique selon seul seule seuls si sinon soit souvent
    surtout tandis tant tel telle telles tels toujours toutefois très trop vice voici voilà vos votre vous y
    """.split()
)
FUNCTION_WORDS = DETERMINERS | NEGATIVE | PREPOSITIONS | QUE | CLITICS | COUNTS | _OTHERS
_PLAIN_ENDINGS = re.compile(r"(?:ment|é|ée|és|ées|ant)$")


def opens_plainly(word: str) -> bool:
    """Whether a word that opens a sentence has its capital for that reason alone, as far as can be told."""
    return word in FUNCTION_WORDS or bool(_PLAIN_ENDINGS.search(word))


_ADVERBS = frozenset(
    """
    ainsi alors aujourd'hui auparavant aussi aussitôt bien cependant d'ailleurs déjà demain désormais donc également
    elle elle-même elles-mêmes encore enfin ensuite entre-temps eux eux-mêmes hier ici jadis jamais là lui lui-même même
    néanmoins non notamment pas peu plus plutôt pourtant puis quant rien sitôt soudain souvent surtout tantôt toujours
    tout toutefois très trop vite
    """.split()
)


def is_adverb(word: str) -> bool:
    return word in _ADVERBS or (word.endswith("ment") and len(word) > 5)


def _by_first(phrases: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    words = [tuple(phrase.split()) for phrase in sorted(phrases, key=len, reverse=True)]
    return {first: tuple(phrase for phrase in words if phrase[0] == first) for first in {phrase[0] for phrase in words}}


# By their first word, the longest first, as tokens: "d' après".
ADVERBIALS = _by_first(
    (
        "à cette occasion", "à demi-mot", "à l' époque", "à leur tour", "à maintes reprises", "à nouveau",
        "à plusieurs reprises", "à son tour", "au passage", "d' abord", "d' ailleurs", "d' emblée", "dans la foulée",
        "de fait", "de leur côté", "de leurs côtés", "de nouveau", "de plus", "de son côté", "en direct", "en effet",
        "en même temps", "en outre", "en personne", "en retour", "en revanche", "en substance", "non plus",
        "par ailleurs", "par la suite", "plus tard", "plus tôt", "pour l' instant", "pour leur part", "pour sa part",
        "quant à elle", "quant à elles", "quant à eux", "quant à lui", "sans détour", "tour à tour", "tout de même",
        "un peu plus tôt", "une fois de plus", "une nouvelle fois",
    )
)  # fmt: skip
# What introduces the one who says it; a last "de" belongs to it.
SOURCE_WORDS = _by_first(
    (
        "selon", "d' après", "de l' avis", "de l' avis de", "de l' avis d'", "de l' aveu", "de l' aveu de",
        "de l' aveu même de", "de l' aveu d'", "à en croire", "aux yeux", "aux yeux de", "aux yeux d'", "aux dires",
        "aux dires de", "au dire de", "du point de vue", "du point de vue de", "sur la foi de", "se référant à",
        "dixit",
    )
)  # fmt: skip
