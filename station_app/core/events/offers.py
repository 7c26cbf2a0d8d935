"""What visitors want of the offers, and what the hub says of them."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.core.instant import Instant
from station_app.core.memory.offers import Board, Reply, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAsked:
    """Somebody at the screen wants something of an offer."""

    at: Instant
    wanted: Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLeft:
    """Whoever was at an offer's page has left it: nothing of theirs waits or stands any more."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardArrived:
    """The hub's word on this station's offers; whoever brings it has checked who said it."""

    at: Instant
    board: Board


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyHeard:
    """The hub was asked for the answer of a ticket that this station does not know."""

    at: Instant
    ask: str
    reply: Reply | None
    """None where no such ticket is known there."""
    matter: str = ""
    reached: bool = True
    """False: the hub could not be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeHeard:
    """A code that some offer waits for was held to a scanner; it is no credential."""

    at: Instant
    text: str
