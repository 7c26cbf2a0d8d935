"""The audit trail for auditors: filtered, page by page, and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from station_app.hub import audit, stepup, texts
from station_app.hub.downloads import safe
from station_app.hub.models import Audit, Scope
from station_app.hub.pages.access import page
from station_app.hub.pages.log import page_number
from station_app.hub.scope import EVERY_DISTRICT, districts_of, stations_for
from station_app.hub.templatetags.hub import CHINA, clock

ROWS_A_PAGE = 50
EXPORTED_ROWS = 100_000
EARLIEST = date(2000, 1, 1)
COLUMNS = ("audit-number", "time", "who", "role", "what", "station", "detail", "hash")


class AuditFilter(forms.Form):
    """What the trail can be narrowed to."""

    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    what = forms.ChoiceField(required=False)
    who = forms.CharField(required=False, max_length=150)
    station = forms.CharField(required=False, max_length=32)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", texts.word("any")), *((deed, texts.deed(deed)) for deed in audit.DEEDS)]
        self.fields["what"] = forms.ChoiceField(required=False, choices=every)
        for name, field in self.fields.items():
            field.label = texts.word({"since": "from", "until": "to"}.get(name, name))

    def apply(self, rows: QuerySet[Audit]) -> QuerySet[Audit]:
        """The rows asked for, newest first; a filter that cannot be read narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("since"):
            rows = rows.filter(at__gte=_midnight(chosen["since"]))
        if chosen.get("until") and chosen["until"] < date.max:
            rows = rows.filter(at__lt=_midnight(chosen["until"] + timedelta(days=1)))
        for name in ("what", "who", "station"):
            if chosen.get(name):
                rows = rows.filter(**{name: chosen[name]})
        return rows.order_by("-number")

    @property
    def told(self) -> str:
        """What was asked for, for the trail itself."""
        named = (
            f"{name}={self.cleaned_data[name]}" for name in ("since", "until", "what") if self.cleaned_data.get(name)
        )
        return " ".join(named)


def rows_for(user: Any) -> QuerySet[Audit]:
    """What an auditor may see: its districts' stations, and what accounts of its districts did elsewhere."""
    if user.has_perm(EVERY_DISTRICT):
        return Audit.objects.all()
    beside = User.objects.filter(pk__in=Scope.objects.filter(district__in=districts_of(user)).values("user"))
    of_stations = Q(station__in=stations_for(user).values("pk"))
    return Audit.objects.filter(of_stations | Q(station="", who__in=beside.values("username")))


@require_safe
@page("hub.view_audit")
def trail(request: HttpRequest) -> HttpResponse:
    """Fifty rows at a time."""
    chosen = AuditFilter(request.GET)
    found = chosen.apply(rows_for(request.user))
    number = page_number(request)
    start = (number - 1) * ROWS_A_PAGE
    rows = list(found[start : start + ROWS_A_PAGE + 1])
    audit.record(request.user, "audit-seen", detail=f"{chosen.told} page={number}".strip())
    asked = request.GET.copy()
    asked.pop("page", None)
    told = {
        "form": chosen,
        "rows": rows[:ROWS_A_PAGE],
        "older": number + 1 if len(rows) > ROWS_A_PAGE else None,
        "newer": number - 1 if number > 1 else None,
        "query": asked.urlencode(),
        "narrowed": bool(asked),
    }
    return render(request, "hub/audit.html", told)


@require_safe
@page("hub.view_audit")
@stepup.required
def export(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV, each with its hash."""
    chosen = AuditFilter(request.GET)
    found = chosen.apply(rows_for(request.user))
    audit.record(request.user, "audit-exported", detail=chosen.told)
    language = translation.get_language() or "zh-hans"
    response = StreamingHttpResponse(_csv(found, language), content_type="text/csv; charset=utf-8")
    day = timezone.localtime().strftime("%Y-%m-%d")
    response["Content-Disposition"] = f'attachment; filename="audit-{day}.csv"'
    return response


class _Line:
    """Hands each written line straight on."""

    def write(self, text: str) -> bytes:
        return text.encode()


def _csv(found: QuerySet[Audit], language: str) -> Iterator[bytes]:
    writer = csv.writer(_Line())
    yield b"\xef\xbb\xbf"  # without it Excel in China reads GBK
    with translation.override(language):
        lines = [[texts.column(name) for name in COLUMNS], *_lines(found)]
    yield from (writer.writerow([safe(cell) for cell in line]) for line in lines)


def _lines(found: QuerySet[Audit]) -> Iterator[list[Any]]:
    for row in found[:EXPORTED_ROWS]:
        moment = clock(int(row.at.timestamp() * 1000))
        told = [row.number, moment, row.who, texts.role(row.role), texts.deed(row.what), row.station, row.detail]
        yield [*told, row.hash]


def _midnight(day: date) -> datetime:
    return datetime.combine(max(day, EARLIEST), time(), CHINA)
