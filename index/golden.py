"""Golden questions: what is asked, and which passages answer it.

A file is a YAML list of mappings with the keys `question`, `kind`, `passages` (ids of all that answer fully, none
where the bulletins do not say), and where they apply `after`, `today`, `language`, `speaker` (who must be shown as
cited) and `reads` (the `date_from` and `date_to`, or the `day`, that the question means).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from index.errors import CorpusError, Problem
from index.model import Question


@dataclass(frozen=True, slots=True)
class Golden:
    """One question with its right answers; `reads` is the first and last day it means."""

    question: Question
    kind: str
    passages: tuple[str, ...]
    speaker: str | None = None
    reads: tuple[date, date] | None = None
    day: int | None = None


def read_golden(path: Path) -> list[Golden]:
    """The questions of a file. Raises CorpusError naming what is wrong."""
    try:
        items = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CorpusError([Problem(path, 1, "cannot be read: " + " ".join(str(error).split()))]) from error
    if not isinstance(items, list):
        raise CorpusError([Problem(path, 1, "golden questions are a list: start each with '- question: ...'")])
    golden: list[Golden] = []
    problems: list[Problem] = []
    for number, item in enumerate(items, 1):
        try:
            golden.append(_golden(item))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problems.append(Problem(path, 1, f"question {number} lacks or misstates {error}"))
    if problems:
        raise CorpusError(problems)
    return golden


def _golden(item: Any) -> Golden:
    if not isinstance(item, dict):
        raise TypeError("its keys, such as 'question' and 'passages'")
    today, reads = item.get("today"), item.get("reads") or {}
    return Golden(
        question=Question(
            _text(item, "question"), item.get("after"), _date(today) if today else None, item.get("language")
        ),
        kind=_text(item, "kind"),
        passages=_ids(item["passages"]),
        speaker=item.get("speaker"),
        reads=(_date(reads["date_from"]), _date(reads["date_to"])) if "date_from" in reads else None,
        day=reads.get("day"),
    )


def _text(item: dict[str, Any], key: str) -> str:
    if item[key] is None:
        raise ValueError(f"'{key}'")
    return str(item[key])


def _ids(passages: Any) -> tuple[str, ...]:
    if not isinstance(passages, list):
        raise ValueError("'passages', a list of ids")
    return tuple(map(str, passages))


def _date(written: Any) -> date:
    """A day as YAML reads it, or the same between quotation marks."""
    if isinstance(written, date) and not isinstance(written, datetime):
        return written
    return date.fromisoformat(str(written))
