"""A code reader that sends each code as a line of text and cannot be asked anything.

Rests on: the common behaviour of GM65, Newland, Honeywell and Hikrobot readers in serial mode; not tried on a device.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import BuildRequest, Driver, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.readings import CodeRead, CodeUnreadable, Report
from hardware.devices.waiting import Pieces
from hardware.errors import LinkLost, WrongDevice
from hardware.links import Link, OpenLink
from hardware.links.tap import length_only
from hardware.options import Option
from hardware.protocols.lines import TERMINATORS, Item, Line, LineDecoder, TooLong
from hardware.protocols.modbus import crc16
from hardware.protocols.sam import PREAMBLE
from hardware.traffic.lines import LineRedactor
from hardware.traffic.lines import read as read_lines

REPEAT_SECONDS: Final = 2.0
_REMEMBERED: Final = 256
_FOREIGN_FRAMES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFormat:
    """How the reader was set up."""

    terminator: str = "auto"
    """A name in `TERMINATORS`."""
    prefix: str = ""
    """Text that the reader puts before each code."""
    idle_gap: float = 0.05
    """Seconds of silence that end a line without terminator; more than the pauses of a USB adapter."""

    def __post_init__(self) -> None:
        if self.terminator not in TERMINATORS:
            raise ValueError(f"terminator must be one of {', '.join(TERMINATORS)}, got {self.terminator!r}")
        if not 0.01 <= self.idle_gap <= 1:
            raise ValueError(f"idle_gap must be 0.01 to 1 second, got {self.idle_gap}")


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
        self._report = report
        self._format = line_format or LineFormat()
        self.health = Health(name, report)
        self._repeats = _Repeats()
        self._foreign = 0

    async def run(self) -> None:
        """Listen for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def prove(self) -> Proof:
        """Whether its port is open: it cannot be asked. Raises LinkLost."""
        if self.health.state != "works":
            raise self.health.fault or LinkLost(f"{self.name} is not connected")
        return Proof(answered=False)

    async def _session(self, link: Link) -> None:
        self._foreign = 0
        self.health.works()
        pieces = Pieces(link, self._clock)
        decoder = LineDecoder(TERMINATORS[self._format.terminator])
        try:
            while True:
                piece = await pieces.next(within=self._format.idle_gap if decoder.pending else None)
                if piece is None:
                    self._take(decoder.flush())
                    continue
                self.last_seen = self._clock.monotonic()
                for item in decoder.feed(piece):
                    self._take(item)
                    await asyncio.sleep(0)  # a flood of codes leaves the loop its turns
        finally:
            pieces.close()

    def _take(self, item: Item | None) -> None:
        if item is None:
            return
        if isinstance(item, Line):
            self._foreign = 0
            self.health.works()
            text = item.text.removeprefix(self._format.prefix)
            if text and self._repeats.is_new("code " + text, self._clock.monotonic()):
                self._report(CodeRead(device=self.name, text=text))
            return
        if not isinstance(item, TooLong) and _is_foreign(item.raw):
            self._count_foreign()
            return
        reason = "too-long" if isinstance(item, TooLong) else "not-text"
        if self._repeats.is_new(reason, self._clock.monotonic()):
            self._report(CodeUnreadable(device=self.name, reason=reason))

    def _count_foreign(self) -> None:
        # the port stays open: the right reader may be plugged in behind the same adapter, and shows itself by a line
        self._foreign += 1
        if self._foreign >= _FOREIGN_FRAMES:
            self.health.fails(
                WrongDevice(f"{self.name} hears the frames of a card reader or relay board, not lines of text")
            )


class _Repeats:
    """Remembers what was seen in the last two seconds, as digests under a key that dies with the process."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._seen: dict[bytes, float] = {}

    def is_new(self, text: str, now: float) -> bool:
        """True unless `text` was last seen less than two seconds ago; either way it counts as seen now."""
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()
        last = self._seen.pop(digest, None)
        self._seen[digest] = now
        # oldest sight first, because a sight moves its digest to the end
        while len(self._seen) > _REMEMBERED or now - next(iter(self._seen.values())) >= REPEAT_SECONDS:
            del self._seen[next(iter(self._seen))]
        return last is None or now - last >= REPEAT_SECONDS


def _is_foreign(raw: bytes) -> bool:
    return PREAMBLE in raw or (len(raw) >= 4 and crc16(raw[:-2]) == int.from_bytes(raw[-2:], "little"))


def _build(request: BuildRequest) -> LineScanner:
    line_format = LineFormat(
        terminator=str(request.options["terminator"]),
        prefix=str(request.options["prefix"]),
        idle_gap=float(request.options["idle_gap_seconds"]),
    )
    return LineScanner(request.name, request.open_link, request.clock, request.report, line_format)


DRIVER: Final = Driver(
    name="line-scanner",
    roles=frozenset({"code-reader"}),
    baud=9600,
    build=_build,
    mask=length_only,
    evidence="several-sources",
    rests_on="what GM65, Newland, Honeywell and Hikrobot readers have in common; no device has confirmed it yet",
    options={
        "terminator": Option(default="auto", choices=("auto", "cr", "lf", "crlf", "tab")),
        "prefix": Option(default=""),
        "idle_gap_seconds": Option(default=0.05, low=0.01, high=1),
    },
    decode=read_lines,
    redact=LineRedactor,
)
