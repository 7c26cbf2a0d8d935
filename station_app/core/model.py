"""What a station is and what it knows, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from station_app.core.hours import Hours

ClockTrust = Literal["trusted", "drifting", "unknown"]
Credential = Literal["id-card", "pass", "union-card", "staff", "code"]
WhenStoreFails = Literal["admit", "refuse"]
Contact = Literal["open", "closed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """A moment as the station's clocks tell it."""

    wall_ms: int
    """Milliseconds since 1970-01-01 UTC; may jump."""
    mono_ms: int
    """Milliseconds of the monotonic clock; compares within one `boot` only."""
    boot: str
    """Which run of the machine `mono_ms` belongs to."""
    clock: ClockTrust = "trusted"
    utc_offset_minutes: int = 480
    """Minutes east of UTC at the station."""

    def seconds_since(self, earlier: Instant) -> float:
        """Seconds between two moments, never negative: monotonic within one boot, wall time across boots."""
        if self.boot == earlier.boot:
            return max(0, self.mono_ms - earlier.mono_ms) / 1000
        return max(0, self.wall_ms - earlier.wall_ms) / 1000

    @property
    def local_minutes(self) -> int:
        """Minutes since Monday 00:00 local time of the week that holds this moment."""
        minutes = self.wall_ms // 60_000 + self.utc_offset_minutes
        return (minutes + 3 * 1440) % (7 * 1440)  # 1970-01-01 was a Thursday


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One door as configured."""

    name: str
    zone: str
    readers: tuple[str, ...]
    has_contact: bool = True
    contact_board: str = ""
    """The device whose loss makes the contact unknown."""
    pulse_seconds: float = 3.0
    enter_within_seconds: float = 8.0
    held_after_seconds: float = 30.0
    when_store_fails: WhenStoreFails = "admit"


InputMeaning = Literal["smoke", "motion", "help", "latch", "power-good", "leak", "tamper"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One input that belongs to no door, as configured."""

    name: str
    means: InputMeaning
    zone: str = ""
    """Empty for the whole station."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One zone as configured."""

    name: str
    title: str
    capacity: int
    privacy: Literal["public", "private"] = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules in force."""

    version: str = "built-in"
    hours: Hours = field(default_factory=Hours.always)
    same_person_minutes: int = 30
    max_stay_minutes: int = 360
    """A stay nobody saw the end of is closed after this time, marked as inferred."""
    union_cards: Literal["admit", "refuse"] = "admit"
    """What a card is worth that is known by its id only, which a copy has, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything configured that the rules need."""

    doors: Mapping[str, Door]
    zones: Mapping[str, Zone]
    policy: Policy = field(default_factory=Policy)
    inputs: Mapping[str, Sense] = field(default_factory=dict[str, Sense])

    def door_of(self, reader: str) -> Door | None:
        """The door that a reader admits to; None for a reader that is plugged in and belongs to no door."""
        return next((door for door in self.doors.values() if reader in door.readers), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An admission nobody has used yet."""

    presentation: str
    person: str | None
    credential: Credential
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorState:
    """What is known of one door."""

    contact: Contact = "unknown"
    grants: tuple[Grant, ...] = ()
    exit_at: Instant | None = None
    """The last press of the exit button that no opening has used."""
    hold_from: Instant | None = None
    hold_seconds: float = 0.0
    opened_at: Instant | None = None
    held: bool = False
    """The held-door incident of the present opening has been opened."""
    forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit: a person who was admitted and opened the door."""

    id: str
    person: str | None
    zone: str
    started: Instant
    """First entry; the same person within `same_person_minutes` of it is the same visit."""
    inside: bool = True


Moment = Literal["idle", "reading", "welcome", "refused", "take-card", "help", "maintenance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What the kiosk should say now."""

    moment: Moment = "idle"
    reason: str = ""
    """A code of `reasons.REASONS`; empty where the moment says it all."""
    since: Instant | None = None
    seconds: float = 0.0
    """How long it stands; 0 for until something happens."""
    opens_at: str = ""
    """Local 'Mon 06:00' style moment as `weekday HH:MM` (weekday 0-6) for the reason `closed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """Somebody with a staff credential, or at the station's command line."""

    by: str
    since: Instant
    """When the credential was shown, or the test began."""
    seen: Instant
    """The last sign of this person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationState:
    """All that the rules remember. Replaced, never changed."""

    house: House
    doors: Mapping[str, DoorState]
    visits: Mapping[str, Visit] = field(default_factory=dict[str, Visit])
    used_passes: Mapping[str, int] = field(default_factory=dict[str, int])
    """Pass id -> wall_ms after which it is expired anyway and can be forgotten."""
    incidents: Mapping[str, str] = field(default_factory=dict[str, str])
    """Cause -> id of the open incident: one per cause."""
    lost_devices: frozenset[str] = frozenset()
    screen: Screen = field(default_factory=Screen)
    card_on: str | None = None
    """The reader on which a card lies."""
    service: AtWork | None = None
    """For whom the technician's pages stand open."""
    maintenance: AtWork | None = None
    """Who tests the station; workers are not admitted meanwhile. Ends with the program, like `service`."""

    @staticmethod
    def fresh(house: House) -> StationState:
        """A station that remembers nothing."""
        return StationState(house=house, doors={name: DoorState() for name in house.doors})

    def inside(self, zone: str) -> int:
        """Visits in a zone that have not ended."""
        return sum(1 for visit in self.visits.values() if visit.inside and visit.zone == zone)
