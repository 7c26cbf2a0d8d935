"""What becomes of lost devices, of a journal that cannot be written, and of what a restart finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core import doors, incidents, maintenance, screen, senses
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, Record
from station_app.core.events import DeviceFailed, DeviceWorks, Flooded, Started, StoreFailed, StoreWorks
from station_app.core.facts import fact
from station_app.core.model import StationState


def failed(state: StationState, event: DeviceFailed) -> Step:
    """A device stopped working: one incident until it works again; what it told of is unknown."""
    if event.device in state.lost_devices:
        return state, []
    # A reader that is gone tells of no card being taken.
    card_on = None if state.card_on == event.device else state.card_on
    state = replace(state, lost_devices=state.lost_devices | {event.device}, card_on=card_on)
    for name, door in state.house.doors.items():
        if door.contact_board == event.device:
            state = doors.contact_unknown(state, name)
    state = senses.unknown(state, event.device, event.at)
    lost = Record(fact=fact("device.lost", event.at, device=event.device, fault=event.fault))
    cause = f"device/{event.device}"
    state, opened = incidents.open_one(state, event.at, cause, device=event.device, fault=event.fault)
    return state, [lost, *opened, *screen.refreshed(state)]


def works(state: StationState, event: DeviceWorks) -> Step:
    """A device works, again or for the first time."""
    was_lost = event.device in state.lost_devices
    state = replace(state, lost_devices=state.lost_devices - {event.device})
    cause = f"device/{event.device}"
    state, closed = incidents.close_one(state, event.at, cause, device=event.device)
    restored = Record(fact=fact("device.restored", event.at, device=event.device))
    # A first "works" after start is no news for the journal, unless an incident from before the restart ends with it.
    told: list[Command] = [restored] if was_lost or closed else []
    return state, [*told, *closed, *screen.refreshed(state)]


def store_failed(state: StationState, event: StoreFailed) -> Step:
    """The journal cannot be written."""
    return incidents.open_one(state, event.at, "journal", fault=event.fault)


def store_works(state: StationState, event: StoreWorks) -> Step:
    """The journal can be written again."""
    return incidents.close_one(state, event.at, "journal")


def flooded(state: StationState, event: Flooded) -> Step:
    """A reader gives more than people could show, or is quiet again."""
    cause = f"flood/{event.reader}"
    if event.over:
        return incidents.close_one(state, event.at, cause, device=event.reader)
    return incidents.open_one(state, event.at, cause, device=event.reader)


def started(state: StationState, event: Started) -> Step:
    """The program is up: what only the run before could have seen the end of is over."""
    booted = fact("boot", event.at, version=event.version, policy=state.house.policy.version)
    commands: list[Command] = [Record(fact=booted)]
    for cause in [c for c in state.incidents if c == "journal" or c.startswith("flood/")]:
        # Where it goes on, this run opens its own.
        state, closed = incidents.close_one(state, event.at, cause)
        commands += closed
    for cause in senses.orphans(state):
        state, closed = incidents.close_one(state, event.at, cause)
        commands += closed
    state, ended = maintenance.ended_by_restart(state, event.at)
    return state, [*commands, *ended, *screen.refreshed(state)]


RECALLS: Final[Mapping[str, Recall]] = {}
"""Kind of fact -> what it leaves in mind."""
