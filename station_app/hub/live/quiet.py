"""For which stations nothing is there: remembered from a look at the database until somebody rings.

Thousands of stations ask twice a minute each, and hardly ever is anything there. All of it runs in one event loop.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from station_app.upstream.feed_messages import FeedAnswer

MOST: Final = 20_000
"""Stations that are remembered, some 2 KB each."""


class Quiet:
    """Station and cursor -> the answer that nothing is there."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._of: dict[str, tuple[str, FeedAnswer]] = {}
        self.rings = 0
        """Heard so far, whoever they were for."""

    @property
    def stations(self) -> Iterable[str]:
        """For which nothing is there."""
        return tuple(self._of)

    def answer(self, station: str, after: str) -> FeedAnswer | None:
        """What was answered to this cursor when nothing was there; None where the database has to be asked."""
        cursor, answer = self._of.get(station, ("", None))
        return answer if cursor == after else None

    def note(self, station: str, after: str, answer: FeedAnswer, rings: int) -> None:
        """Nothing was there for this cursor in a look that began after so many rings."""
        if rings != self.rings:  # one came while the database was asked, and its matter may have been missed
            return
        if len(self._of) >= self._most and station not in self._of:
            del self._of[next(iter(self._of))]
        self._of[station] = (after, answer)

    def ring(self, station: str) -> None:
        """Something may be there for this station."""
        self.rings += 1
        self._of.pop(station, None)
