"""PyPI's lo-bot-api-emulator, a Bot API server that is not ours, behind a bridge for what it lacks.

    with TelegramEmulator() as telegram:
        start_the_bot(TELEGRAM_API_URL=telegram.url, TELEGRAM_BOT_TOKEN=telegram.token)
        telegram.say("combien de missiles patriot ?")
        answer = telegram.wait_for("sendMessage")

The emulator checks requests and keeps the queue of updates. It knows no link previews and no descriptions, gives the
bot no username and forgets what messages said: the bridge leaves previews out, takes descriptions itself, adds a
username and remembers each request.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from aiohttp import ClientSession, web
from lo_bot_api_emulator import LoBotApiEmulator

T = TypeVar("T")
Json = dict[str, Any]

PATIENCE = 20.0
_UNKNOWN_OPTION = "link_preview_options"
_UNKNOWN_METHODS = ("setMyDescription", "setMyShortDescription")
_USERNAME = "emulator_bot"
_READER = {"id": 42, "is_bot": False, "first_name": "Alice", "language_code": "fr"}
_CHAT = {"id": 42, "type": "private", "first_name": "Alice"}


@dataclass(frozen=True)
class Call:
    """A request of the bot and what the emulator made of it."""

    method: str
    fields: Json
    answer: Json

    def button(self, label: str) -> Json:
        rows = self.fields["reply_markup"]["inline_keyboard"]
        return next(button for row in rows for button in row if label in button["text"])


class TelegramEmulator:
    """One reader, Alice, in her private chat with the bot."""

    token = "7:emulator"

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._read = 0
        self._happened = threading.Condition()
        self._emulator = LoBotApiEmulator(allow_insecure_loopback_webhooks=True)
        self._bridge_port = 0
        self._emulator_port = 0
        self._runners: list[web.AppRunner] = []
        self._ids = itertools.count(1000)
        self._update_ids = itertools.count(time.time_ns() // 1_000_000)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram-emulator", daemon=True)

    def __enter__(self) -> TelegramEmulator:
        self._thread.start()
        self._run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._bridge_port}"

    def say(self, text: str) -> None:
        """Alice writes."""
        command = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text[0] == "/" else []
        message = {"message_id": next(self._ids), "from": _READER, "chat": _CHAT, "date": 1, "text": text}
        self._enqueue({"message": {**message, "entities": command}})

    def press(self, call: Call, label: str) -> None:
        """Alice presses a button under a message that the bot sent or edited."""
        query = {
            "id": str(next(self._ids)),
            "from": _READER,
            "chat_instance": "1",
            "message": call.answer["result"],
            "data": call.button(label)["callback_data"],
        }
        self._enqueue({"callback_query": query})

    def wait_for(self, method: str) -> Call:
        """The next call of a method, in the order of the calls; those passed over are not handed out any more."""

        def find() -> Call | None:
            for place in range(self._read, len(self.calls)):
                if self.calls[place].method == method:
                    self._read = place + 1
                    return self.calls[place]
            return None

        with self._happened:
            found = self._happened.wait_for(find, PATIENCE)
        assert found, f"no {method}; calls: {[call.method for call in self.calls]}"
        return found

    def _enqueue(self, update: Json) -> None:
        """The emulator's own numbers begin at 1 each time, and a bot takes a number that it saw for a repetition."""
        self._run(self._emulator.enqueue_update({"update_id": next(self._update_ids), **update}, token=self.token))

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    async def _start(self) -> None:
        bridge = web.Application()
        bridge.router.add_post("/bot{token}/{method}", self._pass_on)
        bridge.cleanup_ctx.append(self._line)
        self._emulator_port = await self._serve(self._emulator.app())
        self._bridge_port = await self._serve(bridge)

    async def _serve(self, app: web.Application) -> int:
        # A long poll that the bot gives up must end at the emulator too.
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._runners.append(runner)
        return int(runner.addresses[0][1])

    async def _stop(self) -> None:
        for runner in reversed(self._runners):
            await runner.cleanup()

    async def _line(self, _: web.Application) -> Any:
        async with ClientSession() as self._session:
            yield

    async def _pass_on(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method in _UNKNOWN_METHODS:
            return web.json_response({"ok": True, "result": True})
        sent = await request.json() if request.can_read_body else {}
        fields = {name: value for name, value in sent.items() if name != _UNKNOWN_OPTION}
        status, answer = await self._ask_emulator(request.path, fields)
        if method == "getMe":
            answer["result"]["username"] = _USERNAME
        with self._happened:
            self.calls.append(Call(method, fields, answer))
            self._happened.notify_all()
        return web.json_response(answer, status=status)

    async def _ask_emulator(self, path: str, fields: Json) -> tuple[int, Json]:
        """A poll that the bot gave up counts for a moment as a second one, which Telegram would not refuse."""
        for _ in range(50):
            async with self._session.post(f"http://127.0.0.1:{self._emulator_port}{path}", json=fields) as response:
                status, answer = response.status, await response.json()
            if status != HTTPStatus.CONFLICT:
                break
            await asyncio.sleep(0.02)
        return status, answer
