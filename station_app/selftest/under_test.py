"""The station as its self-test sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hardware.clock import Clock
from hardware.devices.driver import Device, Lamp, Role
from hardware.devices.readings import CardRead
from hardware.links.tap import Tap
from hardware.traffic import Decode
from station_app.config import Settings
from station_app.core.events import Event, Known, Unknown
from station_app.core.model import Credential, StationState
from station_app.identity.keys import Keys
from station_app.selftest.ears import Ears
from station_app.selftest.outcome import Outcome
from station_app.station.stamp import Stamp
from station_app.store.journal import Journal
from station_app.wire import Sound


@dataclass(frozen=True, slots=True, kw_only=True)
class HubStanding:
    """The way to the hub."""

    enrolled: bool = False
    connected: bool = False
    error: str = ""


class Identity(Protocol):
    """Turns cards into findings."""

    async def card(self, reading: CardRead) -> Known | Unknown:
        """The finding for a card; wipes its number."""
        ...

    def code(self, text: str, now_wall_ms: int) -> tuple[Credential, Known | Unknown]:
        """The finding for a code."""
        ...


class Guide(Protocol):
    """Asks the person at the station."""

    async def ask(self, step: str, device: str, within: float) -> bool | None:
        """What the person answers to a question; None when nobody did."""
        ...

    def tell(self, step: str, device: str, within: float, *, done: int = 0, of: int = 0) -> None:
        """What the person is to do; the device itself tells when it is done."""
        ...

    def seen(self) -> None:
        """The person did something."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderTest:
    """Everything that a check may touch."""

    settings: Settings
    config: Path | None
    """The file behind the settings; None where there is none."""
    config_hash: str
    """SHA-256 of that file as it was read at the start."""
    data: Path
    devices: Mapping[str, Device]
    roles: Mapping[str, frozenset[Role]]
    taps: Mapping[str, Tap]
    decoders: Mapping[str, Decode]
    """What reads each device's traffic."""
    journal: Journal
    keys: Keys
    identity: Identity
    hub: Callable[[], HubStanding]
    stamp: Stamp
    put: Callable[[Event], None]
    state: Callable[[], StationState]
    unrecorded: Callable[[], int]
    """Facts that wait in memory for the journal."""
    ears: Ears
    guide: Guide
    past: Callable[[str], list[Mapping[str, str]]]
    """What a check has measured before, each time that it was green, the oldest first."""
    sound: Callable[[], Sound] = lambda: ""
    """Whether the screen can be heard."""

    @property
    def clock(self) -> Clock:
        """The one clock."""
        return self.stamp.clock


async def lit(device: Device) -> None:
    """Wake a reader that rests while the station is tested. Raises a DeviceFault."""
    if isinstance(device, Lamp):
        await device.wake()


def lost(device: Device) -> Outcome | None:
    """Why a device cannot be tested now; None for one that is at work."""
    health = device.health
    if health.state == "works":
        return None
    code = health.fault.code if health.fault is not None else "no-sign"
    return Outcome(fault=code)
