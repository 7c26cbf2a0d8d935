"""Taking a log along: a few lines about visitors alone, more with a reason and a second person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from station_app.hub import exports, stepup, texts
from station_app.hub.export_models import Export
from station_app.hub.models import Station
from station_app.hub.pages.access import page, seen_station, sees_silent
from station_app.hub.pages.filters import LogFilter
from station_app.hub.pages.log import found_rows, wants_visits
from station_app.hub.pages.log_files import response_of
from station_app.hub.scope import may, stations_for

SHOWN: Final = 50
LATELY: Final = timedelta(days=30)
REASON_LETTERS: Final = (4, 200)
MOST_NUMBER: Final = 2**53


@require_GET
@page("hub.export_log")
@stepup.required
def csv(request: HttpRequest, station_id: str) -> HttpResponseBase:
    """The rows of a filter as CSV for Excel; with too many about visitors, the way to a second person."""
    return _taken_alone(request, seen_station(request, station_id), "csv")


@require_GET
@page("hub.export_log")
@stepup.required
def xlsx(request: HttpRequest, station_id: str) -> HttpResponseBase:
    """The same as a workbook."""
    return _taken_alone(request, seen_station(request, station_id), "xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.export_log")
def ask(request: HttpRequest, station_id: str) -> HttpResponse:
    """What a file would hold, and what it is for."""
    station = seen_station(request, station_id)
    form = "xlsx" if request.GET.get("form") == "xlsx" else "csv"
    chosen, wanted = _wanted(request, station, request.GET, form)
    user, now = cast(User, request.user), timezone.now()
    reason = " ".join(request.POST.get("reason", "").split())
    least, most = REASON_LETTERS
    wrong = request.method == "POST" and not (least <= len(reason) <= most and reason.isprintable())
    if request.method == "POST" and not wrong:
        asked = exports.ask(user, wanted, reason, now)
        return redirect("export-one", asked.pk)
    persons = exports.persons_in(wanted.rows, visits=wanted.visits)
    told = {
        "station": station,
        "form": form,
        "filters": chosen.told(),
        "visits": chosen.visits,
        "holds": texts.sentence("export-holds", lines=wanted.rows.count(), persons=persons),
        "rule": texts.sentence("export-rule", free=exports.FREE, used=exports.taken_alone(user, now)),
        "reason": reason,
        "wrong": wrong,
    }
    return render(request, "hub/export_ask.html", told, status=422 if wrong else 200)


@require_safe
@page()
def exports_page(request: HttpRequest) -> HttpResponse:
    """One's own requests, and those that wait for one's word."""
    user, now = cast(User, request.user), timezone.now()
    approves = user.has_perm("hub.approve")
    if not approves and not user.has_perm("hub.export_log"):
        raise PermissionDenied
    seen = stations_for(user)
    own = Export.objects.filter(who=user, station__in=seen.values("pk")).select_related("who", "station")
    waiting = exports.to_decide(seen, user, now)[:SHOWN] if approves else []
    told = {
        "approves": approves,
        "asks": user.has_perm("hub.export_log"),
        "waiting": [_line(one, now) for one in waiting],
        "own": [_line(one, now) for one in own.order_by("-asked_at")[:SHOWN]],
    }
    return render(request, "hub/exports.html", told)


@require_safe
@page()
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One request, for whoever asked and for whoever may decide."""
    return _one(request, _seen(request, number))


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.approve")
def decide(request: HttpRequest, number: int) -> HttpResponseBase:
    """A second person's word, by a POST; whoever comes back from confirming comes to the request's page."""
    found = _seen(request, number)
    if request.method != "POST":
        return redirect("export-one", found.pk)
    if (first := stepup.asked(request)) is not None:
        return first
    now = timezone.now()
    try:
        exports.decide(found.pk, cast(User, request.user), approve=request.POST.get("word") == "approve", now=now)
    except exports.NotNow as no:
        return _one(request, found, no.code)
    return redirect("exports")


@require_POST
@page("hub.export_log")
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Whoever asked no longer wants it."""
    found = _seen(request, number)
    try:
        exports.withdraw(found.pk, cast(User, request.user), timezone.now())
    except exports.NotNow as no:
        return _one(request, found, no.code)
    return redirect("exports")


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.export_log")
def file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The approved file itself, by a POST; whoever comes back from confirming comes to the request's page."""
    found = _seen(request, number)
    if request.method != "POST":
        return redirect("export-one", found.pk)
    if (first := stepup.asked(request)) is not None:
        return first
    chosen, wanted = _wanted(request, found.station, QueryDict(found.query), found.form)
    try:
        begun = exports.start(found.pk, cast(User, request.user), wanted.rows, timezone.now())
    except exports.NotNow as no:
        return _one(request, found, no.code)
    return response_of(request, begun, chosen, wanted.rows, lambda: exports.finish(begun.pk, timezone.now()))


def _taken_alone(request: HttpRequest, station: Station, form: str) -> HttpResponseBase:
    chosen, wanted = _wanted(request, station, request.GET, form)
    taken = exports.take_alone(cast(User, request.user), wanted, timezone.now())
    if taken is None:
        asked = urlencode([*QueryDict(wanted.query).items(), ("form", form)])
        return redirect(f"{reverse('export-ask', args=[station.pk])}?{asked}")
    return response_of(request, taken, chosen, wanted.rows, lambda: None)


def _wanted(request: HttpRequest, station: Station, asked: QueryDict, form: str) -> tuple[LogFilter, exports.Wanted]:
    chosen = LogFilter(asked, visits=wants_visits(asked))
    rows = found_rows(chosen, station, silent=sees_silent(request))
    return chosen, exports.Wanted(station=station, query=chosen.canonical(), form=form, visits=chosen.visits, rows=rows)


def _seen(request: HttpRequest, number: int) -> Export:
    """A request of the reader, or one that the reader may decide; any other is as unknown as none."""
    user = cast(User, request.user)
    if number > MOST_NUMBER:
        raise Http404
    mine = Export.objects.filter(station__in=stations_for(user).values("pk")).select_related("who", "station")
    found = get_object_or_404(mine.select_related("decided_by"), pk=number)
    if found.who != user and not may(user, "hub.approve", found.station):
        raise Http404
    return found


def _one(request: HttpRequest, found: Export, wrong: str = "") -> HttpResponse:
    now, user = timezone.now(), cast(User, request.user)
    chosen = LogFilter(QueryDict(found.query), visits=wants_visits(QueryDict(found.query)))
    state, own = exports.state_of(found, now), found.who == user
    told = {
        **_line(found, now),
        "filters": chosen.told(),
        "holds": texts.sentence("export-holds", lines=found.lines, persons=found.persons),
        "lately": texts.sentence("export-lately-lines", n=_lately(found.who, now)),
        "download_hint": texts.sentence("export-download-hint", n=exports.STARTS),
        "may_decide": state == "waiting" and not own and user.has_perm("hub.approve"),
        "may_withdraw": own and state in {"waiting", "approved"},
        "may_fetch": own and state == "approved",
        "wrong": texts.word(wrong) if wrong else "",
    }
    return render(request, "hub/export.html", told, status=409 if wrong else 200)


def _lately(who: User, now: datetime) -> int:
    begun = Q(state="taken") | Q(starts__gt=0)
    own: QuerySet[Export] = Export.objects.filter(begun, who=who, asked_at__gt=now - LATELY)
    return own.aggregate(sum=Sum("persons"))["sum"] or 0


def _line(found: Export, now: datetime) -> dict[str, Any]:
    state = exports.state_of(found, now)
    return {
        "export": found,
        "state": state,
        "good": state in {"approved", "taken"},
        "bad": state in {"refused", "lapsed"},
        "what": texts.word("visits" if wants_visits(QueryDict(found.query)) else "events"),
    }
