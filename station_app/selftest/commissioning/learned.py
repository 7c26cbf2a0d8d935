"""What a conversation has learned, and what was expected of the wires before anything was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from station_app.config import DeviceTable, Settings
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
    kept: Mapping[str, str] = field(default_factory=dict[str, str])
    """Tables of an earlier configuration that no wire decides, as they were written."""
    help_phone: str = ""
    """Empty: the configuration's own default; so is the operator."""
    operator: str = ""


USUAL_DOOR: Final = "main"
"""The only door of most stations: relay 1, contact on input 1, exit button on input 2, as in the example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDoor:
    """Where the wires of one door should be; 0 where nothing is expected."""

    lock: int = 0
    contact: int = 0
    exit_button: int = 0
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is expected: an earlier configuration where there is one, else how the example is wired."""

    devices: Mapping[str, DeviceTable] = field(default_factory=dict[str, DeviceTable])
    doors: Mapping[str, PlannedDoor] = field(
        default_factory=lambda: {USUAL_DOOR: PlannedDoor(lock=1, contact=1, exit_button=2)}
    )

    @staticmethod
    def of(settings: Settings) -> Plan:
        """What a configuration says."""
        doors: dict[str, PlannedDoor] = {}
        for name, wires in settings.wiring.items():
            doors[name] = PlannedDoor(
                lock=wires.lock.channel,
                contact=wires.contact.channel if wires.contact else 0,
                exit_button=wires.exit_button.channel if wires.exit_button else 0,
                readers=settings.house.doors[name].readers,
            )
        return Plan(devices=settings.devices, doors=doors)

    def door(self, name: str) -> PlannedDoor:
        """What is expected of one door."""
        return self.doors.get(name, PlannedDoor())


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
    help_phone: str = ""
    operator: str = ""
    hub_url: str = ""
    kept: Mapping[str, str] = field(default_factory=dict[str, str])
    """As in `Learned`."""
