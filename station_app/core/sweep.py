"""The sweep for overlooked people, and the day's ratio of people to grants.

Before a zone counts as empty it is lit and spoken to, and nobody must stir: only then may anything be switched off as
in an empty room. It never begins while a stay is believed to go on, however silent it is.
"""

from __future__ import annotations

from typing import Final

from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.facts import fact
from station_app.core.instant import DAY_TURNS_AT_HOUR, Instant
from station_app.core.memory.life import ZoneLife
from station_app.core.model import StationState
from station_app.core.occupancy import doors_of, signed, with_life

QUIET_SECONDS: Final = 3600.0
"""So long without a sign, in a zone with a motion sensor, before it is asked whether somebody was overlooked."""
BLIND_SECONDS: Final = 12 * 3600.0
"""The same in a zone where only doors and touches tell: longer than anybody sleeps."""
SWEEP_SECONDS: Final = 300.0
"""So long after the asking nobody has stirred: the zone is empty."""

_DAY_SECONDS: Final = 86_400


def time_passed(state: StationState, at: Instant) -> Step:
    """A silent zone is swept; once a day it is told how many came in beside those who were granted."""
    commands: list[Command] = []
    for zone in state.life:
        state, told = _swept(state, zone, at)
        commands += told
        state, told = _day_over(state, zone, at)
        commands += told
    return state, commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until a sweep begins or ends, or the station's day turns."""
    waits: list[float] = []
    for zone, life in state.life.items():
        if life.swept is not None:
            waits.append(SWEEP_SECONDS - at.seconds_since(life.swept))
        elif life.sign is not None and _may_be_swept(state, zone, life):
            waits.append(_silence(state, zone) - at.seconds_since(life.sign))
        if life.grants or life.entered:
            seconds = at.wall_ms / 1000 + at.utc_offset_minutes * 60 - DAY_TURNS_AT_HOUR * 3600
            waits.append(_DAY_SECONDS - seconds % _DAY_SECONDS)
    return waits


def _may_be_swept(state: StationState, zone: str, life: ZoneLife) -> bool:
    """Whether a zone may be empty: nobody is known inside, nothing is on that somebody moved, every door is shut."""
    if life.low or not life.high or state.inside(zone):
        return False
    if any(now.contact != "closed" for now in doors_of(state, zone)):
        return False
    return not any(
        now.on and name in state.house.inputs and state.house.inputs[name].means in ("motion", "latch")
        for name, now in state.inputs.items()
        if state.house.sensed(name) == zone
    )


def _silence(state: StationState, zone: str) -> float:
    """How long nothing must have been heard of anybody."""
    seen = any(
        sense.means == "motion" and state.house.sensed(name) == zone and name in state.inputs
        for name, sense in state.house.inputs.items()
        if name in state.inputs and state.inputs[name].on is not None
    )
    return QUIET_SECONDS if seen else BLIND_SECONDS


def _swept(state: StationState, zone: str, at: Instant) -> Step:
    life = state.life[zone]
    if life.swept is not None:
        if at.seconds_since(life.swept) < SWEEP_SECONDS:
            return state, []
        if not _may_be_swept(state, zone, life):
            return signed(state, zone, at, life)
        told = fact("occupancy.sweep", at, zone=zone, result="empty")
        return with_life(state, zone, replace(life, high=0, swept=None, slack=0, sure=True)), [Record(fact=told)]
    if life.sign is None or not _may_be_swept(state, zone, life):
        return state, []
    if at.seconds_since(life.sign) < _silence(state, zone):
        return state, []
    return with_life(state, zone, replace(life, swept=at)), []


def _day_over(state: StationState, zone: str, at: Instant) -> Step:
    """How many came in beside those who were granted: a ratio, and nobody's guilt."""
    life = state.life[zone]
    if life.day == at.station_day:
        return state, []
    fresh = with_life(state, zone, replace(life, day=at.station_day, grants=0, entered=0, declared=0))
    if state.house.is_private(zone) or (not life.grants and not life.entered):
        return fresh, []
    counts = {"grants": life.grants, "entered": life.entered, "companions": life.declared or None}
    return fresh, [Record(fact=fact("occupancy.day", at, zone=zone, day=life.day, **counts))]
