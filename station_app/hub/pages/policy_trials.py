"""Lint and what-if on the page of a policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from station_app.core.policy_text import policy_of
from station_app.hub import policies, policy_trial, policy_words, texts
from station_app.hub.models import PolicyDraft, PolicyTrial
from station_app.hub.pages.access import page
from station_app.hub.places import places_of
from station_app.hub.templatetags.hub import local


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One trial in words."""

    head: str
    older: bool
    """Of another text than the draft has now."""
    findings: Sequence[tuple[str, str, str]]
    """Severity, where, sentence."""
    refused: Sequence[tuple[str, str]]
    """Visitors who would no longer come in: zone and reason, and how many."""
    changed: Sequence[tuple[str, str]]
    """Every other decision that changes."""
    notes: Sequence[str]
    tried: bool
    by: str
    at: object


@require_POST
@page("hub.view_policydraft")
def try_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Try a draft at one of its stations; bounded, so that it is done when the page is there."""
    from station_app.hub.pages.policies import record, seen_draft

    draft = seen_draft(request, pk)
    station = draft.stations.filter(pk=request.POST.get("station", "")).first()
    if station is None:
        raise Http404
    text, now = draft.text, timezone.now()
    found = policy_trial.try_out(station, policy_of(text), now)
    values = {
        "text_digest": policies.rules_digest(text),
        "found": policy_trial.encode(found),
        "who": cast(User, request.user),
        "at": now,
    }
    PolicyTrial.objects.update_or_create(draft=draft, station=station, defaults=values)
    record(request, draft, "policy-tried")
    return redirect(reverse("policy", args=[pk]) + "#try")


def trials_of(draft: PolicyDraft) -> list[Shown]:
    """What trying it has shown, the newest first."""
    rows = PolicyTrial.objects.filter(draft=draft).select_related("station", "who").order_by("-at")
    digest = policies.rules_digest(draft.text)
    return [_shown(row, digest, found) for row in rows[:10] if (found := policy_trial.decode(row.found)) is not None]


def _shown(row: PolicyTrial, digest: str, found: policy_trial.Found) -> Shown:
    lost = [one for one in found.changed if one.before == policy_words.past.GRANTED]
    places = places_of(row.station)
    others = [one for one in found.changed if one not in lost]
    return Shown(
        head=_head(row, found),
        older=row.text_digest != digest,
        findings=[(one.severity, one.path, policy_words.finding(one)) for one in found.findings],
        refused=[(f"{places.zone(one.zone)} · {policy_words.outcome(one.after)}", _times(one.count)) for one in lost],
        changed=[
            (
                f"{places.zone(one.zone)} · {policy_words.outcome(one.before)} → {policy_words.outcome(one.after)}",
                _times(one.count),
            )
            for one in others
        ],
        notes=list(_notes(found)),
        tried=found.decisions > 0,
        by=row.who.get_username(),
        at=row.at,
    )


def _head(row: PolicyTrial, found: policy_trial.Found) -> str:
    if not found.decisions:
        return texts.sentence("pol-try-nothing", station=row.station)
    since, until = (local(ms).strftime("%m-%d") for ms in (found.from_ms, found.until_ms))
    return texts.sentence("pol-try-of", station=row.station, n=found.decisions, since=since, until=until)


def _notes(found: policy_trial.Found) -> list[str]:
    notes = [texts.word(f"pol-try-cut-{found.cut}")] if found.cut else []
    if found.unclear:
        notes.append(texts.sentence("pol-try-unclear", n=found.unclear))
    if found.decisions and not found.rules_known:
        notes.append(texts.word("pol-try-unknown-rules"))
    return [*notes, texts.word("pol-try-limits")]


def _times(count: int) -> str:
    return texts.sentence("pol-n-times", n=count)
