"""The state that a journal leaves behind: facts are folded, nothing is decided, recorded or done anew.

The same fold serves a restart, the question "why?" of any row, and the what-if of a policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from station_app.core import (
    canary,
    comfort,
    devices,
    door_faults,
    doors,
    guessing,
    incidents,
    maintenance,
    modes,
    occupancy,
    orders,
    power,
    presenting,
    privacy,
    rulebook,
    senses,
    turns,
    visits,
    wellbeing,
)
from station_app.core.answer import Recall
from station_app.core.facts import Fact
from station_app.core.model import StationState
from station_app.core.offers import (
    activities,
    first_aid,
    lending,
    parking,
    requests,
    supplies,
)

_PARTS: Final = (
    canary,
    comfort,
    devices,
    door_faults,
    doors,
    guessing,
    incidents,
    maintenance,
    modes,
    occupancy,
    orders,
    power,
    presenting,
    privacy,
    requests,
    supplies,
    first_aid,
    lending,
    activities,
    parking,
    rulebook,
    senses,
    turns,
    visits,
    wellbeing,
)

_RECALLS: Final[Mapping[str, tuple[Recall, ...]]] = {
    kind: tuple(part.RECALLS[kind] for part in _PARTS if kind in part.RECALLS)
    for kind in {kind for part in _PARTS for kind in part.RECALLS}
}

KINDS: Final = frozenset(_RECALLS)
"""Kinds of facts that leave something in mind."""


def recall(state: StationState, facts: Iterable[Fact]) -> StationState:
    """The state after facts, oldest first."""
    for fact in facts:
        for part in _RECALLS.get(fact.kind, ()):
            state = part(state, fact)
    return state
