"""One presentation, from the reader to the lock: decided, recorded, carried out, shown.

Every way in comes through here: a card at a door, a tap where there is none, a turn asked for at the kiosk, and the
button that somebody without anything presses in hard weather.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, cast

from station_app.core import alarms, doors, guessing, maintenance, opening, privacy, rules, screen, turns, visits
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import EntryAsked, Known, NeedDeclared, Presented, TurnAsked
from station_app.core.facts import Fact, Value, fact
from station_app.core.instant import Instant
from station_app.core.memory.people import Wish
from station_app.core.model import AtWork, Credential, Door, Grant, House, StationState, Visit
from station_app.core.offers import offering, room_turns
from station_app.core.rules import Decision

DAY_MS = 86_400_000
TURN_WISH_SECONDS: Final = 30.0
"""So long after a turn was asked for the next credential at the kiosk is meant for it."""
TAP_AGAIN_SECONDS: Final = 60.0
"""Sooner than this a second tap is a card that was held twice, not somebody who leaves."""

PASS_KEPT_DAYS = {"trusted": 1, "drifting": 90, "unknown": 90}
"""A used pass is remembered so long after its end: a clock that nobody keeps may have jumped, and may jump back."""


class _Way(NamedTuple):
    """Where a presentation leads."""

    zone: str
    door: Door | None
    """None where a tap alone is the entry."""


def presented(state: StationState, event: Presented) -> Step:
    """Answer a presentation; at a reader that belongs to nothing, with nothing."""
    way = _way(state, event)
    if way is None:
        return state, []
    event = guessing.heard(state, event)
    state, commands = _taken(state, event, way)
    state = guessing.counted(state, event, commands)
    if _is_kiosk(state.house, state.house.door_of(event.reader)):
        state = room_turns.follow(state, event)
    if not isinstance(event.finding, Known) or not event.finding.duress:
        return state, commands
    state, silent = alarms.silent_help(state, event.at)
    return state, [*commands, *silent]


def _taken(state: StationState, event: Presented, way: _Way) -> Step:
    """What it is meant for: a wish, an offer, or to come in."""
    return (
        privacy.answer(state, event, way.zone)
        or (offering.answer(state, _named(state, event)) if _is_kiosk(state.house, way.door) else None)
        or _answered(state, _named(state, event), way)
    )


def entry_asked(state: StationState, event: EntryAsked) -> Step:
    """Somebody with nothing to show: let in while the weather asks for it, and told why not otherwise."""
    door = state.house.doors[event.door]
    nobody = Presented(at=event.at, id=event.id, reader="", credential="grace", finding=Known(person=None))
    return _answered(state, nobody, _Way(door.zone, door))


def need_declared(state: StationState, event: NeedDeclared) -> Step:
    """Remember for a moment what a visitor says of the next credential."""
    if event.zone not in state.house.zones:
        return state, []
    return replace(state, wish=Wish(what="need", since=event.at, zone=event.zone, need=event.need)), []


def turn_asked(state: StationState, event: TurnAsked) -> Step:
    """The next credential at the kiosk is for a turn."""
    if event.zone not in state.house.zones or state.house.rule(event.zone).turn is None:
        return state, []
    return replace(state, wish=Wish(what="turn", since=event.at, zone=event.zone)), []


def _way(state: StationState, event: Presented) -> _Way | None:
    house, door = state.house, state.house.door_of(event.reader)
    zone = house.zone_of(event.reader) if door is None else door.zone
    if zone is None:
        return None
    wish = state.wish
    if wish is None or wish.what != "turn" or not _is_kiosk(house, door):
        return _Way(zone, door)
    if event.credential == "staff" or event.at.seconds_since(wish.since) > TURN_WISH_SECONDS:
        return _Way(zone, door)
    return _Way(wish.zone, next((one for one in house.doors.values() if one.zone == wish.zone), None))


def _is_kiosk(house: House, door: Door | None) -> bool:
    """The kiosk stands at the first door; in a house without doors, where the taps are."""
    return door == next(iter(house.doors.values()), None)


def _named(state: StationState, event: Presented) -> Presented:
    """The same presentation under the name that is recorded."""
    if not isinstance(event.finding, Known):
        return event
    known = privacy.named(state, event.finding)
    return event if known is event.finding else replace(event, finding=known)


def _answered(state: StationState, event: Presented, way: _Way) -> Step:
    leaving = _leaves(state, event, way)
    if leaving is not None:
        return leaving
    decision = rules.decide(state, event, way.zone)
    return _granted(state, event, way, decision) if decision.granted else _denied(state, event, way, decision)


def _leaves(state: StationState, event: Presented, way: _Way) -> Step | None:
    """Where a tap alone is the entry, a second one ends the stay. Leaving is never decided, so nothing refuses it."""
    if way.door is not None or event.credential == "staff" or not isinstance(event.finding, Known):
        return None
    turn = turns.running_turn(state, way.zone, event.finding)
    visit = _visit_of(state, event.finding.person, way.zone)
    since = turn.since if turn is not None else None if visit is None else visit.seen or visit.started
    if since is None or event.at.seconds_since(since) < TAP_AGAIN_SECONDS:
        return None
    if turn is not None:
        state, left = turns.given_back(state, way.zone, turn, event.at)
    else:
        assert visit is not None
        state, left = visits.leave_by_tap(state, visit.id, event.at)
    state, shown = screen.goodbye(state, event.at)
    return state, [*left, *shown]


def _visit_of(state: StationState, person: str | None, zone: str) -> Visit | None:
    if person is None:
        return None
    return next((v for v in state.visits.values() if v.inside and v.person == person and v.zone == zone), None)


def _denied(state: StationState, event: Presented, way: _Way, decision: Decision) -> Step:
    zone, at = way.zone, event.at
    told = _told(state, event, way, decision)
    if decision.rule == "turn":
        state, place, waits = turns.queued(state, zone, _who(event), at)
        record = Record(fact=fact("access.denied", at, **told, reason="turn-wait", turn=place.number or None))
        state, shown = screen.turn(_wish_heard(state), at, "", place.number, place.minutes)
        return state, [record, *waits, *shown]
    opens_at = opening.next_text(state.house, zone, at) if decision.denial == "closed" else ""
    turn = turns.running_turn(state, zone, _known(event)) if decision.rule == "own-turn" else None
    number = None if turn is None else turn.number
    record = fact("access.denied", at, **told, reason=decision.denial, opens_at=opens_at or None, turn=number)
    commands: list[Command] = [Record(fact=record)]
    if turn is not None:
        state, ended = turns.given_back(state, zone, turn, at)
        commands += ended
    state, shown = screen.refused(state, at, decision.denial or "", opens_at)
    return state, [*commands, *shown]


def _granted(state: StationState, event: Presented, way: _Way, decision: Decision) -> Step:
    known, at, named = _known(event), event.at, decision.rule != "grace"
    credential: Credential = event.credential if named else "grace"
    spent: dict[str, Value] = {}
    if named and known.pass_id:
        spent = {"pass_id": known.pass_id, "pass_until": known.pass_until_ms}
    told = _told(state, event, way, decision)
    flags = {
        "repeat": True if decision.repeat else None,
        "passback": True if _passes_back(state, event, way, decision) else None,
    }
    record = Record(fact=fact("access.granted", at, **told, **spent, **flags))
    if named and known.pass_id is not None:
        state = replace(state, used_passes={**state.used_passes, known.pass_id: known.pass_until_ms})
    began: list[Command] = []
    if credential == "staff":
        state = replace(maintenance.staff_came(state, event, way.door), keeper=_keeper(at))
    else:
        who = _who(event) if named else turns.Who(None, None, event.id)
        state, began = turns.begun(_wish_heard(state), way.zone, who, at)
    grant = Grant(presentation=event.id, person=known.person if named else None, credential=credential, at=at)
    if way.door is not None:
        state, admitted = doors.admit(state, way.door.name, grant)
    else:
        state, admitted = visits.enter_by_tap(state, way.zone, grant, at)
    state, shown = screen.welcome(state, at, _welcome(state.house, event, way))
    return state, [record, *began, *admitted, *shown]


def _welcome(house: House, event: Presented, way: _Way) -> str:
    """Why somebody is welcome: a tap is the entry, or a room further in is theirs; no reason where a door opens."""
    if way.door is None:
        return screen.TAPPED
    return screen.YOUR_TURN if event.reader and way.door != house.door_of(event.reader) else ""


def _told(state: StationState, event: Presented, way: _Way, decision: Decision) -> dict[str, Value]:
    """What is recorded of a decision whatever it is."""
    grace = decision.rule == "grace"
    inside = state.inside(way.zone)
    return {
        "presentation": event.id,
        "door": "" if way.door is None else way.door.name,
        "zone": way.zone,
        "credential": "grace" if grace else event.credential,
        "policy": state.house.policy.version,
        "rule": decision.rule,
        # A tester's own card, or a worker's before a door that stays shut: whose it was serves nothing.
        "person": None if grace or decision.denial == "maintenance" else _known(event).person,
        "need": decision.need or None,
        "inside": min(inside, 1) if state.house.is_private(way.zone) else inside,
    }


def _passes_back(state: StationState, event: Presented, way: _Way, decision: Decision) -> bool:
    """Somebody who is counted inside comes from outside: a card that was lent, or a way out that nobody saw."""
    if way.door is None or event.credential == "staff" or decision.rule in ("grace", "own-turn"):
        return False
    visit = _visit_of(state, _known(event).person, way.zone)
    if visit is None:
        return False
    opened = state.doors[way.door.name].opened_at
    seen = visit.seen or visit.started
    return opened is None or event.at.seconds_since(seen) > event.at.seconds_since(opened)


def _wish_heard(state: StationState) -> StationState:
    """A wish is for one credential."""
    return state if state.wish is None else replace(state, wish=None)


def _known(event: Presented) -> Known:
    return event.finding if isinstance(event.finding, Known) else rules.NOBODY


def _who(event: Presented) -> turns.Who:
    known = _known(event)
    return turns.Who(known.person, known.pass_id, event.id)


def _keeper(at: Instant) -> AtWork:
    return AtWork(by="staff", since=at, seen=at)


def time_passed(state: StationState, at: Instant) -> Step:
    """Forget used passes that have been expired for long."""
    if not state.used_passes:
        return state, []
    # Longer than its validity: a clock that steps back must not make a used pass new.
    kept_ms = PASS_KEPT_DAYS[at.clock] * DAY_MS
    fresh = {name: until for name, until in state.used_passes.items() if until + kept_ms > at.wall_ms}
    return (state if len(fresh) == len(state.used_passes) else replace(state, used_passes=fresh)), []


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Forgetting is never urgent: it goes along with whatever comes next."""
    del state, at
    return []


def _recall_granted(state: StationState, told: Fact) -> StationState:
    """A pass is spent; somebody on duty has come."""
    if "test" in told.body:
        return state
    if told.body["credential"] == "staff":
        return replace(state, keeper=_keeper(told.at))
    name = told.body.get("pass_id")
    if name is None:
        return state
    until = cast(int, told.body.get("pass_until", 0))
    return replace(state, used_passes={**state.used_passes, str(name): until})


RECALLS: Final[Mapping[str, Recall]] = {"access.granted": _recall_granted}
"""Kind of fact -> what it leaves in mind."""
