"""When a station was last heard of, and the silences between."""

from __future__ import annotations

from datetime import datetime, timedelta

from station_app.hub.models import Silence, Station

SILENT_AFTER = timedelta(minutes=3)
"""A station speaks every minute when it has nothing else to say."""


def heard(station: Station, now: datetime) -> None:
    """Note that a station has spoken; `station` as read before this request."""
    end_silence(station, now)
    Station.objects.filter(id=station.pk).update(last_contact=now)


def end_silence(station: Station, now: datetime) -> None:
    """Keep the silence that ends now, if there was one: for whoever notes the contact itself."""
    last = station.last_contact
    if last is not None and now - last > SILENT_AFTER:
        # Journal and vitals both come first after an outage: the same silence is kept once.
        Silence.objects.bulk_create([Silence(station=station, since=last, until=now)], ignore_conflicts=True)
