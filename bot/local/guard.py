"""Who may talk to the server: programs on this machine and its own page, not other web pages.

The Host check defeats DNS rebinding (a foreign name made to point at 127.0.0.1); the Origin and
Sec-Fetch-Site checks defeat pages of other sites that post to this address from a visitor's browser.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.local.refusal import RefusedError

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HOSTS = frozenset({"127.0.0.1", "localhost"})
_CLOSE = frozenset({"same-origin", "none"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@web.middleware
async def guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Refuses with 403 whoever may not, and sends the page out with what a browser must not do with it."""
    if not _may_talk(request):
        return web.json_response(RefusedError(403, "Forbidden: only this machine's own page").envelope(), status=403)
    return await handler(request)


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Adds the browser's instructions to whatever the page is made of; the Bot API needs none."""
    if not request.path.startswith("/bot"):
        response.headers.update(_HEADERS)


def _may_talk(request: web.Request) -> bool:
    host = request.headers.get("Host", "")
    if host.rpartition(":")[0] not in _HOSTS and host not in _HOSTS:
        return False
    if request.headers.get("Origin", f"http://{host}") != f"http://{host}":
        return False
    return request.headers.get("Sec-Fetch-Site", "none") in _CLOSE or _is_visit(request)


def _is_visit(request: web.Request) -> bool:
    """Following a link from another site to the page is no attack."""
    return request.method == "GET" and request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"
