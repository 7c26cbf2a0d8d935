"""What goes wrong with a door: a strike that jams, a contact that lies, an inside latch, a stuck exit button.

All of it is told, and none of it keeps anybody out or in. What is concluded of a door ends when the door itself shows
that it is over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from station_app.core import incidents
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command
from station_app.core.events import (
    ContactMoved,
    Counted,
    DeviceFailed,
    Event,
    ExitPressed,
    ExitReleased,
    InputMoved,
    LockMoved,
    Presented,
    Started,
)
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.memory.doors import Doubts, ExitButton, Try
from station_app.core.model import DoorState, Grant, StationState

VAIN_TRIES: Final = 3
"""So many grants in a row without an opening, and the strike jams; so many by one person, or presses of the exit
button, within `TRIES_SECONDS`."""
TRIES_SECONDS: Final = 120.0
CONTRADICTIONS: Final = 3
"""So often the contact must be wrong before it is called wrong: one cat or one open window is no proof."""
PASSED_SECONDS: Final = 60.0
"""Motion so long after a grant, in a zone that was empty, is the granted person's."""
ALONE_SECONDS: Final = 15.0
"""So long a contact must have been closed before somebody who is counted cannot have passed while it was open."""
BETWEEN_SECONDS: Final = 10.0
"""Signs closer together than this are of the same person."""
OPEN_SECONDS: Final = 1800.0
"""Nobody presses the exit button of a door that has stood open so long, unless it does not."""
STUCK_SECONDS: Final = 60.0
STUCK_PRESSES: Final = 20
"""A minute."""
UNSEEN_SECONDS: Final = 60.0
"""So long a board may take to say again how its door stands."""

CAUSES: Final = (
    "door-held",
    "door-propped",
    "door-forced",
    "door-jammed",
    "door-unseen",
    "contact-contradicts",
    "latched",
    "exit-stuck",
    "lock-fault",
)
"""Of incidents about a door, by the part before the slash."""

_BELIEVABLE: Final = ("entry", "exit", "released", "selftest", "order", "evacuation")


def tells(state: StationState, door: str) -> bool:
    """Whether the contact of a door may be asked: there is one, and it has not been found wrong."""
    return state.house.doors[door].has_contact and f"contact-contradicts/{door}" not in state.incidents


def with_door(state: StationState, door: str, now: DoorState) -> StationState:
    """The state with one door changed."""
    return replace(state, doors={**state.doors, door: now})


def latch_on(state: StationState, zone: str) -> bool:
    """Whether an inside latch of a zone is known to be turned."""
    return any(
        now.on is True and state.house.inputs[name].means == "latch" and state.house.sensed(name) == zone
        for name, now in state.inputs.items()
        if name in state.house.inputs
    )


def not_entered(state: StationState, door: str, lapsed: Iterable[Grant], at: Instant) -> Step:
    """Granted and not come in: behind a latch that is turned, that is why.

    In a private zone a latch is rightly turned by whoever is known to be inside.
    """
    zone = state.house.doors[door].zone
    if not latch_on(state, zone) or (state.house.is_private(zone) and state.inside(zone)):
        return state, []
    kept = tuple(t for t in state.doors[door].doubts.tries if all(t.presentation != g.presentation for g in lapsed))
    state = _with_doubts(state, door, replace(state.doors[door].doubts, tries=kept))
    return incidents.open_one(state, at, f"latched/{door}", door=door, zone=zone)


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """What an event tells for or against a door's parts; `before` is the state in front of it."""
    heard = _HEARD.get(type(event))
    return (state, []) if heard is None else heard(before, state, event)


def time_passed(state: StationState, at: Instant) -> Step:
    """Vain tries add up, a button has been down for too long or is quiet again, a door stays unseen."""
    commands: list[Command] = []
    for door, now in state.doors.items():
        if _jams(state, door, at):
            state, opened = incidents.open_one(state, at, f"door-jammed/{door}", door=door)
            commands += opened
        state, told = _button_time(state, door, at)
        commands += told
        if now.unseen is not None and now.contact == "unknown" and at.seconds_since(now.unseen) >= UNSEEN_SECONDS:
            state, opened = incidents.open_one(state, at, f"door-unseen/{door}", door=door)
            commands += opened
    return state, commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until time alone makes one of these."""
    waits: list[float] = []
    for door, now in state.doors.items():
        if len(now.doubts.tries) >= VAIN_TRIES and f"door-jammed/{door}" not in state.incidents:
            config = state.house.doors[door]
            waits.append(config.enter_within_seconds - at.seconds_since(now.doubts.tries[-1].at) + 0.05)
        stuck = f"exit-stuck/{door}" in state.incidents
        if now.button.pressed is not None and not stuck:
            waits.append(STUCK_SECONDS - at.seconds_since(now.button.pressed))
        if stuck and now.button.released is not None and now.button.pressed is None:
            waits.append(STUCK_SECONDS - _quiet_for(now.button, at))
        if now.unseen is not None and now.contact == "unknown" and f"door-unseen/{door}" not in state.incidents:
            waits.append(UNSEEN_SECONDS - at.seconds_since(now.unseen))
    return waits


def _with_doubts(state: StationState, door: str, doubts: Doubts) -> StationState:
    return with_door(state, door, replace(state.doors[door], doubts=doubts))


# The strike.


def _lock_moved(before: StationState, state: StationState, event: LockMoved) -> Step:
    del before
    door, presentation = event.hold.door, event.hold.presentation
    now = state.doors[door]
    grant = next((g for g in now.grants if g.presentation == presentation), None)
    if event.hold.cause != "entry" or grant is None or now.contact != "closed":
        return state, []
    tried = Try(presentation=grant.presentation, person=grant.person, at=grant.at)
    tries = (*now.doubts.tries, tried)[-2 * VAIN_TRIES :]
    state = _with_doubts(state, door, replace(now.doubts, tries=tries))
    pulse = state.house.doors[door].pulse_seconds
    own = [t.at for t in tries if t.person == grant.person and event.at.seconds_since(t.at) <= TRIES_SECONDS]
    if grant.person is None or _apart(own, pulse) < VAIN_TRIES:
        return state, []
    return incidents.open_one(state, event.at, f"door-jammed/{door}", door=door)


def _apart(times: list[Instant], seconds: float) -> int:
    """How many of these are tries of their own: nobody needs another one while the lock is still released."""
    counted: list[Instant] = []
    for time in times:
        if not counted or time.seconds_since(counted[-1]) > seconds:
            counted.append(time)
    return len(counted)


def _jams(state: StationState, door: str, at: Instant) -> bool:
    tries = state.doors[door].doubts.tries
    # The newest has had its time, too: three who come together open the door once.
    return len(tries) >= VAIN_TRIES and at.seconds_since(tries[-1].at) > state.house.doors[door].enter_within_seconds


# The exit button.


def _exit_pressed(before: StationState, state: StationState, event: ExitPressed) -> Step:
    door = event.door
    button = state.doors[door].button
    presses = (*button.presses, event.at)[-STUCK_PRESSES - 1 :]
    pressed = button.pressed or event.at
    now = replace(state.doors[door], button=replace(button, pressed=pressed, presses=presses))
    state, commands = with_door(state, door, now), list[Command]()
    if len(presses) > STUCK_PRESSES and event.at.seconds_since(presses[0]) < STUCK_SECONDS:
        state, commands = incidents.open_one(state, event.at, f"exit-stuck/{door}", door=door)
    if now.contact == "closed":
        state, told = _pressed_behind_closed(before, state, event)
    else:
        state, told = _passed_open(state, door, event.at, exits=1)
    return state, [*commands, *told]


def _pressed_behind_closed(before: StationState, state: StationState, event: ExitPressed) -> Step:
    door, doubts = event.door, state.doors[event.door].doubts
    if doubts.tries and before.inside(state.house.doors[door].zone) == 0:
        # Somebody is inside whom nobody saw come in, and somebody was granted whom nobody saw come in.
        return _contradicted(state, door, event.at)
    presses = tuple(p for p in doubts.presses if event.at.seconds_since(p) <= TRIES_SECONDS)
    presses = (*presses, event.at)[-2 * STUCK_PRESSES :]
    state = _with_doubts(state, door, replace(doubts, presses=presses))
    if _apart(list(presses), state.house.doors[door].pulse_seconds) < VAIN_TRIES:
        return state, []
    return incidents.open_one(state, event.at, f"door-jammed/{door}", door=door)


def _exit_released(before: StationState, state: StationState, event: ExitReleased) -> Step:
    del before
    now = state.doors[event.door]
    button = replace(now.button, pressed=None, released=event.at)
    return with_door(state, event.door, replace(now, button=button)), []


def _button_time(state: StationState, door: str, at: Instant) -> Step:
    button, cause = state.doors[door].button, f"exit-stuck/{door}"
    if button.pressed is not None:
        if at.seconds_since(button.pressed) < STUCK_SECONDS:
            return state, []
        return incidents.open_one(state, at, cause, door=door)
    # Let go must have been seen: what a lost board does not tell is no quiet.
    if button.released is None or _quiet_for(button, at) < STUCK_SECONDS:
        return state, []
    return incidents.close_one(state, at, cause, door=door)


def _quiet_for(button: ExitButton, at: Instant) -> float:
    return 0.0 if button.released is None else at.seconds_since(button.released)


# The contact.


def _contact_moved(before: StationState, state: StationState, event: ContactMoved) -> Step:
    door = event.door
    now = state.doors[door]
    if now.contact == before.doors[door].contact:
        return state, []
    commands: list[Command] = []
    over: list[str] = []
    if now.unseen is not None:
        now = replace(now, unseen=None)
        over.append(f"door-unseen/{door}")
    doubts = replace(now.doubts, entries_open=0, exits_open=0)
    if event.open:
        doubts = replace(doubts, tries=(), presses=())
        over += [f"door-jammed/{door}", f"latched/{door}"]
        if now.cause in _BELIEVABLE:
            doubts = Doubts()
            over.append(f"contact-contradicts/{door}")
    state = with_door(state, door, replace(now, doubts=doubts))
    for cause in over:
        state, closed = incidents.close_one(state, event.at, cause, door=door)
        commands += closed
    return state, commands


def _contradicted(state: StationState, door: str, at: Instant) -> Step:
    """Somebody has passed, whatever the contact says."""
    doubts = state.doors[door].doubts
    if doubts.contrary_at is not None and at.seconds_since(doubts.contrary_at) < BETWEEN_SECONDS:
        return state, []
    times = doubts.contrary + 1
    # Whoever has passed has not tried in vain.
    state = _with_doubts(state, door, replace(doubts, tries=(), presses=(), contrary=times, contrary_at=at))
    return _wrong(state, door, at) if times >= CONTRADICTIONS else (state, [])


def _wrong(state: StationState, door: str, at: Instant) -> Step:
    state, opened = incidents.open_one(state, at, f"contact-contradicts/{door}", door=door)
    state, closed = incidents.close_one(state, at, f"door-jammed/{door}", door=door)
    return state, [*opened, *closed]


def _presented(before: StationState, state: StationState, event: Presented) -> Step:
    door = state.house.door_of(event.reader)
    if door is None or state.doors[door.name].passing <= before.doors[door.name].passing:
        return state, []
    return _passed_open(state, door.name, event.at, entries=1)


def _passed_open(state: StationState, door: str, at: Instant, *, entries: int = 0, exits: int = 0) -> Step:
    """Cards are shown and the exit button is pressed at a door that claims to have stood open for long."""
    now = state.doors[door]
    if now.contact != "open" or now.opened_at is None or at.seconds_since(now.opened_at) < OPEN_SECONDS:
        return state, []
    came, went = now.doubts.entries_open + entries, now.doubts.exits_open + exits
    state = _with_doubts(state, door, replace(now.doubts, entries_open=came, exits_open=went))
    return _wrong(state, door, at) if min(came, went) >= CONTRADICTIONS else (state, [])


def _input_moved(before: StationState, state: StationState, event: InputMoved) -> Step:
    means, zone = state.house.inputs[event.name].means, state.house.sensed(event.name)
    if zone is None:
        return state, []
    if means == "latch" and not event.on:
        return _unlatched(state, zone, event.at)
    life = before.life.get(zone)
    if means != "motion" or not event.on or life is None or life.high > 0:
        return state, []
    commands: list[Command] = []
    for door in _doors_of(state, zone):
        tries = state.doors[door].doubts.tries
        if tries and event.at.seconds_since(tries[-1].at) <= PASSED_SECONDS:
            state, told = _contradicted(state, door, event.at)
            commands += told
    return state, commands


def _unlatched(state: StationState, zone: str, at: Instant) -> Step:
    commands: list[Command] = []
    for door in _doors_of(state, zone):
        state, closed = incidents.close_one(state, at, f"latched/{door}", door=door, zone=zone)
        commands += closed
    return state, commands


def _counted(before: StationState, state: StationState, event: Counted) -> Step:
    del before
    doors = _doors_of(state, event.zone)
    if event.entered + event.left <= 0 or not doors or not all(_long_closed(state, door, event.at) for door in doors):
        return state, []
    # With several doors, the one that somebody has just tried.
    tried = [door for door in doors if _just_used(state.doors[door], event.at)]
    if len(doors) > 1 and len(tried) != 1:
        return state, []
    return _contradicted(state, (tried or doors)[0], event.at)


def _long_closed(state: StationState, door: str, at: Instant) -> bool:
    now = state.doors[door]
    return now.contact == "closed" and (now.closed_at is None or at.seconds_since(now.closed_at) > ALONE_SECONDS)


def _just_used(now: DoorState, at: Instant) -> bool:
    return now.hold_from is not None and at.seconds_since(now.hold_from) <= PASSED_SECONDS


def _doors_of(state: StationState, zone: str) -> list[str]:
    return [name for name, door in state.house.doors.items() if door.zone == zone]


# What nobody sees.


def _device_failed(before: StationState, state: StationState, event: DeviceFailed) -> Step:
    for name, door in state.house.doors.items():
        if door.contact_board != event.device:
            continue
        now = state.doors[name]
        unseen = event.at if before.doors[name].contact == "open" else now.unseen
        button = replace(now.button, pressed=None, released=None, presses=())
        state = with_door(state, name, replace(now, unseen=unseen, button=button, doubts=replace(now.doubts, tries=())))
    return state, []


def _started(before: StationState, state: StationState, event: Started) -> Step:
    """Nobody watched meanwhile; without power a lock may have been open, and its door with it."""
    del before
    commands: list[Command] = []
    for name, door in state.house.doors.items():
        now = state.doors[name]
        if door.has_contact and now.contact == "unknown" and (now.unseen or state.power.lost):
            state = with_door(state, name, replace(now, unseen=event.at))
    for cause in list(state.incidents):
        what, _, door = cause.partition("/")
        if what in CAUSES and door not in state.house.doors:
            state, closed = incidents.close_one(state, event.at, cause, door=door)
            commands += closed
    return state, commands


_HEARD: Final[Mapping[type, Callable[[StationState, StationState, Any], Step]]] = {
    LockMoved: _lock_moved,
    ExitPressed: _exit_pressed,
    ExitReleased: _exit_released,
    ContactMoved: _contact_moved,
    Presented: _presented,
    InputMoved: _input_moved,
    Counted: _counted,
    DeviceFailed: _device_failed,
    Started: _started,
}


def _recall_moved(state: StationState, told: Fact) -> StationState:
    door = str(told.body["door"])
    if door not in state.doors:
        return state  # another configuration had it
    unseen = told.at if told.kind == "door.opened" else None
    return with_door(state, door, replace(state.doors[door], unseen=unseen))


RECALLS: Final[Mapping[str, Recall]] = {"door.opened": _recall_moved, "door.closed": _recall_moved}
"""Kind of fact -> what it leaves in mind."""
