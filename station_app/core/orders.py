"""Orders of a manager: heard once, acted upon at most once, never late, and ending in a proof.

received -> acted -> confirmed; or expired, or refused. A lock hears of an order within the order's own time or not at
all, by the hub's clock at its handing over and by what the station's monotonic clock says has passed since then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from station_app.core import alarms, doors, modes, order_book, order_rules, order_stills, order_works, screen
from station_app.core.answer import Recall, Step
from station_app.core.changing import replace
from station_app.core.commands import Command, HoldLock
from station_app.core.events import (
    CameraViewed,
    ContactMoved,
    Event,
    HoldLapsed,
    LockFailed,
    LockMoved,
    Ordered,
    Started,
)
from station_app.core.instant import Instant
from station_app.core.memory.orders import Order, OrderBook, Standing
from station_app.core.model import Grant, StationState

NO_ANSWER_SECONDS: Final = 30.0
"""So long a lock may take to answer; an evacuation's locks and a zone's lights have twice as long."""
LOOK_AGAIN_SECONDS: Final = 1.0


def heard(state: StationState, event: Ordered) -> Step:
    """Answer an order; one that was heard before says nothing."""
    if event.id in state.orders.heard:
        return state, []
    why = order_rules.refusal(state, event)
    state = order_book.with_book(state, order_rules.noted(state.orders, event))
    state, received = order_book.received(state, event)
    if order_rules.is_late(event):
        state, ended = order_book.end(state, event.at, event.id, "expired", "late")
        return state, [received, *ended]
    if why:
        state, ended = order_book.end(state, event.at, event.id, "refused", why)
        return state, [received, *ended]
    state, done = _ACTS[event.verb](state, event)
    return state, [received, *done]


def unrecorded(state: StationState, event: Ordered) -> Step:
    """Refuse an order whose hearing could not be recorded: what nobody can look up later is not done."""
    state = order_book.with_book(state, order_rules.noted(state.orders, event))
    state, received = order_book.received(state, event)
    state, ended = order_book.end(state, event.at, event.id, "refused", "not-recorded")
    return state, [received, *ended]


def at_door(state: StationState, door: str) -> Order | None:
    """The newest order to open this door that is under way."""
    found = None
    for order in state.orders.open.values():
        if order.verb == "open" and order.target == door:
            found = order
    return found


def grant_of(order: Order) -> Grant:
    """Whoever comes in by an order is counted, and nobody is identified."""
    return Grant(presentation=order.id, person=None, credential="grace", at=order.heard)


def follow(before: StationState, state: StationState, event: Event) -> Step:
    """An order comes; a lock or a door answers one that is under way; a restart ends what it finds."""
    del before
    if type(event) is Ordered:
        return heard(state, event)
    if type(event) is Started:
        return _after_restart(state, event.at)
    if type(event) is CameraViewed:
        return order_stills.told(state, event.zone, event.at), []
    if not state.orders.open:
        return state, []
    answer = _ANSWERS.get(type(event))
    return (state, []) if answer is None else answer(state, event)


def time_passed(state: StationState, at: Instant) -> Step:
    """What nobody has answered in time has ended; what was to stand for a while is over."""
    book = state.orders
    commands: list[Command] = []
    for order in list(book.open.values()):
        state, ended = _proved(state, order, at) if _patience(state, order, at) > 0 else _given_up(state, order, at)
        commands += ended
    state = _stood(state, at)
    return state, commands


def deadlines(state: StationState, at: Instant) -> list[float]:
    """Seconds until an order must have been answered, or something that was ordered is over."""
    book = state.orders
    if not book.open and not _standing(book):
        return []
    waits = [_patience(state, order, at) for order in book.open.values()]
    waits += [LOOK_AGAIN_SECONDS for order in book.open.values() if order.verb == "lights"]
    waits += [standing.seconds - at.seconds_since(standing.since) for standing in _standing(book)]
    return waits


def _open(state: StationState, event: Ordered) -> Step:
    if state.mode.name == "evacuation":
        return order_book.done(state, event, "evacuation")  # it is open already
    door, now = state.house.doors[event.target], state.doors[event.target]
    hold = HoldLock(
        door=door.name,
        seconds=door.pulse_seconds,
        cause="order",
        presentation=event.id,
        if_unrecorded="refuse",
        not_after_mono_ms=order_rules.not_after_mono_ms(event),
    )
    held = doors.holding(now, event.at, door.pulse_seconds)
    state = replace(state, doors={**state.doors, door.name: held})
    state = order_book.with_book(state, order_rules.opened(state.orders, event.at))
    state, shown = screen.opened_by_order(state, event.at)
    return state, [hold, *shown]


def _mode(state: StationState, event: Ordered) -> Step:
    stood = state.mode.name == "evacuation" and state.mode.open >= state.doors.keys()
    state, acted = order_book.acted(state, event.at, event.id)
    state, changed = modes.ordered(state, order_rules.term(event))
    if event.value != "evacuation" or stood or not state.doors:
        state, ended = order_book.end(state, event.at, event.id, "confirmed", "state")
        changed = [*changed, *ended]
    return state, [acted, *changed]


def _message(state: StationState, event: Ordered) -> Step:
    return order_book.done(state, event, "shown")


def _lights(state: StationState, event: Ordered) -> Step:
    state, acted = order_book.acted(state, event.at, event.id)
    return state, [acted]


def _incident(state: StationState, event: Ordered) -> Step:
    act = alarms.acknowledge if event.verb == "acknowledge" else alarms.resolve
    state, told = act(state, event.at, event.target, event.by)
    state, done = order_book.done(state, event, "state")
    return state, [*told, *done]


_ACTS: Final[Mapping[str, Callable[[StationState, Ordered], Step]]] = {
    "open": _open,
    "mode": _mode,
    "message": _message,
    "lights": _lights,
    "acknowledge": _incident,
    "resolve": _incident,
    **order_works.ACTS,
    "still": order_stills.ordered,
}


def _lock_moved(state: StationState, event: LockMoved) -> Step:
    hold, commands = event.hold, list[Command]()
    if hold.cause == "evacuation":
        for order in list(state.orders.open.values()):
            state, ended = _proved(state, order, event.at)
            commands += ended
        return state, commands
    order = state.orders.open.get(hold.presentation or "") if hold.cause == "order" else None
    if order is None or order.state == "acted":
        return state, []
    state, acted = order_book.acted(state, event.at, order.id)
    door = state.house.doors[hold.door]
    if not door.has_contact:
        state, entered = order_rules.enter(state, hold.door, grant_of(order), event.at)
        state, ended = order_book.end(state, event.at, order.id, "confirmed", "relay")
        return state, [acted, *entered, *ended]
    if order.opened or state.doors[hold.door].contact == "open":
        state, ended = order_book.end(state, event.at, order.id, "confirmed", "contact")
        return state, [acted, *ended]
    return state, [acted]


def _lock_failed(state: StationState, event: LockFailed | HoldLapsed) -> Step:
    order = state.orders.open.get(event.hold.presentation or "") if event.hold.cause == "order" else None
    if order is None:
        return state, []
    late = isinstance(event, HoldLapsed)
    if late:  # the lock was never told: this is none of the few that may be opened from afar within a while
        state = order_book.with_book(state, replace(state.orders, opened=state.orders.opened[:-1]))
    return order_book.end(state, event.at, order.id, "expired", "late" if late else "lock-fault")


def _contact_moved(state: StationState, event: ContactMoved) -> Step:
    commands: list[Command] = []
    if not event.open:
        return state, commands
    newest = at_door(state, event.door)
    if newest is not None and state.doors[event.door].cause == "order":
        state, commands = order_rules.enter(state, event.door, grant_of(newest), event.at)
    for order in list(state.orders.open.values()):
        if order.verb != "open" or order.target != event.door:
            continue
        if order.state == "acted":
            state, ended = order_book.end(state, event.at, order.id, "confirmed", "contact")
            commands += ended
        else:
            state = order_book.under_way(state, replace(order, opened=True))
    return state, commands


_ANSWERS: Final[Mapping[type, Callable[[StationState, Any], Step]]] = {
    LockMoved: _lock_moved,
    LockFailed: _lock_failed,
    HoldLapsed: _lock_failed,
    ContactMoved: _contact_moved,
    **order_works.ANSWERS,
    **order_stills.ANSWERS,
}


def _after_restart(state: StationState, at: Instant) -> Step:
    commands: list[Command] = []
    for order in list(state.orders.open.values()):
        state = order_stills.looked_into(state, order, at)
        state, ended = order_book.end(state, at, order.id, "expired", "restart")
        commands += ended
    book = state.orders
    message = None if book.message is None else _resumed(book.message, at)
    looked = None if book.looked is None else _resumed(book.looked, at)
    found = {zone: _resumed(standing, at) for zone, standing in book.lights.items()}
    lights = {zone: standing for zone, standing in found.items() if standing is not None}
    state = order_book.with_book(state, replace(book, message=message, looked=looked, lights=lights))
    return replace(state, told="" if message is None else message.value), commands


def _resumed(standing: Standing, at: Instant) -> Standing | None:
    if standing.since.boot == at.boot:
        return standing
    left = modes.left_after_reboot(standing.since, standing.seconds, at)
    return None if left is None or left <= 0 else replace(standing, since=at, seconds=left)


def _stood(state: StationState, at: Instant) -> StationState:
    book = state.orders
    if not any(_is_over(standing, at) for standing in _standing(book)):
        return state
    lights = {zone: standing for zone, standing in book.lights.items() if not _is_over(standing, at)}
    message = None if book.message is None or _is_over(book.message, at) else book.message
    looked = None if book.looked is None or _is_over(book.looked, at) else book.looked
    state = order_book.with_book(state, replace(book, message=message, looked=looked, lights=lights))
    return replace(state, told="" if message is None else message.value)


def _standing(book: OrderBook) -> list[Standing]:
    alone = [standing for standing in (book.message, book.looked) if standing is not None]
    return [*book.lights.values(), *alone]


def _is_over(standing: Standing, at: Instant) -> bool:
    return at.seconds_since(standing.since) >= standing.seconds


def _patience(state: StationState, order: Order, at: Instant) -> float:
    if order.acted is None:
        return NO_ANSWER_SECONDS - at.seconds_since(order.heard)
    if order.verb == "still":
        return order_stills.PATIENCE_SECONDS - at.seconds_since(order.acted)
    if order.verb in order_works.PATIENCE:
        return order_works.PATIENCE[order.verb] - at.seconds_since(order.acted)
    door = state.house.doors.get(order.target) if order.verb == "open" else None
    longest = 2 * NO_ANSWER_SECONDS if door is None else door.enter_within_seconds
    return longest - at.seconds_since(order.acted)


def _given_up(state: StationState, order: Order, at: Instant) -> Step:
    if order.verb in order_works.PATIENCE:
        return order_works.given_up(state, order, at)
    if order.verb == "still":
        return order_stills.given_up(state, order, at)
    why = {"open": "not-opened", "mode": "lock-fault"}.get(order.verb, "not-switched")
    return order_book.end(state, at, order.id, "expired", "no-answer" if order.acted is None else why)


def _proved(state: StationState, order: Order, at: Instant) -> Step:
    """Confirm what the station itself now shows."""
    if order.verb == "mode" and state.mode.open >= state.doors.keys():
        return order_book.end(state, at, order.id, "confirmed", "relay")
    if order.verb == "lights":
        now = state.comfort.get(order.target)
        if now is not None and now.loads.get("lights") == (order.value == "on"):
            return order_book.end(state, at, order.id, "confirmed", "switched")
    return state, []


RECALLS: Final[Mapping[str, Recall]] = order_book.RECALLS
"""Kind of fact -> what it leaves in mind."""
