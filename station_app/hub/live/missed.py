"""Makes up for rings that were not heard: of another machine, or while too many came at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from station_app.hub.models import Order, PublishedPolicy


class Missed:
    """Looks at what was there at the last look."""

    def __init__(self) -> None:
        self._policies = -1
        self._began = False

    def rings(self, waiting: Sequence[str]) -> Sequence[str]:
        """Those of the stations for which something may be there."""
        policies = PublishedPolicy.objects.aggregate(newest=Max("pk"))["newest"] or 0
        changed, self._policies = self._began and policies != self._policies, policies
        self._began = True
        if changed:
            return waiting
        if not waiting:
            return ()
        # Few orders wait at any time, whatever the number of stations.
        having = set(Order.objects.filter(state="waiting").values_list("station", flat=True).distinct())
        return [station for station in waiting if station in having]
