"""A roll-out on the page of a policy, and the form that begins one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from station_app.core.policy import Policy
from station_app.hub import policies, policy_words, rollouts, texts
from station_app.hub.contact import SILENT_AFTER
from station_app.hub.models import PolicyDraft, Rollout, RolloutStation
from station_app.hub.policy_judging import stages
from station_app.hub.templatetags.hub import local

LONGEST_HOURS = 336


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One station of a roll-out."""

    name: str
    state: str
    counts: str
    good: bool
    bad: bool


class PublishForm(forms.Form):
    """Which stations are first, how long each stage is watched, and what stops it."""

    first = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    at_once = forms.BooleanField(required=False)
    watch = forms.IntegerField(min_value=1, max_value=LONGEST_HOURS, initial=24)
    points = forms.IntegerField(min_value=1, max_value=100, initial=10)

    def __init__(self, draft: PolicyDraft, data: Any = None) -> None:
        super().__init__(data)
        self._stations = [(one.pk, str(one)) for one in draft.stations.order_by("name", "pk")]
        first: Any = self.fields["first"]
        first.choices, first.initial = self._stations, [self._stations[0][0]]
        for name, word in (("first", "first"), ("at_once", "at-once"), ("watch", "watch"), ("points", "points")):
            self.fields[name].label = texts.word(f"pol-{word}")
        self.alone = len(self._stations) == 1

    def plan(self) -> rollouts.Plan:
        """How it is rolled out; of a valid form."""
        told = self.cleaned_data
        names = [pk for pk, _ in self._stations]
        first = told["first"] or names[:1]
        others = [pk for pk in names if pk not in first]
        found = stages(first, others, at_once=told["at_once"])
        return rollouts.Plan(stages=found, watch_minutes=told["watch"] * 60, points=told["points"])


def context_for(draft: PolicyDraft) -> dict[str, Any]:
    """What the page of a policy tells of its roll-out, if there is one."""
    rollout = Rollout.objects.filter(draft=draft).select_related("stopped_by").first()
    if rollout is None:
        return {"rollout": None}
    targets = list(rollouts.targets_of(rollout).select_related("station").order_by("stage", "station__name", "station"))
    by_stage: dict[int, list[Line]] = {}
    for one in targets:
        by_stage.setdefault(one.stage, []).append(_line(one, rollout))
    return {
        "rollout": rollout,
        "roll_now": _now(rollout),
        "roll_stage": texts.sentence("pol-stage", n=rollout.stage, of=rollout.stages),
        "roll_stages": [(texts.sentence("pol-stage-n", n=stage), lines) for stage, lines in by_stage.items()],
        "roll_back": rollout.state != "running" and bool(rollouts.earlier(rollout)),
    }


def before(draft: PolicyDraft) -> list[Policy]:
    """What its stations had before it was offered to them, each once."""
    rollout = Rollout.objects.filter(draft=draft).first()
    envelopes = rollouts.earlier(rollout) if rollout is not None else {}
    return [policy for one in envelopes if (policy := policies.policy_in(one)) is not None]


def _now(rollout: Rollout) -> str:
    if rollout.state == "stopped":
        who = rollout.stopped_by.get_username() if rollout.stopped_by else ""
        told = texts.sentence(f"pol-why-{rollout.why}", who=who)
        return f"{told} {rollout.why_station}".strip()
    if rollout.state == "done":
        return ""
    verdict = rollouts.verdict_of(rollout, timezone.now())
    return (
        texts.word(f"pol-{verdict.what}-{verdict.why}")
        if verdict.what != "stop"
        else texts.word(f"pol-why-{verdict.why}")
    )


def _line(one: RolloutStation, rollout: Rollout) -> Line:
    stand = rollouts.stand_of(one)
    refused = stand.refused
    counts = ""
    if one.applied_ms is not None:
        told = {"n": one.presented, "r": one.refused, "n0": one.presented_before, "r0": one.refused_before}
        counts = texts.sentence("pol-counts", **told)
    return Line(
        name=str(one.station), state=_state(one, rollout), counts=counts,
        good=stand.applied, bad=bool(refused),
    )  # fmt: skip


def _state(one: RolloutStation, rollout: Rollout) -> str:
    if one.applied_ms is not None:
        return texts.sentence("pol-t-applied", at=local(one.applied_ms).strftime("%m-%d %H:%M"))
    if one.refused_reason:
        return texts.sentence("pol-t-refused", why=policy_words.refusal(one.refused_reason))
    if one.offered_at is None:
        return texts.word("pol-t-waits")
    if rollout.state == "stopped":
        return texts.word("pol-t-withdrawn")
    # One that is merely not heard of since the offer a moment ago is not silent.
    last = one.station.last_contact
    silent = one.station.revoked_at is not None or last is None or timezone.now() - last > SILENT_AFTER
    return texts.word("pol-t-silent" if silent else "pol-t-offered")
