"""The support bundles that a station has sent: what they tell at a glance, and the files for whoever helps."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from station_app.hub import audit, bundling, stepup, texts
from station_app.hub.bundle_reading import Fields, Told
from station_app.hub.bundling import Kept
from station_app.hub.pages.access import page, seen_station
from station_app.hub.timeline import BAD, about

_MOST_NUMBER: Final = 2**53


@require_safe
@page("hub.view_supportbundle")
def bundles(request: HttpRequest, station_id: str) -> HttpResponse:
    """What is red and what happened last, of each bundle, without unpacking any."""
    station = seen_station(request, station_id)
    shown = [_line(one) for one in bundling.shown(station, timezone.now())]
    return render(request, "hub/bundles.html", {"station": station, "bundles": shown})


@require_GET
@page("hub.view_supportbundle")
def bundle_file(request: HttpRequest, station_id: str, number: int) -> HttpResponseBase:
    """The file as it came; it is handed out and never shown."""
    station = seen_station(request, station_id)
    if number > _MOST_NUMBER:
        raise Http404
    found = get_object_or_404(bundling.held(station, timezone.now()), pk=number)
    if (first := stepup.asked(request)) is not None:
        return first
    audit.record(request.user, "bundle-taken", station.pk, f"#{found.pk} sha256={found.digest[:16]}")
    response = HttpResponse(bytes(found.content), content_type="application/zip")
    name = f"{station.pk}-{found.came_at:%Y%m%d-%H%M}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _line(one: Kept) -> dict[str, Any]:
    told = one.told
    return {
        "bundle": one.bundle,
        "told": told,
        "size": _size(one.bundle.size),
        "files": texts.sentence("bundle-files", n=told.files),
        "taken_out": texts.sentence("bundle-things", n=told.taken_out),
        "verdict": _verdict(told),
        "bad": told.reds > 0,
        "red": [(texts.check(red.check), _fault(red.fault), red.unfinished, _moment(red.at)) for red in told.red],
        "more": texts.sentence("bundle-more", n=told.reds - len(told.red)) if told.reds > len(told.red) else "",
        "made": _moment(told.made),
        "lines": [_happened(fields) for fields in told.lines],
    }


def _verdict(told: Told) -> str:
    if told.checks == 0:
        return texts.word("bundle-no-checks")
    if told.reds == 0:
        return texts.sentence("bundle-all-green", n=told.checks)
    return texts.sentence("bundle-red-of", n=told.reds, all=told.checks)


def _fault(code: str) -> str:
    return texts.fault(code) if code else ""


def _happened(fields: Fields) -> dict[str, Any]:
    """A line of the timeline, in the words of the station's own page."""
    kind = fields.get("kind", "")
    result = fields.get("result", "") if kind == "selftest.checked" else "green"
    told = [about(fields), fields.get("version", ""), texts.word("bundle-unfinished") if result == "unfinished" else ""]
    return {
        "at": _moment(fields.get("at", "")),
        "what": texts.code(kind),
        "about": " · ".join(each for each in told if each),
        "bad": kind in BAD or result != "green",
    }


def _moment(text: str) -> datetime | None:
    """A time as the station wrote it; None where it is none that has a place in the calendar."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and 1971 <= moment.year <= 9000 else None


def _size(count: int) -> str:
    return f"{count / 1024:,.0f} KiB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MiB"
