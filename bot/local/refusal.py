"""What the Bot API answers instead of a result."""

from __future__ import annotations

from typing import Any

from index.errors import BulletinError

Json = dict[str, Any]


class RefusedError(BulletinError):
    """A call that was not carried out; `description` is in Telegram's own words, which clients match on.

    `parameters` is the envelope's `ResponseParameters` (`retry_after`), empty most of the time.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def envelope(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> RefusedError:
    """The commonest refusal: `reason` starts in lower case, as Telegram writes it."""
    return RefusedError(400, f"Bad Request: {reason}")
