"""`step`: one event in, the new state and the commands out, in the order in which they must be carried out."""

from __future__ import annotations

from dataclasses import replace

from station_app.core import doors, incidents, maintenance, rules, screen, senses, visits
from station_app.core.commands import Command, Record
from station_app.core.events import (
    CardArrived,
    CardLeftBehind,
    CardTaken,
    ContactMoved,
    DeviceFailed,
    DeviceWorks,
    Event,
    ExitPressed,
    Flooded,
    HelpAsked,
    InputMoved,
    Known,
    LockFailed,
    LockMoved,
    Presented,
    Started,
    StoreFailed,
    StoreWorks,
    Ticked,
)
from station_app.core.facts import fact
from station_app.core.model import Door, Grant, Instant, StationState
from station_app.core.reasons import DOOR_FAULT
from station_app.core.rules import Decision
from station_app.core.visits import Step

DAY_MS = 86_400_000

PASS_KEPT_DAYS = {"trusted": 1, "drifting": 90, "unknown": 90}
"""A used pass is remembered so long after its end: a clock that nobody keeps may have jumped, and may jump back."""

HELP_SECONDS = 900
"""A call for help that nobody could acknowledge is taken as over after this time."""


def step(state: StationState, event: Event) -> Step:  # noqa: C901 - one arm an event, nothing else
    """Answer one event."""
    match event:
        case Presented():
            return _presented(state, event)
        case ContactMoved():
            return doors.contact_moved(state, event)
        case ExitPressed():
            return doors.exit_pressed(state, event)
        case LockMoved():
            return doors.lock_moved(state, event)
        case LockFailed():
            return _lock_failed(state, event)
        case CardArrived():
            return screen.card_arrived(state, event)
        case CardTaken():
            return _card_taken(state, event)
        case CardLeftBehind():
            return incidents.open_one(state, event.at, f"card-left/{event.reader}", device=event.reader)
        case InputMoved():
            return _input_moved(state, event)
        case Ticked():
            return _ticked(state, event.at)
        case DeviceFailed():
            return _device_failed(state, event)
        case DeviceWorks():
            return _device_works(state, event)
        case StoreFailed():
            return incidents.open_one(state, event.at, "journal", fault=event.fault)
        case StoreWorks():
            return incidents.close_one(state, event.at, "journal")
        case Flooded():
            return _flooded(state, event)
        case HelpAsked():
            return _help_asked(state, event)
        case Started():
            return _started(state, event)
        case _:
            return maintenance.heard(state, event)


def _presented(state: StationState, event: Presented) -> Step:
    door = state.house.door_of(event.reader)
    if door is None:
        return state, []
    decision = rules.decide(state, event, door)
    record = _decided(state, event, door, decision)
    if not decision.granted:
        opens_at = rules.next_opening(state, event.at) if decision.denial == "closed" else ""
        state, shown = screen.refused(state, event.at, decision.denial or "", opens_at)
        return state, [record, *shown]
    known = event.finding
    assert isinstance(known, Known)
    if known.pass_id is not None:
        state = replace(state, used_passes={**state.used_passes, known.pass_id: known.pass_until_ms})
    if event.credential == "staff":
        state = maintenance.staff_came(state, event, door)
    grant = Grant(presentation=event.id, person=known.person, credential=event.credential, at=event.at)
    state, admitted = doors.admit(state, door.name, grant)
    state, shown = screen.welcome(state, event.at)
    return state, [record, *admitted, *shown]


def _decided(state: StationState, event: Presented, door: Door, decision: Decision) -> Record:
    """The one Record of a presentation, on each path."""
    known = event.finding if isinstance(event.finding, Known) else None
    told = {
        "presentation": event.id,
        "door": door.name,
        "zone": door.zone,
        "credential": event.credential,
        "policy": state.house.policy.version,
        # A tester's own card, or a worker's before a door that stays shut: whose it was serves nothing.
        "person": known.person if known and decision.denial != "maintenance" else None,
    }
    if decision.granted:
        spent = {"pass_id": known.pass_id, "pass_until": known.pass_until_ms} if known and known.pass_id else {}
        repeat = True if decision.repeat else None
        return Record(fact=fact("access.granted", event.at, **told, **spent, repeat=repeat))
    opens_at = (rules.next_opening(state, event.at) or None) if decision.denial == "closed" else None
    return Record(fact=fact("access.denied", event.at, **told, reason=decision.denial, opens_at=opens_at))


def _ticked(state: StationState, at: Instant) -> Step:
    commands: list[Command] = []
    for door in state.house.doors:
        state, passed = doors.time_passed(state, door, at)
        commands += passed
    state, closed = visits.close_old(state, at)
    commands += closed
    # Longer than its validity: a clock that steps back must not make a used pass new.
    kept_ms = PASS_KEPT_DAYS[at.clock] * DAY_MS
    fresh = {name: until for name, until in state.used_passes.items() if until + kept_ms > at.wall_ms}
    if len(fresh) < len(state.used_passes):
        state = replace(state, used_passes=fresh)
    state, answered = _help_over(state, at)
    commands += answered
    state, ended = maintenance.time_passed(state, at)
    commands += ended
    state, shown = screen.time_passed(state, at)
    return state, [*commands, *shown]


def _help_asked(state: StationState, event: HelpAsked) -> Step:
    state, opened = incidents.open_one(state, event.at, "help")
    state, shown = screen.help_asked(state, event.at)
    return state, [*opened, *shown]


def _card_taken(state: StationState, event: CardTaken) -> Step:
    state, closed = incidents.close_one(state, event.at, f"card-left/{event.reader}", device=event.reader)
    state, shown = screen.card_taken(state, event)
    return state, [*closed, *shown]


def _input_moved(state: StationState, event: InputMoved) -> Step:
    if state.house.inputs[event.name].means == "help":
        return _help_asked(state, HelpAsked(at=event.at)) if event.on else (state, [])
    return senses.moved(state, event)


def _flooded(state: StationState, event: Flooded) -> Step:
    cause = f"flood/{event.reader}"
    if event.over:
        return incidents.close_one(state, event.at, cause, device=event.reader)
    return incidents.open_one(state, event.at, cause, device=event.reader)


def _help_over(state: StationState, at: Instant) -> Step:
    name = state.incidents.get("help")
    if name is None or abs(at.wall_ms - int(name.split("-")[0])) < HELP_SECONDS * 1000:
        return state, []  # a clock that steps far back ends it, too: else the next call would not be heard for years
    return incidents.close_one(state, at, "help")


def _device_failed(state: StationState, event: DeviceFailed) -> Step:
    if event.device in state.lost_devices:
        return state, []
    # A reader that is gone tells of no card being taken.
    card_on = None if state.card_on == event.device else state.card_on
    state = replace(state, lost_devices=state.lost_devices | {event.device}, card_on=card_on)
    for name, door in state.house.doors.items():
        if door.contact_board == event.device:
            state = doors.contact_unknown(state, name)
    lost = Record(fact=fact("device.lost", event.at, device=event.device, fault=event.fault))
    cause = f"device/{event.device}"
    state, opened = incidents.open_one(state, event.at, cause, device=event.device, fault=event.fault)
    return state, [lost, *opened, *screen.refreshed(state)]


def _device_works(state: StationState, event: DeviceWorks) -> Step:
    was_lost = event.device in state.lost_devices
    state = replace(state, lost_devices=state.lost_devices - {event.device})
    cause = f"device/{event.device}"
    state, closed = incidents.close_one(state, event.at, cause, device=event.device)
    restored = Record(fact=fact("device.restored", event.at, device=event.device))
    # A first "works" after start is no news for the journal, unless an incident from before the restart ends with it.
    told: list[Command] = [restored] if was_lost or closed else []
    return state, [*told, *closed, *screen.refreshed(state)]


def _lock_failed(state: StationState, event: LockFailed) -> Step:
    state, opened = doors.lock_failed(state, event)
    if event.hold.cause != "entry":
        return state, opened
    # Who was told to come in stands before a shut door: say so, and what to do.
    state, shown = screen.refused(state, event.at, DOOR_FAULT, "")
    return state, [*opened, *shown]


def _started(state: StationState, event: Started) -> Step:
    booted = fact("boot", event.at, version=event.version, policy=state.house.policy.version)
    commands: list[Command] = [Record(fact=booted)]
    for cause in [c for c in state.incidents if c == "journal" or c.startswith("flood/")]:
        # Only the run before could have seen the end of it; where it goes on, this run opens its own.
        state, closed = incidents.close_one(state, event.at, cause)
        commands += closed
    for cause in senses.orphans(state):
        state, closed = incidents.close_one(state, event.at, cause)
        commands += closed
    state, ended = maintenance.ended_by_restart(state, event.at)
    return state, [*commands, *ended, *screen.refreshed(state)]


def next_deadline(state: StationState, at: Instant) -> float:
    """Seconds until time alone may change something; at most a minute."""
    waits = [60.0]
    for name, door in state.house.doors.items():
        now = state.doors[name]
        waits += [door.enter_within_seconds - at.seconds_since(grant.at) + 0.05 for grant in now.grants]
        if now.opened_at and not now.held:
            waits.append(door.held_after_seconds - at.seconds_since(now.opened_at))
    waits += maintenance.deadlines(state, at)
    shown = state.screen
    if shown.seconds and shown.since:
        waits.append(shown.seconds - at.seconds_since(shown.since))
    return max(0.05, min(waits))
