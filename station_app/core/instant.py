"""A moment, as the clocks of a station tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

ClockTrust = Literal["trusted", "drifting", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """A moment as the station's clocks tell it."""

    wall_ms: int
    """Milliseconds since 1970-01-01 UTC; may jump."""
    mono_ms: int
    """Milliseconds of the monotonic clock; compares within one `boot` only."""
    boot: str
    """Which run of the machine `mono_ms` belongs to."""
    clock: ClockTrust = "trusted"
    utc_offset_minutes: int = 480
    """Minutes east of UTC at the station."""

    def seconds_since(self, earlier: Instant) -> float:
        """Seconds between two moments, never negative: monotonic within one boot, wall time across boots."""
        if self.boot == earlier.boot:
            return max(0, self.mono_ms - earlier.mono_ms) / 1000
        return max(0, self.wall_ms - earlier.wall_ms) / 1000

    @property
    def local_minute(self) -> int:
        """Minutes of local time since 1970-01-01 00:00; a Thursday."""
        return self.wall_ms // 60_000 + self.utc_offset_minutes

    @property
    def station_day(self) -> int:
        """Days of local time since 1970-01-01; a day turns at 04:00, when hardly anybody comes."""
        return (self.local_minute - DAY_TURNS_AT_HOUR * 60) // 1440

    @property
    def station_year(self) -> int:
        """The calendar year of the station day; a clock gone mad is held within the years that calendars have."""
        return date.fromordinal(min(max(1, _DAWN + self.station_day), date.max.toordinal())).year

    def day_begins_ms(self, station_day: int) -> int:
        """Wall time at which a station day begins, by the offset of this moment."""
        return (station_day * 1440 + DAY_TURNS_AT_HOUR * 60 - self.utc_offset_minutes) * 60_000


_DAWN = date(1970, 1, 1).toordinal()
DAY_TURNS_AT_HOUR = 4
"""Local time: whoever comes before midnight and returns after it is still the same person of the same day and year."""
