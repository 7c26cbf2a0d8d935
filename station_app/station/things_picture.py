"""From the rules' state to what the screen is told of hand-outs, the box, loans, classes, events and vehicles."""

from __future__ import annotations

from typing import Final

from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.core.offers import activities as held_here
from station_app.core.offers import first_aid, lending, loans, parking, supplies
from station_app.core.offers import stock as lots
from station_app.wire.offers import ActivityTold, ParkingTold, RackTold, RoundTold, StockTold

MOST_ROUNDS: Final = 12
MOST_RACKS: Final = 12
MOST_ACTIVITIES: Final = 12


def rounds(state: StationState) -> tuple[RoundTold, ...]:
    """What is handed out, the next to end first."""
    found = sorted(supplies.rounds(state), key=lambda one: (one.until_ms, one.id))
    return tuple(
        RoundTold(
            id=one.id,
            item=one.item,
            title=dict(one.title),
            until_ms=one.until_ms,
            left=supplies.left(state, one),
        )
        for one in found[:MOST_ROUNDS]
    )


def stock(state: StationState) -> tuple[StockTold, ...]:
    """What is in the box, each kind once."""
    known = first_aid.lots(state)
    return tuple(
        StockTold(item=item, left=lots.left(known, item), expires=lots.first_expiry(known, item))
        for item in first_aid.ITEMS
    )


def racks(state: StationState) -> tuple[RackTold, ...]:
    """What is lent."""
    return tuple(
        RackTold(
            id=one.id,
            item=one.item,
            free=len(loans.free(state, one)),
            out=tuple(sorted(int(loan.item) for loan in lending.out(state, one.id))),
            hours=one.hours,
        )
        for one in loans.racks(state)[:MOST_RACKS]
    )


def activities(state: StationState) -> tuple[ActivityTold, ...]:
    """Classes and events, the next to begin first."""
    found = sorted(held_here.all_of(state), key=lambda one: (one.from_ms, one.id))
    return tuple(
        ActivityTold(
            id=one.id,
            kind=one.kind,
            title=dict(one.title),
            about=dict(one.about),
            where=one.where,
            from_ms=one.from_ms,
            until_ms=one.until_ms,
            join_until_ms=one.join_until_ms,
            left=held_here.left(state, one),
            waiting=held_here.room_to_wait(state, one),
            cancelled=one.cancelled,
        )
        for one in found[:MOST_ACTIVITIES]
    )


def parked(state: StationState, at: Instant) -> ParkingTold:
    """What stands here, by numbers."""
    return ParkingTold(
        places=parking.places(state).places,
        taken=tuple(one.number for one in parking.parked(state, at)),
        calls=tuple((one.vehicle, one.number) for one in parking.called(state, at)),
    )
