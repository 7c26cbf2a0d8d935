"""Orders for a camera's still: registered and announced before the camera is asked, confirmed when the hub has it.

The picture never comes here. Whoever is at the station reads on the screen that a look is ordered, and for a while
afterwards that there was one; a look that was announced and not made is in the register all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from station_app.core import order_book, order_rules
from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.commands import Record, TakeStill
from station_app.core.events import Ordered, StillBegan, StillEnded
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.core.memory.orders import Order, Standing
from station_app.core.model import StationState

PATIENCE_SECONDS: Final = 60.0
"""From the camera's being asked to the hub's having the picture, over a slow network."""
TOLD_SECONDS: Final = 120.0
"""So long afterwards the screen says that there was a look."""


def ordered(state: StationState, event: Ordered) -> Step:
    """Write who looks into the register; the work begins behind that row or not at all."""
    camera = state.house.cameras[event.target]
    entry = fact(
        "camera.viewed",
        event.at,
        camera=camera.name,
        zone=camera.zone,
        by=event.by,
        reason=event.reason,
        command=event.id,
    )
    late = order_rules.not_after_mono_ms(event)
    return state, [Record(fact=entry), TakeStill(order=event.id, camera=camera.name, not_after_mono_ms=late)]


def announced(state: StationState) -> str:
    """The zone that somebody is about to look into, or looks into; empty for none."""
    for order in state.orders.open.values():
        if order.verb == "still" and order.target in state.house.cameras:
            return state.house.cameras[order.target].zone
    return ""


def given_up(state: StationState, order: Order, at: Instant) -> Step:
    """Nothing has proved it in time."""
    return _ended(state, order, at, "not-begun" if order.acted is None else "not-sent")


def looked_into(state: StationState, order: Order, at: Instant) -> StationState:
    """The screen tells for a while that a camera was asked; an order that did not come so far leaves nothing."""
    if order.verb != "still" or order.acted is None or order.target not in state.house.cameras:
        return state
    return told(state, state.house.cameras[order.target].zone, at)


def told(state: StationState, zone: str, at: Instant) -> StationState:
    """From now on, for a while, the screen says that somebody has looked into this zone."""
    looked = Standing(value=zone, since=at, seconds=TOLD_SECONDS)
    return order_book.with_book(state, replace(state.orders, looked=looked))


def _began(state: StationState, event: StillBegan) -> Step:
    order = state.orders.open.get(event.order)
    if order is None or order.verb != "still" or order.state == "acted":
        return state, []
    state, acted = order_book.acted(state, event.at, order.id)
    return state, [acted]


def _came_to_an_end(state: StationState, event: StillEnded) -> Step:
    order = state.orders.open.get(event.order)
    if order is None or order.verb != "still" or order.state != "acted":
        return state, []
    return _ended(state, order, event.at, event.result)


def _ended(state: StationState, order: Order, at: Instant, why: str) -> Step:
    state = looked_into(state, order, at)
    return order_book.end(state, at, order.id, "confirmed" if why == "picture" else "expired", why)


ANSWERS: Final[Mapping[type, Callable[[StationState, Any], Step]]] = {
    StillBegan: _began,
    StillEnded: _came_to_an_end,
}
