"""One door's life: unlocked, opened, closed, held open, propped, forced, and the exit button.

The contact informs; it never vetoes a grant or an exit. Every grant therefore releases the lock, also for the second
person at a door that stands open: the contact may be wrong, and the door may fall shut before that person is through.
A hold that still runs becomes longer by it, so that the strike moves once for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from station_app.core import door_faults, incidents, screen, visits
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, HoldLock, Record
from station_app.core.door_faults import with_door as _with
from station_app.core.events import ContactMoved, ExitPressed, LockFailed, LockMoved, SelftestPresented
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.core.model import Credential, DoorState, Grant, House, StationState
from station_app.core.reasons import DOOR_FAULT


def admit(state: StationState, door: str, grant: Grant) -> Step:
    """Release the lock for a granted person; where no contact will tell, the person has entered."""
    config, now = state.house.doors[door], state.doors[door]
    hold = HoldLock(
        door=door,
        seconds=config.pulse_seconds,
        cause="entry",
        presentation=grant.presentation,
        if_unrecorded=config.when_store_fails,
    )
    held = holding(now, grant.at, config.pulse_seconds)
    if not door_faults.tells(state, door):
        held = replace(held, passing=now.passing + 1)
        state, entered = visits.enter(_with(state, door, held), door, grant, grant.at, "grant")
        return state, [hold, *entered]
    if now.contact == "open":
        # Somebody holds the door for the next one: both are visits, the door is open already.
        held = replace(held, passing=now.passing + 1)
        state, entered = visits.enter(_with(state, door, held), door, grant, grant.at, "door-open")
        return state, [hold, *entered]
    others = tuple(g for g in now.grants if g.person is None or g.person != grant.person)
    return _with(state, door, replace(held, grants=(*others, grant))), [hold]


def test_lock(state: StationState, event: SelftestPresented) -> Step:
    """Hold a lock for the self-test; whoever pushes the door meanwhile forces nothing and visits nothing."""
    now = state.doors[event.door]
    hold = HoldLock(
        door=event.door,
        seconds=event.seconds,
        cause="selftest",
        presentation=event.id,
        if_unrecorded="refuse",
    )
    return _with(state, event.door, holding(now, event.at, event.seconds)), [hold]


def exit_pressed(state: StationState, event: ExitPressed) -> Step:
    """Let somebody out: always, whatever else is wrong."""
    config, before = state.house.doors[event.door], state.doors[event.door]
    pressed = replace(holding(before, event.at, config.pulse_seconds), exit_at=event.at)
    state = _with(state, event.door, pressed)
    commands: list[Command] = [
        way_out(state.house, event.door),
        Record(fact=fact("door.exit_requested", event.at, door=event.door)),
    ]
    if door_faults.tells(state, event.door):
        return state, commands
    if before.exit_at is not None and event.at.seconds_since(before.exit_at) <= config.pulse_seconds:
        return state, commands  # pressed again while the lock is released: the same person, in a hurry
    state, left = visits.leave(state, config.zone, event.at)
    return state, [*commands, *left]


def holding(now: DoorState, at: Instant, seconds: float) -> DoorState:
    """A door whose lock is held for so long from now on, or longer where it is held longer: so do the boards."""
    left = 0.0 if now.hold_from is None else now.hold_seconds - at.seconds_since(now.hold_from)
    return replace(now, hold_from=at, hold_seconds=max(seconds, left))


def lock_released(now: DoorState, at: Instant) -> bool:
    """Whether a lock is held released, as far as it was told to be."""
    # One second for the strike, the debounce of the contact and the board's own timing.
    return now.hold_from is not None and at.seconds_since(now.hold_from) <= now.hold_seconds + 1.0


def way_out(house: House, door: str) -> HoldLock:
    """The one answer to an exit button; it depends on nothing that can fail."""
    return HoldLock(door=door, seconds=house.doors[door].pulse_seconds, cause="exit")


def contact_moved(state: StationState, event: ContactMoved) -> Step:
    """The contact says open or closed; a repeat of what is known says nothing."""
    before = state.doors[event.door].contact
    if before == ("open" if event.open else "closed"):
        return state, []
    if event.open:
        return _opened(state, event.door, event.at)
    if before == "unknown":
        state = _with(state, event.door, replace(state.doors[event.door], contact="closed", closed_at=event.at))
        return _closing_ends(state, event.door, event.at)  # nobody saw it close; what its standing open began is over
    return _closed(state, event.door, event.at)


def _opened(state: StationState, door: str, at: Instant) -> Step:
    state, commands = _lapse(state, door, at)
    now, config = state.doors[door], state.house.doors[door]
    pressed = now.exit_at is not None and at.seconds_since(now.exit_at) <= config.enter_within_seconds
    # Where the contact was not believed, who pressed has been counted out already.
    leaving = pressed and door_faults.tells(state, door)
    grants = now.grants
    cause = _cause(state, door, at, pressed=pressed)
    party = visits.largest_party(state, config.zone) if leaving and not grants else 0
    opened = replace(
        now,
        contact="open",
        opened_at=at,
        grants=(),
        exit_at=None,
        held=False,
        propped=False,
        forced=cause == "forced",
        passing=len(grants) or party or int(cause == "order"),
        cause=cause,
    )
    state = _with(state, door, opened)
    commands.append(Record(fact=fact("door.opened", at, door=door, cause=cause)))
    for grant in grants:
        state, entered = visits.enter(state, door, grant, at, "door-opened")
        commands += entered
    if leaving:
        state, left = visits.leave(state, config.zone, at)
        commands += left
    if cause == "forced":
        commands.append(Record(fact=fact("door.forced", at, door=door)))
        state, incident = incidents.open_one(state, at, f"door-forced/{door}", door=door)
        commands += incident
    return state, commands


def _cause(state: StationState, door: str, at: Instant, *, pressed: bool) -> str:
    """What an opening follows from."""
    now = state.doors[door]
    if now.grants:
        return "entry"
    if pressed:
        return "exit"
    if now.contact == "unknown":
        return "found-open"  # the board has just come back, or we have: nobody saw the door move
    if state.mode.name == "evacuation":
        return "evacuation"  # the fire contact may have cut the lock before anybody here has
    if any(order.verb == "open" and order.target == door for order in state.orders.open.values()):
        return "order"
    if lock_released(now, at):
        return "released" if state.maintenance is None else "selftest"
    return "forced"


def _closed(state: StationState, door: str, at: Instant) -> Step:
    now = state.doors[door]
    seconds = round(at.seconds_since(now.opened_at), 1) if now.opened_at else 0.0
    closed = replace(now, contact="closed", opened_at=None, held=False, forced=False, propped=False, closed_at=at)
    state = _with(state, door, closed)
    state, ended = _closing_ends(state, door, at)
    return state, [Record(fact=fact("door.closed", at, door=door, open_seconds=seconds)), *ended]


def _closing_ends(state: StationState, door: str, at: Instant) -> Step:
    commands: list[Command] = []
    for cause in (f"door-held/{door}", f"door-propped/{door}", f"door-forced/{door}"):
        state, incident = incidents.close_one(state, at, cause, door=door)
        commands += incident
    return state, commands


def contact_unknown(state: StationState, door: str) -> StationState:
    """Its board is gone: what the contact said last is no longer true."""
    return _with(state, door, replace(state.doors[door], contact="unknown", opened_at=None))


def time_passed(state: StationState, at: Instant) -> Step:
    """Grants that nobody used lapse; a door open too long is held, and far too long is propped."""
    commands: list[Command] = []
    for door in state.house.doors:
        state, passed = _door_time_passed(state, door, at)
        commands += passed
    return state, commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until a grant lapses, or a door counts as held or propped."""
    waits: list[float] = []
    for name, door in state.house.doors.items():
        now = state.doors[name]
        waits += [door.enter_within_seconds - at.seconds_since(grant.at) + 0.05 for grant in now.grants]
        if now.opened_at and not now.held:
            waits.append(door.held_after_seconds - at.seconds_since(now.opened_at))
        if now.opened_at and not now.propped:
            waits.append(door.propped_after_seconds - at.seconds_since(now.opened_at))
    return waits


def _door_time_passed(state: StationState, door: str, at: Instant) -> Step:
    state, commands = _lapse(state, door, at)
    now, config = state.doors[door], state.house.doors[door]
    if now.opened_at and not now.held and at.seconds_since(now.opened_at) >= config.held_after_seconds:
        state = _with(state, door, replace(now, held=True))
        seconds = round(at.seconds_since(now.opened_at), 1)
        commands.append(Record(fact=fact("door.held", at, door=door, open_seconds=seconds)))
        state, incident = incidents.open_one(state, at, f"door-held/{door}", door=door)
        commands += incident
    if now.opened_at and not now.propped and at.seconds_since(now.opened_at) >= config.propped_after_seconds:
        state, propped = _propped(state, door, at, round(at.seconds_since(now.opened_at), 1))
        commands += propped
    return state, commands


def _propped(state: StationState, door: str, at: Instant, seconds: float) -> Step:
    """Nobody holds a door for so long: something does. One incident for one open door, so this one takes over."""
    state = _with(state, door, replace(state.doors[door], propped=True))
    told = Record(fact=fact("door.propped", at, door=door, open_seconds=seconds))
    state, closed = incidents.close_one(state, at, f"door-held/{door}", door=door)
    state, opened = incidents.open_one(state, at, f"door-propped/{door}", door=door)
    return state, [told, *closed, *opened]


def lock_moved(state: StationState, event: LockMoved) -> Step:
    """The relay has answered; a fault of the lock is over."""
    hold = event.hold
    state, closed = incidents.close_one(state, event.at, f"lock-fault/{hold.door}", door=hold.door)
    if hold.cause == "evacuation" and hold.door in state.mode.open:
        return state, closed  # released again, as every 20 s: no news
    unlocked = fact("door.unlocked", event.at, door=hold.door, cause=hold.cause, presentation=hold.presentation)
    return state, [Record(fact=unlocked), *closed]


def lock_failed(state: StationState, event: LockFailed) -> Step:
    """The relay did not do it; one incident until it does again."""
    door = event.hold.door
    state, opened = incidents.open_one(state, event.at, f"lock-fault/{door}", door=door, fault=event.fault)
    if event.hold.cause != "entry":
        return state, opened
    # Who was told to come in stands before a shut door: say so, and what to do.
    state, shown = screen.refused(state, event.at, DOOR_FAULT, "")
    return state, [*opened, *shown]


def _lapse(state: StationState, door: str, at: Instant) -> Step:
    now, config = state.doors[door], state.house.doors[door]
    lapsed = [grant for grant in now.grants if at.seconds_since(grant.at) > config.enter_within_seconds]
    commands: list[Command] = []
    for grant in lapsed:
        told = {"presentation": grant.presentation, "door": door, "zone": config.zone, "credential": grant.credential}
        commands.append(Record(fact=fact("access.not_entered", at, **told, person=grant.person)))
    if lapsed:
        state = _with(state, door, replace(now, grants=tuple(grant for grant in now.grants if grant not in lapsed)))
        state, told = door_faults.not_entered(state, door, lapsed, at)
        commands += told
    return state, commands


def _recall_granted(state: StationState, told: Fact) -> StationState:
    """Somebody is on the way in, and has a place; at a door that stands open, is in already."""
    door = str(told.body["door"])
    config = state.house.doors.get(door)
    if config is None or not door_faults.tells(state, door) or state.doors[door].unseen or "test" in told.body:
        return state
    person = told.body.get("person")
    grant = Grant(
        presentation=str(told.body["presentation"]),
        person=None if person is None else str(person),
        credential=cast(Credential, told.body["credential"]),
        at=told.at,
    )
    now = state.doors[door]
    waiting = [g for g in now.grants if told.at.seconds_since(g.at) <= config.enter_within_seconds]
    others = tuple(g for g in waiting if g.person is None or g.person != grant.person)
    return _with(state, door, replace(now, grants=(*others, grant)))


def _recall_used(state: StationState, told: Fact) -> StationState:
    door = str(told.body["door"])
    if door not in state.doors or not state.doors[door].grants:
        return state
    name = told.body.get("presentation")
    kept = tuple(g for g in state.doors[door].grants if name is not None and g.presentation != name)
    return _with(state, door, replace(state.doors[door], grants=kept))


RECALLS: Final[Mapping[str, Recall]] = {
    "access.granted": _recall_granted,
    "access.not_entered": _recall_used,
    "door.opened": _recall_used,
}
"""Kind of fact -> what it leaves in mind."""
