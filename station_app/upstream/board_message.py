"""The hub's board for one station: all that it says of the offers there; and the answer of one ticket."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from station_app.core.memory.offers import Board, Reply

BOARD_PATH: Final = "/api/device/v1/board"
REPLY_PATH: Final = "/api/device/v1/reply"
MAX_BOARD: Final = 4 * 1024 * 1024
"""Bytes; a shelf of some thousand books is the most of it."""

Ticket = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class BoardTold(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a question for the board. A section that this program does not know is left out."""

    station: str
    """Who asked."""
    board: Board


class ReplyAsked(msgspec.Struct, frozen=True, kw_only=True):
    """The question for the answer of a ticket that somebody has shown."""

    station: str
    ticket: Ticket
    """SHA-256 of it, in hex."""


class ReplyTold(msgspec.Struct, frozen=True, kw_only=True):
    """The answer."""

    station: str
    """Who asked."""
    reply: Reply | None = None
    """None where no such ticket is known."""
    matter: Annotated[str, msgspec.Meta(max_length=32)] = ""
