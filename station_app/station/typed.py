"""A code that was typed at the kiosk, as a presentation at the kiosk's door."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from station_app.core.events import Known, Presented, Unknown
from station_app.core.model import House, StationState
from station_app.core.offers.entry_code import CODE
from station_app.core.offers.offering import offered
from station_app.station.stamp import Stamp
from station_app.store.rows import uuid7
from station_app.wire import Ask

_KEPT: Final = 32


class TypedCodes:
    """Takes each touch once, whatever is touched twice."""

    def __init__(self, judge: Callable[[str, int], Known | Unknown], stamp: Stamp) -> None:
        """`judge`: what is known of the digits at a wall time in ms."""
        self._judge = judge
        self._stamp = stamp
        self._heard: deque[str] = deque(maxlen=_KEPT)

    def presented(self, ask: Ask, state: StationState) -> Presented | None:
        """What is presented; None for what is none, for a second touch, and where codes are not offered."""
        reader = _reader(state.house)
        if ask.offer != CODE or CODE not in offered(state) or not ask.digits or not reader or ask.id in self._heard:
            return None
        self._heard.append(ask.id)
        at = self._stamp.now()
        finding = self._judge(ask.digits, self._stamp.trusted_wall_ms())
        return Presented(at=at, id=uuid7(at.wall_ms), reader=reader, credential="code", finding=finding)


def _reader(house: House) -> str:
    """The one that stands beside the kiosk: of its door, or without doors of its zone; empty for none."""
    door = next(iter(house.doors.values()), None)
    readers = house.zones[house.kiosk_zone].readers if door is None else door.readers
    return readers[0] if readers else ""
