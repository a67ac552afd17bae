"""Pressed buttons that wait for the bot's answer."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass

from bot.local.refusal import bad_request


@dataclass(frozen=True, slots=True)
class Query:
    """One press of a button under a message."""

    id: str
    chat_id: int
    message_id: int
    asked: float


class Queries:
    """Open presses, oldest first; one is answered once, and not after `lifetime` seconds."""

    def __init__(self, lifetime: float = 60.0) -> None:
        self.lifetime = lifetime
        self._open: dict[str, Query] = {}
        self._ids = itertools.count(time.time_ns())

    def ask(self, chat_id: int, message_id: int) -> Query:
        self._forget_old()
        query = Query(str(next(self._ids)), chat_id, message_id, time.monotonic())
        self._open[query.id] = query
        return query

    def answer(self, query_id: str) -> Query:
        self._forget_old()
        query = self._open.pop(query_id, None)
        if query is None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return query

    def _forget_old(self) -> None:
        oldest = time.monotonic() - self.lifetime
        while self._open and next(iter(self._open.values())).asked <= oldest:
            del self._open[next(iter(self._open))]
