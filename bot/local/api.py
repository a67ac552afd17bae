"""The Bot API over HTTP: `/bot<token>/<method>` in, Telegram's JSON envelope out."""

from __future__ import annotations

import asyncio
import hmac
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.local.faults import Fault, Faults
from bot.local.messages import Messages
from bot.local.params import Params, read_params
from bot.local.polling import Polling
from bot.local.refusal import RefusedError
from bot.local.state import State
from bot.local.webhook import Webhook

Method = Callable[[Params], Awaitable[Any]]

_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Api:
    """The methods this server knows, by their names in lower case (Telegram's are not case-sensitive)."""

    def __init__(self, state: State, token: str, faults: Faults) -> None:
        self._state = state
        self._token = token.encode()
        self._faults = faults
        self.polling = Polling(state)
        self.webhook = Webhook(state)
        self.calls: Counter[str] = Counter()
        self._methods = {name.lower(): (name, method) for name, method in self._table().items()}

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/bot{token}/{method}", self._handle)]

    def _table(self) -> Mapping[str, Method]:
        messages, profile = Messages(self._state), self._state.profile
        at_once: Mapping[str, Callable[[Params], Any]] = {
            "getMe": lambda _: profile.me,
            "sendMessage": messages.send,
            "editMessageText": messages.edit_text,
            "editMessageReplyMarkup": messages.edit_markup,
            "deleteMessage": messages.delete,
            "sendChatAction": messages.act,
            "answerCallbackQuery": messages.answer_query,
            "getMyCommands": profile.get_commands,
            "setMyCommands": self._announcing(profile.set_commands),
            "deleteMyCommands": self._announcing(profile.delete_commands),
            "setMyName": self._announcing(lambda params: profile.set_text("name", params)),
            "setMyDescription": self._announcing(lambda params: profile.set_text("description", params)),
            "setMyShortDescription": self._announcing(lambda params: profile.set_text("short_description", params)),
            "getWebhookInfo": lambda _: self.webhook.info(),
        }
        return {
            **{name: _awaitable(method) for name, method in at_once.items()},
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self.webhook.delete,
        }

    async def _get_updates(self, params: Params) -> Any:
        if self.webhook.url:
            raise RefusedError(409, f"Conflict: {_WEBHOOK_ACTIVE}")
        return await self.polling.get_updates(params)

    async def _set_webhook(self, params: Params) -> Any:
        result = await self.webhook.set(params)
        if self.webhook.url:
            self.polling.interrupt("terminated by setWebhook request")
        return result

    def _announcing(self, method: Callable[[Params], bool]) -> Callable[[Params], bool]:
        """What changes the bot's menu or texts is told to every open page."""

        def announced(params: Params) -> bool:
            result = method(params)
            for chat in self._state.chats:
                chat.publish("profile")
            return result

        return announced

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if not hmac.compare_digest(request.match_info["token"].encode(), self._token):
            return _answer(RefusedError(401, "Unauthorized"))
        known = self._methods.get(request.match_info["method"].lower())
        if known is None:
            return _answer(RefusedError(404, "Not Found: method not found"))
        name, method = known
        self.calls[name] += 1
        fault = self._faults.next(name)
        if fault is None:
            return await _carry_out(request, method)
        return await self._misbehave(request, method, fault)

    async def _misbehave(self, request: web.Request, method: Method, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.delay_ms / 1000)
        if fault.drop == "before":
            await request.read()  # closing on unread bytes would reset the connection on some runs, end it on others
            return _hang_up(request)
        if fault.error is not None:
            return _failure(fault)
        response = await _carry_out(request, method)
        return response if fault.drop is None else _hang_up(request)


def _awaitable(method: Callable[[Params], Any]) -> Method:
    async def call(params: Params) -> Any:
        return method(params)

    return call


async def _carry_out(request: web.Request, method: Method) -> web.Response:
    try:
        return web.json_response({"ok": True, "result": await method(await read_params(request))})
    except RefusedError as refusal:
        return _answer(refusal)


def _answer(refusal: RefusedError) -> web.Response:
    return web.json_response(refusal.envelope(), status=refusal.code)


def _failure(fault: Fault) -> web.Response:
    """What Telegram's front answers: JSON when the API itself fails, a bare page when nothing stands behind it."""
    if fault.error == 429:
        wait = fault.retry_after
        return _answer(RefusedError(429, f"Too Many Requests: retry after {wait}", retry_after=wait))
    if fault.error == 500:
        return _answer(RefusedError(500, "Internal Server Error"))
    status = fault.error or 502
    page = f"<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>"
    return web.Response(status=status, text=page, content_type="text/html")


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    return web.Response()
