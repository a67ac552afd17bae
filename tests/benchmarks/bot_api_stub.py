"""A Bot API server for benchmarks, in a process of its own: readers who ask again as soon as they are answered.

    python -m tests.benchmarks.bot_api_stub QUESTIONS.json

Prints its address. Bots call `/bot<token>/<method>` as they would Telegram's; each token has readers of its own.
`POST /run/<token>` with `{"chats": 256, "seconds": 5, "delay": 0.05}` has so many readers ask for so long; it answers
when that time is over, and `POST /rest/<token>` when every question is answered, both with what was seen. `delay` is
how long each message takes to be sent, in seconds.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

Json = dict[str, Any]

_MOST_UPDATES = 100
_ME = {"id": 1, "is_bot": True, "first_name": "Bulletin", "username": "bulletin_bench_bot"}
# Above what any bot keeps of earlier runs.
_FIRST_UPDATE = time.time_ns() // 1_000_000


class Readers:
    """Those who write to one bot: what they asked and have no answer to yet, and how long answers took."""

    def __init__(self, questions: Sequence[str]) -> None:
        self._questions = itertools.cycle(questions)
        self._ids = itertools.count(_FIRST_UPDATE)
        self._pending: deque[Json] = deque()
        self._asked_at: dict[int, float] = {}
        self._something = asyncio.Event()
        self.at_rest = asyncio.Event()
        self._until = 0.0
        self.delay = 0.0
        self.waits: list[float] = []

    def begin(self, chats: int, seconds: float, delay: float) -> None:
        self._until = time.perf_counter() + seconds
        self.delay = delay
        self.waits = []
        self.at_rest.clear()
        for chat in range(1, chats + 1):
            self._ask(chat)

    def answered(self, chat: int) -> None:
        """The reader asks the next question at once, while the run lasts."""
        begun = self._asked_at.pop(chat, None)
        if begun is None:
            return
        now = time.perf_counter()
        self.waits.append(now - begun)
        if now < self._until:
            self._ask(chat)
        elif not self._asked_at:
            self.at_rest.set()

    async def updates(self, offset: int, seconds: float) -> list[Json]:
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()
        if not self._pending:
            self._something.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._something.wait()
            except TimeoutError:
                return []
        return list(itertools.islice(self._pending, _MOST_UPDATES))

    def _ask(self, chat: int) -> None:
        number = next(self._ids)
        reader = {"id": chat, "first_name": "Alice"}
        message = {
            "message_id": number,
            "date": int(time.time()),
            "from": {**reader, "is_bot": False, "language_code": "fr"},
            "chat": {**reader, "type": "private"},
            "text": next(self._questions),
        }
        self._pending.append({"update_id": number, "message": message})
        self._asked_at[chat] = time.perf_counter()
        self._something.set()


class Stub:
    def __init__(self, questions: Sequence[str]) -> None:
        self._questions = questions
        self._readers: dict[str, Readers] = {}
        self._messages = itertools.count(1)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._call)
        app.router.add_post("/run/{token}", self._run)
        app.router.add_post("/rest/{token}", self._rest)
        return app

    def _readers_of(self, request: web.Request) -> Readers:
        return self._readers.setdefault(request.match_info["token"], Readers(self._questions))

    async def _run(self, request: web.Request) -> web.Response:
        readers, wish = self._readers_of(request), await request.json()
        readers.begin(wish["chats"], wish["seconds"], wish["delay"])
        await asyncio.sleep(wish["seconds"])
        return web.json_response({"waits": readers.waits})

    async def _rest(self, request: web.Request) -> web.Response:
        readers = self._readers_of(request)
        await readers.at_rest.wait()
        return web.json_response({"waits": readers.waits})

    async def _call(self, request: web.Request) -> web.Response:
        fields = await _fields(request)
        method = request.match_info["method"]
        result: Json | list[Json] | bool
        if method == "sendMessage":
            result = await self._send(self._readers_of(request), fields)
        elif method == "getUpdates":
            readers = self._readers_of(request)
            result = await readers.updates(int(fields.get("offset", 0)), float(fields.get("timeout", 0)))
        else:
            result = _ME if method == "getMe" else True
        return web.json_response({"ok": True, "result": result})

    async def _send(self, readers: Readers, fields: Json) -> Json:
        if readers.delay:
            await asyncio.sleep(readers.delay)
        chat = int(fields["chat_id"])
        readers.answered(chat)
        message: Json = {
            "message_id": next(self._messages),
            "date": int(time.time()),
            "from": _ME,
            "chat": {"id": chat, "type": "private", "first_name": "Alice"},
            "text": fields["text"],
        }
        for name in ("entities", "reply_markup"):
            if name in fields:
                message[name] = fields[name]
        return message


async def _fields(request: web.Request) -> Json:
    """A call's parameters: values where they come as JSON, strings where they come as a form."""
    body = await request.read()
    if request.content_type == "application/json":
        return dict(json.loads(body))
    return dict(parse_qsl(body.decode()))


async def serve(questions: Sequence[str]) -> None:
    runner = web.AppRunner(Stub(questions).application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
