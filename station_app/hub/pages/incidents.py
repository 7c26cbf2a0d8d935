"""The inbox of incidents, and one of them: whose it is, what happened, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django.contrib.auth.models import PermissionsMixin, User
from django.core.exceptions import PermissionDenied
from django.db.models import Case as When
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models import When as If
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from station_app.hub import audit, cases, texts
from station_app.hub.case_history import Line, history_of
from station_app.hub.incident_models import Case
from station_app.hub.pages.access import page, sees_silent
from station_app.hub.pages.log import page_number
from station_app.hub.pages.notices import failing_for

A_PAGE: Final = 40
SHOWS: Final = ("open", "mine", "acknowledged", "resolved", "drill")
SEVERITIES: Final = ("urgent", "alarm", "fault", "notice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the reader wants to see, as the address tells; what cannot be read narrows nothing."""

    show: str
    severity: str
    search: str

    @staticmethod
    def read(asked: QueryDict) -> Chosen:
        """From the address."""
        show, severity = str(asked.get("show") or ""), str(asked.get("severity") or "")
        return Chosen(
            show=show if show in SHOWS else "open",
            severity=severity if severity in SEVERITIES else "",
            search=str(asked.get("q") or "").strip().replace("\0", "")[:60],
        )

    def of(self, found: QuerySet[Case], reader: User) -> QuerySet[Case]:
        """The cases asked for, in the order of need; what is over, the newest first."""
        found = found.filter(drill=self.show == "drill")
        if self.severity:
            found = found.filter(severity=self.severity)
        if self.search:
            found = found.filter(Q(station__name__icontains=self.search) | Q(station__id__icontains=self.search))
        if self.show == "resolved":
            return found.exclude(closed_ms=None).order_by("-closed_ms", "-id")
        if self.show == "drill":
            return found.order_by("-opened_ms", "-id")
        found = found.filter(closed_ms=None)
        if self.show == "mine":
            found = found.filter(taken_by=reader)
        taken = ~Q(acknowledged_by="") | ~Q(taken_by=None)
        if self.show != "mine":
            found = found.filter(taken) if self.show == "acknowledged" else found.exclude(taken)
        return by_need(found)


def by_need(found: QuerySet[Case]) -> QuerySet[Case]:
    """The most severe first, then the oldest."""
    ranks = [If(severity=severity, then=Value(rank)) for rank, severity in enumerate(SEVERITIES)]
    rank = When(*ranks, default=Value(SEVERITIES.index("fault")), output_field=IntegerField())
    return found.annotate(rank=rank).order_by("rank", "opened_ms", "id")


@require_safe
@page()
def inbox(request: HttpRequest) -> HttpResponse:
    """What somebody has to see to."""
    reader = cast(User, request.user)
    chosen = Chosen.read(request.GET)
    seen = cases.cases_for(reader, silent=sees_silent(request))
    found = chosen.of(seen, reader).select_related("station", "taken_by")
    number = page_number(request)
    rows = list(found[(number - 1) * A_PAGE : number * A_PAGE + 1])
    asked = request.GET.copy()
    asked.pop("page", None)
    names = cases.names_of({case.acknowledged_by for case in rows})
    told = {
        "lines": [(case, texts.next_step(case.cause), names[case.acknowledged_by]) for case in rows[:A_PAGE]],
        "chosen": chosen,
        "shows": [(show, count if (count := _count(show, seen, reader)) else "") for show in SHOWS],
        "severities": SEVERITIES,
        "older": number + 1 if len(rows) > A_PAGE else None,
        "newer": number - 1 if number > 1 else None,
        "query": asked.urlencode(),
        "failing": failing_for(reader).exists(),
        "now": timezone.now(),
    }
    return render(request, "hub/incidents.html", told)


def _count(show: str, seen: QuerySet[Case], reader: User) -> int:
    """How many are to be done; what is over is not counted."""
    if show in ("resolved", "drill"):
        return 0
    return Chosen(show=show, severity="", search="").of(seen, reader).count()


@require_safe
@page()
def incident(request: HttpRequest, number: int) -> HttpResponse:
    """One of them."""
    case = seen_case(request, number)
    if case.silent:  # who knew of it, and since when, may matter later
        audit.record(request.user, "incident-seen", case.station.pk, f"#{case.pk}")
    return render(request, "hub/incident.html", _told(request, case))


@require_safe
@page()
def now(request: HttpRequest, number: int) -> HttpResponse:
    """How it stands, for whoever keeps the page fresh."""
    return render(request, "hub/_incident_now.html", _told(request, seen_case(request, number)))


@require_POST
@page("hub.order_acknowledge")
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take it on, or over."""
    case = seen_case(request, number)
    return _done(request, case, lambda who: cases.take(case, who))


@require_POST
@page("hub.order_acknowledge")
def hand(request: HttpRequest, number: int) -> HttpResponse:
    """Hand it to a colleague."""
    case = seen_case(request, number)
    chosen = request.POST.get("whom", "")
    whom = cases.colleagues(case).filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None
    if whom is None:
        return _refused(request, case, "case-no-colleague")
    return _done(request, case, lambda who: cases.hand(case, who, whom))


@require_POST
@page("hub.order_resolve")
def resolve(request: HttpRequest, number: int) -> HttpResponse:
    """Say that it is over."""
    case = seen_case(request, number)
    ending, note = request.POST.get("ending", ""), request.POST.get("note", "")
    return _done(request, case, lambda who: cases.resolve(case, who, ending, note))


@require_POST
@page("hub.order_acknowledge")
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Add a note."""
    case = seen_case(request, number)
    return _done(request, case, lambda who: cases.write(case, who, request.POST.get("note", "")))


def seen_case(request: HttpRequest, number: int) -> Case:
    """A case of the reader's districts; another one's is as unknown as one that does not exist."""
    if number >= 2**63:
        raise Http404
    found = cases.cases_for(cast(User, request.user), silent=sees_silent(request))
    return get_object_or_404(found.select_related("station", "taken_by"), pk=number)


def _done(request: HttpRequest, case: Case, do: Callable[[User], Any]) -> HttpResponse:
    reader = cast(User, request.user)
    if case.silent and not reader.has_perm("hub.view_silent_incident"):
        raise PermissionDenied
    try:
        do(reader)
    except cases.CannotBeDone as error:
        return _refused(request, case, str(error))
    return redirect("incident", case.pk)


def _refused(request: HttpRequest, case: Case, why: str) -> HttpResponse:
    told = {**_told(request, case), "wrong": why, "typed": request.POST.get("note", "")}
    return render(request, "hub/incident.html", told, status=422)


def _told(request: HttpRequest, case: Case) -> dict[str, Any]:
    reader = cast(User, request.user)
    history: Sequence[Line] = history_of(case, timezone.now())
    may = {verb: _has(reader, f"order_{verb}") for verb in ("acknowledge", "resolve")}
    return {
        "case": case,
        "station": case.station,
        "step": texts.next_step(case.cause),
        "acknowledged_by": cases.names_of({case.acknowledged_by})[case.acknowledged_by],
        "history": history,
        "under_way": any(line.under_way for line in history),
        "may_take": may["acknowledge"] and case.state != "resolved" and case.taken_by != reader,
        "may_hand": may["acknowledge"] and case.state != "resolved",
        "may_resolve": may["resolve"] and case.state != "resolved",
        "may_note": may["acknowledge"],
        "colleagues": cases.colleagues(case, but=reader) if may["acknowledge"] else (),
        "endings": cases.ENDINGS,
        "told_words": texts.sentence("case-step-n", n=case.told) if case.told else "",
        "level_words": texts.sentence("case-level-n", n=case.level + 1) if case.epoch else "",
        "repeats_words": texts.sentence("case-repeats-n", n=case.repeats) if case.repeats else "",
    }


def _has(user: object, code: str) -> bool:
    return isinstance(user, PermissionsMixin) and user.has_perm(f"hub.{code}")
