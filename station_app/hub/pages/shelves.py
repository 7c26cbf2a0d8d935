"""Book shelves: what stands where, what is out, how much is read; and catalogues brought in."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from station_app.core.offers.books import BOOKS
from station_app.hub import audit, board_news, texts, things
from station_app.hub.book_import import BadFile, lines_of, take
from station_app.hub.models import CatalogueBook, Loan, ShelfBook, ShelfRule, Station
from station_app.hub.pages.access import page, seen_station
from station_app.hub.pages.things import CHANGE, SEE
from station_app.hub.pages.tickets import number_of
from station_app.hub.scope import stations_for
from station_app.hub.templatetags.hub import local

MONTHS: Final = 12
LISTED: Final = 200
MOST_DAYS: Final = 180
MOST_A_PERSON: Final = 20


@require_safe
@page(SEE)
def shelves(request: HttpRequest) -> HttpResponse:
    """Every station's shelf in one line, what is overdue, and how much was lent by month."""
    stations = {one.pk: one for one in stations_for(request.user).filter(revoked_at=None)}
    away, now_ms = things.out(stations, books_only=True), int(timezone.now().timestamp() * 1000)
    rows = ShelfBook.objects.filter(station__in=stations).values_list("station", "copies")
    titles, copies = Counter[str](), Counter[str]()
    for station, number in rows:
        titles[station] += 1
        copies[station] += number
    gone = Counter(one.station.pk for one in away)
    lines = [
        {"station": one, "titles": titles[one.pk], "copies": copies[one.pk], "out": gone[one.pk]}
        for one in stations.values()
    ]
    known = CatalogueBook.objects.in_bulk([one.item for one in away[:LISTED]])
    late = [
        {"loan": one, "title": known[one.item].title if one.item in known else one.item}
        for one in away[:LISTED] if one.until_ms < now_ms
    ]  # fmt: skip
    told = {"lines": lines, "late": late, "months": _months(list(stations)), "any": bool(titles or away)}
    return render(request, "hub/shelves.html", told)


@require_safe
@page(SEE)
def shelf(request: HttpRequest, station_id: str) -> HttpResponse:
    """One station's books."""
    return _shelf(request, seen_station(request, station_id))


@require_http_methods(["POST"])
@page(CHANGE)
def bring(request: HttpRequest, station_id: str) -> HttpResponse:
    """Take a catalogue in."""
    station, file = seen_station(request, station_id), request.FILES.get("file")
    if file is None:
        return _shelf(request, station, bad="books-no-file")
    try:
        outcome = take(station.pk, lines_of(file.read()))
    except BadFile as bad:
        return _shelf(request, station, bad=str(bad))
    board_news.changed(station.pk)
    audit.record(cast(User, request.user), "things-changed", station=station.pk, detail=f"books +{outcome.taken}")
    said = texts.sentence("books-taken", taken=outcome.taken, same=outcome.same, wrong=outcome.refused)
    wrong = [(number, what, texts.word(why)) for number, what, why in outcome.wrong]
    return _shelf(request, station, said=said, wrong_rows=wrong)


@require_POST
@page(CHANGE)
def rule(request: HttpRequest, station_id: str) -> HttpResponse:
    """How long and how many."""
    station = seen_station(request, station_id)
    days, most = number_of(request.POST.get("days")), number_of(request.POST.get("most"))
    if not (1 <= days <= MOST_DAYS and 1 <= most <= MOST_A_PERSON):
        return _shelf(request, station, bad="books-wrong")
    ShelfRule.objects.update_or_create(station=station, defaults={"days": days, "most": most})
    board_news.changed(station.pk)
    audit.record(cast(User, request.user), "things-changed", station=station.pk, detail=f"books {days} {most}")
    return redirect("shelf", station_id)


def _shelf(request: HttpRequest, station: Station, bad: str = "", **more: Any) -> HttpResponse:
    loans = Loan.objects.filter(station=station, shelf=BOOKS, lent_ms__isnull=False)
    lent, out = Counter[str](), Counter[str]()
    for item, returned in loans.values_list("item", "returned_ms"):
        lent[item] += 1
        out[item] += returned is None
    rows = list(ShelfBook.objects.filter(station=station).select_related("book").order_by("book__title", "book_id"))
    books = [{"row": one, "out": out[one.book.isbn], "lent": lent[one.book.isbn]} for one in rows]
    told: dict[str, Any] = {
        "station": station,
        "books": books[:LISTED],
        "titles": len(rows),
        "copies": sum(one.copies for one in rows),
        "never": sum(1 for one in books if not one["lent"]),
        "rule": ShelfRule.objects.filter(station=station).first() or ShelfRule(days=30, most=3),
        "may_change": cast(User, request.user).has_perm(CHANGE),
        "bad": texts.word(bad) if bad else "",
    }
    return render(request, "hub/shelf.html", told | more, status=422 if bad else 200)


def _months(stations: list[str]) -> list[tuple[str, int]]:
    """The last months in which anything was lent, the newest first."""
    rows = Loan.objects.filter(station__in=stations, shelf=BOOKS, lent_ms__isnull=False)
    found = Counter(f"{local(lent):%Y-%m}" for lent in rows.values_list("lent_ms", flat=True) if lent is not None)
    return sorted(found.items(), reverse=True)[:MONTHS]
