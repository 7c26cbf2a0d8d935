"""The test that goes through the whole chain several times a day, so that silence is noticed.

A canary is a row like any other: decided, written, sent, acknowledged. Where the hub does not acknowledge it in time,
something between here and there is silent, and one incident says so until one arrives again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core import incidents
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Record
from station_app.core.events import CanaryArrived, Event, Started
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.memory.life import Canary
from station_app.core.model import StationState

CAUSE: Final = "canary"
FIRST_SECONDS: Final = 300.0
"""So long after the program is up: what a restart has broken is seen early, and devices have had time to answer."""
ARRIVE_SECONDS: Final = 1800.0
"""A canary that has not arrived by then is missing."""


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """The hub has one; or a restart begins anew, since nobody knows what became of the last one."""
    del before
    if type(event) is Started:
        state = replace(state, canary=Canary(since=event.at))
        return (state, []) if state.house.has_hub else incidents.close_one(state, event.at, CAUSE)
    if type(event) is not CanaryArrived or event.canary != state.canary.id or state.canary.sent is None:
        return state, []
    if state.canary.arrived is not None:
        return state, []
    seconds = round(event.at.seconds_since(state.canary.sent), 1)
    arrived = Record(fact=fact("canary.arrived", event.at, canary=event.canary, seconds=seconds))
    state = replace(state, canary=replace(state.canary, arrived=event.at))
    state, closed = incidents.close_one(state, event.at, CAUSE)
    return state, [arrived, *closed]


def time_passed(state: StationState, at: Instant) -> Step:
    """Send the next one; miss one that has not arrived."""
    state, missed = incidents.open_one(state, at, CAUSE) if _missing_in(state, at) <= 0 else (state, [])
    if _due_in(state, at) > 0:
        return state, missed
    # The moment makes it unique in the journal; a number would need a memory that a lost journal takes along.
    name = f"canary-{at.wall_ms}-{at.mono_ms}"
    sent = Record(fact=fact("canary.sent", at, canary=name, readers=_readers(state)))
    state = replace(state, canary=replace(state.canary, id=name, sent=at, arrived=None))
    return state, [*missed, sent]


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until the next one, and until one is missing."""
    return [wait for wait in (_due_in(state, at), _missing_in(state, at)) if wait < _NEVER]


_NEVER: Final = float("inf")


def _due_in(state: StationState, at: Instant) -> float:
    canary, every = state.canary, state.house.policy.canary_hours * 3600.0
    if not every or (canary.since is None and canary.sent is None):
        return _NEVER
    if canary.sent is None:
        return FIRST_SECONDS - at.seconds_since(canary.since or at)
    return every - at.seconds_since(canary.sent)


def _missing_in(state: StationState, at: Instant) -> float:
    canary = state.canary
    if not state.house.has_hub or canary.sent is None or canary.arrived is not None or CAUSE in state.incidents:
        return _NEVER
    return ARRIVE_SECONDS - at.seconds_since(canary.sent)


def _readers(state: StationState) -> int:
    """How many readers answer now."""
    house = state.house
    at_doors = {reader for door in house.doors.values() for reader in door.readers}
    in_zones = {reader for zone in house.zones.values() for reader in zone.readers}
    return len((at_doors | in_zones) - state.lost_devices)


def _recall_sent(state: StationState, told: Fact) -> StationState:
    return replace(state, canary=Canary(id=str(told.body["canary"]), sent=told.at))


def _recall_arrived(state: StationState, told: Fact) -> StationState:
    return replace(state, canary=replace(state.canary, arrived=told.at))


RECALLS: Final[Mapping[str, Recall]] = {"canary.sent": _recall_sent, "canary.arrived": _recall_arrived}
"""Kind of fact -> what it leaves in mind."""
