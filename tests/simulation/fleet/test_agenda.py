"""The agenda asks only what has changed, and is late for nothing that all rules asked together would have told."""

from __future__ import annotations

from collections import defaultdict

import pytest

from station_app.core import flow
from station_app.core.answer import Step
from station_app.core.events import Event
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.simulation.fleet.agenda import LOOKS_AT, Agenda
from station_app.simulation.fleet.world import Plan, World

STATIONS = (1, 4, 17, 33)
"""Several tiers; a private room, a counter, a hub."""
LATE_MS = 2
"""Rounding up, twice."""
FIELDS = frozenset(StationState.__dataclass_fields__)


class Watched(StationState):
    """A state that notes what is asked of it."""

    seen: set[str]

    def __getattribute__(self, name: str) -> object:
        if name in FIELDS:
            object.__getattribute__(self, "seen").add(name)
        return object.__getattribute__(self, name)


def watched(state: StationState) -> Watched:
    made = object.__new__(Watched)
    made.__dict__.update(state.__dict__, seen=set[str]())
    return made


@pytest.mark.parametrize("station", STATIONS)
def test_no_rule_looks_at_more_than_its_line_says(station: int) -> None:
    looked: defaultdict[str, set[str]] = defaultdict(set)

    def step(state: StationState, event: Event) -> Step:
        after, commands = flow.step(state, event)
        for part in flow.TIMED:
            ghost = watched(after)
            part.deadlines(ghost, event.at)
            looked[part.__name__.rpartition(".")[2]] |= object.__getattribute__(ghost, "seen")
        return after, commands

    World(Plan(seed=5, station=station, days=4, faults=True), step).run()
    assert {name: sorted(seen - LOOKS_AT[name]) for name, seen in looked.items() if seen - LOOKS_AT[name]} == {}


@pytest.mark.parametrize("station", STATIONS)
def test_it_is_late_for_no_deadline(station: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, late = Agenda.due_ms, list[float]()

    def due_ms(agenda: Agenda, state: StationState, at: Instant) -> int:
        due = asked(agenda, state, at)
        late.append(due - at.mono_ms - flow.next_deadline(state, at) * 1000)
        return due

    monkeypatch.setattr(Agenda, "due_ms", due_ms)
    World(Plan(seed=5, station=station, days=4, faults=True)).run()

    assert (len(late) > 500, max(late) <= LATE_MS) == (True, True)
