"""Policies: what is in force where, what is on its way, and one of them in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django.contrib.auth.models import PermissionsMixin, User
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from station_app.core.policy import Policy
from station_app.core.policy_text import HOURS, policy_of
from station_app.hub import audit, policies, policy_words, texts, vitals
from station_app.hub.models import PolicyApproval, PolicyDraft, PolicyEdit, PublishedPolicy, Station
from station_app.hub.pages import policy_rollout
from station_app.hub.pages.access import page
from station_app.hub.pages.policy_trials import trials_of
from station_app.hub.policy_diff import changes, of_zone
from station_app.hub.scope import stations_for
from station_app.hub.templatetags.hub import local

SHOWN = 50
SHOWN_STATIONS = 200
LOOKED_AT = 20
COMPARED = 3
"""Stations of one draft may have different rules now; so many of them are compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtStation:
    """Which policy a station has."""

    station: Station
    name: str
    since: str
    """Since when, or what is known instead."""
    waits: str
    """A policy that it was offered and has not taken; empty where there is none."""
    refused: str


@require_safe
@page("hub.view_policydraft")
def policy_list(request: HttpRequest) -> HttpResponse:
    """Everything on its way, and what the stations have."""
    drafts = policies.drafts_for(request.user).order_by("-changed_at", "-pk").prefetch_related("stations")
    stations = stations_for(request.user).filter(revoked_at=None).order_by("name", "pk")
    told = {
        "open": list(drafts.filter(state__in=policies.OPEN)[:SHOWN]),
        "published": list(drafts.filter(state="published").select_related("rollout")[:SHOWN]),
        "discarded": list(drafts.filter(state="discarded")[:SHOWN]),
        "stations": at_stations(stations.select_related("policyword", "vitals")[:SHOWN_STATIONS]),
    }
    return render(request, "hub/policies.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@page("hub.edit_policy")
def new(request: HttpRequest) -> HttpResponseBase:
    """For which stations a new draft is."""
    choice = stations_for(request.user).filter(revoked_at=None).order_by("name", "pk")
    wanted = request.POST.getlist("station") if request.method == "POST" else request.GET.getlist("station")
    chosen = list(choice.filter(pk__in=wanted[: policies.MOST_STATIONS + 1]))
    wrong = ""
    if request.method == "POST":
        try:
            policy = policies.starting_policy(chosen[0])[0] if chosen else Policy()
            named = replace(policy, version=timezone.localdate().isoformat())
            draft = policies.begin(chosen, named, cast(User, request.user))
        except policies.Refusal as refusal:
            wrong = refusal.code
        else:
            record(request, draft, "policy-written")
            return redirect("policy", draft.pk)
    told = {"choice": choice[: policies.MOST_STATIONS], "chosen": {one.pk for one in chosen}, "wrong": wrong}
    return render(request, "hub/policy_new.html", told, status=422 if wrong else 200)


@require_safe
@page("hub.view_policydraft")
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """One policy: its rules in words, what changes, who has done what."""
    return shown(request, seen_draft(request, pk))


def shown(request: HttpRequest, draft: PolicyDraft, wrong: str = "") -> HttpResponse:
    """The page of one policy; `wrong`: the code of why something was not done."""
    rules = policy_of(draft.text)
    stations = list(draft.stations.order_by("name", "pk"))
    told = {
        "draft": draft,
        "stations": stations,
        "rules": rules,
        "parts": parts_of(rules, stations),
        "general": general_of(rules),
        "compared": list(compared(draft, rules, stations)) if draft.state in policies.OPEN else _revised(draft),
        "edits": edits_of(draft).order_by("-revision")[:SHOWN],
        "writers": ", ".join(sorted({edit.who.get_username() for edit in edits_of(draft)})),
        "approval": _approval(draft),
        "may_edit": has(request, "edit_policy") and draft.state in policies.OPEN,
        "may_approve": has(request, "approve"),
        "is_writer": policies.has_written(draft, cast(User, request.user)),
        "may_publish": has(request, "publish_policy"),
        "trials": trials_of(draft),
        "wrong": wrong,
        **policy_rollout.context_for(draft),
    }
    return render(request, "hub/policy.html", told, status=422 if wrong else 200)


def seen_draft(request: HttpRequest, pk: int) -> PolicyDraft:
    """A draft of the reader's districts; another one's is as unknown as one that does not exist."""
    return get_object_or_404(policies.drafts_for(request.user), pk=pk)


def edits_of(draft: PolicyDraft) -> QuerySet[PolicyEdit]:
    """Its revisions, and who made them."""
    return PolicyEdit.objects.filter(draft=draft).select_related("who")


def _approval(draft: PolicyDraft) -> PolicyApproval | None:
    mine = PolicyApproval.objects.filter(draft=draft, digest=draft.digest) if draft.digest else None
    return mine.select_related("who").order_by("-pk").first() if mine is not None else None


def has(request: HttpRequest, code: str) -> bool:
    """Whether the reader has a right of the hub."""
    return isinstance(request.user, PermissionsMixin) and request.user.has_perm(f"hub.{code}")


def record(request: HttpRequest, draft: PolicyDraft, what: str) -> None:
    """Into the audit trail: which policy, which bytes."""
    stations = list(draft.stations.values_list("pk", flat=True)[:2])
    detail = f"{draft.pk} {draft.revision} {draft.digest[:16]}".strip()
    audit.record(request.user, what, stations[0] if len(stations) == 1 else "", detail)


def at_stations(stations: Any) -> list[AtStation]:
    """What each has, was offered, and has refused."""
    found = list(stations)
    offers = PublishedPolicy.objects.filter(withdrawn_at=None)
    newest = dict(offers.filter(station__in=found).values_list("station").annotate(Max("number")).order_by())
    every = offers.filter(station=None).aggregate(most=Max("number"))["most"] or 0
    return [_at(station, max(newest.get(station.pk, 0), every)) for station in found]


def _at(station: Station, offered: int) -> AtStation:
    word, kept = getattr(station, "policyword", None), getattr(station, "vitals", None)
    live = vitals.read(kept.content) if kept is not None else None
    number = live.policy if live is not None else None
    if word is not None and word.applied_ms and (live is None or word.applied_ms >= live.wall_ms):
        number = word.number  # its facts are newer than its live state
    name = texts.word("pol-built-in") if number == 0 else texts.sentence("pol-number", n=number or "?")
    since = texts.word("pol-not-told") if number is None else ""
    if word is not None and word.number == number and word.applied_ms:
        name = f"{name} · {word.version}"
        since = texts.sentence("pol-applied-since", at=_clock(word.applied_ms))
    refused = ""
    if word is not None and word.refused_ms:
        why = policy_words.refusal(word.refused_reason)
        told = {"at": _clock(word.refused_ms), "version": word.refused_version, "why": why}
        refused = texts.sentence("pol-refused-since", **told)
    waits = texts.sentence("pol-offered-waits", n=offered) if offered > (number or 0) else ""
    return AtStation(
        station=station, name=name if number is not None else "", since=since, waits=waits, refused=refused
    )


def parts_of(rules: Policy, stations: Sequence[Station]) -> list[dict[str, Any]]:
    """Zone by zone what is said of it; a zone that a station has and no rule names, too."""
    named = {
        name: [(policy_words.path(path), policy_words.value(path, value)) for path, value in of_zone(rule).items()]
        for name, rule in rules.zones.items()
    }
    titles = {name: rule.title for name, rule in rules.zones.items()}
    for station in stations[:COMPARED]:
        kept = getattr(station, "vitals", None)
        for zone in live.zones if kept is not None and (live := vitals.read(kept.content)) else ():
            titles[zone.name] = titles.get(zone.name) or zone.title
    return [
        {"name": name, "title": titles[name] or name, "lines": named.get(name), "here": name in named}
        for name in sorted(titles)
    ]


def general_of(rules: Policy) -> list[tuple[str, str]]:
    """What holds at the whole station, beyond the defaults; its hours in any case."""
    lines = [("hours", HOURS.write(rules.hours))]
    usual = Policy(version=rules.version)
    lines += [(one.path, one.after) for one in changes(usual, rules) if not one.zone and one.path != "hours"]
    return [(policy_words.path(path), policy_words.value(path, value)) for path, value in lines]


def compared(draft: PolicyDraft, rules: Policy, stations: Sequence[Station]) -> Any:
    """What changes against what the stations have now, one block for each of their policies."""
    seen: set[str] = set()
    for station in stations[:LOOKED_AT]:
        now, known = policies.starting_policy(station)
        head = texts.sentence("pol-against", what=f"{texts.sentence('pol-number', n=now.number)} {now.version}")
        head = head if known else texts.word("pol-against-default")
        if head not in seen and len(seen) < COMPARED:
            seen.add(head)
            yield {
                "head": head,
                "known": known,
                "groups": groups(now if known else Policy(version=rules.version), rules),
            }


def groups(before: Policy, after: Policy) -> list[tuple[str, list[str]]]:
    """Differences in words, zone by zone."""
    found: dict[str, list[str]] = {}
    for one in changes(before, after):
        found.setdefault(one.zone, []).append(policy_words.change(one))
    titles = {**{name: rule.title for name, rule in before.zones.items()},
              **{name: rule.title for name, rule in after.zones.items() if rule.title}}  # fmt: skip
    return [
        (f"{titles.get(zone) or zone}" if zone else texts.word("pol-whole"), lines) for zone, lines in found.items()
    ]


def _revised(draft: PolicyDraft) -> list[dict[str, Any]]:
    """Of one that was published: what its stations had before; otherwise what the first revision was."""
    before = policy_rollout.before(draft)
    if before:
        after = policy_of(draft.text)
        told = [(f"{texts.sentence('pol-number', n=one.number)} {one.version}", one) for one in before[:COMPARED]]
        return [
            {"head": texts.sentence("pol-against-before", what=name), "known": True, "groups": groups(one, after)}
            for name, one in told
        ]
    first = edits_of(draft).order_by("revision").first()
    if first is None:
        return []
    head = texts.sentence("pol-against", what=texts.sentence("pol-revision", n=1))
    return [{"head": head, "known": True, "groups": groups(policy_of(first.text), policy_of(draft.text))}]


def _clock(ms: int) -> str:
    return local(ms).strftime("%Y-%m-%d %H:%M")
