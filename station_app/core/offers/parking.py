"""Parking at a driver's home: which vehicles stand here, each with a number, and with a plate only by consent.

The plate is for one thing: to reach whoever drives when the vehicle must move. It comes sealed to the hub, is not
remembered here, and parking without it counts the same. What has stood longer than any rest counts as gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.events import Known, OfferAsked, Presented
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.memory.offers import Pending, Wanted
from station_app.core.memory.parking import Parked, ParkingPlaces
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, answered, changed, present, told, unknown
from station_app.core.offers.holding import holder

PARKING: Final = "parking"
VEHICLES: Final = ("truck", "van", "other")
MOST_HOURS: Final = 48
"""So long a vehicle counts as parked and its plate is kept; the words of consent name this."""
MOST_PLACES: Final = 500
_HOUR_MS: Final = 3_600_000


def places(state: StationState) -> ParkingPlaces:
    """What the hub says of the places; none where it says nothing."""
    board = state.offers.board
    return ParkingPlaces() if board is None or board.parking is None else board.parking


def parked(state: StationState, at: Instant) -> list[Parked]:
    """What stands here, by number; a clock that cannot be believed makes nothing gone."""
    since = at.wall_ms - MOST_HOURS * _HOUR_MS
    found = [one for one in state.offers.parking.values() if at.clock == "unknown" or one.at_ms > since]
    return sorted(found, key=lambda one: one.number)


def called(state: StationState, at: Instant) -> list[Parked]:
    """Vehicles whose drivers are asked to see the keeper."""
    return [one for one in parked(state, at) if one.number in places(state).calls]


def _asked(state: StationState, event: OfferAsked) -> Step:
    wanted, at = event.wanted, event.at
    vehicle = wanted.choice[0] if wanted.choice else ""
    match wanted.act:
        case "park" if vehicle in VEHICLES:
            return _park(state, wanted, at, None)
        case "sign" if vehicle in VEHICLES:
            full = _free(state, at) is None
            return (answered(state, wanted, at, "full"), []) if full else present(state, wanted, at)
        case "leave":
            return _leave(state, wanted, at, [one for one in parked(state, at) if str(one.number) == wanted.about])
        case "leave-card":
            return present(state, wanted, at)
        case _:
            return unknown(state, wanted, at)


def _shown(state: StationState, pending: Pending, event: Presented) -> Step:
    assert isinstance(event.finding, Known)
    wanted, at = pending.wanted, event.at
    name = holder(event.finding, PARKING)
    if name is None:
        return answered(state, wanted, at, "no-name"), []
    mine = [one for one in parked(state, at) if one.holder == name]
    if wanted.act == "leave-card":
        return _leave(state, wanted, at, mine)
    if mine:
        return answered(state, wanted, at, "already", number=mine[0].number), []
    return _park(state, wanted, at, name)


def _free(state: StationState, at: Instant) -> int | None:
    taken = {one.number for one in parked(state, at)}
    return next((number for number in range(1, places(state).places + 1) if number not in taken), None)


def _park(state: StationState, wanted: Wanted, at: Instant, name: str | None) -> Step:
    number = _free(state, at)
    if number is None:
        return answered(state, wanted, at, "full"), []
    # No `presentation`: it would join a vehicle with a visit.
    record = told(
        "vehicle.parked",
        at,
        parking=wanted.id,
        vehicle=wanted.choice[0],
        spot=number,
        holder=name,
        contact=wanted.contact or None,
    )
    state = _parked(state, record.fact)
    way = "plate" if wanted.contact else ""
    return answered(state, wanted, at, "parked", number=number, way=way), [record]


def _leave(state: StationState, wanted: Wanted, at: Instant, mine: list[Parked]) -> Step:
    if not mine:
        return answered(state, wanted, at, "none-of-yours"), []
    one = mine[0]
    record = told("vehicle.left", at, parking=one.parking, vehicle=one.vehicle, spot=one.number)
    return answered(_left(state, record.fact), wanted, at, "gone", number=one.number), [record]


def _parked(state: StationState, fact: Fact) -> StationState:
    body = fact.body
    one = Parked(
        parking=str(body["parking"]),
        vehicle=str(body["vehicle"]),
        number=int(str(body["spot"])),
        at_ms=fact.at.wall_ms,
        holder=None if body.get("holder") is None else str(body["holder"]),
    )
    # The number is free again for whoever comes: whatever stood under it has been here too long to count.
    kept = {name: other for name, other in state.offers.parking.items() if other.number != one.number}
    return changed(state, parking={**kept, one.parking: one})


def _left(state: StationState, fact: Fact) -> StationState:
    gone = str(fact.body["parking"])
    return changed(state, parking={name: one for name, one in state.offers.parking.items() if name != gone})


def held(state: StationState, known: Known) -> list[str]:
    """The name under which somebody has parked, if they have."""
    name = holder(known, PARKING)
    return [name for one in state.offers.parking.values() if name is not None and one.holder == name]


def forgotten(state: StationState, names: frozenset[str]) -> StationState:
    """What stands here stays, and nobody knows whose it is."""
    parking = state.offers.parking
    return changed(
        state, parking={key: replace(one, holder=None) if one.holder in names else one for key, one in parking.items()}
    )


def _there(state: StationState) -> bool:
    return places(state).places > 0


OFFERS: Final[Mapping[str, Offer]] = {PARKING: Offer(_asked, _shown, there=_there)}
RECALLS: Final[Mapping[str, Recall]] = {"vehicle.parked": _parked, "vehicle.left": _left}
"""Kind of fact -> what it leaves in mind."""
