"""What is remembered of classes and events with places; and the hub's word on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A class or an event at this station, which alone gives away its places."""

    id: str
    kind: str
    """A code with a drawing: `skills`, `haircut`, `health`, …"""
    title: dict[str, str] = field(default_factory=dict[str, str])
    """Language -> what it is called."""
    about: dict[str, str] = field(default_factory=dict[str, str])
    """Language -> a few sentences."""
    where: str = ""
    from_ms: int = 0
    until_ms: int = 0
    """Wall times between which it takes place."""
    join_until_ms: int = 0
    """Wall time until which people sign up."""
    places: int = 0
    waiting: int = 0
    """How many may wait for a place."""
    cancelled: str = ""
    """Why it does not take place; empty where it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somebody has signed up. Who is first in line has a place, whoever comes behind the last one waits."""

    id: str
    number: int
    """As it was told; it stays the same when others give theirs back."""
    holder: str
    """A name that is good for this activity only."""
    came: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Everybody who has signed up for one activity, in the order in which they did."""

    places: tuple[Place, ...] = ()
    last: int = 0
    """The last number that was given."""
    nobodys: frozenset[str] = frozenset()
    """Places whose holders were forgotten: another fact of one of them gives no number again."""
    given_back: Mapping[str, str] = field(default_factory=dict[str, str])
    """Place -> the holder that it had: whoever asks what is held, or to be forgotten, is found by it."""


@dataclass(frozen=True, kw_only=True)  # no slots: copied whole, see `changing`
class Activities:
    """All that is remembered of them."""

    lines: Mapping[str, Line] = field(default_factory=dict[str, Line])
    """By activity."""
