"""Orders under way, as tests say it."""

from __future__ import annotations

from order_world import OrderedStation

from station_app.core.events import LockMoved

DAY = 86_400


def lock_moved(desk: OrderedStation) -> LockMoved:
    """The relay answers the newest pulse."""
    return LockMoved(at=desk.at, hold=desk.pulses[-1])
