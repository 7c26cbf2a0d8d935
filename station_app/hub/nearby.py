"""The published stations near one that asks, for its kiosk: name, way, open or not. Nothing that is not public anyway.

Coordinates lie in the registry's entries as text. They are read once a minute for all published stations and kept; an
answer then asks for a dozen candidates in one query, in which only those count that are still published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from typing import Final

from django.core.cache import cache

from station_app.core.hours import DAY, Hours
from station_app.core.nearby import Direction
from station_app.hub import registry
from station_app.hub.models import PublishedStation, RegistryEntry, Station
from station_app.hub.publishing import status_of
from station_app.hub.templatetags.hub import CHINA
from station_app.upstream.nearby_message import FARTHEST_M, MOST_TOLD, NO_PLACE, Neighbours, NeighbourTold

CANDIDATES: Final = 12
"""So many of the nearest are looked at: near ones may be shut while one a little farther is open."""
KEPT_SECONDS: Final = 60
STEP_M: Final = 50
_EARTH_M: Final = 6_371_000.0
_LEAST_M_A_DEGREE: Final = 110_000
"""Metres of a degree of latitude, at least."""
_KEPT_AS: Final = "nearby-places"
_WINDS: Final[tuple[Direction, ...]] = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is. Two places compare only where their maps do."""

    longitude: float
    latitude: float
    datum: str

    def metres_to(self, other: Place) -> float:
        """Along the great circle."""
        here, there = radians(self.latitude), radians(other.latitude)
        across = sin(radians(other.longitude - self.longitude) / 2) ** 2
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * across
        return 2 * _EARTH_M * asin(min(1.0, sqrt(half)))

    def wind_to(self, other: Place) -> Direction:
        """The eighth of the compass in which the other lies."""
        here, there = radians(self.latitude), radians(other.latitude)
        east = radians(other.longitude - self.longitude)
        across = sin(east) * cos(there)
        up = cos(here) * sin(there) - sin(here) * cos(there) * cos(east)
        return _WINDS[round(degrees(atan2(across, up)) / 45) % 8]


def place_of(entry: Mapping[str, str]) -> Place | None:
    """Where a registry entry says that a station is; None where it does not, or not by which map."""
    if not all(entry.get(name) for name in ("longitude", "latitude", "datum")):
        return None
    return Place(float(entry["longitude"]), float(entry["latitude"]), entry["datum"])


def told_to(station: Station, now: datetime) -> Neighbours:
    """What a station learns of its neighbours."""
    made_ms = _ms(now)
    own = RegistryEntry.objects.filter(pk=station.pk).first()
    here = place_of(registry.read(own.content)) if own is not None else None
    if here is None:
        return Neighbours(station=station.pk, made_ms=made_ms, reason=NO_PLACE)
    found = [one for near in _published(_nearest(here, station.pk)) if (one := _told(here, near, now)) is not None]
    found.sort(key=lambda one: (one.open is not True or one.places == "none", one.distance_m))
    return Neighbours(station=station.pk, made_ms=made_ms, neighbours=tuple(found[:MOST_TOLD]))


def _nearest(here: Place, but: str) -> list[str]:
    """Ids of the nearest published stations, as the kept places have it."""
    places: dict[str, Place] | None = cache.get(_KEPT_AS)
    if places is None:
        places = _places()
        cache.set(_KEPT_AS, places, KEPT_SECONDS)
    most = FARTHEST_M / _LEAST_M_A_DEGREE
    close = (
        (here.metres_to(place), station)
        for station, place in places.items()
        if station != but and place.datum == here.datum and abs(place.latitude - here.latitude) <= most
    )
    return [station for metres, station in sorted(close) if metres <= FARTHEST_M][:CANDIDATES]


def _places() -> dict[str, Place]:
    listed = PublishedStation.objects.filter(station__revoked_at=None, station__registryentry__isnull=False)
    found: dict[str, Place] = {}
    for station, content in listed.values_list("station", "station__registryentry__content"):
        if (place := place_of(registry.read(content))) is not None:
            found[station] = place
    return found


def _published(stations: Iterable[str]) -> Iterable[Station]:
    """Those of them that are published now, whatever was kept."""
    chosen = Station.objects.filter(pk__in=list(stations), revoked_at=None, publishedstation__isnull=False)
    return chosen.select_related("vitals", "registryentry")


def _told(here: Place, near: Station, now: datetime) -> NeighbourTold | None:
    status = status_of(near, now)
    place = place_of(status)
    if place is None or place.datum != here.datum or (metres := here.metres_to(place)) > FARTHEST_M:
        return None  # its entry was changed a moment ago
    is_open: bool | None = status.get("open")
    return NeighbourTold(
        name=status.get("name") or near.pk,
        distance_m=round(metres / STEP_M) * STEP_M,
        direction=here.wind_to(place),
        open=is_open,
        places=status.get("places", ""),
        next_open=status.get("next_open", ""),
        closes_ms=_closes_ms(near, now) if is_open else 0,
        as_of_ms=min(_ms(now), _ms(datetime.fromisoformat(status["as_of"]))) if "as_of" in status else 0,
    )


def _closes_ms(near: Station, now: datetime) -> int:
    """When its published hours end; 0 where they do not within a day, or say nothing of today."""
    entry = registry.read(getattr(near, "registryentry").content)  # noqa: B009 - Django adds it
    if "hours" not in entry or "summer" in entry:
        return 0
    local = now.astimezone(CHINA).replace(tzinfo=UTC)  # as if its clock were everybody's
    minute = int(local.timestamp()) // 60
    shut = Hours(registry.week_of(entry["hours"])).first_shut(minute, minute + DAY, {})
    # One that is open outside its published hours is so by its policy, which says more.
    return 0 if shut is None or shut == minute else _ms(now) // 60_000 * 60_000 + (shut - minute) * 60_000


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
