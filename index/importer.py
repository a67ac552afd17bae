"""A publisher's raw text -> a Bulletin -> a corpus file.

A raw bulletin is blocks between blank lines: the title, the lead, then headings (no final punctuation) and
paragraphs. What the text says of its days stands in the title, else in the page's address.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from index.corpus import (
    corpus_files,
    format_bulletin,
    is_web_address,
    parse_bulletin,
    read_bulletin,
    split_blocks,
    unify_line_ends,
)
from index.errors import CorpusError, ImportRefused
from index.model import Bulletin, Kind, Rendition, Section, date_of_day, day_of_date

# A heading longer than this is a paragraph whose final punctuation was forgotten.
LONGEST_HEADING = 250
_FIRST_DAY, _LAST_DAY = 1, 9999
_WEEK = 5

_NUMBER = r"(\d{1,2}[ \u00a0\u202f]\d{3}|\d{1,4})(?:\s?(?:er|[èe]?me|e))?"
_RANGE = rf"{_NUMBER}(?:\s*(?:[-‐‑–—−]|à|au|et)\s*{_NUMBER})?"
_DAYS_IN_TITLE = (
    re.compile(rf"\bjours?\s*:?\s*{_RANGE}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d){_RANGE}\s*jours?\b", re.IGNORECASE),
)
_DAYS_IN_ADDRESS = re.compile(r"(?:^|/)(?:jours?-|days?-)?(\d{1,4})(?:-(\d{1,4}))?(?=[-/?#]|$)")
_DATE_IN_TITLE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](20\d\d)(?!\d)")
_NAVIGATION = re.compile(
    r"(?:menu|accueil|aller au contenu|rechercher|recherche|fermer|partager|imprimer)", re.IGNORECASE
)
_MENU_BEFORE_TITLE = re.compile(r"menu\s+(?=(?:jours?|bilan|résumé)\b)", re.IGNORECASE)
_WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
_FINAL = tuple(".!?…:;,")
_CLOSERS = "»”\"’')]"
_BULLET = re.compile(r"[-–—•*·▪]\s")
# UTF-8 read as Latin-1 shows as these pairs.
_MOJIBAKE = re.compile("[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]")


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

    Raises ImportRefused for anything else.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16"), ()
        except UnicodeDecodeError as error:
            raise ImportRefused("the file starts as UTF-16 but is not: save it as UTF-8") from error
    if b"\0" in raw:
        raise ImportRefused("the file is not text: save the bulletin as a text file in UTF-8")
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return _decode_latin_1(raw), ("the file is not UTF-8: read as Latin-1 (Windows-1252); check the accents",)


def _decode_latin_1(raw: bytes) -> str:
    refusal = "the file is neither UTF-8 nor Latin-1: save it as UTF-8"
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ImportRefused(refusal) from error
    foreign = sum(char > "\x7f" and not re.match("[à-ÿÀ-ÖØ-ÞŒœŸ’‘“”«»…–—€°\u00a0•ªº²³%]", char) for char in text)
    if _MOJIBAKE.search(text) or foreign > len(text) / 100:
        raise ImportRefused(refusal)
    return text


def import_text(text: str, given: Given) -> Imported:
    """A raw bulletin as a Bulletin. Raises ImportRefused where the text or the options do not make one."""
    if _WEB_PAGE.match(text):
        raise ImportRefused("this is a web page: copy the article's text into a text file and add that")
    if given.url is not None and not is_web_address(given.url):
        raise ImportRefused(f"--url {given.url!r} is no web address: write it whole, such as https://example.org/page")
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
        publisher=given.publisher,
        url=given.url,
        rendition=given.rendition,
        sections=sections,
    )
    return Imported(bulletin, tuple(warnings))


def place(bulletin: Bulletin, corpus: Path, *, replaces: bool) -> tuple[Path, Bulletin]:
    """Where in the corpus a bulletin goes, and with which edition: the next free one, or the last with `replaces`."""
    taken = {edition: path for path, edition in _editions(bulletin, corpus)}
    edition = max(taken, default=0) + (0 if replaces and taken else 1)
    placed = replace(bulletin, edition=edition)
    return taken.get(edition, corpus / _file_name(placed)), placed


def write(bulletin: Bulletin, path: Path, *, replaces: bool) -> None:
    """Writes a corpus file whole or not at all; raises ImportRefused rather than overwrite one unasked."""
    text = format_bulletin(bulletin)
    try:
        parse_bulletin(text, path)
    except CorpusError as error:
        reasons = "; ".join(problem.reason for problem in error.problems)
        raise ImportRefused(f"the bulletin would not be a sound corpus file: {reasons}") from error
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    try:
        if replaces:
            os.replace(fresh, path)
        else:
            os.link(fresh, path)
    except FileExistsError as error:
        raise ImportRefused(f"{path} is there already: add --replace to overwrite it") from error
    finally:
        fresh.unlink(missing_ok=True)


def _editions(bulletin: Bulletin, corpus: Path) -> Iterable[tuple[Path, int]]:
    """The files of the same days. A broken file is passed over: `check` reports it."""
    for path in corpus_files(corpus):
        try:
            other = read_bulletin(path)
        except CorpusError:
            continue
        if (other.day_from, other.day_to) == (bulletin.day_from, bulletin.day_to):
            yield path, other.edition


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
    if left and left[0] != (blocks[0] if blocks else ""):
        warnings.append("left out what stands before the title (the page's menu)")
    if not left:
        raise ImportRefused(
            "the file is empty: it must hold a title, a lead and paragraphs, with blank lines between them"
        )
    title = " ".join(_MENU_BEFORE_TITLE.sub("", left[0].strip()).split("\n"))
    if len(left) == 1:
        raise ImportRefused("there is only one block: separate the title, the lead and the paragraphs by blank lines")
    return re.sub(r"[ \t]+", " ", title), left[1:]


def _without_navigation(lines: Sequence[str]) -> list[str]:
    left = [*lines]
    while len(left) > 1 and _NAVIGATION.fullmatch(left[0].strip()):
        left.pop(0)
    return left


def _days(title: str, given: Given, warnings: list[str]) -> tuple[Kind, int, int]:
    """The kind and the first and last day: from the options, else the title, the address, a date in the title."""
    said = _days_in(title) or _days_in_address(given.url) or _days_by_date(title)
    if given.day is None and given.day_to is not None:
        raise ImportRefused("--day-to needs --day")
    if given.day is None and said is None:
        raise ImportRefused(
            f"no day number in the title {title!r} nor in the address: give it with --day N [--day-to M]"
        )
    first, last = said or (0, 0)
    if given.day is not None:
        first, last = given.day, given.day_to or given.day
        if said and said != (first, last):
            warnings.append(
                f"the text says {_name_days(*said)}, the options {_name_days(first, last)}: the options hold"
            )
    if not _FIRST_DAY <= first <= last <= _LAST_DAY:
        raise ImportRefused(
            f"{_name_days(first, last)}: days count from {_FIRST_DAY}, and the last must not precede the first"
        )
    _compare_date(title, first, last, warnings)
    if first == last and re.search(r"\bsemaine\b", title.split(":")[0], re.IGNORECASE):
        warnings.append(f"the title speaks of a week, but only day {first} is known: give the last day with --day-to")
    return ("daily" if first == last else "weekly"), first, last


def _name_days(first: int, last: int) -> str:
    return f"day {first}" if first == last else f"days {first}-{last}"


def _days_in(title: str) -> tuple[int, int] | None:
    for pattern in _DAYS_IN_TITLE:
        match = pattern.search(title)
        if match:
            first = _whole(match[1])
            return first, _whole(match[2]) if match[2] else first
    return None


def _days_in_address(url: str | None) -> tuple[int, int] | None:
    match = _DAYS_IN_ADDRESS.search(url.split("://", 1)[1].partition("?")[0]) if url else None
    return (int(match[1]), int(match[2] or match[1])) if match else None


def _whole(digits: str) -> int:
    return int(re.sub(r"\s", "", digits))


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
    first = last - timedelta(days=min(last.weekday(), _WEEK - 1)) if "semaine" in title.casefold() else last
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
    for before, block in zip(blocks, blocks[1:], strict=False):
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
    if len(text) > LONGEST_HEADING or _BULLET.match(text):
        return False
    quoted = text[0] in '«“"„' and text[-1] in _CLOSERS
    if quoted or (before.rstrip().endswith(":") and text[0] in '«“"„'):
        return False
    return not text.rstrip(_CLOSERS + " \u00a0\u202f\t\n").endswith(_FINAL)
