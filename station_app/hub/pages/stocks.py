"""What is in the boxes: how much, until when it is good, how long it lasts; and counting it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from station_app.core.offers import stock as box
from station_app.core.offers.first_aid import ITEMS
from station_app.hub import audit, board_news, texts, things
from station_app.hub.downloads import Block, Named, csv_response, watermark
from station_app.hub.models import Station, StockEvent
from station_app.hub.pages.access import page, seen_station
from station_app.hub.pages.things import CHANGE, SEE
from station_app.hub.pages.tickets import number_of
from station_app.hub.scope import stations_for
from station_app.hub.templatetags.hub import clock
from station_app.hub.thing_words import item_of
from station_app.hub.things import Level

_RANKS: Final = ("bad", "empty", "urgent", "low", "few", "soon")
COLUMNS: Final = ("stock-station", "district", "stock-item", "stock-left", "stock-expires", "stock-days", "stock-warns",
                  "stock-checked")  # fmt: skip


@require_safe
@page(SEE)
def stocks(request: HttpRequest) -> HttpResponse:
    """Every box of the reader's stations, what needs somebody first."""
    stations, found = _found(request)
    lines = [_told(stations[one.station], one) for one in found]
    districts = sorted({one.district for one in stations_for(request.user)})
    told = {"lines": lines, "districts": districts, "district": request.GET.get("district")}
    told["warned"] = sum(1 for line in lines if line["warns"])
    return render(request, "hub/stocks.html", told)


@require_safe
@page(SEE)
def stocks_csv(request: HttpRequest) -> HttpResponseBase:
    """The same for a spreadsheet."""
    stations, found = _found(request)
    lines = [_told(stations[one.station], one) for one in found]

    def rows() -> Iterator[Sequence[Any]]:
        yield [texts.word(name) for name in COLUMNS]
        for line in lines:
            level: Level = line["level"]
            warned = texts.word("list-comma").join(line["warns"])
            yield [level.station, line["station"].district, line["item"], level.left, level.expires, level.days,
                   warned, clock(level.checked_ms) if level.checked_ms else ""]  # fmt: skip

    audit.record(request.user, "report-exported", detail="stock")
    name = Named(plain="stock", spoken=texts.word("stock-title"))
    return csv_response(name, watermark(request, ""), [Block(title=texts.word("stock-title"), rows=rows)])


@require_http_methods(["GET", "HEAD", "POST"])
@page(CHANGE)
def count(request: HttpRequest, station_id: str) -> HttpResponse:
    """Say how many there are of something."""
    station = seen_station(request, station_id)
    wrong = False
    if request.method == "POST":
        wrong = not _counted(request, station)
        if not wrong:
            return redirect("stock-count", station_id)
    levels = things.levels([station.pk], timezone.now())
    told = {"station": station, "items": [(code, item_of(code)) for code in ITEMS], "wrong": wrong}
    told |= {"lines": [_told(station, one) for one in levels], "typed": request.POST}
    return render(request, "hub/stock_count.html", told, status=422 if wrong else 200)


def _counted(request: HttpRequest, station: Station) -> bool:
    told = request.POST
    item, expires = str(told.get("item")), str(told.get("expires") or "")
    lot = " ".join(str(told.get("lot") or "").split())
    number = number_of(told.get("count")) if str(told.get("count")).isdigit() else -1
    if item not in ITEMS or not 0 <= number <= box.MOST or (expires and not box.is_day(expires)):
        return False
    if len(lot) > 24 or not lot.isprintable():
        return False
    now = timezone.now()
    reader = cast(User, request.user)
    StockEvent.objects.create(
        station=station, what=things.COUNTED, item=item, count=number, expires=expires, lot=lot or expires,
        at_ms=int(now.timestamp() * 1000), by=reader.get_username()[:80], at_hub=True,
    )  # fmt: skip
    board_news.changed(station.pk)
    audit.record(reader, "things-changed", station=station.pk, detail=f"stock {item}")
    return True


def _found(request: HttpRequest) -> tuple[dict[str, Station], list[Level]]:
    mine = stations_for(request.user)
    if "district" in request.GET:
        mine = mine.filter(district=str(request.GET["district"]))
    stations = {one.pk: one for one in mine}
    found = things.levels(stations, timezone.now())
    return stations, sorted(found, key=lambda one: (_rank(one), stations[one.station].district, one.station, one.item))


def _rank(one: Level) -> int:
    return min((_RANKS.index(code) for code in one.warnings), default=len(_RANKS))


def _told(station: Station, one: Level) -> dict[str, Any]:
    bad = bool({"bad", "empty", "urgent"} & set(one.warnings))
    return {
        "station": station,
        "level": one,
        "item": item_of(one.item),
        "warns": [texts.word(f"stock-is-{code}") for code in one.warnings],
        "tone": "bad" if bad else "warn" if one.warnings else "",
    }
