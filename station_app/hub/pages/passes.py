"""Passes: the list, found by the mark on the card or its code and never by a person, and what became of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.models import PermissionsMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from station_app.hub import audit, pass_reach, passes, texts
from station_app.hub.models import Pass, PhoneInvitation, Station
from station_app.hub.pages.access import page
from station_app.hub.pages.pass_form import station_choices
from station_app.hub.pass_sheet import mark
from station_app.hub.scope import stations_for
from station_app.hub.templatetags.hub import clock

A_PAGE: Final = 50
MOST_NUMBER: Final = 2**53
LONGEST_CODE: Final = 450
STATIONS_SHOWN: Final = 100
BATCH: Final = re.compile("[0-9a-f]{16}")
GOOD, BAD = ("valid",), ("revoked",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One pass as the list shows it."""

    one: Pass
    mark: str
    state: str
    good: bool
    bad: bool
    heard: str
    """Of a revoked one: how many stations have heard of it."""
    may_end: bool
    """There is still something to revoke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the list is narrowed to; what cannot be read narrows nothing."""

    mark: str = ""
    station: str = ""
    state: str = ""
    batch: str = ""

    @staticmethod
    def read(asked: QueryDict, stations: QuerySet[Station]) -> Chosen:
        """From the address; it stands in the audit trail, so nothing of it is kept as it was typed."""
        state, batch = asked.get("state", ""), asked.get("batch", "")
        named = stations.filter(pk=asked.get("station", "")[:32]).values_list("pk", flat=True)
        return Chosen(
            mark=passes.fingerprint_in(asked.get("mark", "")[:16]),
            station=named.first() or "",
            state=state if state in pass_reach.STATES else "",
            batch=batch if BATCH.fullmatch(batch) else "",
        )

    def apply(self, found: QuerySet[Pass], now: datetime) -> QuerySet[Pass]:
        """The passes asked for."""
        named = {"fingerprint": self.mark, "station": self.station, "batch": self.batch}
        found = found.filter(**{name: value for name, value in named.items() if value})
        return found.filter(pass_reach.in_state(self.state, now)) if self.state else found

    @property
    def told(self) -> dict[str, str]:
        """What was asked for, for addresses and the audit trail."""
        named = {"mark": self.mark, "station": self.station, "state": self.state, "batch": self.batch}
        return {name: value for name, value in named.items() if value}


@require_safe
@page("hub.view_pass")
def pass_list(request: HttpRequest) -> HttpResponse:
    """Fifty passes of the reader's stations at a time, the newest first."""
    return _listed(request)


@require_POST
@page("hub.view_pass")
def find(request: HttpRequest) -> HttpResponse:
    """Look a pass up; by a POST, for whoever scans a card into the field has typed the pass itself."""
    wanted = passes.fingerprint_in(request.POST.get("code", "")[:LONGEST_CODE])
    if not wanted:
        return _listed(request, "pass-mark-wrong")
    found = passes.passes_for(request.user).filter(fingerprint=wanted).values_list("pk", flat=True)[:2]
    if len(found) == 1:
        return redirect("pass", found[0])
    return redirect(f"{reverse('passes')}?{urlencode({'mark': wanted})}")


@require_safe
@page("hub.view_pass")
def one_pass(request: HttpRequest, number: int) -> HttpResponse:
    """One pass: how it stands, who issued it, and which stations have heard that it is revoked."""
    one, now = seen_pass(request, number), timezone.now()
    audit.record(request.user, "passes-seen", one.station.pk if one.station else "", one.fingerprint)
    mine = passes.passes_for(request.user)
    state = pass_reach.state_of(one, now)
    told = {
        "one": one,
        "line": _line(one, now, {}),
        "renewed": [(new, mark(new.fingerprint)) for new in mine.filter(renews=one).order_by("-id")[:1]],
        "before": mark(one.renews.fingerprint) if one.renews else "",
        "why": texts.word("pass-why-renewed") if one.reason == passes.RENEWED else one.reason,
        "phone": _phone(one, now),
        "batch": texts.sentence("pass-batch-n", n=mine.filter(batch=one.batch).count()),
        "may_renew": one.kind != "code"
        and state != "revoked"
        and one.due_at is None
        and not _is_dead(one)
        and has(request, issuing_right(one.kind)),
        **_reach(one),
    }
    return render(request, "hub/pass.html", told)


@require_safe
@page("hub.view_pass")
def reach(request: HttpRequest, number: int) -> HttpResponse:
    """Which stations have heard, alone, for a page that keeps itself fresh; it shows no more, and leaves no trace."""
    return render(request, "hub/_pass_reach.html", _reach(seen_pass(request, number)))


def seen_pass(request: HttpRequest, number: int) -> Pass:
    """A pass of the reader's stations; another one's is as unknown as one that does not exist."""
    if number > MOST_NUMBER:
        raise Http404
    mine = passes.passes_for(request.user).select_related("station", "issued_by", "revoked_by", "renews")
    return get_object_or_404(mine, pk=number)


def lines_of(found: Sequence[Pass], now: datetime) -> Sequence[Line]:
    """Passes as a list shows them."""
    told = pass_reach.heard(found)
    return [_line(one, now, told) for one in found]


def has(request: HttpRequest, code: str) -> bool:
    """Whether the reader has a right of the hub."""
    return isinstance(request.user, PermissionsMixin) and request.user.has_perm(f"hub.{code}")


def issuing_right(kind: str) -> str:
    """Which right it takes to issue such a pass."""
    return "issue_staff_pass" if kind == "staff" else "issue_pass"


def _phone(one: Pass, now: datetime) -> str:
    """Whether a phone has taken its pass; empty for other kinds."""
    invited = PhoneInvitation.objects.filter(one=one).first()
    if invited is None:
        return ""
    if invited.taken_at is not None:
        return f"{texts.word('pass-phone-taken')} {clock(invited.taken_at)}"
    late = invited.until <= now
    return texts.word("pass-phone-late") if late else f"{texts.word('pass-phone-waits')} {clock(invited.until)}"


def _is_dead(one: Pass) -> bool:
    """No door would know a new one: the hub no longer talks to the station."""
    return one.station is not None and one.station.revoked_at is not None


def _listed(request: HttpRequest, wrong: str = "") -> HttpResponse:
    now, chosen = timezone.now(), Chosen.read(request.GET, stations_for(request.user))
    found = chosen.apply(passes.passes_for(request.user), now).select_related("station", "issued_by")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 16:
        found = found.filter(pk__lt=int(before))
    rows = list(found.order_by("-id")[: A_PAGE + 1])
    if not wrong:
        detail = " ".join(f"{name}={value}" for name, value in chosen.told.items() if name != "station")
        audit.record(request.user, "passes-seen", chosen.station, detail)
    shown = rows[:A_PAGE]
    told = {
        "lines": lines_of(shown, now),
        "chosen": chosen,
        "states": pass_reach.STATES,
        "stations": station_choices(request.user),
        "query": urlencode(chosen.told),
        "older": shown[-1].pk if len(rows) > A_PAGE else None,
        "later": "before" in request.GET,
        "may_issue": has(request, "issue_pass") or has(request, "issue_staff_pass"),
        "wrong": wrong,
    }
    return render(request, "hub/passes.html", told, status=422 if wrong else 200)


def _line(one: Pass, now: datetime, told: Any) -> Line:
    state = pass_reach.state_of(one, now)
    heard = told.get(one.pk)
    return Line(
        one=one,
        mark=mark(one.fingerprint),
        state=state,
        good=state in GOOD,
        bad=state in BAD,
        heard=_heard(heard) if heard else "",
        may_end=state in ("valid", "ahead"),
    )


def _heard(told: pass_reach.Heard) -> str:
    if told.whole and told.of:
        return f"✓ {texts.word('pass-heard-all')}"
    return texts.sentence("pass-heard-n", have=told.have, of=told.of)


def _reach(one: Pass) -> dict[str, Any]:
    """What `hub/_pass_reach.html` needs."""
    if one.revoked_at is None:
        return {"one": one, "reached": None}
    found = pass_reach.stations_told(one)
    have = sum(at.has for at in found)
    more = len(found) - STATIONS_SHOWN
    return {
        "one": one,
        "reached": [_at(at) for at in found[:STATIONS_SHOWN]],
        "heard": texts.sentence("pass-heard-n", have=have, of=len(found)),
        "everybody": have == len(found),
        "more": texts.sentence("pass-more-stations", n=more) if more > 0 else "",
    }


def _at(at: pass_reach.At) -> tuple[Station, bool, str, str]:
    """A station, whether it has heard, how far it has the list, and what is wrong there."""
    if at.reach is None:
        return at.station, at.has, texts.word("pass-through-none"), ""
    wrong = texts.sentence("pass-waits-there", n=at.reach.waiting) if at.reach.waiting else ""
    if at.reach.refused:
        wrong = f"{texts.word('pass-list-refused')}: {texts.code(at.reach.refused)}"
    return at.station, at.has, texts.sentence("pass-through", n=at.reach.through), wrong
