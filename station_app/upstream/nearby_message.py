"""What a hub tells a station of the stations near it: only what it publishes to everybody."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from station_app.core.nearby import Direction, Places

NEIGHBOURS_PATH: Final = "/api/device/v1/neighbours"
MOST_TOLD: Final = 3
FARTHEST_M: Final = 5000
NO_PLACE: Final = "no-place"
"""Reason of an empty list: the asking station's registry entry has no coordinates."""

Ms = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]


class NeighbourTold(msgspec.Struct, frozen=True, kw_only=True):
    """One published station near the one that asks."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    distance_m: Annotated[int, msgspec.Meta(ge=0, le=FARTHEST_M)]
    """As the crow flies, in steps of 50 m."""
    direction: Direction
    """Where it lies, seen from the station that asks."""
    open: bool | None
    """None where the hub does not know it now."""
    places: Places = ""
    next_open: Annotated[str, msgspec.Meta(max_length=32)] = ""
    """When it opens, in ISO 8601; empty where it is open or nobody knows."""
    closes_ms: Ms = 0
    """Milliseconds since 1970 from which its published hours have it shut, if within a day; else 0."""
    as_of_ms: Ms
    """When its own word came to the hub; 0 for never."""


class Neighbours(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: those that are open first, then by distance."""

    station: str
    """Who asked."""
    made_ms: Ms
    """When this was put together, by the hub's clock."""
    neighbours: Annotated[tuple[NeighbourTold, ...], msgspec.Meta(max_length=MOST_TOLD)] = ()
    reason: Annotated[str, msgspec.Meta(max_length=32)] = ""
    """Why nothing can be told: `no-place`; empty where it can, if only that nothing is near."""
