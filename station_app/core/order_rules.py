"""What makes an order one that may be acted upon: in time, understood, and not against what stands.

An order to open is refused while the station is tested (the lock is being measured) and in a lockdown (whoever opens
must end that first); in a shelter it opens, because somebody at a desk has seen who stands in the cold.

A self-test moves locks for a moment, so it is made where nobody can be inside or on the way in, in the normal mode. A
device is not restarted while it holds a lock released, nor while it is tested.

A still is taken only by a camera that is switched on and allowed to be asked from afar, never in a private zone, always
with a reason, one at a time, and few of them: it is a look at what has happened, not a way to watch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, cast

from station_app.core import alarms, doors, modes, visits
from station_app.core.answer import Step
from station_app.core.changing import replace
from station_app.core.events import Ordered
from station_app.core.instant import Instant
from station_app.core.memory.modes import ModeName, Term
from station_app.core.memory.orders import OrderBook
from station_app.core.model import Grant, StationState

OPEN_WITHIN_MS: Final = 600_000
"""An order that moves a lock or ends a driver may be valid no longer than this after the hub has handed it over."""
WITHIN_MS: Final = 86_400_000
"""Any other order."""
OPENS_MOST: Final = 3
OPENS_SECONDS: Final = 600.0
"""More doors than this by order within this time are no help to anybody in front of one: somebody has lost a key."""
TESTS_MOST: Final = 2
TESTS_SECONDS: Final = 3600.0
"""Nobody is admitted during a test: ordered more often than this, it would keep people out."""
RESTARTS_MOST: Final = 3
RESTARTS_SECONDS: Final = 600.0
"""A device that has not come to itself after so many restarts needs a technician."""
STILLS_MOST: Final = 6
STILLS_SECONDS: Final = 3600.0
"""More pictures than this in an hour, of all cameras together, would be watching."""
KEPT_MS: Final = 40 * 86_400_000
KEPT_MOST: Final = 5000
LONGEST_MESSAGE: Final = 200


def is_late(event: Ordered) -> bool:
    """Whether an order is over already: by the hub's clock, and by the station's where that can be trusted."""
    by_station = event.at.clock == "trusted" and event.at.wall_ms > event.not_after_ms
    return event.heard_ms > event.not_after_ms or by_station


def not_after_mono_ms(event: Ordered) -> int:
    """Until when it may be acted upon, by the monotonic clock, which nobody can set."""
    left = event.not_after_ms - event.heard_ms
    if event.at.clock == "trusted":
        left = min(left, event.not_after_ms - event.at.wall_ms)
    return event.at.mono_ms + left


def refusal(state: StationState, event: Ordered) -> str:
    """Why an order cannot be acted upon; empty where it can."""
    rule = _REFUSALS.get(event.verb)
    if rule is None:
        return "unknown-verb"
    if event.not_after_ms - event.heard_ms > (OPEN_WITHIN_MS if event.verb in _AT_ONCE else WITHIN_MS):
        return "too-long"
    if len(state.orders.heard) >= KEPT_MOST and len(noted(state.orders, event).heard) > KEPT_MOST:
        return "too-many"
    return rule(state, event)


def noted(book: OrderBook, event: Ordered) -> OrderBook:
    """Remember an order's id. The hub's clock says how long, since its orders are dated by that."""
    kept = book.heard
    if len(kept) >= KEPT_MOST:
        kept = {name: heard for name, heard in kept.items() if heard > event.heard_ms - KEPT_MS}
    return replace(book, heard={**kept, event.id: event.heard_ms})


def opened(book: OrderBook, at: Instant) -> OrderBook:
    """Remember one more opening from afar."""
    return replace(book, opened=(*recent_opens(book, at), at))


def recent_opens(book: OrderBook, at: Instant) -> tuple[Instant, ...]:
    """When doors were opened by order lately; a clock that was set back makes nothing recent."""
    return tuple(then for then in book.opened if _lately(then, at, OPENS_SECONDS))


def worked(book: OrderBook, verb: str, target: str, at: Instant) -> OrderBook:
    """Remember one more self-test or restart by order."""
    return replace(book, worked={**book.worked, work_name(verb, target): (*recent_works(book, verb, target, at), at)})


def recent_works(book: OrderBook, verb: str, target: str, at: Instant) -> tuple[Instant, ...]:
    """When this was begun by order lately."""
    seconds = _WORK_SECONDS[verb]
    return tuple(then for then in book.worked.get(work_name(verb, target), ()) if _lately(then, at, seconds))


def work_name(verb: str, target: str) -> str:
    """`selftest`, `still`, or `restart-device/NAME`: what is counted together."""
    return f"{verb}/{target}" if target and verb != "still" else verb


def term(event: Ordered) -> Term:
    """The mode that is ordered, and how long it is to last."""
    return Term(
        name=cast(ModeName, event.value),
        since=event.at,
        seconds=event.seconds,
        by=event.id,
        reason=event.reason,
        drill=event.drill,
    )


def enter(state: StationState, door: str, grant: Grant, at: Instant) -> Step:
    """Count whoever an order lets in."""
    return visits.enter(state, door, grant, at, "order")


def finite(seconds: float) -> float | None:
    """Seconds as a fact can hold them; None for none."""
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def _lately(then: Instant, at: Instant, seconds: float) -> bool:
    passed_ms = at.mono_ms - then.mono_ms if at.boot == then.boot else at.wall_ms - then.wall_ms
    return 0 <= passed_ms < seconds * 1000


def _open(state: StationState, event: Ordered) -> str:
    if event.target not in state.house.doors:
        return "unknown-target"
    if state.mode.name == "evacuation":
        return ""
    if state.mode.name == "lockdown":
        return "lockdown"
    if state.maintenance is not None:
        return "maintenance"
    return "too-many" if len(recent_opens(state.orders, event.at)) >= OPENS_MOST else ""


def _mode(state: StationState, event: Ordered) -> str:
    return modes.refusal(state, event.value, term(event))


def _message(state: StationState, event: Ordered) -> str:
    del state
    return "unknown-value" if len(event.value) > LONGEST_MESSAGE else _standing(event)


def _lights(state: StationState, event: Ordered) -> str:
    zone = state.house.zones.get(event.target)
    if zone is None or "lights" not in zone.loads:
        return "unknown-target"
    return "unknown-value" if event.value not in ("on", "off") else _standing(event)


def _standing(event: Ordered) -> str:
    """Without an end it stands for a day."""
    return "" if not event.seconds > 0 or event.seconds <= modes.LONGEST_SECONDS else "too-long"


def _incident(state: StationState, event: Ordered) -> str:
    return alarms.refusal(state, event.verb, event.target)


def _selftest(state: StationState, event: Ordered) -> str:
    if event.target:
        return "unknown-target"  # an order tests the whole station
    if state.mode.name != "normal":
        return "not-normal"
    if state.maintenance is not None:
        return "maintenance"
    if _somebody(state, event.at):
        return "occupied"
    lately = recent_works(state.orders, event.verb, "", event.at)
    return "too-many" if len(lately) >= TESTS_MOST else ""


def _somebody(state: StationState, at: Instant) -> bool:
    """Whether anybody may be inside, or is on the way in or out: granted, before an open door or a released lock."""
    if modes.headcount(state)[1] > 0:
        return True
    return any(now.grants or now.contact == "open" or doors.lock_released(now, at) for now in state.doors.values())


def _restart(state: StationState, event: Ordered) -> str:
    if event.target not in state.house.devices:
        return "unknown-target"
    if state.maintenance is not None:
        return "maintenance"
    if _holds_a_lock(state, event.target, event.at):
        return "lock-held"
    if any(one.verb == event.verb and one.target == event.target for one in state.orders.open.values()):
        return "under-way"
    lately = recent_works(state.orders, event.verb, event.target, event.at)
    return "too-many" if len(lately) >= RESTARTS_MOST else ""


def _holds_a_lock(state: StationState, device: str, at: Instant) -> bool:
    """Whether a device's relay keeps a lock released now, as far as it was told to; an evacuation's all the time."""
    evacuated = state.mode.name == "evacuation"
    return any(
        evacuated or doors.lock_released(state.doors[name], at)
        for name, door in state.house.doors.items()
        if door.lock_board == device
    )


def _still(state: StationState, event: Ordered) -> str:
    camera = state.house.cameras.get(event.target)
    if camera is None or camera.zone not in state.house.zones:
        return "unknown-target"
    if state.house.is_private(camera.zone):
        return "private-zone"
    if not camera.remote:
        return "not-allowed"
    if not event.reason.strip():
        return "no-reason"
    if any(one.verb == event.verb for one in state.orders.open.values()):
        return "still-under-way"
    lately = recent_works(state.orders, event.verb, event.target, event.at)
    return "too-many" if len(lately) >= STILLS_MOST else ""


_WORK_SECONDS: Final[Mapping[str, float]] = {
    "selftest": TESTS_SECONDS,
    "restart-device": RESTARTS_SECONDS,
    "still": STILLS_SECONDS,
}
_AT_ONCE: Final = frozenset({"open", "selftest", "restart-device", "still"})

_REFUSALS: Final[Mapping[str, Callable[[StationState, Ordered], str]]] = {
    "open": _open,
    "mode": _mode,
    "message": _message,
    "lights": _lights,
    "acknowledge": _incident,
    "resolve": _incident,
    "selftest": _selftest,
    "restart-device": _restart,
    "still": _still,
}
