"""How a station stands, as far as its facts and its silence tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from station_app.hub.known import ALERT_DAYS
from station_app.hub.models import Epoch, Incident, LostDevice, LostRange, SetAside, Station, StationState, Visit


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


_SEVERITIES = ("urgent", "alarm", "fault", "", "notice")
"""What needs somebody first; empty of a station that does not tell."""


def state_of(station: Station) -> StationState:
    """The projection of a station, empty where nothing has come yet."""
    return StationState.objects.filter(station=station).first() or StationState(station=station)


def alerts_of(station: Station, state: StationState, now: datetime, *, silent: bool) -> Alerts:
    """What is open now, the most urgent first, and what happened to the journal lately."""
    recent = {"station": station, "came_at__gte": now - ALERT_DAYS}
    aside = SetAside.objects.filter(**recent).order_by("-id")
    newer = Epoch.objects.filter(station=station, first_seen__gte=now - ALERT_DAYS).order_by("id")
    oldest = Epoch.objects.filter(station=station).order_by("id").first()
    devices = list(LostDevice.objects.filter(station=station, epoch=state.epoch).order_by("device"))
    lost = {f"device/{device.device}" for device in devices}
    incidents = Incident.objects.filter(station=station, epoch=state.epoch, closed_ms=None).order_by("-opened_ms")
    shown = [one for one in incidents if one.cause not in lost and (silent or not one.silent)]
    return Alerts(
        incidents=sorted(shown, key=lambda one: _SEVERITIES.index(one.severity) if one.severity in _SEVERITIES else 0),
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
