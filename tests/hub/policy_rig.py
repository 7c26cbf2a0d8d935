"""Policies at a hub for tests: people of two districts, a station that has told of itself, a policy on its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from hub_rig import HubRig

from station_app.core.hours import Hours
from station_app.core.policy import Policy, TurnRule, ZoneRule
from station_app.hub import policies, policy_signing, rollouts, vitals
from station_app.hub.accounts import set_account
from station_app.hub.models import PolicyDraft, Rollout, Station
from station_app.hub.policy_signing import trust
from station_app.identity.keys import IssuingKey
from station_app.identity.policy_seal import seal
from station_app.upstream.vitals_message import DoorNow, Vitals, ZoneNow

SEED = bytes(range(32))
"""Of a key that lies away from the hub."""
RULES = Policy(
    version="winter",
    hours=Hours.weekly({day: ["06:00-22:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}),
    zones={
        "rest": ZoneRule(title="休息区", capacity=16),
        "shower": ZoneRule(title="淋浴间", capacity=1, privacy="private", essential=False, turn=TurnRule(minutes=20)),
    },
)


def person(name: str, role: str, districts: Sequence[str] = ("",)) -> User:
    """An account; in the rig's thread."""
    if not User.objects.filter(username=name).exists():
        set_account(name, role, tuple(districts))
    return User.objects.get(username=name)


def signed(draft: PolicyDraft, seed: bytes = SEED) -> bytes:
    """What `station policy sign` makes of an approved draft."""
    return seal(draft.text, seed)


def known_key() -> None:
    """The hub knows the key that lies elsewhere."""
    trust("office", IssuingKey(seed=SEED).issuer().public.hex())


def approved_draft(stations: Sequence[str] = ("ST-1",), rules: Policy = RULES) -> PolicyDraft:
    """Written by one, approved by another."""
    writer, second = person("writer", "manager"), person("second", "approver")
    draft = policies.begin(list(Station.objects.filter(pk__in=stations).order_by("pk")), rules, writer)
    draft = policies.submit(draft.pk, draft.revision, writer)
    return policies.approve(draft.pk, draft.digest, second)


def begun(stages: Sequence[Sequence[str]] = (("ST-1",),), rules: Policy = RULES, **more: Any) -> Rollout:
    """Signed and offered to its first stage."""
    known_key()
    draft = approved_draft([one for stage in stages for one in stage], rules)
    policy_signing.attach(draft.pk, signed(draft))
    plan = rollouts.Plan(stages=stages, watch_minutes=more.pop("watch_minutes", 60), points=more.pop("points", 10))
    return rollouts.begin(draft.pk, plan, person("writer", "manager"), **more)


def in_force(station: str, number: int, mono_ms: int = 1000) -> None:
    """A station's live state says which policy it has."""
    now = timezone.now()
    live = Vitals(
        station=station, boot="b1", mono_ms=mono_ms, wall_ms=round(now.timestamp() * 1000), version="0.1.0",
        mode="normal", mains=True, clock="trusted", policy=number,
        doors=(DoorNow(name="entry", zone="hall", contact="closed"),),
        zones=(
            ZoneNow(name="hall", title="休息区", inside="2", capacity=16, open=True),
            ZoneNow(name="private", title="母婴室", private=True, inside="free", capacity=1, open=True),
        ),
    )  # fmt: skip
    vitals.keep(Station.objects.get(pk=station), live, now)


def run(rig: HubRig, work: Callable[[], Any]) -> Any:
    """In the rig's thread."""
    return rig.in_thread(work)


def with_version(version: str, **values: Any) -> Policy:
    """The rules under another name, otherwise with these values."""
    return replace(RULES, version=version, **values)
