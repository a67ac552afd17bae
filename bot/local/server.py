"""The server: its parts put together, started and stopped."""

from __future__ import annotations

from aiohttp import web

from bot.local.api import Api
from bot.local.control import Control
from bot.local.faults import Faults
from bot.local.guard import guard, protect
from bot.local.page_api import PageApi
from bot.local.people import People
from bot.local.profile import Profile
from bot.local.state import State

_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_STOP_WITHIN = 2.0


class LocalServer:
    """A Bot API server on loopback for one bot, with a chat page at its root.

    `control=True` adds the tests' routes. Everything it knows stays in memory and survives `stop`, so that
    the same server can be started again. `start` raises OSError when the port is taken.
    """

    def __init__(
        self,
        port: int = 8080,
        host: str = "127.0.0.1",
        token: str = "1:local",
        *,
        name: str = "Bulletin",
        username: str = "bulletin_local_bot",
        control: bool = False,
    ) -> None:
        if host not in _LOOPBACK:
            raise ValueError(f"the local server listens on loopback only, not on {host!r}")
        number = token.partition(":")[0]
        self.state = State(Profile(int(number) if number.isdecimal() else 1, name, username))
        self.people = People(self.state)
        self.faults = Faults()
        self.token = token
        self.host = host
        self.port = port
        self._api = Api(self.state, token, self.faults)
        self._page = PageApi(self.state, self.people)
        self._control = Control(self.state.chats, self.people, self.faults) if control else None
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def calls(self) -> dict[str, int]:
        """How many times each Bot API method was called, refused calls included."""
        return dict(self._api.calls)

    async def start(self) -> None:
        """Listens; with port 0, `port` is the free one that was found, and is kept."""
        app = web.Application(middlewares=[guard])
        app.on_response_prepare.append(protect)
        app.add_routes([*self._api.routes(), *self._page.routes()])
        if self._control is not None:
            app.add_routes(self._control.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOP_WITHIN)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.port = runner.addresses[0][1]
        self._api.webhook.resume()

    async def stop(self) -> None:
        """Closes the port; whoever waits is let go at once."""
        runner, self._runner = self._runner, None
        if runner is None:
            return
        await self._api.webhook.stop()
        self._api.polling.release()
        self._page.close()
        await runner.cleanup()
