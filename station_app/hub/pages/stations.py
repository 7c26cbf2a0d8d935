"""The list of stations, and one station."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from station_app.hub import standing
from station_app.hub.models import Station, Visit
from station_app.hub.pages.access import page

DAY_MS = 86_400_000
SHOWN_VISITS = 30


@require_safe
@page()
def stations(request: HttpRequest) -> HttpResponse:
    """Every station in one line each."""
    found = standing.standings(list(Station.objects.order_by("id")))
    return render(request, "hub/stations.html", {"standings": found})


@require_safe
@page()
def station(request: HttpRequest, station_id: str) -> HttpResponse:
    """How one station stands now."""
    place = get_object_or_404(Station, id=station_id)
    now = timezone.now()
    state = standing.state_of(place)
    inside = standing.inside_of(place, state)
    day = Visit.objects.filter(station=place, started_ms__gte=int(now.timestamp() * 1000) - DAY_MS)
    told = {
        "station": place,
        "state": state,
        "code": standing.code_of(place, state, now),
        "inside": inside,
        "inside_total": sum(inside.values()),
        "visits_24h": day.count(),
        "visits": day.order_by("-started_ms", "-id")[:SHOWN_VISITS],
        "alerts": standing.alerts_of(place, state, now),
    }
    return render(request, "hub/station.html", told)


@require_POST
@page("hub.revoke_station")
def revoke(request: HttpRequest, station_id: str) -> HttpResponse:
    """Trust the station's key no longer."""
    Station.objects.filter(id=station_id, revoked_at=None).update(revoked_at=timezone.now())
    return redirect("station", station_id)
