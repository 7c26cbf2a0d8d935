"""Who waits in the live process, and what wakes them. All of it runs in one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Final

HOLDS: Final = 20_000
"""Stations whose requests may wait at once; the system's limit of open files may allow fewer."""


class Hold:
    """One request that waits."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.over = False
        """A newer request of the same station has come, or the process ends: nobody hears this one any more."""

    def ring(self) -> None:
        """Something may be there."""
        self._rung.set()

    def end(self) -> None:
        """It waits no longer."""
        self.over = True
        self._rung.set()

    async def rung(self, seconds: float) -> bool:
        """Wait for a ring since the last one was heard; False when the time is over."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Holds:
    """The requests that wait, one a station: a newer one ends an older one, whose line is most likely dead."""

    def __init__(self, most: int = HOLDS) -> None:
        self.most = most
        self._of: dict[str, Hold] = {}

    def __len__(self) -> int:
        return len(self._of)

    @property
    def stations(self) -> Iterable[str]:
        """Whose requests wait."""
        return tuple(self._of)

    def ring(self, station: str) -> None:
        """Something is there for this station."""
        if (hold := self._of.get(station)) is not None:
            hold.ring()

    def end(self) -> None:
        """Let everybody go."""
        for hold in self._of.values():
            hold.end()

    @contextmanager
    def held(self, station: str) -> Generator[Hold | None]:
        """A place to wait in; None where there is no room."""
        older = self._of.get(station)
        if older is None and len(self._of) >= self.most:
            yield None
            return
        if older is not None:
            older.end()
        mine = self._of[station] = Hold()
        try:
            yield mine
        finally:
            if self._of.get(station) is mine:
                del self._of[station]
