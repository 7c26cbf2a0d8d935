"""Makes up for rings that were not heard: of another machine, or while too many came at once."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils import timezone

from station_app.hub import board_news
from station_app.hub.models import Order, PassKeyList, PublishedPolicy, Revocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """For whom something may be there."""

    everybody: bool
    stations: AbstractSet[str]
    """Those whose orders wait or whose board has changed lately: few at any time, whatever the number of stations."""


class Missed:
    """Looks at what was there at the last look."""

    def __init__(self) -> None:
        self._before: tuple[int, ...] = ()

    def look(self) -> Found:
        """What has come since the last look; before the first one anything may have."""
        # Counted, too: of two that write at once, the lower number may be seen later.
        policies = PublishedPolicy.objects.aggregate(newest=Max("pk"), all=Count("pk"), withdrawn=Count("withdrawn_at"))
        keys = PassKeyList.objects.aggregate(newest=Max("pk"), all=Count("pk"))
        now = (
            policies["newest"] or 0,
            policies["all"],
            policies["withdrawn"],
            Revocation.objects.aggregate(newest=Max("number"))["newest"] or 0,
            keys["newest"] or 0,
            keys["all"],
        )
        before, self._before = self._before, now
        waiting = Order.objects.filter(state="waiting").values_list("station", flat=True).distinct()
        stations = set(waiting) | board_news.rung_lately(timezone.now())
        return Found(everybody=now != before, stations=stations)
