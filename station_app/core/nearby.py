"""Which other stations somebody who finds this one shut or full may be sent to.

Nobody is sent to a closed door: a neighbour is offered only while its hub told it open, with room, a short while ago by
a clock that can be believed, and while it stays open for as long as the walk takes. What is older is not shown at all:
"was open at three" would still send somebody out into the rain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from station_app.core.instant import Instant

Direction = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]
Places = Literal["", "none", "1-3", "4-9", "10+"]
"""How many places are left; empty where nobody counts them."""

FRESH_MS: Final = 15 * 60_000
"""So old the telling of an offered neighbour may be."""
MOST_SHOWN: Final = 2
"""More is not read by somebody who is cold."""
_AHEAD_MS: Final = 60_000
"""So far a telling may lie ahead of a trusted clock; one that lies further ahead proves one of the two wrong."""
_WALK_MS_A_METRE: Final = 1100
"""Straight line to walking time: 1.2 m/s, and a third of detour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another station as the hub told of it."""

    name: str
    distance_m: int
    direction: Direction
    open: bool | None
    """None where the hub does not know."""
    places: Places = ""
    next_open: str = ""
    """When a closed one opens: a moment in ISO 8601, local time; empty for unknown."""
    closes_ms: int = 0
    """Hub time from which its published hours have it shut, where that is within a day; 0 for no such moment."""
    as_of_ms: int
    """Hub time of the station's own word; 0 for none."""
    age_minutes: int = 0
    """How old that is where it is offered, in whole minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An answer of the hub."""

    made_ms: int
    """Hub time."""
    asked: Instant
    """When it was asked for, by this station's clocks: the answer is younger than that."""
    neighbours: tuple[Neighbour, ...] = ()
    """In the hub's order."""


def offered(telling: Telling | None, now: Instant, for_ms: int = 0) -> tuple[Neighbour, ...]:
    """Whom to send people to from now on and for so many milliseconds; the nearest first."""
    if telling is None:
        return ()
    fit = [one for one in telling.neighbours if _may_be_offered(one, telling, now, for_ms)]
    nearest = sorted(fit, key=lambda one: one.distance_m)[:MOST_SHOWN]
    return tuple(replace(one, age_minutes=(age_ms(one, telling, now) or 0) // 60_000) for one in nearest)


def age_ms(one: Neighbour, telling: Telling, now: Instant) -> int | None:
    """How old the word of a neighbour is, by the clock that makes it older; None where no clock can say."""
    ages: list[int] = []
    if now.boot == telling.asked.boot and now.mono_ms >= telling.asked.mono_ms:
        ages.append(max(0, telling.made_ms - one.as_of_ms) + now.mono_ms - telling.asked.mono_ms)
    if now.clock == "trusted":
        ages.append(now.wall_ms - one.as_of_ms)
    if not one.as_of_ms or not ages or max(ages) < -_AHEAD_MS:
        return None
    return max(0, *ages)


def _may_be_offered(one: Neighbour, telling: Telling, now: Instant, for_ms: int) -> bool:
    if one.open is not True or one.places == "none":
        return False
    age = age_ms(one, telling, now)
    if age is None or age + for_ms > FRESH_MS:
        return False
    there_ms = one.as_of_ms + age + for_ms + one.distance_m * _WALK_MS_A_METRE
    return not one.closes_ms or there_ms < one.closes_ms
