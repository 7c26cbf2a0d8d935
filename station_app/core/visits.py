"""Visits: who came in, with whom, how often it counts, when a stay ends.

The counting rule (人次): a visit is a grant and an opened door; the same person again within `same_person_minutes`
of the start of a visit is the same visit. Leaving has no identity, so the end of a stay is evidence, and is marked
as inferred. Staff, patrols and cleaners are never counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import CompanionsDeclared, Counted, Event, InputMoved
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.model import Grant, StationState, Visit

MOST_COMPANIONS: Final = 20
"""Adults, and children, that one person can bring along: a whole team, no slip of a finger."""
DECLARE_SECONDS: Final = 120.0
"""So long after coming in it can be said who came along, and said anew."""
CONFIRM_SECONDS: Final = 60.0
"""Motion or a count so long after somebody came in tells of that entry."""


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


def largest_party(state: StationState, zone: str) -> int:
    """How many may leave together: the largest party that is inside; 1 where nobody is known to be."""
    return max((size(v) for v in state.visits.values() if v.inside and v.zone == zone), default=1)


def size(visit: Visit) -> int:
    """People of one visit."""
    return 1 + visit.companions + visit.children


def enter(state: StationState, door: str, grant: Grant, at: Instant, evidence: str) -> Step:
    """A granted person has gone in; staff are never counted."""
    return _enter(state, door, state.house.doors[door].zone, grant, _Seen(at, evidence))


def enter_by_tap(state: StationState, zone: str, grant: Grant, at: Instant) -> Step:
    """A granted person has shown a credential in a zone without a door: that alone is the visit."""
    return _enter(state, "", zone, grant, _Seen(at, "tap"))


def leave_by_tap(state: StationState, visit: str, at: Instant) -> Step:
    """Somebody says by the same credential that this visit is over: nothing about it is guessed."""
    found = state.visits.get(visit)
    return _end_all(state, [found] if found is not None and found.inside else [], at, "tap")


def leave_with_turn(state: StationState, visit: str, at: Instant) -> Step:
    """Whose turn is taken to be over counts as gone, too."""
    found = state.visits.get(visit)
    return _end_all(state, [found] if found is not None and found.inside else [], at, "turn-ended")


def leave(state: StationState, zone: str, at: Instant) -> Step:
    """Somebody has gone out, with whoever came along; nobody knows who, so the longest stay is closed."""
    staying = [v for v in state.visits.values() if v.inside and v.zone == zone]
    longest = max(staying, key=lambda v: at.seconds_since(v.started), default=None)
    return _end_all(state, [longest] if longest else [], at, "exit-button")


class _Seen(NamedTuple):
    """What tells of an entry, and when."""

    at: Instant
    evidence: str


def _enter(state: StationState, door: str, zone: str, grant: Grant, seen: _Seen) -> Step:
    if grant.credential == "staff":
        return state, []
    at = seen.at
    told = {
        "door": door,
        "zone": zone,
        "credential": grant.credential,
        "presentation": grant.presentation,
        "evidence": seen.evidence,
        "person": grant.person,
    }
    recent = recent_visit(state, grant.person, zone, at)
    if recent is not None:
        commands: list[Command] = []
        if not recent.inside:
            commands.append(Record(fact=fact("visit.resumed", at, visit=recent.id, **told)))
        visit = replace(recent, inside=True, presentation=grant.presentation, seen=at)
        state, joined = _brought(_with_visit(state, visit), visit, grant, at)
        return state, [*commands, *joined]
    state, ended = _end_all(state, _stays_of(state, grant.person, zone), at, "came-again")
    # A visit carries the id of the presentation that began it: unique, and nobody has to invent another.
    visit = Visit(id=grant.presentation, person=grant.person, zone=zone, started=at)
    consent = state.consents.get(grant.person or "")
    occupation = consent.occupation or None if consent is not None else None
    started = Record(fact=fact("visit.started", at, visit=visit.id, **told, occupation=occupation))
    state, joined = _brought(_with_visit(state, visit), visit, grant, at)
    return state, [*ended, started, *joined]


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """What an event tells of visits besides its own answer: who came along, and that somebody is inside indeed."""
    del before
    match event:
        case CompanionsDeclared():
            return _declared(state, event)
        case InputMoved(on=True):
            zone = state.house.sensed(event.name)
            if zone is None or state.house.inputs[event.name].means != "motion":
                return state, []
            return _confirmed(state, zone, event.at, "motion", len(state.visits))
        case Counted():
            return _confirmed(state, event.zone, event.at, "counter", event.entered)
        case _:
            return state, []


def _declared(state: StationState, event: CompanionsDeclared) -> Step:
    """Who was admitted last says who came along; said again within the time, the newest word counts."""
    adults, children = _bounded(event.adults), _bounded(event.children)
    for name, door in state.doors.items():
        for grant in door.grants:
            if grant.presentation == event.presentation:
                told = replace(grant, companions=adults, children=children)
                grants = tuple(told if g is grant else g for g in door.grants)
                return replace(state, doors={**state.doors, name: replace(door, grants=grants)}), []
    for visit in state.visits.values():
        if event.presentation == (visit.presentation or visit.id) and visit.inside:
            if event.at.seconds_since(visit.seen or visit.started) > DECLARE_SECONDS:
                return state, []
            return _joined_by(state, visit, adults, children, event.at)
    return state, []


def _bounded(people: int) -> int:
    return max(0, min(people, MOST_COMPANIONS))


def _brought(state: StationState, visit: Visit, grant: Grant, at: Instant) -> Step:
    if not grant.companions and not grant.children:
        return state, []  # nothing was said: whoever comes back does so with the same party as before
    return _joined_by(state, visit, grant.companions, grant.children, at)


def _joined_by(state: StationState, visit: Visit, adults: int, children: int, at: Instant) -> Step:
    if (adults, children) == (visit.companions, visit.children):
        return state, []
    told = fact("visit.companions", at, visit=visit.id, zone=visit.zone, adults=adults, children=children)
    return _with_visit(state, replace(visit, companions=adults, children=children)), [Record(fact=told)]


def _confirmed(state: StationState, zone: str, at: Instant, evidence: str, people: int) -> Step:
    """Something besides the door has seen whoever has just come in; each visit is told once."""
    fresh = [
        v
        for v in state.visits.values()
        if v.inside and not v.entered and v.zone == zone and at.seconds_since(v.seen or v.started) <= CONFIRM_SECONDS
    ]
    commands: list[Command] = []
    for visit in fresh[:people]:
        state = _with_visit(state, replace(visit, entered=True))
        commands.append(Record(fact=fact("visit.entered", at, visit=visit.id, zone=zone, evidence=evidence)))
    return state, commands


def time_passed(state: StationState, at: Instant) -> Step:
    """Close stays that nobody saw the end of, and forget visits that can no longer be continued."""
    policy = state.house.policy
    overdue = [
        v for v in state.visits.values() if v.inside and at.seconds_since(v.started) >= policy.max_stay_minutes * 60
    ]
    state, commands = _end_all(state, overdue, at, "max-stay")
    return _without_stale(state, at), commands


def _without_stale(state: StationState, at: Instant) -> StationState:
    """Without visits that have ended and can no longer be continued."""
    within = state.house.policy.same_person_minutes * 60
    keep = {name: v for name, v in state.visits.items() if v.inside or at.seconds_since(v.started) < within}
    return state if len(keep) == len(state.visits) else replace(state, visits=keep)


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until a stay is closed by its length, or a visit can no longer be continued."""
    policy = state.house.policy
    longest, same = policy.max_stay_minutes * 60, policy.same_person_minutes * 60
    return [(longest if v.inside else same) - at.seconds_since(v.started) for v in state.visits.values()]


def _stays_of(state: StationState, person: str | None, zone: str) -> list[Visit]:
    return [
        v for v in state.visits.values() if person is not None and v.person == person and v.inside and v.zone == zone
    ]


def _end_all(state: StationState, visits: Iterable[Visit], at: Instant, evidence: str) -> Step:
    commands: list[Command] = []
    for visit in visits:
        minutes = int(at.seconds_since(visit.started) // 60)
        guessed = evidence != "tap"
        body = {"visit": visit.id, "zone": visit.zone, "evidence": evidence, "inferred": guessed, "minutes": minutes}
        commands.append(Record(fact=fact("visit.ended", at, **body, person=visit.person)))
        state = _with_visit(state, replace(visit, inside=False))
    return state, commands


def _with_visit(state: StationState, visit: Visit) -> StationState:
    return replace(state, visits={**state.visits, visit.id: visit})


def _recall_started(state: StationState, told: Fact) -> StationState:
    name = str(told.body["visit"])
    person, zone = told.body.get("person"), str(told.body["zone"])
    found = state.visits.get(name)
    if found is None:
        if zone not in state.house.zones:
            return state  # another configuration had it
        found = Visit(id=name, person=None if person is None else str(person), zone=zone, started=told.at)
    visit = replace(found, inside=True, presentation=str(told.body["presentation"]), seen=told.at)
    return _with_visit(_without_stale(state, told.at), visit)


def _recall_entered(state: StationState, told: Fact) -> StationState:
    return _recall(state, told, entered=True)


def _recall_companions(state: StationState, told: Fact) -> StationState:
    return _recall(state, told, companions=told.body["adults"], children=told.body["children"])


def _recall_ended(state: StationState, told: Fact) -> StationState:
    return _recall(state, told, inside=False)


def _recall(state: StationState, told: Fact, **changed: Any) -> StationState:
    visit = state.visits.get(str(told.body["visit"]))
    return state if visit is None else _with_visit(state, replace(visit, **changed))


RECALLS: Final[Mapping[str, Recall]] = {
    "visit.started": _recall_started,
    "visit.resumed": _recall_started,
    "visit.entered": _recall_entered,
    "visit.companions": _recall_companions,
    "visit.ended": _recall_ended,
}
"""Kind of fact -> what it leaves in mind."""
