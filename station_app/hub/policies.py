"""Policies at the hub: written by one, approved by another, offered as approved to the last byte or not at all.

draft -> waiting -> approved -> published          any change leads back to draft and voids the approval
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from station_app.core.policy import Policy, ZoneRule
from station_app.core.policy_text import PolicyError, policy_of, text_of
from station_app.hub import vitals
from station_app.hub.models import (
    PolicyApproval,
    PolicyDraft,
    PolicyEdit,
    PolicyWord,
    PublishedPolicy,
    RolloutStation,
    Station,
    Vitals,
)
from station_app.hub.scope import User as Reader
from station_app.hub.scope import stations_for

if TYPE_CHECKING:
    from station_app.hub.told import Told

MOST_STATIONS = 2000
"""Of one draft; the command `publish` reaches a whole hub."""
CLOCKS_APART = timedelta(minutes=10)
"""A refusal told for an earlier moment than the offer, by more than this, was of something else."""
OPEN = ("draft", "waiting", "approved")
"""States in which a draft may still be changed."""


class Refusal(ValueError):
    """It is not done; `code` names the sentence of why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def digest_of(text: str) -> str:
    """SHA-256 of a policy's text, hex: what is approved."""
    return hashlib.sha256(text.encode()).hexdigest()


def rules_digest(text: str) -> str:
    """SHA-256 of what a policy rules, whatever its number is and whenever it was made."""
    return digest_of(text_of(replace(policy_of(text), number=0, made_ms=0)))


def drafts_for(user: Reader) -> QuerySet[PolicyDraft]:
    """The drafts all of whose stations an account may see."""
    beyond = Station.objects.exclude(pk__in=stations_for(user).values("pk"))
    return PolicyDraft.objects.exclude(stations__in=beyond).filter(stations__in=stations_for(user)).distinct()


def begin(stations: Sequence[Station], policy: Policy, who: User, now: datetime | None = None) -> PolicyDraft:
    """A new draft for these stations. Raises Refusal."""
    now = now or timezone.now()
    if not stations or len(stations) > MOST_STATIONS:
        raise Refusal("pol-no-stations")
    text = text_of(replace(policy, number=0, made_ms=0, station=_for(stations)))
    with transaction.atomic():
        draft = PolicyDraft.objects.create(text=text, version=policy.version, made_at=now, changed_at=now)
        draft.stations.set(stations)
        PolicyEdit.objects.create(draft=draft, revision=1, text=text, who=who, at=now)
    return draft


def save(pk: int, revision: int, text: str, who: User) -> PolicyDraft:
    """Change a draft that still is as it was read; its approval is void. Raises Refusal, and PolicyError of the text.

    For whom a policy is, and its number, is not for its writer to say.
    """
    policy = policy_of(text)
    with transaction.atomic():
        draft = _locked(pk, OPEN)
        if draft.revision != revision:
            raise Refusal("pol-changed-meanwhile")
        stations = list(draft.stations.all()[:2])
        draft.text = text_of(replace(policy, number=0, made_ms=0, station=_for(stations)))
        draft.number, draft.version = 0, policy.version
        _write(draft, "draft", who)
    return draft


def submit(pk: int, revision: int, who: User) -> PolicyDraft:
    """Fix the bytes that somebody else is to approve: number and time go in now. Raises Refusal."""
    with transaction.atomic():
        draft = _locked(pk, ("draft",))
        if draft.revision != revision:
            raise Refusal("pol-changed-meanwhile")
        draft.number = next_number(draft)
        made_ms = round(timezone.now().timestamp()) * 1000
        draft.text = text_of(replace(policy_of(draft.text), number=draft.number, made_ms=made_ms))
        _write(draft, "waiting", who)
    return draft


def approve(pk: int, digest: str, who: User) -> PolicyDraft:
    """A second person's yes to what he has read. Raises Refusal."""
    with transaction.atomic():
        draft = _locked(pk, ("waiting",))
        if not who.has_perm("hub.approve"):
            raise Refusal("pol-may-not-approve")
        if draft.digest != digest:
            raise Refusal("pol-changed-meanwhile")
        if has_written(draft, who):
            raise Refusal("pol-own")
        PolicyApproval.objects.create(draft=draft, digest=digest, who=who, at=timezone.now())
        _turn(draft, "approved")
    return draft


def send_back(pk: int, digest: str, note: str) -> PolicyDraft:
    """Say no, with the reason; approval, if there was one, is void. Raises Refusal."""
    with transaction.atomic():
        draft = _locked(pk, ("waiting", "approved"))
        if draft.digest != digest:
            raise Refusal("pol-changed-meanwhile")
        draft.note, draft.digest, draft.envelope = note, "", ""
        _turn(draft, "draft")
    return draft


def discard(pk: int) -> PolicyDraft:
    """Give a draft up; it is kept to be read. Raises Refusal."""
    with transaction.atomic():
        draft = _locked(pk, OPEN)
        draft.digest = draft.envelope = ""
        _turn(draft, "discarded")
    return draft


def approved(draft: PolicyDraft) -> bool:
    """Whether the bytes as they stand have a second person's yes."""
    return (
        draft.state in ("approved", "published")
        and draft.digest == digest_of(draft.text)
        and PolicyApproval.objects.filter(draft=draft, digest=draft.digest).exists()
    )


def has_written(draft: PolicyDraft, who: User) -> bool:
    """Whether somebody had a hand in a draft: such a one never approves it."""
    return PolicyEdit.objects.filter(draft=draft, who=who).exists()


def next_number(draft: PolicyDraft) -> int:
    """Higher than anything that its stations have, were offered, or may still be offered."""
    others = PolicyDraft.objects.filter(stations__in=draft.stations.all()).exclude(pk=draft.pk)
    return max(highest_number(draft), others.aggregate(most=Max("number"))["most"] or 0) + 1


def highest_number(draft: PolicyDraft) -> int:
    """Of all that the stations of a draft have or were ever offered; 0 for none."""
    stations = draft.stations.all()
    offered = PublishedPolicy.objects.filter(Q(station__in=stations) | Q(station=None)).aggregate(most=Max("number"))
    told = PolicyWord.objects.filter(station__in=stations).aggregate(most=Max("number"))
    live = [kept.policy for row in Vitals.objects.filter(station__in=stations) if (kept := vitals.read(row.content))]
    return max(offered["most"] or 0, told["most"] or 0, *live, 0)


def starting_policy(station: Station) -> tuple[Policy, bool]:
    """What a new draft of a station starts from, and whether it is what the station has now.

    A station's own built-in rules are not known here: then its zones, as it tells of them, under rules by default.
    """
    kept = Vitals.objects.filter(station=station).first()
    told = vitals.read(kept.content) if kept is not None else None
    newest = _published(station).order_by("-number", "-id").first()
    number = told.policy if told is not None else 0
    mine = _published(station).filter(number=number).order_by("-id").first() if number else None
    kept_text = mine or newest
    found = policy_in(kept_text.envelope) if kept_text is not None else None
    if found is not None:
        return found, mine is not None
    zones = {zone.name: zone for zone in (told.zones if told is not None else ())}
    rules = {
        name: ZoneRule(
            title=zone.title[:40], capacity=zone.capacity or None, privacy="private" if zone.private else "public"
        )
        for name, zone in zones.items()
    }
    return Policy(version="1", zones=rules), False


def policy_in(envelope: str) -> Policy | None:
    """The policy in an envelope; None where none can be read. It is not verified."""
    try:
        return policy_of(str(json.loads(envelope)["policy"]))
    except (ValueError, TypeError, KeyError, RecursionError, PolicyError):
        return None


def known_policies(station: Station) -> dict[str, Policy]:
    """What was ever offered to a station, by version."""
    found = (policy_in(one) for one in _published(station).order_by("number").values_list("envelope", flat=True))
    return {policy.version: policy for policy in found if policy is not None}


def _published(station: Station) -> QuerySet[PublishedPolicy]:
    return PublishedPolicy.objects.filter(Q(station=station) | Q(station=None), withdrawn_at=None)


def _for(stations: Iterable[Station]) -> str:
    """Whom a policy names: one station, or any."""
    named = [station.pk for station in stations]
    return named[0] if len(named) == 1 else "*"


def _locked(pk: int, states: Sequence[str]) -> PolicyDraft:
    draft = PolicyDraft.objects.select_for_update(no_key=True).get(pk=pk)
    if draft.state not in states:
        raise Refusal("pol-not-now")
    return draft


def _write(draft: PolicyDraft, state: str, who: User) -> None:
    draft.revision += 1
    draft.digest = digest_of(draft.text) if state == "waiting" else ""
    draft.envelope = ""
    draft.note = draft.note if state == "draft" else ""
    _turn(draft, state)
    PolicyEdit.objects.create(draft=draft, revision=draft.revision, text=draft.text, who=who, at=draft.changed_at)


def _turn(draft: PolicyDraft, state: str) -> None:
    draft.state = state
    draft.changed_at = timezone.now()
    draft.save()


def _applied(station: str, epoch: str, told: Told) -> None:
    values: dict[str, Any] = {
        "number": told.number("serial"),
        "version": told.text("policy", 64),
        "applied_ms": told.wall_ms,
        "refused_version": "",
        "refused_reason": "",
        "refused_ms": None,
    }
    PolicyWord.objects.update_or_create(station_id=station, defaults=values)
    mine = _waiting(station).filter(rollout__draft__number=values["number"], rollout__draft__version=values["version"])
    mine.update(applied_ms=told.wall_ms, refused_ms=None, refused_reason="")


def _refused(station: str, epoch: str, told: Told) -> None:
    values = {
        "refused_version": told.text("policy", 64),
        "refused_reason": told.text("reason"),
        "refused_ms": told.wall_ms,
    }
    PolicyWord.objects.update_or_create(station_id=station, defaults=values)
    if values["refused_reason"] == "damaged-file":  # its own, of before
        return
    # What could not be verified has no name: it can only be what was offered last.
    since = datetime.fromtimestamp(told.wall_ms / 1000, UTC) + CLOCKS_APART
    mine = _waiting(station).filter(rollout__state="running", offered_at__lte=since)
    mine.update(refused_ms=told.wall_ms, refused_reason=values["refused_reason"])


def _waiting(station: str) -> QuerySet[RolloutStation]:
    return RolloutStation.objects.filter(station=station, offered_at__isnull=False, applied_ms=None)


TOLD: Mapping[str, Callable[[str, str, Told], None]] = {"policy.applied": _applied, "policy.refused": _refused}
"""Kind of fact -> what it says of policies."""
