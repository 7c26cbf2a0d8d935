"""One door's life: unlocked, opened, closed, held open, forced, and the exit button.

The contact informs; it never vetoes a grant or an exit.
"""

from __future__ import annotations

from dataclasses import replace

from station_app.core import incidents, visits
from station_app.core.commands import Command, HoldLock, Record
from station_app.core.events import ContactMoved, ExitPressed, LockFailed, LockMoved, SelftestPresented
from station_app.core.facts import fact
from station_app.core.model import DoorState, Grant, House, Instant, StationState
from station_app.core.visits import Step


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
    held = replace(now, hold_from=grant.at, hold_seconds=config.pulse_seconds)
    if not config.has_contact:
        state, entered = visits.enter(_with(state, door, held), door, grant, grant.at, "grant")
        return state, [hold, *entered]
    if now.contact == "open":
        # Somebody holds the door for the next one: both are visits, the door is open already.
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
    return _with(state, event.door, replace(now, hold_from=event.at, hold_seconds=event.seconds)), [hold]


def exit_pressed(state: StationState, event: ExitPressed) -> Step:
    """Let somebody out: always, whatever else is wrong."""
    config, before = state.house.doors[event.door], state.doors[event.door]
    pressed = replace(before, exit_at=event.at, hold_from=event.at, hold_seconds=config.pulse_seconds)
    state = _with(state, event.door, pressed)
    commands: list[Command] = [
        way_out(state.house, event.door),
        Record(fact=fact("door.exit_requested", event.at, door=event.door)),
    ]
    if config.has_contact:
        return state, commands
    if before.exit_at is not None and event.at.seconds_since(before.exit_at) <= config.pulse_seconds:
        return state, commands  # pressed again while the lock is released: the same person, in a hurry
    state, left = visits.leave(state, config.zone, event.at)
    return state, [*commands, *left]


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
        state = _with(state, event.door, replace(state.doors[event.door], contact="closed"))
        return _closing_ends(state, event.door, event.at)  # nobody saw it close; what its standing open began is over
    return _closed(state, event.door, event.at)


def _opened(state: StationState, door: str, at: Instant) -> Step:
    state, commands = _lapse(state, door, at)
    now, config = state.doors[door], state.house.doors[door]
    leaving = now.exit_at is not None and at.seconds_since(now.exit_at) <= config.enter_within_seconds
    grants = now.grants
    if now.contact == "unknown" and not grants and not leaving:
        cause = "found-open"  # the board has just come back, or we have: nobody saw the door move
    elif grants:
        cause = "entry"
    elif leaving:
        cause = "exit"
    elif _lock_released(now, at):
        cause = "released" if state.maintenance is None else "selftest"
    else:
        cause = "forced"
    opened = replace(now, contact="open", opened_at=at, grants=(), exit_at=None, held=False, forced=cause == "forced")
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


def _closed(state: StationState, door: str, at: Instant) -> Step:
    now = state.doors[door]
    seconds = round(at.seconds_since(now.opened_at), 1) if now.opened_at else 0.0
    closed = replace(now, contact="closed", opened_at=None, held=False, forced=False)
    state = _with(state, door, closed)
    state, ended = _closing_ends(state, door, at)
    return state, [Record(fact=fact("door.closed", at, door=door, open_seconds=seconds)), *ended]


def _closing_ends(state: StationState, door: str, at: Instant) -> Step:
    commands: list[Command] = []
    for cause in (f"door-held/{door}", f"door-forced/{door}"):
        state, incident = incidents.close_one(state, at, cause, door=door)
        commands += incident
    return state, commands


def contact_unknown(state: StationState, door: str) -> StationState:
    """Its board is gone: what the contact said last is no longer true."""
    return _with(state, door, replace(state.doors[door], contact="unknown", opened_at=None))


def time_passed(state: StationState, door: str, at: Instant) -> Step:
    """Grants that nobody used lapse; a door open too long is held."""
    state, commands = _lapse(state, door, at)
    now, config = state.doors[door], state.house.doors[door]
    if now.opened_at and not now.held and at.seconds_since(now.opened_at) >= config.held_after_seconds:
        state = _with(state, door, replace(now, held=True))
        seconds = round(at.seconds_since(now.opened_at), 1)
        commands.append(Record(fact=fact("door.held", at, door=door, open_seconds=seconds)))
        state, incident = incidents.open_one(state, at, f"door-held/{door}", door=door)
        commands += incident
    return state, commands


def lock_moved(state: StationState, event: LockMoved) -> Step:
    """The relay has answered; a fault of the lock is over."""
    hold = event.hold
    unlocked = fact("door.unlocked", event.at, door=hold.door, cause=hold.cause, presentation=hold.presentation)
    state, closed = incidents.close_one(state, event.at, f"lock-fault/{hold.door}", door=hold.door)
    return state, [Record(fact=unlocked), *closed]


def lock_failed(state: StationState, event: LockFailed) -> Step:
    """The relay did not do it; one incident until it does again."""
    door = event.hold.door
    return incidents.open_one(state, event.at, f"lock-fault/{door}", door=door, fault=event.fault)


def _lapse(state: StationState, door: str, at: Instant) -> Step:
    now, config = state.doors[door], state.house.doors[door]
    lapsed = [grant for grant in now.grants if at.seconds_since(grant.at) > config.enter_within_seconds]
    commands: list[Command] = []
    for grant in lapsed:
        told = {"presentation": grant.presentation, "door": door, "zone": config.zone, "credential": grant.credential}
        commands.append(Record(fact=fact("access.not_entered", at, **told, person=grant.person)))
    if lapsed:
        state = _with(state, door, replace(now, grants=tuple(grant for grant in now.grants if grant not in lapsed)))
    return state, commands


def _lock_released(now: DoorState, at: Instant) -> bool:
    # One second for the strike, the debounce of the contact and the board's own timing.
    return now.hold_from is not None and at.seconds_since(now.hold_from) <= now.hold_seconds + 1.0


def _with(state: StationState, door: str, now: DoorState) -> StationState:
    return replace(state, doors={**state.doors, door: now})
