"""The tests' routes: act as readers and order faults over HTTP. Off unless the server is made with control=True.

Every POST takes a JSON object and answers `{"ok": true, "result": ...}`, or 400 with a `description`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.local.chats import Chats
from bot.local.faults import Faults
from bot.local.people import ActionError, People
from bot.local.refusal import Json, RefusedError


class Control:
    def __init__(self, chats: Chats, people: People, faults: Faults) -> None:
        self._chats = chats
        self._people = people
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        actions: dict[str, Callable[[Json], Any]] = {
            "users": self._user,
            "groups": self._group,
            "send": self._send,
            "edit": self._edit,
            "press": self._press,
            "block": self._block,
            "faults": self._faults.order_from,
        }
        posts = [web.post(f"/control/{name}", _posted(action)) for name, action in actions.items()]
        return [
            *posts,
            web.delete("/control/faults", self._clear_faults),
            web.get("/control/messages", self._messages),
        ]

    def _user(self, wish: Json) -> Json:
        return self._chats.person(wish.get("first_name", "Lecteur"), wish.get("language", "fr"), wish.get("id")).info

    def _group(self, wish: Json) -> Json:
        return self._people.found_group(wish["user"], wish.get("title", "Groupe")).info

    def _send(self, wish: Json) -> Json:
        """A `text` (with `reply_to`, `extra`), or an attachment of a `kind` (with `caption`)."""
        if "kind" in wish:
            return self._people.attach(
                wish["user"], wish["kind"], caption=wish.get("caption", ""), chat_id=wish.get("chat")
            )
        return self._people.say(
            wish["user"],
            wish["text"],
            chat_id=wish.get("chat"),
            reply_to=wish.get("reply_to"),
            extra=wish.get("extra"),
        )

    def _edit(self, wish: Json) -> Json:
        return self._people.edit(wish["user"], wish["message_id"], wish["text"], chat_id=wish.get("chat"))

    def _press(self, wish: Json) -> Json:
        query_id = self._people.press(wish["user"], wish["message_id"], wish["data"], chat_id=wish.get("chat"))
        return {"query_id": query_id}

    def _block(self, wish: Json) -> None:
        self._people.block(wish["user"], blocked=wish.get("blocked", True))

    async def _clear_faults(self, _: web.Request) -> web.Response:
        self._faults.clear()
        return _result(None)

    async def _messages(self, request: web.Request) -> web.Response:
        """A chat's messages after one of them, as the Bot API gives them."""
        try:
            chat = self._chats.chat(int(request.query["chat"]))
        except (KeyError, ValueError):
            return _problem("the query needs chat=<its id>")
        except RefusedError as refusal:
            return _problem(refusal.description)
        after = int(request.query.get("after", 0))
        return _result([message for message_id, message in chat.messages.items() if message_id > after])


def _posted(action: Callable[[Json], Any]) -> Callable[[web.Request], Any]:
    async def handle(request: web.Request) -> web.Response:
        try:
            return _result(action(await request.json()))
        except KeyError as error:
            return _problem(f"the object lacks {error}")
        except (ActionError, RefusedError, TypeError, ValueError) as error:
            return _problem(str(error))

    return handle


def _result(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _problem(description: str) -> web.Response:
    return web.json_response({"ok": False, "description": description}, status=400)
