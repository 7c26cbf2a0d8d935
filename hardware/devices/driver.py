"""What every driver is, what more some are, and how each describes itself to the catalog."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol, runtime_checkable

from hardware.clock import Clock
from hardware.devices.keeping import Health
from hardware.devices.readings import Report
from hardware.devices.searching import Search
from hardware.links import OpenLink
from hardware.links.tap import Mask
from hardware.links.turns import Turns
from hardware.options import Option, OptionValue, checked_options
from hardware.traffic import Decode, LengthsOnly, Opaque, Redact

Role = Literal["card-reader", "code-reader", "tag-reader", "relays", "inputs", "sensor"]
"""card-reader: resident ID cards; tag-reader: cards known by an id only; the others as they are called."""

Evidence = Literal["capture", "published-vectors", "several-sources", "one-source"]
"""What the knowledge of a driver's bytes rests on, the strongest first; only `capture` means a device has confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a device could show of itself just now."""

    answered: bool
    """False for a device that cannot be asked: its port is open, no more."""
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What it told of itself, like `sam_id` or `firmware`; never personal data."""


class Device(Protocol):
    """What every driver is."""

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        ...

    @property
    def last_seen(self) -> float | None:
        """Monotonic seconds of its last sign of life; None before the first."""
        ...

    @property
    def health(self) -> Health:
        """Unknown, works or lost, with its counters."""
        ...

    async def run(self) -> None:
        """Keep it at work for ever; faults are reported, bugs are raised."""
        ...

    async def prove(self) -> Proof:
        """Ask it something harmless now. Raises a DeviceFault; at once LinkLost when it is not connected."""
        ...


@runtime_checkable
class Relays(Device, Protocol):
    """A device with relays, numbered from 1 as on the board."""

    async def hold(self, relay: int, seconds: float) -> None:
        """Keep `relay` on for `seconds` from now, or longer if it is already held longer. Raises a DeviceFault."""
        ...

    async def release(self, relay: int) -> None:
        """Let `relay` go now. Raises a DeviceFault."""
        ...

    async def relay_states(self) -> tuple[bool, ...] | None:
        """Which relays are on, as the board says; None for a board that cannot say. Raises a DeviceFault."""
        ...


@runtime_checkable
class Inputs(Device, Protocol):
    """A device with inputs, numbered from 1 as on the board."""

    @property
    def inputs(self) -> tuple[bool | None, ...]:
        """What each input was last believed to be; None before its first report and while the device is lost."""
        ...


@runtime_checkable
class Lamp(Device, Protocol):
    """A reader whose light and aim can be put to sleep while nobody may use it."""

    async def wake(self) -> None:
        """Be ready to read; asked twice it does no harm. Raises a DeviceFault."""
        ...

    async def darken(self) -> None:
        """Rest dark until woken. Raises a DeviceFault."""
        ...


Signal = Literal["ready", "granted", "denied"]


@runtime_checkable
class Signals(Device, Protocol):
    """A reader with a light and a sound of its own."""

    async def signal(self, what: Signal) -> None:
        """Show how the presentation ended. Raises a DeviceFault."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """All that a driver needs; `options` come from `Driver.checked`."""

    name: str
    open_link: OpenLink
    clock: Clock
    report: Report
    baud: int
    options: Mapping[str, OptionValue]
    turns: Turns | None = None
    """On a wire with other devices, what they share; None for a wire of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One driver as its module describes it (`DRIVER`); the catalog joins it with its twin."""

    name: str
    """As a configuration names it."""
    roles: frozenset[Role]
    baud: int
    """Unless the configuration says otherwise."""
    build: Callable[[BuildRequest], Device]
    mask: Mask
    """What a tap may keep of its bytes."""
    evidence: Evidence
    rests_on: str
    """Where the knowledge of its bytes comes from, in a few words; the class says more."""
    options: Mapping[str, Option] = field(default_factory=lambda: MappingProxyType({}))
    least: Mapping[str, OptionValue] = field(default_factory=lambda: MappingProxyType({}))
    """What a configuration has to give at the least, by way of an example; empty where the defaults will do."""
    times_pulses: bool = True
    """False for a relay board whose pulses the host has to end: a program that dies in one leaves its relay on."""
    search: Search | None = None
    """How commissioning may look for it; None: nothing is sent before a person has named it."""
    verify: Callable[[Mapping[str, OptionValue]], None] | None = None
    """Refuses options that do not go together. Raises ValueError that begins with the option's name."""
    bus_unit: Callable[[Mapping[str, OptionValue]], int] | None = None
    """For a device that may share its wire with others: its unit number there. None: it needs a port of its own."""
    decode: Decode = Opaque
    """Reads its traffic afterwards, for `station decode`."""
    redact: Redact = LengthsOnly
    """Makes its traffic safe to keep, for `station record`; unless a driver says otherwise, nothing of it is kept."""

    def checked(self, given: Mapping[str, object]) -> dict[str, OptionValue]:
        """Every option with its value, given or default. Raises ValueError that begins with the option's name."""
        options = checked_options(self.name, self.options, given)
        if self.verify is not None:
            self.verify(options)
        return options

    def channels(self, role: Literal["relays", "inputs"], options: Mapping[str, OptionValue]) -> int:
        """How many relays or inputs there are; 0 for a device that has none."""
        return int(options[role]) if role in self.roles else 0
