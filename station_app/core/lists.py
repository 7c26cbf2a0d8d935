"""Lists that come down from the hub: what was revoked, and whose passes are accepted.

A list is kept and applied where credentials are read; the rules record that it came, and raise an alarm where somebody
takes away more than a day should: a stolen hub that revokes everything is to be noticed, not obeyed.
"""

from __future__ import annotations

from typing import Final

from station_app.core import incidents
from station_app.core.answer import Step
from station_app.core.commands import Record
from station_app.core.events import Event, ListRefused, ListTaken
from station_app.core.facts import fact
from station_app.core.model import StationState

MASS: Final = "mass-revocation"
"""Cause of the incident: more was revoked than one day allows, or an issuer's key with all of its passes."""


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """A list has come, or was refused."""
    del before
    match event:
        case ListTaken():
            return _taken(state, event)
        case ListRefused():
            return state, [Record(fact=fact("list.refused", event.at, list=event.list, reason=event.reason))]
        case _:
            return state, []


def _taken(state: StationState, event: ListTaken) -> Step:
    told = fact(
        "list.taken",
        event.at,
        list=event.list,
        taken=event.taken,
        total=event.total,
        through=event.through or None,
        waiting=event.waiting or None,
        keys=event.keys or None,
    )
    if event.list != "revocations":
        return state, [Record(fact=told)]
    act = incidents.open_one if event.waiting or event.keys else incidents.close_one
    state, more = act(state, event.at, MASS)
    return state, [Record(fact=told), *more]
