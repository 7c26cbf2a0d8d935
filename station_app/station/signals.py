"""The light and the sound at the door: readers that have some show at once how a presentation ended."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import Signal, Signals
from hardware.devices.waiting import happens
from hardware.errors import DeviceFault
from station_app.core.events import Event, LockFailed, Presented
from station_app.core.model import StationState
from station_app.station.intake import Spawn
from station_app.station.log import log

SHOWN_SECONDS: Final = 3.0
"""How long an answer stands before the reader looks ready again; the next answer does not wait for it."""


class DoorSignals:
    """Hears each event that was answered, and tells all readers of its door that can show it. It holds nobody up."""

    def __init__(self, readers: Mapping[str, Sequence[Signals]], clock: Clock, spawn: Spawn) -> None:
        """`readers` are those of each door."""
        self._doors = {door: [_Reader(one, clock, spawn) for one in at_door] for door, at_door in readers.items()}

    def answered(self, event: Event, state: StationState) -> None:
        """Take over how an event was answered; `state` is the one right after it."""
        door, what = _told(event, state)
        if what is not None:
            for reader in self._doors.get(door, ()):
                reader.show(what)


class _Reader:
    """Shows one reader the newest answer; what came before it and was not shown yet is out of date."""

    def __init__(self, reader: Signals, clock: Clock, spawn: Spawn) -> None:
        self._reader = reader
        self._clock = clock
        self._spawn = spawn
        self._wanted: Signal | None = None
        self._called = asyncio.Event()
        self._busy = False

    def show(self, what: Signal) -> None:
        """Let it show this as soon as it can."""
        self._wanted = what
        self._called.set()
        if not self._busy:
            self._busy = True
            self._spawn(self._show_all())

    async def _show_all(self) -> None:
        try:
            while (what := self._wanted) is not None:
                self._wanted = None
                self._called.clear()
                shown = await self._tell(what)
                # a reader that could not be told must not go on saying "come in": it is told until it is ready
                done = shown and what == "ready"
                if not done and not await happens(self._called, self._clock, SHOWN_SECONDS):
                    self._wanted = "ready"
        finally:
            self._busy = False

    async def _tell(self, what: Signal) -> bool:
        try:
            await self._reader.signal(what)
        except DeviceFault as fault:
            # nobody waits for a light: the door has opened or not, and the screen says so, too
            if what != "ready":  # which is said again and again
                log("device").info("%s could not show %r: %s", self._reader.name, what, fault.code)
            return False
        return True


def _told(event: Event, state: StationState) -> tuple[str, Signal | None]:
    match event:
        case Presented(reader=reader):
            moment = state.screen.moment
            what: Signal | None = (
                "granted" if moment in ("welcome", "goodbye") else "denied" if moment == "refused" else None
            )
            return _place(state, reader), what
        case LockFailed(hold=hold) if hold.cause == "entry":
            return hold.door, "denied"  # granted, and the door stays shut: the reader must not go on saying "come in"
        case _:
            return "", None


def _place(state: StationState, reader: str) -> str:
    """Whose readers show how a presentation ended: those of the door, or of the zone where a tap means one."""
    door = state.house.door_of(reader)
    return _zone_key(state.house.zone_of(reader) or "") if door is None else door.name


def _zone_key(zone: str) -> str:
    return f"zone {zone}"  # no name of a door holds a blank


def signals_at_doors(devices: Mapping[str, object], state: StationState) -> dict[str, list[Signals]]:
    """Of each door, and of each zone where a tap means one, its readers with a light and a sound of their own."""
    places = {name: door.readers for name, door in state.house.doors.items()}
    places |= {_zone_key(name): zone.readers for name, zone in state.house.zones.items() if zone.readers}
    return {
        name: [device for reader in readers if isinstance(device := devices.get(reader), Signals)]
        for name, readers in places.items()
    }
