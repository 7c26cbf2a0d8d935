"""Hand-outs: rounds as 送清凉, how many pieces each station has, and how many are left there."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from station_app.core.offers.supplies import ITEMS
from station_app.hub import audit, board_news, things
from station_app.hub.models import HandoutRound, RoundStation
from station_app.hub.pages.access import page
from station_app.hub.pages.tickets import number_of
from station_app.hub.scope import stations_for
from station_app.hub.thing_words import item_of

SEE, CHANGE = "hub.view_things", "hub.change_things"
LONGEST_DAYS: Final = 100
"""A station remembers for 120 days who has had something."""
MOST_PIECES: Final = 100_000
MOST_A_PERSON: Final = 20
LISTED: Final = 100
LONGEST: Final = {"title": 40, "english": 60, "taiwan": 40}


@require_safe
@page(SEE)
def rounds(request: HttpRequest) -> HttpResponse:
    """Those at the reader's stations, the newest first."""
    mine = RoundStation.objects.filter(station__in=stations_for(request.user)).values("round")
    found = HandoutRound.objects.filter(pk__in=mine).order_by("-begins_at", "-pk")[:LISTED]
    return render(request, "hub/rounds.html", {"rounds": [_line(request, one) for one in found]})


@require_http_methods(["GET", "HEAD", "POST"])
@page(CHANGE)
def new(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    told: dict[str, Any] = {"items": [(code, item_of(code)) for code in ITEMS], "typed": request.POST}
    told["districts"] = sorted({one.district for one in stations_for(request.user)})
    if request.method == "POST":
        wrong = _begun(request)
        if not wrong:
            return redirect("rounds")
        told["wrong"] = wrong
    return render(request, "hub/round_new.html", told, status=422 if "wrong" in told else 200)


@require_safe
@page(SEE)
def one_round(request: HttpRequest, number: int) -> HttpResponse:
    """One of them, station by station."""
    return render(request, "hub/round.html", _line(request, _of(request, number)))


@require_POST
@page(CHANGE)
def change_round(request: HttpRequest, number: int) -> HttpResponse:
    """How many pieces a station has, or the end of it all."""
    one = _of(request, number)
    if request.POST.get("do") == "withdraw":
        if not _whole(request, one):
            raise Http404  # it is other districts' round, too
        HandoutRound.objects.filter(pk=one.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    else:
        station = stations_for(request.user).filter(pk=str(request.POST.get("station"))).first()
        pieces = number_of(request.POST.get("pieces"))
        if station is None or not 0 <= pieces <= MOST_PIECES:
            raise Http404
        RoundStation.objects.filter(round=one, station=station).update(pieces=pieces)
    board_news.changed(*RoundStation.objects.filter(round=one).values_list("station", flat=True))
    audit.record(cast(User, request.user), "things-changed", detail=f"{one.code}")
    return redirect("round", number)


def _of(request: HttpRequest, number: int) -> HandoutRound:
    mine = RoundStation.objects.filter(station__in=stations_for(request.user), round=number)
    one = HandoutRound.objects.filter(pk=number, pk__in=mine.values("round")).first()
    if one is None:
        raise Http404
    return one


def _whole(request: HttpRequest, one: HandoutRound) -> bool:
    """Whether the reader sees every station of it."""
    return not RoundStation.objects.filter(round=one).exclude(station__in=stations_for(request.user)).exists()


def _line(request: HttpRequest, one: HandoutRound) -> dict[str, Any]:
    given = things.given_of(one.code)
    rows = RoundStation.objects.filter(round=one, station__in=stations_for(request.user)).select_related("station")
    stations = [
        {"station": row.station, "pieces": row.pieces, "given": given.get(row.station.pk, 0),
         "left": max(0, row.pieces - given.get(row.station.pk, 0))}
        for row in rows.order_by("station__district", "station_id")
    ]  # fmt: skip
    state = _state(one)
    sums = {name: sum(cast(int, row[name]) for row in stations) for name in ("pieces", "given", "left")}
    last = timezone.localtime(one.ends_at - timedelta(seconds=1)).date()
    return {"round": one, "item": item_of(one.item), "stations": stations, "state": f"round-{state}",
            "may_withdraw": state in ("on", "soon") and _whole(request, one), "last": last, **sums}  # fmt: skip


def _state(one: HandoutRound) -> str:
    now = timezone.now()
    if one.withdrawn_at:
        return "withdrawn"
    return "over" if one.ends_at <= now else "soon" if one.begins_at > now else "on"


def _begun(request: HttpRequest) -> str:
    """Keep what was filled in; else the code of what is wrong with it."""
    told = request.POST
    titles = {name: " ".join(str(told.get(name) or "").split()) for name in LONGEST}
    if not titles["title"] or any(len(titles[name]) > most for name, most in LONGEST.items()):
        return "round-bad-title"
    if not "".join(titles.values()).isprintable():
        return "round-bad-title"
    if told.get("item") not in ITEMS:
        return "round-bad-item"
    begins, ends = _day(told.get("begins")), _day(told.get("ends"))
    if begins is None or ends is None or not timedelta(0) <= ends - begins <= timedelta(days=LONGEST_DAYS):
        return "round-bad-days"
    a_person, pieces = number_of(told.get("a_person")), number_of(told.get("pieces"))
    if not (1 <= a_person <= MOST_A_PERSON and a_person <= pieces <= MOST_PIECES):
        return "round-bad-pieces"
    stations = list(_stations(request))
    if not stations:
        return "round-bad-stations"
    with transaction.atomic():
        code = f"{told['item']!s}-{secrets.token_hex(4)}"
        made = HandoutRound.objects.create(
            code=code, item=told["item"], **titles, begins_at=begins,
            ends_at=ends + timedelta(days=1), a_person=a_person, made_by=cast(User, request.user),
            made_at=timezone.now(),
        )  # fmt: skip
        RoundStation.objects.bulk_create(RoundStation(round=made, station=one, pieces=pieces) for one in stations)
        board_news.changed(*(one.pk for one in stations))
        audit.record(cast(User, request.user), "things-changed", detail=code)
    return ""


def _stations(request: HttpRequest) -> Any:
    mine = stations_for(request.user).filter(revoked_at=None)
    names = str(request.POST.get("stations") or "").replace(",", " ").replace("，", " ").split()
    if names:
        found = mine.filter(pk__in=names)
        return found if found.count() == len(set(names)) else mine.none()
    return mine.filter(district__in=request.POST.getlist("district"))


def _day(text: Any) -> datetime | None:
    try:
        day = datetime.strptime(str(text), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time(0)))
