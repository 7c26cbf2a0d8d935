"""Cuts loads that need not be on.

A cut is held for a minute and renewed: whatever fails, the load comes back by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hardware.clock import Clock
from hardware.errors import DeviceFault
from station_app.core.commands import Switch
from station_app.station.intake import Spawn
from station_app.station.log import log
from station_app.station.shell import Relays
from station_app.terminals import Point

CUT_SECONDS: Final = 60.0
RENEW_SECONDS: Final = 20.0
"""Three tries before a cut that should go on lapses."""


class Loads:
    """Told which loads are to be on; never holds anybody up."""

    def __init__(
        self, wires: Mapping[tuple[str, str], Point], boards: Mapping[str, Relays], clock: Clock, spawn: Spawn
    ) -> None:
        self._wires = wires
        self._boards = boards
        self._clock = clock
        self._spawn = spawn
        self._off: set[tuple[str, str]] = set()

    @property
    def off(self) -> frozenset[tuple[str, str]]:
        """(zone, load) of everything that is cut, or should be."""
        return frozenset(self._off)

    def switch(self, command: Switch) -> None:
        """Let a load be on or off from now on; a load without a relay is on for ever."""
        key = (command.zone, command.load)
        if key not in self._wires:
            return
        if command.on:
            self._off.discard(key)
        else:
            self._off.add(key)
        self._spawn(self._tell(key))

    async def run(self) -> None:
        """Renew cuts for ever."""
        while True:
            await self._clock.sleep(RENEW_SECONDS)
            for key in sorted(self._off):
                await self._tell(key)

    async def _tell(self, key: tuple[str, str]) -> None:
        relay = self._wires[key]
        board = self._boards[relay.device]
        try:
            if key in self._off:
                await board.hold(relay.channel, CUT_SECONDS)
            else:
                await board.release(relay.channel)
        except DeviceFault as fault:
            # Nobody sits in the dark for it: the relay lets go by itself, and the next round tries again.
            log("loads").info("%s of %s was not switched (%s)", key[1], key[0] or "the station", fault.code)
