"""What is written of orders: how each stands, the facts that tell of it, and what these leave in mind after a restart.

An order is received once, acted upon at most once, and ends once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from station_app.core import modes, order_rules
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Record
from station_app.core.events import Ordered
from station_app.core.facts import Fact, Value, fact
from station_app.core.instant import Instant
from station_app.core.memory.orders import End, Ended, Order, OrderBook, Standing
from station_app.core.model import StationState

ENDS_KEPT: Final = 16


def received(state: StationState, event: Ordered) -> tuple[StationState, Record]:
    """An order is under way from now on."""
    order = Order(
        id=event.id,
        verb=event.verb,
        heard=event.at,
        target=event.target,
        value=event.value,
        seconds=event.seconds if event.seconds > 0 else 0.0,
        by=event.by,
    )
    told = fact(
        "command.received",
        event.at,
        command=event.id,
        verb=event.verb,
        not_after=event.not_after_ms,
        heard=event.heard_ms,
        by=event.by,
        reason=event.reason,
        door=event.target if event.verb == "open" else None,
        target=None if event.verb == "open" else event.target or None,
        value=event.value or None,
        seconds=order_rules.finite(event.seconds),
        drill=True if event.drill else None,
    )
    return under_way(state, order), Record(fact=told)


def acted(state: StationState, at: Instant, name: str) -> tuple[StationState, Record]:
    """What an order wants has been begun."""
    state = _after_acting(state, state.orders.open[name], at)
    return state, Record(fact=fact("command.acted", at, command=name))


def _after_acting(state: StationState, order: Order, at: Instant) -> StationState:
    """What an order leaves standing; the same live and recalled."""
    state = under_way(state, replace(order, state="acted", acted=at))
    standing = Standing(value=order.value, since=at, seconds=order.seconds or modes.LONGEST_SECONDS)
    match order.verb:
        case "message":
            message = standing if order.value else None
            return replace(with_book(state, replace(state.orders, message=message)), told=order.value)
        case "lights":
            lights = {**state.orders.lights, order.target: standing}
            return with_book(state, replace(state.orders, lights=lights))
        case "selftest" | "restart-device" | "still":
            return with_book(state, order_rules.worked(state.orders, order.verb, order.target, at))
        case _:
            return state


def done(state: StationState, event: Ordered, evidence: str) -> Step:
    """An order that is carried out by the rules themselves."""
    state, begun = acted(state, event.at, event.id)
    state, ended = end(state, event.at, event.id, "confirmed", evidence)
    return state, [begun, *ended]


def end(state: StationState, at: Instant, name: str, how: End, why: str) -> Step:
    """An order has ended, with the evidence of what is confirmed or the reason of what is not."""
    order = state.orders.open[name]
    word: dict[str, Value] = {"evidence" if how == "confirmed" else "reason": why}
    if how == "refused":
        word |= {"verb": order.verb, "by": order.by}
    told = fact(f"command.{how}", at, command=name, **word)
    ended = (*state.orders.ended[1 - ENDS_KEPT :], Ended(id=name, end=how, why=why, acted=order.state == "acted"))
    return with_book(_over(state, name), replace(_over(state, name).orders, ended=ended)), [Record(fact=told)]


def _over(state: StationState, name: str) -> StationState:
    left = {key: order for key, order in state.orders.open.items() if key != name}
    return with_book(state, replace(state.orders, open=left))


def under_way(state: StationState, order: Order) -> StationState:
    """The state with one order changed."""
    return with_book(state, replace(state.orders, open={**state.orders.open, order.id: order}))


def with_book(state: StationState, book: OrderBook) -> StationState:
    """The state with another book."""
    return replace(state, orders=book)


def _recall_received(state: StationState, told: Fact) -> StationState:
    body = told.body
    name, verb = str(body["command"]), str(body["verb"])
    order = Order(
        id=name,
        verb=verb,
        heard=told.at,
        target=str(body.get("door") or body.get("target") or ""),
        value=str(body.get("value") or ""),
        seconds=float(body.get("seconds") or 0.0),
        by=str(body.get("by") or ""),
    )
    heard_ms = int(body.get("heard") or told.at.wall_ms)
    book = replace(state.orders, heard={**state.orders.heard, name: heard_ms})
    return under_way(with_book(state, book), order)


def _recall_acted(state: StationState, told: Fact) -> StationState:
    order = state.orders.open.get(str(told.body["command"]))
    if order is None:
        return state  # heard of before the part of the journal that is read
    state = _after_acting(state, order, told.at)
    if order.verb == "open":
        state = with_book(state, order_rules.opened(state.orders, told.at))
    return state


def _recall_end(state: StationState, told: Fact) -> StationState:
    return _over(state, str(told.body["command"]))


RECALLS: Final[Mapping[str, Recall]] = {
    "command.received": _recall_received,
    "command.acted": _recall_acted,
    "command.confirmed": _recall_end,
    "command.expired": _recall_end,
    "command.refused": _recall_end,
}
"""Kind of fact -> what it leaves in mind."""
