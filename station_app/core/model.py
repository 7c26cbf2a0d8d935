"""What a station is and what it knows, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from station_app.core.instant import Instant
from station_app.core.memory.doors import Doubts, ExitButton
from station_app.core.memory.guessing import Guesses
from station_app.core.memory.incidents import Incident
from station_app.core.memory.life import Canary, Comfort, InputState, Power, Wellbeing, ZoneLife
from station_app.core.memory.modes import Mode
from station_app.core.memory.offers import Offers
from station_app.core.memory.orders import OrderBook
from station_app.core.memory.people import Asked, Consent, Wish
from station_app.core.memory.turns import TurnDesk
from station_app.core.policy import Policy, PolicyStage, Privacy, ZoneRule

Credential = Literal["id-card", "pass", "union-card", "staff", "code", "grace"]
"""grace: nothing at all, in weather in which the door admits anybody."""
WhenStoreFails = Literal["admit", "refuse"]
Contact = Literal["open", "closed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One door as configured."""

    name: str
    zone: str
    readers: tuple[str, ...]
    has_contact: bool = True
    contact_board: str = ""
    """The device whose loss makes the contact unknown."""
    lock_board: str = ""
    """The device whose relay moves the lock."""
    pulse_seconds: float = 3.0
    enter_within_seconds: float = 8.0
    held_after_seconds: float = 30.0
    propped_after_seconds: float = 600.0
    """Open so long, a door was not held for somebody: it is propped."""
    when_store_fails: WhenStoreFails = "admit"


InputMeaning = Literal["smoke", "motion", "help", "latch", "power-good", "leak", "tamper", "confirm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One input that belongs to no door, as configured."""

    name: str
    means: InputMeaning
    zone: str = ""
    """Empty for the whole station."""
    board: str = ""
    """The device whose loss makes it unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One zone as configured."""

    name: str
    title: str
    capacity: int
    privacy: Privacy = "public"
    readers: tuple[str, ...] = ()
    """Where a tap means this zone and no door: a zone without one, or a station of class `point`."""
    loads: tuple[str, ...] = ()
    """What can be switched off here: lights, cooling, heating, ventilation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """One camera that is switched on, as configured."""

    name: str
    zone: str
    remote: bool = False
    """Somebody at the station has allowed that a manager orders a still from afar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything configured that the rules need."""

    doors: Mapping[str, Door]
    zones: Mapping[str, Zone]
    policy: Policy = field(default_factory=Policy)
    inputs: Mapping[str, Sense] = field(default_factory=dict[str, Sense])
    devices: tuple[str, ...] = ()
    """Every device of the station, by its name."""
    cameras: Mapping[str, Camera] = field(default_factory=dict[str, Camera])
    """Cameras that are switched on."""
    has_hub: bool = False
    """Somebody there can notice that this station is silent."""

    def door_of(self, reader: str) -> Door | None:
        """The door that a reader admits to; None for a reader that is plugged in and belongs to no door."""
        return next((door for door in self.doors.values() if reader in door.readers), None)

    def zone_of(self, reader: str) -> str | None:
        """The zone that a reader without a door stands for; None where it stands for none."""
        return next((zone.name for zone in self.zones.values() if reader in zone.readers), None)

    @property
    def kiosk_zone(self) -> str:
        """The zone that the kiosk tells of: behind the first door; without doors, the first where a tap means one."""
        first = next(iter(self.doors.values()), None)
        if first is not None:
            return first.zone
        return next((name for name, zone in self.zones.items() if zone.readers), next(iter(self.zones)))

    def rule(self, zone: str) -> ZoneRule:
        """What the policy says of a zone; the defaults where it says nothing."""
        return self.policy.zones.get(zone, DEFAULT_RULE)

    def capacity(self, zone: str) -> int:
        """Places of a zone."""
        capacity = self.rule(zone).capacity
        return self.zones[zone].capacity if capacity is None else capacity

    def sensed(self, name: str) -> str | None:
        """The zone that an input tells of: the only one of the house where it names none; None where that is open."""
        zone = self.inputs[name].zone if name in self.inputs else ""
        return zone or (next(iter(self.zones)) if len(self.zones) == 1 else None)

    def is_private(self, zone: str) -> bool:
        """Whether nothing but free or occupied may be known of a zone."""
        return "private" in (self.zones[zone].privacy, self.rule(zone).privacy)


DEFAULT_RULE = ZoneRule()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An admission nobody has used yet."""

    presentation: str
    person: str | None
    credential: Credential
    at: Instant
    companions: int = 0
    children: int = 0
    """Declared to come along, before the door was opened."""


@dataclass(frozen=True, kw_only=True)  # no slots: copied whole, see `changing`
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
    propped: bool = False
    """The present opening has been told as propped."""
    passing: int = 0
    """People the present opening accounts for: who was granted, or the party that leaves. At a door whose contact does
    not tell: who was granted since ever."""
    cause: str = ""
    """What the present opening follows from."""
    closed_at: Instant | None = None
    unseen: Instant | None = None
    """Since when nobody sees a door that stood open, or whose lock had no power, when it was seen last."""
    doubts: Doubts = field(default_factory=Doubts)
    button: ExitButton = field(default_factory=ExitButton)


@dataclass(frozen=True, kw_only=True)  # no slots: copied whole, see `changing`
class Visit:
    """One visit: a person who was admitted and opened the door."""

    id: str
    person: str | None
    zone: str
    started: Instant
    """First entry; the same person within `same_person_minutes` of it is the same visit."""
    inside: bool = True
    entered: bool = False
    """Something besides the door has told of the entry."""
    companions: int = 0
    children: int = 0
    """Came along with this person; children under 14 are only counted."""
    presentation: str = ""
    """The newest presentation by which this person came in; empty for the one that began the visit."""
    seen: Instant | None = None
    """When that was; None for the start."""


Moment = Literal[
    "idle", "reading", "welcome", "refused", "take-card", "help", "maintenance", "evacuation", "lockdown", "shelter",
    "wellbeing", "turn", "told", "goodbye",
]  # fmt: skip
"""wellbeing: is all well? turn: what became of somebody's place in a queue. told: what is held about a person.
goodbye: a second tap has ended a stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What the kiosk should say now."""

    moment: Moment = "idle"
    reason: str = ""
    """A code of `reasons.REASONS`, or what sort of moment it is; empty where the moment says it all."""
    since: Instant | None = None
    seconds: float = 0.0
    """How long it stands; 0 for until something happens."""
    opens_at: str = ""
    """`weekday HH:MM` (weekday 0-6) in local time, or `YYYY-MM-DD HH:MM` beyond a week, for the reason `closed`."""
    number: int = 0
    """The turn's number, for `turn`; how often help was pressed at this page, for `help`."""
    minutes: int = 0
    """How long it will take or last, for `turn`; how long somebody may take to answer, for `help`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """Somebody with a staff credential, or at the station's command line."""

    by: str
    since: Instant
    """When the credential was shown, or the test began."""
    seen: Instant
    """The last sign of this person."""


@dataclass(frozen=True, kw_only=True)  # no slots: copied whole, see `changing`
class StationState:
    """All that the rules remember. Replaced, never changed."""

    house: House
    doors: Mapping[str, DoorState]
    visits: Mapping[str, Visit] = field(default_factory=dict[str, Visit])
    used_passes: Mapping[str, int] = field(default_factory=dict[str, int])
    """Pass id -> wall_ms after which it is expired anyway and can be forgotten."""
    incidents: Mapping[str, Incident] = field(default_factory=dict[str, Incident])
    """Cause -> the open incident: one per cause."""
    lately: Mapping[str, Incident] = field(default_factory=dict[str, Incident])
    """Cause -> the incident that ended last, with its end in `over`, for as long as it may begin again."""
    lost_devices: frozenset[str] = frozenset()
    screen: Screen = field(default_factory=Screen)
    card_on: str | None = None
    """The reader on which a card lies."""
    service: AtWork | None = None
    """For whom the technician's pages stand open."""
    maintenance: AtWork | None = None
    """Who tests the station; workers are not admitted meanwhile. Ends with the program, like `service`."""

    confirmed_ms: int = 0
    """Wall time at which the hub last said that the policy is the newest; 0 for never."""
    policy_stage: PolicyStage = "normal"
    """What was last told of the policy's age; what it leaves open now is `rulebook.stage`."""
    mode: Mode = field(default_factory=Mode)
    inputs: Mapping[str, InputState] = field(default_factory=dict[str, InputState])
    life: Mapping[str, ZoneLife] = field(default_factory=dict[str, ZoneLife])
    comfort: Mapping[str, Comfort] = field(default_factory=dict[str, Comfort])
    wellbeing: Mapping[str, Wellbeing] = field(default_factory=dict[str, Wellbeing])
    power: Power = field(default_factory=Power)
    canary: Canary = field(default_factory=Canary)
    turns: Mapping[str, TurnDesk] = field(default_factory=dict[str, TurnDesk])
    orders: OrderBook = field(default_factory=OrderBook)
    consents: Mapping[str, Consent] = field(default_factory=dict[str, Consent])
    """Pseudonym of the year -> what its owner agreed to."""
    wish: Wish | None = None
    asked: Asked | None = None
    met: frozenset[str] = frozenset()
    """Pseudonyms of whoever was asked on `met_day`."""
    met_day: int = 0
    keeper: AtWork | None = None
    """Somebody on duty who has shown a staff credential; whether that still counts is for the hours to say."""
    erased_day: int = 0
    """The station day on which old personal fields were last erased."""
    erased_at: Instant | None = None
    """When that was."""
    told: str = ""
    """A manager's message to everybody at the station."""
    confirms: int = 0
    """How often the key 确认 has been pressed since the program came up: the screen moves on with each."""
    offers: Offers = field(default_factory=Offers)
    guesses: Guesses = field(default_factory=Guesses)

    @staticmethod
    def fresh(house: House) -> StationState:
        """A station that remembers nothing."""
        return StationState(house=house, doors={name: DoorState() for name in house.doors})

    def inside(self, zone: str) -> int:
        """People in a zone whose visits have not ended, those who came along among them."""
        return sum(
            1 + visit.companions + visit.children
            for visit in self.visits.values()
            if visit.inside and visit.zone == zone
        )
