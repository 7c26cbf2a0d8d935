"""All offers together: which there are here, who is asked, and for which one a credential is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from station_app.core import screen
from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.commands import Command
from station_app.core.events import BoardArrived, Known, OfferAsked, OfferLeft, Presented
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.core.offers import entry_code, joining, phone_door, requests, room_turns
from station_app.core.offers.answering import (
    ANSWER_SECONDS,
    LATE,
    PRESENT,
    PRESENT_SECONDS,
    Offer,
    answered,
    changed,
    unknown,
)

OFFERS: Final[Mapping[str, Offer]] = {
    **phone_door.OFFERS,
    **entry_code.OFFERS,
    **requests.OFFERS,
    **room_turns.OFFERS,
    **joining.OFFERS,
}
"""Name, as a policy switches it on -> its rules."""
NEEDS_HUB: Final = frozenset({*phone_door.OFFERS, *entry_code.OFFERS, *requests.OFFERS, *joining.OFFERS})
"""Offers that nobody would answer where there is no hub."""
HEARD_KEPT: Final = 32


def offered(state: StationState) -> tuple[str, ...]:
    """What is offered here, in the order in which it stands on the screen. Answers are read where requests are made."""
    on = state.house.policy.offers
    names = [name for name in OFFERS if name in on or (name == requests.ANSWERS and on & requests.TOPICS.keys())]
    there = tuple(name for name in names if state.house.has_hub or name not in NEEDS_HUB)
    return tuple(name for name in there if _THERE.get(name, _always)(state))


def _always(state: StationState) -> bool:
    del state
    return True


_THERE: Final[Mapping[str, Callable[[StationState], bool]]] = {
    room_turns.NAME: room_turns.is_there,
    joining.NAME: joining.is_there,
}
"""Offers that need more of a station than being switched on."""


def asked(state: StationState, event: OfferAsked) -> Step:
    """Somebody wants something: once, whatever is touched twice."""
    wanted = event.wanted
    if wanted.ask in state.offers.heard:
        return state, []
    state = changed(state, heard=(*state.offers.heard, wanted.ask)[-HEARD_KEPT:], pending=None)
    if wanted.offer not in offered(state) or state.maintenance is not None:
        return unknown(state, wanted, event.at)
    # A wish for something else that waits for a credential is given up: the last touch counts.
    return OFFERS[wanted.offer].asked(_without_wish(state), event)


def _without_wish(state: StationState) -> StationState:
    return state if state.wish is None else replace(state, wish=None)


def left(state: StationState, event: OfferLeft) -> Step:
    """Nobody is at the pages any more."""
    del event
    return changed(room_turns.left(state), pending=None, answer=None), []


def board_arrived(state: StationState, event: BoardArrived) -> Step:
    """The newest word of the hub counts."""
    return changed(state, board=event.board), []


def answer(state: StationState, event: Presented) -> Step | None:
    """What a credential does for the offer that waits for it, instead of an entry; None where none does."""
    pending = state.offers.pending
    if pending is None or event.at.seconds_since(pending.since) > PRESENT_SECONDS:
        return None
    offer = OFFERS[pending.wanted.offer]
    if offer.presented is None or not isinstance(event.finding, Known):
        return None
    if event.credential == "staff" and not offer.staff:
        return None
    done = offer.presented(changed(state, pending=None), pending, event)
    if done is None:
        return None
    state, commands = done
    state, shown = screen.rest(state)
    return state, [*commands, *shown]


def forgotten(state: StationState, persons: frozenset[str]) -> StationState:
    """Nothing that is remembered names these any more."""
    return requests.forgotten(state, persons)


def time_passed(state: StationState, at: Instant) -> Step:
    """A credential that does not come is waited for no longer; an answer does not stand for ever."""
    commands: list[Command] = []
    pending, said = state.offers.pending, state.offers.answer
    if pending is not None and at.seconds_since(pending.since) >= PRESENT_SECONDS:
        state = answered(state, pending.wanted, at, LATE)
    elif said is not None and said.result != PRESENT and at.seconds_since(said.since) >= ANSWER_SECONDS:
        state = changed(state, answer=None)
    return state, commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until a wait or an answer is over."""
    pending, said = state.offers.pending, state.offers.answer
    if pending is not None:
        return [PRESENT_SECONDS - at.seconds_since(pending.since)]
    return [] if said is None else [ANSWER_SECONDS - at.seconds_since(said.since)]
