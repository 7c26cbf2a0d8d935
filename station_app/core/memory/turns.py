"""Who uses a zone after whom."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.core.instant import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody in the queue."""

    number: int
    """What is called out: never a name."""
    person: str | None
    presentation: str
    since: Instant
    called: Instant | None = None
    """When the place was offered; None while still waiting."""
    pass_id: str | None = None
    """Of a pass that names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Somebody whose turn it is."""

    number: int
    person: str | None
    presentation: str
    since: Instant
    seconds: float
    """How long it lasts, with all extensions."""
    extended: int = 0
    reminded: bool = False
    over: bool = False
    """Its time is up and it was said so; the place is free only when its person has gone."""
    pass_id: str | None = None
    """Of a pass that names nobody."""
    come: bool = False
    """Its person has come in."""
    said: Instant | None = None
    """When it was last said that the time is up."""
    left: Instant | None = None
    """Since when its person seems to have gone out; whoever comes back soon goes on."""
    left_by: str = ""
    """What told of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnDesk:
    """The turns of one zone."""

    running: tuple[Turn, ...] = ()
    queue: tuple[Waiting, ...] = ()
    last_number: int = 0
    day: int = 0
    """The station day that numbers are counted in."""
