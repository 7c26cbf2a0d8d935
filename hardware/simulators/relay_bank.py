"""The relays of a simulated board: coils that commands move, and contacts that follow unless they are wedged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hardware.clock import Clock

OnRelay = Callable[[int, bool], None]
"""Told the channel, from 1, and its new state when a contact moves."""


class RelayBank:
    """Times its pulses itself: they end even when no cable is plugged in any more."""

    def __init__(self, clock: Clock, count: int) -> None:
        self._clock = clock
        self._coils = [False] * count
        self._contacts = [False] * count
        self._timers: dict[int, asyncio.Task[None]] = {}
        self._wedged = False
        self.on_relay: OnRelay | None = None

    @property
    def coils(self) -> tuple[bool, ...]:
        """What the board believes and tells, relay 1 first."""
        return tuple(self._coils)

    @property
    def contacts(self) -> tuple[bool, ...]:
        """What a wire at the contacts would feel, relay 1 first."""
        return tuple(self._contacts)

    def set(self, channel: int, on: bool) -> None:
        """Switch `channel` (from 1) for good; a running pulse is over."""
        timer = self._timers.pop(channel, None)
        if timer is not None:
            timer.cancel()
        self._coils[channel - 1] = on
        self._follow(channel)

    def pulse(self, channel: int, on: bool, seconds: float) -> None:
        """Switch `channel` for `seconds` and back; a pulse that is running starts anew."""
        self.set(channel, on)
        timer = asyncio.ensure_future(self._fall_back(channel, not on, seconds))
        timer.add_done_callback(_loudly)
        self._timers[channel] = timer

    def fall(self) -> None:
        """The power is gone: every coil lets go."""
        for channel in range(1, len(self._coils) + 1):
            self.set(channel, False)

    def wedge(self, on: bool) -> None:
        """Stick the contacts where they are, or free them to follow their coils again."""
        self._wedged = on
        for channel in range(1, len(self._coils) + 1):
            self._follow(channel)

    async def _fall_back(self, channel: int, on: bool, seconds: float) -> None:
        await self._clock.sleep(seconds)
        del self._timers[channel]
        self._coils[channel - 1] = on
        self._follow(channel)

    def _follow(self, channel: int) -> None:
        on = self._coils[channel - 1]
        if self._wedged or self._contacts[channel - 1] == on:
            return
        self._contacts[channel - 1] = on
        if self.on_relay is not None:
            self.on_relay(channel, on)


def _loudly(timer: asyncio.Task[None]) -> None:
    if not timer.cancelled():
        timer.result()
