"""A code reader that sends each code as a line of text and cannot be asked anything.

Rests on: the common behaviour of GM65, Newland, Honeywell and Hikrobot readers in serial mode; not tried on a device.
"""

from __future__ import annotations

import asyncio
from typing import Final

from hardware.clock import Clock
from hardware.devices.code_stream import FOREIGN_FRAMES, LINE_OPTIONS, CodeStream, LineFormat
from hardware.devices.driver import BuildRequest, Driver, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.readings import Report
from hardware.devices.searching import Search
from hardware.devices.waiting import Pieces
from hardware.errors import LinkLost, WrongDevice
from hardware.links import Link, OpenLink
from hardware.links.tap import length_only
from hardware.traffic.lines import LineRedactor
from hardware.traffic.lines import read as read_lines


class LineScanner:
    """Reports codes as they are read; a code held before the reader is reported once."""

    def __init__(
        self, name: str, open_link: OpenLink, clock: Clock, report: Report, line_format: LineFormat | None = None
    ) -> None:
        self.name = name
        self.last_seen: float | None = None
        """Monotonic seconds of the last byte; None before the first."""
        self._open_link = open_link
        self._clock = clock
        self.health = Health(name, report)
        self._codes = CodeStream(name, clock, report, line_format or LineFormat(), self.health.works)

    async def run(self) -> None:
        """Listen for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def prove(self) -> Proof:
        """Whether its port is open: it cannot be asked. Raises LinkLost."""
        if self.health.state != "works":
            raise self.health.fault or LinkLost(f"{self.name} is not connected")
        return Proof(answered=False)

    async def _session(self, link: Link) -> None:
        self._codes.begin()
        self.health.works()
        pieces = Pieces(link, self._clock)
        try:
            while True:
                piece = await pieces.next(within=self._codes.idle_gap if self._codes.pending else None)
                if piece is None:
                    self._codes.pause()
                    self._check_kin()
                    continue
                self.last_seen = self._clock.monotonic()
                for _ in self._codes.feed(piece):
                    self._check_kin()
                    await asyncio.sleep(0)  # a flood of codes leaves the loop its turns
        finally:
            pieces.close()

    def _check_kin(self) -> None:
        # the port stays open: the right reader may be plugged in behind the same adapter, and shows itself by a line
        if self._codes.foreign >= FOREIGN_FRAMES and self.health.state != "lost":
            self.health.fails(
                WrongDevice(f"{self.name} hears the frames of a card reader or relay board, not lines of text")
            )


def _build(request: BuildRequest) -> LineScanner:
    return LineScanner(request.name, request.open_link, request.clock, request.report, LineFormat.of(request.options))


DRIVER: Final = Driver(
    name="line-scanner",
    roles=frozenset({"code-reader"}),
    baud=9600,
    build=_build,
    mask=length_only,
    evidence="several-sources",
    rests_on="what GM65, Newland, Honeywell and Hikrobot readers have in common; no device has confirmed it yet",
    search=Search(by="listening", bauds=(115200, 19200, 38400)),
    options=LINE_OPTIONS,
    decode=read_lines,
    redact=LineRedactor,
)
