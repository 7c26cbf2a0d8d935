"""The rules in force, as data. Made by the hub or from station.toml; read from text by `policy_text`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from station_app.core.hours import Hours

StationClass = Literal["unattended", "staffed", "point"]
"""point: no door; a tap is recorded as a visit. staffed: open while somebody on duty is there."""
Privacy = Literal["public", "private"]
PolicyStage = Literal["normal", "essential", "locked"]
"""What the age of a policy leaves open: everything, essential zones only, or nothing."""

EVERY_CREDENTIAL = frozenset({"id-card", "pass", "union-card"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who may use a zone. Staff always may."""

    credentials: frozenset[str] = EVERY_CREDENTIAL
    """Kinds of credential that are accepted; none: nobody."""
    needs: frozenset[str] = frozenset()
    """One of these must have been declared at the kiosk just before, like `nursing`; empty: nothing to declare. It is
    the visitor's own word: nothing is read from a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRule:
    """How a zone is used one after the other."""

    minutes: int
    remind_minutes: int = 5
    """So long before the end of a turn its person is reminded."""
    no_show_minutes: int = 3
    """So long a called person is waited for; then the next one is called."""
    extend_minutes: int = 10
    """By how much a turn goes on when nobody waits; 0 for never."""
    places: int = 1
    """Turns at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComfortRule:
    """Light, heat, cold and air of a zone."""

    cool_to: float = 26.0
    """Celsius; public buildings are not cooled below 26."""
    heat_to: float = 20.0
    """Celsius; public buildings are not heated above 20."""
    beyond: str = ""
    """Why this zone is cooled or heated beyond these limits all the same, as for small children; empty: it is not."""
    never_below: float = 16.0
    """Celsius; kept with nobody inside, too, where somebody may have been overlooked."""
    lights_minutes: int = 10
    """Lights go down so long after the last sign of anybody."""
    climate_minutes: int = 20
    night_from: int = 22 * 60
    night_until: int = 6 * 60
    """Minutes of the local day between which light is dimmed for sleepers, never off with somebody possibly inside."""
    watts: Mapping[str, int] = field(default_factory=dict[str, int])
    """Load -> its nominal power, for the energy of a visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to be read at the station for a while."""

    id: str
    texts: Mapping[str, str]
    """Language -> sentence."""
    until_ms: int
    """Wall time from which on it is no longer shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRule:
    """What holds in one zone."""

    kind: str = "rest"
    """rest, reading, nursing, gym, yoga, dance, shower, massage, health, haircut, sewing, baking, counselling,
    reading-point …: a name that texts and reports know; no rule asks for it."""
    title: str = ""
    """Empty for the one in station.toml."""
    capacity: int | None = None
    """None for the one in station.toml."""
    privacy: Privacy = "public"
    """A zone that station.toml calls private stays so whatever stands here."""
    audience: Audience = field(default_factory=Audience)
    hours: Hours | None = None
    """None for the station's."""
    closures: tuple[tuple[int, int, str], ...] = ()
    """Wall times from and until, and why, of temporary closures of this zone alone."""
    duty: Hours | None = None
    """When somebody is on duty there; None for never."""
    needs_staff: bool = False
    """Open only while somebody on duty has shown a staff credential."""
    essential: bool = True
    """Stays open under a policy that has grown old: a place to rest."""
    turn: TurnRule | None = None
    comfort: ComfortRule = field(default_factory=ComfortRule)
    still_minutes: int = 300
    """So long without any sign of somebody inside, and it is asked whether all is well."""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grace:
    """Weather in which the door admits anybody, counted and not identified."""

    reason: Literal["heat", "cold", "storm"]
    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRule:
    """What becomes of a policy that nobody confirms any more."""

    normal_days: int = 7
    """So long everything holds; then essential zones only."""
    lock_after_days: int | None = None
    """Then nobody is admitted any more, but never in winter; None for never at all."""
    winter_months: frozenset[int] = frozenset({11, 12, 1, 2, 3})


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRule:
    """Who is told of an incident, and what when nobody answers."""

    chain: tuple[str, ...] = ("keeper", "district", "union")
    """Roles in the order in which they are asked; the last keeps it."""
    repeat_minutes: int = 10
    escalate_minutes: int = 15
    help_escalate_seconds: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerRule:
    """What the battery carries, and for how long."""

    battery_minutes: int = 120
    drops: tuple[tuple[str, int], ...] = (("ventilation", 0), ("sign", 15), ("lights", 60), ("screen", 90))
    """Load and the minute of the power cut at which it is given up. Lock, readers and journal are never dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long what names a person is kept, in days."""

    visits_days: int = 90
    alarms_days: int = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules in force."""

    version: str = "built-in"
    number: int = 0
    """Rises with every policy of a station: an older one is never taken again. 0 for the built-in one."""
    made_ms: int = 0
    """Wall time at which the hub made it; 0 for the built-in one, which does not age."""
    station: str = "*"
    """Whom it is for; `*` for every station of its hub."""
    station_class: StationClass = "unattended"
    hours: Hours = field(default_factory=Hours.always)
    days: Mapping[int, str] = field(default_factory=dict[int, str])
    """Day since 1970 -> `holiday`, or the weekday (`mon` …) whose hours hold on a shifted workday."""
    closures: tuple[tuple[int, int, str], ...] = ()
    """Wall times from and until, and why, of temporary closures of the whole station."""
    zones: Mapping[str, ZoneRule] = field(default_factory=dict[str, ZoneRule])
    grace: tuple[Grace, ...] = ()
    same_person_minutes: int = 30
    max_stay_minutes: int = 360
    """A stay nobody saw the end of is closed after this time, marked as inferred."""
    union_cards: Literal["admit", "refuse"] = "admit"
    """What a card is worth that is known by its id only, which a copy has, too."""
    notice: str = "1"
    """Version of the privacy notice; a consent to another version is asked for anew."""
    ages: AgeRule = field(default_factory=AgeRule)
    alarms: AlarmRule = field(default_factory=AlarmRule)
    power: PowerRule = field(default_factory=PowerRule)
    retention: Retention = field(default_factory=Retention)
    canary_hours: int = 6
    """How often a canary goes through the whole chain; 0 for never."""
    offers: frozenset[str] = frozenset()
    """What is offered behind the door, like `fault` or `books`; `core.offers.offering` knows them. One that this
    program does not know is left out: a newer hub's policy is no mistake."""
