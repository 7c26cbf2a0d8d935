"""Orders of a manager that are under way, and which ones were heard already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from station_app.core.instant import Instant

End = Literal["confirmed", "expired", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order between its hearing and its end."""

    id: str
    verb: str
    heard: Instant
    target: str = ""
    """The door, zone, incident's cause, device or camera it is about."""
    value: str = ""
    seconds: float = 0.0
    by: str = ""
    state: Literal["received", "acted"] = "received"
    acted: Instant | None = None
    opened: bool = False
    """The door opened before its relay had answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How an order ended."""

    id: str
    end: End
    why: str
    """The evidence of what is confirmed, the reason of what is not."""
    acted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Something that was ordered and stands for a while: a message, or how a zone's lights are to be."""

    value: str
    since: Instant
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderBook:
    """All that is remembered of orders."""

    open: Mapping[str, Order] = field(default_factory=dict[str, Order])
    heard: Mapping[str, int] = field(default_factory=dict[str, int])
    """Id -> the hub's wall time when it handed the order over: none is ever acted upon twice."""
    opened: tuple[Instant, ...] = ()
    """When doors were opened by order lately."""
    worked: Mapping[str, tuple[Instant, ...]] = field(default_factory=dict[str, tuple[Instant, ...]])
    """When work was begun by order lately: `selftest`, `restart-device/NAME`, `still`."""
    ended: tuple[Ended, ...] = ()
    """The newest ends, for whoever waits at the station."""
    looked: Standing | None = None
    """The zone in which a camera was asked by order, as long as the screen says so afterwards."""
    message: Standing | None = None
    """What `StationState.told` says."""
    lights: Mapping[str, Standing] = field(default_factory=dict[str, Standing])
    """Zone -> how its lights are to be, `on` or `off`; comfort follows where it leaves nobody in the dark."""
