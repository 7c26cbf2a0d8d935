"""Whatever people do in whatever order: what stations are offered, a second person has approved to the last byte."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hub_rig import HubRig
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_rig import RULES, SEED, known_key, person, signed, with_version

from station_app.core.policy_text import text_of
from station_app.hub import policies, policy_signing, rollouts
from station_app.hub.models import PolicyApproval, PolicyDraft, PolicyEdit, PublishedPolicy, Station
from station_app.identity.policy_seal import seal

PEOPLE = {"writer": "manager", "other": "manager", "second": "approver", "boss": "admin"}
ACTS = ("save", "submit", "approve", "send_back", "discard", "attach", "attach_other", "publish", "stop", "go_back")
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from([*PEOPLE]), st.booleans()), min_size=4, max_size=25)
WAY = [("submit", "writer", True), ("approve", "second", True), ("attach", "writer", True), ("publish", "writer", True)]


@pytest.fixture(scope="module")
def hub() -> Iterator[HubRig]:
    """One hub for all orders of events."""
    with HubRig() as rig:

        def fill() -> None:
            from django.utils import timezone

            Station.objects.create(id="ST-1", public_key="0" * 64, enrolled_at=timezone.now())
            for name, role in PEOPLE.items():
                person(name, role)
            known_key()

        rig.in_thread(fill)
        yield rig


def act(draft: PolicyDraft, what: str, name: str, fresh: bool) -> None:
    """One step; `fresh` says whether its maker has read the newest state."""
    who = person(name, PEOPLE[name])
    pk, revision, digest = draft.pk, draft.revision - (not fresh), draft.digest if fresh else "0" * 64
    steps: dict[str, Any] = {
        "save": lambda: policies.save(pk, revision, text_of(with_version(f"by {name}")), who),
        "submit": lambda: policies.submit(pk, revision, who),
        "approve": lambda: policies.approve(pk, digest, who),
        "send_back": lambda: policies.send_back(pk, digest, "no"),
        "discard": lambda: policies.discard(pk) if not fresh else None,
        "attach": lambda: policy_signing.attach(pk, signed(draft)),
        "attach_other": lambda: policy_signing.attach(pk, seal(text_of(with_version("forged", number=999)), SEED)),
        "publish": lambda: rollouts.begin(pk, rollouts.Plan(stages=[["ST-1"]], watch_minutes=60, points=10), who),
        "stop": lambda: rollouts.stop(rollouts.Rollout.objects.get(draft=pk).pk, who),
        "go_back": lambda: rollouts.go_back(rollouts.Rollout.objects.get(draft=pk).pk, who),
    }
    with contextlib.suppress(policies.Refusal, rollouts.Rollout.DoesNotExist):
        steps[what]()


def unapproved() -> list[int]:
    """Numbers that were offered without a second person's yes to these very bytes."""
    found: list[int] = []
    for offer in PublishedPolicy.objects.all():
        digest = policies.digest_of(json.loads(offer.envelope)["policy"])
        by = PolicyApproval.objects.filter(digest=digest)
        if not any(not PolicyEdit.objects.filter(draft=one.draft, who=one.who).exists() for one in by):
            found.append(offer.number)
    return found


@given(acts)
@settings(max_examples=40, deadline=None)
def test_nothing_is_published_that_a_second_person_has_not_approved(hub: HubRig, steps: Any) -> None:
    def play() -> list[int]:
        pk = policies.begin([Station.objects.get()], RULES, person("writer", "manager")).pk
        for step in steps:
            act(PolicyDraft.objects.get(pk=pk), *step)
        return unapproved()

    assert hub.in_thread(play) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(("save", "submit", "approve")), st.sampled_from([*PEOPLE]), st.just(True)),
        max_size=12,
    )
)
@settings(max_examples=40, deadline=None)
def test_nobody_approves_what_he_had_a_hand_in(hub: HubRig, steps: Any) -> None:
    def play() -> int:
        pk = policies.begin([Station.objects.get()], RULES, person("writer", "manager")).pk
        for step in steps:
            act(PolicyDraft.objects.get(pk=pk), *step)
        writers = PolicyEdit.objects.filter(draft=pk).values("who")
        return sum(
            PolicyEdit.objects.filter(draft=pk, who=one.who, at__lte=one.at).exists()
            for one in PolicyApproval.objects.filter(draft=pk, who__in=writers)
        )

    assert hub.in_thread(play) == 0


def test_the_whole_way_does_offer_it(hub: HubRig) -> None:
    def play() -> int:
        before = PublishedPolicy.objects.count()
        pk = policies.begin([Station.objects.get()], RULES, person("writer", "manager")).pk
        for step in WAY:
            act(PolicyDraft.objects.get(pk=pk), *step)
        return PublishedPolicy.objects.count() - before

    assert hub.in_thread(play) == 1
