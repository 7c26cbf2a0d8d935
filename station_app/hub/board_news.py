"""Says to stations that their board has changed, so that an answer is at the kiosk in seconds instead of a minute.

What has changed is not said: the station fetches its whole board. Who does not hear of it asks now and then anyway.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from station_app.hub.bell import ring
from station_app.hub.models import BoardNews

FRESH: Final = timedelta(seconds=10)
"""So long a ring that was not heard is made up for; after that the station asks by itself."""


def changed(*stations: str) -> None:
    """The board of these stations is another one; they are rung once this is written down."""
    now = timezone.now()
    # In order: of two who change many stations at once, neither waits for a row of the other's.
    rows = [BoardNews(station_id=name, mark=round(now.timestamp() * 1000), at=now) for name in sorted({*stations})]
    BoardNews.objects.bulk_create(rows, update_conflicts=True, unique_fields=["station"], update_fields=["mark", "at"])
    transaction.on_commit(lambda: ring(*stations))


def mark_of(station: str) -> int:
    """What a station's cursor has once it has heard of the newest change; 0 for none yet."""
    return BoardNews.objects.filter(station=station).values_list("mark", flat=True).first() or 0


def rung_lately(now: datetime) -> set[str]:
    """Stations that were rung a moment ago, and may not have heard it."""
    return set(BoardNews.objects.filter(at__gt=now - FRESH).values_list("station", flat=True))
