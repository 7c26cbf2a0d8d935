"""What a conversation has learned, and what was expected of the wires before anything was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from station_app.config import DeviceTable, DoorTable
from station_app.core.model import InputMeaning
from station_app.selftest.commissioning.sights import Wired

LockKind = Literal["fail-safe", "fail-secure", "unknown"]
"""Free without power (a magnet), locked without power (a strike), or nobody has tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """One input or relay as it was learned."""

    device: str
    kind: Literal["relay", "input"]
    channel: int
    inverted: bool = False

    @property
    def text(self) -> str:
        """As a configuration writes it."""
        return f"{'!' if self.inverted else ''}{self.device}/{self.kind}/{self.channel}"

    @property
    def place(self) -> tuple[str, str, int]:
        """Where its wire is, whatever its polarity."""
        return self.device, self.kind, self.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedDoor:
    """One door, as its wires turned out to be."""

    name: str
    zone: str
    lock: Terminal
    lock_kind: LockKind
    contact: Terminal | None
    exit_button: Terminal | None
    readers: tuple[str, ...]
    pulse_seconds: float
    reactions: tuple[float, ...]
    """Seconds from each pulse to the opening of the door, as measured; empty without a contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedInput:
    """One detector or button that belongs to no door."""

    name: str
    means: InputMeaning
    terminal: Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedZone:
    """One room."""

    name: str
    title: str
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A whole station, ready to be written down."""

    station_id: str
    station_name: str
    hub_url: str
    devices: tuple[Wired, ...]
    doors: tuple[LearnedDoor, ...]
    inputs: tuple[LearnedInput, ...]
    zones: tuple[LearnedZone, ...]
    miswirings: tuple[str, ...]
    """The code of every diagnosis that was made on the way, mended or noted."""
    write: bool
    """Whether the person wants it written."""


USUAL_DOOR: Final = "main"
"""The only door of most stations: relay 1, contact on input 1, exit button on input 2, as in the example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is expected: an earlier configuration where there is one, else how the example is wired."""

    devices: Mapping[str, DeviceTable] = field(default_factory=dict[str, DeviceTable])
    doors: Mapping[str, DoorTable] = field(default_factory=dict[str, DoorTable])

    def contact(self, door: str) -> int:
        """The input that the door's contact should be on; 0 where nothing is expected."""
        return _channel(self.doors[door].contact) if door in self.doors else self._usual(door, 1)

    def exit_button(self, door: str) -> int:
        """The input that the exit button should be on."""
        return _channel(self.doors[door].exit_button) if door in self.doors else self._usual(door, 2)

    def lock(self, door: str) -> int:
        """The relay that should move the lock."""
        return _channel(self.doors[door].lock) if door in self.doors else self._usual(door, 1)

    def _usual(self, door: str, channel: int) -> int:
        return 0 if self.doors or door != USUAL_DOOR else channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All that a conversation begins with."""

    ports: tuple[str, ...]
    """Every port that may be searched, as a configuration writes it."""
    plan: Plan = field(default_factory=Plan)
    file_exists: bool = False
    """Whether the file to be written is there already."""
    station_id: str = ""
    """Empty: it is asked for; so are the others."""
    station_name: str = ""
    zone_title: str = ""
    hub_url: str = ""


def _channel(terminal: str) -> int:
    """0 for a terminal that is not planned."""
    last = terminal.rpartition("/")[2]
    return int(last) if last.isdecimal() else 0
