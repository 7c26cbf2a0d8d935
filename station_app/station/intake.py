"""From what devices report to events: names of doors instead of terminals, pseudonyms instead of numbers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from hardware.devices.readings import (
    CardForgotten,
    CardLifted,
    CardRead,
    CardSeen,
    CardUnreadable,
    CodeRead,
    CodeUnreadable,
    DeviceLost,
    DeviceRestored,
    InputChanged,
    Measured,
    Reading,
    TagLifted,
    TagRead,
    TagUnreadable,
)
from station_app.config import DoorWiring, InputWiring, Point
from station_app.core.events import (
    CardArrived,
    CardLeftBehind,
    CardTaken,
    CodeHeard,
    ContactMoved,
    DeviceFailed,
    DeviceWorks,
    Event,
    ExitPressed,
    ExitReleased,
    Flooded,
    InputMoved,
    Known,
    Presented,
    Touched,
    Unknown,
)
from station_app.core.model import Credential
from station_app.core.offers.slips import ticket_of
from station_app.core.reasons import Denial
from station_app.station.stamp import Stamp
from station_app.station.values import Values
from station_app.store.rows import uuid7

CARD_REASONS: Mapping[str, Denial] = {
    "not-an-id-card": "card-not-accepted",
    "keep-still": "card-unreadable",
    "not-authentic": "card-not-authentic",
}

TAG_REASONS: Mapping[str, Denial] = {"keep-still": "card-unreadable", "not-a-card": "card-not-accepted"}

Spawn = Callable[[Coroutine[None, None, None]], object]
"""Starts a task whose bugs end the process."""

REFUSALS_A_MINUTE = 60
"""More refusals than this at one reader in a minute are no people: they are dropped and one incident says so."""


class Identity(Protocol):
    """Turns what was presented into a pseudonym, or into the reason why not."""

    async def card(self, reading: CardRead) -> Known | Unknown:
        """The finding for a card; wipes its number."""
        ...

    async def tag(self, reading: TagRead) -> Known | Unknown:
        """The finding for a card that is known by its id; wipes the id."""
        ...

    def code(self, text: str, now_wall_ms: int) -> tuple[Credential, Known | Unknown]:
        """The finding for a code."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """What an input of a board means."""

    name: str
    """Of the door for `contact` and `exit`, else of the [inputs] table."""
    meaning: Literal["contact", "exit", "confirm", "other"]
    inverted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """Which terminal means what."""

    doors: Mapping[str, DoorWiring]
    inputs: Mapping[str, InputWiring] = field(default_factory=dict[str, InputWiring])
    sensors: Mapping[str, str] = field(default_factory=dict[str, str])
    """Device -> the zone that it measures in."""


class Intake:
    """Takes readings on the loop's thread, in order, and puts events on the one queue."""

    def __init__(
        self,
        put: Callable[[Event], None],
        identity: Identity,
        stamp: Stamp,
        wires: Wires,
        spawn: Spawn,
    ) -> None:
        self._put = put
        self._identity = identity
        self._stamp = stamp
        self._terminals = _terminals(wires)
        self._values = Values(wires.sensors)
        self._spawn = spawn
        self._cards = 0
        self._refusals: dict[str, deque[int]] = {}
        self._flooded: set[str] = set()
        self.listens: Callable[[str], bool] = lambda text: False
        """Whether a page waits for this code, which is then no credential."""

    def take(self, reading: Reading) -> None:  # noqa: C901 - one arm a reading, nothing else
        """What every device calls."""
        at = self._stamp.now()
        match reading:
            case CodeRead():
                self._code(reading)
            case CodeUnreadable():
                self._present(reading.device, "code", Unknown(reason="code-unreadable"))
            case CardSeen():
                self._put(CardArrived(at=at, reader=reading.device))
            case CardRead():
                self._cards += 1
                self._spawn(self._card(reading))
            case CardUnreadable():
                self._present(reading.device, "id-card", Unknown(reason=CARD_REASONS[reading.reason]))
            case CardLifted():
                self._put(CardTaken(at=at, reader=reading.device))
            case CardForgotten():
                self._put(CardLeftBehind(at=at, reader=reading.device))
            case TagRead():
                self._cards += 1
                self._spawn(self._tag(reading))
            case TagUnreadable():
                self._present(reading.device, "union-card", Unknown(reason=TAG_REASONS[reading.reason]))
            case TagLifted():
                pass  # a tag is over when it was read
            case Measured():
                if (value := self._values.telling(reading, at)) is not None:
                    self._put(value)
            case InputChanged():
                self._input(reading)
            case DeviceLost():
                self._put(DeviceFailed(at=at, device=reading.device, fault=reading.fault.code))
            case DeviceRestored():
                self._put(DeviceWorks(at=at, device=reading.device))

    @property
    def busy(self) -> bool:
        """Whether a card is still being turned into a pseudonym."""
        return self._cards > 0

    def quiet_down(self) -> None:
        """Called now and then: a flood that has ended is over."""
        now = self._stamp.now()
        for reader in list(self._flooded):
            times = self._refusals[reader]
            if not times or now.mono_ms - times[-1] > 60_000:
                self._flooded.discard(reader)
                self._put(Flooded(at=now, reader=reader, over=True))

    def _code(self, reading: CodeRead) -> None:
        if self.listens(reading.text):
            self._put(CodeHeard(at=self._stamp.now(), text=reading.text))
            return
        credential, finding = self._identity.code(reading.text, self._stamp.trusted_wall_ms())
        ticket = ticket_of(reading.text) if isinstance(finding, Unknown) else ""
        self._present(reading.device, credential, finding, ticket)

    async def _card(self, reading: CardRead) -> None:
        try:
            self._present(reading.device, "id-card", await self._identity.card(reading))
        finally:
            self._cards -= 1

    async def _tag(self, reading: TagRead) -> None:
        try:
            self._present(reading.device, "union-card", await self._identity.tag(reading))
        finally:
            self._cards -= 1

    def _present(self, reader: str, credential: Credential, finding: Known | Unknown, ticket: str = "") -> None:
        at = self._stamp.now()
        if isinstance(finding, Unknown) and self._is_flood(reader, at.mono_ms):
            if reader not in self._flooded:
                self._flooded.add(reader)
                self._put(Flooded(at=at, reader=reader))
            return
        told = Presented(at=at, id=uuid7(at.wall_ms), reader=reader, credential=credential, finding=finding)
        self._put(replace(told, ticket=ticket) if ticket else told)

    def _is_flood(self, reader: str, mono_ms: int) -> bool:
        times = self._refusals.setdefault(reader, deque(maxlen=REFUSALS_A_MINUTE + 1))
        times.append(mono_ms)
        return len(times) > REFUSALS_A_MINUTE and mono_ms - times[0] < 60_000

    def _input(self, reading: InputChanged) -> None:
        for terminal in self._terminals.get((reading.device, reading.channel), ()):
            on = reading.on != terminal.inverted
            at = self._stamp.now()
            match terminal.meaning:
                case "contact":
                    self._put(ContactMoved(at=at, door=terminal.name, open=on))
                case "exit":
                    self._put((ExitPressed if on else ExitReleased)(at=at, door=terminal.name))
                case "confirm" | "other":
                    self._put(InputMoved(at=at, name=terminal.name, on=on))
                    if on and terminal.meaning == "confirm":  # the same as a finger on the screen
                        self._put(Touched(at=at))


def _terminals(wires: Wires) -> dict[tuple[str, int], list[Terminal]]:
    found: dict[tuple[str, int], list[Terminal]] = {}

    def add(point: Point | None, name: str, meaning: Literal["contact", "exit", "confirm", "other"]) -> None:
        if point is not None:
            terminal = Terminal(name=name, meaning=meaning, inverted=point.inverted)
            found.setdefault((point.device, point.channel), []).append(terminal)

    for name, door in wires.doors.items():
        add(door.contact, name, "contact")
        add(door.exit_button, name, "exit")
    for name, wired in wires.inputs.items():
        add(wired.terminal, name, "confirm" if wired.means == "confirm" else "other")
    return found
