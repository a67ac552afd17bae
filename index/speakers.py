"""Who is cited in a passage, by the patterns of French reported speech.

A citation is a name beside a word that reports: "selon Axios", "rapporte Axios", "le Pentagone a déclaré",
"a précisé le commandant en chef". A name is a run of capitalised words, or a function with what belongs to it
("l’état-major ukrainien"). A passage that reports with a pronoun alone takes the speaker of the passage before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.model import Speaker

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ]"
_WORD = r"[\w’'\-]+"
_PARTICLE = r"(?:de la|de l[’']|des|du|de|d[’']|à la|aux|en|pour|et|van|von|al)"
_NAME = rf"{_CAPITAL}{_WORD}(?:\s+(?:{_PARTICLE}\s*)?{_CAPITAL}{_WORD})*"
_OFFICE = (
    r"(?:porte-parole|ministère|ministre|président|présidente|présidence|premier ministre|vice-président|chancelier|chancelière|"
    r"secrétaire|commandant|commandement|commandante|chef|cheffe|état-major|gouvernement|gouverneur|maire|conseiller|conseillère|"
    r"ambassadeur|ambassadeurs|responsable|responsables|représentant|représentants|porte-paroles|journal|quotidien|média|médias|"
    r"agence|presse|service|services|renseignement|forces|armée|corps|marine|régiment|brigade|analystes|experts|journalistes|"
    r"élus|élu|dirigeants|dirigeant|membres|autorités|directeur|directrice|chaîne|site|sources?|sondage|communiqué|institut)"
)
# What may follow an office before the name stops: adjectives and complements, never a verb.
_OFFICE_TAIL = rf"(?:\s+(?:{_PARTICLE}\s*|en\s+)?(?!(?:a|ont|avait|avaient|est|sont|que|qui)\b)[\wÀ-ÿ’'\-]+){{0,6}}?"
_SAY = (
    r"affirm|déclar|indiqu|annonc|précis|soulign|rapport|estim|expliqu|ajout|assur|rappel|écri|signal|confirm|révél|dénonc|démenti|"
    r"dément|jug|not|recommand|prévien|préven|averti|reconn|admi|admet|promi|promet|qualifi|accus|réclam|salu|appel|évoqu|relat|"
    r"avanc|relèv|relev|constat|considèr|observ|détaill|martel|insist|conclu|craint|dit|dis"
)
_SPOKEN = rf"(?:{_SAY})(?:e|ent|é|ée|és|ées|it|t|ait|aient|u|ut|s|sent|isent)?"
_SAYS = (
    rf"(?:(?:a|ont|avait|avaient|aurait|auraient)\s+(?:également\s+|aussi\s+|de nouveau\s+|notamment\s+)?)?{_SPOKEN}"
)
_DETERMINER = r"(?:(?:le|la|les|des|un|une|son|sa|ses|certains|plusieurs|l[’'])\s*)?"

_SUBJECT = rf"{_DETERMINER}(?P<name>{_OFFICE}(?:{_OFFICE_TAIL})(?:\s+{_NAME})?|{_NAME})"
_AFTER_PREPOSITION = re.compile(
    rf"(?:\b[Ss]elon|\b[Dd][’']après|\b[Cc]itant|\b[Dd]e source[s]? (?:proche[s]? )?de)\s+{_DETERMINER}"
    rf"(?P<name>{_NAME}|{_OFFICE}(?:{_OFFICE_TAIL})(?=\s*[,.;:»]|$|\s+{_CAPITAL})(?:\s+{_NAME})?)"
)
_INVERTED = re.compile(
    rf"(?:[,–—»]\s*)(?P<verb>{_SAYS})\s+{_SUBJECT}(?=\s*[,.;:]|\s*$|\s+(?:dans|lors|à|en|au|sur|le|ce|devant))"
)
_DIRECT = re.compile(rf"(?<![\w’'])(?P<name>{_NAME})(?:,[^,.;:]{{2,80}},)?\s+(?:n[’']|ne\s+)?(?P<verb>{_SAYS})\b")
_OFFICE_DIRECT = re.compile(
    rf"(?:^|[.,;:«»]\s*|\s)(?:[Ll]es?|[Ll]a|[Ll][’']|[Dd]es|[Uu]ne?)\s*(?P<name>{_OFFICE}{_OFFICE_TAIL})"
    rf"(?:,[^,.;:]{{2,80}},)?\s+(?P<verb>{_SAYS})\b"
)
_PRONOUN = re.compile(
    rf"(?:^|[.»]\s+)(?:Il|Elle|Ils|Elles)\s+(?:l[’']\s*)?(?P<verb>{_SAYS})\b|^(?:Il|Elle) a fait cette (?:annonce|déclaration)"
)
_NOT_NAMES = frozenset(
    "Le La Les Il Elle Ils Elles On Ce Cette Ces Selon Après Dans Pour En Au Aux Un Une Des Du De Son Sa Ses Mais Et Or".split()
)


def find_speakers(text: str, before: Sequence[Speaker] = ()) -> tuple[Speaker, ...]:
    """The speakers of a passage in their order; `before` are those of the passage ahead in its section."""
    found: dict[tuple[int, int], Speaker] = {}
    for pattern in (_AFTER_PREPOSITION, _INVERTED, _DIRECT, _OFFICE_DIRECT):
        for speaker in _matches(pattern, text):
            if speaker.span and not any(_overlap(speaker.span, span) for span in found):
                found[speaker.span] = speaker
    named = tuple(found[span] for span in sorted(found))
    if named or not before:
        return named
    pronoun = _PRONOUN.search(text)
    return (Speaker(before[-1].name, pronoun["verb"]),) if pronoun else ()


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Speaker]:
    for match in pattern.finditer(text):
        start, end = match.span("name")
        name = match["name"].rstrip("’'- ")
        first, _, rest = name.partition(" ")
        if first in _NOT_NAMES:
            if not rest:
                continue
            start, name = start + len(first) + 1, rest
        verb = match.groupdict().get("verb")
        yield Speaker(name, verb, (start, min(end, start + len(name))))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
