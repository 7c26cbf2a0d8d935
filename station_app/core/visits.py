"""Visits and occupancy: who came in, how often it counts, when a stay ends.

The counting rule (人次): a visit is a grant and an opened door; the same person again within `same_person_minutes`
of the start of a visit is the same visit. Leaving has no identity, so the end of a stay is evidence, and is marked
as inferred.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from station_app.core.commands import Command, Record
from station_app.core.facts import fact
from station_app.core.model import Grant, Instant, StationState, Visit

Step = tuple[StationState, list[Command]]


def recent_visit(state: StationState, person: str | None, zone: str, at: Instant) -> Visit | None:
    """The visit that this person's entry would continue."""
    if person is None:
        return None
    within = state.house.policy.same_person_minutes * 60
    for visit in state.visits.values():
        if visit.person == person and visit.zone == zone and at.seconds_since(visit.started) < within:
            return visit
    return None


def is_inside(state: StationState, person: str | None, zone: str) -> bool:
    """Whether this person is counted among those inside already."""
    return person is not None and any(v.inside and v.person == person and v.zone == zone for v in state.visits.values())


def enter(state: StationState, door: str, grant: Grant, at: Instant, evidence: str) -> Step:
    """A granted person has gone in; staff are never counted."""
    if grant.credential == "staff":
        return state, []
    zone = state.house.doors[door].zone
    told = {
        "door": door,
        "zone": zone,
        "credential": grant.credential,
        "presentation": grant.presentation,
        "evidence": evidence,
        "person": grant.person,
    }
    recent = recent_visit(state, grant.person, zone, at)
    if recent is not None:
        if recent.inside:
            return state, []
        resumed = replace(recent, inside=True)
        record = Record(fact=fact("visit.resumed", at, visit=recent.id, **told))
        return _with_visit(state, resumed), [record]
    state, ended = _end_all(state, _stays_of(state, grant.person, zone), at, "came-again")
    # A visit carries the id of the presentation that began it: unique, and nobody has to invent another.
    visit = Visit(id=grant.presentation, person=grant.person, zone=zone, started=at)
    started = Record(fact=fact("visit.started", at, visit=visit.id, **told))
    return _with_visit(state, visit), [*ended, started]


def leave(state: StationState, zone: str, at: Instant) -> Step:
    """Somebody has gone out; nobody knows who, so the longest stay is closed."""
    staying = sorted((v for v in state.visits.values() if v.inside and v.zone == zone), key=_age)
    return _end_all(state, staying[:1], at, "exit-button")


def close_old(state: StationState, at: Instant) -> Step:
    """Close stays that nobody saw the end of, and forget visits that can no longer be continued."""
    policy = state.house.policy
    overdue = [
        v for v in state.visits.values() if v.inside and at.seconds_since(v.started) >= policy.max_stay_minutes * 60
    ]
    state, commands = _end_all(state, overdue, at, "max-stay")
    keep = {
        name: visit
        for name, visit in state.visits.items()
        if visit.inside or at.seconds_since(visit.started) < policy.same_person_minutes * 60
    }
    return (state if len(keep) == len(state.visits) else replace(state, visits=keep)), commands


def _age(visit: Visit) -> int:
    return visit.started.wall_ms


def _stays_of(state: StationState, person: str | None, zone: str) -> list[Visit]:
    return [
        v for v in state.visits.values() if person is not None and v.person == person and v.inside and v.zone == zone
    ]


def _end_all(state: StationState, visits: Iterable[Visit], at: Instant, evidence: str) -> Step:
    commands: list[Command] = []
    for visit in visits:
        minutes = int(at.seconds_since(visit.started) // 60)
        body = {"visit": visit.id, "zone": visit.zone, "evidence": evidence, "inferred": True, "minutes": minutes}
        commands.append(Record(fact=fact("visit.ended", at, **body, person=visit.person)))
        state = _with_visit(state, replace(visit, inside=False))
    return state, commands


def _with_visit(state: StationState, visit: Visit) -> StationState:
    return replace(state, visits={**state.visits, visit.id: visit})
