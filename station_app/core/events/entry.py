"""What happens at readers."""

from __future__ import annotations

from dataclasses import dataclass

from station_app.core.instant import Instant
from station_app.core.model import Credential
from station_app.core.reasons import Denial


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The credential is genuine; whether it admits is for the rules."""

    person: str | None
    """Pseudonym of the day; None where the credential names nobody."""
    lasting: str | None = None
    """Pseudonym of the year; recorded only of somebody who has agreed to be remembered."""
    valid_until: str | None = None
    """YYYYMMDD for a card with an end; never recorded."""
    pass_id: str | None = None
    """The one-use id of a pass; None for a staff pass, which serves until it ends."""
    pass_until_ms: int = 0
    staff: bool = False
    """A staff pass: the presentation's credential is `staff`."""
    duress: bool = False
    """Its holder is forced to show it: everything goes on as ever, and help is called in silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The credential could not be read or is not genuine."""

    reason: Denial


@dataclass(frozen=True, slots=True, kw_only=True)
class CardArrived:
    """A card lies on the reader and is being read."""

    at: Instant
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTaken:
    """The card was taken off the reader."""

    at: Instant
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLeftBehind:
    """A card still lies on the reader long after it was read."""

    at: Instant
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A credential was presented at a reader."""

    at: Instant
    id: str
    """Id of this presentation; facts about it name it."""
    reader: str
    credential: Credential
    finding: Known | Unknown
    ticket: str = ""
    """SHA-256 in hex of a ticket of twelve digits, where a code that opens nothing is one; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flooded:
    """A reader gives more unreadable codes than people could show; what exceeds the measure is dropped."""

    at: Instant
    reader: str
    over: bool = False
    """The reader is quiet again."""
