"""What anybody may read without an account: the signed state of published stations; and publishing one."""

from __future__ import annotations

import json
from typing import Final

from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from station_app.hub import publishing, stepup
from station_app.hub.models import PublishedStation
from station_app.hub.pages.access import page, seen_station
from station_app.hub.publishing import KEPT_SECONDS, LISTED
from station_app.upstream.public_status import PURPOSE

MOST_A_MINUTE: Final = 120
"""Requests of one address."""


@require_safe
def status(request: HttpRequest, station_id: str) -> HttpResponse:
    """One station's signed state; a station that is not published is as unknown as none."""
    if (refused := _too_many(request)) is not None:
        return refused
    found = publishing.documents([station_id])
    if station_id not in found:
        return _json(b'{"error":"unknown"}', status=404)
    return _json(found[station_id])


@require_safe
def status_list(request: HttpRequest) -> HttpResponse:
    """The signed states of all published stations, or of those of a district, a hundred at a time."""
    if (refused := _too_many(request)) is not None:
        return refused
    stations = publishing.published(request.GET.get("district"), request.GET.get("after", "")[:32])
    found = publishing.documents(stations[:LISTED])
    further = f',"next":{json.dumps(stations[LISTED - 1])}' if len(stations) > LISTED else ""
    return _json(b'{"stations":[' + b",".join(found.values()) + f"]{further}}}".encode())


@require_safe
def status_key(request: HttpRequest) -> HttpResponse:
    """The key with which the states are verified. Pin it; a key that comes with what it signs proves nothing."""
    if (refused := _too_many(request)) is not None:
        return refused
    public = publishing.status_key().public_key().public_bytes_raw().hex()
    told = {"algorithm": "Ed25519", "public_key": public, "prefix": PURPOSE.decode()}
    return _json(json.dumps(told).encode())


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.publish_station")
def publish(request: HttpRequest, station_id: str) -> HttpResponseBase:
    """Make a station's state public, or no longer."""
    station = seen_station(request, station_id)
    if (first := stepup.asked(request)) is not None:
        return first
    if request.method == "POST":
        assert isinstance(request.user, User), "whoever is signed in"
        if "stop" in request.POST:
            publishing.withdraw(station, request.user)
        else:
            publishing.publish(station, request.user, timezone.now())
        return redirect("registry-entry", station_id)
    told = {"station": station, "is_public": PublishedStation.objects.filter(station=station).exists()}
    return render(request, "hub/publish.html", told)


def _json(content: bytes, status: int = 200) -> HttpResponse:
    response = HttpResponse(content, status=status, content_type="application/json")
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _too_many(request: HttpRequest) -> HttpResponse | None:
    """A refusal for an address that asks more than twice a second; a proxy counts as one."""
    name = f"public-asked-{request.META.get('REMOTE_ADDR', '')}-{int(timezone.now().timestamp()) // 60}"
    cache.add(name, 0, 90)
    try:
        asked = cache.incr(name)
    except ValueError:  # it was thrown out in between
        return None
    if asked <= MOST_A_MINUTE:
        return None
    response = _json(b'{"error":"too-many"}', status=429)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response
