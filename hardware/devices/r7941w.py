"""A 7941W reader of 13.56 MHz and 125 kHz cards, which are asked for in turns.

Rests on: the maker's table as several shops and open programs retell it; the answer with an id, and that "failed" is
what it says when there is no card, on one source each; not tried on a device. A UID can be copied: it tells people
apart, it proves nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import BuildRequest, Driver, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.readings import Report
from hardware.devices.searching import Search
from hardware.devices.touch import LIFTED_SECONDS, Touches
from hardware.devices.waiting import Pieces
from hardware.errors import BadAnswer, DeviceFault, LinkLost, NoAnswer, WrongDevice
from hardware.links import Link, OpenLink
from hardware.options import Option
from hardware.protocols.iso14443 import UID_SIZES, is_random
from hardware.protocols.r7941w import EM_ID_SIZE, HOST, READER, Code, Frame, encode, frame_decoder, masked
from hardware.protocols.wiped_buffer import Noise
from hardware.traffic.r7941w import read, redactor

ANSWER_SECONDS: Final = 0.5
_MISSES: Final = 3
_SIZES: Final = {Code.READ_UID: UID_SIZES, Code.READ_ID: (EM_ID_SIZE,)}
"""No id of one frequency has the length of another's: a late answer is not taken for the other question's."""


class Reader7941W:
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
        self._wire: _Wire | None = None
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Keep the reader at work for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def prove(self) -> Proof:
        """Ask it for a card now; whether there is one does not matter. Raises a DeviceFault."""
        wire = self._wire
        if wire is None:
            raise self.health.fault or LinkLost(f"{self.name} is not connected; nothing was asked")
        await self._look(wire, Code.READ_UID)
        return Proof(answered=True)

    async def _session(self, link: Link) -> None:
        wire = _Wire(self.name, link, self._clock, self.health)
        missed = 0
        try:
            while True:
                for what in (Code.READ_UID, Code.READ_ID):
                    try:
                        await self._look(wire, what)
                    except (NoAnswer, BadAnswer, WrongDevice):
                        missed += 1
                        if missed >= _MISSES:
                            raise
                        # an answer that comes too late is heard out here and not taken for the next one
                        await self._clock.sleep(ANSWER_SECONDS)
                    else:
                        missed = 0
                        self._wire = wire
                        self.health.works()
                    self._touches.quiet(self._clock.monotonic())
                    await self._clock.sleep(self._setup.poll_seconds)
        finally:
            self._wire = None
            wire.close()
            self._touches.quiet(self._clock.monotonic())

    async def _look(self, wire: _Wire, what: Code) -> None:
        async with self._turn:
            answer = await wire.ask(what)
        now = self.last_seen = self._clock.monotonic()
        if answer.code != Code.DONE or not answer.data:
            return
        if what == Code.READ_ID:
            self._touches.seen("em4100", answer.data, now)
        elif is_random(answer.data):
            answer.wipe()
            self._touches.refused(now)
        else:
            self._touches.seen("iso14443a", answer.data, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSetup:
    """How the reader is used."""

    poll_seconds: float = 0.1
    """Between two questions."""
    lifted_seconds: float = 1.5
    """A card not seen for so long has left; each frequency is asked for at every other poll."""


class _Wire:
    """One question and its answer at a time."""

    def __init__(self, name: str, link: Link, clock: Clock, health: Health) -> None:
        self._name = name
        self._link = link
        self._clock = clock
        self._health = health
        self._pieces = Pieces(link, clock)
        self._decoder = frame_decoder(READER)

    async def ask(self, what: Code) -> Frame:
        """The answer to `what`; the caller wipes its data. Raises NoAnswer, BadAnswer, WrongDevice or LinkLost."""
        self._pieces.discard()
        self._decoder.wipe()
        self._link.write(encode(Frame(code=what), HOST))
        heard = _Heard()
        until = self._clock.monotonic() + ANSWER_SECONDS
        while (left := until - self._clock.monotonic()) > 0:
            piece = await self._pieces.next(left)
            items = self._decoder.flush() if piece is None else self._decoder.feed(piece)
            if piece is not None:
                heard.size += len(piece)
                piece[:] = bytes(len(piece))
            if (answer := heard.pick(what, items)) is not None:
                return answer
        if heard.size:
            self._health.count("line-errors")
        raise heard.failure(self._name)

    def close(self) -> None:
        """Stop reading; the link itself stays as it is."""
        self._pieces.close()
        self._decoder.wipe()


@dataclass(slots=True)
class _Heard:
    """What came instead of the answer."""

    size: int = 0
    frames: int = 0
    broken: int = 0

    def pick(self, what: Code, items: list[Frame | Noise]) -> Frame | None:
        """The first frame that answers `what`; all others are wiped."""
        chosen: Frame | None = None
        for item in items:
            if isinstance(item, Noise):
                self.broken += item.kind != "stray"
            elif chosen is None and _answers(what, item):
                chosen = item
            else:
                self.frames += 1
                item.wipe()
        return chosen

    def failure(self, name: str) -> DeviceFault:
        """Why there is no answer."""
        if self.broken:
            return BadAnswer(f"{name} sent a broken frame")
        if self.frames:
            return BadAnswer(f"{name} answered another question than the one it was asked")
        if self.size:
            return WrongDevice(f"{name}: {self.size} bytes came that are no frames of a 7941W")
        return NoAnswer(f"{name} did not answer within {ANSWER_SECONDS:.1f} s")


def _answers(what: Code, frame: Frame) -> bool:
    if frame.code == Code.FAILED:
        return True
    return frame.code == Code.DONE and (not frame.data or len(frame.data) in _SIZES[what])


def _build(request: BuildRequest) -> Reader7941W:
    setup = PollSetup(
        poll_seconds=float(request.options["poll_seconds"]), lifted_seconds=float(request.options["lifted_seconds"])
    )
    return Reader7941W(request.name, request.open_link, request.clock, request.report, setup)


DRIVER: Final = Driver(
    name="7941w-reader",
    roles=frozenset({"tag-reader"}),
    baud=115200,
    build=_build,
    mask=masked,
    evidence="several-sources",
    rests_on="the maker's table as several shops retell it, answers with an id on one source; no device has "
    "confirmed it yet",
    search=Search(by="asking"),
    options={"poll_seconds": Option(default=0.1, low=0.05, high=1), "lifted_seconds": LIFTED_SECONDS},
    decode=read,
    redact=redactor,
)
