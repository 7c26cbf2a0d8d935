"""Joining the union: the kiosk shows the way to a form on the worker's own phone, and nothing is typed or kept here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core.answer import Step
from station_app.core.events import OfferAsked
from station_app.core.model import StationState
from station_app.core.offers.answering import Offer, unknown

NAME: Final = "union"


def is_there(state: StationState) -> bool:
    """Whether the hub has said where phones reach its form."""
    return state.offers.board is not None and bool(state.offers.board.public_url)


def form_url(state: StationState, station: str) -> str:
    """The address of the form, which knows by it at which station it was scanned; empty where there is none."""
    board = state.offers.board
    return f"{board.public_url.rstrip('/')}/u/{station}" if board is not None and board.public_url else ""


def _asked(state: StationState, event: OfferAsked) -> Step:
    return unknown(state, event.wanted, event.at)


OFFERS: Final[Mapping[str, Offer]] = {NAME: Offer(_asked, there=is_there)}
