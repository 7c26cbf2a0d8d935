"""Somebody inside may be ill: a gentle question, a louder one, then a call. Any sign cancels it. No camera is needed.

The ladder begins where somebody is certainly inside a zone and nothing has been heard of anybody there for
`still_minutes` of its rule. In a zone without a motion sensor everybody who sleeps is as silent as somebody who is ill:
there it begins only shortly before the longest stay is over. A private zone, in which nobody sleeps, keeps to its own
minutes in any case. Who has answered at night is left in peace for twice as long. A zone without a door has no certain
guests: nobody sees them leave.

Nothing here moves a door, a light or the heating; nobody is locked in, and no call is made before the questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from station_app.core import alarms, incidents, screen
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import (
    CompanionsDeclared,
    ContactMoved,
    Counted,
    EntryAsked,
    Event,
    ExitPressed,
    HelpAsked,
    InputMoved,
    NeedDeclared,
    Presented,
    SilentHelpAsked,
    Started,
    SubjectAsked,
    Touched,
    TurnAsked,
    TurnedBack,
    VisitorAnswered,
)
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.memory.life import Wellbeing
from station_app.core.model import StationState

STEP_SECONDS: Final = 180.0
"""From the gentle question to the louder one, and from there to the call."""
BEFORE_END_MINUTES: Final = 10
"""Without a motion sensor: so long before the longest stay is over."""
PEACE_SECONDS: Final = 12 * 3600.0
"""An answer given at night counts for the rest of it."""

_Asking = Literal["gentle", "loud", "called"]
_NEXT: Final[Mapping[str, _Asking]] = {"quiet": "gentle", "gentle": "loud", "loud": "called"}

_AT_KIOSK: Final[Mapping[type, str]] = {
    Touched: "touch",
    HelpAsked: "help",
    SilentHelpAsked: "help",
    NeedDeclared: "touch",
    TurnAsked: "touch",
    CompanionsDeclared: "touch",
    VisitorAnswered: "touch",
    SubjectAsked: "touch",
    TurnedBack: "touch",
    EntryAsked: "touch",
}
"""Events of the one kiosk: whoever answers there answers for every zone that was asked after."""
_IN_ZONE: Final[Mapping[type, str]] = {
    ContactMoved: "door",
    ExitPressed: "exit",
    InputMoved: "motion",
    Counted: "counter",
    Presented: "presentation",
}
"""Events that tell of one zone, as its signs of life show."""


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """Any sign of anybody ends the asking; a restart goes on with it."""
    if not state.wellbeing:
        return state, []
    kind = type(event)
    if kind is Started:
        return _after_restart(state, event.at)
    everywhere = _AT_KIOSK.get(kind)
    evidence = everywhere or _IN_ZONE.get(kind)
    if evidence is None:
        return state, []
    commands: list[Command] = []
    for zone, now in state.wellbeing.items():
        if now.step == "quiet" or not (everywhere or _has_stirred(before, state, zone)):
            continue
        state, answered = _answered(state, zone, event.at, evidence)
        commands += answered
    return state, commands


def time_passed(state: StationState, at: Instant) -> Step:
    """Nobody has stirred: ask, ask louder, call."""
    commands: list[Command] = []
    for zone in state.life:
        if _wait(state, zone, at) <= 0:
            state, asked = _asked(state, zone, at)
            commands += asked
    return state, commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until somebody is asked, asked louder, or called for."""
    return [wait for zone in state.life if (wait := _wait(state, zone, at)) < _NEVER]


def still_seconds(state: StationState, zone: str, at: Instant) -> float:
    """How long nothing may be heard of somebody inside."""
    rule, policy = state.house.rule(zone), state.house.policy
    minutes = rule.still_minutes
    if state.house.is_private(zone):
        return minutes * 60.0
    if not _has_motion(state, zone):
        minutes = max(minutes, policy.max_stay_minutes - BEFORE_END_MINUTES)
    answered = state.wellbeing.get(zone, _QUIET).since
    at_night = answered is not None and alarms.is_night(answered) and at.seconds_since(answered) < PEACE_SECONDS
    return minutes * (120.0 if at_night else 60.0)


_QUIET: Final = Wellbeing()
_NEVER: Final = float("inf")


def _wait(state: StationState, zone: str, at: Instant) -> float:
    now = state.wellbeing.get(zone, _QUIET)
    if now.step == "called":
        return _NEVER
    if now.step != "quiet":
        return STEP_SECONDS - at.seconds_since(now.since or at)
    sign = state.life[zone].sign
    if sign is None or not _is_certain(state, zone):
        return _NEVER
    return still_seconds(state, zone, at) - at.seconds_since(sign)


def _is_certain(state: StationState, zone: str) -> bool:
    """Whether somebody is inside for certain."""
    return state.life[zone].low >= 1 and any(door.zone == zone for door in state.house.doors.values())


def _has_motion(state: StationState, zone: str) -> bool:
    """Whether a motion sensor of the zone is known to speak."""
    return any(
        sense.means == "motion"
        and (now := state.inputs.get(name)) is not None
        and now.on is not None
        and state.house.sensed(name) == zone
        and f"sensor-silent/{name}" not in state.incidents
        for name, sense in state.house.inputs.items()
    )


def _has_stirred(before: StationState, state: StationState, zone: str) -> bool:
    was, now = before.life.get(zone), state.life.get(zone)
    return now is not None and (was is None or now.sign is not was.sign)


def _asked(state: StationState, zone: str, at: Instant) -> Step:
    step = _NEXT[state.wellbeing.get(zone, _QUIET).step]
    state = _with(state, zone, Wellbeing(step=step, since=at))
    if step == "called":
        state, told = incidents.open_one(state, at, f"wellbeing/{zone}", zone=zone)
    else:
        told = [Record(fact=fact("wellbeing.asked", at, zone=zone, step=step))]
    state, shown = screen.wellbeing_asked(state, at, _said(step))
    return state, [*told, *shown]


def _said(step: str) -> str:
    """What sort of asking the kiosk shows."""
    return "" if step == "gentle" else step


def _answered(state: StationState, zone: str, at: Instant, evidence: str) -> Step:
    state = _with(state, zone, Wellbeing(since=at))
    answered = Record(fact=fact("wellbeing.answered", at, zone=zone, evidence=evidence))
    state, closed = incidents.close_one(state, at, f"wellbeing/{zone}", zone=zone)
    state, shown = screen.rest(state) if state.screen.moment == "wellbeing" else (state, [])
    return state, [answered, *closed, *shown]


def _after_restart(state: StationState, at: Instant) -> Step:
    """Whoever did not answer before a restart has not answered by it."""
    asking: list[str] = []
    for zone, now in state.wellbeing.items():
        if zone not in state.house.zones:
            state = replace(state, wellbeing={z: w for z, w in state.wellbeing.items() if z != zone})
        elif now.step != "quiet":
            asking.append(now.step)
            if now.since is not None and now.since.boot != at.boot:
                state = _with(state, zone, replace(now, since=at))
    return screen.wellbeing_asked(state, at, _said(asking[-1])) if asking else (state, [])


def _with(state: StationState, zone: str, now: Wellbeing) -> StationState:
    return replace(state, wellbeing={**state.wellbeing, zone: now})


def _recall_asked(state: StationState, told: Fact) -> StationState:
    step = "loud" if told.body["step"] == "loud" else "gentle"
    return _with(state, str(told.body["zone"]), Wellbeing(step=step, since=told.at))


def _recall_answered(state: StationState, told: Fact) -> StationState:
    return _with(state, str(told.body["zone"]), Wellbeing(since=told.at))


def _recall_called(state: StationState, told: Fact) -> StationState:
    kind, _, zone = str(told.body["cause"]).partition("/")
    return _with(state, zone, Wellbeing(step="called", since=told.at)) if kind == "wellbeing" else state


RECALLS: Final[Mapping[str, Recall]] = {
    "wellbeing.asked": _recall_asked,
    "wellbeing.answered": _recall_answered,
    "incident.opened": _recall_called,
}
"""Kind of fact -> what it leaves in mind."""
