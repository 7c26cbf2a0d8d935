"""Tells the hub how the station is: soon after something changes, and every minute. What is not told is never made up
for: the next time brings the newest. The journal's way and the door wait for none of this."""

from __future__ import annotations

import asyncio
import random
from typing import Final, Protocol

import msgspec

from hardware.clock import Clock
from station_app.upstream.faults import HubFault
from station_app.upstream.rest import rested
from station_app.upstream.vitals_message import Noted, Vitals

SETTLE_SECONDS: Final = 1.0
"""So long after a change is waited: the door has its work done by then, and what follows is told with it."""
LEAST_SECONDS: Final = 2.0
"""Never more often."""
EVERY_SECONDS: Final = 60.0
LONGEST_WAIT_SECONDS: Final = 60.0


class Hub(Protocol):
    """What is needed of the client."""

    async def vitals(self, told: Vitals) -> Noted:
        """Send; HubFault when it is not known to have arrived."""
        ...


class Gather(Protocol):
    """Looks at the station; never raises."""

    async def __call__(self, *, whole: bool) -> Vitals:
        """How the station is; `whole`: what has to be read from the disk is read anew, too."""
        ...


class VitalsSender:
    """Tells for as long as it runs."""

    def __init__(self, gather: Gather, hub: Hub, clock: Clock) -> None:
        self._gather = gather
        self._hub = hub
        self._clock = clock
        self._wake = asyncio.Event()
        self._told: Vitals | None = None

    def wake(self) -> None:
        """Say that something may have changed; from the loop's own thread."""
        self._wake.set()

    async def run(self) -> None:
        """Tell until cancelled; faults are waited out and nowhere told: the pusher says that the hub is away."""
        wait, due = LEAST_SECONDS, float("-inf")
        while True:
            self._wake.clear()
            began = self._clock.monotonic()
            whole = began >= due
            told = await self._gather(whole=whole)
            if whole or self._told is None or _moved(self._told, told):
                try:
                    await self._hub.vitals(told)
                except HubFault:
                    # Half to whole: a thousand stations that lost the same hub must not come back in step.
                    await self._clock.sleep(wait * random.uniform(0.5, 1.0))
                    wait, due = min(wait * 2, LONGEST_WAIT_SECONDS), float("-inf")
                    continue
                self._told, wait = told, LEAST_SECONDS
                due = began + EVERY_SECONDS if whole else due
            await self._clock.sleep(LEAST_SECONDS)
            if await rested(self._clock, max(0.0, due - self._clock.monotonic()), self._wake):
                await self._clock.sleep(SETTLE_SECONDS)


def _moved(before: Vitals, now: Vitals) -> bool:
    """Whether the two differ in more than what moves by itself."""
    return _still(before) != _still(now)


def _still(told: Vitals) -> Vitals:
    zones = tuple(_change(zone, temperature=_whole(zone.temperature)) for zone in told.zones)
    return _change(told, mono_ms=0, wall_ms=0, backlog=0, oldest_unsent_ms=None, zones=zones)


def _whole(temperature: float | None) -> float | None:
    return None if temperature is None else round(temperature)


_change = msgspec.structs.replace
