"""What recorded turns leave in mind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Recall
from station_app.core.changing import replace
from station_app.core.facts import Fact
from station_app.core.memory.turns import Turn, TurnDesk, Waiting
from station_app.core.model import StationState
from station_app.core.turn_desk import desk_of, is_of, with_desk, with_turn


def _text(told: Fact, name: str) -> str | None:
    value = told.body.get(name)
    return None if value is None else str(value)


def _number(told: Fact, name: str) -> int:
    return int(told.body.get(name) or 0)


def _recall_queued(state: StationState, told: Fact) -> StationState:
    zone = str(told.body["zone"])
    if zone not in state.house.zones:
        return state  # another configuration had it
    one = Waiting(
        number=_number(told, "turn"),
        person=_text(told, "person"),
        pass_id=_text(told, "pass_id"),
        presentation=_text(told, "presentation") or "",
        since=told.at,
    )
    desk = _recalled_number(desk_of(state, zone), told)
    return with_desk(state, zone, replace(desk, queue=(*desk.queue, one)))


def _recalled_number(desk: TurnDesk, told: Fact) -> TurnDesk:
    day = told.at.station_day if not desk.running and not desk.queue else desk.day
    number = _number(told, "turn")
    return replace(desk, last_number=number if day != desk.day else max(number, desk.last_number), day=day)


def _recall_called(state: StationState, told: Fact) -> StationState:
    zone, number = str(told.body["zone"]), _number(told, "turn")
    desk = desk_of(state, zone)
    queue = tuple(replace(one, called=told.at) if one.number == number else one for one in desk.queue)
    return with_desk(state, zone, replace(desk, queue=queue)) if desk.queue else state


def _recall_started(state: StationState, told: Fact) -> StationState:
    zone, number = str(told.body["zone"]), _number(told, "turn")
    if zone not in state.house.zones:
        return state
    desk = _recalled_number(desk_of(state, zone), told)
    turn = Turn(
        number=number,
        person=_text(told, "person"),
        pass_id=_text(told, "pass_id"),
        presentation=_text(told, "presentation") or "",
        since=told.at,
        seconds=_number(told, "minutes") * 60.0,
    )
    queue = tuple(one for one in desk.queue if one.number != number)
    return with_desk(state, zone, replace(desk, running=(*desk.running, turn), queue=queue))


def _recall_reminded(state: StationState, told: Fact) -> StationState:
    found = _recalled_turn(state, told)
    return state if found is None else with_turn(state, str(told.body["zone"]), replace(found, reminded=True))


def _recall_extended(state: StationState, told: Fact) -> StationState:
    found = _recalled_turn(state, told)
    if found is None:
        return state
    seconds = found.seconds + _number(told, "minutes") * 60
    turn = replace(found, seconds=seconds, extended=found.extended + 1, reminded=False)
    return with_turn(state, str(told.body["zone"]), turn)


def _recalled_turn(state: StationState, told: Fact) -> Turn | None:
    number = _number(told, "turn")
    return next((turn for turn in desk_of(state, str(told.body["zone"])).running if turn.number == number), None)


def _recall_gone(state: StationState, told: Fact) -> StationState:
    zone, number = str(told.body["zone"]), _number(told, "turn")
    if zone not in state.turns:
        return state
    desk = state.turns[zone]
    running = tuple(turn for turn in desk.running if turn.number != number)
    return with_desk(
        state, zone, replace(desk, running=running, queue=tuple(one for one in desk.queue if one.number != number))
    )


def _recall_back(state: StationState, told: Fact) -> StationState:
    """Who has a turn was let in anew."""
    if told.body.get("rule") != "own-turn":
        return state
    zone, known = str(told.body["zone"]), (_text(told, "person"), _text(told, "pass_id"))
    turn = next((one for one in desk_of(state, zone).running if is_of(one, *known)), None)
    return (
        state
        if turn is None
        else with_turn(state, zone, replace(turn, presentation=str(told.body["presentation"]), left=None))
    )


def _recall_came(state: StationState, told: Fact) -> StationState:
    zone, person = str(told.body["zone"]), _text(told, "person")
    for turn in desk_of(state, zone).running:
        if turn.presentation == told.body["presentation"] or (person is not None and turn.person == person):
            return with_turn(state, zone, replace(turn, come=True))
    return state


RECALLS: Final[Mapping[str, Recall]] = {
    "turn.queued": _recall_queued,
    "turn.called": _recall_called,
    "turn.passed": _recall_gone,
    "turn.started": _recall_started,
    "turn.reminded": _recall_reminded,
    "turn.extended": _recall_extended,
    "turn.ended": _recall_gone,
    "access.granted": _recall_back,
    "visit.started": _recall_came,
    "visit.resumed": _recall_came,
}
"""Kind of fact -> what it leaves in mind."""
