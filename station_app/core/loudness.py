"""How loud the kiosk speaks: by the hour, and louder where it must be heard."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.core.instant import Instant
from station_app.core.model import Screen

LOUDEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """Volumes from 0 (silent) to 100, and when it is night, in minutes of the local day."""

    day: int = 90
    night: int = 50
    night_from: int = 22 * 60
    night_until: int = 6 * 60

    @property
    def silent(self) -> bool:
        """Nothing is ever played."""
        return not self.day and not self.night


def volume(loudness: Loudness, screen: Screen, at: Instant) -> int:
    """The volume of what is said at a moment. A station that is silent by its config stays so."""
    if loudness.silent:
        return 0
    if screen.moment == "evacuation" or (screen.moment == "wellbeing" and screen.reason):
        return LOUDEST
    return loudness.night if _is_night(loudness, at) else loudness.day


def _is_night(loudness: Loudness, at: Instant) -> bool:
    """A clock that knows no time knows no night."""
    begin, end, minute = loudness.night_from, loudness.night_until, at.local_minute % 1440
    if at.clock == "unknown" or begin == end:
        return False
    return begin <= minute < end if begin < end else minute >= begin or minute < end
