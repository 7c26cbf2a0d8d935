"""What somebody wants of an offer, as an event: with an id and a ticket, and what is private sealed to the hub."""

from __future__ import annotations

import secrets
from typing import Final

from station_app.core.events import OfferAsked
from station_app.core.instant import Instant
from station_app.core.memory.offers import Board, Wanted
from station_app.core.offers.parking import PARKING
from station_app.core.offers.plates import is_plate
from station_app.core.offers.requests import DIGITS
from station_app.identity.contact_seal import sealed
from station_app.station.log import log
from station_app.store.rows import uuid7
from station_app.wire import Ask

FEWEST_DIGITS: Final = 7
"""A telephone number has at least so many."""


def asked_of(ask: Ask, board: Board | None, at: Instant) -> OfferAsked:
    """The event of a wish. The number or plate in it ends here: what goes on the hub alone can read, or is empty."""
    made = uuid7(at.wall_ms)
    wanted = Wanted(
        ask=ask.id,
        id=made,
        offer=ask.offer,
        act=ask.act,
        about=ask.about,
        choice=ask.choice,
        ticket="".join(secrets.choice("0123456789") for _ in range(DIGITS)),
        contact=_sealed(_secret(ask), board, made),
    )
    return OfferAsked(at=at, wanted=wanted)


def _secret(ask: Ask) -> str:
    """A plate where one is parked, else a number; empty where it can be neither."""
    if ask.plate:
        return ask.plate if ask.offer == PARKING and is_plate(ask.plate) else ""
    return ask.digits if len(ask.digits) >= FEWEST_DIGITS else ""


def _sealed(digits: str, board: Board | None, request: str) -> str:
    if not digits or board is None or not board.contact_key:
        return ""
    try:
        return sealed(digits, board.contact_key, request)
    except ValueError:
        log("offers").warning("the hub's contact key is none; nobody can be called back until it tells a good one")
        return ""
