"""What is remembered of things: rounds of hand-outs, the first-aid box, what is lent; and the hub's word on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round of hand-outs, as 送清凉: the same thing for everybody, once."""

    id: str
    item: str
    """A code with a drawing: `water`, `towel`, …"""
    title: dict[str, str] = field(default_factory=dict[str, str])
    """Language -> what it is called."""
    from_ms: int = 0
    until_ms: int = 0
    """Wall times between which it is handed out."""
    person: int = 1
    """Pieces for one person."""
    pieces: int = 0
    """Brought to this station for the whole round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Pieces of one kind that go bad on the same day."""

    item: str
    count: int
    expires: str = ""
    """As in 2027-03-31: good on that day for the last time; empty for things that do not go bad."""
    lot: str = ""
    """What tells it from another one of the same thing; where nobody has said, the day it expires."""
    counted_ms: int = 0
    """When somebody looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rack:
    """Things of one kind that are lent and brought back, each with a number: umbrellas, power banks, chargers."""

    id: str
    item: str
    """A code with a drawing: `umbrella`, `power-bank`, `charger`."""
    count: int
    """They are numbered from 1 to this."""
    hours: int = 24
    """So long one is lent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book of this station's shelf."""

    isbn: str
    """Thirteen digits."""
    title: str
    author: str = ""
    copies: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BookShelf:
    """What the hub knows of the shelf."""

    days: int = 30
    """So long a book is lent."""
    most: int = 3
    """Books that one person has at a time."""
    books: tuple[Book, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What has been handed out of a round."""

    pieces: int = 0
    holders: frozenset[str] = frozenset()
    """Names that are good for this round only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """Something that somebody has taken along."""

    loan: str
    shelf: str
    """`books`, or the id of a rack."""
    item: str
    """Its ISBN, or its number."""
    at_ms: int
    until_ms: int
    holder: str | None = None
    """A name that is good for this shelf only."""


@dataclass(frozen=True, kw_only=True)  # no slots: copied whole, see `changing`
class Things:
    """All that is remembered of things."""

    given: Mapping[str, Given] = field(default_factory=dict[str, Given])
    """By round."""
    lots: tuple[Lot, ...] = ()
    """What is in the box, as far as somebody has counted it."""
    taps_ms: tuple[int, ...] = ()
    """When something was taken out of the box lately, so that a child at the screen empties no list."""
    loans: Mapping[str, Loan] = field(default_factory=dict[str, Loan])
    """By id, oldest first; what was brought back is forgotten."""
