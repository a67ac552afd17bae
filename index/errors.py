"""What can go wrong, as exceptions that carry the facts; one root for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class BulletinError(Exception):
    """Root of every error this project raises on purpose; its text is meant for a person."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one corpus file, at a line counted from 1."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class CorpusError(BulletinError):
    """Corpus files that break the format; `problems` holds every one of them, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ImportRefusedError(BulletinError):
    """A raw bulletin that cannot become a corpus file as it stands."""


class GenerationError(BulletinError):
    """A generation on disk that is missing, incomplete, damaged or of another format."""
