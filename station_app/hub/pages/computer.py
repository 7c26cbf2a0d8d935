"""A station's computer: its key, taking trust away from it, and the code with which another one takes over."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from station_app.hub import audit, stepup, texts
from station_app.hub.enrolment import VALID, new_code
from station_app.hub.models import EnrolmentCode, Replacement, Station
from station_app.hub.pages.access import page, seen_station
from station_app.hub.replacing import Followed, replacements_of

LONGEST_REASON = 200


@require_safe
@page()
def computer(request: HttpRequest, station_id: str) -> HttpResponse:
    """Which key is trusted, what was replaced, and what of the old computer is missing."""
    return _shown(request, seen_station(request, station_id))


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.add_enrolmentcode")
def replace(request: HttpRequest, station_id: str) -> HttpResponseBase:
    """Make a one-time code for a new computer, and show it this once with what to do."""
    station = seen_station(request, station_id)
    if (first := stepup.asked(request)) is not None:
        return first
    if (reason := _reason(request)) is None:
        return _asked(request, station, "replace")
    now = timezone.now()
    code = new_code(station.pk, now, by=cast(User, request.user), reason=reason)
    return _shown(request, station, code=code, code_until=now + VALID)


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.revoke_station")
def revoke(request: HttpRequest, station_id: str) -> HttpResponseBase:
    """Trust the station's key no longer."""
    station = seen_station(request, station_id)
    if (first := stepup.asked(request)) is not None:
        return first
    if (reason := _reason(request)) is None:
        return _asked(request, station, "revoke")
    values = {"revoked_at": timezone.now(), "revoked_by": request.user, "revoked_reason": reason}
    with transaction.atomic():
        if Station.objects.filter(id=station.pk, revoked_at=None).update(**values):
            audit.record(request.user, "station-revoked", station.pk)
    return redirect("computer", station_id)


def _reason(request: HttpRequest) -> str | None:
    """What was typed; None where nothing was sent yet, or what was sent is no reason."""
    reason = request.POST.get("reason", "").strip()
    return reason if reason and reason.isprintable() and len(reason) <= LONGEST_REASON else None


def _asked(request: HttpRequest, station: Station, deed: str) -> HttpResponse:
    wrong = request.method == "POST"
    told = {"station": station, "deed": deed, "wrong": wrong, "typed": request.POST.get("reason", "")}
    return render(request, "hub/computer_form.html", told, status=422 if wrong else 200)


def _shown(request: HttpRequest, station: Station, **more: Any) -> HttpResponse:
    now = timezone.now()
    waiting = EnrolmentCode.objects.filter(station=station.pk, used_at=None, valid_until__gt=now)
    told = {
        "station": station,
        "fingerprint": _fingerprint(station),
        "waiting": waiting.select_related("made_by").last(),
        "history": [_line(one, followed) for one, followed in replacements_of(station)],
        "hub_url": request.build_absolute_uri("/").rstrip("/"),
        **more,
    }
    return render(request, "hub/computer.html", told)


def _fingerprint(station: Station) -> str:
    """The head of the key's SHA-256, in fours: enough to compare by telephone."""
    head = sha256(bytes.fromhex(station.public_key)).hexdigest()[:16]
    return " ".join(head[at : at + 4] for at in range(0, 16, 4))


def _line(one: Replacement, followed: Followed) -> dict[str, Any]:
    ends = texts.sentence("computer-old-ends", n=one.acked_through) if one.epoch else texts.word("computer-old-none")
    if followed.missing is None:
        missing = texts.word("computer-missing-unknown")
    elif followed.missing:
        missing = texts.sentence("computer-missing", n=followed.missing)
    else:
        missing = texts.word("computer-missing-none")
    return {"one": one, "followed": followed, "ends": ends, "missing": missing}
