"""What a station's zones and doors are called, for people: after what the station tells of itself.

In a station's configuration and in its journal they have short names, as `rest` and `main`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from station_app.hub import texts, vitals
from station_app.hub.models import Station, Vitals
from station_app.upstream.vitals_message import Vitals as Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Names for people by those for programs; a name that nobody has told stands for itself."""

    zones: Mapping[str, str] = field(default_factory=dict[str, str])
    doors: Mapping[str, str] = field(default_factory=dict[str, str])

    def zone(self, name: str) -> str:
        """A zone, as `休息区`."""
        return self.zones.get(name) or name

    def door(self, name: str) -> str:
        """A door, as `休息区的门`."""
        return self.doors.get(name) or name

    def way(self, door: str, zone: str) -> str:
        """Where somebody goes in: a zone, and through which door where it has several."""
        title = self.zone(zone)
        called = self.doors.get(door, door)
        return title if called == texts.sentence("door-of", zone=title) else " · ".join(filter(None, (called, title)))


NOWHERE = Places()
MOST = 100
"""Stations that are asked what they call their zones."""


def places_of(station: Station) -> Places:
    """Of a station, by what it said of itself last."""
    kept = Vitals.objects.filter(station=station).first()
    told = vitals.read(kept.content) if kept is not None else None
    return NOWHERE if told is None else places_in(told)


def places_at(keys: Collection[str]) -> Mapping[str, Places]:
    """Of stations by their keys, those that have said something."""
    kept = Vitals.objects.filter(station__in=keys).values_list("station", "content")
    return {key: places_in(told) for key, content in kept if (told := vitals.read(content)) is not None}


def zones_of_all(stations: Sequence[Station]) -> Places:
    """Zones of several stations, where all who have told call them the same."""
    found: dict[str, set[str]] = defaultdict(set)
    for content in Vitals.objects.filter(station__in=stations[:MOST]).values_list("content", flat=True):
        told = vitals.read(content)
        for zone in told.zones if told is not None else ():
            found[zone.name].add(zone.title)
    return Places(zones={name: next(iter(titles)) for name, titles in found.items() if len(titles) == 1})


def places_in(told: Told) -> Places:
    """Of a live state."""
    zones = {zone.name: zone.title for zone in told.zones if zone.title}
    several = Counter(door.zone for door in told.doors)
    doors = {
        door.name: texts.sentence("door-of", zone=zones[door.zone])
        + (f" {door.name}" if several[door.zone] > 1 else "")
        for door in told.doors
        if door.zone in zones
    }
    return Places(zones=zones, doors=doors)
