"""python -m bot: answer readers on Telegram or, without a token, on a page of one's own."""

from __future__ import annotations

import os
import signal


def _leave(*_: object) -> None:
    """Nothing has begun yet that would need an end, and an interpreter's own end can be hit by a second signal."""
    os._exit(0)


if __name__ == "__main__":
    # Before the imports that take their time: a signal may come at any moment, and stopping is never an error.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)

    from bot.command import main

    main(prog_name="python -m bot")
