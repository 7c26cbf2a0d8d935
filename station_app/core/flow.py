"""`step`: one event in, the new state and the commands out, in the order in which they must be carried out.

Each event has one rule that answers it; then everything that follows from any event has a look; time is an event, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, get_args

from station_app.core import (
    alarms,
    calling,
    canary,
    comfort,
    devices,
    door_faults,
    doors,
    lists,
    maintenance,
    modes,
    occupancy,
    orders,
    power,
    presenting,
    privacy,
    rulebook,
    screen,
    senses,
    sweep,
    turns,
    visits,
    wellbeing,
)
from station_app.core.answer import Step
from station_app.core.commands import Command
from station_app.core.events import (
    BoardArrived,
    CardArrived,
    CardLeftBehind,
    CardTaken,
    CodeHeard,
    ContactMoved,
    DeviceFailed,
    DeviceWorks,
    EntryAsked,
    Event,
    ExitPressed,
    Flooded,
    HelpAsked,
    InputMoved,
    LockFailed,
    LockMoved,
    Maintenance,
    NeedDeclared,
    OfferAsked,
    OfferLeft,
    Presented,
    ReplyHeard,
    SilentHelpAsked,
    Started,
    StoreFailed,
    StoreWorks,
    Ticked,
    TurnAsked,
    TurnedBack,
)
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.core.offers import offering, requests

_Rule = Callable[[StationState, Any], Step]

LONGEST_WAIT_SECONDS: Final = 86_400.0

_HEARD: Final[Mapping[type, _Rule]] = {
    Presented: presenting.presented,
    EntryAsked: presenting.entry_asked,
    NeedDeclared: presenting.need_declared,
    TurnAsked: presenting.turn_asked,
    TurnedBack: screen.turned_back,
    ContactMoved: doors.contact_moved,
    ExitPressed: doors.exit_pressed,
    LockMoved: doors.lock_moved,
    LockFailed: doors.lock_failed,
    CardArrived: screen.card_arrived,
    CardTaken: screen.card_taken,
    CardLeftBehind: screen.card_left,
    InputMoved: senses.moved,
    DeviceFailed: devices.failed,
    DeviceWorks: devices.works,
    StoreFailed: devices.store_failed,
    StoreWorks: devices.store_works,
    Flooded: devices.flooded,
    HelpAsked: alarms.help_asked,
    SilentHelpAsked: alarms.silent_help_asked,
    OfferAsked: offering.asked,
    OfferLeft: offering.left,
    BoardArrived: offering.board_arrived,
    CodeHeard: offering.code_heard,
    ReplyHeard: requests.heard,
    Started: devices.started,
    **{kind: maintenance.heard for kind in get_args(Maintenance)},
}
"""Event -> the rule that answers it. An event without one is looked at by what follows only."""

_FOLLOWING: Final = (
    rulebook.follow,
    lists.follow,
    door_faults.follow,
    visits.follow,
    senses.follow,
    occupancy.follow,
    turns.follow,
    modes.follow,
    orders.follow,
    privacy.follow,
    wellbeing.follow,
    power.follow,
    comfort.follow,
    canary.follow,
    alarms.follow,
    calling.follow,
)
"""What follows from any event, in this order; each sees what the ones before it have made of the state."""

TIMED: Final = (
    rulebook,
    doors,
    door_faults,
    senses,
    visits,
    sweep,
    presenting,
    turns,
    modes,
    orders,
    privacy,
    wellbeing,
    power,
    comfort,
    canary,
    alarms,
    maintenance,
    offering,
    screen,
)
"""Where time alone changes something, in the order in which it is told of it."""

_DEADLINES: Final = (*(part.deadlines for part in TIMED), calling.deadlines)


def step(state: StationState, event: Event) -> Step:
    """Answer one event."""
    before = state
    heard = _rule_for(event)
    if heard is not None:
        state, commands = heard(state, event)
    elif isinstance(event, Ticked):
        state, commands = _ticked(state, event.at)
    else:
        commands: list[Command] = []
    for follow in _FOLLOWING:
        state, more = follow(before, state, event)
        if more:
            commands = [*commands, *more]
    return state, commands


def _rule_for(event: Event) -> _Rule | None:
    # The table, not the type checker, knows which event each rule takes.
    return _HEARD.get(type(event))


def _ticked(state: StationState, at: Instant) -> Step:
    commands: list[Command] = []
    for part in TIMED:
        state, passed = part.time_passed(state, at)
        commands += passed
    return state, commands


def next_deadline(state: StationState, at: Instant) -> float:
    """Seconds until time alone may change something; at most a day."""
    wait = LONGEST_WAIT_SECONDS
    for deadlines in _DEADLINES:
        for seconds in deadlines(state, at):
            if seconds < wait:
                wait = seconds
    return max(0.05, wait)
