"""Orders to work on the station itself: its self-test now, a device's driver anew.

Neither is confirmed by having begun. A self-test is confirmed by the result that it has recorded, whatever that is; a
restart by the device itself, which shows that it works again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from station_app.core import maintenance, order_book, order_rules
from station_app.core.answer import Step
from station_app.core.commands import Command, RestartDevice, RunSelftest
from station_app.core.events import DeviceRestarted, DeviceWorks, Ordered, RunBegan, RunEnded, WorkNotBegun
from station_app.core.instant import Instant
from station_app.core.memory.orders import Order
from station_app.core.model import StationState

SELFTEST_SECONDS: Final = 540.0
"""A self-test that has not ended by then has hung; a forgotten one would end by itself a minute later."""
RESTART_SECONDS: Final = 30.0
"""A device that works shows so within seconds of its driver's beginning, also after some failed tries."""
PATIENCE: Final[Mapping[str, float]] = {"selftest": SELFTEST_SECONDS, "restart-device": RESTART_SECONDS}
"""Verb -> how long after its beginning its proof may take."""


def given_up(state: StationState, order: Order, at: Instant) -> Step:
    """Nothing has proved it in time; a station that was to be tested serves again."""
    why = "not-begun"
    if order.acted is not None:
        why = "not-finished" if order.verb == "selftest" else "not-back"
    state, ended = order_book.end(state, at, order.id, "expired", why)
    if order.verb != "selftest":
        return state, ended
    state, served = maintenance.end(state, at, "stopped")
    return state, [*ended, *served]


def _selftest(state: StationState, event: Ordered) -> Step:
    """From this moment nobody is admitted, so that nobody can come in between the decision and the test."""
    state, began = maintenance.begin(state, event.at, event.by, event.id)
    run = RunSelftest(order=event.id, by=event.by, not_after_mono_ms=order_rules.not_after_mono_ms(event))
    return state, [*began, run]


def _restart(state: StationState, event: Ordered) -> Step:
    late = order_rules.not_after_mono_ms(event)
    return state, [RestartDevice(order=event.id, device=event.target, not_after_mono_ms=late)]


ACTS: Final[Mapping[str, Callable[[StationState, Ordered], Step]]] = {
    "selftest": _selftest,
    "restart-device": _restart,
}


def _begun(state: StationState, event: RunBegan | DeviceRestarted) -> Step:
    order = state.orders.open.get(event.order)
    if order is None or order.state == "acted":
        return state, []
    state, acted = order_book.acted(state, event.at, order.id)
    return state, [acted]


def _run_ended(state: StationState, event: RunEnded) -> Step:
    order = state.orders.open.get(event.order)
    if order is None or order.state != "acted":
        return state, []
    failed = event.red + event.unfinished
    proof = f"checks-failed/{failed}" if failed else f"tested/{event.green}"
    return order_book.end(state, event.at, order.id, "confirmed", proof)


def _device_works(state: StationState, event: DeviceWorks) -> Step:
    commands: list[Command] = []
    for order in list(state.orders.open.values()):
        if order.verb == "restart-device" and order.target == event.device and order.state == "acted":
            state, ended = order_book.end(state, event.at, order.id, "confirmed", "works")
            commands += ended
    return state, commands


def _not_begun(state: StationState, event: WorkNotBegun) -> Step:
    order = state.orders.open.get(event.order)
    if order is None or order.state == "acted":
        return state, []
    if event.reason in ("late", "not-begun"):
        state, ended = order_book.end(state, event.at, order.id, "expired", event.reason)
    else:
        state, ended = order_book.end(state, event.at, order.id, "refused", event.reason)
    if order.verb != "selftest":
        return state, ended
    state, served = maintenance.end(state, event.at, "stopped")
    return state, [*ended, *served]


ANSWERS: Final[Mapping[type, Callable[[StationState, Any], Step]]] = {
    RunBegan: _begun,
    DeviceRestarted: _begun,
    RunEnded: _run_ended,
    DeviceWorks: _device_works,
    WorkNotBegun: _not_begun,
}
