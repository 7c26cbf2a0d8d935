"""Whose turn it is on one wire: one exchange at a time, the most urgent first, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Final, Literal

from hardware.clock import Clock

Errand = Literal["command", "sample", "measurement"]

_PATIENCE: Final[dict[Errand, float]] = {"command": 0.0, "sample": 0.03, "measurement": 1.0}
"""Seconds that an errand lets later ones go first. A burst of commands must not hide a short press on a button."""


class Turns:
    """Shared by all who use one wire: devices on one RS-485 pair, or the commands and samples of one device."""

    def __init__(self, clock: Clock, units: Iterable[int] = ()) -> None:
        """`units` are the unit numbers of all devices on the wire, where there are several."""
        self.units = frozenset(units)
        self.heard_at = -math.inf
        """Monotonic seconds of the last byte that came over the wire, from whomever."""
        self.clock = clock
        self._order = itertools.count()
        self._taken = False
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []

    @property
    def shared(self) -> bool:
        """True where several devices use the wire."""
        return len(self.units) > 1

    @asynccontextmanager
    async def take(self, errand: Errand) -> AsyncGenerator[None, None]:
        """The wire, as soon as the exchange under way is over and nothing more urgent waits."""
        await self._wait(errand)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, errand: Errand) -> None:
        if not self._taken:
            self._taken = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        due = self.clock.monotonic() + _PATIENCE[errand]
        heapq.heappush(self._waiting, (due, next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()  # the turn came just as whoever waited was told to stop
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)  # the wire stays taken, by the next one now
                return
        self._taken = False
