"""A small Bot API server on loopback, with a chat page: a first try without Telegram, and the tests' double of it.

`server.py` assembles it. State lives in `state.py` and below; `api.py` answers the bot, `page_api.py` the
chat page, `control.py` a test in another process.
"""

from bot.local.server import LocalServer

__all__ = ["LocalServer"]
