"""The corpus format: YAML front matter and a body of blocks, read into Bulletins and written from them.

Every rule of the format lives here. A body is split into blocks by blank lines; a block that starts with
`## ` is a heading, every other one is literal text. A literal block that starts with `## ` or a backslash
is written with one more backslash in front, which reading removes.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

import yaml

from index.errors import CorpusError, Problem
from index.links import is_web_address
from index.model import DAY_ONE, Bulletin, Kind, Rendition, Section, date_of_day

HEADING = "## "
REQUIRED = ("title", "kind", "days", "date", "language")
KEYS = (*REQUIRED, "publisher", "url", "rendition", "edition", "retracted")
_FENCE = "---"
_DAYS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Block:
    """Text between blank lines, exactly as written; `line` counts from 1."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class _Value:
    line: int
    text: str


def is_blank(line: str) -> bool:
    """Whether nothing on the line is visible: white space, no-break and zero-width characters only."""
    return all(char.isspace() or unicodedata.category(char) == "Cf" for char in line)


def split_blocks(text: str, first_line: int = 1) -> list[Block]:
    """Blocks of a text whose line ends are `\\n`; white space inside and around a block's lines stays."""
    blocks: list[Block] = []
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], first_line):
        if not is_blank(line):
            lines.append(line)
        elif lines:
            blocks.append(Block(number - len(lines), "\n".join(lines)))
            lines = []
    return blocks


def unify_line_ends(text: str) -> str:
    """Windows and old Macintosh line ends become `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_corpus(folder: Path, read: Callable[[bytes, Path], Bulletin] | None = None) -> list[tuple[Path, Bulletin]]:
    """Every bulletin of a folder, by file name, retracted ones included: what `parse_file`, or `read`, makes of each.

    Raises CorpusError with all the problems of all the files.
    """
    if not folder.is_dir():
        reason = "no such folder: create it, or name the right one in BULLETIN_CORPUS"
        raise CorpusError([Problem(folder, 1, reason)])
    found: list[tuple[Path, Bulletin]] = []
    problems: list[Problem] = []
    try:
        paths = corpus_files(folder)
    except OSError as error:
        reason = f"cannot be read ({error.strerror}): check the folder and its permissions"
        raise CorpusError([Problem(folder, 1, reason)]) from error
    for path in paths:
        try:
            found.append((path, (read or parse_file)(_content(path), path)))
        except CorpusError as error:
            problems.extend(error.problems)
    problems.extend(_duplicates(found))
    if problems:
        raise CorpusError(sorted(problems, key=lambda problem: (str(problem.path), problem.line)))
    return found


def corpus_files(folder: Path) -> list[Path]:
    """The files of a corpus folder that hold bulletins: `*.md`, hidden ones left out, by name.

    None where there is no folder; raises OSError where there is one that cannot be listed, which is not empty.
    """
    try:
        files = (path for path in folder.iterdir() if path.suffix == ".md" and not path.name.startswith("."))
        return sorted(files, key=lambda path: path.name)
    except FileNotFoundError:
        return []


def read_bulletin(path: Path) -> Bulletin:
    """One corpus file. Raises CorpusError with all its problems."""
    return parse_file(_content(path), path)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = f"cannot be read ({error.strerror}): check the file and its permissions"
        raise CorpusError([Problem(path, 1, reason)]) from error


def parse_file(raw: bytes, path: Path) -> Bulletin:
    """A corpus file's content. `path` serves messages only. Raises CorpusError with all its problems."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CorpusError([Problem(path, line, "not UTF-8: save the file with the UTF-8 encoding")]) from error
    return parse_bulletin(unify_line_ends(text), path)


def parse_bulletin(text: str, path: Path) -> Bulletin:
    """A corpus file's text (line ends unified). `path` serves messages only. Raises CorpusError."""
    return _Parser(path).parse(text)


def format_bulletin(bulletin: Bulletin) -> str:
    """The corpus file's text: `parse_bulletin` gives the same bulletin back."""
    days = bulletin.id.split("e")[0]
    dates: str | date = bulletin.date_from
    if bulletin.date_to != bulletin.date_from:
        dates = f"{bulletin.date_from}/{bulletin.date_to}"
    front: dict[str, str | int | date | None] = {
        "title": bulletin.title,
        "kind": bulletin.kind,
        "days": int(days) if days.isdigit() else days,
        "date": dates,
        "language": bulletin.language,
        "publisher": bulletin.publisher,
        "url": bulletin.url,
        "rendition": bulletin.rendition,
        "edition": bulletin.edition if bulletin.edition > 1 else None,
        "retracted": bulletin.retracted,
    }
    given = {key: value for key, value in front.items() if value is not None}
    matter = yaml.safe_dump(given, allow_unicode=True, sort_keys=False, width=10**6)
    return "\n\n".join([f"{_FENCE}\n{matter}{_FENCE}", *_format_body(bulletin.sections)]) + "\n"


def _format_body(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        if section.heading is not None:
            yield HEADING + section.heading
        for paragraph in section.paragraphs:
            yield "\\" + paragraph if paragraph.startswith((HEADING, "\\")) else paragraph


def _duplicates(read: Sequence[tuple[Path, Bulletin]]) -> Iterator[Problem]:
    first: dict[str, Path] = {}
    last_edition: dict[tuple[int, int], int] = {}
    for _, bulletin in read:
        days = bulletin.day_from, bulletin.day_to
        last_edition[days] = max(last_edition.get(days, 1), bulletin.edition)
    for path, bulletin in read:
        other = first.setdefault(bulletin.id, path)
        if other != path:
            days = bulletin.day_from, bulletin.day_to
            last_edition[days] += 1
            yield Problem(
                path,
                1,
                f"days and edition are those of {other.name}: write the next free 'edition: {last_edition[days]}', "
                "or remove one of the two files",
            )


class _Parser:
    """Reads one file and gathers every problem on the way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def parse(self, text: str) -> Bulletin:
        for number, line in enumerate(text.split("\n"), 1):
            self._refuse_control_characters(number, line)
        matter, body, body_line = self._divide(text)
        values = self._front_matter(matter)
        sections = self._sections(split_blocks(body, body_line))
        bulletin = self._bulletin(values, sections)
        if self.problems or bulletin is None:
            raise CorpusError(sorted(self.problems, key=lambda problem: problem.line))
        return bulletin

    def _fail(self, line: int, reason: str) -> None:
        self.problems.append(Problem(self.path, line, reason))

    def _refuse_control_characters(self, number: int, line: str) -> None:
        for char in line:
            # A lone surrogate (Cs) can only come from an escape in the front matter.
            if unicodedata.category(char) in ("Cc", "Cs") and char != "\t":
                self._fail(number, f"control character U+{ord(char):04X}: remove it")
                return

    def _divide(self, text: str) -> tuple[str, str, int]:
        lines = text.split("\n")
        if lines[0].rstrip() != _FENCE:
            self._fail(
                1, f"no front matter: start the file with a line '{_FENCE}', then 'title: ...' and the other keys"
            )
            raise CorpusError(self.problems)
        for number, line in enumerate(lines[1:], 2):
            if line.rstrip() == _FENCE:
                return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
        self._fail(1, f"the front matter does not end: write a line '{_FENCE}' after its last key")
        raise CorpusError(self.problems)

    def _front_matter(self, matter: str) -> dict[str, _Value]:
        """Keys to their text as written, so that YAML's guesses about types play no part; none where it is broken."""
        try:
            # YAML would begin a line at these two, where the file does not.
            root = yaml.compose(re.sub("[\u2028\u2029]", " ", matter), Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            # What a scanner was in the midst of (a quotation never closed) began at the context's mark.
            scanning = isinstance(error, yaml.scanner.ScannerError) and error.context_mark
            mark = scanning or error.problem_mark or error.context_mark
            hint = "put a text that holds ': ', '#' or quotes between double quotation marks"
            self._fail(mark.line + 2 if mark else 2, f"front matter is not YAML ({error.problem}): {hint}")
            return {}
        except (yaml.YAMLError, RecursionError) as error:
            self._fail(2, f"front matter is not YAML ({' '.join(str(error).split())}): write one 'key: value' a line")
            return {}
        if not isinstance(root, yaml.MappingNode):
            self._fail(2, "front matter holds no keys: write 'title: ...' and the other keys, one a line")
            return {}
        values: dict[str, _Value] = {}
        for key_node, value_node in root.value:
            self._take(values, key_node, value_node)
        for key in REQUIRED:
            if key not in values and not any(f"'{key}'" in problem.reason for problem in self.problems):
                self._fail(1, f"'{key}' is missing: add a line '{key}: ...' to the front matter")
        return values

    def _take(self, values: dict[str, _Value], key_node: yaml.Node, value_node: yaml.Node) -> None:
        key, line = str(key_node.value), key_node.start_mark.line + 2
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(KEYS)}"
            self._fail(line, f"unknown key '{key}': {hint}")
        elif key in values:
            self._fail(line, f"'{key}' stands twice: keep one")
        elif not isinstance(value_node, yaml.ScalarNode):
            self._fail(line, f"'{key}' must be one value: put it between double quotation marks")
        elif value_node.tag != "tag:yaml.org,2002:null" and not is_blank(value_node.value):
            values[key] = _Value(line, " ".join(value_node.value.split("\n")).strip())
            self._refuse_control_characters(line, values[key].text)
        elif key in REQUIRED:
            self._fail(line, f"'{key}' is empty: write its value behind the colon")

    def _bulletin(self, values: dict[str, _Value], sections: tuple[Section, ...]) -> Bulletin | None:
        kind = self._one_of(values, "kind", get_args(Kind))
        rendition = self._one_of(values, "rendition", get_args(Rendition)) or "verbatim"
        days = self._days(values)
        retracted = self._date(values.get("retracted"), "retracted")
        edition = self._edition(values)
        self._check_language(values)
        self._check_url(values)
        if days:
            self._check_dates(values, days)
            self._check_kind(values, kind, days)
        if self.problems or days is None:
            return None
        texts = {key: value.text for key, value in values.items()}
        return Bulletin(
            title=texts["title"],
            kind="daily" if kind == "daily" else "weekly",
            day_from=days[0],
            day_to=days[1],
            language=texts["language"],
            publisher=texts.get("publisher"),
            url=texts.get("url"),
            rendition="adapted" if rendition == "adapted" else "verbatim",
            edition=edition,
            retracted=retracted,
            sections=sections,
        )

    def _one_of(self, values: dict[str, _Value], key: str, allowed: Sequence[str]) -> str | None:
        value = values.get(key)
        if value and value.text not in allowed:
            self._fail(value.line, f"'{key}' is '{value.text}': write {' or '.join(allowed)}")
        return value.text if value else None

    def _days(self, values: dict[str, _Value]) -> tuple[int, int] | None:
        value = values.get("days")
        if not value:
            return None
        match = _DAYS.fullmatch(value.text)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if first < 1:
            self._fail(value.line, f"'days' is '{value.text}': write a day such as 1231, or a span such as 1230-1234")
        elif last < first:
            self._fail(value.line, f"'days' is '{value.text}', which ends before it begins: write {last}-{first}")
        else:
            return first, last
        return None

    def _date(self, value: _Value | None, key: str) -> date | None:
        if value is None:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", value.text):
                raise ValueError(value.text)
            return date.fromisoformat(value.text)
        except ValueError:
            self._fail(value.line, f"'{key}' is '{value.text}': write a date such as 2025-07-08")
            return None

    def _check_dates(self, values: dict[str, _Value], days: tuple[int, int]) -> None:
        value = values.get("date")
        first, last = date_of_day(days[0]), date_of_day(days[1])
        expected = f"{first}" if first == last else f"{first}/{last}"
        if value and value.text != expected:
            self._fail(
                value.line,
                f"'date' is '{value.text}', but days {values['days'].text} are {expected} (day 1 is {DAY_ONE}): "
                f"write '{expected}', or mend 'days'",
            )

    def _check_kind(self, values: dict[str, _Value], kind: str | None, days: tuple[int, int]) -> None:
        if kind == "daily" and days[0] != days[1]:
            self._fail(values["kind"].line, "'kind' is daily, but 'days' is a span: write weekly, or one day")
        if kind == "weekly" and days[0] == days[1]:
            self._fail(values["kind"].line, "'kind' is weekly, but 'days' is one day: write daily, or a span")

    def _edition(self, values: dict[str, _Value]) -> int:
        value = values.get("edition")
        if value and not re.fullmatch(r"[1-9]\d{0,2}", value.text):
            self._fail(value.line, f"'edition' is '{value.text}': write a number from 2 up, or leave the key out")
            return 1
        return int(value.text) if value else 1

    def _check_language(self, values: dict[str, _Value]) -> None:
        value = values.get("language")
        if value and not re.fullmatch(r"[a-z]{2,3}", value.text):
            self._fail(value.line, f"'language' is '{value.text}': write a code such as fr")

    def _check_url(self, values: dict[str, _Value]) -> None:
        value = values.get("url")
        if value and not is_web_address(value.text):
            self._fail(
                value.line, f"'url' is '{value.text}': write the whole address, such as https://example.org/page"
            )

    def _sections(self, blocks: Sequence[Block]) -> tuple[Section, ...]:
        sections: list[Section] = []
        heading: str | None = None
        paragraphs: list[str] = []
        for block in blocks:
            if not block.text.startswith(HEADING):
                paragraphs.append(self._paragraph(block))
                continue
            if heading is not None or paragraphs:
                sections.append(Section(_number(sections, heading), heading, tuple(paragraphs)))
            heading, paragraphs = self._heading(block), []
        if heading is not None or paragraphs:
            sections.append(Section(_number(sections, heading), heading, tuple(paragraphs)))
        if not any(section.paragraphs for section in sections):
            self._fail(1, "no paragraph: write the bulletin's text below the front matter")
        return tuple(sections)

    def _paragraph(self, block: Block) -> str:
        text = block.text.removeprefix("\\")
        if is_blank(text.split("\n")[0]):
            self._fail(block.line, "nothing behind the backslash: write two for a backslash, or remove the line")
        return text

    def _heading(self, block: Block) -> str:
        text = block.text[len(HEADING) :].strip()
        if "\n" in text:
            self._fail(block.line, "a heading is one line: put a blank line after it")
        if is_blank(text):
            self._fail(block.line, "empty heading: write its text behind '## ', or remove the line")
        return text


def _number(before: Sequence[Section], heading: str | None) -> int:
    if heading is None:
        return 0
    return len(before) + (not before or before[0].heading is not None)
