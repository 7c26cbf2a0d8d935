"""Ways of waiting that lose neither a byte nor a bug."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from hardware.clock import Clock
from hardware.errors import DeviceFault, LinkLost
from hardware.links import Link


class Pieces:
    """Reads a link with a time limit. A piece that arrives just at the limit is kept for the next call."""

    def __init__(self, link: Link, clock: Clock) -> None:
        self._link = link
        self._clock = clock
        self._reading: asyncio.Task[bytearray] | None = None

    async def next(self, within: float | None = None) -> bytearray | None:
        """The next piece, or None when `within` seconds have passed without one. Raises LinkLost."""
        if self._reading is None:
            if within is None:
                return await self._link.read()
            self._reading = asyncio.ensure_future(self._link.read())
        reading = self._reading
        await self._wait(reading, within)
        if not reading.done():
            return None
        self._reading = None
        if reading.cancelled():
            raise LinkLost("the port was closed while it was being read")
        return reading.result()

    def discard(self) -> None:
        """Overwrite and forget what has arrived and was not read. A loss of the link is kept for the next read."""
        self._link.discard()
        reading = self._reading
        if reading is not None and reading.done() and reading.exception() is None:
            piece = reading.result()
            piece[:] = bytes(len(piece))  # it may be a card's
            self._reading = None

    def close(self) -> None:
        """Stop reading; the link itself stays as it is."""
        reading, self._reading = self._reading, None
        if reading is not None and not reading.cancel() and not reading.cancelled():
            reading.exception()  # a loss that came after the last read is of no interest any more

    async def _wait(self, reading: asyncio.Task[bytearray], within: float | None) -> None:
        limit = None if within is None else asyncio.ensure_future(self._clock.sleep(within))
        try:
            await asyncio.wait([reading] if limit is None else [reading, limit], return_when=asyncio.FIRST_COMPLETED)
        finally:
            if limit is not None:
                limit.cancel()


async def happens(event: asyncio.Event, clock: Clock, within: float | None) -> bool:
    """Wait for `event`, at most `within` seconds (None: for ever); True when it was set."""
    if within is None:
        return await event.wait()
    waiting = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(clock.sleep(within))]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
    return event.is_set()


async def side_by_side(*loops: Coroutine[Any, Any, None]) -> None:
    """Run endless loops together until one fails; the others end and its failure is raised, a bug before a fault."""
    tasks = [asyncio.ensure_future(loop) for loop in loops]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    failures = [end for end in ends if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError)]
    for failure in sorted(failures, key=lambda failure: isinstance(failure, DeviceFault)):
        raise failure
