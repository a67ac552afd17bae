"""Golden questions: what is asked, and which passages answer it.

A file is a YAML list of mappings with the keys `question`, `kind`, `passages` (ids of all that answer fully, none
where the bulletins do not say), and where they apply `after`, `today`, `language`, `speaker` (who must be shown as
cited) and `reads` (the `date_from` and `date_to`, or the `day`, that the question means).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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


def _golden(item: dict[str, Any]) -> Golden:
    reads = item.get("reads") or {}
    return Golden(
        question=Question(str(item["question"]), item.get("after"), item.get("today"), item.get("language")),
        kind=str(item["kind"]),
        passages=tuple(item["passages"]),
        speaker=item.get("speaker"),
        reads=(reads["date_from"], reads["date_to"]) if "date_from" in reads else None,
        day=reads.get("day"),
    )
