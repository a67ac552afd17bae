"""Requests to Telegram over aiohttp, which answers several times as many readers a second as PTB's own httpx does
(python-telegram-bot #4560, encode/httpcore #1035)."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT_SECONDS = 5.0
_READ_SECONDS = 10.0
_JSON = {"Content-Type": "application/json"}

Json = dict[str, Any]


class UnreachableError(NetworkError):
    """There was no connection: nothing was sent."""


class Transport(BaseRequest):
    """One pool of connections to a Bot API server; `use_proxy` heeds the environment's HTTP_PROXY and its like."""

    def __init__(self, connections: int, *, use_proxy: bool = True) -> None:
        self._connections = connections
        self._use_proxy = use_proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return _READ_SECONDS

    async def initialize(self) -> None:
        """Opens the pool, once."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=self._use_proxy,
            )

    async def shutdown(self) -> None:
        """Closes the pool, if it is open."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """PTB's own would log what it cannot read, which may hold a reader's words."""
        try:
            parsed: dict[str, Any] = json.loads(payload)
        except ValueError as error:
            raise TelegramError("the server's answer is not JSON") from error
        return parsed

    async def call(self, url: str, parameters: Mapping[str, object]) -> bool:
        """Calls a method of whose result nobody needs more than that it is there; raises TelegramError.

        The objects that PTB makes of the parameters and of the result take ten times as long as this.
        """
        await self._request_wrapper(url, "POST", cast("RequestData", _encoded(parameters)))
        return True

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | bytes | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Raises TimedOut where Telegram may have taken the request, NetworkError where the line failed, and of these
        UnreachableError where it has not.

        aiohttp knows no time limit for writing alone, and waits for a free connection without one.
        """
        if self._session is None:
            raise RuntimeError("the transport is not initialized")
        limits = aiohttp.ClientTimeout(
            total=None,
            sock_connect=_seconds(connect_timeout, _CONNECT_SECONDS),
            sock_read=_seconds(read_timeout, _READ_SECONDS),
        )
        body = _body(request_data)
        headers = _JSON if isinstance(body, bytes) else None
        try:
            async with self._session.request(method, url, data=body, headers=headers, timeout=limits) as response:
                return response.status, await response.read()
        except aiohttp.ConnectionTimeoutError as error:
            raise UnreachableError(f"no connection within {limits.sock_connect} s") from error
        except aiohttp.ClientConnectorError as error:
            raise UnreachableError(f"{type(error).__name__}: {error}") from error
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error


class Fetching(Transport):
    """For getUpdates: what comes is handed to `keep` before anything else, and so before it can be acknowledged.

    PTB gets the last update's number alone, which is all that it acknowledges them by; it would make objects of the
    rest.
    """

    def __init__(self, keep: Callable[[Sequence[Json]], Awaitable[None]], *, use_proxy: bool = True) -> None:
        super().__init__(1, use_proxy=use_proxy)
        self._keep = keep

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, payload = await super().do_request(*args, **kwargs)
        if status == HTTPStatus.OK:
            updates = self.parse_json_payload(payload).get("result", ())
            await self._keep(updates)
            payload = _encoded({"ok": True, "result": [{"update_id": last["update_id"]} for last in updates[-1:]]})
        return status, payload


def _seconds(given: object, default: float) -> float | None:
    return default if given is BaseRequest.DEFAULT_NONE else cast("float | None", given)


def _encoded(parameters: Mapping[str, object]) -> bytes:
    return json.dumps(parameters).encode()


def _body(data: RequestData | bytes | None) -> bytes | aiohttp.FormData | None:
    """JSON, which is shorter than a form and quicker to make, unless there are files."""
    if data is None or isinstance(data, bytes):
        return data
    if not data.contains_files:
        return _encoded(data.parameters)
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
