"""Stills that managers order: taken in once, for an order that waits for one, and erased soon.

The hub asks for nothing and keeps nothing that it has not ordered: a picture without an order is refused unread.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.utils import timezone

from hardware.protocols.jpeg import NoJpeg, examine, picture_alone
from station_app.hub.backend.emptying import empty_log, note_erased
from station_app.hub.live import rings
from station_app.hub.models import Order, Station, Still
from station_app.upstream.still_message import MAX_PICTURE

VERB: Final = "still"
KEPT: Final = timedelta(hours=72)
KEPT_MOST: Final = 20
"""Of one station; the oldest goes when a newer one comes."""
WITHIN: Final = timedelta(minutes=5)
"""From the handing over of an order to its picture; the station itself gives up after a minute and a half."""
LOOKS: Final = timedelta(seconds=60)
LARGEST: Final = 8192
"""Pixels of a side."""
_LATEST_MS: Final = 4_102_444_800_000


class NotWanted(ValueError):
    """Nobody has ordered this picture, or not so, or not now."""


class NoPicture(ValueError):
    """It is no picture that is taken."""


def keep(station: Station, order_id: str, taken_ms: int, raw: bytes, now: datetime) -> bool:
    """Keep the picture that an order waits for; False for one that is here already. Raises NotWanted, NoPicture."""
    width, height, picture = _looked_at(raw)
    digest = sha256(raw).hexdigest()
    with transaction.atomic():
        # The station's row is the queue of its pictures: the same one twice at once is one.
        Station.objects.select_for_update(no_key=True).get(pk=station.pk)
        order = Order.objects.filter(station=station, order_id=order_id, verb=VERB).first()
        if order is None:
            raise NotWanted("nobody has ordered this picture here")
        before = Still.objects.filter(order=order).values_list("digest", flat=True).first()
        if before is not None:
            if before != digest:
                raise NotWanted("this order has its picture already: another one needs another order")
            return False
        _check_open(order, now)
        Still.objects.create(
            station=station,
            order=order,
            came_at=now,
            taken_at=datetime.fromtimestamp(min(max(0, taken_ms), _LATEST_MS) / 1000, UTC),
            digest=digest,
            width=width,
            height=height,
            picture=picture,
        )
        _leave(station.pk)
    rings.state(station.pk)
    return True


def erase_old(now: datetime) -> int:
    """Erase what has been here long enough; how many that were."""
    old = Still.objects.filter(came_at__lte=now - KEPT)
    return _erase(list(old.values_list("pk", flat=True)))


def of(order: Order) -> Still | None:
    """An order's picture without its bytes; None where none came, or it is gone, or its time is over."""
    return Still.objects.filter(order=order, came_at__gt=timezone.now() - KEPT).defer("picture").first()


def _looked_at(raw: bytes) -> tuple[int, int, bytes]:
    """Its sides, and the picture without what else a camera may have written into it. Raises NoPicture."""
    if len(raw) > MAX_PICTURE:
        raise NoPicture(f"a picture has at most {MAX_PICTURE} bytes")
    seen, picture = examine(raw), picture_alone(raw)
    if isinstance(seen, NoJpeg) or isinstance(picture, NoJpeg):
        reason = seen.reason if isinstance(seen, NoJpeg) else "its segments are broken"
        raise NoPicture(f"this is no whole JPEG picture: {reason}")
    if seen.width > LARGEST or seen.height > LARGEST:
        raise NoPicture(f"a picture has at most {LARGEST} pixels a side")
    return seen.width, seen.height, picture


def _check_open(order: Order, now: datetime) -> None:
    """An order that was handed over lately, and has not ended, may have a picture."""
    handed = order.handed_at
    under_way = order.state in ("handed", "received", "acted")
    if not under_way or handed is None or not timedelta(0) <= now - handed <= WITHIN:
        raise NotWanted("this order waits for no picture any more")


def _leave(station: str) -> None:
    mine = Still.objects.filter(station=station).order_by("-came_at", "-pk")
    _erase(list(mine.values_list("pk", flat=True)[KEPT_MOST:]))


def _erase(keys: list[int]) -> int:
    if keys:
        Still.objects.filter(pk__in=keys).delete()
        note_erased()
    return len(keys)


class Eraser:
    """What the hub's loop calls: a look a minute, and the database's log cut off behind what was erased."""

    def __init__(self) -> None:
        self._looked: datetime | None = None

    def tick(self, now: datetime) -> None:
        """Erase what is over."""
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOKS:
            return
        self._looked = now
        erase_old(now)
        empty_log()
