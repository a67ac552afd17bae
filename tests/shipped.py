"""The bulletins that ship, read without the project's own reader: what a quotation is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "corpus"


@dataclass(frozen=True)
class Shipped:
    """`sections` begins with the lead, whose heading is empty; `days` is as in passage ids."""

    days: str
    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def paragraphs(self) -> list[str]:
        return [paragraph for _, paragraphs in self.sections for paragraph in paragraphs]


def _read(path: Path) -> Shipped:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    keys = dict(line.split(": ", 1) for line in front.splitlines())
    sections: list[tuple[str, tuple[str, ...]]] = [("", ())]
    for block in body.strip().split("\n\n"):
        heading, paragraphs = sections[-1]
        if block.startswith("## "):
            sections.append((block[3:], ()))
        else:
            sections[-1] = (heading, (*paragraphs, block))
    return Shipped(keys["days"], keys["title"].strip("'\""), tuple(sections))


BULLETINS = {bulletin.days: bulletin for bulletin in map(_read, sorted(FOLDER.glob("*.md")))}
LATEST = BULLETINS["1426-1430"]
