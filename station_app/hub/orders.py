"""Orders at the hub: made by a manager, handed to their station in time or not at all, and followed to their end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from station_app.hub.bell import ring
from station_app.hub.models import Order, Station
from station_app.store.rows import uuid7

if TYPE_CHECKING:
    from station_app.hub.told import Told

VALID: Mapping[str, timedelta] = {"open": timedelta(seconds=60), "still": timedelta(seconds=60)}
"""So long an order waits for its station; whoever stood before a door or a camera a minute ago has gone."""
VALID_OTHERWISE = timedelta(minutes=10)
UNANSWERED: Mapping[str, timedelta] = {"selftest": timedelta(minutes=10)}
"""So long after its time an order that was handed over may still be told of; then nobody knows what became of it."""
UNANSWERED_OTHERWISE = timedelta(seconds=90)
HANDED_AT_ONCE = 20
"""Orders in one answer."""
_BEFORE: Mapping[str, tuple[str, ...]] = {
    "received": ("waiting", "handed"),
    "acted": ("waiting", "handed", "received"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a manager asks for; whoever fills it in has checked it."""

    verb: str
    target: str = ""
    value: str = ""
    minutes: float = 0.0
    reason: str
    drill: bool = False


def make(station: Station, wanted: Wanted, who: User, now: datetime | None = None, *, order_id: str = "") -> Order:
    """Put an order where its station fetches it, and wake the request that waits for it; one id is one order."""
    now = now or timezone.now()
    told: dict[str, Any] = {
        "station": station,
        **asdict(wanted),
        "who": who,
        "made_at": now,
        "not_after": now + VALID.get(wanted.verb, VALID_OTHERWISE),
    }
    with transaction.atomic():
        order, _ = Order.objects.get_or_create(order_id=order_id or uuid7(round(now.timestamp() * 1000)), defaults=told)
        transaction.on_commit(lambda: ring(station.pk))
    return order


def due(station: str, after: int, now: datetime) -> Sequence[Order]:
    """What the station has not taken yet, oldest first; an order that was handed and not taken comes again.

    `after` is the number up to which the station has taken orders. One that waits goes out whatever its number is: a
    hub that was restored from a copy counts anew, and with several writers a lower number may be seen later.
    """
    found = _not_taken(station, after).filter(not_after__gt=now)
    return list(found.order_by("id").select_related("who")[:HANDED_AT_ONCE])


def is_anything(station: str, after: int) -> bool:
    """Whether something is there to be handed over, or to be given up."""
    return _not_taken(station, after).exists()


def _not_taken(station: str, after: int) -> QuerySet[Order]:
    found = Order.objects.filter(station=station, state__in=("waiting", "handed"))
    return found.exclude(state="handed", id__lte=after)


def hand(station: str, key: str, after: int, now: datetime) -> Sequence[Order]:
    """Take what is due into an answer; nothing where the station's key is no longer `key`."""
    with transaction.atomic():
        trusted = Station.objects.select_for_update(no_key=True).filter(id=station, public_key=key, revoked_at=None)
        if not trusted.exists():
            return []
        expire(station, now)
        orders = due(station, after, now)
        # Where several write, one may have been told of meanwhile.
        mine = _not_taken(station, after).filter(id__in=[order.pk for order in orders])
        mine.update(state="handed", handed_at=now)
        mine.filter(told_at=None).update(told_at=now)
    return orders


def expire(station: str, now: datetime) -> None:
    """What was not fetched in time never is."""
    late = Order.objects.filter(station=station, state="waiting", not_after__lte=now)
    if late.exists():  # a look costs no write
        late.update(state="expired", detail="not-fetched", told_at=now)


def unanswered(order: Order, now: datetime) -> bool:
    """Whether an order was handed over, and its station has had time to tell what became of it, and has not."""
    over = order.not_after + UNANSWERED.get(order.verb, UNANSWERED_OTHERWISE)
    return order.state in ("handed", "received", "acted") and now > over


def _received(station: str, epoch: str, told: Told) -> None:
    _moved(station, told, "received")


def _acted(station: str, epoch: str, told: Told) -> None:
    _moved(station, told, "acted")


def _ended(station: str, epoch: str, told: Told) -> None:
    # The station's word is the last one: it knows better than a hub that has lost the handing over.
    detail = told.text("evidence") or told.text("reason")
    _change(station, told, told.kind.partition(".")[2], detail)


def _moved(station: str, told: Told, state: str) -> None:
    mine = Order.objects.filter(station=station, order_id=told.text("command", 64))
    mine.filter(state__in=_BEFORE[state]).update(state=state, detail="", told_at=timezone.now())
    # Given up here as not fetched, and yet it was: the hub is a copy from before the handing over.
    mine.filter(state="expired", detail="not-fetched").update(state=state, detail="", told_at=timezone.now())


def _change(station: str, told: Told, state: str, detail: str) -> None:
    mine = Order.objects.filter(station=station, order_id=told.text("command", 64))
    mine.exclude(state=state, detail=detail).update(state=state, detail=detail, told_at=timezone.now())


TOLD: Mapping[str, Callable[[str, str, Told], None]] = {
    "command.received": _received,
    "command.acted": _acted,
    "command.confirmed": _ended,
    "command.expired": _ended,
    "command.refused": _ended,
}
"""Kind of fact -> what it says of an order; one that was given at the station itself is none of the hub's."""
