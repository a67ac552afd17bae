"""The generation that answers now: made if there is none, and exchanged for a newer one between two questions."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Self

from bot.threads import in_thread
from index.build import build, is_usable, lacks_meaning
from index.errors import BulletinError
from index.search import Searcher
from index.store import current

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0


async def ensure_index(corpus: Path, index_dir: Path) -> None:
    """Builds the index where none that this version built is in use.

    It is built for searching by words, which takes a moment; meaning, which takes longer, may follow. A build that is
    left behind does no harm: a generation is in use only once it is whole. Raises CorpusError or GenerationError.
    """
    if await in_thread(partial(is_usable, index_dir)):
        return
    logger.info("building the index from %s", corpus)
    report = await in_thread(partial(build, corpus, index_dir, meaning=False))
    logger.info("index built: %d bulletins, %d passages", report.bulletins, report.passages)


async def add_meaning(corpus: Path, index_dir: Path) -> None:
    """Builds the index again for searching by meaning, where the extra is installed; readers are answered meanwhile."""
    try:
        if await in_thread(partial(lacks_meaning, corpus, index_dir)):
            await in_thread(partial(build, corpus, index_dir, meaning=True))
    except BulletinError as error:
        logger.error("searching by words alone: %s", error)


class _Held:
    """A searcher that is closed once it is out of use and nobody holds it any more."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self._holders = 1

    def hold(self) -> None:
        self._holders += 1

    def let_go(self) -> None:
        self._holders -= 1
        if not self._holders:
            self.searcher.close()


class CurrentIndex:
    """The searcher in use; whoever awaits while using it borrows it."""

    def __init__(self, index_dir: Path, searcher: Searcher) -> None:
        self._index_dir = index_dir
        self._held = _Held(searcher)
        self._failed: str | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, index_dir: Path, every: float = LOOK_EVERY) -> AsyncIterator[Self]:
        """Opens the generation in use and follows changes. Raises GenerationError."""
        index = cls(index_dir, await in_thread(partial(Searcher.open_current, index_dir)))
        watch = asyncio.create_task(index._watch(every))
        try:
            yield index
        finally:
            watch.cancel()
            await asyncio.wait([watch])
            index._held.let_go()

    @property
    def searcher(self) -> Searcher:
        """For use until the next await."""
        return self._held.searcher

    @contextmanager
    def borrow(self) -> Iterator[Searcher]:
        """The searcher, open until the block ends, even if a newer one takes over meanwhile."""
        held = self._held
        held.hold()
        try:
            yield held.searcher
        finally:
            held.let_go()

    async def _watch(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await self._look()

    async def _look(self) -> None:
        """Exchanges the searcher if another generation is in use; one that cannot be opened is complained of once."""
        name: str | None = None
        try:
            name = current(self._index_dir)
            if name is None or name == self.searcher.generation:
                return
            newer = await in_thread(partial(Searcher.open, self._index_dir / name))
        except Exception as error:
            # Whatever is wrong with a newer generation, readers keep the one that works.
            self._complain(name, error)
            return
        older, self._held, self._failed = self._held, _Held(newer), None
        older.let_go()
        logger.info("switched to generation %s, %d bulletins", name, newer.manifest.bulletins)

    def _complain(self, name: str | None, error: Exception) -> None:
        complaint = f"{name}: {error}"
        if complaint != self._failed:
            self._failed = complaint
            logger.error("staying with generation %s: %s", self.searcher.generation, error)
