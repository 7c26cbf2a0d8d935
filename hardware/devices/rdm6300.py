"""An RDM6300 or ID-20LA reader of EM4100 cards (125 kHz): it sends what it sees and cannot be asked anything.

Rests on: four open sources that agree on the frame; how often a lying card is sent again was not found; not tried on a
device. An EM4100 id can be copied by anybody who has once held the card: it tells people apart, it proves nothing.
"""

from __future__ import annotations

import asyncio
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import BuildRequest, Driver, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.readings import Report
from hardware.devices.searching import Search
from hardware.devices.touch import LIFTED_SECONDS, Touches
from hardware.devices.waiting import Pieces
from hardware.errors import BadAnswer, LinkLost, WrongDevice
from hardware.links import Link, OpenLink
from hardware.links.tap import length_only
from hardware.protocols.rdm6300 import Noise, Tag, tag_decoder
from hardware.traffic.rdm6300 import read, redactor

_TICK: Final = 0.2
_MOST_NOISE: Final = 256
"""Bytes without a frame among them, after which the port is not believed to lead to this reader."""


class Rdm6300Reader:
    """Reports each touch of a card once, and when the card was taken away."""

    def __init__(
        self, name: str, open_link: OpenLink, clock: Clock, report: Report, lifted_seconds: float = 1.5
    ) -> None:
        self.name = name
        self.last_seen: float | None = None
        """Monotonic seconds of the last good frame: a reader that sees no card says nothing."""
        self._open_link = open_link
        self._clock = clock
        self.health = Health(name, report)
        self._touches = Touches(name, report, lifted_seconds)
        self._noise = 0
        self._printable = 0

    async def run(self) -> None:
        """Listen for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def prove(self) -> Proof:
        """Whether its port is open: it cannot be asked. Raises a DeviceFault."""
        if not self.health.well:
            raise self.health.fault or LinkLost(f"{self.name} is not connected")
        return Proof(answered=False)

    async def _session(self, link: Link) -> None:
        self._noise = self._printable = 0
        self.health.works()
        pieces = Pieces(link, self._clock)
        decoder = tag_decoder()
        try:
            while True:
                piece = await pieces.next(within=_TICK if self._touches.touched else None)
                if piece is not None:
                    for item in decoder.feed(piece):
                        self._take(item)
                    piece[:] = bytes(len(piece))
                    await asyncio.sleep(0)  # a flood leaves the loop its turns
                self._touches.quiet(self._clock.monotonic())
        finally:
            pieces.close()
            self._touches.quiet(self._clock.monotonic())

    def _take(self, item: Tag | Noise) -> None:
        if isinstance(item, Noise):
            self._count(item)
            return
        self._noise = self._printable = 0
        self.last_seen = self._clock.monotonic()
        self.health.works()
        self._touches.seen("em4100", item.uid, self.last_seen)

    def _count(self, noise: Noise) -> None:
        # the port stays open: the right reader may be plugged in behind the same adapter, and shows itself by a frame
        self.health.count("noise-bytes", noise.size)
        self._noise += noise.size
        self._printable += noise.printable
        if self._noise < _MOST_NOISE:
            return
        if self._printable * 10 >= self._noise * 9:
            self.health.fails(WrongDevice(f"{self.name} hears text, and no frame of a card reader"))
        else:
            self.health.fails(BadAnswer(f"{self.name} hears bytes that make no frame"))
        self._noise = self._printable = 0


def _build(request: BuildRequest) -> Rdm6300Reader:
    lifted_seconds = float(request.options["lifted_seconds"])
    return Rdm6300Reader(request.name, request.open_link, request.clock, request.report, lifted_seconds)


DRIVER: Final = Driver(
    name="rdm6300-reader",
    roles=frozenset({"tag-reader"}),
    baud=9600,
    build=_build,
    mask=length_only,
    evidence="several-sources",
    rests_on="four open sources that agree on the frame; no device has confirmed it yet",
    search=Search(by="listening"),
    options={"lifted_seconds": LIFTED_SECONDS},
    decode=read,
    redact=redactor,
)
