"""Turns: who uses a zone after whom. A walk-up queue by credential; nobody is ever locked in or thrown out.

A place is free again when its person has gone: by the same credential, by the door or the latch, or, long after the end
of the turn and without any sign, by inference. Until then the next one waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Final, NamedTuple

from station_app.core import door_faults, screen, turn_recall, visits
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import ContactMoved, Event, ExitPressed, InputMoved, Known, Presented
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.core.memory.turns import Turn, Waiting
from station_app.core.model import StationState, Visit
from station_app.core.policy import TurnRule
from station_app.core.turn_desk import desk_of, free, is_of, is_over, minutes_until, numbered, with_desk, with_turn

AWAY_SECONDS: Final = 180.0
"""Who goes out during a turn may have forgotten a towel; so long the place is kept."""
AGAIN_SECONDS: Final = 300.0
"""So often it is said that a time is up."""
GRACE_SECONDS: Final = 1800.0
"""So long after that, without any sign, a person is taken to have gone."""


class Who(NamedTuple):
    """Whom a turn is for: a pseudonym, or a pass that names nobody."""

    person: str | None
    pass_id: str | None
    presentation: str


class Place(NamedTuple):
    """Where somebody stands in a queue."""

    number: int
    """0 for who cannot be recognised again, and so has no place."""
    minutes: int
    """About so long until it is called."""


def running_turn(state: StationState, zone: str, known: Known) -> Turn | None:
    """The turn that a credential's owner has now."""
    return next((turn for turn in desk_of(state, zone).running if is_of(turn, known.person, known.pass_id)), None)


def may_start(state: StationState, zone: str, known: Known) -> bool:
    """Whether a credential's owner may have a place of a zone now: there is one, or it has been called."""
    rule = state.house.rule(zone).turn
    if rule is None:
        return True
    desk = desk_of(state, zone)
    if any(one.called and is_of(one, known.person, known.pass_id) for one in desk.queue):
        return len(desk.running) < rule.places
    return free(desk, rule) > 0 and all(one.called for one in desk.queue)


def begun(state: StationState, zone: str, who: Who, at: Instant) -> Step:
    """A granted person takes a place, or comes back to it. Ask `rules.decide` first."""
    rule, desk = state.house.rule(zone).turn, desk_of(state, zone)
    mine = next((turn for turn in desk.running if is_of(turn, who.person, who.pass_id)), None)
    if mine is not None:
        return with_turn(state, zone, replace(mine, presentation=who.presentation, left=None)), []
    if rule is None:
        return state, []
    waited = next((one for one in desk.queue if is_of(one, who.person, who.pass_id)), None)
    if waited is None:
        desk, number = numbered(desk, at)
    else:
        number = waited.number
    turn = Turn(
        number=number,
        person=who.person,
        pass_id=who.pass_id,
        presentation=who.presentation,
        since=at,
        seconds=rule.minutes * 60.0,
    )
    queue = tuple(one for one in desk.queue if one is not waited)
    state = with_desk(state, zone, replace(desk, running=(*desk.running, turn), queue=queue))
    return state, [Record(fact=fact("turn.started", at, zone=zone, turn=number, minutes=rule.minutes, **who._asdict()))]


def queued(state: StationState, zone: str, who: Who, at: Instant) -> tuple[StationState, Place, list[Command]]:
    """Somebody waits, once: who shows the same credential again only hears the place."""
    rule, desk = state.house.rule(zone).turn, desk_of(state, zone)
    assert rule is not None
    mine = next((one for one in desk.queue if is_of(one, who.person, who.pass_id)), None)
    if mine is not None:
        ahead = desk.queue.index(mine)
        return state, Place(mine.number, minutes_until(desk, rule, ahead, at)), []
    minutes = minutes_until(desk, rule, len(desk.queue), at)
    if who.person is None and who.pass_id is None:
        return state, Place(0, minutes), []
    desk, number = numbered(desk, at)
    one = Waiting(number=number, person=who.person, pass_id=who.pass_id, presentation=who.presentation, since=at)
    desk = replace(desk, queue=(*desk.queue, one))
    told = fact("turn.queued", at, zone=zone, turn=number, waiting=len(desk.queue), **who._asdict())
    return with_desk(state, zone, desk), Place(number, minutes), [Record(fact=told)]


def number_of(state: StationState, zone: str, known: Known) -> Waiting | None:
    """The number that a credential's owner waits with."""
    return next((one for one in desk_of(state, zone).queue if is_of(one, known.person, known.pass_id)), None)


def given_up(state: StationState, zone: str, one: Waiting, at: Instant) -> Step:
    """Whoever waits goes away, and says so by the same credential; the next one is called."""
    state, passed = _passed_over(state, zone, one, at)
    state, called = _call(state, zone, at)
    return state, [*passed, *called]


def given_back(state: StationState, zone: str, turn: Turn, at: Instant) -> Step:
    """Its person says by the same credential that the place is free."""
    return _ended(state, zone, turn, at, "tap")


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """Who has a turn comes in or goes out."""
    if not state.turns:
        return state, []
    kind = type(event)
    if kind is InputMoved:
        assert isinstance(event, InputMoved)
        return _latch_moved(state, event)
    if kind is Presented or kind is ContactMoved or kind is ExitPressed:
        assert isinstance(event, Presented | ContactMoved | ExitPressed)
        if state.visits is not before.visits:
            state = _came(state)
        if not isinstance(event, Presented):
            return _went(before, state, event)
    return state, []


def _came(state: StationState) -> StationState:
    for visit in state.visits.values():
        for turn in desk_of(state, visit.zone).running:
            if visit.inside and not turn.come and _visits(turn, visit):
                state = with_turn(state, visit.zone, replace(turn, come=True))
    return state


def _went(before: StationState, state: StationState, event: ContactMoved | ExitPressed) -> Step:
    zone = state.house.doors[event.door].zone
    running = desk_of(state, zone).running
    if not running:
        return state, []
    ended = [] if state.visits is before.visits else [v for v in _inside(before, zone) if not _still(state, v)]
    gone = next((turn for turn in running if any(_visits(turn, visit) for visit in ended)), None)
    if gone is None and isinstance(event, ContactMoved) and len(running) == 1:
        now, was = state.doors[event.door], before.doors[event.door]
        if event.open and was.contact != "open" and now.cause == "exit":
            gone = running[0]
    return (state, []) if gone is None else _left(state, zone, gone, event.at, "door")


def _inside(state: StationState, zone: str) -> list[Visit]:
    return [visit for visit in state.visits.values() if visit.inside and visit.zone == zone]


def _still(state: StationState, visit: Visit) -> bool:
    now = state.visits.get(visit.id)
    return now is not None and now.inside


def _latch_moved(state: StationState, event: InputMoved) -> Step:
    """A latch that goes off lets one go out; where several have a turn it tells nothing of whose."""
    zone = state.house.sensed(event.name)
    if zone is None or state.house.inputs[event.name].means != "latch":
        return state, []
    running = desk_of(state, zone).running
    if len(running) != 1:
        return state, []
    if event.on:
        return with_turn(state, zone, replace(running[0], come=True, left=None)), []
    return _left(state, zone, running[0], event.at, "latch") if running[0].come else (state, [])


def _left(state: StationState, zone: str, turn: Turn, at: Instant, evidence: str) -> Step:
    if is_over(turn, at):
        return _ended(state, zone, turn, at, evidence)
    return with_turn(state, zone, replace(turn, left=at, left_by=evidence)), []


def _ended(state: StationState, zone: str, turn: Turn, at: Instant, evidence: str) -> Step:
    desk = desk_of(state, zone)
    state = with_desk(state, zone, replace(desk, running=tuple(t for t in desk.running if t.number != turn.number)))
    minutes = int(at.seconds_since(turn.since) // 60)
    told = fact("turn.ended", at, zone=zone, turn=turn.number, evidence=evidence, minutes=minutes)
    commands: list[Command] = [Record(fact=told)]
    for visit in _inside(state, zone):
        if _visits(turn, visit):
            end = visits.leave_by_tap if evidence == "tap" else visits.leave_with_turn
            state, left = end(state, visit.id, at)
            commands += left
    state, called = _call(state, zone, at)
    return state, [*commands, *called]


def _call(state: StationState, zone: str, at: Instant) -> Step:
    """Offer what is free to those who have waited longest."""
    rule, commands = state.house.rule(zone).turn, list[Command]()
    while rule is not None and free(desk := desk_of(state, zone), rule) > 0:
        head = next((one for one in desk.queue if one.called is None), None)
        if head is None:
            break
        queue = tuple(replace(one, called=at) if one is head else one for one in desk.queue)
        state = with_desk(state, zone, replace(desk, queue=queue))
        commands.append(Record(fact=fact("turn.called", at, zone=zone, turn=head.number)))
        state, shown = screen.turn(state, at, "called", head.number, rule.no_show_minutes)
        commands += shown
    return state, commands


def time_passed(state: StationState, at: Instant) -> Step:
    """Turns are reminded, go on, or are over; who was called and does not come is passed over."""
    commands: list[Command] = []
    for zone, desk in state.turns.items():
        rule = state.house.rule(zone).turn
        for turn in desk.running:
            state, told = _turn_passed(state, zone, turn, rule, at)
            commands += told
        for one in desk.queue:
            if rule is None or (one.called is not None and at.seconds_since(one.called) >= rule.no_show_minutes * 60):
                state, told = _passed_over(state, zone, one, at)
                commands += told
        state, called = _call(state, zone, at)
        commands += called
    return state, commands


def _turn_passed(state: StationState, zone: str, turn: Turn, rule: TurnRule | None, at: Instant) -> Step:
    if rule is None:
        return _ended(state, zone, turn, at, "policy")  # the zone is no longer used by turns
    if turn.left is not None and (is_over(turn, at) or at.seconds_since(turn.left) >= AWAY_SECONDS):
        return _ended(state, zone, turn, at, turn.left_by)
    if not turn.come and at.seconds_since(turn.since) >= rule.no_show_minutes * 60:
        return _ended(state, zone, turn, at, "not-entered")
    if is_over(turn, at):
        return _over(state, zone, turn, rule, at)
    left = turn.seconds - at.seconds_since(turn.since)
    if turn.reminded or left > rule.remind_minutes * 60:
        return state, []
    minutes = ceil(left / 60)
    state = with_turn(state, zone, replace(turn, reminded=True))
    told = Record(fact=fact("turn.reminded", at, zone=zone, turn=turn.number, minutes=minutes))
    state, shown = screen.turn(state, at, "reminded", turn.number, minutes)
    return state, [told, *shown]


def _over(state: StationState, zone: str, turn: Turn, rule: TurnRule, at: Instant) -> Step:
    """Its time is up: it goes on while nobody waits, else it is said so, now and then, until its person has gone."""
    beyond = at.seconds_since(turn.since) - turn.seconds
    if rule.extend_minutes and not desk_of(state, zone).queue and turn.seconds < _longest(state):
        times = int(beyond // (rule.extend_minutes * 60)) + 1  # one for each that nobody was there to tell
        minutes = times * rule.extend_minutes
        seconds = turn.seconds + minutes * 60
        state = with_turn(
            state, zone, replace(turn, seconds=seconds, extended=turn.extended + times, reminded=False, over=False)
        )
        return state, [Record(fact=fact("turn.extended", at, zone=zone, turn=turn.number, minutes=minutes))]
    # Behind a turned latch somebody is there, however long it takes.
    if beyond >= GRACE_SECONDS and not door_faults.latch_on(state, zone):
        return _ended(state, zone, turn, at, "no-sign")
    if turn.said is not None and turn.over and at.seconds_since(turn.said) < AGAIN_SECONDS:
        return state, []
    state = with_turn(state, zone, replace(turn, over=True, said=at))
    return screen.turn(state, at, "over", turn.number)


def _longest(state: StationState) -> float:
    """A turn that nobody ends is no longer extended beyond the longest stay."""
    return state.house.policy.max_stay_minutes * 60.0


def _passed_over(state: StationState, zone: str, one: Waiting, at: Instant) -> Step:
    desk = desk_of(state, zone)
    state = with_desk(state, zone, replace(desk, queue=tuple(w for w in desk.queue if w.number != one.number)))
    return state, [Record(fact=fact("turn.passed", at, zone=zone, turn=one.number))]


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until a turn is reminded or over, or a called number is passed over."""
    waits: list[float] = []
    for zone, desk in state.turns.items():
        rule = state.house.rule(zone).turn
        if rule is None:
            waits += [0.0] * bool(desk.running or desk.queue)
            continue
        no_show = rule.no_show_minutes * 60
        waits += [no_show - at.seconds_since(one.called) for one in desk.queue if one.called is not None]
        for turn in desk.running:
            waits += _waits(turn, rule, at)
        if free(desk, rule) > 0 and any(one.called is None for one in desk.queue):
            waits.append(0.0)  # the policy has more places than before
    return waits


def _waits(turn: Turn, rule: TurnRule, at: Instant) -> list[float]:
    left = turn.seconds - at.seconds_since(turn.since)
    waits: list[float] = []
    if not turn.come:
        waits.append(rule.no_show_minutes * 60 - at.seconds_since(turn.since))
    if turn.left is not None:
        waits.append(AWAY_SECONDS - at.seconds_since(turn.left))
    if not turn.reminded and left > 0:
        waits.append(left - rule.remind_minutes * 60)
    if left > 0 or not turn.over or turn.said is None:
        waits.append(left)
        return waits
    waits.append(AGAIN_SECONDS - at.seconds_since(turn.said))
    if left + GRACE_SECONDS > 0:
        waits.append(left + GRACE_SECONDS)
    return waits


def _visits(turn: Turn, visit: Visit) -> bool:
    """Whether a visit is that of a turn's person."""
    if turn.person is not None and turn.person == visit.person:
        return True
    return turn.presentation in (visit.id, visit.presentation)


RECALLS: Final[Mapping[str, Recall]] = turn_recall.RECALLS
"""Kind of fact -> what it leaves in mind."""
