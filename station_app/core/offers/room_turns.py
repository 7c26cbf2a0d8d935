"""Turns at the kiosk: a room is touched, a credential is shown, and it is one's own or a number is given.

The rules of the door decide, not this offer: it says for which room the next credential is meant, and tells on the page
what became of it. Nobody's name stands there, and of a private room nothing but whether it is free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from station_app.core import rules, turns
from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.events import Known, OfferAsked, Presented
from station_app.core.instant import Instant
from station_app.core.memory.offers import Pending
from station_app.core.memory.people import Wish
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, answered, changed, present, unknown
from station_app.core.turn_desk import desk_of, free, minutes_until

NAME: Final = "turns"
TAKE: Final = "take"
GIVE_BACK: Final = "give-back"
MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room that goes by turns, as everybody may know it."""

    zone: str
    free: bool
    """Whoever shows a credential now has it at once, as far as turns and places go."""
    waiting: int = 0
    """How many have a number; 0 of a private room, of which nothing is told but free or occupied."""
    called: int = 0
    """The number that is called now; 0 for none."""
    next_ms: int = 0
    """Wall time at which somebody who takes a number now is about called; 0 where that is not told."""
    needs: tuple[str, ...] = ()
    """What may be declared there, one of which must be; empty where nothing need be said."""


def is_there(state: StationState) -> bool:
    """Whether any room of the house goes by turns."""
    return any(state.house.rule(zone).turn is not None for zone in state.house.zones)


def rooms(state: StationState, at: Instant) -> tuple[Room, ...]:
    """Every room of the house that goes by turns, in the house's order."""
    return tuple(_room(state, zone, at) for zone in state.house.zones if state.house.rule(zone).turn is not None)


def _room(state: StationState, zone: str, at: Instant) -> Room:
    rule, desk = state.house.rule(zone).turn, desk_of(state, zone)
    assert rule is not None
    # A place that was called is its number's, and whoever has a place inside without a turn has it, too.
    is_free = (
        free(desk, rule) > 0
        and all(one.called for one in desk.queue)
        and rules.places_left(state, zone, None) > 0
    )  # fmt: skip
    room = Room(
        zone=zone,
        free=is_free,
        called=next((one.number for one in desk.queue if one.called), 0),
        needs=tuple(sorted(state.house.rule(zone).audience.needs)),
    )
    if is_free or state.house.is_private(zone):
        return room
    minutes = minutes_until(desk, rule, len(desk.queue), at)
    return replace(room, waiting=len(desk.queue), next_ms=at.wall_ms + minutes * MINUTE_MS)


def _asked(state: StationState, event: OfferAsked) -> Step:
    wanted = event.wanted
    if wanted.act == GIVE_BACK:
        return present(state, wanted, event.at)
    house = state.house
    if wanted.act != TAKE or wanted.about not in house.zones or house.rule(wanted.about).turn is None:
        return unknown(state, wanted, event.at)
    need = wanted.choice[0] if wanted.choice else ""
    needs = house.rule(wanted.about).audience.needs
    if needs and need not in needs:
        return answered(state, wanted, event.at, "say-need"), []
    wish = Wish(what="turn", since=event.at, zone=wanted.about, need=need if needs else "")
    return present(replace(state, wish=wish), wanted, event.at)


def _presented(state: StationState, pending: Pending, event: Presented) -> Step | None:
    """Giving back is done here; taking is the door's own rules', which know the wish."""
    if pending.wanted.act != GIVE_BACK:
        return None
    assert isinstance(event.finding, Known)
    return _given_back(state, pending, event.finding, event.at)


def _given_back(state: StationState, pending: Pending, known: Known, at: Instant) -> Step:
    for zone in state.turns:
        mine = turns.running_turn(state, zone, known)
        if mine is not None:
            state, commands = turns.given_back(state, zone, mine, at)
            return answered(state, pending.wanted, at, "given-back", number=mine.number), commands
        waited = turns.number_of(state, zone, known)
        if waited is not None:
            state, commands = turns.given_up(state, zone, waited, at)
            return answered(state, pending.wanted, at, "given-up", number=waited.number), commands
    return answered(state, pending.wanted, at, "none-of-yours"), []


def follow(state: StationState, event: Presented) -> StationState:
    """What the door's rules have made of a credential at the kiosk, told to whoever touched a room."""
    pending = state.offers.pending
    if pending is None or (pending.wanted.offer, pending.wanted.act) != (NAME, TAKE):
        return state
    said = state.screen
    if said.since != event.at or not isinstance(event.finding, Known) or event.credential == "staff":
        return state  # not read: another try; staff: the door opens as ever
    match said.moment, said.reason:
        case "turn", "":
            result = "waiting" if said.number else "no-number"
            return answered(state, pending.wanted, event.at, result, number=said.number, minutes=said.minutes)
        case "refused", "turn-over":
            return answered(state, pending.wanted, event.at, "given-back", number=0)
        case "refused", reason:
            return answered(state, pending.wanted, event.at, "not-now", reason=reason)
        case _:
            return changed(state, pending=None, answer=None)


def left(state: StationState) -> StationState:
    """Nobody is at the pages: the next credential is an entry again, not a turn for whoever went away."""
    meant = state.wish is not None and state.wish.what == "turn"
    return replace(state, wish=None) if meant else state


OFFERS: Final[Mapping[str, Offer]] = {NAME: Offer(_asked, _presented, there=is_there)}
