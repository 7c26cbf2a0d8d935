"""The files of a log: the same lines as on its pages, each with the mark of who took it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from station_app.hub import texts
from station_app.hub.downloads import Block, Named, csv_response, watermark, xlsx_response
from station_app.hub.export_models import Export
from station_app.hub.models import Fact, Visit
from station_app.hub.pages.filters import LogFilter
from station_app.hub.templatetags.hub import clock
from station_app.hub.timeline import about_log

VISIT_COLUMNS = ("station", "started", "ended", "minutes", "evidence", "credential", "zone", "door", "clock")
FACT_COLUMNS = ("time", "station", "kind", "reason", "credential", "zone", "door", "about", "clock", "journal", "seq")


def response_of(
    request: HttpRequest, export: Export, chosen: LogFilter, rows: QuerySet[Any], at_end: Callable[[], None]
) -> StreamingHttpResponse:
    """The file of an export that was begun; `at_end` is called when its last byte has been handed over."""
    station = str(export.station)
    what = texts.word("visits" if chosen.visits else "events")
    day = timezone.localtime().strftime("%Y-%m-%d")
    name = Named(plain=f"log-{day}-{export.pk}", spoken=f"{station}-{what}-{day}-{export.pk}")
    mark = watermark(request, " · ".join((station, what, *chosen.told(), _approved(export))))
    stamp = _stamp(request, export)
    bounded = rows.filter(id__lte=export.top)
    lines = _visit_lines if chosen.visits else _fact_lines
    blocks = [Block(title=what, rows=lambda: _stamped(lines(station, bounded), stamp))]
    response = (csv_response if export.form == "csv" else xlsx_response)(name, mark, blocks)
    response.streaming_content = _then(response.streaming_content, at_end)
    return response


def _approved(export: Export) -> str:
    if export.decided_by is None:
        return texts.sentence("export-mark-alone", number=export.pk)
    return texts.sentence("export-mark-approved", number=export.pk, by=export.decided_by.get_username())


def _stamp(request: HttpRequest, export: Export) -> str:
    told = {"number": export.pk, "account": request.user.get_username(), "time": clock(timezone.now())}
    return texts.sentence("export-mark", **told)


def _stamped(rows: Iterable[list[Any]], stamp: str) -> Iterator[list[Any]]:
    """The mark behind every line, so that a part of a file tells as much as the whole."""
    for number, row in enumerate(rows):
        yield [*row, stamp if number else texts.word("export-column")]


def _then(content: Any, at_end: Callable[[], None]) -> Iterator[bytes]:
    yield from content
    at_end()


def _visit_lines(station: str, rows: QuerySet[Any]) -> Iterator[list[Any]]:
    yield [texts.column(name) for name in VISIT_COLUMNS]
    visit: Visit
    for visit in rows.iterator(2000):
        yield [
            station, clock(visit.started_ms), clock(visit.ended_ms), visit.minutes,
            visit.end_evidence, texts.code(visit.credential), visit.zone, visit.door, _clock_word(visit.clock),
        ]  # fmt: skip


def _fact_lines(station: str, rows: QuerySet[Any]) -> Iterator[list[Any]]:
    yield [texts.column(name) for name in FACT_COLUMNS]
    fact: Fact
    for fact in rows.iterator(2000):
        body = json.loads(fact.body)
        yield [
            clock(fact.wall_ms), station, texts.code(fact.kind), texts.code(fact.reason),
            texts.code(fact.credential), fact.zone, str(body.get("door", "")), about_log(body),
            _clock_word(fact.clock), fact.epoch, fact.seq,
        ]  # fmt: skip


def _clock_word(value: str) -> str:
    return "" if value in {"", "trusted"} else texts.word("clock-unsure")
