"""A code reader in line mode, seen from its own side of the cable."""

from __future__ import annotations

import asyncio
import itertools
from typing import Final

from hardware.clock import Clock
from hardware.errors import LinkLost
from hardware.links import Link
from hardware.protocols.lines import TERMINATORS, encode
from hardware.simulators import SimulateRequest
from hardware.simulators.switches import FaultSwitches

_FLOOD_EVERY: Final = 0.01
_FLOOD_CODES: Final = 10


class SimulatedLineScanner:
    """Sends what is shown to it; hears nothing."""

    def __init__(self, name: str, clock: Clock, terminator: bytes = b"\r\n", prefix: str = "") -> None:
        self.name = name
        self._clock = clock
        self._terminator = terminator
        self._prefix = prefix
        self._link: Link | None = None
        self._switches = FaultSwitches({"flood", "half-line", "gbk"})
        self._flood: asyncio.Task[None] | None = None

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows."""
        return self._switches.names

    async def serve(self, link: Link) -> None:
        """Wire face: send what is shown until the link is lost, then raise LinkLost."""
        self._link = link
        try:
            while True:
                await link.read()
        finally:
            self._link = None

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it; `flood` needs the running loop."""
        self._switches.set(name, on)
        if name == "flood" and self._flood is not None:
            self._flood.cancel()
            self._flood = None
        if name == "flood" and on:
            self._flood = asyncio.ensure_future(self._show_for_ever())

    def power_cycle(self) -> None:
        """World face: its power fails and comes back; it remembers nothing anyway."""

    def show(self, text: str) -> None:
        """World face: hold a code before it; without a cable the code is lost, as on a real one."""
        raw = encode(self._prefix + text, self._terminator, "gb18030" if "gbk" in self._switches else "utf-8")
        if "half-line" in self._switches:
            raw = raw[: len(raw) // 2]
        self.show_bytes(raw)

    def show_bytes(self, raw: bytes) -> None:
        """World face: send these very bytes."""
        if self._link is None:
            return
        try:
            self._link.write(raw)
        except LinkLost:
            self._link = None

    async def _show_for_ever(self) -> None:
        for number in itertools.count():
            first = number * _FLOOD_CODES
            self.show_bytes(b"".join(encode(f"FLOOD{first + i:08d}", self._terminator) for i in range(_FLOOD_CODES)))
            await self._clock.sleep(_FLOOD_EVERY)


def simulate(request: SimulateRequest) -> SimulatedLineScanner:
    """The twin for the catalog."""
    chosen = TERMINATORS[str(request.options["terminator"])]
    terminator = b"" if chosen is None else chosen or b"\r\n"
    return SimulatedLineScanner(request.name, request.clock, terminator, str(request.options["prefix"]))
