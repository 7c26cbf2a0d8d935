"""Joining the union: by a form on the worker's own phone; without a phone, the union calls back.

Of the form nothing is typed or kept here. Who has no phone at hand says by which of their places they want to join, and
a number to call: a request like any other, with the number sealed to the hub.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Step
from station_app.core.events import OfferAsked
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, unknown
from station_app.core.offers.requests import CALL
from station_app.core.offers.requests import OFFERS as REQUESTS

NAME: Final = "union"


def is_there(state: StationState) -> bool:
    """Whether the hub has said where phones reach its form, or can be told a number."""
    return calls(state) or (state.offers.board is not None and bool(state.offers.board.public_url))


def calls(state: StationState) -> bool:
    """Whether the hub has said how a number is sealed: only then somebody can be called back."""
    return state.offers.board is not None and bool(state.offers.board.contact_key)


def form_url(state: StationState, station: str) -> str:
    """The address of the form, which knows by it at which station it was scanned; empty where there is none."""
    board = state.offers.board
    return f"{board.public_url.rstrip('/')}/u/{station}" if board is not None and board.public_url else ""


def _asked(state: StationState, event: OfferAsked) -> Step:
    """Nothing but to be called back: the form is filled in elsewhere."""
    if event.wanted.act != CALL:
        return unknown(state, event.wanted, event.at)
    return REQUESTS[NAME].asked(state, event)


OFFERS: Final[Mapping[str, Offer]] = {NAME: Offer(_asked, there=is_there)}
