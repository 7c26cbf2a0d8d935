"""The board: all that the hub says to one station about its offers, put together from what each of them tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.cache import cache

from station_app.core.memory.offers import Board
from station_app.hub import activities, bulletins, parking, things, ticket_board, ticket_secrets, tickets
from station_app.hub.models import Station
from station_app.hub.notice_models import setting
from station_app.upstream.board_message import BoardTold, ReplyTold

Section = Callable[[Station, datetime], Any]

SECTIONS: Final[Mapping[str, Section]] = {
    "replies": ticket_board.replies,
    "figures": ticket_board.figures,
    "links": ticket_board.links,
    "rounds": things.rounds,
    "stock": things.stock,
    "racks": things.racks,
    "books": things.books,
    "activities": activities.board,
    "parking": parking.board,
    "bulletins": bulletins.board,
}
"""Name of a section, as the board's field -> what makes it, in the module of its owner."""
MOST_A_MINUTE: Final = 20
"""Answers of tickets that a station may ask for: whoever tries codes out at a kiosk does not get far."""


class TooMany(ValueError):
    """A station asks too often."""


def board_of(station: Station, url: str, now: datetime) -> BoardTold:
    """The board for a station; `url`: what it has asked."""
    sections: dict[str, Any] = {name: make(station, now) for name, make in SECTIONS.items()}
    board = Board(
        made_ms=tickets.ms(now),
        public_url=public_url(url),
        contact_key=ticket_secrets.public_contact_key(),
        **sections,
    )
    return BoardTold(station=station.pk, board=board)


def reply_to(station: Station, ticket: str, now: datetime) -> ReplyTold:
    """The answer of a ticket by its digest, made at whichever station. Raises TooMany."""
    name = f"reply-asked-{station.pk}-{int(now.timestamp()) // 60}"
    cache.add(name, 0, 90)
    try:
        asked = cache.incr(name)
    except ValueError:  # it was thrown out in between
        asked = 1
    if asked > MOST_A_MINUTE:
        raise TooMany(f"at most {MOST_A_MINUTE} tickets a minute")
    found = ticket_board.by_code(ticket)
    if found is None:
        return ReplyTold(station=station.pk)
    return ReplyTold(station=station.pk, reply=ticket_board.reply_of(found), matter=found.matter)


def public_url(url: str) -> str:
    """Where phones reach this hub: as its terminal has said, else where the station itself reaches it."""
    parts = urlsplit(url)
    return setting("address") or f"{parts.scheme}://{parts.netloc}"
