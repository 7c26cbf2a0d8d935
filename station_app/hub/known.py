"""All that the hub knows of many stations, read in a fixed number of queries, however many stations there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.db.models import Count, Max, Q, QuerySet, Sum

from station_app.hub import vitals
from station_app.hub.contact import SILENT_AFTER
from station_app.hub.figure_models import Figure
from station_app.hub.figures import day_of, periods_of
from station_app.hub.models import (
    Epoch,
    Incident,
    LostDevice,
    LostRange,
    SetAside,
    Silence,
    Station,
    StationState,
    Visit,
)
from station_app.upstream.vitals_message import Vitals as Told

T = TypeVar("T", Incident, LostDevice)
ALERT_DAYS: Final = timedelta(days=30)
"""How long a replaced journal or a row set aside stays among the things to look at."""
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven whole days of a station, and today; as reports count them, from 04:00 on."""

    today: int = 0
    """人次."""
    visits: int = 0
    refusals: int = 0
    silent_minutes: int = 0
    known_before: bool = False
    """Its journal tells of the week before these days, too: it is no newcomer, whenever this hub came to know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One station."""

    station: Station
    state: StationState
    told: Told | None = None
    """What it said of itself last; whether that is of now, `live` tells."""
    told_at: datetime | None = None
    now: datetime
    incidents: Sequence[Incident] = ()
    devices: Sequence[LostDevice] = ()
    aside: int = 0
    """Rows set aside lately."""
    journal_changed: bool = False
    """Replaced lately, or rows of it were lost."""
    inside: int = 0
    """By its facts: visits that have not ended."""
    week: Week = field(default_factory=Week)

    @property
    def name(self) -> str:
        """What people call it."""
        return str(self.station)

    @property
    def silent(self) -> bool:
        """Nothing was heard for too long."""
        last = self.station.last_contact
        return last is None or self.now - last > SILENT_AFTER

    @property
    def live(self) -> Told | None:
        """How the station is at this moment; None where that is not known."""
        fresh = self.told_at is not None and self.now - self.told_at <= SILENT_AFTER
        return self.told if fresh and not self.silent and self.station.revoked_at is None else None


def known_of(stations: QuerySet[Station], now: datetime, *, silent: bool) -> list[Known]:
    """Everything of these stations; `silent`: silent incidents are among it."""
    keys = stations.values("pk")
    incidents = _by_station(Incident.objects.filter(station__in=keys, closed_ms=None).order_by("-opened_ms"))
    devices = _by_station(LostDevice.objects.filter(station__in=keys).order_by("device"))
    aside = _counts(SetAside.objects.filter(station__in=keys, came_at__gte=now - ALERT_DAYS))
    lost = _counts(LostRange.objects.filter(station__in=keys, came_at__gte=now - ALERT_DAYS))
    replaced = _replaced(keys, now)
    inside = _inside(keys)
    weeks = weeks_of(stations, now)
    found: list[Known] = []
    for station in stations.select_related("stationstate", "vitals"):
        state = getattr(station, "stationstate", None) or StationState(station=station)
        kept = getattr(station, "vitals", None)
        key, epoch = station.pk, state.epoch
        found.append(
            Known(
                station=station,
                state=state,
                told=vitals.read(kept.content) if kept else None,
                told_at=kept.came_at if kept else None,
                now=now,
                incidents=[one for one in incidents[key] if one.epoch == epoch and (silent or not one.silent)],
                devices=[one for one in devices[key] if one.epoch == epoch],
                aside=aside.get(key, 0),
                journal_changed=key in replaced or key in lost,
                inside=inside.get((key, epoch), 0),
                week=weeks.get(key, Week()),
            )
        )
    return found


def weeks_of(stations: QuerySet[Station], now: datetime) -> Mapping[str, Week]:
    """Figures of the last seven whole days, by station."""
    keys, day = stations.values("pk"), day_of(int(now.timestamp() * 1000))
    today, *past = (periods_of(day - back)[0] for back in range(15))
    whole, before = past[:7], past[7:]
    counted = Figure.objects.filter(period__in=[today, *past], measure__in=["visits", "refused"], station__in=keys)
    visits, refusals, earlier = Q(measure="visits"), Q(measure="refused"), Q(period__in=whole)
    sums = (
        counted.values_list("station")
        .annotate(
            now=Sum("value", filter=visits & Q(period=today)),
            v=Sum("value", filter=visits & earlier),
            r=Sum("value", filter=refusals & earlier),
            b=Count("id", filter=Q(period__in=before)),
        )
        .order_by()
    )
    quiet: dict[str, float] = defaultdict(float)
    since = now - WEEK
    ended = Silence.objects.filter(station__in=keys, until__gte=since)
    for key, begun, until in ended.values_list("station", "since", "until"):
        quiet[key] += _seconds(max(begun, since), until)
    for key, last in stations.filter(revoked_at=None, last_contact__lt=now - SILENT_AFTER).values_list(
        "pk", "last_contact"
    ):
        quiet[key] += _seconds(max(last, since), now)
    counts = {key: (at or 0, visits or 0, refusals or 0, before > 0) for key, at, visits, refusals, before in sums}
    none = (0, 0, 0, False)
    return {
        key: Week(
            today=counts.get(key, none)[0],
            visits=counts.get(key, none)[1],
            refusals=counts.get(key, none)[2],
            silent_minutes=int(quiet.get(key, 0.0) // 60),
            known_before=counts.get(key, none)[3],
        )
        for key in counts.keys() | quiet.keys()
    }


def _seconds(since: datetime, until: datetime) -> float:
    return max(0.0, (until - since).total_seconds())


def _by_station(rows: Iterable[T]) -> Mapping[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[row.serializable_value("station")].append(row)
    return found


def _counts(rows: QuerySet[SetAside] | QuerySet[LostRange]) -> dict[str, int]:
    return dict(rows.values_list("station").annotate(Count("id")).order_by())


def _replaced(keys: QuerySet[Station, dict[str, str]], now: datetime) -> set[str]:
    """Stations with a journal that is not their first, and new."""
    several = Epoch.objects.filter(station__in=keys).values("station").annotate(n=Count("id"), last=Max("first_seen"))
    return set(several.filter(n__gt=1, last__gte=now - ALERT_DAYS).order_by().values_list("station", flat=True))


def _inside(keys: QuerySet[Station, dict[str, str]]) -> dict[tuple[str, str], int]:
    rows = Visit.objects.filter(station__in=keys, ended_ms=None).values_list("station", "epoch")
    return {(key, epoch): count for key, epoch, count in rows.annotate(Count("id")).order_by()}
