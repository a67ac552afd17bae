"""One call's parameters, however the client encoded them: query, form, multipart or JSON body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.local.refusal import bad_request


class Params:
    """Reads typed values out of strings and JSON values alike; an absent and an empty parameter are the same."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        value = self._values.get(name)
        if value is None or isinstance(value, (dict, list)):
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str) -> int | None:
        value = self.text(name)
        try:
            return int(value) if value else None
        except ValueError:
            raise bad_request(f'field "{name}" must be a valid Number') from None

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "yes", "1")

    def structure(self, name: str) -> Any:
        """A nested value, decoded when it came as a JSON string; None when absent."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None


async def read_params(request: web.Request) -> Params:
    """Query and body together, as Telegram takes them; the body wins."""
    if not request.can_read_body:
        return Params(request.query)
    if request.content_type == "application/json":
        body = await _json_object(request)
    else:
        body = dict(await request.post())
    return Params({**request.query, **body} if request.query else body)


async def _json_object(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("JSON object expected as the request's body")
    return body
