"""How a station stands, as far as its facts and its silence tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Count
from django.utils import timezone

from station_app.hub.models import Epoch, Incident, LostDevice, LostRange, SetAside, Station, StationState, Visit
from station_app.hub.templatetags.hub import CHINA

SILENT_AFTER = timedelta(minutes=3)
"""A station asks for its cursor every minute when it has nothing else to say."""
ALERT_DAYS = timedelta(days=30)
"""How long a replaced journal or a row set aside stays among the things to look at."""
Code = Literal["open", "closed", "running", "silent", "revoked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One station on the list."""

    station: Station
    state: StationState
    code: Code
    inside: int
    visits: int
    """人次 since local midnight."""
    alerts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """What needs somebody."""

    incidents: Sequence[Incident]
    devices: Sequence[LostDevice]
    aside: Sequence[SetAside]
    aside_count: int
    replaced: Sequence[Epoch]
    lost: Sequence[LostRange]

    @property
    def count(self) -> int:
        """Number of lines; a device's incident and its loss are one thing."""
        devices = {f"device/{device.device}" for device in self.devices}
        incidents = [incident for incident in self.incidents if incident.cause not in devices]
        return len(incidents) + len(self.devices) + len(self.replaced) + len(self.lost) + bool(self.aside_count)


def standings(stations: Sequence[Station]) -> list[Standing]:
    """All stations, those that need somebody first."""
    now = timezone.now()
    visits = _visits_since(midnight(now))
    found = [_standing(station, visits.get(station.pk, 0), now) for station in stations]
    return sorted(found, key=lambda one: (not one.alerts, one.code != "silent", one.station.name or one.station.pk))


def state_of(station: Station) -> StationState:
    """The projection of a station, empty where nothing has come yet."""
    return StationState.objects.filter(station=station).first() or StationState(station=station)


def code_of(station: Station, state: StationState, now: datetime) -> Code:
    """The one word for a station."""
    if station.revoked_at is not None:
        return "revoked"
    if station.last_contact is None or now - station.last_contact > SILENT_AFTER:
        return "silent"
    if state.admitting is None:
        return "running"
    return "open" if state.admitting else "closed"


def alerts_of(station: Station, state: StationState, now: datetime) -> Alerts:
    """What is open now, and what happened to the journal lately."""
    recent = {"station": station, "came_at__gte": now - ALERT_DAYS}
    aside = SetAside.objects.filter(**recent).order_by("-id")
    newer = Epoch.objects.filter(station=station, first_seen__gte=now - ALERT_DAYS).order_by("id")
    oldest = Epoch.objects.filter(station=station).order_by("id").first()
    devices = list(LostDevice.objects.filter(station=station, epoch=state.epoch).order_by("device"))
    lost = {f"device/{device.device}" for device in devices}
    incidents = Incident.objects.filter(station=station, epoch=state.epoch, closed_ms=None).order_by("-opened_ms")
    return Alerts(
        incidents=[incident for incident in incidents if incident.cause not in lost],
        devices=devices,
        aside=list(aside[:20]),
        aside_count=aside.count(),
        replaced=[epoch for epoch in newer if oldest is not None and epoch.pk != oldest.pk],
        lost=list(LostRange.objects.filter(**recent).order_by("-id")[:20]),
    )


def inside_of(station: Station, state: StationState) -> dict[str, int]:
    """Zone -> visits that have not ended, in the journal in use."""
    inside = Visit.objects.filter(station=station, epoch=state.epoch, ended_ms=None)
    return dict(inside.values_list("zone").annotate(Count("id")).order_by("zone"))


def midnight(now: datetime) -> int:
    """Milliseconds since 1970 of the last local midnight."""
    return int(now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)


def _standing(station: Station, visits: int, now: datetime) -> Standing:
    state = state_of(station)
    return Standing(
        station=station,
        state=state,
        code=code_of(station, state, now),
        inside=sum(inside_of(station, state).values()),
        visits=visits,
        alerts=alerts_of(station, state, now).count,
    )


def _visits_since(since_ms: int) -> dict[str, int]:
    rows = Visit.objects.filter(started_ms__gte=since_ms).values_list("station").annotate(Count("id"))
    return dict(rows.order_by("station"))
