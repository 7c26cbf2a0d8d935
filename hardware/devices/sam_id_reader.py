"""A resident-ID reader with a security module (SAM_V / SAM_A, GA/T 467) on a serial port.

Rests on: published tables and several open implementations that agree (frames, commands, status codes, the text of
citizens' cards), one source for the text of foreigners' cards; not tried against a device.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from hardware.clock import Clock
from hardware.devices.driver import BuildRequest, Driver, Proof
from hardware.devices.keeping import Health, keep_open
from hardware.devices.lay_down import LayDown
from hardware.devices.readings import (
    CardForgotten,
    CardLifted,
    CardRead,
    CardSeen,
    CardUnreadable,
    Report,
    SecretNumber,
)
from hardware.devices.sam_codes import Reason, advice
from hardware.devices.sam_wire import SamWire
from hardware.devices.searching import Search
from hardware.errors import BadAnswer, Declined, Defective, LinkLost, NoAnswer, WrongDevice
from hardware.links import Link, OpenLink
from hardware.options import Option
from hardware.protocols.id_card import BadText, CardText, parse_answer
from hardware.protocols.sam import Command, Reply, Status, masked, meaning, sam_id_text
from hardware.traffic.sam import read as read_sam
from hardware.traffic.sam_redactor import SamRedactor

SHORT_SECONDS: Final = 0.5
"""For every command but reading."""
READ_SECONDS: Final = 2.0
"""For reading, to which the time on the wire is added."""
_ANSWER_BITS: Final = 1295 * 10
_MISSES: Final = 3
_TRIES: Final = 3
_DEAD: Final = frozenset({Status.SELF_TEST_FAILED, Status.NOT_AUTHORISED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSetup:
    """How the reader is used."""

    baud: int = 115200
    """Of the port; it decides how long a card's 1,295 bytes take."""
    poll_seconds: float = 0.3
    """Between two finds; makers ask for no less than 0.3."""
    repeat_seconds: float = 5.0
    """A card that cannot be told from one that was never lifted is not reported again within this time."""
    forgotten_seconds: float = 60.0
    """A card that lies there for so long was forgotten; 0 for never."""

    def __post_init__(self) -> None:
        if not 300 <= self.baud <= 4_000_000:
            raise ValueError(f"baud must be 300 to 4000000, got {self.baud}")
        if not 0.1 <= self.poll_seconds <= 2:
            raise ValueError(f"poll_seconds must be 0.1 to 2, got {self.poll_seconds}")
        if not 0 <= self.repeat_seconds <= 60:
            raise ValueError(f"repeat_seconds must be 0 to 60, got {self.repeat_seconds}")
        if not 0 <= self.forgotten_seconds <= 3600:
            raise ValueError(f"forgotten_seconds must be 0 to 3600, got {self.forgotten_seconds}")


class SamIdReader:
    """Reads each card that is laid down once, and says when it was taken away.

    One lay-down is reported as CardSeen (again where the reader was lost while it read), then at most one of CardRead
    and CardUnreadable (neither for a repeat), then CardForgotten where it lies too long, then CardLifted. A reader that
    never finds a lying card twice reports CardLifted about a second after the reading, lifted or not, and never
    CardForgotten: its protocol has no other sign.
    """

    def __init__(
        self, name: str, open_link: OpenLink, clock: Clock, report: Report, setup: ReaderSetup | None = None
    ) -> None:
        self.name = name
        self.last_seen: float | None = None
        """Monotonic seconds of the last good frame; None before the first."""
        self._open_link = open_link
        self._clock = clock
        self._report = report
        self._setup = setup or ReaderSetup()
        self._read_seconds = READ_SECONDS + _ANSWER_BITS / self._setup.baud
        self.health = Health(name, report)
        self._lay_down = LayDown(self._setup.repeat_seconds, self._setup.forgotten_seconds)
        self._wire: SamWire | None = None
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Keep the reader at work for ever; faults are reported, bugs are raised."""
        await keep_open(self._open_link, self._session, self.health, self._clock)

    async def prove(self) -> Proof:
        """Let the security module check itself and tell its id. Raises a DeviceFault."""
        await self.status()
        return Proof(answered=True, details={"sam_id": await self.sam_id()})

    async def sam_id(self) -> str:
        """The security module's id as printed on the reader. Raises a DeviceFault."""
        async with self._turn:
            return sam_id_text(self._good(await self._ask(self._connected(), Command.SAM_ID)).data)

    async def status(self) -> None:
        """Let the security module check itself. Raises a DeviceFault when it is not well."""
        async with self._turn:
            self._good(await self._ask(self._connected(), Command.STATUS))

    async def reset(self) -> None:
        """Let the security module start anew; a card that lies there is read again. Raises a DeviceFault."""
        async with self._turn:
            self._good(await self._ask(self._connected(), Command.RESET))
            self._lay_down.doubt()

    async def _session(self, link: Link) -> None:
        wire = SamWire(self.name, link, self._clock, self._count_line_error)
        try:
            await self._greet(wire)
            self._wire = wire
            self.health.works()
            await self._watch(wire)
        finally:
            self._wire = None
            self._lay_down.doubt()
            wire.close()

    async def _greet(self, wire: SamWire) -> None:
        for silent in range(_TRIES):
            try:
                await self._ask(wire, Command.STATUS)
                break
            except NoAnswer:  # a reader takes a second and a half to start
                if silent == _TRIES - 1:
                    raise
        await self._ask(wire, Command.SAM_ID)

    async def _watch(self, wire: SamWire) -> None:
        missed = 0
        while True:
            started = self._clock.monotonic()
            try:
                async with self._turn:
                    await self._look(wire)
                missed = 0
            except (NoAnswer, BadAnswer, WrongDevice) as fault:
                missed += 1
                if missed >= _MISSES or isinstance(fault, _SamDead):
                    raise
                # an answer that comes too late is heard out here and not taken for the next one
                await self._clock.sleep(SHORT_SECONDS)
            await self._clock.sleep(max(0.0, started + self._setup.poll_seconds - self._clock.monotonic()))

    async def _look(self, wire: SamWire) -> None:
        reply = await self._ask(wire, Command.FIND)
        if advice(reply.status).cause == "reader":
            raise _refusal(self.name, reply.status)
        if reply.status != Status.FOUND:
            if self._lay_down.missed():
                self._report(CardLifted(device=self.name))
            return
        match self._lay_down.found():
            case "new":
                await self._read_new(wire)
            case "perhaps-another":
                await self._compare(wire)
            case "same":
                pass
        if self._lay_down.forgotten(self._clock.monotonic()):
            self._report(CardForgotten(device=self.name))

    async def _read_new(self, wire: SamWire) -> None:
        self._report(CardSeen(device=self.name))
        self._lay_down.begin(self._clock.monotonic())
        self._tell(await self._read_patiently(wire))

    async def _compare(self, wire: SamWire) -> None:
        card, _ = await self._read_once(wire)
        if not isinstance(card, CardText) or self._lay_down.is_last(card.number):
            _wipe(card)
            self._lay_down.stays()
            return
        self._lay_down.end()
        self._report(CardLifted(device=self.name))
        self._report(CardSeen(device=self.name))
        self._lay_down.begin(self._clock.monotonic())
        self._tell(card)

    def _tell(self, card: CardText | Reason) -> None:
        if not isinstance(card, CardText):
            self._lay_down.unreadable()
            self._report(CardUnreadable(device=self.name, reason=card))
        elif self._lay_down.is_repeat(card.number, self._clock.monotonic()):
            _wipe(card)
        else:
            number = SecretNumber(card.number)
            self._report(CardRead(device=self.name, kind=card.kind, number=number, valid_until=card.valid_until))

    async def _read_patiently(self, wire: SamWire) -> CardText | Reason:
        """Try a card that is being moved a few times, as long as it is found."""
        for _ in range(_TRIES - 1):
            card, again = await self._read_once(wire)
            if not again:
                return card
            await self._clock.sleep(self._setup.poll_seconds)
            try:
                if (await self._ask(wire, Command.FIND)).status != Status.FOUND:
                    return card
            except (NoAnswer, BadAnswer, WrongDevice):
                return card
        card, _ = await self._read_once(wire)
        return card

    async def _read_once(self, wire: SamWire) -> tuple[CardText | Reason, bool]:
        """Select and read the card that was found; True beside a reason when another try may do better."""
        try:
            for command in (Command.SELECT, Command.READ):
                reply = await self._ask(wire, command)
                if reply.status != Status.OK:
                    self.health.count(f"answer-{reply.status:02X}")
                    return advice(reply.status).worker, advice(reply.status).again
        except _SamDead:
            raise
        except (NoAnswer, BadAnswer, WrongDevice):
            return "keep-still", True  # the line may have spoilt it; should the reader itself be gone, a find will tell
        card = parse_answer(reply.data)
        reply.wipe()
        if isinstance(card, BadText):
            return ("not-an-id-card" if card.reason == "unknown-flag" else "keep-still"), False
        return card, False

    async def _ask(self, wire: SamWire, command: Command) -> Reply:
        reply = await wire.ask(command, self._read_seconds if command == Command.READ else SHORT_SECONDS)
        self.last_seen = self._clock.monotonic()
        if reply.status in _DEAD:
            raise _SamDead(f"{self.name}: {meaning(reply.status)}", reply.status)
        return reply

    def _good(self, reply: Reply) -> Reply:
        if reply.status != Status.OK:
            raise _refusal(self.name, reply.status)
        return reply

    def _connected(self) -> SamWire:
        if self._wire is None:
            raise LinkLost(f"{self.name} is not connected; nothing was asked")
        return self._wire

    def _count_line_error(self) -> None:
        self.health.count("line-errors")


class _SamDead(Defective):
    """The security module itself says that it cannot work."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.remedy = advice(status).remedy


def _refusal(name: str, status: int) -> Declined:
    fault = Declined(f"{name}: {meaning(status)}")
    fault.remedy = advice(status).remedy or fault.remedy
    return fault


def _wipe(card: CardText | Reason) -> None:
    if isinstance(card, CardText):
        card.number[:] = bytes(len(card.number))


def _build(request: BuildRequest) -> SamIdReader:
    setup = ReaderSetup(
        baud=request.baud,
        poll_seconds=float(request.options["poll_seconds"]),
        repeat_seconds=float(request.options["repeat_seconds"]),
        forgotten_seconds=float(request.options["forgotten_seconds"]),
    )
    return SamIdReader(request.name, request.open_link, request.clock, request.report, setup)


DRIVER: Final = Driver(
    name="sam-id-reader",
    roles=frozenset({"card-reader"}),
    baud=115200,
    build=_build,
    mask=masked,
    evidence="several-sources",
    rests_on="GA/T 467 as retold by several open drivers; no device has confirmed it yet",
    search=Search(by="asking", bauds=(9600, 57600, 38400, 19200)),
    options={
        "poll_seconds": Option(default=0.3, low=0.1, high=2),
        "repeat_seconds": Option(default=5.0, low=0, high=60),
        "forgotten_seconds": Option(default=60.0, low=0, high=3600),
    },
    decode=read_sam,
    redact=SamRedactor,
)
