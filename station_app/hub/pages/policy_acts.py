"""What is done with a policy once it is written: approval by a second person, signature, roll-out, stop."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from station_app.hub import policies, policy_signing, rollouts, stepup
from station_app.hub.models import PolicyDraft, Rollout
from station_app.hub.pages.access import page
from station_app.hub.pages.policies import record, seen_draft, shown
from station_app.hub.pages.policy_rollout import PublishForm
from station_app.identity.policy_seal import MAX_BYTES

Act = Callable[[HttpRequest, PolicyDraft], "HttpResponseBase | None"]
View = Callable[..., HttpResponseBase]


def _act(permission: str, *, confirmed: bool) -> Callable[[Act], View]:
    """A button on a policy's page: what goes wrong is told there; `confirmed`: by the second factor just now."""

    def wrap(act: Act) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @page(permission)
        @wraps(act)
        def view(request: HttpRequest, pk: int) -> HttpResponseBase:
            draft = seen_draft(request, pk)
            if confirmed and (first := stepup.asked(request)) is not None:
                return first
            if request.method != "POST":  # back from the second factor: the button is pressed again
                return redirect("policy", pk)
            try:
                done = act(request, draft)
            except policies.Refusal as refusal:
                return shown(request, seen_draft(request, pk), refusal.code)
            return done or redirect("policy", pk)

        return view

    return wrap


@_act("hub.edit_policy", confirmed=False)
def submit(request: HttpRequest, draft: PolicyDraft) -> None:
    """Ask for approval of what was read."""
    found = policies.submit(draft.pk, _number(request, "revision"), cast(User, request.user))
    record(request, found, "policy-submitted")


@_act("hub.approve", confirmed=True)
def approve(request: HttpRequest, draft: PolicyDraft) -> None:
    """Say yes to the bytes that were read."""
    found = policies.approve(draft.pk, request.POST.get("digest", ""), cast(User, request.user))
    record(request, found, "policy-approved")


@_act("hub.approve", confirmed=False)
def send_back(request: HttpRequest, draft: PolicyDraft) -> None:
    """Say no."""
    note = " ".join(request.POST.get("note", "").split())[:200]
    record(request, policies.send_back(draft.pk, request.POST.get("digest", ""), note), "policy-sent-back")


@_act("hub.edit_policy", confirmed=False)
def discard(request: HttpRequest, draft: PolicyDraft) -> None:
    """Give a draft up."""
    record(request, policies.discard(draft.pk), "policy-discarded")


@_act("hub.publish_policy", confirmed=True)
def sign_here(request: HttpRequest, draft: PolicyDraft) -> None:
    """Sign with the key that the operator has put on the hub."""
    record(request, policy_signing.sign_here(draft.pk), "policy-signed")


@_act("hub.publish_policy", confirmed=False)
def stop(request: HttpRequest, draft: PolicyDraft) -> None:
    """Pull the brake; nothing is asked first."""
    rollouts.stop(_rollout(draft), cast(User, request.user))


@_act("hub.edit_policy", confirmed=False)
def go_back(request: HttpRequest, draft: PolicyDraft) -> HttpResponseBase:
    """Put what the stations had before up for approval again."""
    made = rollouts.go_back(_rollout(draft), cast(User, request.user))
    for one in made:
        record(request, one, "policy-submitted")
    return redirect("policy", made[0].pk) if len(made) == 1 else redirect("policies")


@require_safe
@page("hub.publish_policy")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The approved bytes, for `station policy sign`."""
    draft = seen_draft(request, pk)
    if not policies.approved(draft):
        return shown(request, draft, "pol-not-approved")
    response = HttpResponse(draft.text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="policy-{draft.number}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.publish_policy")
def sign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How an approved policy is signed, and the signed one brought back."""
    draft = seen_draft(request, pk)
    if (first := stepup.asked(request)) is not None:
        return first
    wrong, detail = "", ""
    if request.method == "POST":
        try:
            record(request, policy_signing.attach(draft.pk, _envelope(request)), "policy-signed")
        except policies.Refusal as refusal:
            wrong, detail = refusal.code, refusal.detail
        else:
            return redirect("policy", pk)
    told = {"draft": draft, "here": policy_signing.can_sign_here(), "wrong": wrong, "detail": detail}
    return render(request, "hub/policy_sign.html", told, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.publish_policy")
def publish(request: HttpRequest, pk: int) -> HttpResponseBase:
    """To whom first, and how it is watched."""
    draft = seen_draft(request, pk)
    if (first := stepup.asked(request)) is not None:
        return first
    form = PublishForm(draft, request.POST or None)
    wrong = ""
    if request.method == "POST" and form.is_valid():
        try:
            rollouts.begin(draft.pk, form.plan(), cast(User, request.user))
        except policies.Refusal as refusal:
            wrong = refusal.code
        else:
            return redirect(reverse("policy", args=[pk]) + "#rollout")
    status = 422 if wrong or form.errors else 200
    return render(request, "hub/policy_publish.html", {"draft": draft, "form": form, "wrong": wrong}, status=status)


def _envelope(request: HttpRequest) -> bytes:
    """What was brought, as a file or as text; a browser's line ends are not the signer's."""
    brought = request.FILES.get("file")
    if brought is not None:
        return brought.read(MAX_BYTES + 1)
    return request.POST.get("envelope", "").strip().encode() + b"\n"


def _rollout(draft: PolicyDraft) -> int:
    found = Rollout.objects.filter(draft=draft).first()
    if found is None:
        raise policies.Refusal("pol-not-now")
    return found.pk


def _number(request: HttpRequest, name: str) -> int:
    told = request.POST.get(name, "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else -1
