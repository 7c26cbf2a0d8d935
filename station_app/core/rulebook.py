"""Which policy is in force, how old it is, and what becomes of one that has grown old.

A policy is as old as the last word that it is the newest: the moment it was made, brought or confirmed. The built-in
one does not age, and no clock that cannot be believed makes one old.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, cast

from station_app.core import incidents
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import Event, PolicyArrived, PolicyConfirmed, PolicyRefused
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.core.policy import PolicyStage

DAMAGED: Final = "damaged-file"
"""Why a policy was refused that this station had kept itself."""
OLD: Final = "policy-old"
FILE: Final = "policy-file"
"""Causes of incidents."""
CONFIRM_MS: Final = 86_400_000
"""A confirmation is recorded at most so often: it only has to outlive a restart."""
_DAY_SECONDS: Final = 86_400
_FIRST_DAY: Final = date(1970, 1, 1)


def stage(state: StationState, at: Instant) -> PolicyStage:
    """What the age of the policy in force leaves open."""
    base = _newest_word(state)
    if base == 0 or at.clock == "unknown":
        return "normal"
    ages = state.house.policy.ages
    days = (at.wall_ms - base) / 1000 / _DAY_SECONDS
    if days < ages.normal_days:
        return "normal"
    if ages.lock_after_days is None or days < ages.lock_after_days:
        return "essential"
    return "essential" if _local_day(at).month in ages.winter_months else "locked"


def age_days(state: StationState, at: Instant) -> int | None:
    """Whole days since the last word that the policy is the newest; None for one that does not age."""
    base = _newest_word(state)
    return None if base == 0 else max(0, at.wall_ms - base) // 1000 // _DAY_SECONDS


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """A policy has come, was refused, or is confirmed."""
    del before
    match event:
        case PolicyArrived():
            return _arrived(state, event)
        case PolicyRefused():
            return _refused(state, event)
        case PolicyConfirmed():
            return _confirmed(state, event.at)
        case _:
            return state, []


def time_passed(state: StationState, at: Instant) -> Step:
    """The policy grows old; in winter, one that has locked gives way."""
    if at.clock == "unknown":
        return state, []
    now = stage(state, at)
    return (state, []) if now == state.policy_stage else _turned(state, at, now)


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until the policy's age leaves something else open."""
    base = _newest_word(state)
    if base == 0 or at.clock == "unknown":
        return []
    if stage(state, at) != state.policy_stage:
        return [0.0]
    ages = state.house.policy.ages
    age = (at.wall_ms - base) / 1000
    lasts = [days * _DAY_SECONDS - age for days in (ages.normal_days, ages.lock_after_days) if days is not None]
    ahead = [seconds for seconds in lasts if seconds > 0]
    if ages.lock_after_days is not None and len(ahead) == 0:
        ahead.append(_until_next_month(at))
    return ahead


def _newest_word(state: StationState) -> int:
    """Wall time of the last word that the policy is the newest; 0 for one that does not age."""
    policy = state.house.policy
    return max(policy.made_ms, state.confirmed_ms) if policy.number else 0


def _local_day(at: Instant) -> date:
    return _FIRST_DAY + timedelta(minutes=at.local_minute)


def _until_next_month(at: Instant) -> float:
    today = _local_day(at)
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    milliseconds = (first - _FIRST_DAY).days * _DAY_SECONDS * 1000 - at.utc_offset_minutes * 60_000 - at.wall_ms
    return milliseconds / 1000


def _arrived(state: StationState, event: PolicyArrived) -> Step:
    policy, at = event.policy, event.at
    if policy.number <= state.house.policy.number:  # two came at once
        return _refused(state, PolicyRefused(at=at, version=policy.version, reason="older"))
    known = state.confirmed_ms if at.clock == "unknown" else at.wall_ms
    state = replace(state, house=replace(state.house, policy=policy), confirmed_ms=known)
    made = policy.made_ms or None
    told: list[Command] = [
        Record(fact=fact("policy.applied", at, policy=policy.version, serial=policy.number, made=made))
    ]
    state, closed = incidents.close_one(state, at, FILE)
    state, turned = time_passed(state, at)
    return state, [*told, *closed, *turned]


def _refused(state: StationState, event: PolicyRefused) -> Step:
    told = Record(fact=fact("policy.refused", event.at, policy=event.version, reason=event.reason))
    if event.reason != DAMAGED:
        return state, [told]
    state, opened = incidents.open_one(state, event.at, FILE)
    return state, [told, *opened]


def _confirmed(state: StationState, at: Instant) -> Step:
    if at.clock == "unknown":
        return state, []
    told: list[Command] = []
    if at.wall_ms // CONFIRM_MS != state.confirmed_ms // CONFIRM_MS:
        told.append(Record(fact=fact("policy.confirmed", at, policy=state.house.policy.version)))
    state, turned = time_passed(replace(state, confirmed_ms=at.wall_ms), at)
    return state, [*told, *turned]


def _turned(state: StationState, at: Instant, now: PolicyStage) -> Step:
    """The age leaves something else open than was told last."""
    version, days = state.house.policy.version, age_days(state, at) or 0
    told = Record(fact=fact("policy.aged", at, policy=version, stage=now, days=days))
    state = replace(state, policy_stage=now)
    act = incidents.close_one if now == "normal" else incidents.open_one
    state, more = act(state, at, OLD)
    return state, [told, *more]


def _recall_word(state: StationState, told: Fact) -> StationState:
    return state if told.at.clock == "unknown" else replace(state, confirmed_ms=told.at.wall_ms)


def _recall_aged(state: StationState, told: Fact) -> StationState:
    return replace(state, policy_stage=cast(PolicyStage, told.body["stage"]))


RECALLS: Final[Mapping[str, Recall]] = {
    "policy.applied": _recall_word,
    "policy.confirmed": _recall_word,
    "policy.aged": _recall_aged,
}
"""Kind of fact -> what it leaves in mind. The policy itself is kept in a file of its own."""
