"""The French verbs that report words or thoughts, in every form of the third person.

What must follow a verb for it to report is its Use: "a lancé que ..." and "« ... », a lancé X" report, "a lancé
une attaque" does not. Regular verbs are conjugated by rule, the others are spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Use(Enum):
    """When a verb reports behind its subject. Between commas, behind a quotation, every verb here does."""

    SAY = "whatever follows"
    CLAUSE = "unless a noun follows: 'a rappelé que', not 'a rappelé son ambassadeur'"
    QUOTE = "before a clause or a quotation only: 'a lancé que', not 'a lancé une attaque'"
    OPINION = "as QUOTE, of what is thought rather than said"
    ADMIT = "unless a definite noun follows: 'a reconnu des pertes', not 'a reconnu l'indépendance de'"
    ABOUT = "before 'de': 'parle de six disparus', 'a pressé Kyiv de négocier'"
    CALL = "before 'à': 'appelle l'Europe à plus de fermeté', not 'a appelé Poutine'"
    ASIDE = "never: 'a appris l'AFP' reports, 'Trump a appris que' does not"
    PROMISE = "before 'de' and an infinitive, or a clause: 'a promis de livrer', not 'avait promis un million d'obus'"


@dataclass(frozen=True, slots=True)
class ReportingVerb:
    """`weak` verbs tell what someone thinks, admits or asks: where the sentence has another source, that source alone
    is cited ("Moscou admet des pertes, rapporte Bloomberg")."""

    infinitive: str
    use: Use
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    verb: ReportingVerb
    plural: bool


_SAY = """
    accuser affirmer alerter alléguer annoncer attribuer avertir avouer certifier chiffrer clamer clarifier commenter
    condamner confirmer conseiller contester contredire critiquer décrire démentir dénombrer dénoncer déplorer détailler
    dévoiler estimer évaluer évoquer exclure expliquer exprimer fustiger imputer incriminer indiquer informer insinuer
    juger marteler mentionner narrer nier préciser prédire prétendre prévenir proclamer pronostiquer qualifier raconter
    rapporter réaffirmer recenser réfuter regretter réitérer relater répéter reprocher révéler revendiquer saluer
    signaler souligner spécifier stigmatiser suggérer vanter
"""
_CLAUSE = """
    ajouter arguer assurer attester concéder confier considérer constater déclarer dire écrire garantir insister jurer
    noter rappeler redire rejeter témoigner
"""
_QUOTE = """
    analyser anticiper argumenter asséner balayer cingler communiquer compléter conclure confesser continuer
    décréter décrypter démontrer enchaîner énumérer établir glisser grincer gronder ironiser justifier lâcher lancer
    maintenir minimiser montrer nuancer objecter observer pester plaisanter pointer poster poursuivre prévoir professer
    prophétiser railler rassurer réagir relativiser relever remarquer renchérir répliquer répondre reprendre résumer
    rétorquer riposter souffler soupirer sous-entendre soutenir synthétiser tempérer temporiser titrer tonner trancher
    tweeter
"""
_ASIDE = "apprendre avancer"
_OPINION = "craindre croire douter espérer imaginer penser redouter souhaiter supposer"
_DEMAND = "demander exiger menacer plaider préconiser prôner réclamer recommander soupçonner"
_CALL = "appeler exhorter inviter"
_ORDER = "enjoindre presser sommer"
_PROMISE = "promettre proposer"
_ADMIT = "admettre reconnaître"
# With "se", whether or not they report without it: "se dit prêt", "s'est félicité".
_REFLEXIVE = """
    agacer alarmer amuser déclarer défendre demander dire emporter enorgueillir estimer étonner exclamer féliciter
    indigner inquiéter insurger interroger juger offusquer plaindre prononcer réjouir vanter
"""
_REFLEXIVE_PROMISE = "engager"
_VERBS = (
    *(ReportingVerb(verb, Use.SAY) for verb in _SAY.split()),
    *(ReportingVerb(verb, Use.CLAUSE) for verb in _CLAUSE.split()),
    *(ReportingVerb(verb, Use.QUOTE) for verb in _QUOTE.split()),
    *(ReportingVerb(verb, Use.OPINION, weak=True) for verb in _OPINION.split()),
    *(ReportingVerb(verb, Use.SAY, weak=True) for verb in _DEMAND.split()),
    *(ReportingVerb(verb, Use.ADMIT, weak=True) for verb in _ADMIT.split()),
    *(ReportingVerb(verb, Use.CALL, weak=True) for verb in _CALL.split()),
    *(ReportingVerb(verb, Use.ABOUT, weak=True) for verb in _ORDER.split()),
    *(ReportingVerb(verb, Use.PROMISE, weak=True) for verb in _PROMISE.split()),
    *(ReportingVerb(verb, Use.ASIDE) for verb in _ASIDE.split()),
    ReportingVerb("parler", Use.ABOUT),
)
_REFLEXIVES = (
    *(ReportingVerb(verb, Use.SAY) for verb in _REFLEXIVE.split()),
    *(ReportingVerb(verb, Use.CALL, weak=True) for verb in _REFLEXIVE_PROMISE.split()),
)

# What goes on with what the same speaker said before.
CONTINUING = frozenset("ajouter compléter conclure continuer insister poursuivre préciser reprendre".split())

# Present (singular, plural), imperfect stem, future stem, past (singular, plural), participle.
_IRREGULAR = {
    "admettre": "admet admettent admett admettr admit admirent admis",
    "apprendre": "apprend apprennent appren apprendr apprit apprirent appris",
    "balayer": "balaie balaient balay balaier balaya balayèrent balayé",
    "conclure": "conclut concluent conclu conclur conclut conclurent conclu",
    "contredire": "contredit contredisent contredis contredir contredit contredirent contredit",
    "craindre": "craint craignent craign craindr craignit craignirent craint",
    "croire": "croit croient croy croir crut crurent cru",
    "décrire": "décrit décrivent décriv décrir décrivit décrivirent décrit",
    "défendre": "défend défendent défend défendr défendit défendirent défendu",
    "démentir": "dément démentent dément démentir démentit démentirent démenti",
    "dire": "dit disent dis dir dit dirent dit",
    "écrire": "écrit écrivent écriv écrir écrivit écrivirent écrit",
    "enjoindre": "enjoint enjoignent enjoign enjoindr enjoignit enjoignirent enjoint",
    "exclure": "exclut excluent exclu exclur exclut exclurent exclu",
    "faire": "fait font fais fer fit firent fait",
    "maintenir": "maintient maintiennent mainten maintiendr maintint maintinrent maintenu",
    "mettre": "met mettent mett mettr mit mirent mis",
    "plaindre": "plaint plaignent plaign plaindr plaignit plaignirent plaint",
    "poursuivre": "poursuit poursuivent poursuiv poursuivr poursuivit poursuivirent poursuivi",
    "prédire": "prédit prédisent prédis prédir prédit prédirent prédit",
    "prétendre": "prétend prétendent prétend prétendr prétendit prétendirent prétendu",
    "prévenir": "prévient préviennent préven préviendr prévint prévinrent prévenu",
    "prévoir": "prévoit prévoient prévoy prévoir prévit prévirent prévu",
    "promettre": "promet promettent promett promettr promit promirent promis",
    "reconnaître": "reconnaît reconnaissent reconnaiss reconnaîtr reconnut reconnurent reconnu",
    "redire": "redit redisent redis redir redit redirent redit",
    "répondre": "répond répondent répond répondr répondit répondirent répondu",
    "reprendre": "reprend reprennent repren reprendr reprit reprirent repris",
    "sous-entendre": "sous-entend sous-entendent sous-entend sous-entendr sous-entendit sous-entendirent sous-entendu",
    "soutenir": "soutient soutiennent souten soutiendr soutint soutinrent soutenu",
    "tenir": "tient tiennent ten tiendr tint tinrent tenu",
}
_DOUBLING = re.compile(r"(?:appel|jet)$")
_OPENING_E = re.compile(r"(?:(?<!e)e(?=[^aeiouyéèê]$)|é(?=(?:[^aeiouyéèê]{1,2}|gu)$))")


@dataclass(frozen=True, slots=True)
class Conjugation:
    finite: tuple[tuple[str, bool], ...]
    participles: tuple[str, ...]
    present_participle: str


def conjugate(infinitive: str) -> Conjugation:
    """The forms of the third person, each with whether it is plural, and the participles."""
    if infinitive in _IRREGULAR:
        return _from_stems(*_IRREGULAR[infinitive].split())
    if infinitive.endswith("ir"):
        root = infinitive[:-1]
        return _from_stems(f"{root}t", f"{root}ssent", f"{root}ss", infinitive, f"{root}t", f"{root}rent", root)
    return _first_group(infinitive)


def _first_group(infinitive: str) -> Conjugation:
    root = infinitive[:-2]
    soft = {"c": root[:-1] + "ç", "g": root + "e"}.get(root[-1], root)
    present = root + root[-1] if _DOUBLING.search(root) else _OPENING_E.sub("è", root)
    future = f"{present}er" if "é" not in root[-3:] else infinitive
    return _from_stems(f"{present}e", f"{present}ent", soft, future, f"{soft}a", f"{root}èrent", f"{root}é")


def _from_stems(
    singular: str, plural: str, imperfect: str, future: str, past: str, past_plural: str, participle: str
) -> Conjugation:
    finite = (
        (singular, False),
        (plural, True),
        (f"{imperfect}ait", False),
        (f"{imperfect}aient", True),
        (f"{future}a", False),
        (f"{future}ont", True),
        (f"{future}ait", False),
        (f"{future}aient", True),
        (past, False),
        (past_plural, True),
    )
    ending = "" if participle.endswith("s") else "s"
    return Conjugation(
        finite, (participle, f"{participle}e", f"{participle}{ending}", f"{participle}es"), f"{imperfect}ant"
    )


def _finite(verbs: tuple[ReportingVerb, ...]) -> dict[str, Form]:
    return {form: Form(verb, plural) for verb in verbs for form, plural in conjugate(verb.infinitive).finite}


def _participles(verbs: tuple[ReportingVerb, ...]) -> dict[str, Form]:
    return {form: Form(verb, form.endswith("s")) for verb in verbs for form in conjugate(verb.infinitive).participles}


FINITE = _finite(_VERBS)
PARTICIPLES = _participles(_VERBS)
PRESENT_PARTICIPLES = {conjugate(verb.infinitive).present_participle: Form(verb, False) for verb in _VERBS}
REFLEXIVE_FINITE = _finite(_REFLEXIVES)
REFLEXIVE_PARTICIPLES = _participles(_REFLEXIVES)

_LOCUTIONS = {
    "faire": (
        "savoir", "valoir", "observer", "remarquer", "état", "part", "cette déclaration", "cette annonce",
        "cette remarque", "ces déclarations",
    ),
    "laisser": ("entendre",),
    "mettre": ("en garde", "en avant"),
    "tenir": ("à préciser", "à souligner", "à rappeler"),
}  # fmt: skip
_LOCUTION_VERB = ReportingVerb("faire savoir", Use.SAY)


def _locutions() -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    for infinitive, endings in _LOCUTIONS.items():
        conjugation = conjugate(infinitive)
        forms = {form for form, _ in conjugation.finite} | set(conjugation.participles)
        for form in (*forms, conjugation.present_participle):
            yield form, tuple(tuple(ending.split()) for ending in endings)


# First word -> what may follow it: "fait" -> "savoir", "état" ...
LOCUTIONS = dict(_locutions())
LOCUTION = Form(_LOCUTION_VERB, False)

# Someone who is cited or passed on, not one who speaks here: "cité par Reuters", "qui cite un responsable".
CITING = frozenset({form for form, _ in conjugate("citer").finite} | {"citant"})
CITED = frozenset(
    (*conjugate("citer").participles, *conjugate("relayer").participles, *conjugate("communiquer").participles)
)


def tells_agent(participle: str) -> bool:
    """Whether "par" behind a participle names a source: "annoncé par", "cité par"."""
    form = PARTICIPLES.get(participle)
    return participle in CITED or (form is not None and form.verb.use is Use.SAY and not form.verb.weak)


HAVE = frozenset("a ont avait avaient aura auront aurait auraient eut eurent ait aient ayant".split())
PRESENT_AUXILIARIES = frozenset("a ont est sont".split())
BE = frozenset("est sont était étaient sera seront serait seraient fut furent soit soient".split())
BEEN = "été"
