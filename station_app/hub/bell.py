"""Wakes the requests of stations that wait for something to be handed to them.

One process, one bell. On PostgreSQL a ring is told to every other worker (`postgres.listening`); one that is not heard
is found at the next look, LOOK_SECONDS later.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, TypeVar

from django.db import connection

from station_app.hub.live import rings

T = TypeVar("T")

HOLDS: Final = 64
"""Requests that may wait at once; each keeps a thread. Whoever comes after them is told to ask again soon."""
LOOK_SECONDS: Final = 2.0


class Bell:
    """Rings for one station; whoever waits for it looks again."""

    def __init__(self, holds: int = HOLDS) -> None:
        self.holds = holds
        self._rung: Counter[str] = Counter()
        self._newest: dict[str, object] = {}
        self._changed = threading.Condition()

    def ring(self, station: str) -> None:
        """Something for this station is there."""
        with self._changed:
            if station in self._newest:
                self._rung[station] += 1
                self._changed.notify_all()

    def ring_all(self) -> None:
        """Something may be there for any station."""
        with self._changed:
            for station in self._newest:
                self._rung[station] += 1
            self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """Requests that wait now."""
        return len(self._newest)

    def wait(self, station: str, look: Callable[[], T | None], seconds: float) -> tuple[T | None, bool]:
        """Look until something is there or the time is over; also whether there was room to wait at all.

        A newer request of the same station ends an older one, whose line is most likely dead.
        """
        with self._held(station) as mine:
            if mine is None:
                return look(), False
            deadline = time.monotonic() + seconds
            while True:
                rung = self._rung[station]
                found = look()
                left = deadline - time.monotonic()
                if found is not None or left <= 0:
                    return found, True
                with self._changed:
                    self._changed.wait_for(
                        lambda rung=rung: self._rung[station] != rung or self._newest.get(station) is not mine,
                        min(left, LOOK_SECONDS),
                    )
                    if self._newest.get(station) is not mine:
                        return None, True

    @contextmanager
    def _held(self, station: str) -> Generator[object | None]:
        mine = object()
        with self._changed:
            if len(self._newest) >= self.holds and station not in self._newest:
                mine = None
            else:
                self._newest[station] = mine
                self._changed.notify_all()
        try:
            yield mine
        finally:
            with self._changed:
                if mine is not None and self._newest.get(station) is mine:
                    del self._newest[station]
                    self._rung.pop(station, None)


BELL: Final = Bell()
"""This process's."""


def ring(*stations: str) -> None:
    """Something for these stations is there: said to this machine and, on PostgreSQL, to every other worker."""
    for station in stations:
        BELL.ring(station)
    rings.feed(stations)
    if connection.vendor == "postgresql":
        from station_app.hub.postgres import listening

        listening.ring(stations)
