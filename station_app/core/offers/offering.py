"""All offers together: which there are here, who is asked, and for which one a credential is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core import screen
from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.events import BoardArrived, CodeHeard, Known, OfferAsked, OfferLeft, Presented
from station_app.core.instant import Instant
from station_app.core.memory.offers import Pending
from station_app.core.model import StationState
from station_app.core.offers import (
    activities,
    books,
    bulletins,
    entry_code,
    first_aid,
    joining,
    lending,
    loans,
    parking,
    phone_door,
    requests,
    room_turns,
    slips,
    supplies,
    survey,
)
from station_app.core.offers.answering import (
    ANSWER_SECONDS,
    LATE,
    LISTEN_SECONDS,
    LISTENING,
    PRESENT,
    PRESENT_SECONDS,
    SLIP_SECONDS,
    Offer,
    answered,
    changed,
    unknown,
)

OFFERS: Final[Mapping[str, Offer]] = {
    **phone_door.OFFERS,
    **entry_code.OFFERS,
    **requests.OFFERS,
    **supplies.OFFERS,
    **first_aid.OFFERS,
    **loans.OFFERS,
    **books.OFFERS,
    **activities.OFFERS,
    **parking.OFFERS,
    **bulletins.OFFERS,
    **survey.OFFERS,
    **room_turns.OFFERS,
    **joining.OFFERS,
}
"""Name, as a policy switches it on -> its rules."""
NEEDS_HUB: Final = frozenset({*phone_door.OFFERS, *entry_code.OFFERS, *requests.OFFERS, *joining.OFFERS})
"""Offers that nobody would answer where there is no hub."""
HEARD_KEPT: Final = 32
_WAITS: Final = frozenset({PRESENT, LISTENING})


def offered(state: StationState) -> tuple[str, ...]:
    """What is offered here, in the order in which it stands on the screen. Answers are read where requests are made."""
    on = state.house.policy.offers
    asking = {name for name in on & requests.TOPICS.keys() if name != joining.NAME or joining.calls(state)}
    names = [name for name in OFFERS if name in on or (name == requests.ANSWERS and asking)]
    names = [name for name in names if state.house.has_hub or name not in NEEDS_HUB]
    return tuple(name for name in names if OFFERS[name].there(state))


def asked(state: StationState, event: OfferAsked) -> Step:
    """Somebody wants something: once, whatever is touched twice."""
    wanted = event.wanted
    if wanted.ask in state.offers.heard:
        return state, []
    heard = (*state.offers.heard, wanted.ask)[-HEARD_KEPT:]
    state = survey.passed(changed(state, heard=heard, pending=None, listening=None))
    if wanted.offer not in offered(state) or state.maintenance is not None:
        return unknown(state, wanted, event.at)
    # A wish for something else that waits for a credential is given up: the last touch counts.
    state, commands = OFFERS[wanted.offer].asked(_without_wish(state), event)
    return survey.follow(state, event.at), commands


def _without_wish(state: StationState) -> StationState:
    return state if state.wish is None else replace(state, wish=None)


def left(state: StationState, event: OfferLeft) -> Step:
    """Nobody is at the pages any more."""
    del event
    state = changed(room_turns.left(state), pending=None, listening=None, answer=None)
    return survey.passed(state), []


def board_arrived(state: StationState, event: BoardArrived) -> Step:
    """The newest word of the hub counts."""
    replies = tuple(slips.cut(reply) for reply in event.board.replies[: slips.MOST_REPLIES])
    board = bulletins.cut(replace(event.board, replies=replies))
    return first_aid.board_told(changed(state, board=board), board), []


def listens(state: StationState, text: str) -> bool:
    """Whether a code is meant for whoever stands at the pages: it is no credential then."""
    return _meant(state, text) is not None


def _meant(state: StationState, text: str) -> str | None:
    waiting = state.offers.listening
    reads = None if waiting is None else OFFERS[waiting.wanted.offer].reads
    return None if reads is None else reads(text)


def code_heard(state: StationState, event: CodeHeard) -> Step:
    """The code of a thing; one that nobody waits for any more is nothing."""
    waiting, code = state.offers.listening, _meant(state, event.text)
    if waiting is None or code is None or event.at.seconds_since(waiting.since) > LISTEN_SECONDS:
        return state, []
    offer = OFFERS[waiting.wanted.offer]
    assert offer.heard is not None, "an offer that reads codes hears them"
    state, commands = offer.heard(changed(state, listening=None), waiting, code, event.at)
    return survey.follow(state, event.at), commands


def answer(state: StationState, event: Presented) -> Step | None:
    """What a credential does for the offer that waits for it, instead of an entry; None where none does."""
    pending = state.offers.pending
    if pending is None or event.at.seconds_since(pending.since) > _patience(pending):
        return None
    if event.ticket and pending.wanted.offer == requests.ANSWERS:
        state, commands = requests.scanned(changed(state, pending=None), pending, event)
        state, shown = screen.rest(state)
        return state, [*commands, *shown]
    offer = OFFERS[pending.wanted.offer]
    if pending.slip:
        return None
    if offer.presented is None or not isinstance(event.finding, Known):
        return None
    if event.credential == "staff" and not offer.staff:
        return None
    done = offer.presented(changed(state, pending=None), pending, event)
    if done is None:
        return None
    state, commands = done
    state = survey.follow(state, event.at, event.finding)
    state, shown = screen.rest(state)
    return state, [*commands, *shown]


def _patience(pending: Pending) -> float:
    """Seconds that something is waited for."""
    return SLIP_SECONDS if pending.slip else PRESENT_SECONDS


def held(state: StationState, known: Known) -> tuple[str, ...]:
    """The names under which somebody has something: of rounds, of what is lent, of places, of what is parked."""
    return (
        *supplies.held(state, known),
        *lending.held(state, known),
        *activities.held(state, known),
        *parking.held(state, known),
    )


def forgotten(state: StationState, names: frozenset[str]) -> StationState:
    """Nothing that is remembered names these any more."""
    for part in (requests, supplies, lending, activities, parking):
        state = part.forgotten(state, names)
    return state


def time_passed(state: StationState, at: Instant) -> Step:
    """A credential that does not come is waited for no longer; an answer does not stand for ever."""
    pending, listening, said = state.offers.pending, state.offers.listening, state.offers.answer
    if pending is not None and at.seconds_since(pending.since) >= _patience(pending):
        state = changed(state, pending=None) if pending.slip else answered(state, pending.wanted, at, LATE)
    elif listening is not None and at.seconds_since(listening.since) >= LISTEN_SECONDS:
        state = answered(state, listening.wanted, at, "no-code")
    elif said is not None and said.result not in _WAITS and at.seconds_since(said.since) >= ANSWER_SECONDS:
        state = changed(state, answer=None)
    return state, []


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until a wait or an answer is over."""
    pending, listening, said = state.offers.pending, state.offers.listening, state.offers.answer
    if pending is not None:
        return [_patience(pending) - at.seconds_since(pending.since)]
    if listening is not None:
        return [LISTEN_SECONDS - at.seconds_since(listening.since)]
    return [] if said is None else [ANSWER_SECONDS - at.seconds_since(said.since)]
