"""Who is told of an open incident, how often, and who is told when nobody answers.

Every incident has an owner, a role of the policy's chain, from its opening to its end. Until somebody has taken it on
it is told again, and goes on to the next role; the last one keeps it. A notice is told once and stays with its owner.
At night notices and faults are silent; alarms and calls never are. What was taken on is not told again.

A call for help is open until it has been taken on, and a quarter of an hour longer. Another press meanwhile never
delays the next role; where nobody is left to ask, or the call had been taken on, it asks everybody from the start.
"""

from __future__ import annotations

from typing import Final

from station_app.core import calling, incidents
from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import Event, HelpAsked, Presented, SilentHelpAsked, Started
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.core.memory.incidents import Incident
from station_app.core.model import StationState

HELP_SECONDS: Final = 900.0
"""A call for help is over so long after somebody has taken it on."""
HELP: Final = calling.HELP
SILENT_HELP: Final = "silent-help"
_CALLS: Final = frozenset({HELP, SILENT_HELP})
AGAIN_SECONDS: Final = 30.0
"""Pressed again sooner, help is the same press: a child at the button makes no stream."""

NIGHT_FROM: Final = 22 * 60
NIGHT_UNTIL: Final = 6 * 60
"""Minutes of the local day between which nobody is woken for what can wait."""
SELDOM_SECONDS: Final = 86_400.0
"""A fault that nobody repairs is told at growing distances, up to this one."""

STAFF: Final = "staff"
"""By whom an incident was taken on, where a staff credential was shown at the station."""
_KEPT_BY_RULES: Final = frozenset({"mode", "maintenance"})
"""These stand for something that is in force: whoever wants them over ends that."""


def help_asked(state: StationState, event: HelpAsked) -> Step:
    """Somebody needs a person."""
    state, called = _called(state, event.at, HELP)
    state, shown = calling.pressed(state, event.at)
    return state, [*called, *shown]


def silent_help_asked(state: StationState, event: SilentHelpAsked) -> Step:
    """Somebody needs a person, and nobody at the station may notice."""
    return silent_help(state, event.at)


def silent_help(state: StationState, at: Instant) -> Step:
    """Call for help; nothing at the station changes, neither screen nor door."""
    return _called(state, at, SILENT_HELP)


def refusal(state: StationState, verb: str, cause: str) -> str:
    """Why an incident cannot be acknowledged or resolved; empty where it can."""
    if cause not in state.incidents:
        return "unknown-target"
    return "goes-on" if verb == "resolve" and _goes_on(state, cause) else ""


def acknowledge(state: StationState, at: Instant, cause: str, by: str) -> Step:
    """Somebody, by role or account, has taken an incident on: nobody else is asked any more."""
    incident = state.incidents.get(cause)
    if incident is None or incident.acknowledged_by:
        return state, []
    told = fact("incident.acknowledged", at, incident=incident.id, cause=cause, by=by)
    state = _with(state, replace(incident, acknowledged_by=by, acknowledged_at=at))
    return state, [Record(fact=told)]


def resolve(state: StationState, at: Instant, cause: str, by: str) -> Step:
    """Somebody says that it is over. What goes on all the same stays open: ask `refusal` first."""
    if refusal(state, "resolve", cause):
        return state, []
    return incidents.close_one(state, at, cause, by=by)


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """Staff at the station take on what is open; a restart asks anew from its own clock."""
    if not state.incidents:
        return state, []
    if type(event) is Started:
        return _after_restart(state, event.at), []
    if type(event) is Presented and event.credential == "staff" and _admitted(before, state):
        return _taken_on(before, state, event.at)
    return state, []


def time_passed(state: StationState, at: Instant) -> Step:
    """Nobody has answered: ask the next role, or tell the owner again; a call that was answered ends."""
    if not state.incidents and not state.lately:
        return state, []
    state, commands = incidents.time_passed(state, at)
    for incident in list(state.incidents.values()):
        state, told = _waited(state, incident, at)
        commands += told
    return state, commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until somebody is asked or told again, or a call ends."""
    if not state.incidents:
        return []
    waits = incidents.deadlines(state, at)
    for incident in state.incidents.values():
        waits += _waits(state, incident, at)
    return waits


def is_night(at: Instant) -> bool:
    """Whether people sleep; a clock that knows no time knows no night."""
    minute = at.local_minute % 1440
    return at.clock != "unknown" and (minute >= NIGHT_FROM or minute < NIGHT_UNTIL)


# Calls.


def _called(state: StationState, at: Instant, cause: str) -> Step:
    known = state.incidents.get(cause)
    if known is None or known.drill:
        return incidents.open_one(state, at, cause, silent=cause == SILENT_HELP)
    if at.seconds_since(known.told or known.since) < AGAIN_SECONDS:
        return state, []
    if known.acknowledged_by or _is_exhausted(state, known, at):
        fresh = replace(known, level=0, asked=at, acknowledged_by="", acknowledged_at=None)
        return _repeated(state, fresh, at, anew=True)
    return _repeated(state, known, at)


def _is_exhausted(state: StationState, incident: Incident, at: Instant) -> bool:
    """Whether the last role has had its time, too."""
    return calling.is_last(state, incident) and calling.left(state, incident, at) <= 0


# The ladder.


def _waited(state: StationState, incident: Incident, at: Instant) -> Step:
    if incident.acknowledged_by:
        if incident.cause in _CALLS and _call_left(incident, at) <= 0:
            return incidents.close_one(state, at, incident.cause)
        return state, []
    if _is_quiet(incident, at):
        return state, []
    if not calling.is_last(state, incident) and calling.left(state, incident, at) <= 0:
        return _escalated(state, incident, at)
    if _repeat_left(state, incident, at) <= 0:
        return _repeated(state, incident, at)
    return state, []


def _waits(state: StationState, incident: Incident, at: Instant) -> list[float]:
    if incident.acknowledged_by:
        return [_call_left(incident, at)] if incident.cause in _CALLS else []
    if incident.severity == "notice" or incident.over is not None:
        return []
    waits = [_repeat_left(state, incident, at)]
    if not calling.is_last(state, incident):
        waits.append(calling.left(state, incident, at))
    if not _is_quiet(incident, at):
        return waits
    return [max(min(waits), _night_left(at))]


def _is_quiet(incident: Incident, at: Instant) -> bool:
    if incident.severity == "notice" or incident.over is not None:
        return True
    return incident.severity == "fault" and is_night(at)


def _night_left(at: Instant) -> float:
    seconds = (at.wall_ms / 1000 + at.utc_offset_minutes * 60) % 86_400
    return (NIGHT_UNTIL * 60 - seconds) % 86_400


def _repeat_left(state: StationState, incident: Incident, at: Instant) -> float:
    every = state.house.policy.alarms.repeat_minutes * 60.0
    if incident.severity == "fault":
        every = min(every * 2.0 ** min(incident.times - 1, 16), max(every, SELDOM_SECONDS))
    return every - at.seconds_since(incident.told or incident.since)


def _call_left(incident: Incident, at: Instant) -> float:
    return HELP_SECONDS - at.seconds_since(incident.acknowledged_at or incident.since)


def _escalated(state: StationState, incident: Incident, at: Instant) -> Step:
    incident = replace(incident, level=incident.level + 1, asked=at, told=at)
    told = fact(
        "incident.escalated",
        at,
        incident=incident.id,
        cause=incident.cause,
        owner=incidents.owner_of(state, incident),
        level=incident.level,
        drill=incident.drill or None,
    )
    return _with(state, incident), [Record(fact=told)]


def _repeated(state: StationState, incident: Incident, at: Instant, *, anew: bool = False) -> Step:
    incident = replace(incident, told=at, times=incident.times + 1)
    told = fact(
        "incident.repeated",
        at,
        incident=incident.id,
        cause=incident.cause,
        times=incident.times,
        owner=incidents.owner_of(state, incident),
        level=incident.level if anew else None,
        drill=incident.drill or None,
    )
    return _with(state, incident), [Record(fact=told)]


# Staff, restarts, and what goes on.


def _admitted(before: StationState, state: StationState) -> bool:
    """Whether a presentation has moved anything but the screen."""
    return state.doors is not before.doors or state.keeper is not before.keeper or state.service is not before.service


def _taken_on(before: StationState, state: StationState, at: Instant) -> Step:
    """Who was there when it began, in silence, may be whom it is about: nothing silent is taken on at the station."""
    commands: list[Command] = []
    for cause, incident in state.incidents.items():
        if incident.silent or incident.severity == "notice" or cause not in before.incidents:
            continue
        state, told = acknowledge(state, at, cause, STAFF)
        commands += told
    return state, commands


def _after_restart(state: StationState, at: Instant) -> StationState:
    """Another run of the machine has another clock: what was waited for is waited for anew."""
    for incident in state.incidents.values():
        since = incident.told or incident.since
        if since.boot == at.boot:
            continue
        answered = at if incident.acknowledged_by else None
        state = _with(state, replace(incident, asked=at, told=at, over=None, acknowledged_at=answered))
    return state


def _goes_on(state: StationState, cause: str) -> bool:
    kind, _, name = cause.partition("/")
    if kind in _KEPT_BY_RULES:
        return True
    if kind == "device":
        return name in state.lost_devices
    known = state.inputs.get(name)
    if kind == "sensor":
        return known is not None and known.on is None
    sensed = kind in ("smoke", "leak", "tamper", "power")
    return sensed and known is not None and known.on is (kind != "power")


def _with(state: StationState, incident: Incident) -> StationState:
    return replace(state, incidents={**state.incidents, incident.cause: incident})
