"""The readiness reports that a station has sent: the last one, and those before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from station_app.hub import readying
from station_app.hub.pages.access import page, seen_station

LISTED = 50


@require_safe
@page()
def readiness_list(request: HttpRequest, station_id: str) -> HttpResponse:
    """What was red, and when."""
    station = seen_station(request, station_id)
    told = {"station": station, "reports": list(readying.newest(station, LISTED))}
    return render(request, "hub/readiness_list.html", told)
