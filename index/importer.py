"""A publisher's raw text -> a Bulletin -> a corpus file.

A raw bulletin is blocks between blank lines: the title, the lead, then headings (no final punctuation) and
paragraphs. What the text says of its days stands in the title, else in the page's address.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from index.corpus import (
    corpus_files,
    format_bulletin,
    parse_bulletin,
    read_bulletin,
    split_blocks,
    unify_line_ends,
)
from index.errors import CorpusError, ImportRefusedError
from index.links import is_web_address
from index.model import Bulletin, Kind, Rendition, Section, date_of_day, day_of_date

# A heading longer than this is a paragraph whose final punctuation was forgotten.
LONGEST_HEADING = 250
_FIRST_DAY, _LAST_DAY = 1, 9999
# Two numbers of an address further apart than this are no span of days: /jour-29-300-prisonniers.
_LONGEST_SPAN = 31

_DIGITS = r"(\d[ \u00a0\u202f]\d{3}|\d{1,4})"
_ORDINAL = r"(?:[\s-]?(?:er|i?[èeé]?me|e)\b)"
_NUMBER = rf"{_DIGITS}{_ORDINAL}?"
_SPAN = rf"{_NUMBER}\s*(?:[-‐‑–—−]|à|au|et)\s*{_NUMBER}"
# A number alone before "jours" counts days of anything: it is the bulletin's only where the title says so.
_DAYS_IN_TITLE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bjours?\s*(?:[:#]|n[°ºo]\.?)?\s*(?:{_SPAN}|{_NUMBER})(?!\d)",
        rf"(?<!\d){_SPAN}\s*jours?\b(?!\s*\d)",
        rf"(?<!\d){_DIGITS}{_ORDINAL}\s*jour\b",
        rf"(?<!\d){_NUMBER}\s*jours?\s+de\s+(?:la\s+)?(?:guerre|r[ée]sistance)\b",
        rf"(?:^|\bsemaine\b)\W*{_SPAN}\W*$",
    )
)
_DATE_IN_ADDRESS = re.compile(r"/20\d\d(?:/\d{1,2}){0,2}(?=/|$)")
_DAYS_IN_ADDRESS = re.compile(
    r"(?:jour|day)s?-(\d{1,4})(?:-(\d{1,4}))?(?:-.*)?"
    r"|(\d{1,4})(?:-(\d{1,4}))?(?:-?e(?:me)?)?(?:-jours?(?:-.*)?)?"
)
_DATE_IN_TITLE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](20\d\d)(?!\d)")
_NAVIGATION = re.compile(
    r"(?:menu|accueil|aller au contenu|rechercher|recherche|fermer|partager|imprimer)", re.IGNORECASE
)
_MENU_BEFORE_TITLE = re.compile(r"\Amenu\s+(?=jours?\b|bilan\b|résumé\b|\d)", re.IGNORECASE)
_MARKED_UP = re.compile(r"\s*(?:<(?:!doctype|html|head|body|\?xml)\b|\{\\rtf)", re.IGNORECASE)
_FINAL = tuple(".!?…:;,")
_CLOSERS = "»”\"’')]"
# What may stand behind a block's final punctuation: closing marks, white space, invisible characters.
_TAIL = re.compile(rf"[\s{re.escape(_CLOSERS)}\u00ad\u200b-\u200d\u2060\ufeff]+$")
_BULLET = re.compile(r"[-–—•*·▪]\s")
# UTF-8 read as Latin-1 shows as these pairs, its byte-order mark as the first three letters.
_MOJIBAKE = re.compile("\\Aï»¿|[ÃÂÅâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
# French accents one letter in twenty-five; another alphabet's letters read as Latin-1 are nearly all accented.
_MOST_ACCENTS = 0.5


@dataclass(frozen=True, slots=True)
class Given:
    """What the maintainer says of a raw bulletin; each beats what the text says."""

    day: int | None = None
    day_to: int | None = None
    publisher: str | None = None
    url: str | None = None
    rendition: Rendition = "verbatim"


@dataclass(frozen=True, slots=True)
class Imported:
    """A bulletin read from raw text, with remarks that the maintainer should see."""

    bulletin: Bulletin
    warnings: tuple[str, ...]


def decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file in UTF-8 (a byte-order mark allowed), UTF-16 with one, or Latin-1, and warnings.

    Raises ImportRefusedError for anything else.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16"), ()
        except UnicodeDecodeError as error:
            raise ImportRefusedError("the file starts as UTF-16 but is not: save it as UTF-8") from error
    if b"\0" in raw:
        raise ImportRefusedError("the file is not text: save the bulletin as a text file in UTF-8")
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return _decode_latin_1(raw), ("the file is not UTF-8: read as Latin-1 (Windows-1252); check the accents",)


def _decode_latin_1(raw: bytes) -> str:
    refusal = "the file is neither UTF-8 nor Latin-1: save it as UTF-8"
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ImportRefusedError(refusal) from error
    foreign = sum(char > "\x7f" and not re.match("[à-ÿÀ-ÖØ-ÞŒœŸ’‘“”«»…–—€°\u00a0•ªº²³%]", char) for char in text)
    letters = [char for char in text if char.isalpha()]
    accented = sum(char > "\x7f" for char in letters)
    if _MOJIBAKE.search(text) or foreign > len(text) / 100 or accented > len(letters) * _MOST_ACCENTS:
        raise ImportRefusedError(refusal)
    return text


def import_text(text: str, given: Given) -> Imported:
    """A raw bulletin as a Bulletin. Raises ImportRefusedError where the text or the options do not make one."""
    if _MARKED_UP.match(text):
        raise ImportRefusedError(
            "this is a web page or an RTF document: copy its text into a plain text file and add that"
        )
    if given.url is not None and not is_web_address(given.url):
        raise ImportRefusedError(
            f"--url {given.url!r} is no web address: write it whole, such as https://example.org/page"
        )
    warnings: list[str] = []
    blocks = [block.text for block in split_blocks(unify_line_ends(text))]
    title, rest = _take_title(blocks, warnings)
    kind, first, last = _days(title, given, warnings)
    sections = _sections(rest, warnings)
    bulletin = Bulletin(
        title=title,
        kind=kind,
        day_from=first,
        day_to=last,
        language="fr",
        publisher=given.publisher or None,
        url=given.url,
        rendition=given.rendition,
        sections=sections,
    )
    return Imported(bulletin, tuple(warnings))


def place(bulletin: Bulletin, corpus: Path, *, replaces: bool) -> tuple[Path, Bulletin, tuple[str, ...]]:
    """Where in the corpus a bulletin goes, as which edition, and remarks that the maintainer should see.

    It is the next free edition of its days; with `replaces` it takes the place of the last one, whose publisher and
    address it keeps where it has none of its own.
    """
    taken = {other.edition: (path, other) for path, other in _editions(bulletin, corpus)}
    last = max(taken, default=0)
    if replaces and taken:
        path, old = taken[last]
        kept = replace(
            bulletin, edition=last, publisher=bulletin.publisher or old.publisher, url=bulletin.url or old.url
        )
        was = f"the bulletin replaced was retracted on {old.retracted}; the new one is not"
        return path, kept, (was,) if old.retracted else ()
    placed = replace(bulletin, edition=last + 1)
    return corpus / _file_name(placed), placed, tuple(_remarks(placed, (other for _, other in taken.values())))


def _remarks(placed: Bulletin, others: Iterable[Bulletin]) -> Iterator[str]:
    if placed.edition > 1:
        yield f"these days were there already: added as edition {placed.edition}"
    if any(other.sections == placed.sections for other in others):
        yield "the very same text is there already: readers would see it twice; remove one of the two files"


def write(bulletin: Bulletin, path: Path, *, replaces: bool) -> None:
    """Writes a corpus file whole or not at all; raises ImportRefusedError rather than overwrite one unasked."""
    text = format_bulletin(bulletin)
    try:
        parse_bulletin(text, path)
    except CorpusError as error:
        reasons = "; ".join(dict.fromkeys(problem.reason for problem in error.problems))
        raise ImportRefusedError(f"the bulletin would not be a sound corpus file: {reasons}") from error
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    try:
        if replaces:
            os.replace(fresh, path)
        else:
            os.link(fresh, path)
    except FileExistsError as error:
        raise ImportRefusedError(f"{path} is there already: add --replace to overwrite it") from error
    finally:
        fresh.unlink(missing_ok=True)


def _editions(bulletin: Bulletin, corpus: Path) -> Iterator[tuple[Path, Bulletin]]:
    """The files of the same days. A broken file is passed over: `check` reports it."""
    for path in corpus_files(corpus):
        try:
            other = read_bulletin(path)
        except CorpusError:
            continue
        if (other.day_from, other.day_to) == (bulletin.day_from, bulletin.day_to):
            yield path, other


def _file_name(bulletin: Bulletin) -> str:
    days = "jour" if bulletin.day_from == bulletin.day_to else "jours"
    return f"{bulletin.date_from}-{days}-{bulletin.id}.md"


def _take_title(blocks: Sequence[str], warnings: list[str]) -> tuple[str, list[str]]:
    """The first block on one line, less what a page's navigation put before it, and the blocks after it."""
    left = [*blocks]
    if left:
        lines = left[0].split("\n")
        left[:1] = [block for block in ("\n".join(_without_navigation(lines)),) if block]
    while left and _NAVIGATION.fullmatch(left[0].strip()):
        left.pop(0)
    if not left:
        raise ImportRefusedError(
            "the file is empty: it must hold a title, a lead and paragraphs, with blank lines between them"
        )
    if len(left) == 1:
        raise ImportRefusedError(
            "there is only one block: separate the title, the lead and the paragraphs by blank lines"
        )
    title = _MENU_BEFORE_TITLE.sub("", _on_one_line(left[0]))
    if title != _on_one_line(blocks[0]):
        warnings.append("left out what stands before the title (the page's menu)")
    return title, left[1:]


def _on_one_line(block: str) -> str:
    return re.sub(r"[ \t\n]+", " ", block.strip())


def _without_navigation(lines: Sequence[str]) -> list[str]:
    left = [*lines]
    while len(left) > 1 and _NAVIGATION.fullmatch(left[0].strip()):
        left.pop(0)
    return left


def _days(title: str, given: Given, warnings: list[str]) -> tuple[Kind, int, int]:
    """The kind and the first and last day: from the options, else the title, the address, a date in the title."""
    in_title, in_address = _days_in(title), _days_in_address(given.url)
    said = in_title or in_address or _days_by_date(title)
    if given.day is None and said is None:
        raise ImportRefusedError(
            f"no day number in the title {title!r} nor in the address: give it with --day N [--day-to M]"
        )
    first, last = said or (0, 0)
    if given.day is not None:
        first = last = given.day
    last = given.day_to or last
    if said and said != (first, last):
        warnings.append(f"the text says {_name_days(*said)}, the options {_name_days(first, last)}: the options hold")
    elif in_title and in_address and in_title != in_address:
        warnings.append(
            f"the title says {_name_days(*in_title)}, the address {_name_days(*in_address)}: the title holds"
        )
    if not _FIRST_DAY <= first <= last <= _LAST_DAY:
        raise ImportRefusedError(
            f"{_name_days(first, last)}: days run from {_FIRST_DAY} to {_LAST_DAY}, "
            "and the last must not precede the first"
        )
    _compare_date(title, first, last, warnings)
    if first == last and re.search(r"\bsemaine\b", title.split(":")[0], re.IGNORECASE):
        warnings.append(f"the title speaks of a week, but only day {first} is known: give the last day with --day-to")
    return ("daily" if first == last else "weekly"), first, last


def _name_days(first: int, last: int) -> str:
    return f"day {first}" if first == last else f"days {first}-{last}"


def _days_in(title: str) -> tuple[int, int] | None:
    """The days of the first match in the title, whichever pattern it is of."""
    composed = unicodedata.normalize("NFC", title)
    matches = [match for pattern in _DAYS_IN_TITLE if (match := pattern.search(composed))]
    if not matches:
        return None
    numbers = [int(re.sub(r"\s", "", digits)) for digits in min(matches, key=re.Match.start).groups() if digits]
    return numbers[0], numbers[-1]


def _days_in_address(url: str | None) -> tuple[int, int] | None:
    """The days of the first part of the address's path that names some, the date of publication left out."""
    path = _DATE_IN_ADDRESS.sub("", urlsplit(url or "").path)
    match = next(filter(None, map(_DAYS_IN_ADDRESS.fullmatch, path.split("/"))), None)
    if match is None:
        return None
    first, *more = (int(digits) for digits in match.groups() if digits)
    return first, next((last for last in more if first < last <= first + _LONGEST_SPAN), first)


def _date_in(title: str) -> date | None:
    match = _DATE_IN_TITLE.search(title)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def _days_by_date(title: str) -> tuple[int, int] | None:
    """A date in the title of a weekly bulletin is its last day, and its week starts on a Monday."""
    last = _date_in(title)
    if last is None:
        return None
    first = last - timedelta(days=last.weekday()) if "semaine" in title.casefold() else last
    return day_of_date(first), day_of_date(last)


def _compare_date(title: str, first: int, last: int, warnings: list[str]) -> None:
    written = _date_in(title)
    if written and not date_of_day(first) <= written <= date_of_day(last):
        warnings.append(
            f"the title names the date {written}, but {_name_days(first, last)} run from {date_of_day(first)} "
            f"to {date_of_day(last)}: check the day numbers"
        )


def _sections(blocks: Sequence[str], warnings: list[str]) -> tuple[Section, ...]:
    sections: list[Section] = []
    heading: str | None = None
    paragraphs = [blocks[0]]
    for before, block in pairwise(blocks):
        if not _is_heading(block, before):
            paragraphs.append(block)
            continue
        sections.append(Section(len(sections), heading, tuple(paragraphs)))
        heading, paragraphs = " ".join(block.split("\n")).strip(), []
    if heading is not None and not paragraphs:
        warnings.append(f"the last block has no final punctuation and is taken for a heading: {heading!r}")
    return (*sections, Section(len(sections), heading, tuple(paragraphs)))


def _is_heading(block: str, before: str) -> bool:
    text = block.strip()
    if len(text) > LONGEST_HEADING or _BULLET.match(text) or not any(char.isalnum() for char in text):
        return False
    quoted = text[0] in '«“"„' and text[-1] in _CLOSERS
    if quoted or (before.rstrip().endswith(":") and text[0] in '«“"„'):
        return False
    return not _TAIL.sub("", text).endswith(_FINAL)
