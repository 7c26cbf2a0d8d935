"""Moments as people say them: today 14:05, yesterday, the 3rd; and how long ago that is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Local(NamedTuple):
    """What the clock at this place says now."""

    now: datetime = _EPOCH
    """Turned by the offset already."""
    offset_minutes: int = 480

    @property
    def wall_ms(self) -> int:
        """This moment as wall time, in milliseconds."""
        return (self.now - _EPOCH) // timedelta(milliseconds=1) - self.offset_minutes * 60_000

    def at(self, wall_ms: int) -> datetime:
        """A moment by the clock of this place."""
        return _EPOCH + timedelta(milliseconds=wall_ms, minutes=self.offset_minutes)

    def said(self, wall_ms: int, text: Mapping[str, str]) -> str:
        """A moment as it is said, with `any.time.…` of the offers' texts."""
        at = self.at(wall_ms)
        days = (self.now.date() - at.date()).days
        key = "any.time.today" if days == 0 else "any.time.yesterday" if days == 1 else "any.time.day"
        return text.get(key, "").format(month=at.month, day=at.day, time=f"{at:%H:%M}")

    def day(self, wall_ms: int, text: Mapping[str, str]) -> str:
        """Its day alone."""
        at = self.at(wall_ms)
        return text.get("any.time.date", "").format(month=at.month, day=at.day)

    def minutes_since(self, wall_ms: int) -> int:
        """Whole minutes from then to now; 0 for a moment to come."""
        return max(0, (self.now - self.at(wall_ms)) // timedelta(minutes=1))
