"""A PN532 reader of 13.56 MHz cards on a serial port (HSU), which is asked for cards of both types in turns.

Rests on: four open sources that agree on frames and commands; not tried on a device. Of a type A card the UID is told,
unless it is a made-up one (phones, some bank cards). A type B card (a resident ID card is one) is refused whatever it
says: ISO/IEC 14443-3 lets it make up its id at each touch, so the id must not become a person. A UID can be copied: it
tells people apart, it proves nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import BuildRequest, Driver, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.pn532_wire import Pn532Wire
from hardware.devices.readings import Report
from hardware.devices.touch import LIFTED_SECONDS, Touches
from hardware.errors import BadAnswer, LinkLost, NoAnswer, WrongDevice
from hardware.links import Link, OpenLink
from hardware.options import Option
from hardware.protocols.iso14443 import is_random
from hardware.protocols.pn532 import Code, is_type_b, masked, uid_of
from hardware.traffic.pn532 import read, redactor

_NORMAL_MODE: Final = b"\x01"
_FEW_TRIES: Final = bytes.fromhex("05 FF 01 02")
"""Look for a card two more times and then say that there is none; else the chip is silent until one comes."""
_TYPE_A: Final = bytes.fromhex("01 00")
_TYPE_B: Final = bytes.fromhex("01 03 00")
_MISSES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSetup:
    """How the reader is used."""

    poll_seconds: float = 0.15
    """Between two questions."""
    lifted_seconds: float = 1.5
    """A card not seen for so long has left; each type is asked for at every other poll."""


class Pn532Reader:
    """Reports each touch of a card once, and when the card was taken away."""

    def __init__(
        self, name: str, open_link: OpenLink, clock: Clock, report: Report, setup: PollSetup | None = None
    ) -> None:
        self.name = name
        self.last_seen: float | None = None
        """Monotonic seconds of the last good answer; None before the first."""
        self._open_link = open_link
        self._clock = clock
        self._setup = setup or PollSetup()
        self.health = Health(name, report)
        self._touches = Touches(name, report, self._setup.lifted_seconds)
        self._wire: Pn532Wire | None = None
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Keep the reader at work for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def prove(self) -> Proof:
        """Let it tell its chip and firmware. Raises a DeviceFault."""
        wire = self._wire
        if wire is None:
            raise self.health.fault or LinkLost(f"{self.name} is not connected; nothing was asked")
        answer = await self._ask(wire, Code.FIRMWARE)
        if len(answer) < 4:
            raise BadAnswer(f"{self.name} told its firmware in {len(answer) - 1} bytes instead of 4")
        return Proof(answered=True, details={"chip": f"PN5{answer[1]:02X}", "firmware": f"{answer[2]}.{answer[3]}"})

    async def _session(self, link: Link) -> None:
        wire = Pn532Wire(self.name, link, self._clock, self.health)
        try:
            await self._ask(wire, Code.SAM_CONFIGURATION, _NORMAL_MODE, wake=True)
            await self._ask(wire, Code.RF_CONFIGURATION, _FEW_TRIES)
            self._wire = wire
            self.health.works()
            await self._watch(wire)
        finally:
            self._wire = None
            wire.close()
            self._touches.quiet(self._clock.monotonic())

    async def _watch(self, wire: Pn532Wire) -> None:
        missed = 0
        while True:
            for look in (self._look_for_a, self._look_for_b):
                try:
                    await look(wire)
                    missed = 0
                except (NoAnswer, BadAnswer, WrongDevice):
                    missed += 1
                    if missed >= _MISSES:
                        raise
                self._touches.quiet(self._clock.monotonic())
                await self._clock.sleep(self._setup.poll_seconds)

    async def _look_for_a(self, wire: Pn532Wire) -> None:
        answer = await self._ask(wire, Code.LIST_PASSIVE_TARGET, _TYPE_A)
        try:
            uid = uid_of(answer)
        except ValueError as error:
            raise BadAnswer(f"{self.name} sent {error}") from None
        now = self._clock.monotonic()
        if uid is None:
            return
        if is_random(uid):
            uid[:] = bytes(len(uid))
            self._touches.refused(now)
        else:
            self._touches.seen("iso14443a", uid, now)

    async def _look_for_b(self, wire: Pn532Wire) -> None:
        answer = await self._ask(wire, Code.LIST_PASSIVE_TARGET, _TYPE_B)
        try:
            found = is_type_b(answer)
        except ValueError as error:
            raise BadAnswer(f"{self.name} sent {error}") from None
        if found:
            self._touches.refused(self._clock.monotonic())

    async def _ask(self, wire: Pn532Wire, code: Code, parameters: bytes = b"", *, wake: bool = False) -> bytearray:
        async with self._turn:
            answer = await wire.ask(code, parameters, wake=wake)
        self.last_seen = self._clock.monotonic()
        return answer


def _build(request: BuildRequest) -> Pn532Reader:
    setup = PollSetup(
        poll_seconds=float(request.options["poll_seconds"]), lifted_seconds=float(request.options["lifted_seconds"])
    )
    return Pn532Reader(request.name, request.open_link, request.clock, request.report, setup)


DRIVER: Final = Driver(
    name="pn532-reader",
    roles=frozenset({"tag-reader"}),
    baud=115200,
    build=_build,
    mask=masked,
    evidence="several-sources",
    rests_on="four open sources that agree on frames and commands; no device has confirmed it yet",
    options={"poll_seconds": Option(default=0.15, low=0.05, high=1), "lifted_seconds": LIFTED_SECONDS},
    decode=read,
    redact=redactor,
)
