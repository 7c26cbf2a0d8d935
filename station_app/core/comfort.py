"""Light, heat, cold and air of a zone.

What fails leaves it comfortable; it is never dark or cold with somebody possibly inside. Only loads that a station has
wired are spoken of: without any, nothing happens here. Off is a wish that is renewed for ever, so that a dead program
leaves everything on (`Switch`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record, Switch
from station_app.core.events import Event, Measured
from station_app.core.facts import Fact, fact
from station_app.core.hours import DAY
from station_app.core.instant import DAY_TURNS_AT_HOUR, Instant
from station_app.core.memory.life import Comfort
from station_app.core.model import StationState
from station_app.core.policy import ComfortRule
from station_app.core.rules import local_date

LOADS: Final = ("lights", "night-light", "cooling", "heating", "ventilation")
"""What a zone may have; `night-light` is a weak one that lets sleepers sleep."""

SPAN: Final = 1.0
"""Celsius between the temperature that starts heating or cooling and the one that ends it."""
STALE_AIR_PPM: Final = 1000.0
FRESH_AIR_PPM: Final = 800.0
_DAY_SECONDS: Final = DAY * 60


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the loads of a zone depend on."""

    people: bool
    """Somebody is possibly inside."""
    seconds: float | None
    """Since the last sign of anybody; None where there was none."""
    sleeping: bool
    """It is night, and whoever is inside has not stirred for a while."""
    sweep: bool
    """It is being asked whether somebody was overlooked."""
    shelter: bool
    winter: bool


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """Bring loads in line with what an event has changed."""
    measured = event if isinstance(event, Measured) else None
    come, concerned = state.visits is not before.visits, _concerns(before, state, event.at)
    if measured is None and not come and not concerned:
        return state, []
    commands: list[Command] = []
    for zone in _zones_with_loads(state):
        if come:
            state = _counted(before, state, zone)
        if measured is not None and measured.zone == zone:
            state = _noted(state, measured)
        if measured is not None or concerned or zone not in state.life:
            state, switched = _set(state, zone, event.at)
            commands += switched
    return state, commands


def time_passed(state: StationState, at: Instant) -> Step:
    """Light and heat go down when nobody has been seen for long; once a day the energy is told."""
    commands: list[Command] = []
    for zone in _zones_with_loads(state):
        state, switched = _set(state, zone, at)
        state, told = _day_over(state, zone, at)
        commands += [*switched, *told]
    return state, commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until lights or climate may go down, night begins or ends, or the day turns."""
    waits: list[float] = []
    for zone in _zones_with_loads(state):
        rule, life = state.house.rule(zone).comfort, state.life.get(zone)
        if life is not None and life.sign is not None:
            since = at.seconds_since(life.sign)
            ends = (rule.lights_minutes * 60 - since, rule.climate_minutes * 60 - since)
            waits += [seconds for seconds in ends if seconds > 0]
        now = (at.wall_ms / 1000 + at.utc_offset_minutes * 60) % _DAY_SECONDS
        for minute in (rule.night_from, rule.night_until, DAY_TURNS_AT_HOUR * 60):
            ahead = minute * 60 - now
            waits.append(ahead if ahead > 0 else ahead + _DAY_SECONDS)
    return waits


def wanted(state: StationState, zone: str, at: Instant) -> dict[str, bool]:
    """Which of a zone's loads should be on now."""
    rule, now = state.house.rule(zone).comfort, state.comfort.get(zone, Comfort())
    signs = _signs(state, zone, at, rule)
    wishes = {load: _wish(load, signs, now, rule) for load in state.house.zones[zone].loads}
    if "night-light" not in wishes:
        # Nothing weaker to leave on: the lights stay on for whoever sleeps here.
        wishes |= {load: True for load in wishes if load == "lights" and signs.people}
    ordered = state.orders.lights.get(zone)
    if ordered is not None and "lights" in wishes and (ordered.value == "on" or not signs.people):
        wishes["lights"] = ordered.value == "on"  # no order leaves anybody in the dark
    for load in state.power.dropped:
        if load in wishes and not (load == "lights" and signs.people):
            wishes[load] = False
    return wishes


def _wish(load: str, signs: _Signs, now: Comfort, rule: ComfortRule) -> bool:
    awake = signs.people and not signs.sleeping
    match load:
        case "lights":
            return awake or signs.sweep or signs.shelter or _within(signs, rule.lights_minutes)
        case "night-light":
            return signs.people
        case "heating":
            return _heats(signs, now, rule)
        case "cooling":
            return _cools(signs, now, rule)
        case "ventilation":
            return _airs(signs, now)
        case _:
            return True  # a load that no rule knows stays on


def _heats(signs: _Signs, now: Comfort, rule: ComfortRule) -> bool:
    here = signs.people or signs.shelter or _within(signs, rule.climate_minutes)
    if now.temperature is None:  # the heater's own thermostat decides; only an empty room outside winter needs none
        return here or signs.winter
    return _below(now.temperature, rule.heat_to if here else rule.never_below, was=now.loads.get("heating", False))


def _cools(signs: _Signs, now: Comfort, rule: ComfortRule) -> bool:
    here = signs.people or _within(signs, rule.climate_minutes)
    if not here:
        return False
    if now.temperature is None:
        return True
    return _below(-now.temperature, -rule.cool_to, was=now.loads.get("cooling", False))


def _airs(signs: _Signs, now: Comfort) -> bool:
    if now.co2 is None:
        return signs.people and not signs.sleeping
    return now.co2 > (FRESH_AIR_PPM if now.loads.get("ventilation", False) else STALE_AIR_PPM)


def _below(value: float, goal: float, *, was: bool) -> bool:
    """Whether to go on towards a goal from below, or to begin when far enough away from it."""
    return value < goal if was else value <= goal - SPAN


def _signs(state: StationState, zone: str, at: Instant, rule: ComfortRule) -> _Signs:
    life = state.life.get(zone)
    seconds = None if life is None or life.sign is None else at.seconds_since(life.sign)
    people = state.inside(zone) > 0 if life is None else life.high > 0
    still = seconds is None or seconds >= rule.lights_minutes * 60
    return _Signs(
        people=people,
        seconds=seconds,
        sleeping=people and still and _is_night(at, rule),
        sweep=life is not None and life.swept is not None,
        shelter=state.mode.name in ("shelter", "evacuation"),
        winter=int(local_date(at)[4:6]) in state.house.policy.ages.winter_months,
    )


def _within(signs: _Signs, minutes: int) -> bool:
    return signs.seconds is not None and signs.seconds < minutes * 60


def _is_night(at: Instant, rule: ComfortRule) -> bool:
    minute = at.local_minute % DAY
    if rule.night_from <= rule.night_until:
        return rule.night_from <= minute < rule.night_until
    return minute >= rule.night_from or minute < rule.night_until


def _zones_with_loads(state: StationState) -> Iterator[str]:
    return (name for name, zone in state.house.zones.items() if zone.loads)


def _concerns(before: StationState, state: StationState, at: Instant) -> bool:
    return (
        state.mode is not before.mode
        or state.power is not before.power
        or state.house is not before.house
        or state.orders.lights is not before.orders.lights
        or (state.life is not before.life and any(_stirs(before, state, z, at) for z in _zones_with_loads(state)))
    )


def _stirs(before: StationState, state: StationState, zone: str, at: Instant) -> bool:
    """Whether signs of people can change what should be on: one more of somebody who was seen just now cannot."""
    was, now = before.life.get(zone), state.life.get(zone)
    if was is now:
        return False
    if was is None or now is None or was.sign is None or now.sign is None:
        return True
    if (was.high > 0) != (now.high > 0) or (was.swept is None) != (now.swept is None):
        return True
    rule = state.house.rule(zone).comfort
    return at.seconds_since(was.sign) >= 60 * min(rule.lights_minutes, rule.climate_minutes)


def _set(state: StationState, zone: str, at: Instant) -> Step:
    """Switch what should change, and count how long everything was on until now."""
    now = state.comfort.get(zone, Comfort(day=at.station_day))
    wishes = wanted(state, zone, at)
    if now.since is not None and wishes == now.loads:
        return state, []
    changed = [load for load, on in wishes.items() if now.loads.get(load) != on]
    now = replace(_accrued(now, at), loads=wishes)
    state = replace(state, comfort={**state.comfort, zone: now})
    return state, [Switch(zone=zone, load=load, on=wishes[load]) for load in changed]


def _accrued(now: Comfort, at: Instant) -> Comfort:
    passed = 0.0 if now.since is None else at.seconds_since(now.since)
    used = {load: now.used.get(load, 0.0) + (passed if on else 0.0) for load, on in now.loads.items()}
    return replace(now, since=at, used={**now.used, **used})


def _counted(before: StationState, state: StationState, zone: str) -> StationState:
    new = sum(1 for name, visit in state.visits.items() if visit.zone == zone and name not in before.visits)
    if not new:
        return state
    now = state.comfort.get(zone, Comfort())
    return replace(state, comfort={**state.comfort, zone: replace(now, visits=now.visits + new)})


def _noted(state: StationState, event: Measured) -> StationState:
    now = state.comfort.get(event.zone, Comfort())
    match event.quantity:
        case "temperature":
            now = replace(now, temperature=event.value)
        case "co2":
            now = replace(now, co2=event.value)
        case "energy":
            first = event.value if now.meter_from is None else min(now.meter_from, event.value)
            now = replace(now, meter_from=first, meter=event.value)
        case _:
            pass  # no load follows humidity
    return replace(state, comfort={**state.comfort, event.zone: now})


def _day_over(state: StationState, zone: str, at: Instant) -> Step:
    now = state.comfort.get(zone)
    if now is None or now.day == at.station_day:
        return state, []
    if now.day == 0 or now.since is None:  # the first day begins in its middle
        return _with(state, zone, replace(now, day=at.station_day)), []
    now = _accrued(now, at)
    minutes = {f"{load.replace('-', '_')}_minutes": int(seconds // 60) for load, seconds in now.used.items()}
    minutes = {name: value for name, value in minutes.items() if name != "night_light_minutes"}
    told = fact("comfort.day", at, zone=zone, day=now.day, visits=now.visits, kwh=_kwh(state, zone, now), **minutes)
    fresh = replace(now, day=at.station_day, used={}, visits=0, meter_from=now.meter)
    return _with(state, zone, fresh), [Record(fact=told)]


def _kwh(state: StationState, zone: str, now: Comfort) -> float:
    """By the meter where there is one, else by nominal power and time."""
    if now.meter is not None and now.meter_from is not None:
        return round(now.meter - now.meter_from, 3)
    watts = state.house.rule(zone).comfort.watts
    return round(sum(watts.get(load, 0) * seconds for load, seconds in now.used.items()) / 3_600_000, 3)


def _with(state: StationState, zone: str, now: Comfort) -> StationState:
    return replace(state, comfort={**state.comfort, zone: now})


def _told(state: StationState, told: Fact) -> StationState:
    """A restart goes on in the day after the last one that was told; what was used before it is lost."""
    zone, day = str(told.body["zone"]), int(told.body["day"] or 0)
    return _with(state, zone, replace(state.comfort.get(zone, Comfort()), day=day + 1))


RECALLS: Final[Mapping[str, Recall]] = {"comfort.day": _told}
"""Kind of fact -> what it leaves in mind."""
