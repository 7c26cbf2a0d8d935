"""Roll-outs: offered stage by stage, watched, stopped when it gets worse. The hub's own loop drives them, no page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Count as CountOf
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from station_app.hub import audit, feed, policies, policy_signing
from station_app.hub.bell import ring
from station_app.hub.models import Fact, PolicyDraft, PublishedPolicy, Rollout, RolloutStation, Station
from station_app.hub.policies import Refusal
from station_app.hub.policy_judging import Count, Stand, Verdict, judge

WEEK = timedelta(days=7)
LOOKS = timedelta(seconds=15)
"""Between two looks at the roll-outs that run; stations speak every minute."""
NO_POLICY_DECIDES = (
    "card-expired", "card-unreadable", "card-not-authentic", "pass-expired", "pass-not-yet-valid", "pass-foreign",
    "pass-tampered", "pass-used", "code-unknown", "code-unreadable", "code-wrong", "code-wait", "not-recorded",
    "maintenance", "lockdown", "shelter", "evacuation",
)  # fmt: skip
"""Refusals that are no policy's doing; neither they nor staff are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a policy is rolled out."""

    stages: Sequence[Sequence[str]]
    """Station ids, stage by stage."""
    watch_minutes: int
    points: int
    """Of a hundred presentations."""


def begin(pk: int, plan: Plan, who: User, now: datetime | None = None) -> Rollout:
    """Offer an approved and signed policy to its first stage. Raises Refusal."""
    now, stages = now or timezone.now(), plan.stages
    with transaction.atomic():
        draft = PolicyDraft.objects.select_for_update(no_key=True).get(pk=pk)
        if draft.state != "approved" or not draft.envelope:
            raise Refusal("pol-not-signed")
        policy_signing.check(draft, draft.envelope.encode())
        if draft.number <= policies.highest_number(draft):
            raise Refusal("pol-not-newest")
        named = [station for stage in stages for station in stage]
        if sorted(named) != sorted(draft.stations.values_list("pk", flat=True)):
            raise Refusal("pol-changed-meanwhile")
        draft.state, draft.changed_at = "published", now
        draft.save()
        rollout = Rollout.objects.create(
            draft=draft,
            stages=len(stages),
            stage_at=now,
            watch_minutes=plan.watch_minutes,
            points=plan.points,
            who=who,
            begun_at=now,
        )
        RolloutStation.objects.bulk_create(
            RolloutStation(rollout=rollout, station_id=station, stage=number)
            for number, stage in enumerate(stages, 1)
            for station in stage
        )
        _offer(rollout, now)
    return rollout


def advance_all(now: datetime) -> None:
    """Look at every roll-out that runs."""
    for pk in Rollout.objects.filter(state="running").order_by("pk").values_list("pk", flat=True):
        advance(pk, now)


def advance(pk: int, now: datetime) -> Verdict:
    """Count anew, judge, and do what follows."""
    _count(Rollout.objects.get(pk=pk))
    with transaction.atomic():
        rollout = Rollout.objects.select_for_update(no_key=True).get(pk=pk)
        if rollout.state != "running":
            return Verdict(what="wait")
        verdict = verdict_of(rollout, now)
        if verdict.what == "stop":
            _end(rollout, now, verdict)
        elif verdict.what == "advance" and rollout.stage < rollout.stages:
            rollout.stage += 1
            rollout.stage_at = now
            rollout.save()
            _offer(rollout, now)
        elif verdict.what == "advance":
            rollout.state, rollout.ended_at = "done", now
            rollout.save()
    return verdict


def targets_of(rollout: Rollout) -> QuerySet[RolloutStation]:
    """Its stations."""
    return RolloutStation.objects.filter(rollout=rollout)


def verdict_of(rollout: Rollout, now: datetime) -> Verdict:
    """What becomes of it at this moment."""
    offered = targets_of(rollout).filter(offered_at__isnull=False).select_related("station")
    minutes = (now - rollout.stage_at).total_seconds() / 60
    return judge([stand_of(one) for one in offered], rollout.stage, minutes, rollout.watch_minutes, rollout.points)


def stand_of(one: RolloutStation) -> Stand:
    """How far a station has got."""
    last, offered = one.station.last_contact, one.offered_at
    return Stand(
        station=one.station.pk,
        stage=one.stage,
        applied=one.applied_ms is not None,
        refused=one.refused_reason if one.applied_ms is None else "",
        heard=one.station.revoked_at is None and last is not None and offered is not None and last > offered,
        before=Count(presented=one.presented_before, refused=one.refused_before),
        since=Count(presented=one.presented, refused=one.refused),
    )


def stop(pk: int, who: User, now: datetime | None = None) -> None:
    """Somebody pulls the brake: nobody else is offered it. Raises Refusal."""
    with transaction.atomic():
        rollout = Rollout.objects.select_for_update(no_key=True).get(pk=pk)
        if rollout.state != "running":
            raise Refusal("pol-not-now")
        _end(rollout, now or timezone.now(), Verdict(what="stop", why="stopped-by-hand"), who)


def earlier(rollout: Rollout) -> dict[str, list[Station]]:
    """What stations that were offered a policy had before, as far as it is known: envelope -> its stations."""
    found: dict[str, list[Station]] = {}
    for one in targets_of(rollout).filter(offered_at__isnull=False).select_related("station").order_by("station"):
        before = PublishedPolicy.objects.filter(
            Q(station=one.station) | Q(station=None), withdrawn_at=None, number__lt=rollout.draft.number
        )
        last = before.order_by("-number", "-id").first()
        if last is not None and policies.policy_in(last.envelope) is not None:
            found.setdefault(last.envelope, []).append(one.station)
    return found


def go_back(pk: int, who: User) -> list[PolicyDraft]:
    """Drafts of what the stations had before, with a new number; they need approval, too. Raises Refusal."""
    rollout = Rollout.objects.select_related("draft").get(pk=pk)
    if rollout.state == "running":
        raise Refusal("pol-stop-first")
    drafts: list[PolicyDraft] = []
    with transaction.atomic():
        for envelope, stations in earlier(rollout).items():
            policy = policies.policy_in(envelope)
            assert policy is not None
            draft = policies.begin(stations, policy, who)
            drafts.append(policies.submit(draft.pk, draft.revision, who))
    if not drafts:
        raise Refusal("pol-no-earlier")
    return drafts


def _offer(rollout: Rollout, now: datetime) -> None:
    draft = rollout.draft
    targets = list(targets_of(rollout).filter(stage=rollout.stage, offered_at=None))
    names = [one.serializable_value("station") for one in targets]
    before = _counts(names, now - WEEK)
    for one in targets:
        one.presented_before, one.refused_before = before.get(one.serializable_value("station"), (0, 0))
        one.offered_at = now
    RolloutStation.objects.bulk_update(targets, ["presented_before", "refused_before", "offered_at"], 200)
    PublishedPolicy.objects.bulk_create(
        PublishedPolicy(station_id=name, number=draft.number, envelope=draft.envelope, published_at=now)
        for name in names
    )
    one_station = names[0] if len(names) == 1 else ""
    audit.record(rollout.who, "policy-published", one_station, f"{draft.number} {rollout.stage}/{rollout.stages}")
    transaction.on_commit(lambda: _ring(names))


def _ring(names: Sequence[str]) -> None:
    for name in names:
        ring(name)


def _end(rollout: Rollout, now: datetime, verdict: Verdict, who: User | None = None) -> None:
    rollout.state, rollout.ended_at, rollout.stopped_by = "stopped", now, who
    rollout.why, rollout.why_station = verdict.why, verdict.station
    rollout.save()
    # Whoever has not taken it need not: it is taken off the table.
    waiting = targets_of(rollout).filter(offered_at__isnull=False, applied_ms=None)
    for name in waiting.values_list("station", flat=True):
        feed.withdraw(name, rollout.draft.number)
    audit.record(who or AnonymousUser(), "policy-stopped", verdict.station, f"{rollout.draft.number} {verdict.why}")


def _count(rollout: Rollout) -> None:
    """Presentations since each station has applied the policy."""
    applied = targets_of(rollout).filter(applied_ms__isnull=False)
    since = F("station__rolloutstation__applied_ms")
    counts = _sums(Fact.objects.filter(station__rolloutstation__in=applied, wall_ms__gte=since))
    changed: list[RolloutStation] = []
    for one in applied:
        now = counts.get(one.serializable_value("station"), (0, 0))
        if now != (one.presented, one.refused):
            one.presented, one.refused = now
            changed.append(one)
    if changed:
        RolloutStation.objects.bulk_update(changed, ["presented", "refused"], 200)


def _counts(stations: Sequence[str], since: datetime) -> dict[str, tuple[int, int]]:
    return _sums(Fact.objects.filter(station__in=stations, wall_ms__gte=round(since.timestamp() * 1000)))


def _sums(facts: QuerySet[Fact]) -> dict[str, tuple[int, int]]:
    """Station -> presentations of visitors that a policy decides, and those refused."""
    mine = facts.filter(kind__in=("access.granted", "access.denied")).exclude(credential="staff")
    sums = (
        mine.exclude(reason__in=NO_POLICY_DECIDES)
        .values_list("station")
        .annotate(presented=CountOf("pk"), refused=CountOf("pk", filter=Q(kind="access.denied")))
        .order_by()
    )
    return {name: (presented, refused) for name, presented, refused in sums}
