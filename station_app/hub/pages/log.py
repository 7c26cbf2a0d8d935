"""The log of one station: visits or events, filtered, page by page."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from station_app.core.alarms import SILENT_HELP
from station_app.hub import audit, texts
from station_app.hub.exports import LOOKS_A_DAY, NotNow, count_persons, look
from station_app.hub.models import Station
from station_app.hub.pages.access import page, seen_station, sees_silent
from station_app.hub.pages.filters import LogFilter
from station_app.hub.pages.paging import OneRange, Shown, page_from
from station_app.hub.places import NOWHERE, places_at
from station_app.hub.timeline import about_log, reason

LAST_PAGE = 200
"""Of lists by number."""


@require_safe
@page("hub.view_fact")
def log(request: HttpRequest, station_id: str) -> HttpResponse:
    """Fifty rows at a time."""
    station = seen_station(request, station_id)
    chosen = LogFilter(request.GET, visits=wants_visits(request.GET))
    found = unless_silent(chosen.log().filter(station=station), chosen, silent=sees_silent(request))
    paged = page_from(OneRange(lines=chosen.lines(found)), chosen.when, request.GET)
    try:
        told = told_lines(request, chosen, paged, station.pk)
    except NotNow as no:
        return enough(request, station, no)
    return render(request, "hub/log.html", {**told, "station": station})


def told_lines(request: HttpRequest, chosen: LogFilter, paged: Shown, station: str, more: str = "") -> dict[str, Any]:
    """A page of lines as templates want it, counted and recorded. Raises NotNow where enough were shown today."""
    shown = paged.rows
    persons = len(shown) if chosen.visits else count_persons([row.kind for row in shown])
    with transaction.atomic():
        look(cast(User, request.user), persons, timezone.now())
        tell_trail(request, "log-seen", station, chosen, f"{more} lines={persons}".strip())
    called = places_at({row.station_id for row in shown})
    for row in shown:
        places = called.get(row.station_id, NOWHERE)
        row.place = places.zone(row.zone)
        if not chosen.visits:
            body = json.loads(row.body)
            row.about, row.because = about_log(body, places), reason(body)
    asked = request.GET.copy()
    for name in ("before", "after", "page"):
        asked.pop(name, None)
    return {
        "form": chosen,
        "visits": chosen.visits,
        "rows": shown,
        "older": paged.older,
        "newer": paged.newer,
        "query": asked.urlencode(),
        "narrowed": bool(set(asked) - {"view"}),
    }


def found_rows(chosen: LogFilter, station: Station, *, silent: bool) -> QuerySet[Any]:
    """What a filter finds at a station, newest first; `silent`: silent calls are among it."""
    return unless_silent(chosen.apply(station), chosen, silent=silent)


def unless_silent(found: QuerySet[Any], chosen: LogFilter, *, silent: bool) -> QuerySet[Any]:
    """Without silent calls, where the reader may not know of them."""
    if chosen.visits or silent:
        return found
    return found.exclude(kind__startswith="incident.", body__contains=SILENT_HELP)


def enough(request: HttpRequest, station: Station | None, no: NotNow) -> HttpResponse:
    """What stands instead of lines about visitors once a day's measure of them has been shown."""
    audit.record(request.user, "log-seen", station.pk if station else "", no.code)
    told = {"station": station, "text": texts.sentence(no.code, n=LOOKS_A_DAY)}
    return render(request, "hub/log_enough.html", told, status=429)


def tell_trail(request: HttpRequest, what: str, station: str, chosen: LogFilter, more: str = "") -> None:
    """Who looks at a log is recorded, with what was asked for; free text is not."""
    chosen.is_valid()
    kept = {name: chosen.cleaned_data.get(name) for name in ("since", "until", "kind", "reason", "credential")}
    asked = " ".join(f"{name}={value}" for name, value in kept.items() if value)
    view = "visits" if chosen.visits else "events"
    audit.record(request.user, what, station, f"{view} {asked} {more}".strip())


def wants_visits(asked: QueryDict) -> bool:
    """Whether visits are asked for, not events."""
    return asked.get("view") != "events"


def page_number(request: HttpRequest) -> int:
    """The page asked for, from 1; what is no number is the first."""
    asked = request.GET.get("page", "1")
    return min(max(1, int(asked)), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
