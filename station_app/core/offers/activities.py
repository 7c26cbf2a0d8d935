"""Classes and events with places: signing up, one's number, the waiting list, giving back, coming.

The station where something takes place gives its places away alone, in the order of its journal: so nobody needs a
network, and no place is given twice. Who signs up is remembered by a name that is good for this activity only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.events import Known, OfferAsked, Presented
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.memory.activities import Activities, Activity, Line, Place
from station_app.core.memory.offers import Pending, Wanted
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, answered, changed, present, told, unknown
from station_app.core.offers.holding import holder

NAME: Final = "activities"
KINDS: Final = ("skills", "childcare", "haircut", "health", "legal", "talk", "sports", "other")
"""What can take place; each has a drawing and a word."""
JOIN, LEAVE, COME = "join", "leave", "come"
EARLY_MS: Final = 30 * 60_000
"""So long before the beginning people are there and say so."""
KEPT_MS: Final = 10 * 60_000
"""So long after the beginning a place is kept for who has it; then it is a seat for anybody."""
_NOBODY: Final = Line()


class _Who(NamedTuple):
    """Whoever shows a credential."""

    name: str
    place: Place | None


def all_of(state: StationState) -> tuple[Activity, ...]:
    """Those that the hub tells of."""
    return () if state.offers.board is None else state.offers.board.activities


def line(state: StationState, one: Activity) -> Line:
    """Who has signed up."""
    return state.offers.activities.lines.get(one.id, _NOBODY)


def left(state: StationState, one: Activity) -> int:
    """Places that nobody has."""
    return max(0, one.places - len(line(state, one).places))


def room_to_wait(state: StationState, one: Activity) -> int:
    """How many may still put themselves on the waiting list."""
    return max(0, min(one.waiting, one.places + one.waiting - len(line(state, one).places)))


def _asked(state: StationState, event: OfferAsked) -> Step:
    wanted, at = event.wanted, event.at
    one = _named(state, wanted.about)
    if one is None or wanted.act not in (JOIN, LEAVE, COME):
        return unknown(state, wanted, at)
    denial = _denial(one, wanted.act, at)
    if denial:
        return answered(state, wanted, at, denial), []
    return present(state, wanted, at)


def _named(state: StationState, name: str) -> Activity | None:
    return next((one for one in all_of(state) if one.id == name), None)


def _denial(one: Activity, act: str, at: Instant) -> str:
    """Why not now; a clock that cannot be believed ends nothing. One's own number is always told."""
    if one.cancelled:
        return "cancelled"
    if act == JOIN or at.clock == "unknown":
        return ""
    if at.wall_ms >= one.until_ms:
        return "over"
    return "not-yet" if act == COME and at.wall_ms < one.from_ms - EARLY_MS else ""


def _shown(state: StationState, pending: Pending, event: Presented) -> Step:
    assert isinstance(event.finding, Known)
    wanted, at = pending.wanted, event.at
    one = _named(state, wanted.about)
    if one is None:
        return unknown(state, wanted, at)
    name = holder(event.finding, f"activity/{one.id}")
    if name is None:
        return answered(state, wanted, at, "no-name"), []
    denial = _denial(one, wanted.act, at)
    if denial:
        return answered(state, wanted, at, denial), []
    who = _Who(name, next((place for place in line(state, one).places if place.holder == name), None))
    match wanted.act:
        case "join":
            return _join(state, wanted, at, one, who)
        case "leave":
            return _leave(state, wanted, at, one, who)
        case _:
            return _come(state, wanted, at, one, who)


def _waits(state: StationState, one: Activity, mine: Place) -> int:
    """Which one of the waiting list this is, from 1; 0 where it is a place."""
    return max(0, line(state, one).places.index(mine) + 1 - one.places)


def _join(state: StationState, wanted: Wanted, at: Instant, one: Activity, who: _Who) -> Step:
    mine = who.place
    if mine is not None:
        waits = _waits(state, one, mine)
        result = "in-line" if waits else "yours"
        return answered(state, wanted, at, result, number=mine.number, position=waits), []
    if at.clock != "unknown" and at.wall_ms >= one.join_until_ms:
        return answered(state, wanted, at, "closed"), []
    if not left(state, one) and not room_to_wait(state, one):
        return answered(state, wanted, at, "full"), []
    # No `presentation`: it would join the activity's name with a visit.
    record = told("place.taken", at, place=wanted.id, event=one.id, holder=who.name)
    state = _taken(state, record.fact)
    mine = line(state, one).places[-1]
    waits = _waits(state, one, mine)
    result = "listed" if waits else "joined"
    return answered(state, wanted, at, result, number=mine.number, position=waits), [record]


def _leave(state: StationState, wanted: Wanted, at: Instant, one: Activity, who: _Who) -> Step:
    if who.place is None:
        return answered(state, wanted, at, "none-of-yours"), []
    if who.place.came:
        return answered(state, wanted, at, "came", number=who.place.number), []
    record = told("place.freed", at, place=who.place.id, event=one.id)
    return answered(_freed(state, record.fact), wanted, at, "left", number=who.place.number), [record]


def _come(state: StationState, wanted: Wanted, at: Instant, one: Activity, who: _Who) -> Step:
    """Whoever has a place comes in; what stays empty after the beginning is for who waits, and for anybody."""
    mine = who.place
    if mine is not None and mine.came:
        return answered(state, wanted, at, "came", number=mine.number), []
    if one.places <= sum(place.came for place in line(state, one).places):
        return answered(state, wanted, at, "no-seat"), []
    has_place = left(state, one) > 0 if mine is None else not _waits(state, one, mine)
    if not has_place and at.clock != "unknown" and at.wall_ms < one.from_ms + KEPT_MS:
        return answered(state, wanted, at, "wait"), []
    place = wanted.id if mine is None else mine.id
    record = told("place.taken", at, place=place, event=one.id, holder=who.name, came=True)
    state = _taken(state, record.fact)
    number = next(found.number for found in line(state, one).places if found.id == place)
    return answered(state, wanted, at, "came", number=number), [record]


def _taken(state: StationState, fact: Fact) -> StationState:
    name, came = str(fact.body["event"]), fact.body.get("came") is True
    before = state.offers.activities.lines.get(name, _NOBODY)
    if any(one.id == fact.body["place"] for one in before.places):
        places = [replace(one, came=one.came or came) if one.id == fact.body["place"] else one for one in before.places]
        return _lined(state, name, replace(before, places=tuple(places)))
    place, number, who = str(fact.body["place"]), before.last + 1, fact.body.get("holder")
    if place in before.nobodys:  # whoever signed up and came was forgotten: that was one number, not two
        return state
    if who is None:  # forgotten since: nobody comes with that number
        return _lined(state, name, replace(before, last=number, nobodys=before.nobodys | {place}))
    mine = Place(id=place, number=number, holder=str(who), came=came)
    return _lined(state, name, replace(before, places=(*before.places, mine), last=number))


def _freed(state: StationState, fact: Fact) -> StationState:
    name, place = str(fact.body["event"]), str(fact.body["place"])
    before = state.offers.activities.lines.get(name, _NOBODY)
    stay = tuple(one for one in before.places if one.id != place)
    gone = {one.id: one.holder for one in before.places if one.id == place}
    return _lined(state, name, replace(before, places=stay, given_back={**before.given_back, **gone}))


def _lined(state: StationState, name: str, now: Line) -> StationState:
    known: Activities = state.offers.activities
    return changed(state, activities=replace(known, lines={**known.lines, name: now}))


def held(state: StationState, known: Known) -> list[str]:
    """The names under which somebody has signed up, also where they have given it back."""
    lines = state.offers.activities.lines
    names = {one: holder(known, f"activity/{one}") for one in lines}
    return [name for one, name in names.items() if name and name in _holders(lines[one])]


def _holders(line: Line) -> frozenset[str]:
    return frozenset({*(one.holder for one in line.places), *line.given_back.values()})


def forgotten(state: StationState, names: frozenset[str]) -> StationState:
    """Whoever is forgotten has signed up for nothing: the place is the next one's."""
    known: Activities = state.offers.activities
    lines = {name: _without(was, names) for name, was in known.lines.items()}
    return changed(state, activities=replace(known, lines=lines))


def _without(was: Line, names: frozenset[str]) -> Line:
    gone = {one.id for one in was.places if one.holder in names}
    gone |= {place for place, name in was.given_back.items() if name in names}
    return replace(
        was,
        places=tuple(one for one in was.places if one.id not in gone),
        nobodys=was.nobodys | gone,
        given_back={place: name for place, name in was.given_back.items() if place not in gone},
    )


def _there(state: StationState) -> bool:
    return bool(all_of(state))


OFFERS: Final[Mapping[str, Offer]] = {NAME: Offer(_asked, _shown, there=_there)}
RECALLS: Final[Mapping[str, Recall]] = {"place.taken": _taken, "place.freed": _freed}
"""Kind of fact -> what it leaves in mind."""
