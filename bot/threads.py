"""Long work beside the loop, which a stopping process does not wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

_Value = TypeVar("_Value")


async def in_thread(work: Callable[[], _Value]) -> _Value:
    """What `work` returns or raises. Unlike `asyncio.to_thread`, whoever is cancelled leaves it behind: the end of
    the process ends it, so it must be work that can stop anywhere."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[_Value] = loop.create_future()

    def settle(value: _Value | None, error: BaseException | None) -> None:
        if result.done():
            return
        if error is not None:
            result.set_exception(error)
        else:
            result.set_result(value)  # type: ignore[arg-type]

    def run() -> None:
        value, error = None, None
        try:
            value = work()
        except BaseException as raised:
            error = raised
        try:
            loop.call_soon_threadsafe(settle, value, error)
        except RuntimeError:
            # The loop is closed: nobody waits any longer.
            return

    threading.Thread(target=run, daemon=True).start()
    return await result
