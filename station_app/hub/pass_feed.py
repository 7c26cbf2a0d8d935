"""Lists about passes, as the feed hands them down: revocations by number, and the newest signed list of issuers."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from station_app.hub.bell import ring
from station_app.hub.models import ListReach, PassKeyList, Revocation, Station
from station_app.hub.told import Told
from station_app.identity.lists import KEPT_MS
from station_app.upstream.feed_messages import MOST_REVOCATIONS, FeedPassKeys, FeedRevocation

NO_MARK = "0" * 8
_TURN = 0x7265766F
"""PostgreSQL's advisory lock of those who revoke: whoever has a lower number must be seen before a higher one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Had:
    """What a station has of these lists."""

    number: int = 0
    """Of the last revocation."""
    mark: str = NO_MARK
    keys: int = 0
    """Of the row with the newest list of keys."""

    def __str__(self) -> str:
        return f"{self.number}.{self.mark}.{self.keys}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is new for a station."""

    had: Had
    """What it has once it has taken this."""
    revocations: Sequence[Revocation] = ()
    keys: PassKeyList | None = None

    @property
    def told(self) -> list[msgspec.Raw]:
        """The revocations, as an answer carries them."""
        found = (FeedRevocation(what=one.what, until_ms=one.until_ms) for one in self.revocations)
        return [msgspec.Raw(msgspec.json.encode(one)) for one in found]

    @property
    def pass_keys(self) -> FeedPassKeys | None:
        """The list of issuers, as an answer carries it."""
        return None if self.keys is None else FeedPassKeys(number=self.keys.number, envelope=self.keys.envelope)


def believed(station: str, had: Had) -> Had:
    """The cursor of a question as far as it says anything: a hub that was restored from a copy counts anew."""
    if had.number and not _of(station).filter(number=had.number, mark=had.mark).exists():
        return Had(keys=had.keys)
    return had


def given(station: str, had: Had) -> Given | None:
    """What is new for a station; None for nothing."""
    newest = keys_of(station)
    new = newest if newest is not None and newest.pk != had.keys else None
    old = round(timezone.now().timestamp() * 1000) - KEPT_MS
    fresh = _of(station).filter(number__gt=had.number).filter(Q(until_ms=0) | Q(until_ms__gt=old))
    found = list(fresh.order_by("number")[:MOST_REVOCATIONS])
    if not found and new is None:
        return None
    last = found[-1] if found else None
    reached = Had(
        number=last.number if last else had.number,
        mark=last.mark if last else had.mark,
        keys=newest.pk if newest is not None else 0,
    )
    return Given(had=reached, revocations=found, keys=new)


def keys_of(station: str | None) -> PassKeyList | None:
    """The newest list of issuers for a station; for None, the newest for every station."""
    mine = PassKeyList.objects.filter(Q(station=station) | Q(station=None) if station else Q(station=None))
    return mine.order_by("-number", "-id").first()


def publish_keys(station: str | None, number: int, envelope: str) -> None:
    """Offer a signed list of issuers to one station, or to all (None)."""
    with transaction.atomic():
        PassKeyList.objects.create(station_id=station, number=number, envelope=envelope, published_at=timezone.now())
        transaction.on_commit(lambda: _ring(station))


def take_turn() -> None:
    """Wait until nobody else revokes, until the transaction's end; whoever locks anything besides does this first."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def revoke(what: Sequence[tuple[str, int]], station: str | None, now: datetime) -> None:
    """Put things on the list, for one station or for all (None), and wake whoever waits; what is there stays.

    `what`: id of a pass or key, and the wall time in ms from which it would be expired anyway.
    """
    with transaction.atomic():
        take_turn()
        there = set(Revocation.objects.filter(what__in=[name for name, _ in what]).values_list("what", flat=True))
        last: int = Revocation.objects.aggregate(last=Max("number"))["last"] or 0
        new = [(name, until_ms) for name, until_ms in what if name not in there]
        Revocation.objects.bulk_create(
            Revocation(
                number=last + place,
                mark=secrets.token_hex(4),
                what=name,
                until_ms=until_ms,
                station_id=station,
                made_at=now,
            )
            for place, (name, until_ms) in enumerate(new, 1)
        )
        transaction.on_commit(lambda: _ring(station))


def _of(station: str) -> QuerySet[Revocation]:
    return Revocation.objects.filter(Q(station=station) | Q(station=None))


def _ring(station: str | None) -> None:
    ring(*([station] if station else Station.objects.filter(revoked_at=None).values_list("id", flat=True)))


def _taken(station: str, epoch: str, told: Told) -> None:
    values = {"through": told.number("through"), "waiting": told.number("waiting"), "refused": ""}
    _reached(station, told, values)


def _refused(station: str, epoch: str, told: Told) -> None:
    _reached(station, told, {"refused": told.text("reason")})


def _reached(station: str, told: Told, values: Mapping[str, int | str]) -> None:
    known, _ = ListReach.objects.get_or_create(station_id=station, list=told.text("list", 16))
    ListReach.objects.filter(pk=known.pk).update(**values, told_ms=told.wall_ms)


TOLD: Mapping[str, Callable[[str, str, Told], None]] = {"list.taken": _taken, "list.refused": _refused}
"""Kind of fact -> what it says of how far a station has the lists."""
