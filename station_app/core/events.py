"""What can happen to a station. Each event carries the moment at which it was put on the queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from station_app.core.commands import HoldLock
from station_app.core.model import Credential, Instant
from station_app.core.reasons import Denial


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
class Known:
    """The credential is genuine; whether it admits is for the rules."""

    person: str | None
    """Pseudonym; None where the credential names nobody."""
    valid_until: str | None = None
    """YYYYMMDD for a card with an end; never recorded."""
    pass_id: str | None = None
    """The one-use id of a pass; None for a staff pass, which serves until it ends."""
    pass_until_ms: int = 0
    staff: bool = False
    """A staff pass: the presentation's credential is `staff`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The credential could not be read or is not genuine."""

    reason: Denial


@dataclass(frozen=True, slots=True, kw_only=True)
class CardArrived:
    """A card lies on the reader and is being read."""

    at: Instant
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTaken:
    """The card was taken off the reader."""

    at: Instant
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLeftBehind:
    """A card still lies on the reader long after it was read."""

    at: Instant
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputMoved:
    """An input that belongs to no door reports a state (also once after its board was connected)."""

    at: Instant
    name: str
    """A key of `House.inputs`."""
    on: bool
    """True is what its meaning says: smoke, motion, the button pressed, power good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A credential was presented at a reader."""

    at: Instant
    id: str
    """Id of this presentation; facts about it name it."""
    reader: str
    credential: Credential
    finding: Known | Unknown


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
class Flooded:
    """A reader gives more unreadable codes than people could show; what exceeds the measure is dropped."""

    at: Instant
    reader: str
    over: bool = False
    """The reader is quiet again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked:
    """Somebody touched help on the screen."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceBegan:
    """Somebody begins to test the station."""

    at: Instant
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceEnded:
    """The test is over, or was given up."""

    at: Instant
    reason: str
    """`finished` or `stopped`; the rules themselves say `forgotten` and `restart`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSeen:
    """The technician touched something: whoever is at work is still there."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceClosed:
    """The technician closed the pages."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SelftestPresented:
    """The self-test presents a credential at a door: decided, recorded and carried out, and nobody's visit."""

    at: Instant
    id: str
    door: str
    credential: Credential
    finding: Known | Unknown
    """Whose card it was is not recorded."""
    seconds: float
    """How long the lock is to be held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBegan:
    """A self-test run begins."""

    at: Instant
    run: str
    tester: str
    device: str = ""
    """The one device or door that is tested; empty for the whole station."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEnded:
    """A check of the self-test has a result."""

    at: Instant
    run: str
    check: str
    result: Literal["green", "red", "unfinished"]
    tester: str
    device: str = ""
    fault: str = ""
    measured: str = ""
    """What it measured, as `name=value` pairs with blanks between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    """A self-test run is over. Unfinished counts as failed."""

    at: Instant
    run: str
    tester: str
    green: int
    red: int
    unfinished: int
    device: str = ""


Maintenance = (
    MaintenanceBegan
    | MaintenanceEnded
    | StaffSeen
    | ServiceClosed
    | SelftestPresented
    | RunBegan
    | CheckEnded
    | RunEnded
)
"""What the technician and the self-test do."""

Event = (
    Started
    | Ticked
    | CardArrived
    | CardTaken
    | CardLeftBehind
    | InputMoved
    | Presented
    | ContactMoved
    | ExitPressed
    | LockMoved
    | LockFailed
    | DeviceFailed
    | DeviceWorks
    | StoreFailed
    | StoreWorks
    | Flooded
    | HelpAsked
    | Maintenance
)
