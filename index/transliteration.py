"""One key for every spelling of a name: Kouleba = Kuleba = Кулеба, Tchernihiv = Chernihiv = Чернігів.

Cyrillic letters become Latin ones; then the spellings of French (ou, tch, dj, gu), English (u, ch, zh, y) and
Ukrainian romanisation are folded onto one another. The key is coarse on purpose: it joins g and h, i and y, and
every hushing sound, because the three languages disagree on them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = dict(
    pair.split("=")
    for pair in (
        "а=a б=b в=v г=h ґ=h д=d е=e є=e ё=e ж=j з=z и=i і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f "
        "х=h ц=ts ч=ch ш=ch щ=ch ь= ю=iu я=ia ы=i э=e ъ="
    ).split()
)
# What cases and genders add to a name, in Cyrillic letters.
_CASE = re.compile(r"(?<=....)(?:ого|ому|ими|ом|ем|єм|им|ім|ові|еві|ою|ею|єю|ої|ій|ий|[аеєиіїоуюя])$")
# In order. C is every hushing sound.
_RULES = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        (r"[^a-z0-9]", ""),
        (r"shch|stch|tsch|tch|sch|ch|sh", "C"),
        (r"c(?=[eiy])", "s"),
        (r"c|q", "k"),
        (r"zh|dj|dzh", "j"),
        (r"kh|gh|gu(?=[ei])", "h"),
        (r"g", "h"),
        (r"ou", "u"),
        (r"w", "v"),
        (r"y", "i"),
        (r"i*[ij]e", "e"),
        (r"x", "ks"),
        (r"([a-zC])\1+", r"\1"),
        (r"(?<=...)[aeiouh]+$", ""),
    )
)


@lru_cache(maxsize=100_000)
def name_key(word: str) -> str:
    """The key of a word in Latin or Cyrillic letters, in which figures stay as they are; empty for one of neither."""
    latin = "".join(_CYRILLIC.get(char, char) for char in _CASE.sub("", word.casefold()))
    decomposed = unicodedata.normalize("NFKD", latin)
    key = "".join(char for char in decomposed if not unicodedata.combining(char))
    for pattern, letter in _RULES:
        key = pattern.sub(letter, key)
    return key
