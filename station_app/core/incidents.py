"""One incident per cause: opened once, closed once, never a stream."""

from __future__ import annotations

from dataclasses import replace

from station_app.core.commands import Record
from station_app.core.facts import fact
from station_app.core.model import Instant, StationState
from station_app.core.visits import Step


def open_one(state: StationState, at: Instant, cause: str, **about: str) -> Step:
    """Open the incident of a cause unless it is open already."""
    if cause in state.incidents:
        return state, []
    # The moment makes the id unique; the cause makes it readable.
    name = f"{at.wall_ms}-{at.mono_ms}-{cause}"
    opened = Record(fact=fact("incident.opened", at, incident=name, cause=cause, **about))
    return replace(state, incidents={**state.incidents, cause: name}), [opened]


def close_one(state: StationState, at: Instant, cause: str, **about: str) -> Step:
    """Close the incident of a cause if it is open."""
    name = state.incidents.get(cause)
    if name is None:
        return state, []
    closed = Record(fact=fact("incident.closed", at, incident=name, cause=cause, **about))
    return replace(state, incidents={c: n for c, n in state.incidents.items() if c != cause}), [closed]
