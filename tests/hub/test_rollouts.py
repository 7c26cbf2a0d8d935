"""Roll-outs: stage by stage, stopped by refusals or by hand, and never offering what is not approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from policy_rig import approved_draft, begun, known_key, person, run, signed, with_version

from station_app.core.policy_text import text_of
from station_app.hub import policy_signing, rollouts
from station_app.hub.models import Audit, PolicyDraft, PublishedPolicy, Rollout, RolloutStation
from station_app.hub.notifier import Notifier
from station_app.hub.policies import Refusal

TWO = (("ST-1",), ("ST-2",))


@pytest.fixture
async def pair(rig: HubRig) -> tuple[Enrolled, Enrolled]:
    """Two stations, each with a calm week behind it."""
    found = (await enrolled(rig, "ST-1"), await enrolled(rig, "ST-2"))
    for station in found:
        station.paper.wall = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
        for number in range(30):
            station.paper.visit(who=number)
        await station.push_all()
        station.paper.wall = datetime.now(UTC).replace(microsecond=0)
    return found


async def told(station: Enrolled, kind: str, times: int = 1, **body: Any) -> None:
    """The station tells of something that happened just now."""
    for _ in range(times):
        station.paper.write(kind, **body)
    await station.push_all()


async def applied(station: Enrolled, number: int = 1, version: str = "winter") -> None:
    await told(station, "policy.applied", policy=version, serial=number)


async def turned_away(station: Enrolled, times: int, reason: str = "closed") -> None:
    for number in range(times):
        station.paper.write(
            "access.denied", presentation=f"p{number}", door="entry", zone="rest", credential="pass", reason=reason,
            policy="winter",
        )  # fmt: skip
    await station.push_all()


def offered(rig: HubRig) -> list[str]:
    return run(rig, lambda: sorted(
        PublishedPolicy.objects.filter(withdrawn_at=None).values_list("station", flat=True)))  # fmt: skip


def advance(rig: HubRig, minutes: float = 1) -> Rollout:
    """The hub looks at it so long after its stage began."""

    def look() -> Rollout:
        found = Rollout.objects.order_by("pk").last()
        assert found is not None
        rollouts.advance(found.pk, found.stage_at + timedelta(minutes=minutes))
        return Rollout.objects.get(pk=found.pk)

    return run(rig, look)


async def test_only_the_first_stage_is_offered_it(rig: HubRig, pair: Any) -> None:
    run(rig, lambda: begun(TWO))

    assert offered(rig) == ["ST-1"]


async def test_the_station_gets_the_approved_bytes(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun(TWO))

    fed = await pair[0].client().feed("", 0)

    draft = run(rig, lambda: PolicyDraft.objects.get())
    assert fed.answer.policy is not None and fed.answer.policy.envelope.encode() == signed(draft)


async def test_the_next_stage_waits_for_the_first_to_apply_it(rig: HubRig, pair: Any) -> None:
    run(rig, lambda: begun(TWO))
    advance(rig, minutes=600)

    assert offered(rig) == ["ST-1"]


async def test_after_it_was_watched_the_next_stage_is_offered_it(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun(TWO))
    await applied(pair[0])
    for number in range(12):
        pair[0].paper.visit(who=number, minutes=None)
    await pair[0].push_all()

    advance(rig, minutes=61)

    assert offered(rig) == ["ST-1", "ST-2"]


async def test_it_is_done_when_the_last_stage_was_watched(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun((("ST-1", "ST-2"),)))
    for station in pair:
        await applied(station)

    assert advance(rig, minutes=60 * 3).state == "done"


async def test_refusals_that_rise_stop_it(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun(TWO))
    await applied(pair[0])
    await turned_away(pair[0], 6)

    rollout = advance(rig)

    assert (rollout.state, rollout.why, offered(rig)) == ("stopped", "refusals-rose", ["ST-1"])
    assert run(rig, lambda: Audit.objects.filter(what="policy-stopped").values_list("who", "detail").get()) == (
        "",
        "1 refusals-rose",
    )


async def test_what_was_refused_before_it_was_applied_does_not_count(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun(TWO))
    await turned_away(pair[0], 6)
    await applied(pair[0])

    assert advance(rig).state == "running"


@pytest.mark.parametrize("reason", ["card-unreadable", "pass-expired", "lockdown"])
async def test_refusals_that_no_policy_causes_do_not_stop_it(
    rig: HubRig, pair: Sequence[Enrolled], reason: str
) -> None:
    run(rig, lambda: begun(TWO))
    await applied(pair[0])
    await turned_away(pair[0], 9, reason)

    assert advance(rig).state == "running"


async def test_a_station_that_refuses_it_stops_it_and_says_why(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun(TWO))
    await told(pair[0], "policy.refused", policy="", reason="unknown-key")

    rollout = advance(rig)

    assert (rollout.why, rollout.why_station) == ("station-refused", "ST-1")


async def test_a_refusal_of_long_ago_is_of_another_policy(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun(TWO))
    pair[0].paper.wall -= timedelta(days=1)
    await told(pair[0], "policy.refused", policy="", reason="unknown-key")

    assert advance(rig).state == "running"


async def test_another_policy_with_the_same_number_is_not_taken_for_it(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun(TWO))
    await applied(pair[0], version="by hand")

    assert run(rig, lambda: RolloutStation.objects.get(station="ST-1").applied_ms) is None


async def test_the_brake_takes_it_off_the_table(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    rollout = run(rig, lambda: begun(TWO))

    run(rig, lambda: rollouts.stop(rollout.pk, person("writer", "manager")))

    fed = await pair[0].client().feed("", 0)
    assert (fed.answer.policy, offered(rig)) == (None, [])


async def test_whoever_was_handed_it_is_not_handed_an_older_one(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun((("ST-1",),)))
    first = run(rig, lambda: begun((("ST-1",),), with_version("spring")))
    had = (await pair[0].client().feed("", 0)).answer.after
    run(rig, lambda: rollouts.stop(first.pk, person("writer", "manager")))

    fed = await pair[0].client().feed(had, 0)

    assert fed.answer.policy is None


async def test_what_was_stopped_goes_no_further(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    rollout = run(rig, lambda: begun(TWO))
    run(rig, lambda: rollouts.stop(rollout.pk, person("writer", "manager")))
    await applied(pair[0])

    advance(rig, minutes=9999)

    assert "ST-2" not in offered(rig)


async def test_the_earlier_policy_is_offered_again_under_a_new_number(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun((("ST-1",),)))
    second = run(rig, lambda: begun((("ST-1",),), with_version("spring")))
    run(rig, lambda: rollouts.stop(second.pk, person("writer", "manager")))

    (draft,) = run(rig, lambda: rollouts.go_back(second.pk, person("writer", "manager")))

    assert (draft.state, draft.version, draft.number) == ("waiting", "winter", 3)


async def test_going_back_needs_a_second_person_too(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun((("ST-1",),)))
    second = run(rig, lambda: begun((("ST-1",),), with_version("spring")))
    run(rig, lambda: rollouts.stop(second.pk, person("writer", "manager")))
    (draft,) = run(rig, lambda: rollouts.go_back(second.pk, person("writer", "manager")))
    seal_ = signed(draft)

    with pytest.raises(Refusal):
        run(rig, lambda: policy_signing.attach(draft.pk, seal_))


async def test_without_an_earlier_policy_nothing_is_made_up(rig: HubRig, pair: Any) -> None:
    rollout = run(rig, lambda: begun(TWO))
    run(rig, lambda: rollouts.stop(rollout.pk, person("writer", "manager")))

    with pytest.raises(Refusal) as told_why:
        run(rig, lambda: rollouts.go_back(rollout.pk, person("writer", "manager")))

    assert told_why.value.code == "pol-no-earlier"


async def test_an_envelope_that_was_exchanged_behind_its_back_is_not_offered(rig: HubRig, pair: Any) -> None:
    def exchanged() -> None:
        known_key()
        draft = approved_draft()
        policy_signing.attach(draft.pk, signed(draft))
        other = text_of(with_version("winter", number=draft.number, station="ST-1", canary_hours=1))
        PolicyDraft.objects.filter(pk=draft.pk).update(text=other, envelope=signed(draft).decode())
        plan = rollouts.Plan(stages=[["ST-1"]], watch_minutes=60, points=10)
        rollouts.begin(draft.pk, plan, person("writer", "manager"))

    with pytest.raises(Refusal) as told_why:
        run(rig, exchanged)

    assert (told_why.value.code, offered(rig)) == ("pol-not-approved", [])


async def test_a_policy_that_is_no_longer_the_newest_is_not_offered(rig: HubRig, pair: Any) -> None:
    def late() -> None:
        known_key()
        older = approved_draft()
        policy_signing.attach(older.pk, signed(older))
        begun([["ST-1"]], with_version("spring"))
        plan = rollouts.Plan(stages=[["ST-1"]], watch_minutes=60, points=10)
        rollouts.begin(older.pk, plan, person("writer", "manager"))

    with pytest.raises(Refusal) as told_why:
        run(rig, late)

    assert told_why.value.code == "pol-not-newest"


async def test_the_hubs_loop_drives_it(rig: HubRig, pair: Sequence[Enrolled]) -> None:
    run(rig, lambda: begun(TWO))
    await applied(pair[0])
    run(rig, lambda: Rollout.objects.update(stage_at=timezone.now() - timedelta(days=2)))

    run(rig, lambda: Notifier("https://hub.test").tick())

    assert offered(rig) == ["ST-1", "ST-2"]
