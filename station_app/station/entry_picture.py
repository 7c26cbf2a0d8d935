"""What the screen is told for whoever comes in: what may be asked, what is awaited, and other ways in."""

from __future__ import annotations

from typing import Literal, TypedDict

from station_app.core import asking, rules
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.core.privacy import WISH_SECONDS
from station_app.wire import Questions, RoomNeed

MOST_ROOMS = 6
"""Tiles of rooms for which a need is declared."""


class Entry(TypedDict):
    """Fields of the snapshot."""

    questions: Questions | None
    wish: Literal["", "need", "turn", "tell", "forget", "withdraw"]
    wish_zone: str
    door: str
    grace: Literal["", "heat", "cold", "storm"]
    rooms: tuple[RoomNeed, ...]


def entry(state: StationState, at: Instant) -> Entry:
    """What a state means for whoever comes in at a moment."""
    wish, door = state.wish, next(iter(state.house.doors), "")
    if wish is not None and at.seconds_since(wish.since) > WISH_SECONDS:
        wish = None
    grace = rules.grace(state, at)
    return Entry(
        questions=_questions(state, at),
        wish=wish.what if wish is not None else "",
        wish_zone=title_of(state, wish.zone) if wish is not None else "",
        door=door if grace is not None else "",
        grace=grace.reason if grace is not None and door else "",
        rooms=_rooms(state),
    )


def title_of(state: StationState, zone: str) -> str:
    """What people call a zone; empty for none of this house."""
    if zone not in state.house.zones:
        return ""
    return state.house.rule(zone).title or state.house.zones[zone].title


def _questions(state: StationState, at: Instant) -> Questions | None:
    found = asking.questions(state, at)
    if found is None:
        return None
    return Questions(
        presentation=found.presentation,
        notice=found.notice,
        consent=found.consent,
        occupation=found.occupation,
    )


def _rooms(state: StationState) -> tuple[RoomNeed, ...]:
    house = state.house
    found = [
        RoomNeed(zone=zone, title=title_of(state, zone), need=need)
        for zone in house.zones
        for need in sorted(house.rule(zone).audience.needs)
    ]
    return tuple(found[:MOST_ROOMS])
