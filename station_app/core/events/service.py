"""What the technician and the self-test do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from station_app.core.events.entry import Known, Unknown
from station_app.core.instant import Instant
from station_app.core.model import Credential


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
    order: str = ""
    """Id of the order that wants it; empty for somebody at the station."""


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
    order: str = ""
    """As `RunBegan` told it."""


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
