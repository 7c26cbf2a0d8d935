"""When time alone next changes something at a station, asked again only of those rules whose matter has changed.

The kiosk asks all of them five times a second, which costs it nothing. A fleet asks after each of a million steps.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

from station_app.core.flow import LONGEST_WAIT_SECONDS, TIMED
from station_app.core.instant import Instant
from station_app.core.model import StationState

LOOKS_AT: Final[Mapping[str, frozenset[str]]] = {
    "rulebook": frozenset({"house", "confirmed_ms", "policy_stage"}),
    "doors": frozenset({"house", "doors"}),
    "door_faults": frozenset({"house", "doors", "incidents"}),
    "senses": frozenset({"inputs", "incidents"}),
    "visits": frozenset({"house", "visits"}),
    "sweep": frozenset({"house", "life", "doors", "inputs", "visits"}),
    "presenting": frozenset(),
    "turns": frozenset({"house", "turns"}),
    "modes": frozenset({"mode"}),
    "orders": frozenset({"orders"}),
    "privacy": frozenset({"erased_day", "erased_at", "wish"}),
    "wellbeing": frozenset({"house", "life", "wellbeing", "inputs", "incidents"}),
    "power": frozenset({"house", "power"}),
    "comfort": frozenset({"house", "life"}),
    "canary": frozenset({"house", "canary", "incidents"}),
    "alarms": frozenset({"house", "incidents"}),
    "maintenance": frozenset({"maintenance", "service"}),
    "offering": frozenset({"offers"}),
    "screen": frozenset({"screen"}),
}
"""Module of the rules -> the parts of the state from which its deadlines follow, clocks aside. A test watches what is
really looked at."""

_LONGEST_MS: Final = LONGEST_WAIT_SECONDS * 1000
_PARTS: Final = tuple(part.deadlines for part in TIMED)
_ASKED_FOR: Final = {
    name: [index for index, part in enumerate(TIMED) if name in LOOKS_AT[part.__name__.rpartition(".")[2]]]
    for name in StationState.__dataclass_fields__
}
"""Part of the state -> the rules that look at it."""


class Agenda:
    """The next deadline of each rule, for one station whose clocks run on."""

    def __init__(self) -> None:
        self._state: StationState | None = None
        self._due_ms = [0] * len(_PARTS)
        self._next_ms = 0

    def clock_set(self) -> None:
        """A clock was set: no deadline that was worked out by it holds."""
        self._state = None

    def due_ms(self, state: StationState, at: Instant) -> int:
        """The monotonic millisecond at which time alone may change something; at most a day ahead."""
        now, due = at.mono_ms, self._due_ms
        for index in self._to_ask(state, now):
            waits = _PARTS[index](state, at)
            due[index] = now + math.ceil(min(*waits, LONGEST_WAIT_SECONDS) * 1000 if waits else _LONGEST_MS)
        self._state = state
        self._next_ms = min(due)
        return self._next_ms

    def _to_ask(self, state: StationState, now: int) -> Iterable[int]:
        """Rules whose matter has changed, and rules whose moment has come."""
        if self._state is None:
            return range(len(_PARTS))
        was, asked = self._state.__dict__, set[int]()
        for name, value in state.__dict__.items():
            if value is not was[name]:
                asked.update(_ASKED_FOR[name])
        if self._next_ms <= now:
            asked.update(index for index, due in enumerate(self._due_ms) if due <= now)
        return asked
