"""One incident per cause: opened once, closed once, never a stream.

What a wire tells may waver. There, what ends and begins again within a minute is the same incident, opened again: its
id, its owner and whoever has taken it on stay; after the third time it ends only when its cause has stayed away for a
minute. A door forced twice, or help called for twice, is two incidents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.memory.incidents import Incident, Severity
from station_app.core.model import StationState

SEVERITIES: dict[str, Severity] = {
    "help": "urgent",
    "silent-help": "urgent",
    "wellbeing": "urgent",
    "smoke": "urgent",
    "door-forced": "alarm",
    "door-held": "alarm",
    "leak": "alarm",
    "tamper": "alarm",
    "power": "alarm",
    "mass-revocation": "alarm",
    "lock-fault": "alarm",
    "maintenance": "notice",
    "mode": "notice",
    "card-left": "notice",
}
"""By the part of the cause before the slash; what is not named is a fault."""

SOON_SECONDS: Final = 60.0
"""What begins again sooner after its end is the same incident."""
WAVERS: Final = 3
"""How often it may begin again before its end is waited for."""
_WAVERING: Final = frozenset({"smoke", "leak", "tamper", "power", "device", "sensor", "flood"})
"""Causes that wires tell of; no rule reads whether they are open."""


def kind_of(cause: str) -> str:
    """The part of a cause before the slash."""
    return cause.partition("/")[0]


def owner_of(state: StationState, incident: Incident) -> str:
    """The role whose an incident is; of a shortened chain the last one."""
    chain = state.house.policy.alarms.chain
    return chain[min(incident.level, len(chain) - 1)]


def open_one(
    state: StationState, at: Instant, cause: str, *, drill: bool = False, silent: bool = False, **about: str
) -> Step:
    """Open the incident of a cause unless it is open already; what is real takes the place of its own drill."""
    known = state.incidents.get(cause)
    if known is not None and (drill or not known.drill):
        return (state if known.over is None else _kept(state, replace(known, over=None))), []
    state, ended = (state, []) if known is None else _ended(state, at, known, {})
    opened = _again(state, at, cause, drill=drill)
    if opened is None:
        # The moment makes the id unique; the cause makes it readable.
        name = f"{at.wall_ms}-{at.mono_ms}-{cause}{'-drill' if drill else ''}"
        severity = SEVERITIES.get(kind_of(cause), "fault")
        opened = Incident(id=name, cause=cause, since=at, severity=severity, drill=drill, silent=silent)
    return _kept(state, opened), [*ended, Record(fact=_told(state, at, opened, about))]


def close_one(state: StationState, at: Instant, cause: str, **about: str) -> Step:
    """Close the incident of a cause if it is open; where the cause wavers, wait whether it stays away."""
    incident = state.incidents.get(cause)
    if incident is None:
        return state, []
    if incident.again >= WAVERS and "by" not in about:
        return (state if incident.over else _kept(state, replace(incident, over=at))), []
    return _ended(state, at, incident, about)


def time_passed(state: StationState, at: Instant) -> Step:
    """Close what has stayed away for long enough, and forget what can no longer begin again."""
    commands: list[Command] = []
    for incident in state.incidents.values():
        if incident.over is not None and at.seconds_since(incident.over) >= SOON_SECONDS:
            state, ended = _ended(state, at, incident, {})
            commands += ended
    fresh = {cause: one for cause, one in state.lately.items() if _is_fresh(one, at)}
    return (state if len(fresh) == len(state.lately) else replace(state, lately=fresh)), commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until something that wavers has stayed away for long enough."""
    return [SOON_SECONDS - at.seconds_since(one.over) for one in state.incidents.values() if one.over is not None]


def _again(state: StationState, at: Instant, cause: str, *, drill: bool) -> Incident | None:
    """The incident that has just ended, if what begins now is the same."""
    ended = state.lately.get(cause)
    if ended is None or ended.drill != drill or not _is_fresh(ended, at):
        return None
    return replace(ended, over=None, again=ended.again + 1)


def _is_fresh(ended: Incident, at: Instant) -> bool:
    return ended.over is not None and ended.over.boot == at.boot and at.seconds_since(ended.over) < SOON_SECONDS


def _told(state: StationState, at: Instant, opened: Incident, about: Mapping[str, str]) -> Fact:
    return fact(
        "incident.opened",
        at,
        incident=opened.id,
        cause=opened.cause,
        severity=opened.severity,
        owner=owner_of(state, opened),
        drill=opened.drill or None,
        silent=opened.silent or None,
        again=opened.again or None,
        level=opened.level or None,
        **about,
    )


def _ended(state: StationState, at: Instant, incident: Incident, about: Mapping[str, str]) -> Step:
    closed = Record(fact=fact("incident.closed", at, incident=incident.id, cause=incident.cause, **about))
    return _away(state, incident, at), [closed]


def _away(state: StationState, incident: Incident, at: Instant) -> StationState:
    left = {cause: one for cause, one in state.incidents.items() if cause != incident.cause}
    if kind_of(incident.cause) not in _WAVERING:
        return replace(state, incidents=left)
    return replace(state, incidents=left, lately={**state.lately, incident.cause: replace(incident, over=at)})


def _kept(state: StationState, incident: Incident) -> StationState:
    return replace(state, incidents={**state.incidents, incident.cause: incident})


# What facts leave in mind.


def _recall_opened(state: StationState, told: Fact) -> StationState:
    body, cause = told.body, str(told.body["cause"])
    drill = body.get("drill") is True
    ended = state.lately.get(cause)
    if ended is not None and ended.id == body["incident"]:
        return _kept(state, replace(ended, over=None, again=int(body.get("again") or 0)))
    severity = str(body.get("severity") or SEVERITIES.get(kind_of(cause), "fault"))
    opened = Incident(
        id=str(body["incident"]),
        cause=cause,
        since=told.at,
        severity=cast(Severity, severity),
        level=int(body.get("level") or 0),
        again=int(body.get("again") or 0),
        drill=drill,
        silent=body.get("silent") is True,
    )
    return _kept(state, opened)


def _recall_closed(state: StationState, told: Fact) -> StationState:
    incident = state.incidents.get(str(told.body["cause"]))
    return state if incident is None else _away(state, incident, told.at)


def _recalled(state: StationState, told: Fact, /, **changed: Any) -> StationState:
    incident = state.incidents.get(str(told.body["cause"]))
    if incident is None or incident.id != told.body["incident"]:
        return state
    return _kept(state, replace(incident, **changed))


def _recall_repeated(state: StationState, told: Fact) -> StationState:
    body = told.body
    changed: dict[str, object] = {"told": told.at, "times": int(body["times"] or 1)}
    if "level" in body:  # asked anew from there on
        changed |= {"level": int(body["level"] or 0), "asked": told.at, "acknowledged_by": "", "acknowledged_at": None}
    return _recalled(state, told, **changed)


def _recall_escalated(state: StationState, told: Fact) -> StationState:
    return _recalled(state, told, level=int(told.body["level"] or 0), asked=told.at, told=told.at)


def _recall_acknowledged(state: StationState, told: Fact) -> StationState:
    return _recalled(state, told, acknowledged_by=str(told.body["by"]), acknowledged_at=told.at)


RECALLS: Final[Mapping[str, Recall]] = {
    "incident.opened": _recall_opened,
    "incident.closed": _recall_closed,
    "incident.repeated": _recall_repeated,
    "incident.escalated": _recall_escalated,
    "incident.acknowledged": _recall_acknowledged,
}
"""Kind of fact -> what it leaves in mind."""
