"""Support bundles at the hub: kept once, the last few of each station, for a while."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from station_app.hub.bundle_reading import Told, judged
from station_app.hub.models import Station, SupportBundle

KEPT: Final = 5
"""Of each station."""
HELD: Final = timedelta(days=30)
LOOKS: Final = timedelta(minutes=10)
"""How often the hub's loop looks for old ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One bundle on a page."""

    bundle: SupportBundle
    """Without its content."""
    told: Told


def keep(station: Station, raw: bytes, now: datetime) -> bool:
    """Keep a bundle; False for one that is here already. Raises NoBundle."""
    told = judged(raw)
    values = {"content": raw, "size": len(raw), "came_at": now, "told": msgspec.json.encode(told).decode()}
    with transaction.atomic():
        # The station's row is the queue of its bundles: two of one kind at once are one.
        Station.objects.select_for_update(no_key=True).get(pk=station.pk)
        SupportBundle.objects.filter(station=station, came_at__lte=now - HELD).delete()
        digest = sha256(raw).hexdigest()
        _, new = SupportBundle.objects.get_or_create(station=station, digest=digest, defaults=values)
        if new:
            mine = SupportBundle.objects.filter(station=station).order_by("-came_at", "-id")
            old = list(mine.values_list("pk", flat=True)[KEPT:])
            SupportBundle.objects.filter(pk__in=old).delete()
    return new


def held(station: Station, now: datetime) -> QuerySet[SupportBundle]:
    """A station's bundles, newest first; one that is too old is not there, whether or not it is deleted yet."""
    return SupportBundle.objects.filter(station=station, came_at__gt=now - HELD).order_by("-came_at", "-id")


def shown(station: Station, now: datetime) -> Iterator[Kept]:
    """What a page tells of them."""
    for bundle in held(station, now).defer("content"):
        yield Kept(bundle=bundle, told=msgspec.json.decode(bundle.told, type=Told))


def forget_old(now: datetime) -> None:
    """Delete what has been here too long: one by one, so that two workers that look at once wait for nothing."""
    for number in list(SupportBundle.objects.filter(came_at__lte=now - HELD).values_list("pk", flat=True)):
        SupportBundle.objects.filter(pk=number).delete()
