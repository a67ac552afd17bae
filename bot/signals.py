"""SIGTERM and SIGINT: one asks for a clean stop, any further one changes nothing."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


async def until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Runs the work; the first signal cancels it, and its way out is then waited for.

    Ordinary handlers, unlike the loop's, outlive the loop: a signal in the last moment is no crash either.
    """
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    is_stopping = False

    def stop(*_: object) -> None:
        nonlocal is_stopping
        if not is_stopping:
            is_stopping = True
            loop.call_soon_threadsafe(task.cancel)

    for number in _SIGNALS:
        signal.signal(number, stop)
    await asyncio.wait([task])
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if not task.cancelled():
        task.result()
