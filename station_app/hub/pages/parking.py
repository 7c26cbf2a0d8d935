"""Parked vehicles: how many stand where, whose driver is called, and a plate once somebody says why."""

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from station_app.core.offers.parking import MOST_PLACES
from station_app.hub import audit, board_news, stepup
from station_app.hub import parking as rows
from station_app.hub.cases import CannotBeDone
from station_app.hub.models import ParkedVehicle, ParkingLot
from station_app.hub.pages.access import page, seen_station
from station_app.hub.pages.things import CHANGE, SEE
from station_app.hub.pages.tickets import number_of
from station_app.hub.scope import stations_for

LISTED: Final = 500


@require_safe
@page(SEE)
def parked(request: HttpRequest) -> HttpResponse:
    """Each station's places, and what stands there now."""
    now = timezone.now()
    mine = stations_for(request.user)
    vehicles = list(rows.now_at(mine, now)[:LISTED])
    month = rows.counted(mine, now)
    lots = dict(ParkingLot.objects.filter(station__in=mine).values_list("station", "places"))
    taken: dict[str, int] = {}
    for one in vehicles:
        taken[one.station.pk] = taken.get(one.station.pk, 0) + 1
    told: dict[str, Any] = {
        "vehicles": [
            {"one": one, "kind": f"parking-{one.vehicle}",
             "called": one.called_at is not None and one.called_at > now - rows.CALLED}
            for one in vehicles
        ],
        "lots": [
            {"station": one, "places": lots.get(one.pk, 0), "taken": taken.get(one.pk, 0),
             "month": month.get(one.pk, 0)}
            for one in mine.filter(revoked_at=None).order_by("pk")
            if one.pk in lots or request.user.has_perm(CHANGE)  # pyright: ignore[reportAttributeAccessIssue]
        ],
        "most": MOST_PLACES,
        "wrong": request.GET.get("wrong") == "places",
    }  # fmt: skip
    return render(request, "hub/parking.html", told)


@require_POST
@page(CHANGE)
def places(request: HttpRequest, station_id: str) -> HttpResponse:
    """How many a station has."""
    station = seen_station(request, station_id)
    number = number_of(request.POST.get("places"))
    if not 0 <= number <= MOST_PLACES:
        return redirect("/parking/?wrong=places")
    ParkingLot.objects.update_or_create(station=station, defaults={"places": number})
    audit.record(cast(User, request.user), "parking-places", station.pk, str(number))
    board_news.changed(station.pk)
    return redirect("parking")


@require_POST
@page(CHANGE)
def call(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a driver on the station's screen to see the keeper, by kind and number alone."""
    one = _seen(request, number)
    ParkedVehicle.objects.filter(pk=one.pk).update(called_at=timezone.now())
    audit.record(cast(User, request.user), "parking-called", one.station.pk, str(one.number))
    board_news.changed(one.station.pk)
    return redirect("parking")


@require_http_methods(["GET", "HEAD", "POST"])
@page(CHANGE)
def plate(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask why, then show the plate, this once."""
    one = _seen(request, number)
    if not one.contact:
        raise Http404
    if (first := stepup.asked(request)) is not None:
        return first
    told: dict[str, Any] = {"one": one, "kind": f"parking-{one.vehicle}"}
    if request.method != "POST":
        return render(request, "hub/parking_plate.html", told)
    try:
        told["plate"] = rows.open_plate(one, cast(User, request.user), str(request.POST.get("reason") or ""))
    except CannotBeDone as error:
        return render(request, "hub/parking_plate.html", told | {"wrong": str(error)}, status=422)
    return render(request, "hub/parking_plate.html", told)


def _seen(request: HttpRequest, number: int) -> ParkedVehicle:
    """What stands now at a station of the reader's districts; anything else does not exist."""
    if number >= 2**63:
        raise Http404
    return get_object_or_404(rows.now_at(stations_for(request.user), timezone.now()), pk=number)
