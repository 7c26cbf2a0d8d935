"""What the self-test hears: each reading of a device and each event that the rules have answered.

While somebody lays cards on a reader for the test, that reader's readings come here and go no further: nobody's number
becomes a pseudonym, and nothing of it is recorded.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

from hardware.clock import Clock
from hardware.devices.readings import (
    CardForgotten,
    CardLifted,
    CardRead,
    CardSeen,
    CardUnreadable,
    CodeRead,
    CodeUnreadable,
    Measured,
    Reading,
    TagLifted,
    TagRead,
    TagUnreadable,
)
from hardware.devices.waiting import happens
from station_app.core.events import Event

Heard = Reading | Event

PRESENTED: Final = (
    CardSeen,
    CardRead,
    CardUnreadable,
    CardLifted,
    CardForgotten,
    TagRead,
    TagUnreadable,
    TagLifted,
    CodeRead,
    CodeUnreadable,
)
_KEPT: Final = 1000


class Ear:
    """What has been heard since listening began, one thing after the other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: deque[Heard] = deque()
        self._something = asyncio.Event()

    def hear(self, what: Heard) -> None:
        """Add the newest; the oldest of too many is forgotten."""
        if len(self._heard) == _KEPT:
            forget(self._heard.popleft())
        self._heard.append(what)
        self._something.set()

    async def next(self, wanted: Callable[[Heard], bool], within: float) -> Heard | None:
        """The next thing that is wanted; None when none came in time. What came before it is forgotten."""
        until = self._clock.monotonic() + within
        while True:
            while self._heard:
                if wanted(found := self._heard.popleft()):
                    return found
                forget(found)
            left = until - self._clock.monotonic()
            if left <= 0:
                return None
            self._something.clear()
            await happens(self._something, self._clock, left)

    def close(self) -> None:
        """Forget what nobody has asked for."""
        while self._heard:
            forget(self._heard.popleft())

    async def all(self, within: float) -> list[Heard]:
        """Everything of the next seconds."""
        await self._clock.sleep(within)
        found = list(self._heard)
        self._heard.clear()
        return found


class Ears:
    """Hands on what devices and rules say to every check that listens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ears: set[Ear] = set()
        self._diverted: dict[str, Ear] = {}
        self.values: dict[str, dict[str, Measured]] = {}
        """The newest values of each sensor, by quantity."""

    def take(self, reading: Reading) -> bool:
        """Hear a reading; True when it goes no further."""
        if isinstance(reading, Measured):
            self.values.setdefault(reading.device, {})[reading.quantity] = reading
        if isinstance(reading, PRESENTED):
            ear = self._diverted.get(reading.device)
            if ear is not None:
                ear.hear(reading)
            # That a card is gone the rules hear, too: it may be one that lay there before.
            return ear is not None and not isinstance(reading, CardLifted | TagLifted)
        for ear in self._ears:
            ear.hear(reading)
        return False

    def answered(self, event: Event) -> None:
        """Hear an event that the rules have answered and the shell has carried out."""
        for ear in self._ears:
            ear.hear(event)

    @contextmanager
    def listening(self) -> Generator[Ear]:
        """Hear everything but what is presented."""
        ear = Ear(self._clock)
        self._ears.add(ear)
        try:
            yield ear
        finally:
            self._ears.discard(ear)

    @contextmanager
    def presented_at(self, reader: str) -> Generator[Ear]:
        """Take what is presented at a reader; whoever hears a number wipes it."""
        ear = self._diverted[reader] = Ear(self._clock)
        try:
            yield ear
        finally:
            del self._diverted[reader]
            ear.close()


def forget(reading: Heard | None) -> None:
    """Wipe the number that a reading carries."""
    if isinstance(reading, CardRead):
        reading.number.wipe()
    if isinstance(reading, TagRead):
        reading.uid.wipe()
