"""Codes that no scanner brings: typed at the kiosk, or shown to the hub by a phone that has scanned the kiosk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from station_app.core.events import Known, Presented, Unknown
from station_app.core.model import Credential, House, StationState
from station_app.core.offers.entry_code import CODE
from station_app.core.offers.offering import offered
from station_app.core.offers.phone_door import PHONE
from station_app.station.stamp import Stamp
from station_app.store.rows import uuid7
from station_app.wire import Ask

_KEPT: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """Who knows what a code is worth at a wall time in ms."""

    typed: Callable[[str, int], Known | Unknown]
    phone: Callable[[str, int], tuple[Credential, Known | Unknown]]


class KioskCodes:
    """Makes presentations of them at the kiosk's door, where the rules in force offer that; each comes in once."""

    def __init__(self, judges: Judges, stamp: Stamp) -> None:
        self._judges = judges
        self._stamp = stamp
        self._heard: deque[str] = deque(maxlen=_KEPT)

    def typed(self, ask: Ask, state: StationState) -> Presented | None:
        """What somebody has typed and sent."""
        reader = self._reader(state, CODE, ask.id)
        if not reader or not ask.digits:
            return None
        at = self._stamp.now()
        finding = self._judges.typed(ask.digits, self._stamp.trusted_wall_ms())
        return Presented(at=at, id=uuid7(at.wall_ms), reader=reader, credential="code", finding=finding)

    def shown(self, name: str, text: str, state: StationState) -> Presented | None:
        """What a phone has shown to the hub, under the hub's name for it."""
        reader = self._reader(state, PHONE, name)
        if not reader:
            return None
        credential, finding = self._judges.phone(text, self._stamp.trusted_wall_ms())
        return Presented(at=self._stamp.now(), id=name, reader=reader, credential=credential, finding=finding)

    def _reader(self, state: StationState, offer: str, name: str) -> str:
        """The reader beside the kiosk; empty where there is none, and for what is not offered or has come already."""
        if offer not in offered(state) or name in self._heard:
            return ""
        self._heard.append(name)
        return _beside_kiosk(state.house)


def _beside_kiosk(house: House) -> str:
    """Of its door, or without doors of its zone."""
    door = next(iter(house.doors.values()), None)
    readers = house.zones[house.kiosk_zone].readers if door is None else door.readers
    return readers[0] if readers else ""
