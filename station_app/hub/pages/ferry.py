"""Ferry files on the managers' pages: one comes up from a station without a network, one goes down to it."""

from __future__ import annotations

import io
from typing import Any, BinaryIO, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from station_app.hub import audit, ferrying, texts
from station_app.hub.ferrying import Brought
from station_app.hub.models import Epoch
from station_app.hub.pages.access import page, seen_station
from station_app.hub.templatetags.hub import clock


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.ferry_station")
def ferry(request: HttpRequest, station_id: str) -> HttpResponse:
    """Take a file that a station has made, and say what became of it."""
    station = seen_station(request, station_id)
    told: dict[str, Any] = {"station": station}
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            told["wrong"] = texts.word("ferry-no-file")
        else:
            brought = ferrying.take_file(cast(BinaryIO, file.file), station, timezone.now())
            audit.record(request.user, "ferry-taken", station.pk, f"new={brought.new} rows={brought.rows}")
            told |= _told(brought)
    told["journals"] = Epoch.objects.filter(station=station).order_by("-id")[:5]
    return render(request, "hub/ferry.html", told, status=422 if told.get("wrong") else 200)


@require_POST
@page("hub.ferry_station")
def ferry_down(request: HttpRequest, station_id: str) -> HttpResponseBase:
    """The file for the station: how far its journals have come, and the newest policy."""
    station = seen_station(request, station_id)
    now = timezone.now()
    content = io.BytesIO()
    ferrying.make_file(content, station, now)
    audit.record(request.user, "ferry-made", station.pk)
    response = HttpResponse(content.getvalue(), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{station.pk}-{now:%Y%m%d-%H%M}.ferry"'
    return response


def _told(brought: Brought) -> dict[str, Any]:
    told: dict[str, Any] = {"notes": []}
    if brought.fault:
        told["wrong"] = texts.word(f"ferry-{brought.fault}")
    if brought.rows or not brought.fault:
        told["done"] = texts.sentence("ferry-done", new=brought.new, rows=brought.rows, made=brought.made)
    if brought.former is not None:
        told["notes"].append(texts.sentence("ferry-of-former", at=clock(brought.former)))
    if brought.missing:
        told["notes"].append(texts.sentence("ferry-missing", what=", ".join(brought.missing)))
    if brought.aside:
        told["notes"].append(texts.sentence("ferry-aside", n=brought.aside))
    return told
