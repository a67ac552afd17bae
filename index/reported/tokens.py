"""Words and marks of a French text, cut into sentences, with what stands between quotation marks told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CLOSING_OF = {"«": "»", "“": "”", "„": "“”", "‹": "›", '"': '"'}
OPENING = frozenset("«“„‹")
CLOSING = frozenset('»”›"')
DASHES = frozenset("–—-")
BREAK = "¶"

# A few words between quotation marks are a name or a borrowed term; more are speech.
_SPEECH = 4

_TOKEN = re.compile(
    r"""
    (?P<elision>(?:[ldnscjmt]|qu|lorsqu|puisqu|quoiqu|jusqu)['’](?=\w))
  | (?P<title>(?:M|Mm?e|Mgr|Dr)\.(?=\s))
  | (?P<word>\w+(?:['’](?=\w)\w+|\.(?-i:[a-z]\w*|[A-Z]{2,3}\b)|[-‑](?!(?:t-)?(?:ils?|elles?|on)\b)\w+)*)
  | (?P<pronoun>-(?:t-)?(?:ils?|elles?|on)\b)
  | (?P<break>\n\s*?\n)
  | (?P<mark>[^\w\s])
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark: `low` is its lower case with straight apostrophes and plain hyphens.

    `first` tells the word that opens a sentence or a quotation; `speech`, what stands inside a quotation.
    """

    text: str
    low: str
    start: int
    end: int
    first: bool
    speech: bool

    @property
    def capital(self) -> bool:
        """Whether it looks like a name: a capital, or a site's address."""
        return self.text[0].isupper() or (self.word and "." in self.text)

    @property
    def word(self) -> bool:
        return self.text[0].isalnum()


def sentences(text: str) -> Iterator[tuple[Token, ...]]:
    """The sentences in order. A blank line ends one, unless a colon stands before it."""
    matches = list(_TOKEN.finditer(text))
    speech = _speech(matches)
    sentence: list[Token] = []
    first = True
    for position, match in enumerate(matches):
        token = _token(match, first, position in speech)
        sentence.append(token)
        first = token.text in OPENING or token.text == ":" or (first and not token.word)
        if _ends_sentence(matches, position):
            yield tuple(sentence)
            sentence, first = [], True
    if sentence:
        yield tuple(sentence)


def _token(match: re.Match[str], first: bool, speech: bool) -> Token:
    text = match[0]
    low = BREAK if match.lastgroup == "break" else text.lower().replace("’", "'").replace("‑", "-")
    return Token(text, low, match.start(), match.end(), first, speech)


def _ends_sentence(matches: Sequence[re.Match[str]], position: int) -> bool:
    text, following = matches[position][0], matches[position + 1][0] if position + 1 < len(matches) else ""
    if text == "," and following in ("tandis", "alors"):
        return position + 2 < len(matches) and matches[position + 2][0].startswith("qu")
    if matches[position].lastgroup == "break":
        return position > 0 and matches[position - 1][0] != ":"
    if text == ";":
        return True
    if text not in ".!?…" or not following:
        return False
    initial = position > 0 and len(matches[position - 1][0]) == 1 and matches[position - 1][0].isupper()
    return not (text == "." and initial) and (following[0].isupper() or following[0] in OPENING | DASHES)


def _speech(matches: Sequence[re.Match[str]]) -> frozenset[int]:
    """The positions of what is said, between marks that match."""
    said: set[int] = set()
    start, mark, depth = 0, "", 0
    for position, match in enumerate(matches):
        text = match[0]
        if not mark:
            if text in CLOSING_OF:
                start, mark, depth = position, text, 1
            continue
        if text in CLOSING_OF[mark]:
            depth -= 1
        elif text == mark and matches[position - 1].lastgroup != "break":
            depth += 1
        if depth == 0 or _cut_short(matches, position, mark):
            said.update(_if_speech(matches, start, position))
            mark = ""
    if mark:
        said.update(_if_speech(matches, start, len(matches)))
    return frozenset(said)


def _cut_short(matches: Sequence[re.Match[str]], position: int, mark: str) -> bool:
    """Whether a paragraph ends and the next one does not repeat the opening mark, as a longer quotation would."""
    if matches[position].lastgroup != "break":
        return False
    return mark not in OPENING or position + 1 == len(matches) or matches[position + 1][0] != mark


def _if_speech(matches: Sequence[re.Match[str]], start: int, end: int) -> Iterator[int]:
    words = sum(matches[at].lastgroup == "word" for at in range(start + 1, end))
    if words >= _SPEECH:
        yield from range(start + 1, end)
