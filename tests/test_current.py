"""The generation in use: made where there is none, exchanged while readers ask, kept where the newer one is broken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.current import CurrentIndex, ensure_index
from index.build import build
from index.errors import CorpusError, GenerationError
from index.model import Question
from index.store import current

Put = Callable[..., Path]
QUICKLY = 0.01
PATIENCE = 5.0


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "var" / "index"


async def until(happened: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE / QUICKLY)):
        if happened():
            return
        await asyncio.sleep(QUICKLY)
    raise AssertionError("it never happened")


def follow(index_dir: Path, work: Callable[[CurrentIndex], Awaitable[None]]) -> None:
    async def run() -> None:
        async with CurrentIndex.open(index_dir, every=QUICKLY) as index:
            await work(index)

    asyncio.run(run())


def test_a_missing_index_is_built(put: Put, corpus: Path, index_dir: Path) -> None:
    put()
    asyncio.run(ensure_index(corpus, index_dir))
    assert current(index_dir) is not None


def test_an_index_in_use_is_left_alone_even_if_the_corpus_changed(put: Put, corpus: Path, index_dir: Path) -> None:
    put()
    name = build(corpus, index_dir).generation
    put(1232, "Un autre.")
    asyncio.run(ensure_index(corpus, index_dir))
    assert current(index_dir) == name


def test_an_index_of_another_format_is_built_anew(put: Put, corpus: Path, index_dir: Path) -> None:
    put()
    manifest = index_dir / build(corpus, index_dir).generation / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": ', '"format": 9'))
    asyncio.run(ensure_index(corpus, index_dir))
    follow(index_dir, lambda _: asyncio.sleep(0))


def test_a_broken_corpus_is_reported_with_every_problem(put: Put, corpus: Path, index_dir: Path) -> None:
    put(title=None)
    put(1232, kind="monthly")
    with pytest.raises(CorpusError) as caught:
        asyncio.run(ensure_index(corpus, index_dir))
    assert {problem.path.name for problem in caught.value.problems} == {path.name for path in corpus.iterdir()}


def test_without_an_index_there_is_nothing_to_open(index_dir: Path) -> None:
    with pytest.raises(GenerationError):
        follow(index_dir, lambda _: asyncio.sleep(0))


def test_a_new_generation_answers_soon_after_it_is_built(put: Put, corpus: Path, index_dir: Path) -> None:
    put(body="Dix missiles Patriot.")
    build(corpus, index_dir)

    async def rebuild(index: CurrentIndex) -> None:
        assert "tramway" not in str(index.searcher.search(Question("tramway")).hits)
        put(1232, "Le tramway roule de nouveau.")
        newer = build(corpus, index_dir).generation
        await until(lambda: index.searcher.generation == newer)
        (hit, *_) = index.searcher.search(Question("tramway")).hits
        assert hit.passage.text == "Le tramway roule de nouveau."

    follow(index_dir, rebuild)


def test_a_searcher_in_use_stays_open_while_a_newer_one_takes_over(put: Put, corpus: Path, index_dir: Path) -> None:
    put(body="Dix missiles Patriot.")
    build(corpus, index_dir)

    async def rebuild(index: CurrentIndex) -> None:
        with index.borrow() as older:
            put(1232, "Le tramway roule de nouveau.")
            newer = build(corpus, index_dir).generation
            await until(lambda: index.searcher.generation == newer)
            assert older.search(Question("missiles")).hits
        with pytest.raises(GenerationError):
            older.latest()
        assert index.searcher.latest()

    follow(index_dir, rebuild)


def test_a_generation_that_cannot_be_opened_changes_nothing_and_is_complained_of_once(
    put: Put, corpus: Path, index_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put()
    used = build(corpus, index_dir).generation

    async def break_it(index: CurrentIndex) -> None:
        (index_dir / "current").write_text("0123456789abcdef\n")
        await until(lambda: bool(caplog.records))
        for _ in range(5):
            await index._look()
        assert index.searcher.generation == used
        assert index.searcher.search(Question("paragraphe")).hits

    with caplog.at_level(logging.WARNING):
        follow(index_dir, break_it)
    assert len(caplog.records) == 1
    assert used in caplog.text


def test_a_watch_that_was_in_trouble_goes_on(
    put: Put, corpus: Path, index_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put()
    build(corpus, index_dir)

    async def break_and_mend(index: CurrentIndex) -> None:
        (index_dir / "current").write_bytes(b"\xff\xfe")
        await until(lambda: bool(caplog.records))
        put(1232, "Le tramway roule de nouveau.")
        (index_dir / "current").unlink()
        newer = build(corpus, index_dir).generation
        await until(lambda: index.searcher.generation == newer)

    follow(index_dir, break_and_mend)
