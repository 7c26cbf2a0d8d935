"""How an offer answers whoever stands at the screen; and what an offer is, to the one place that knows them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.commands import Record
from station_app.core.events import OfferAsked, Presented
from station_app.core.facts import Value, fact
from station_app.core.instant import Instant
from station_app.core.memory.offers import Answer, Offers, Pending, Told, Wanted
from station_app.core.model import StationState

PRESENT: Final = "present"
"""The next credential is meant for this; the person is asked to show it."""
LISTENING: Final = "listening"
"""The next code that fits is meant for this; the person is asked to hold it to the scanner."""
LATE: Final = "late"
"""None came."""
UNKNOWN: Final = "unknown"
"""The screen asks for something that this station does not have."""
PRESENT_SECONDS: Final = 30.0
"""So long a credential is waited for."""
SLIP_SECONDS: Final = 600.0
"""So long the code of a ticket is waited for where the screen has not said that its page was left: it has died."""
LISTEN_SECONDS: Final = 90.0
"""So long a code is waited for: a barcode is found and turned to the light first."""
ANSWER_SECONDS: Final = 180.0
"""So long an answer stands where nobody touches anything; a screen takes it away earlier."""


class Offer(NamedTuple):
    """The rules of one offer."""

    asked: Callable[[StationState, OfferAsked], Step]
    presented: Callable[[StationState, Pending, Presented], Step | None] | None = None
    """What the credential does that was asked for by `present`; None where none is ever asked for. It returns None
    where the door's own rules are to answer."""
    staff: bool = False
    """A credential of staff is meant for it, too; else that opens the door as ever."""
    reads: Callable[[str], str | None] | None = None
    """What a code says to it that is no credential; None for one that is none of its."""
    heard: Callable[[StationState, Pending, str, Instant], Step] | None = None
    """What such a code does that was asked for by `listen`."""
    there: Callable[[StationState], bool] = lambda state: True
    """Whether there is anything behind its tile."""


def changed(state: StationState, **changes: object) -> StationState:
    """The state with something of its offers changed."""
    offers: Offers = replace(state.offers, **changes)
    return replace(state, offers=offers)


def answered(state: StationState, wanted: Wanted, at: Instant, result: str, /, **values: Told) -> StationState:
    """Say what became of a wish; `values` are what the texts name."""
    answer = Answer(ask=wanted.ask, offer=wanted.offer, result=result, since=at, values=values)
    return changed(state, answer=answer, pending=None, listening=None)


def listed(state: StationState, lines: tuple[str, ...]) -> StationState:
    """The same answer with codes or titles below it."""
    assert state.offers.answer is not None
    return changed(state, answer=replace(state.offers.answer, lines=lines))


def present(state: StationState, wanted: Wanted, at: Instant) -> Step:
    """Ask for a credential."""
    state = answered(state, wanted, at, PRESENT)
    return changed(state, pending=Pending(wanted=wanted, since=at)), []


def listen(state: StationState, wanted: Wanted, at: Instant) -> Step:
    """Ask for a code."""
    state = answered(state, wanted, at, LISTENING)
    return changed(state, listening=Pending(wanted=wanted, since=at)), []


def unknown(state: StationState, wanted: Wanted, at: Instant) -> Step:
    """There is no such thing here."""
    return answered(state, wanted, at, UNKNOWN), []


def told(kind: str, at: Instant, **body: Value) -> Record:
    """The record of a fact."""
    return Record(fact=fact(kind, at, **body))
