"""Webhook: updates pushed to the bot one after the other, each until it is taken.

Only http on loopback is accepted as an address: this server never reaches further.
"""

from __future__ import annotations

import asyncio
import re
import time

import aiohttp
from yarl import URL

from bot.local.params import Params
from bot.local.refusal import Json, bad_request
from bot.local.state import State

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_ANSWER_WITHIN = aiohttp.ClientTimeout(total=60)
_FIRST_DELAY = 0.05
_LONGEST_DELAY = 1.0


class Webhook:
    def __init__(self, state: State) -> None:
        self._state = state
        self._secret = ""
        self._most_connections = 40
        self._last_error: tuple[int, str] | None = None
        self._pushing: asyncio.Task[None] | None = None
        self.url = ""

    async def set(self, params: Params) -> bool:
        """Starts pushing to `url`; an empty one is as good as `delete`."""
        url, secret = params.text("url"), params.text("secret_token")
        if not url:
            return await self.delete(params)
        _check_address(url)
        if not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        await self.stop()
        self._accept(params)
        self.url, self._secret, self._last_error = url, secret, None
        self._most_connections = params.integer("max_connections") or 40
        self._pushing = asyncio.create_task(self._push())
        return True

    async def delete(self, params: Params) -> bool:
        await self.stop()
        self._accept(params)
        self.url, self._last_error = "", None
        return True

    def info(self) -> Json:
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._state.updates),
        }
        if self.url:
            info["max_connections"] = self._most_connections
        if self._last_error is not None:
            info["last_error_date"], info["last_error_message"] = self._last_error
        if self._state.updates.allowed:
            info["allowed_updates"] = list(self._state.updates.allowed)
        return info

    async def stop(self) -> None:
        """Stops pushing; the address stays, so that `resume` can go on."""
        if self._pushing is not None:
            self._pushing.cancel()
            await asyncio.wait([self._pushing])
            self._pushing = None

    def resume(self) -> None:
        if self.url and self._pushing is None:
            self._pushing = asyncio.create_task(self._push())

    def _accept(self, params: Params) -> None:
        self._state.updates.allow(params.structure("allowed_updates"))
        if params.flag("drop_pending_updates"):
            self._state.updates.clear()

    async def _push(self) -> None:
        updates = self._state.updates
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        async with aiohttp.ClientSession(timeout=_ANSWER_WITHIN, headers=headers) as session:
            delay = _FIRST_DELAY
            while True:
                if not updates:
                    await updates.arrival()
                    continue
                update = updates.first(1)[0]
                problem = await self._problem_with(session, update.body)
                if problem is None:
                    updates.acknowledge(update.id + 1)
                    self._state.mark_fetched([update])
                    delay = _FIRST_DELAY
                else:
                    self._last_error = (int(time.time()), problem)
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, _LONGEST_DELAY)

    async def _problem_with(self, session: aiohttp.ClientSession, body: Json) -> str | None:
        """Why the bot did not take an update; None when it did."""
        try:
            async with session.post(self.url, json=body, allow_redirects=False) as response:
                if 200 <= response.status < 300:
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Connection reset by peer"


def _check_address(url: str) -> None:
    try:
        address = URL(url)
    except ValueError:
        raise bad_request("bad webhook: invalid webhook URL specified") from None
    if not address.host:
        raise bad_request("bad webhook: invalid webhook URL specified")
    if address.scheme != "http" or address.host not in _LOOPBACK:
        raise bad_request("bad webhook: this local server pushes to http://127.0.0.1 or http://localhost only")
