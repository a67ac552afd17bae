"""Told to misbehave: the next calls of a method fail, hang up or take their time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Drop = Literal["before", "after"]


@dataclass(slots=True)
class Fault:
    """What happens to the next `count` calls of `method` (`*`: of any method; count 0: until cleared).

    `error` is the HTTP status to answer with instead of carrying the call out, 429 with `retry_after`
    seconds. `drop` closes the connection without an answer, `before` or `after` the call is carried out.
    `delay_ms` comes first, alone or with one of the others.
    """

    method: str = "*"
    count: int = 1
    error: int | None = None
    retry_after: int = 1
    drop: Drop | None = None
    delay_ms: int = 0


class Faults:
    """The orders still open; the oldest that fits a call is spent on it."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def order(self, **wishes: Any) -> None:
        """Adds a `Fault` from its fields; a wish that is not one of them is a TypeError."""
        fault = Fault(**wishes)
        if fault.error is None and fault.drop is None and not fault.delay_ms:
            raise TypeError("a fault needs an error, a drop or a delay_ms")
        self._orders.append(fault)

    def order_from(self, wishes: Mapping[str, Any]) -> None:
        """The same from a decoded JSON object."""
        self.order(**{str(name): value for name, value in wishes.items()})

    def clear(self) -> None:
        self._orders.clear()

    @property
    def remaining(self) -> int:
        """How many calls are still to fail, apart from those ordered without end."""
        return sum(fault.count for fault in self._orders)

    def next(self, method: str) -> Fault | None:
        for fault in self._orders:
            if fault.method in ("*", method):
                if fault.count == 1:
                    self._orders.remove(fault)
                elif fault.count:
                    fault.count -= 1
                return fault
        return None
