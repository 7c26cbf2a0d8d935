"""Writing a draft: the whole station, one zone, or the whole text; nothing typed is lost by a mistake."""

from __future__ import annotations

import re
from typing import cast

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from station_app.core.policy_text import PolicyError
from station_app.hub import policies, policy_words
from station_app.hub.models import PolicyDraft
from station_app.hub.pages.access import page
from station_app.hub.pages.policies import record, seen_draft
from station_app.hub.pages.policy_form import GeneralForm, RulesForm, TextForm, ZoneForm, pretty

ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.edit_policy")
def general(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What holds at the whole station."""
    draft = _open(request, pk)
    return _edited(request, draft, GeneralForm(draft.text, request.POST or None), "hub/policy_general.html")


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.edit_policy")
def zone(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """One zone; one of which no rule is written yet begins with the defaults."""
    draft = _open(request, pk)
    if not ZONE.fullmatch(name):
        raise Http404
    return _edited(request, draft, ZoneForm(draft.text, name, request.POST or None), "hub/policy_zone.html")


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.edit_policy")
def text(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The whole text."""
    draft = _open(request, pk)
    form = TextForm(request.POST or None, initial={"text": pretty(draft.text), "revision": draft.revision})
    if request.method == "POST" and form.is_valid():
        wrong = _saved(request, draft, form.cleaned_data["revision"], form.cleaned_data["text"])
        return _asked(request, draft, form, "hub/policy_text.html", wrong) if wrong else _back(pk)
    return _asked(request, draft, form, "hub/policy_text.html", "pol-check-marked" if form.errors else "")


def _open(request: HttpRequest, pk: int) -> PolicyDraft:
    draft = seen_draft(request, pk)
    if draft.state not in policies.OPEN:
        raise Http404
    return draft


def _edited(request: HttpRequest, draft: PolicyDraft, form: RulesForm, template: str) -> HttpResponseBase:
    form.fields["revision"].initial = draft.revision
    if request.method != "POST":
        return _asked(request, draft, form, template)
    if not form.is_valid():
        return _asked(request, draft, form, template, "pol-check-marked")
    wrong = _saved(request, draft, form.cleaned_data["revision"], form.text)
    return _asked(request, draft, form, template, wrong) if wrong else _back(draft.pk)


def _saved(request: HttpRequest, draft: PolicyDraft, revision: int, written: str) -> str:
    """Save it; the code of why it was not, empty where it was."""
    try:
        found = policies.save(draft.pk, revision, written, cast(User, request.user))
    except policies.Refusal as refusal:
        return refusal.code
    except PolicyError as error:
        return policy_words.error(str(error))[1]
    record(request, found, "policy-written")
    return ""


def _asked(
    request: HttpRequest, draft: PolicyDraft, form: RulesForm | TextForm, template: str, wrong: str = ""
) -> HttpResponse:
    told = {"draft": draft, "form": form, "wrong": wrong, "voids": draft.state != "draft"}
    return render(request, template, told, status=422 if wrong else 200)


def _back(pk: int) -> HttpResponseBase:
    return redirect(reverse("policy", args=[pk]) + "#changes")
