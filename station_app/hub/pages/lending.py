"""What is lent: racks of numbered things, their stickers, and what is overdue."""

from __future__ import annotations

import io
import re
from typing import Any, Final, cast

import qrcode
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe
from qrcode.image.svg import SvgPathImage

from station_app.core.offers.loans import ITEMS, code_of
from station_app.hub import audit, board_news, things
from station_app.hub.models import LoanRack
from station_app.hub.pages.access import page, seen_station
from station_app.hub.pages.things import CHANGE, SEE
from station_app.hub.pages.tickets import number_of
from station_app.hub.scope import stations_for
from station_app.hub.thing_words import item_of

MOST_THINGS: Final = 60
MOST_HOURS: Final = 24 * 90
MOST_RACKS: Final = 12
_CODE: Final = re.compile(r"[a-z0-9-]{1,24}", re.ASCII)


@require_safe
@page(SEE)
def lent(request: HttpRequest) -> HttpResponse:
    """Every rack, and what is away."""
    stations = {one.pk: one for one in stations_for(request.user)}
    away = things.out(stations, books_only=False)
    racks = LoanRack.objects.filter(station__in=stations).select_related("station").order_by("station_id", "code")
    items = {(one.station.pk, one.code): one.item for one in racks}
    now_ms = int(timezone.now().timestamp() * 1000)
    told: dict[str, Any] = {
        "racks": [
            {"rack": one, "item": item_of(one.item),
             "out": sum(1 for loan in away if (loan.station.pk, loan.shelf) == (one.station.pk, one.code))}
            for one in racks
        ],
        "away": [
            {"loan": one, "item": item_of(items.get((one.station.pk, one.shelf), one.shelf)),
             "late": one.until_ms < now_ms}
            for one in away
        ],
        "stations": [one for one in stations.values() if one.revoked_at is None],
        "items": [(code, item_of(code)) for code in ITEMS],
    }  # fmt: skip
    return render(request, "hub/lent.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@page(CHANGE)
def racks(request: HttpRequest, station_id: str) -> HttpResponse:
    """The racks of one station and the stickers for what hangs there."""
    station = seen_station(request, station_id)
    wrong = False
    if request.method == "POST":
        told = request.POST
        code, item, number, hours = (
            str(told.get("code") or told.get("item")), str(told.get("item")), number_of(told.get("count")),
            number_of(told.get("hours")),
        )  # fmt: skip
        others = LoanRack.objects.filter(station=station).exclude(code=code).count()
        good = 0 <= number <= MOST_THINGS and 1 <= hours <= MOST_HOURS and others < MOST_RACKS
        wrong = not (good and item in ITEMS and _CODE.fullmatch(code) and code != "books")
        if not wrong:
            _kept(station_id, code, item, number, hours)
            board_news.changed(station.pk)
            audit.record(cast(User, request.user), "things-changed", station=station.pk, detail=f"rack {code}")
            return redirect("racks", station_id)
    found = LoanRack.objects.filter(station=station).order_by("code")
    shown = [{"rack": one, "item": item_of(one.item), "stickers": _stickers(one)} for one in found]
    told_all = {"station": station, "racks": shown, "items": [(code, item_of(code)) for code in ITEMS], "wrong": wrong}
    return render(request, "hub/racks.html", told_all, status=422 if wrong else 200)


def _kept(station: str, code: str, item: str, number: int, hours: int) -> None:
    """None of it any more is no rack."""
    mine = LoanRack.objects.filter(station_id=station, code=code)
    if number == 0:
        mine.delete()
        return
    values = {"item": item, "count": number, "hours": hours}
    LoanRack.objects.update_or_create(station_id=station, code=code, defaults=values)


def _stickers(rack: LoanRack) -> list[tuple[int, str]]:
    return [(number, _svg(code_of(rack.code, number))) for number in range(1, rack.count + 1)]


def _svg(text: str) -> str:
    drawn = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(drawn)
    # A page shows many of them, and an id stands once on a page.
    return mark_safe(drawn.getvalue().decode().partition("?>")[2].replace(' id="qr-path"', ""))
