"""Holds that wait for nothing: the way out, and every door when there is smoke.

The rules order them like any other, in their turn. But an event in front may wait for a disk that hangs, so they begin
here at once, and an evacuation's go on here while the rules cannot be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hardware.clock import Clock
from station_app.config import DoorWiring
from station_app.core import modes
from station_app.core.commands import HoldLock
from station_app.core.doors import way_out
from station_app.core.events import DeviceWorks, Event, ExitPressed, InputMoved
from station_app.core.model import StationState

FRESH_SECONDS = 5.0
"""A door that was released so lately for an evacuation need not be told again."""
OVERDUE_SECONDS = modes.AGAIN_SECONDS + 2.0
"""The rules should have released the doors again by now; still sooner than a board lets go by itself."""


class Releases:
    """Knows when each door was last released for an evacuation."""

    def __init__(self, wiring: Mapping[str, DoorWiring], clock: Clock, start: Callable[[HoldLock], None]) -> None:
        self._wiring = wiring
        self._clock = clock
        self._start = start
        self._told: dict[str, float] = {}
        self._smoking: set[str] = set()

    def put(self, state: StationState, event: Event) -> None:
        """An event has been put on the queue; nothing has answered it yet."""
        match event:
            case ExitPressed():
                self._start(way_out(state.house, event.door))
            case InputMoved() if modes.smells(state.house, event):
                self._smoking.add(event.name)
                self._release(state, FRESH_SECONDS)
            case InputMoved():
                self._smoking.discard(event.name)
            case DeviceWorks() if self._evacuating(state):
                for door, wired in self._wiring.items():
                    if wired.lock.device == event.device:
                        self._told.pop(door, None)
                self._release(state, FRESH_SECONDS)
            case _:
                pass

    def tick(self, state: StationState) -> None:
        """Time has passed; the rules may be waiting for the disk."""
        if self._evacuating(state):
            self._release(state, OVERDUE_SECONDS)

    def carry_out(self, command: HoldLock) -> None:
        """The rules want a door released for an evacuation."""
        now = self._clock.monotonic()
        if now - self._told.get(command.door, float("-inf")) >= FRESH_SECONDS:
            self._told[command.door] = now
            self._start(command)

    def failed(self, command: HoldLock) -> None:
        """A lock was not reached: the rules may try again at once; nothing here does before its board works."""
        if command.cause == "evacuation":
            self._told[command.door] = self._clock.monotonic() - FRESH_SECONDS

    def _evacuating(self, state: StationState) -> bool:
        return bool(self._smoking) or state.mode.name == "evacuation"

    def _release(self, state: StationState, older: float) -> None:
        now = self._clock.monotonic()
        for hold in modes.releases(state.house):
            if now - self._told.get(hold.door, float("-inf")) >= older:
                self._told[hold.door] = now
                self._start(hold)
