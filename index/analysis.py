"""Text into Terms, for French: one analyzer, used on passages and on questions alike.

A text becomes tokens (what was written, with its place), a token becomes terms in several families, and each
family is ranked by a BM25 of its own. Accents are folded before stemming, so that a question typed without them has
the same stems.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from string import ascii_lowercase
from typing import NamedTuple

import Stemmer

from index.model import Passage, Span
from index.transliteration import name_key
from index.words import ELISIONS, NUMBERS, STOP_WORDS, TOLD_BY_ACCENTS

# The weight of each family in a passage's score.
FAMILIES: dict[str, float] = {"stem": 1.0, "form": 0.5, "gram": 0.2, "name": 0.3}
PREFIX_LETTERS = 5
GRAM_LETTERS = 4

# Letters with their accents, and with what may stand unseen behind each: soft hyphens, zero-width spaces and joiners.
_LETTERS = r"[^\W\d_]+(?:[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]+[^\W\d_]*)*"
_TOKEN = re.compile(
    rf"""
    (?P<word>{_LETTERS}(?:['’ʼ`]{_LETTERS})*(?:[-‐‑–]?\d+(?![\d.,]\d))?)
    |(?P<number>(?<![\d.,])\d{{1,3}}(?:[ \u00a0\u202f.'’]\d{{3}})+(?!\d)(?:,\d+)?   # 12 000, 1.240, 12 000,5
        |\d+(?:[.,]\d+)?)(?P<ordinal>(?:ers?|[èeé]re?s?|[nr]de?s?|i?[èeé]?mes?|e)(?!\w))?
    """,
    re.VERBOSE,
)
_SPACE_BETWEEN_FIGURES = re.compile(r" (?<=\d )(?=\d)")
_SPACE_BETWEEN_WORDS = re.compile(r" (?:(?<!\d )|(?!\d))")
# What may stand behind a word.
_CLOSING = '.,;:!?…»”")\u00a0\u202f'
# What a piece begins with of which only a closer look tells its words.
_UNCERTAIN = ""
_APOSTROPHE = re.compile(r"['’ʼ`]")
# Of those that combine with the letter before, the ones that French has.
_ACCENTS = re.compile("[\u0300-\u034e]+")
_HYPHEN = re.compile("[-‐‑–]")
_DESIGNATION = re.compile(r"([a-z]+)(\d+)")
# Of nouns and adjectives, on folded letters (ї is і, й is и).
_UKRAINIAN_ENDING = re.compile(
    "(?:і(?:ями|ях|ям|єю|я|ю|і|и)|ями|ами|ого|ому|ими|ові|еві|єві|ів|ах|ях|ам|ям|ою|ею|єю|оі|іи|ии|их|им|ом|ем|єм|еи"
    "|[аеиіоуюяєь])$"
)
# Without a memory of its own, which costs more than stemming: `stem` remembers.
_stemmer = Stemmer.Stemmer("french", 0)
STEMMER_VERSION: str = Stemmer.version()


class Token(NamedTuple):
    """A word as the analyzer sees it: `form` is folded to lower case without accents; `span` is its place."""

    form: str
    span: Span


class Terms(NamedTuple):
    """A text's terms by family, in the text's order, repeats kept; one list for each of FAMILIES."""

    stem: list[str]
    form: list[str]
    gram: list[str]
    name: list[str]


def analyze(text: str) -> Terms:
    """The terms of a text, stop words left out."""
    return analyze_forms([token.form for token in tokenize(text)])


def analyze_forms(forms: Iterable[str]) -> Terms:
    """The terms of folded words in every family."""
    terms = Terms([], [], [], [])
    for form in forms:
        terms.stem.append(stem(form))
        terms.form.append(form)
        terms.gram.extend(grams(form))
        terms.name.append(name_key(form))
    return terms


def analyze_passage(passage: Passage) -> Terms:
    """What a passage is found by: its own words and those of its heading."""
    heading, text = analyze(passage.heading or ""), analyze(passage.text)
    return Terms(*(own + above for own, above in zip(text, heading, strict=True)))


def tokenize(text: str) -> list[Token]:
    """The words and numbers of a text, stop words left out; designations such as F-16 also whole."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        word, number, _ = match.groups()
        start, end = match.span()
        for form, offset in _read(number, word):
            tokens.append(Token(form, (start + offset, end)))
    return tokens


def stem_finder(stems: Collection[str]) -> Callable[[str], tuple[Span, ...]]:
    """A function from a text to where words of the given stems stand in it, in order.

    A word and its stem begin alike, which spares looking further at most pieces that are one word of plain letters.
    """
    beginnings = {_UNCERTAIN, *_beginnings(stems)}

    def find(text: str) -> tuple[Span, ...]:
        spans: dict[Span, None] = {}
        for begun, offset, piece in _begun_pieces(text):
            if begun in beginnings:
                for found, start, end in _stems_in(piece):
                    if found in stems:
                        spans[offset + start, offset + end] = None
        return tuple(spans)

    return find


def _beginnings(stems: Collection[str]) -> set[str]:
    """The first two letters of every word of plain letters that may have one of the stems.

    A stem of three letters keeps its word's first two, a shorter one the first only.
    """
    words = [*stems, *(word for word, number in NUMBERS.items() if number in stems)]
    short = [word[:1] for word in words if len(word) < 3]
    return {word[:2] for word in words}.union(short, (one + other for one in short for other in ascii_lowercase))


@lru_cache(maxsize=1000)
def _begun_pieces(text: str) -> list[tuple[str, int, str]]:
    """The pieces of a text, where each begins, and first the two letters with which one word of plain letters begins.

    Most readers ask about the same few days: the texts that answer them come again and again.
    """
    pieces: list[tuple[str, int, str]] = []
    offset = 0
    # Letters that are apostrophes too: what stands behind one may be a word of its own.
    may_hide_words = "ʼ" in text or "ŉ" in text
    for piece in _pieces(text):
        word = piece.rstrip(_CLOSING)
        begun = word[:2].lower()
        is_plain = word.isalpha() and begun.isascii() and not may_hide_words
        pieces.append((begun if is_plain else _UNCERTAIN, offset, piece))
        offset += len(piece) + 1
    return pieces


def _pieces(text: str) -> list[str]:
    """A text cut at its spaces, but for those between two figures: no token reaches from a piece into the next."""
    return _SPACE_BETWEEN_WORDS.split(text) if _SPACE_BETWEEN_FIGURES.search(text) else text.split(" ")


@lru_cache(maxsize=50_000)
def _stems_in(piece: str) -> tuple[tuple[str, int, int], ...]:
    """The stem of each token, and where it begins and ends."""
    return tuple((stem(token.form), *token.span) for token in tokenize(piece))


@lru_cache(maxsize=200_000)
def _read(number: str | None, word: str | None) -> tuple[tuple[str, int], ...]:
    """The forms that a number or a word stands for, and where in it each begins; none for a stop word."""
    if number:
        return ((re.sub(r"[ \u00a0\u202f'’]|\.(?=\d{3})", "", number).replace(",", "."), 0),)
    written = word or ""
    folded = fold(written)
    if folded.isascii() and folded.isalpha():
        form = NUMBERS.get(folded, folded)
        return () if _is_stop_word(form, written) else ((form, 0),)
    form, start = _without_elision(folded, written)
    form = NUMBERS.get(form, form)
    designation = _DESIGNATION.fullmatch(_HYPHEN.sub("", form))
    forms = [form]
    if designation:
        letters, digits = designation.groups()
        forms = [letters + digits, letters, digits] if len(letters) > 2 else [letters + digits]
    return tuple((form, start) for form in forms if not _is_stop_word(form, written[start:]))


def _is_stop_word(form: str, written: str) -> bool:
    if form not in STOP_WORDS:
        return False
    seen = "".join(char for char in unicodedata.normalize("NFC", written) if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", seen).lower() not in TOLD_BY_ACCENTS


def _without_elision(folded: str, written: str) -> tuple[str, int]:
    """Takes "l'" off "l'armee" and says where the rest begins; other apostrophes join, as in Slov'iansk."""
    head, mark, tail = _partition(folded)
    if mark and head in ELISIONS:
        return _APOSTROPHE.sub("", tail), len(_partition(written)[0]) + 1
    return _APOSTROPHE.sub("", folded), 0


def _partition(word: str) -> tuple[str, str, str]:
    match = _APOSTROPHE.search(word)
    return (word[: match.start()], match[0], word[match.end() :]) if match else (word, "", "")


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Lower case without accents or ligatures; apostrophes and hyphens stay."""
    if word.isascii():
        return word.lower()
    decomposed = _ACCENTS.sub("", unicodedata.normalize("NFKD", word).casefold())
    if decomposed.isascii():
        return decomposed
    plain = "".join(
        char for char in decomposed if not unicodedata.combining(char) and unicodedata.category(char) != "Cf"
    )
    return plain.replace("œ", "oe").replace("æ", "ae")


@lru_cache(maxsize=100_000)
def stem(form: str) -> str:
    """Snowball's French stem of a folded form; numbers and designations are their own stem."""
    if not form.isalpha():
        return form
    if not form.isascii():
        return _UKRAINIAN_ENDING.sub("", form) if len(form) > 4 else form
    return fold(_stemmer.stemWord(form))


def prefix(form: str) -> str:
    return form[:PREFIX_LETTERS]


@lru_cache(maxsize=100_000)
def grams(form: str) -> tuple[str, ...]:
    """Runs of GRAM_LETTERS characters; a shorter form is its own."""
    return tuple(form[i : i + GRAM_LETTERS] for i in range(max(1, len(form) - GRAM_LETTERS + 1)))
