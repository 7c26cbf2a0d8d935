"""Classes and events: what takes place where, how many have signed up and come, making one, cancelling one."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from station_app.core.offers.activities import KINDS
from station_app.hub import activities, audit, board_news
from station_app.hub.models import Activity
from station_app.hub.pages.access import page
from station_app.hub.pages.moments import local_moment
from station_app.hub.pages.things import CHANGE, SEE
from station_app.hub.pages.tickets import number_of
from station_app.hub.scope import stations_for

LISTED: Final = 100
COUNTED: Final = timedelta(days=365)
LONGEST: Final = {"title": 24, "english": 40, "taiwan": 24, "about": 120, "where": 40}
LONGEST_REASON: Final = 60
AHEAD: Final = timedelta(days=100)
"""A station remembers for 120 days who has signed up."""
MOST_HOURS: Final = 24
MOST_PLACES: Final = 500


@require_safe
@page(SEE)
def listed(request: HttpRequest) -> HttpResponse:
    """Those at the reader's stations: what is to come, then what was."""
    now = timezone.now()
    mine = Activity.objects.filter(station__in=stations_for(request.user)).select_related("station")
    coming = list(mine.filter(ends_at__gt=now).order_by("begins_at", "pk")[:LISTED])
    past = list(mine.filter(ends_at__lte=now).order_by("-begins_at", "-pk")[:LISTED])
    turnout = activities.turnout(one.code for one in coming + past)
    held = [one for one in past if not one.cancelled and one.begins_at > now - COUNTED]
    people = [turnout.get(one.code, activities.Turnout()) for one in held]
    told = {
        "coming": [_line(one, turnout) for one in coming],
        "past": [_line(one, turnout) for one in past],
        "held": len(held),
        "signed_up": sum(one.signed_up for one in people),
        "came": sum(one.came for one in people),
    }
    return render(request, "hub/activities.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@page(CHANGE)
def new(request: HttpRequest) -> HttpResponse:
    """Announce one."""
    told: dict[str, Any] = {"kinds": [(kind, f"activity-{kind}") for kind in KINDS], "typed": request.POST}
    told["stations"] = stations_for(request.user).filter(revoked_at=None).order_by("district", "pk")
    if request.method == "POST":
        wrong = _announced(request)
        if not wrong:
            return redirect("activities")
        told["wrong"] = wrong
    return render(request, "hub/activity_new.html", told, status=422 if "wrong" in told else 200)


@require_safe
@page(SEE)
def one_activity(request: HttpRequest, number: int) -> HttpResponse:
    """One of them."""
    one = _of(request, number)
    told = _line(one, activities.turnout([one.code]))
    return render(request, "hub/activity.html", told | {"most": MOST_PLACES, "wrong": request.GET.get("wrong") == "1"})


@require_POST
@page(CHANGE)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """More places, or the end of it. Places are never taken away: somebody may have one."""
    one = _of(request, number)
    reason = " ".join(str(request.POST.get("reason") or "").split())
    places = number_of(request.POST.get("places"))
    if request.POST.get("do") == "cancel":
        if not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
            return redirect(f"/activities/{number}/?wrong=1")
        Activity.objects.filter(pk=one.pk, cancelled="").update(cancelled=reason)
    elif one.places <= places <= MOST_PLACES:
        Activity.objects.filter(pk=one.pk, places__lte=places).update(places=places)
    else:
        return redirect(f"/activities/{number}/?wrong=1")
    audit.record(cast(User, request.user), "activity-changed", one.station.pk, one.code)
    board_news.changed(one.station.pk)
    return redirect("activity", number)


def _of(request: HttpRequest, number: int) -> Activity:
    mine = Activity.objects.filter(station__in=stations_for(request.user)).select_related("station")
    one = mine.filter(pk=number).first() if number < 2**63 else None
    if one is None:
        raise Http404
    return one


def _line(one: Activity, turnout: dict[str, activities.Turnout]) -> dict[str, Any]:
    people = turnout.get(one.code, activities.Turnout())
    now = timezone.now()
    state = "cancelled" if one.cancelled else "over" if one.ends_at <= now else "on" if one.begins_at <= now else "soon"
    return {"one": one, "kind": f"activity-{one.kind}", "people": people, "state": f"activity-is-{state}",
            "waits": max(0, people.signed_up - one.places), "may_change": state in ("on", "soon")}  # fmt: skip


def _announced(request: HttpRequest) -> str:
    """Keep what was filled in; else the code of what is wrong with it."""
    told = request.POST
    texts = {name: " ".join(str(told.get(name) or "").split()) for name in LONGEST}
    if not (texts["title"] and texts["where"]) or not "".join(texts.values()).isprintable():
        return "activity-bad-text"
    if any(len(texts[name]) > most for name, most in LONGEST.items()):
        return "activity-bad-text"
    begins, ends = local_moment(told.get("begins")), local_moment(told.get("ends"))
    join_until, now = local_moment(told.get("join_until")) or begins, timezone.now()
    if begins is None or ends is None or join_until is None or not now < ends <= begins + timedelta(hours=MOST_HOURS):
        return "activity-bad-time"
    if not (begins < ends and begins <= now + AHEAD and join_until <= ends):
        return "activity-bad-time"
    places, waiting = number_of(told.get("places")), number_of(told.get("waiting") or "0")
    if not (1 <= places <= MOST_PLACES and 0 <= waiting <= MOST_PLACES):
        return "activity-bad-places"
    station = stations_for(request.user).filter(revoked_at=None, pk=str(told.get("station"))).first()
    if station is None or told.get("kind") not in KINDS:
        return "activity-bad-station"
    with transaction.atomic():
        code = f"{told['kind']!s}-{secrets.token_hex(4)}"
        Activity.objects.create(
            code=code, station=station, kind=told["kind"], **texts, begins_at=begins, ends_at=ends,
            join_until=join_until, places=places, waiting=waiting, made_by=cast(User, request.user), made_at=now,
        )  # fmt: skip
        audit.record(cast(User, request.user), "activity-changed", station.pk, code)
        board_news.changed(station.pk)
    return ""
