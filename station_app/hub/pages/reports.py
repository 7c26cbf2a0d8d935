"""Reports: figures of a station, a district or all over a day, week, month, quarter, year, or in all; and as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from station_app.core.counting import RULE, Period
from station_app.hub import audit, report_words, stepup, texts
from station_app.hub.downloads import Block, Cells, Named, csv_response, watermark, xlsx_response
from station_app.hub.models import Station
from station_app.hub.pages.access import page, sees_silent
from station_app.hub.pages.report_rows import station_options, station_rows
from station_app.hub.places import Places, zones_of_all
from station_app.hub.reports import PERIODS, Line, Report, Span, report_of, span_of, today
from station_app.hub.scope import stations_for
from station_app.hub.templatetags.hub import language_code

DISTRICT, STATION = "district:", "station:"
FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a report was asked for; what cannot be read or may not be seen is everything that may."""

    span: Span
    where: str
    """Empty, or `district:…`, or `station:…`."""
    stations: Sequence[Station]
    choices: Sequence[Station]
    """All that the reader may see."""
    day: date
    today: date

    @property
    def place(self) -> str:
        """For whom, in words."""
        if self.where.startswith(STATION):
            return str(self.stations[0])
        if self.where.startswith(DISTRICT):
            return self.where.removeprefix(DISTRICT) or texts.word("report-no-district")
        return texts.word("report-everywhere")

    @property
    def districts(self) -> list[str]:
        """Districts of the stations that the reader may see; none where there is only one."""
        names = sorted({station.district for station in self.choices})
        return names if len(names) > 1 else []


@require_safe
@page("hub.view_visit")
def reports(request: HttpRequest) -> HttpResponse:
    """The page."""
    asked = asked_for(request)
    report = report_of(asked.stations, asked.span, silent=sees_silent(request))
    span, places = asked.span, zones_of_all(asked.stations)
    told = {
        "asked": asked,
        "report": report,
        "periods": [(period, texts.word(f"period-{period}")) for period in PERIODS],
        "earlier": _day_before(asked),
        "later": _day_after(asked),
        "running": span.period != "total" and span.last >= asked.today,
        "options": station_options(asked.choices, asked.where),
        "rows": station_rows(report.lines, span.period, asked.day.isoformat()),
        "query": request.GET.urlencode(),
        "missing": report_words.missing(report),
        "breakdowns": [(part, report_words.breakdown_rows(part, places)) for part in report.breakdowns if part.total],
        # Both languages under every report: a sheet of paper is not switched.
        "rule": RULE[language_code()],
        "rule_other": RULE["zh-CN" if language_code() == "en" else "en"],
    }
    return render(request, "hub/reports.html", told)


@require_safe
@page("hub.export_log")
@stepup.required
def download_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The report as CSV."""
    return csv_response(*_download(request))


@require_safe
@page("hub.export_log")
@stepup.required
def download_xlsx(request: HttpRequest) -> FileResponse:
    """The report as a workbook."""
    return xlsx_response(*_download(request))


def asked_for(request: HttpRequest) -> Asked:
    """Read the address line."""
    now = today(timezone.now())
    day = min(max(FIRST_DAY, _date(request.GET.get("day", "")) or now), date(2999, 12, 31))
    named: dict[str | None, Period] = {period: period for period in PERIODS}
    period = named.get(request.GET.get("period"), "month")
    choices = list(stations_for(request.user).order_by("name", "id"))
    where = request.GET.get("where", "")
    if where.startswith(STATION):
        chosen = [one for one in choices if one.pk == where.removeprefix(STATION)]
    elif where.startswith(DISTRICT):
        chosen = [one for one in choices if one.district == where.removeprefix(DISTRICT)]
    else:
        chosen = []
    if not chosen:
        where, chosen = "", choices
    return Asked(span=span_of(period, day), where=where, stations=chosen, choices=choices, day=day, today=now)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day_before(asked: Asked) -> str:
    earlier = asked.span.first - timedelta(days=1)
    return earlier.isoformat() if asked.span.period != "total" and earlier >= FIRST_DAY else ""


def _day_after(asked: Asked) -> str:
    later = asked.span.last + timedelta(days=1)
    return later.isoformat() if asked.span.period != "total" and later <= asked.today else ""


def _download(request: HttpRequest) -> tuple[Named, str, list[Block]]:
    asked = asked_for(request)
    report = report_of(asked.stations, asked.span, silent=sees_silent(request))
    one = asked.stations[0].pk if asked.where.startswith(STATION) else ""
    audit.record(request.user, "report-exported", one, f"{asked.span.name} {asked.where or 'all'}")
    kind = texts.word(f"period-{asked.span.period}")
    name = Named(plain=f"report-{asked.span.name}", spoken=f"{asked.place}-{kind}-{asked.span.name}")
    mark = watermark(request, f"{asked.place} · {kind} {asked.span.name}")
    return name, mark, list(_blocks(report, zones_of_all(asked.stations)))


def _blocks(report: Report, places: Places) -> Iterator[Block]:
    yield _block(texts.word("report-by-station"), [report_words.headings(), *map(report_words.cells, _lines(report))])
    for part in report.breakdowns:
        heading = [texts.word(f"report-by-{part.name}"), texts.word("report-visits"), texts.word("report-share")]
        yield _block(heading[0], [heading, *report_words.breakdown_rows(part, places)])
    if report.course:
        heading = [texts.word("report-course"), texts.word("report-visits"), texts.word("report-persons")]
        yield _block(heading[0], [heading, *report.course])
    for word, counts in (("report-refusals", report.refusals), ("report-alarm-causes", report.alarms)):
        heading = [texts.word(word), texts.word("report-count")]
        yield _block(heading[0], [heading, *((texts.code(cell), value) for cell, value in counts)])
    notes = [*RULE.values(), texts.word("report-rule-more"), texts.word("report-small")]
    title = texts.word("report-rules")
    yield _block(title, [[title], *([note] for note in (*report_words.missing(report), *notes))])


def _lines(report: Report) -> Sequence[Line]:
    return [*report.lines, report.whole] if len(report.lines) > 1 else report.lines


def _block(title: str, rows: Sequence[Cells]) -> Block:
    return Block(title=title, rows=lambda: iter(rows))
