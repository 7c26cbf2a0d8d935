"""Each thing that is likely wrong with a policy is found, and a policy that is right is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
from core_world import one_door
from hypothesis import given, settings
from policies import policies

from station_app.assets import PRINTED, holidays, lint_texts
from station_app.core.hours import WEEKDAYS, WHOLE_WEEK, Hours, Season, Week
from station_app.core.lint import CODES, Finding, camera_conflicts, lint, refusals
from station_app.core.model import House, Zone
from station_app.core.policy import AgeRule, Audience, Grace, Policy, TurnRule, ZoneRule
from station_app.core.policy_text import policy_of

NOW = int(datetime(2026, 11, 26, 4, tzinfo=UTC).timestamp() * 1000)
DAY_MS = 86_400_000
EXAMPLE = Path(__file__).parents[2] / "resources" / "config" / "policy.example.json"


def found(policy: Policy, house: House | None = None, cameras: Iterable[str] = ()) -> list[tuple[str, str, str]]:
    return [(finding.severity, finding.code, finding.path) for finding in lint(policy, NOW, house, cameras)]


def in_hall(**rule: object) -> Policy:
    return Policy(days=holidays(), zones={"hall": ZoneRule(**rule)})  # pyright: ignore[reportArgumentType]


def every_day(*texts: str) -> Hours:
    return Hours.weekly({day: list(texts) for day in WEEKDAYS})


def with_zone(name: str, **zone: object) -> House:
    house = one_door()
    made = Zone(name=name, title=name, capacity=2, **zone)  # pyright: ignore[reportArgumentType]
    return replace(house, zones={**house.zones, name: made})


def test_the_example_is_clean() -> None:
    assert found(policy_of(EXAMPLE.read_text(encoding="utf-8"))) == []


def test_the_built_in_rules_are_clean() -> None:
    assert found(Policy(), one_door()) == []


def test_a_rule_for_a_zone_that_is_not_there_is_an_error() -> None:
    assert found(Policy(zones={"hal": ZoneRule()}), one_door()) == [("error", "zone-unknown", "zones.hal")]


def test_a_zone_without_door_reader_or_turn_is_unreachable() -> None:
    assert found(Policy(), with_zone("gym")) == [("error", "zone-unreachable", "zones.gym")]


def test_a_zone_with_a_reader_of_its_own_is_reached() -> None:
    assert found(Policy(), with_zone("books", readers=("tap",))) == []


def test_a_zone_that_is_used_by_turns_is_reached() -> None:
    assert found(Policy(zones={"shower": ZoneRule(turn=TurnRule(minutes=20))}), with_zone("shower")) == []


def test_a_zone_that_accepts_no_credential_is_an_error() -> None:
    nobody = in_hall(audience=Audience(credentials=frozenset()))

    assert found(nobody) == [("error", "no-credential", "zones.hall.audience.credentials")]


def test_a_zone_for_union_cards_is_for_nobody_where_they_are_refused() -> None:
    policy = replace(in_hall(audience=Audience(credentials=frozenset({"union-card"}))), union_cards="refuse")

    assert found(policy) == [("error", "no-credential", "zones.hall.audience.credentials")]


def test_a_single_kind_of_credential_is_pointed_out() -> None:
    phones = in_hall(audience=Audience(credentials=frozenset({"pass"})))

    assert found(phones) == [("warning", "single-credential", "zones.hall.audience.credentials")]


def test_hours_that_never_hold_are_an_error() -> None:
    assert found(in_hall(hours=Hours.weekly({}))) == [("error", "never-open", "zones.hall.hours")]


def test_hours_of_the_station_count_for_zones_without_their_own() -> None:
    shut = replace(Policy(), hours=Hours.weekly({}))

    assert found(shut) == [("error", "never-open", "hours")]
    assert found(replace(shut, zones={"hall": ZoneRule(hours=Hours.always())}), one_door()) == []


@pytest.mark.parametrize("texts", [["00:00-23:59"], ["06:00-23:50", "00:00-06:00"], ["00:05-24:00"]])
def test_a_few_closed_minutes_around_midnight_are_pointed_out(texts: list[str]) -> None:
    assert found(in_hall(hours=every_day(*texts))) == [("warning", "gap-at-midnight", "zones.hall.hours")]


@pytest.mark.parametrize("texts", [["06:00-23:00"], ["00:00-24:00"], ["00:00-03:00", "03:05-24:00"], ["06:00-05:50"]])
def test_other_closings_are_not(texts: list[str]) -> None:
    assert found(in_hall(hours=every_day(*texts), essential=False)) == [("error", "no-essential-zone", "zones")]


def test_a_gap_at_midnight_where_a_season_changes_is_pointed_out() -> None:
    summer = Season("summer", (6, 1), (9, 30), Week.of({day: ["06:00-23:55"] for day in WEEKDAYS}))

    assert found(in_hall(hours=Hours(WHOLE_WEEK, (summer,)))) == [("warning", "gap-at-midnight", "zones.hall.hours")]


def test_a_place_to_rest_that_is_closed_at_noon_is_pointed_out() -> None:
    assert found(in_hall(hours=every_day("08:30-12:00", "14:30-18:00"))) == [
        ("warning", "closed-at-noon", "zones.hall.hours")
    ]


def test_days_that_no_season_holds_are_pointed_out() -> None:
    most = Season("most", (3, 1), (2, 28), WHOLE_WEEK)

    assert found(in_hall(hours=Hours(Week.of({}), (most,)))) == [("warning", "season-gap", "zones.hall.hours")]
    (finding,) = lint(in_hall(hours=Hours(Week.of({}), (most,))), NOW)
    assert dict(finding.told) == {"first": "02-29", "last": "02-29", "days": 1}


def test_seasons_that_overlap_are_pointed_out() -> None:
    summer, autumn = Season("summer", (6, 1), (9, 30), WHOLE_WEEK), Season("autumn", (9, 15), (11, 30), WHOLE_WEEK)

    assert found(in_hall(hours=Hours(WHOLE_WEEK, (summer, autumn)))) == [
        ("warning", "season-overlap", "zones.hall.hours")
    ]


def test_a_season_within_another_is_an_exception_when_it_comes_first_and_dead_when_it_comes_last() -> None:
    summer, july = Season("summer", (6, 1), (9, 30), WHOLE_WEEK), Season("july", (7, 1), (7, 31), WHOLE_WEEK)

    assert found(in_hall(hours=Hours(WHOLE_WEEK, (july, summer)))) == []
    assert found(in_hall(hours=Hours(WHOLE_WEEK, (summer, july)))) == [("error", "season-never", "zones.hall.hours")]


WORKDAYS = Hours.weekly({day: ["08:00-18:00"] for day in WEEKDAYS[:5]})


def test_hours_that_differ_by_weekday_need_the_holidays() -> None:
    assert found(Policy(hours=WORKDAYS)) == [("warning", "days-missing", "days")]


def test_holidays_that_end_soon_are_pointed_out() -> None:
    ending = {day: name for day, name in holidays().items() if day < NOW // DAY_MS + 50}

    assert found(Policy(hours=WORKDAYS, days=ending)) == [("warning", "days-end", "days")]


def test_a_zone_for_nobody_and_one_for_a_crowd_are_found() -> None:
    assert found(in_hall(capacity=0)) == [("error", "capacity-zero", "zones.hall.capacity")]
    assert found(in_hall(capacity=5000)) == [("warning", "capacity-large", "zones.hall.capacity")]


def test_a_private_zone_with_a_camera_is_an_error() -> None:
    assert found(in_hall(privacy="private"), one_door(), ["hall"]) == [
        ("error", "private-with-camera", "zones.hall.privacy")
    ]


def test_cameras_are_in_conflict_with_private_zones_only() -> None:
    policy = Policy(zones={"nursing": ZoneRule(privacy="private"), "hall": ZoneRule()})

    assert camera_conflicts(policy, ["nursing", "hall", "porch", "nursing"]) == ["nursing"]


def test_a_public_nursing_room_is_pointed_out() -> None:
    assert found(in_hall(kind="nursing")) == [("warning", "private-kind-public", "zones.hall.privacy")]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(7, []), (8, [("warning", "grace-long", "grace[0]")]), (100, [("error", "grace-endless", "grace[0]")])],
)
def test_weather_passes(days: int, expected: list[tuple[str, str, str]]) -> None:
    grace = Grace(reason="cold", from_ms=NOW, until_ms=NOW + days * DAY_MS)

    assert found(Policy(grace=(grace,))) == expected


def test_what_is_over_can_be_left_out() -> None:
    past = (NOW - 2 * DAY_MS, NOW, "works")
    policy = Policy(
        grace=(Grace(reason="heat", from_ms=past[0], until_ms=past[1]),),
        closures=(past,),
        zones={"hall": ZoneRule(closures=(past,))},
    )

    assert found(policy) == [
        ("warning", "closure-over", "closures[0]"),
        ("warning", "grace-over", "grace[0]"),
        ("warning", "closure-over", "zones.hall.closures[0]"),
    ]


def test_a_temporary_closure_of_months_is_pointed_out() -> None:
    assert found(Policy(closures=((NOW, NOW + 100 * DAY_MS, "rebuilt"),))) == [
        ("warning", "closure-long", "closures[0]")
    ]


def test_a_turn_longer_than_any_opening_is_an_error() -> None:
    policy = in_hall(hours=every_day("11:00-13:00"), turn=TurnRule(minutes=121))

    assert found(policy) == [("error", "turn-longer-than-open", "zones.hall.turn.minutes")]


def test_a_zone_that_needs_staff_needs_a_duty() -> None:
    assert found(in_hall(needs_staff=True)) == [("error", "staff-without-duty", "zones.hall.duty")]


@pytest.mark.parametrize(
    ("duty", "severity"), [("08:00-12:00", "warning"), ("06:00-08:00", "error"), ("13:00-13:30", None)]
)
def test_a_duty_outside_the_hours_is_found(duty: str, severity: str | None) -> None:
    policy = in_hall(needs_staff=True, hours=every_day("09:00-18:00"), duty=every_day(duty))

    assert found(policy) == ([(severity, "duty-outside-hours", "zones.hall.duty")] if severity else [])


def test_a_turn_must_fit_into_the_duty() -> None:
    policy = in_hall(needs_staff=True, duty=every_day("13:00-13:30"), turn=TurnRule(minutes=40))

    assert found(policy) == [("error", "turn-longer-than-open", "zones.hall.turn.minutes")]


def test_an_old_policy_must_leave_something_open() -> None:
    assert found(in_hall(essential=False), one_door()) == [("error", "no-essential-zone", "zones")]
    assert found(in_hall(essential=False), with_zone("books", readers=("tap",))) == []


def test_nobody_is_locked_out_in_winter() -> None:
    ages = AgeRule(lock_after_days=30, winter_months=frozenset({12, 1}))

    assert found(Policy(ages=ages)) == [("error", "locked-in-winter", "ages.winter_months")]
    assert found(Policy(ages=replace(ages, winter_months=frozenset({12, 1, 2})))) == []


def test_visits_that_it_would_have_refused_are_counted_by_zone_and_reason() -> None:
    findings = refusals({("hall", "closed"): 3, ("hall", "full"): 0})

    assert [(one.severity, one.path, dict(one.told)) for one in findings] == [
        ("warning", "zones.hall", {"zone": "hall", "reason": "closed", "visits": 3})
    ]


def test_errors_come_first() -> None:
    both = in_hall(capacity=5000, audience=Audience(credentials=frozenset()))

    assert [severity for severity, _, _ in found(both)] == ["error", "warning"]


@settings(max_examples=60, deadline=None)
@given(policy=policies)
def test_any_policy_can_be_looked_at(policy: Policy) -> None:
    assert all(finding.code in CODES for finding in lint(policy, NOW, one_door(), ["hall"]))


@pytest.mark.parametrize("language", PRINTED)
def test_every_code_has_a_sentence(language: str) -> None:
    assert set(lint_texts(language)) == set(CODES)


def every_finding() -> dict[str, Finding]:
    """One finding of every code."""
    season = Season("s", (6, 1), (9, 30), Week.of({day: ["08:00-12:00", "14:00-23:55"] for day in WEEKDAYS}))
    hours = Hours(Week.of({}), (season, replace(season, name="t", first=(9, 15), last=(11, 30)), season))
    nights = every_day("00:00-23:55")
    ages = AgeRule(lock_after_days=9, winter_months=frozenset())
    graces = tuple(Grace(reason="heat", from_ms=0, until_ms=days * DAY_MS) for days in (30, 300))
    nobody, passes = Audience(credentials=frozenset()), Audience(credentials=frozenset({"pass"}))
    zones = {
        "hall": ZoneRule(hours=hours, capacity=0, audience=nobody, essential=False, privacy="private"),
        "gym": ZoneRule(hours=nights, capacity=999, kind="shower", audience=passes, needs_staff=True, essential=False),
        "a": ZoneRule(hours=Hours.weekly({}), needs_staff=True, duty=Hours.always(), essential=False),
        "b": ZoneRule(hours=every_day("08:00-08:10"), turn=TurnRule(minutes=20), essential=False),
    }
    policy = Policy(zones=zones, grace=graces, closures=((0, 100 * DAY_MS, "x"),), ages=ages, days={1: "holiday"})
    unheld = Policy(zones={zone: ZoneRule(essential=False) for zone in ("hall", "attic")})
    restful = Policy(zones={"hall": ZoneRule(hours=hours)})
    lints = [
        *lint(policy, NOW, with_zone("gym"), ["hall"]),
        *lint(unheld, NOW, one_door()),
        *lint(restful, NOW),
        *lint(Policy(hours=WORKDAYS), NOW),
        *lint(Policy(hours=WORKDAYS, days={1: "holiday"}), NOW),
        *refusals({("hall", "closed"): 3}),
    ]
    return {finding.code: finding for finding in lints}


def test_every_code_can_be_found() -> None:
    assert set(every_finding()) == set(CODES)


@pytest.mark.parametrize("language", PRINTED)
def test_every_sentence_names_only_what_its_finding_tells(language: str) -> None:
    told = {code: set(finding.told) for code, finding in every_finding().items()}

    for code, sentence in lint_texts(language).items():
        assert {name for _, name, _, _ in Formatter().parse(sentence) if name} <= told[code], code


def test_no_sentence_blames_or_shouts() -> None:
    for language in PRINTED:
        assert not any(sign in sentence for sentence in lint_texts(language).values() for sign in "!！")
