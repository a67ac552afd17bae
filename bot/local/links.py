"""Which links Telegram accepts in texts and buttons."""

from __future__ import annotations

import re

_URL = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?:[^/?#@\s]*@)?(?P<host>[^/?#:@\s]*)(?::(?P<port>\d*))?(?P<rest>[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
_SCHEMES = frozenset({"http", "https", "tg", "ton", "tonsite"})


class LinkError(ValueError):
    """Why a link is refused, in Telegram's words."""


def checked_link(url: str) -> str:
    """The link as Telegram keeps it: with a scheme and a path. A host without a dot (`localhost`) is refused."""
    match = _URL.fullmatch(url.strip())
    if match is None:
        raise LinkError("Wrong HTTP URL")
    scheme = (match["scheme"] or "http").lower()
    if scheme not in _SCHEMES:
        raise LinkError("Unsupported URL protocol")
    if scheme not in ("http", "https"):
        return url.strip()
    _check_address(match["host"], match["port"])
    rest = match["rest"] or "/"
    port = f":{match['port']}" if match["port"] else ""
    return f"{scheme}://{match['host'].lower()}{port}{rest if rest.startswith('/') else '/' + rest}"


def _check_address(host: str, port: str | None) -> None:
    if not host:
        raise LinkError("URL host is empty")
    if "." not in host.strip("."):
        raise LinkError("Wrong HTTP URL")
    if port and not 0 < int(port) < 65536:
        raise LinkError("Wrong port number specified in the URL")
