"""How requests fare: beside the published bar, by station and by desk."""

from __future__ import annotations

from typing import Final, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from station_app.hub import desks, ticket_figures, tickets
from station_app.hub.models import Desk, Station
from station_app.hub.pages.access import page
from station_app.hub.pages.log import page_number

A_PAGE: Final = 40


@require_safe
@page("hub.view_ticket")
def figures(request: HttpRequest) -> HttpResponse:
    """Of the reader's districts."""
    reader, now = cast(User, request.user), timezone.now()
    rows = ticket_figures.rows(tickets.tickets_for(reader), now)
    of_station, of_desk = ticket_figures.by_station(rows), ticket_figures.by_desk(rows)
    number = page_number(request)
    most = sorted(of_station, key=lambda one: (-len(of_station[one]), one))
    chosen = most[(number - 1) * A_PAGE : number * A_PAGE + 1]
    stations = Station.objects.in_bulk(chosen[:A_PAGE])
    sat = Desk.objects.filter(pk__in=of_desk).select_related("field").order_by("district", "field__position")
    at_desks = [(desks.shown(one), ticket_figures.fared(of_desk[one.pk], now)) for one in sat]
    at_stations = [(stations[one], ticket_figures.fared(of_station[one], now)) for one in chosen[:A_PAGE]]
    told = {
        "all": ticket_figures.fared(rows, now),
        "sections": [
            ("request-figures-desks", at_desks, False),
            ("request-figures-stations", at_stations, True),
        ],
        "older": number + 1 if len(chosen) > A_PAGE else None,
        "newer": number - 1 if number > 1 else None,
    }
    return render(request, "hub/request_figures.html", told)
