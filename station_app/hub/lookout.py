"""What no station can tell, found by the hub: silence, a replaced journal, rows that are lost or did not fit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from station_app.hub.cases import end_of_journals, keep, ms
from station_app.hub.incident_models import Case
from station_app.hub.models import Epoch, LostRange, SetAside, Station

SILENT_CASE: Final = timedelta(minutes=10)
"""So long without a word, somebody has to look; the pages say it after three minutes already."""
LATELY: Final = timedelta(days=1)
"""Older than this, it was there before there was an inbox."""
SEVERITY: Final = {"silent": "alarm", "replaced": "alarm", "rows-lost": "fault", "aside": "fault"}


def look(now: datetime, since: datetime) -> None:
    """Open and end cases of the hub's own; `since`: when this hub began to listen."""
    end_of_journals(now)
    _speaking_again(now)
    if now - since >= SILENT_CASE:  # a hub that slept has heard nobody, and that is its own silence
        _silent(now)
    _replaced(now)
    _lost(now)
    _aside(now)


def _silent(now: datetime) -> None:
    quiet = Station.objects.filter(revoked_at=None, last_contact__lt=now - SILENT_CASE)
    known = Case.objects.filter(station=OuterRef("pk"), epoch="", cause="silent", closed_ms=None)
    for station in quiet.filter(~Exists(known)):
        last = station.last_contact
        if last is not None:
            _found(station.pk, f"silent-{ms(last)}", "silent", ms(last), now)


def _speaking_again(now: datetime) -> None:
    mine = Case.objects.filter(epoch="", cause="silent", closed_ms=None).select_related("station")
    for case in mine.filter(station__last_contact__gt=now - SILENT_CASE):
        last = case.station.last_contact
        if last is not None and ms(last) > case.opened_ms:
            _ended(case, now, "speaks-again")
    for case in mine.exclude(station__revoked_at=None):
        _ended(case, now, "revoked")


def _replaced(now: datetime) -> None:
    new = Epoch.objects.filter(first_seen__gte=now - LATELY)
    before = Epoch.objects.filter(station=OuterRef("station"), id__lt=OuterRef("id"))
    for epoch in new.filter(Exists(before)):
        _found(epoch.station.pk, f"replaced-{epoch.pk}", "replaced", ms(epoch.first_seen), now)


def _lost(now: datetime) -> None:
    for lost in LostRange.objects.filter(came_at__gte=now - LATELY).order_by("id")[:500]:
        _found(lost.station.pk, f"rows-lost-{lost.pk}", "rows-lost", ms(lost.came_at), now)


def _aside(now: datetime) -> None:
    """One case a station while somebody has to look, however many rows come."""
    recent: QuerySet[SetAside] = SetAside.objects.filter(came_at__gte=now - LATELY)
    stations = recent.order_by("station").values_list("station", flat=True).distinct()
    for station in list(stations):
        rows = recent.filter(station=station).order_by("id")
        case = Case.objects.filter(station=station, epoch="", cause="aside").order_by("-id").first()
        if case is not None and case.closed_ms is not None:
            rows = rows.filter(came_at__gt=datetime.fromtimestamp(case.closed_ms / 1000, now.tzinfo))
            case = None
        first = rows.first()
        if case is None and first is not None:
            _found(station, f"aside-{first.pk}", "aside", ms(first.came_at), now)
        elif case is not None:
            more = rows.filter(came_at__gt=datetime.fromtimestamp(case.opened_ms / 1000, now.tzinfo)).count()
            Case.objects.filter(pk=case.pk, repeats__lt=more).update(repeats=more)


def _found(station: str, name: str, cause: str, opened_ms: int, now: datetime) -> None:
    told = {
        "cause": cause,
        "severity": SEVERITY[cause],
        "opened_ms": opened_ms,
        "came_at": now,
        "next_at": now,
    }
    with transaction.atomic():
        case, made = Case.objects.get_or_create(station_id=station, epoch="", incident=name, defaults=told)
        if made:
            keep(case, "found", now)


def _ended(case: Case, now: datetime, why: str) -> None:
    with transaction.atomic():
        if Case.objects.filter(pk=case.pk, closed_ms=None).update(closed_ms=ms(now), next_at=None):
            keep(case, "ended", now, detail=why)
