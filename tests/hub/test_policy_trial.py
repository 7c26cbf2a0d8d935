"""Trying a policy on what a station has told: which decisions would be others, within bounds, without a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hub_rig import Enrolled, HubRig, enrolled
from policy_rig import RULES, in_force, person, run, with_version

from station_app.core.hours import Hours
from station_app.core.policy import Audience, Policy, ZoneRule
from station_app.hub import policies, policy_trial
from station_app.hub.models import Station
from station_app.hub.pages.policy_trials import trials_of

ALWAYS = Policy(version="always", zones={"rest": ZoneRule(capacity=16)})
NEVER = replace(ALWAYS, version="never", hours=Hours.weekly({"mon": []}))
NO_PASS = Policy(version="cards", zones={"rest": ZoneRule(audience=Audience(credentials=frozenset({"id-card"})))})


@pytest.fixture
async def month(rig: HubRig) -> Enrolled:
    """A station with four visits, one of them by a pass, and a refusal."""
    station = await enrolled(rig)
    station.paper.wall = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
    station.paper.boot()
    for number in range(3):
        station.paper.visit(who=number)
    station.paper.visit(who=9, credential="pass")
    station.paper.deny("pass-expired")
    await station.push_all()
    return station


def tried(rig: HubRig, policy: Policy, **more: Any) -> policy_trial.Found:
    return run(rig, lambda: policy_trial.try_out(Station.objects.get(), policy, timezone.now(), **more))


async def test_rules_that_change_nothing_change_no_decision(rig: HubRig, month: Enrolled) -> None:
    found = tried(rig, ALWAYS)

    assert (found.decisions, found.changed, found.unclear) == (5, [], 0)


async def test_hours_that_are_closed_would_have_kept_everybody_out(rig: HubRig, month: Enrolled) -> None:
    found = tried(rig, NEVER)

    assert (found.refused, [one.after for one in found.changed]) == (4, ["closed"])


async def test_an_audience_keeps_out_whom_it_names_not(rig: HubRig, month: Enrolled) -> None:
    (changed,) = tried(rig, NO_PASS).changed

    assert (changed.before, changed.after, changed.count) == ("granted", "not-for-credential", 1)


async def test_the_lint_says_what_is_wrong(rig: HubRig, month: Enrolled) -> None:
    assert "never-open" in {one.code for one in tried(rig, NEVER).findings}


async def test_a_zone_that_the_station_does_not_have_is_found(rig: HubRig, month: Enrolled) -> None:
    run(rig, lambda: in_force("ST-1", 0))

    assert {one.told["zone"] for one in tried(rig, RULES).findings if one.code == "zone-unknown"} == {"rest", "shower"}


async def test_what_was_longer_ago_than_a_month_does_not_count(rig: HubRig, month: Enrolled) -> None:
    in_a_month = timezone.now() + timedelta(days=29)

    found = run(rig, lambda: policy_trial.try_out(Station.objects.get(), NEVER, in_a_month))

    assert found.decisions == 0


async def test_it_ends_when_its_time_is_over_and_says_so(rig: HubRig, month: Enrolled) -> None:
    found = tried(rig, NEVER, seconds=-1)

    assert (found.cut, found.decisions) == ("time", 0)


async def test_of_too_many_facts_the_newest_are_tried_and_that_is_said(
    rig: HubRig, month: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_trial, "MOST_ROWS", 3)

    found = tried(rig, NEVER)

    assert (found.cut, 0 < found.decisions < 5) == ("rows", True)


async def test_a_result_is_kept_and_read_again(rig: HubRig, month: Enrolled) -> None:
    found = tried(rig, NO_PASS)

    assert policy_trial.decode(policy_trial.encode(found)) == found


async def test_no_person_is_in_a_result(rig: HubRig, month: Enrolled) -> None:
    from paper_journal import person as somebody

    kept = policy_trial.encode(tried(rig, NEVER))

    assert not any(somebody(number) in kept for number in (0, 1, 2, 9))


async def test_a_station_that_has_told_nothing_is_no_fault(rig: HubRig, station: Enrolled) -> None:
    assert tried(rig, RULES).decisions == 0


async def test_the_page_shows_it_in_words_and_says_when_the_text_has_changed(rig: HubRig, month: Enrolled) -> None:
    from test_policy_pages import at, of

    draft = run(rig, lambda: policies.begin([Station.objects.get()], NEVER, person("writer", "manager")))
    writer = of(rig, "writer", "manager")
    writer.post(at("try", draft.pk), station="ST-1")
    page = writer.get(at("", draft.pk)).text_now

    text = policies.text_of(with_version("other"))
    changed = run(rig, lambda: policies.save(draft.pk, 1, text, person("writer", "manager")))

    assert "放行 → rest · 未开放" in page and "4 次" in page
    assert [one.older for one in run(rig, lambda: trials_of(changed))] == [True]


async def test_asking_for_approval_leaves_a_trial_as_new_as_it_was(rig: HubRig, month: Enrolled) -> None:
    from test_policy_pages import at, of

    draft = run(rig, lambda: policies.begin([Station.objects.get()], NEVER, person("writer", "manager")))
    of(rig, "writer", "manager").post(at("try", draft.pk), station="ST-1")

    asked = run(rig, lambda: policies.submit(draft.pk, 1, person("writer", "manager")))

    assert [one.older for one in run(rig, lambda: trials_of(asked))] == [False]


async def test_a_station_of_another_draft_cannot_be_tried(rig: HubRig, month: Enrolled) -> None:
    from test_policy_pages import at, of

    await enrolled(rig, "ST-2")
    draft = run(rig, lambda: policies.begin([Station.objects.get(pk="ST-1")], NEVER, person("writer", "manager")))

    assert of(rig, "writer", "manager").post(at("try", draft.pk), station="ST-2").status_code == 404
