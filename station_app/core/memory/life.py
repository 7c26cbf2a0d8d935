"""What tells of people in a zone, and what is kept for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from station_app.core.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class InputState:
    """What an input was last known to be."""

    on: bool | None = None
    """None: unknown, which is neither on nor off."""
    since: Instant | None = None
    entries: int = 0
    """Of a motion sensor: people who came in since then, and it saw nothing."""


@dataclass(frozen=True, kw_only=True)  # no slots: copied whole, see `changing`
class ZoneLife:
    """Signs of people in one zone."""

    sign: Instant | None = None
    """The last sign of anybody: an entry, an exit, motion, a touch."""
    moved: Instant | None = None
    """The last motion that a sensor saw."""
    low: int = 0
    high: int = 0
    """People inside, at least and at most; `high` is 0 only when it is certain that nobody is there."""
    grants: int = 0
    entered: int = 0
    """Since the day began: people who were granted, and people whom a counter or the door saw come in."""
    declared: int = 0
    """Since the day began: people whom a granted person said to come along."""
    day: int = 0
    """Which day that is; 0 for none yet."""
    slack: int = 0
    """Of `high`: how many may have slipped in with the last one; whoever is declared to come along is one of them."""
    sure: bool = True
    """The range began at a moment at which it was certain who is inside: only then may a count bring it to none."""
    counter: Instant | None = None
    """When a counter has last counted; None while none is known to work."""
    uncounted: int = 0
    """Entries since then that it has not counted."""
    swept: Instant | None = None
    """When the sweep for overlooked people began; None while none is made."""


@dataclass(frozen=True, kw_only=True)  # no slots: copied whole, see `changing`
class Comfort:
    """How a zone's loads stand, and what they used since the day began."""

    loads: Mapping[str, bool] = field(default_factory=dict[str, bool])
    """Load -> on."""
    since: Instant | None = None
    """Since when `used` does not yet count."""
    used: Mapping[str, float] = field(default_factory=dict[str, float])
    """Load -> seconds it was on since the day began."""
    temperature: float | None = None
    """Celsius; None while nobody has told."""
    co2: float | None = None
    """Parts per million."""
    meter_from: float | None = None
    meter: float | None = None
    """What the energy meter said first and last today, in kWh."""
    visits: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wellbeing:
    """Where the asking after a silent person stands."""

    step: Literal["quiet", "gentle", "loud", "called"] = "quiet"
    since: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """Mains and battery."""

    lost: Instant | None = None
    """When the mains went away; None while they are there."""
    dropped: tuple[str, ...] = ()
    """Loads that were given up for the battery's sake."""
    ahead_minutes: float = 0.0
    """By how much the battery is weaker than planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """The test that goes through the whole chain."""

    since: Instant | None = None
    """When the program came up."""
    id: str = ""
    """Of the newest one; empty for none since then."""
    sent: Instant | None = None
    arrived: Instant | None = None
