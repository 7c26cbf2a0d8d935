"""The turns of one zone as they stand: who has one, who waits, how long about. Nothing is told here."""

from __future__ import annotations

import heapq
from math import ceil
from typing import Final

from station_app.core.changing import replace
from station_app.core.instant import Instant
from station_app.core.memory.turns import Turn, TurnDesk, Waiting
from station_app.core.model import StationState
from station_app.core.policy import TurnRule

_NO_DESK: Final = TurnDesk()


def desk_of(state: StationState, zone: str) -> TurnDesk:
    """The turns of a zone."""
    return state.turns.get(zone, _NO_DESK)


def is_over(turn: Turn, at: Instant) -> bool:
    """Whether a turn's time is up; its person may still be there."""
    return at.seconds_since(turn.since) >= turn.seconds


def with_turn(state: StationState, zone: str, turn: Turn) -> StationState:
    """The state with one turn that goes on changed."""
    desk = desk_of(state, zone)
    running = tuple(turn if one.number == turn.number else one for one in desk.running)
    return with_desk(state, zone, replace(desk, running=running))


def with_desk(state: StationState, zone: str, desk: TurnDesk) -> StationState:
    """The state with the turns of a zone changed."""
    return replace(state, turns={**state.turns, zone: desk})


def minutes_until(desk: TurnDesk, rule: TurnRule, ahead: int, at: Instant) -> int:
    """About how long somebody waits with so many in front."""
    whole = rule.minutes * 60.0
    ends = sorted(max(0.0, turn.seconds - at.seconds_since(turn.since)) for turn in desk.running)
    ends = [*[0.0] * (rule.places - len(ends)), *ends[max(0, len(ends) - rule.places) :]]
    for _ in range(ahead):
        heapq.heapreplace(ends, ends[0] + whole)
    return max(1, ceil(ends[0] / 60))


def free(desk: TurnDesk, rule: TurnRule) -> int:
    """Places that nobody has and nobody was called to."""
    return rule.places - len(desk.running) - sum(1 for one in desk.queue if one.called is not None)


def numbered(desk: TurnDesk, at: Instant) -> tuple[TurnDesk, int]:
    """The next number. They begin anew each station day, as soon as none of the day before is left."""
    day = at.station_day
    anew = desk.day != day and not desk.running and not desk.queue
    number = 1 if anew else desk.last_number + 1
    return replace(desk, last_number=number, day=day if anew else desk.day), number


def is_of(one: Turn | Waiting, person: str | None, pass_id: str | None) -> bool:
    """Whether a turn or a number belongs to a pseudonym, or to a pass that names nobody."""
    return (person is not None and one.person == person) or (pass_id is not None and one.pass_id == pass_id)
