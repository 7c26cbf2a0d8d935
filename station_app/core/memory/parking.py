"""What is remembered of parked vehicles, and what the hub says of the places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkingPlaces:
    """What the hub knows of a station's places."""

    places: int = 0
    """They are numbered from 1 to this."""
    calls: tuple[int, ...] = ()
    """Numbers whose drivers are asked to see the keeper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A vehicle that stands here. Its plate is not remembered, not even sealed."""

    parking: str
    vehicle: str
    """`truck`, `van` or `other`."""
    number: int
    """By which its driver is called and it is signed off."""
    at_ms: int
    holder: str | None = None
    """A name that is good for parking only."""
