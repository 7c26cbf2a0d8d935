"""The one clock: wall time, monotonic time, and waiting. Everything that waits is given one by whoever builds it."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import Protocol


class Clock(Protocol):
    """What the rest of the program may know of time."""

    def wall(self) -> float:
        """Seconds since 1970-01-01 UTC, as the machine believes it; may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds since some start; never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait until `seconds` of monotonic time have passed."""
        ...


class SystemClock:
    """The machine's own clock."""

    def wall(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since the machine started."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the running asyncio loop."""
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that a test moves by hand: nothing passes until `advance` is called."""

    def __init__(self, wall: float = 1_767_225_600.0, monotonic: float = 100.0) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def wall(self) -> float:
        """Seconds since 1970-01-01 UTC; starts at 2026-01-01 00:00 UTC unless told."""
        return self._wall

    def monotonic(self) -> float:
        """Seconds; starts at 100."""
        return self._monotonic

    def set_wall(self, wall: float) -> None:
        """Let the wall clock jump, as a dead battery or a time server does."""
        self._wall = wall

    async def sleep(self, seconds: float) -> None:
        """Wait until `advance` has moved the clock far enough."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._order), done))
        await done

    async def advance(self, seconds: float, settle: Callable[[], Awaitable[None]] | None = None) -> None:
        """Move time, waking each sleeper at its own moment; `settle` runs until the program is quiet again."""
        quiet = settle or settle_loop
        await quiet()
        until = self._monotonic + seconds
        while self._sleepers and self._sleepers[0][0] <= until:
            due, _, done = heapq.heappop(self._sleepers)
            self._move_to(max(due, self._monotonic))
            if not done.done():  # else the sleeper was cancelled, and nothing happens now
                done.set_result(None)
                await quiet()
        self._move_to(until)
        await quiet()

    def _move_to(self, monotonic: float) -> None:
        self._wall += monotonic - self._monotonic
        self._monotonic = monotonic


async def settle_loop(turns: int = 40) -> None:
    """Give every ready task of the loop its turns."""
    for _ in range(turns):
        await asyncio.sleep(0)
