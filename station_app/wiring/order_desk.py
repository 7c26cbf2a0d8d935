"""Orders that are given at the station's own machine: put on the one queue like a manager's from afar, and followed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Final

from station_app.core.events import Event, Ordered
from station_app.core.model import StationState
from station_app.station.shell import Shell
from station_app.station.stamp import Stamp
from station_app.store.rows import uuid7
from station_app.wiring.service_messages import Course, GiveOrder

SIGN_SECONDS: Final = 5.0
"""So often whoever waits is told at least where the order stands, and so learns that the station lives."""


class OrderDesk:
    """Hands orders to the rules and tells what becomes of them."""

    def __init__(self, shell: Shell, stamp: Stamp) -> None:
        self._shell = shell
        self._stamp = stamp
        self._waiting: set[asyncio.Event] = set()

    def answered(self, event: Event) -> None:
        """An event has been answered: whoever waits may look."""
        del event
        for waiting in self._waiting:
            waiting.set()

    async def follow(self, wanted: GiveOrder) -> AsyncGenerator[Course]:
        """Each state that the order reaches, to its end."""
        order = self._order(wanted)
        changed = asyncio.Event()
        self._waiting.add(changed)
        try:
            self._shell.put(order)
            told: Course | None = None
            while True:
                for course in _course(self._shell.state, order.id, order.verb, told):
                    told = course
                    yield course
                    if course.is_end:
                        return
                changed.clear()
                try:
                    async with asyncio.timeout(SIGN_SECONDS):
                        await changed.wait()
                except TimeoutError:
                    if told is not None:
                        yield told
        finally:
            self._waiting.discard(changed)

    def _order(self, wanted: GiveOrder) -> Ordered:
        at = self._stamp.now()
        return Ordered(
            at=at,
            id=uuid7(at.wall_ms),
            verb=wanted.verb,
            reason=wanted.reason,
            by=wanted.by,
            target=wanted.target,
            value=wanted.value,
            seconds=wanted.seconds,
            drill=wanted.drill,
            # Given here and now: this machine's clock is the one that dates it.
            heard_ms=at.wall_ms,
            not_after_ms=at.wall_ms + round(wanted.valid_seconds * 1000),
        )


def _course(state: StationState, name: str, verb: str, told: Course | None) -> list[Course]:
    """What has become of an order since it was told last."""
    found: list[Course] = []
    order = state.orders.open.get(name)
    ended = next((ended for ended in state.orders.ended if ended.id == name), None)
    if (order is not None or ended is not None) and told is None:
        found.append(Course(state="received"))
    acted = order.state == "acted" if order is not None else ended is not None and ended.acted
    if acted and (told is None or told.state == "received"):
        found.append(Course(state="acted"))
    if ended is not None:
        found.append(Course(state=ended.end, why=ended.why, known=_known(state, ended.why, verb)))
    return found


def _known(state: StationState, why: str, verb: str) -> tuple[str, ...]:
    """What such an order can be about, where it was about nothing that is here; never that somebody called silently."""
    if why != "unknown-target":
        return ()
    if verb == "open":
        return tuple(state.house.doors)
    if verb == "restart-device":
        return state.house.devices
    if verb == "lights":
        return tuple(name for name, zone in state.house.zones.items() if "lights" in zone.loads)
    if verb == "selftest":
        return ()
    return tuple(sorted({each.cause for each in state.incidents.values() if not each.silent}))


Follow = Callable[[GiveOrder], AsyncGenerator[Course]]
"""How the service socket hands an order on."""
