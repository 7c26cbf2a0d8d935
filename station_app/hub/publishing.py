"""What the public learns of a published station: open or not, places left, facilities. Never a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from station_app.hub import audit, registry, vitals
from station_app.hub.contact import SILENT_AFTER
from station_app.hub.models import PublishedStation, Station
from station_app.hub.secret import hub_key
from station_app.hub.templatetags.hub import CHINA
from station_app.upstream.public_status import signed
from station_app.upstream.vitals_message import Vitals as Told

KEPT_SECONDS: Final = 30
"""A document may be so much older than what the hub knows."""
LISTED: Final = 100
BANDS: Final = ((0, "none"), (3, "1-3"), (9, "4-9"))
"""Greatest number of a band, and how it is told; more than that is `10+`."""


def status_key() -> Ed25519PrivateKey:
    """The key that signs public states, and nothing else."""
    return hub_key(Path(settings.HUB_KEY_FILE).with_name("status.key"))


def published(district: str | None = None, after: str = "") -> list[str]:
    """Ids of published stations in order, a page of them."""
    found = PublishedStation.objects.filter(station__revoked_at=None, station__gt=after)
    if district is not None:
        found = found.filter(station__district=district)
    return list(found.order_by("station").values_list("station", flat=True)[: LISTED + 1])


def documents(stations: Iterable[str]) -> dict[str, bytes]:
    """Signed states of those of these stations that are published; half a minute old at most."""
    wanted = list(stations)
    kept: dict[str, bytes] = cache.get_many([_kept_as(one) for one in wanted])
    found = {one: kept[_kept_as(one)] for one in wanted if _kept_as(one) in kept}
    if rest := [one for one in wanted if one not in found]:
        chosen = Station.objects.filter(pk__in=rest, revoked_at=None, publishedstation__isnull=False)
        now = timezone.now()
        made = {
            one.pk: signed(status_of(one, now), status_key())
            for one in chosen.select_related("vitals", "registryentry")
        }
        cache.set_many({_kept_as(one): document for one, document in made.items()}, KEPT_SECONDS)
        found |= made
    return {one: found[one] for one in wanted if one in found}


def publish(station: Station, who: User, now: datetime) -> None:
    """Let anybody read a station's state; once more changes nothing."""
    values = {"published_at": now, "published_by": who}
    with transaction.atomic():
        _, new = PublishedStation.objects.get_or_create(station=station, defaults=values)
        if new:
            audit.record(who, "station-published", station.pk)
    forget(station.pk)


def withdraw(station: Station, who: User) -> None:
    """Let nobody read it any more."""
    with transaction.atomic():
        done, _ = PublishedStation.objects.filter(station=station).delete()
        if done:
            audit.record(who, "station-unpublished", station.pk)
    forget(station.pk)


def forget(station: str) -> None:
    """Nothing of before is told any more."""
    cache.delete(_kept_as(station))


def status_of(station: Station, now: datetime) -> dict[str, Any]:
    """What is told of a station."""
    kept = getattr(station, "vitals", None)
    told = vitals.read(kept.content) if kept is not None else None
    fresh = kept is not None and told is not None and now - kept.came_at <= SILENT_AFTER
    listed = getattr(station, "registryentry", None)
    entry = registry.read(listed.content) if listed is not None else {}
    status: dict[str, Any] = {
        "station": station.pk,
        "name": entry.get("title") or station.name,
        "district": station.district,
        "made": _moment(now),
        "as_of": _moment(kept.came_at) if kept is not None and told is not None else "",
        **_opening(told if fresh else None, entry, now),
        "facilities": [code for code in entry.get("facilities", "").split(",") if code],
        **{
            name: entry[name]
            for name in ("longitude", "latitude", "datum", "phone", "hours", "address")
            if name in entry
        },
    }
    return {name: value for name, value in status.items() if value not in ("", [])}


def _opening(told: Told | None, entry: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Whether it is open, when next, and how many places are left; None and nothing where that is not known."""
    today = now.astimezone(CHINA).date().isoformat()
    if entry.get("closed_until", "") >= today:
        return {"open": False}
    if told is None:
        return {"open": None}
    # A private zone is neither counted nor told of: that it exists stands among the facilities.
    zones = [zone for zone in told.zones if not zone.private]
    if told.mode in {"lockdown", "evacuation"} or told.maintenance or not any(zone.open for zone in zones):
        times = [next_moment(zone.opens_at, now) for zone in zones if zone.opens_at and told.mode == "normal"]
        return {"open": False, "next_open": min(filter(None, times), default="")}
    free = [
        max(0, zone.capacity - int(zone.inside.rpartition("-")[2])) for zone in zones if zone.open and zone.capacity
    ]
    return {"open": True, "places": band(sum(free)) if free else ""}


def band(places: int) -> str:
    """How a number of free places is told."""
    return next((told for most, told in BANDS if places <= most), "10+")


def next_moment(told: str, now: datetime) -> str:
    """`weekday HH:MM` as the moment that comes next; empty for what cannot be read."""
    day, _, clock = told.partition(" ")
    try:
        hour, minute = (int(part) for part in clock.split(":"))
        local = now.astimezone(CHINA)
        moment = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        moment += timedelta(days=(int(day) - local.weekday()) % 7)
    except ValueError:
        return ""
    return (moment if moment > local else moment + timedelta(days=7)).isoformat(timespec="minutes")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _kept_as(station: str) -> str:
    return f"public-{station}"
