"""A power cut: what the battery carries, and what is given up for it, in which order.

Lock, readers and journal are never dropped. A fail-safe lock opens by itself when the battery is empty: nobody is kept
in, and the station says beforehand that its door will stand open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record, Switch
from station_app.core.events import Battery, Event, InputMoved, Started
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.memory.life import Power
from station_app.core.model import StationState

STATION_LOADS: Final = ("screen", "sign")
"""Loads that belong to no zone; those of zones follow `comfort`."""


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """Mains go or come back; the battery tells how long it lasts."""
    del before
    if isinstance(event, Battery):
        return _battery(state, event)
    if isinstance(event, Started):
        return state, _given_up(state)
    if not isinstance(event, InputMoved):
        return state, []
    sense = state.house.inputs.get(event.name)
    if sense is None or sense.means != "power-good":
        return state, []
    return _back(state, event.at) if event.on else _lost(state, event.at)


def time_passed(state: StationState, at: Instant) -> Step:
    """Give up what the plan gives up by now."""
    if state.power.lost is None:
        return state, []
    return _drop(state, at)


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until the next load is given up."""
    power = state.power
    if power.lost is None:
        return []
    gone = _minutes_gone(state, at) * 60
    return [max(0.05, minutes * 60 - gone) for load, minutes in _plan(state) if load not in power.dropped]


def minutes_left(state: StationState, at: Instant) -> int | None:
    """How long the battery still carries the station, by what it says itself or else by the plan; None with mains."""
    if state.power.lost is None:
        return None
    return max(0, round(state.house.policy.power.battery_minutes - _minutes_gone(state, at)))


def _lost(state: StationState, at: Instant) -> Step:
    if state.power.lost is not None:
        return state, []
    state = replace(state, power=Power(lost=at))
    told = fact("power.lost", at, battery_minutes=state.house.policy.power.battery_minutes)
    state, dropped = _drop(state, at)
    return state, [Record(fact=told), *dropped]


def _back(state: StationState, at: Instant) -> Step:
    power = state.power
    if power.lost is None:
        return state, []
    minutes = int(at.seconds_since(power.lost) // 60)
    state = replace(state, power=Power())
    again = [Switch(zone="", load=load, on=True) for load in power.dropped if load in STATION_LOADS]
    return state, [Record(fact=fact("power.back", at, minutes=minutes)), *again]


def _battery(state: StationState, event: Battery) -> Step:
    if state.power.lost is None:
        return state, []
    ahead = state.house.policy.power.battery_minutes - event.minutes - event.at.seconds_since(state.power.lost) / 60
    state = replace(state, power=replace(state.power, ahead_minutes=max(0.0, ahead)))
    return _drop(state, event.at)


def _given_up(state: StationState) -> list[Command]:
    """Said again after a restart: whoever carries it out has forgotten."""
    return [Switch(zone="", load=load, on=False) for load in state.power.dropped if load in STATION_LOADS]


def _plan(state: StationState) -> Iterator[tuple[str, int]]:
    """Load and minutes after which it is given up, of the loads that there are."""
    there = {load for zone in state.house.zones.values() for load in zone.loads} | {*STATION_LOADS}
    return ((load, minutes) for load, minutes in state.house.policy.power.drops if load in there)


def _drop(state: StationState, at: Instant) -> Step:
    gone, commands = _minutes_gone(state, at), list[Command]()
    for load, minutes in _plan(state):
        if gone >= minutes and load not in state.power.dropped:
            state = replace(state, power=replace(state.power, dropped=(*state.power.dropped, load)))
            commands.append(Record(fact=fact("power.dropped", at, load=load, minutes=minutes)))
            if load in STATION_LOADS:
                commands.append(Switch(zone="", load=load, on=False))
    return state, commands


def _minutes_gone(state: StationState, at: Instant) -> float:
    """Minutes of the plan that are used up: time, or more where the battery says that it is weaker than planned."""
    lost = state.power.lost
    return 0.0 if lost is None else at.seconds_since(lost) / 60 + state.power.ahead_minutes


def _recall_lost(state: StationState, told: Fact) -> StationState:
    return replace(state, power=Power(lost=told.at))


def _recall_dropped(state: StationState, told: Fact) -> StationState:
    return replace(state, power=replace(state.power, dropped=(*state.power.dropped, str(told.body["load"]))))


def _recall_back(state: StationState, told: Fact) -> StationState:
    del told
    return replace(state, power=Power())


RECALLS: Final[Mapping[str, Recall]] = {
    "power.lost": _recall_lost,
    "power.dropped": _recall_dropped,
    "power.back": _recall_back,
}
"""Kind of fact -> what it leaves in mind."""
