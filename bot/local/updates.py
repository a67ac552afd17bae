"""The updates the bot has not acknowledged yet, in order."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from bot.local.refusal import Json

_ASKED_FOR_BY_NAME = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update: `body` is what the bot receives, the rest says whose message it announces."""

    id: int
    body: Json
    chat_id: int
    message_id: int | None


class Updates:
    """A queue that is read without being emptied: only `acknowledge` removes.

    Identifiers are milliseconds of the clock at first, so that a bot which keeps those it has seen in
    a database does not take a restarted server's updates for repetitions.
    """

    def __init__(self) -> None:
        self._pending: deque[Update] = deque()
        self._ids = itertools.count(time.time_ns() // 1_000_000)
        self._waiting: list[asyncio.Future[None]] = []
        self.allowed: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, kind: str, content: Json, chat_id: int, message_id: int | None = None) -> bool:
        """Queues an update unless the bot did not ask for its kind; says whether it did."""
        if not self._is_allowed(kind):
            return False
        identifier = next(self._ids)
        self._pending.append(Update(identifier, {"update_id": identifier, kind: content}, chat_id, message_id))
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()
        return True

    def arrival(self) -> asyncio.Future[None]:
        """Done at the next update."""
        future = asyncio.get_running_loop().create_future()
        self._waiting = [*(waiting for waiting in self._waiting if not waiting.done()), future]
        return future

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Which kinds to queue from now on; None keeps the choice, an empty one is the default set."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    def first(self, limit: int) -> list[Update]:
        return list(itertools.islice(self._pending, limit))

    def acknowledge(self, offset: int) -> None:
        """Forgets the updates before `offset`; a negative one keeps only as many of the latest."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
            return
        while self._pending and self._pending[0].id < offset:
            self._pending.popleft()

    def clear(self) -> None:
        self._pending.clear()

    def _is_allowed(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _ASKED_FOR_BY_NAME
