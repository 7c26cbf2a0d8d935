"""What happens to doors, devices, sensors and the program itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from station_app.core.commands import HoldLock
from station_app.core.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The program is up, with what the store remembers already in the state."""

    at: Instant
    version: str
    """Version of this program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """Time has passed."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMoved:
    """The door contact reports a state (also once after its board was connected)."""

    at: Instant
    door: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPressed:
    """Somebody inside pressed the exit button."""

    at: Instant
    door: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockMoved:
    """The relay board has confirmed (or the driver has sent, where the board cannot answer) a hold."""

    at: Instant
    hold: HoldLock


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFailed:
    """A hold did not reach the relay."""

    at: Instant
    hold: HoldLock
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLapsed:
    """A hold's own time was over before the lock could be told; it was not told."""

    at: Instant
    hold: HoldLock


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFailed:
    """A device stopped working."""

    at: Instant
    device: str
    fault: str
    """Code of the fault; `hardware.errors` owns them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceWorks:
    """A device works (also said at first start)."""

    at: Instant
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFailed:
    """The journal could not be written."""

    at: Instant
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreWorks:
    """The journal can be written again; what was held in reserve has been written."""

    at: Instant
    reserve: int
    """Facts that had waited in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputMoved:
    """An input that belongs to no door reports a state (also once after its board was connected)."""

    at: Instant
    name: str
    """A key of `House.inputs`."""
    on: bool
    """True is what its meaning says: smoke, motion, the button pressed, power good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitReleased:
    """The exit button has been let go."""

    at: Instant
    door: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A sensor's value has changed enough to matter, or a while has passed."""

    at: Instant
    zone: str
    quantity: Literal["temperature", "humidity", "co2", "energy"]
    value: float
    """Celsius, percent, ppm; energy in kWh as a meter counts it, never falling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A counter at a zone's entrance has counted people."""

    at: Instant
    zone: str
    entered: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """What the battery says of itself."""

    at: Instant
    minutes: int
    """How long it still carries everything that is on."""
