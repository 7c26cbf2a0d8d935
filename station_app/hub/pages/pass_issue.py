"""Issuing and renewing passes: a form behind the second factor, and the cards with the codes, shown once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from station_app.hub import passes, stepup, texts
from station_app.hub.models import Pass, PassKeyList
from station_app.hub.pages.access import page
from station_app.hub.pages.pass_form import IssueForm, RenewForm, batch_in, new_token
from station_app.hub.pages.passes import has, issuing_right, seen_pass
from station_app.hub.pass_sheet import cards, mark
from station_app.hub.passes import Issued, NotIssued
from station_app.hub.templatetags.hub import clock


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.view_pass")
def issue(request: HttpRequest) -> HttpResponseBase:
    """New passes; the answer to the form is the sheet, and nobody can ask for it again."""
    kinds = [kind for kind in Pass.KINDS if has(request, issuing_right(kind))]
    if not kinds:
        raise PermissionDenied
    if (first := stepup.asked(request)) is not None:
        return first
    user, now = cast(User, request.user), timezone.now()
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else kinds[0]
    form = IssueForm(user, kind, now, _sent(request), request.GET.get("station", ""))
    wrong, batch = "", ""
    if request.method == "POST":
        batch = batch_in(request.POST.get("once", ""), user)
        wrong = "" if batch else "pass-form-old"
        if batch and form.is_valid():
            try:
                return _sheet(request, passes.issue(form.wanted(batch), user, now))
            except NotIssued as error:
                wrong = error.code
    told = {
        "form": form,
        "kind": kind,
        "kinds": kinds,
        "may_code": has(request, issuing_right("code")),
        "issued": texts.sentence("pass-today", n=passes.issued_lately(user, now), most=passes.MOST_A_DAY),
        "no_keys": not PassKeyList.objects.exists(),
    }
    return _asked(request, "hub/pass_issue.html", told, wrong, batch)


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.view_pass")
def renew(request: HttpRequest, number: int) -> HttpResponseBase:
    """A new pass in the place of another, which ends at once or at a stated moment."""
    old, user, now = seen_pass(request, number), cast(User, request.user), timezone.now()
    if old.kind == "code" or not has(request, issuing_right(old.kind)):
        raise PermissionDenied
    if (first := stepup.asked(request)) is not None:
        return first
    if old.station is not None and old.station.revoked_at is not None:  # no door of it would know the new one
        return redirect("pass", number)
    form = RenewForm(old, now, _sent(request))
    wrong, batch = "", ""
    if request.method == "POST":
        batch = batch_in(request.POST.get("once", ""), user)
        wrong = "" if batch else "pass-form-old"
        if batch and form.is_valid():
            ends = form.cleaned_data["ends"]
            try:
                return _sheet(request, [passes.renew(old, user, now, batch, ends=ends)], old)
            except NotIssued as error:
                wrong = error.code
    hint = texts.sentence("pass-renew-hint", until=clock(now + (old.until - old.not_before))[:16])
    told = {"form": form, "old": old, "mark": mark(old.fingerprint), "hint": hint}
    return _asked(request, "hub/pass_renew.html", told, wrong, batch)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _asked(request: HttpRequest, template: str, told: dict[str, Any], wrong: str, batch: str) -> HttpResponse:
    """The form; where it was sent already, with the way to what came of it."""
    form = told["form"]
    told |= {
        "once": new_token(cast(User, request.user)),
        "wrong": wrong,
        "batch": batch if wrong == "pass-issued-already" else "",
    }
    return render(request, template, told, status=422 if wrong or form.errors else 200)


def _sheet(request: HttpRequest, made: Sequence[Issued], old: Pass | None = None) -> HttpResponse:
    made = [_invitation(request, one) if one.row.kind == "phone" else one for one in made]
    told: dict[str, Any] = {**cards(made), "batch": made[0].row.batch, "may_revoke": has(request, "revoke_pass")}
    told["links"] = [(card["fingerprint"], card["link"]) for card in told["cards"] if card["link"]]
    if old is not None:
        old.refresh_from_db()
        told["old"] = texts.sentence(
            "pass-old-ends" if old.due_at else "pass-old-ended", mark=mark(old.fingerprint), at=clock(old.due_at)[:16]
        )
    response = render(request, "hub/pass_cards.html", told)
    response["Cache-Control"] = "no-store, private"  # whoever has this page has the passes
    return response


def _invitation(request: HttpRequest, one: Issued) -> Issued:
    """An invitation as a phone can open it; its code stands behind the #, which no browser sends anywhere."""
    return replace(one, text=f"{request.build_absolute_uri(reverse('door'))}#{one.text}")
