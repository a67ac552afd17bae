"""Small corpora, written on the spot, and the real bulletin that stays outside the repository."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from index import encoders
from index.model import date_of_day

ROOT = Path(__file__).parent.parent
IS_AVAILABLE = encoders.is_available
SAMPLE = ROOT.parent / "shared" / "sample" / "jour-1231.txt"

settings.register_profile("project", deadline=None, database=None, max_examples=60)
settings.load_profile("project")


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What tests write need not survive a power cut."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(scope="session", autouse=True)
def words_alone() -> Iterator[None]:
    """Tests search by words, and fixtures build for words, wherever the extra `semantic` is installed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(encoders, "is_available", lambda: False)
        yield


@pytest.fixture(autouse=True)
def meaning(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Tests that are marked as about the extra search by meaning."""
    if "semantic" in request.keywords:
        monkeypatch.setattr(encoders, "is_available", IS_AVAILABLE)


def bulletin_text(day: int = 1231, body: str = "Un paragraphe.", **keys: object) -> str:
    """A sound corpus file of one day; `keys` replace or add front matter, None leaves a key out."""
    front = {
        "title": f"Jour {day}",
        "kind": "daily",
        "days": day,
        "date": date_of_day(day),
        "language": "fr",
        **keys,
    }
    lines = [f"{key}: {value}" for key, value in front.items() if value is not None]
    return "\n".join(["---", *lines, "---", "", body, ""])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """An empty corpus folder."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def put(corpus: Path) -> Callable[..., Path]:
    """Writes a bulletin into the corpus folder; takes what `bulletin_text` takes."""

    def write(day: int = 1231, body: str = "Un paragraphe.", *, name: str | None = None, **keys: object) -> Path:
        path = corpus / (name or f"{date_of_day(day)}-jour-{day}.md")
        path.write_text(bulletin_text(day, body, **keys), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def sample() -> Path:
    """A whole real bulletin as its publisher sends it."""
    if not SAMPLE.is_file():
        pytest.skip(f"the sample bulletin is not at {SAMPLE}")
    return SAMPLE
