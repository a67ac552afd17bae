"""The chat page: its files, its reader's actions, and the stream of what happens in the reader's chat.

A browser keeps the id of its reader; the server keeps the history, in memory.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.local.chats import Chat, Person
from bot.local.people import ActionError, People
from bot.local.refusal import Json
from bot.local.state import State

_FOLDER = Path(__file__).parent / "page"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_NAMES = {"fr": "Lecteur", "en": "Reader"}
_IDS = range(10**9, 2**52)
_SHOWN = 500
_HEARTBEAT = 15.0


class PageApi:
    def __init__(self, state: State, people: People) -> None:
        self._state = state
        self._people = people
        self._streams: set[asyncio.Queue[Json | None]] = set()

    def routes(self) -> list[web.RouteDef]:
        files = {f"/page/{path.name}": path for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}
        return [
            web.get("/", _file(_FOLDER / "index.html")),
            *(web.get(address, _file(path)) for address, path in files.items()),
            web.get("/page/events", self._events),
            web.post("/page/send", self._action(self._send)),
            web.post("/page/attach", self._action(self._attach)),
            web.post("/page/press", self._action(self._press)),
        ]

    def close(self) -> None:
        """Ends every stream; the pages then look for a server again."""
        for stream in self._streams:
            stream.put_nowait(None)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the whole state first, then each change."""
        person = self._reader(request.query.get("user", ""), request.query.get("lang", ""))
        chat = self._state.chats.chat(person.id)
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        chat.listeners.add(queue.put_nowait)
        self._streams.add(queue)
        try:
            await response.write(_encoded(self._everything(person, chat)))
            await self._stream(response, queue, person)
        except ConnectionError:
            pass
        finally:
            self._streams.discard(queue)
            chat.listeners.discard(queue.put_nowait)
        return response

    async def _stream(self, response: web.StreamResponse, queue: asyncio.Queue[Json | None], person: Person) -> None:
        while True:
            try:
                async with asyncio.timeout(_HEARTBEAT):
                    event = await queue.get()
            except TimeoutError:
                await response.write(b":\n\n")
                continue
            if event is None:
                return
            if event["event"] == "profile":
                event = {**event, **self._profile(person)}
            await response.write(_encoded(event))

    def _reader(self, given: str, language: str) -> Person:
        if not given.isdecimal() or int(given) not in _IDS or language not in _NAMES:
            raise web.HTTPBadRequest(text="the query needs user=<a large number> and lang=fr or en")
        return self._state.chats.person(_NAMES[language], language, int(given))

    def _everything(self, person: Person, chat: Chat) -> Json:
        messages = list(chat.messages.values())[-_SHOWN:]
        return {
            "event": "everything",
            "me": person.id,
            "messages": messages,
            "unfetched": sorted(chat.unfetched),
            **self._profile(person),
        }

    def _profile(self, person: Person) -> Json:
        profile, language = self._state.profile, person.info["language_code"]
        return {
            "bot": {"name": profile.text("name", language), "username": profile.me["username"]},
            "description": profile.text("description", language),
            "commands": profile.menu(person.id, language),
        }

    def _send(self, wish: Json) -> None:
        self._people.say(wish["user"], wish["text"])

    def _attach(self, wish: Json) -> None:
        self._people.attach(wish["user"], wish["kind"])

    def _press(self, wish: Json) -> Json:
        return {"query_id": self._people.press(wish["user"], wish["message_id"], wish["data"])}

    def _action(self, act: Callable[[Json], Any]) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.Response:
            if request.content_type != "application/json":
                raise web.HTTPUnsupportedMediaType
            try:
                return web.json_response(act(await request.json()))
            except (ActionError, KeyError, TypeError, ValueError) as error:
                return web.json_response({"problem": str(error)}, status=400)

        return handle


def _file(path: Path) -> Callable[[web.Request], Any]:
    body = path.read_bytes()

    async def handle(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type=_TYPES[path.suffix], charset="utf-8")

    return handle


def _encoded(event: Json) -> bytes:
    return b"data: " + json.dumps(event).encode() + b"\n\n"
