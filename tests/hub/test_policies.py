"""Policies at the hub: written by one, approved by another, changed by nobody in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hub_rig import Enrolled, HubRig, enrolled
from policy_rig import RULES, SEED, approved_draft, in_force, known_key, person, run, signed, with_version

from station_app.core.policy import Policy
from station_app.core.policy_text import PolicyError, policy_of, text_of
from station_app.hub import feed, policies, policy_signing
from station_app.hub.models import PolicyDraft, PolicyWord, Station
from station_app.hub.policies import Refusal
from station_app.identity.policy_seal import seal


def draft_of(role: str = "manager") -> PolicyDraft:
    return policies.begin([Station.objects.get(pk="ST-1")], RULES, person("writer", role))


def refused(rig: HubRig, work: Callable[[], Any]) -> str:
    """The code of why something is not done."""
    with pytest.raises(Refusal) as told:
        run(rig, work)
    return told.value.code


async def test_a_draft_names_its_one_station(rig: HubRig, station: Enrolled) -> None:
    assert policy_of(run(rig, draft_of).text).station == "ST-1"


async def test_a_draft_for_several_stations_is_for_any(rig: HubRig, station: Enrolled) -> None:
    await enrolled(rig, "ST-2")

    draft = run(rig, lambda: policies.begin(list(Station.objects.all()), RULES, person("writer", "manager")))

    assert policy_of(draft.text).station == "*"


async def test_for_whom_it_is_cannot_be_written(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, draft_of)
    other = text_of(Policy(version="x", number=99, station="ST-2"))

    saved = run(rig, lambda: policies.save(draft.pk, 1, other, person("writer", "manager")))

    assert (policy_of(saved.text).station, policy_of(saved.text).number) == ("ST-1", 0)


async def test_two_people_cannot_save_over_each_other(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, draft_of)
    run(rig, lambda: policies.save(draft.pk, 1, text_of(with_version("a")), person("writer", "manager")))

    code = refused(rig, lambda: policies.save(draft.pk, 1, text_of(with_version("b")), person("other", "manager")))

    assert code == "pol-changed-meanwhile"


async def test_what_is_no_policy_is_not_saved(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, draft_of)

    with pytest.raises(PolicyError):
        run(
            rig, lambda: policies.save(draft.pk, 1, '{"version": "x", "number": 1, "hours": "x"}', person("w", "admin"))
        )

    assert run(rig, lambda: PolicyDraft.objects.get().text) == draft.text


async def test_what_is_asked_for_has_a_number_above_all_that_the_station_knows(rig: HubRig, station: Enrolled) -> None:
    run(rig, lambda: in_force("ST-1", 41))
    run(rig, lambda: feed.publish(None, 7, seal(text_of(with_version("old", number=7)), SEED).decode()))

    assert run(rig, approved_draft).number == 42


async def test_two_drafts_never_get_the_same_number(rig: HubRig, station: Enrolled) -> None:
    numbers = [run(rig, approved_draft).number for _ in range(3)]

    assert numbers == [1, 2, 3]


async def test_whoever_wrote_it_does_not_approve_it(rig: HubRig, station: Enrolled) -> None:
    def own() -> PolicyDraft:
        admin = person("boss", "admin")
        draft = policies.begin([Station.objects.get()], RULES, admin)
        draft = policies.submit(draft.pk, 1, admin)
        return policies.approve(draft.pk, draft.digest, admin)

    assert refused(rig, own) == "pol-own"


async def test_whoever_wrote_a_line_of_it_does_not_approve_it(rig: HubRig, station: Enrolled) -> None:
    def helped() -> PolicyDraft:
        writer, boss = person("writer", "manager"), person("boss", "admin")
        draft = policies.begin([Station.objects.get()], RULES, writer)
        draft = policies.save(draft.pk, 1, text_of(with_version("better")), boss)
        draft = policies.submit(draft.pk, 2, writer)
        return policies.approve(draft.pk, draft.digest, boss)

    assert refused(rig, helped) == "pol-own"


async def test_a_manager_cannot_approve(rig: HubRig, station: Enrolled) -> None:
    def by_a_manager() -> PolicyDraft:
        writer = person("writer", "manager")
        draft = policies.begin([Station.objects.get()], RULES, writer)
        draft = policies.submit(draft.pk, 1, writer)
        return policies.approve(draft.pk, draft.digest, person("other", "manager"))

    assert refused(rig, by_a_manager) == "pol-may-not-approve"


async def test_only_the_bytes_that_were_read_are_approved(rig: HubRig, station: Enrolled) -> None:
    def other_bytes() -> PolicyDraft:
        writer = person("writer", "manager")
        draft = policies.begin([Station.objects.get()], RULES, writer)
        read = policies.submit(draft.pk, 1, writer)
        changed = policies.save(draft.pk, read.revision, text_of(with_version("b")), writer)
        policies.submit(draft.pk, changed.revision, writer)
        return policies.approve(draft.pk, read.digest, person("second", "approver"))

    assert refused(rig, other_bytes) == "pol-changed-meanwhile"


async def test_a_change_voids_the_approval(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, approved_draft)
    text = text_of(with_version("more"))

    changed = run(rig, lambda: policies.save(draft.pk, draft.revision, text, person("writer", "manager")))

    assert (changed.state, run(rig, lambda: policies.approved(changed))) == ("draft", False)


async def test_what_is_sent_back_says_why(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, approved_draft)

    back = run(rig, lambda: policies.send_back(draft.pk, draft.digest, "noon is closed"))

    assert (back.state, back.note, run(rig, lambda: policies.approved(back))) == ("draft", "noon is closed", False)


async def test_the_approved_bytes_are_taken_when_they_are_signed(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, approved_draft)
    run(rig, known_key)

    taken = run(rig, lambda: policy_signing.attach(draft.pk, signed(draft)))

    assert taken.envelope.encode() == signed(draft)


async def test_other_bytes_are_not_taken_though_they_are_signed(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, approved_draft)
    run(rig, known_key)
    other = seal(text_of(with_version("winter", number=draft.number, station="ST-1", canary_hours=7)), SEED)

    assert refused(rig, lambda: policy_signing.attach(draft.pk, other)) == "pol-seal-other-bytes"


async def test_a_signature_by_a_key_that_nobody_knows_is_not_taken(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, approved_draft)

    assert refused(rig, lambda: policy_signing.attach(draft.pk, signed(draft))) == "pol-seal-unknown-key"


async def test_a_file_that_was_changed_is_not_taken(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, approved_draft)
    run(rig, known_key)
    changed = signed(draft).replace(b"winter", b"summer")

    assert refused(rig, lambda: policy_signing.attach(draft.pk, changed)) == "pol-seal-bad-signature"


async def test_what_is_not_approved_cannot_be_signed_here(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, draft_of)

    assert refused(rig, lambda: policy_signing.sign_here(draft.pk)) == "pol-not-approved"


async def test_without_a_key_on_the_hub_nothing_is_signed_here(rig: HubRig, station: Enrolled) -> None:
    draft = run(rig, approved_draft)

    assert refused(rig, lambda: policy_signing.sign_here(draft.pk)) == "pol-no-key-here"


@pytest.mark.parametrize(("mode", "code"), [(0o640, "pol-key-open"), (0o604, "pol-key-open")])
async def test_a_key_that_others_can_read_signs_nothing(
    rig: HubRig, station: Enrolled, policy_key: Any, mode: int, code: str
) -> None:
    draft = run(rig, approved_draft)
    policy_key.chmod(mode)

    assert refused(rig, lambda: policy_signing.sign_here(draft.pk)) == code


async def test_with_a_key_on_the_hub_an_approved_policy_is_signed_here(
    rig: HubRig, station: Enrolled, policy_key: Any
) -> None:
    draft = run(rig, approved_draft)

    assert run(rig, lambda: policy_signing.sign_here(draft.pk)).envelope.encode() == signed(draft)


async def test_a_draft_begins_with_what_the_station_has(rig: HubRig, station: Enrolled) -> None:
    for number in (3, 4):
        envelope = seal(text_of(with_version(f"v{number}", number=number)), SEED).decode()
        run(rig, lambda number=number, envelope=envelope: feed.publish("ST-1", number, envelope))
    run(rig, lambda: in_force("ST-1", 3))

    policy, known = run(rig, lambda: policies.starting_policy(Station.objects.get()))

    assert (policy.version, known) == ("v3", True)


async def test_of_built_in_rules_the_zones_alone_are_known(rig: HubRig, station: Enrolled) -> None:
    run(rig, lambda: in_force("ST-1", 0))

    policy, known = run(rig, lambda: policies.starting_policy(Station.objects.get()))

    assert (known, sorted(policy.zones), policy.zones["private"].privacy) == (False, ["hall", "private"], "private")


async def test_what_a_station_has_applied_and_refused_is_remembered(rig: HubRig, station: Enrolled) -> None:
    station.paper.write("policy.applied", policy="winter", serial=12)
    station.paper.write("policy.refused", policy="spring", reason="older")
    await station.push_all()

    word = run(rig, lambda: PolicyWord.objects.get(pk="ST-1"))

    assert (word.number, word.version, word.refused_version, word.refused_reason) == (12, "winter", "spring", "older")
