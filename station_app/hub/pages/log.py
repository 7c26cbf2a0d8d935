"""The log of one station: visits or events, filtered, page by page, and as CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from station_app.hub import texts
from station_app.hub.models import Fact, Station, Visit
from station_app.hub.pages.access import page
from station_app.hub.pages.filters import LogFilter
from station_app.hub.templatetags.hub import clock

ROWS_A_PAGE = 50
LAST_PAGE = 200
"""Further back the filters are the quicker way."""
VISIT_COLUMNS = ("station", "started", "ended", "minutes", "evidence", "credential", "zone", "door", "clock")
FACT_COLUMNS = ("time", "station", "kind", "reason", "credential", "zone", "door", "about", "clock", "journal", "seq")


@require_safe
@page("hub.view_fact")
def log(request: HttpRequest, station_id: str) -> HttpResponse:
    """Fifty rows at a time."""
    station = get_object_or_404(Station, id=station_id)
    chosen = LogFilter(request.GET, visits=_wants_visits(request))
    number = _page_number(request)
    start = (number - 1) * ROWS_A_PAGE
    rows = list(chosen.apply(station)[start : start + ROWS_A_PAGE + 1])
    if not chosen.visits:
        for row in rows:
            row.about = _about(json.loads(row.body))
    asked = request.GET.copy()
    asked.pop("page", None)
    told = {
        "station": station,
        "form": chosen,
        "visits": chosen.visits,
        "rows": rows[:ROWS_A_PAGE],
        "older": number + 1 if len(rows) > ROWS_A_PAGE and number < LAST_PAGE else None,
        "newer": number - 1 if number > 1 else None,
        "query": asked.urlencode(),
        "narrowed": bool(set(asked) - {"view"}),
    }
    return render(request, "hub/log.html", told)


@require_safe
@page("hub.export_log")
def export(request: HttpRequest, station_id: str) -> StreamingHttpResponse:
    """The same rows as CSV for Excel; no person is in it."""
    station = get_object_or_404(Station, id=station_id)
    chosen = LogFilter(request.GET, visits=_wants_visits(request))
    lines = _visit_lines if chosen.visits else _fact_lines
    # The text is made while it is sent, when this request's language is no longer set.
    language = translation.get_language() or "zh-hans"
    content = _csv(lambda: lines(station, chosen), language)
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    day = timezone.localtime().strftime("%Y-%m-%d")
    name = quote(f"{station}-{texts.word('visits' if chosen.visits else 'events')}-{day}.csv")
    response["Content-Disposition"] = f"attachment; filename=\"log-{day}.csv\"; filename*=UTF-8''{name}"
    return response


class _Line:
    """Hands each written line straight on."""

    def write(self, text: str) -> str:
        return text


def _csv(lines: Callable[[], Iterator[list[Any]]], language: str) -> Iterator[bytes]:
    writer = csv.writer(_Line())
    yield b"\xef\xbb\xbf"  # without it Excel in China reads GBK
    rows = lines()
    while True:
        with translation.override(language):
            some = [writer.writerow([_safe(cell) for cell in row]) for row in islice(rows, 500)]
        if not some:
            return
        yield "".join(some).encode()


def _safe(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else cell


def _visit_lines(station: Station, chosen: LogFilter) -> Iterator[list[Any]]:
    yield [texts.column(name) for name in VISIT_COLUMNS]
    visit: Visit
    for visit in chosen.apply(station).iterator(2000):
        yield [
            str(station), clock(visit.started_ms), clock(visit.ended_ms), visit.minutes,
            visit.end_evidence, texts.code(visit.credential), visit.zone, visit.door, _clock_word(visit.clock),
        ]  # fmt: skip


def _fact_lines(station: Station, chosen: LogFilter) -> Iterator[list[Any]]:
    yield [texts.column(name) for name in FACT_COLUMNS]
    fact: Fact
    for fact in chosen.apply(station).iterator(2000):
        body = json.loads(fact.body)
        yield [
            clock(fact.wall_ms), str(station), texts.code(fact.kind), texts.code(fact.reason),
            texts.code(fact.credential), fact.zone, str(body.get("door", "")), _about(body),
            _clock_word(fact.clock), fact.epoch, fact.seq,
        ]  # fmt: skip


def _about(body: dict[str, Any]) -> str:
    """What an event is about: the cause of an incident, a device or check and its fault, a door."""
    about = body.get("cause") or body.get("device") or body.get("verb") or body.get("door")
    told = texts.check(str(body["check"])) if body.get("check") else texts.code(str(about)) if about else ""
    wrong = texts.fault(str(body["fault"])) if body.get("fault") else ""
    return " · ".join(each for each in (told, wrong) if each)


def _clock_word(value: str) -> str:
    return "" if value in {"", "trusted"} else texts.word("clock-unsure")


def _wants_visits(request: HttpRequest) -> bool:
    return request.GET.get("view") != "events"


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return min(max(1, int(asked)), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
