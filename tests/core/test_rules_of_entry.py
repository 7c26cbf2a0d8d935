from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from core_world import ANNA, BO, NOON_MS, CoreStation
from entry_world import COLD, DAY_MS, decided, declare, house, staff

from station_app.core import rules
from station_app.core.hours import Hours
from station_app.core.memory.modes import Mode
from station_app.core.policy import AgeRule, Audience
from station_app.core.replay import recall


def test_every_rule_has_one_id_and_a_meaning() -> None:
    ids = [rule.id for rule in rules.RULES]

    assert len(set(ids)) == len(ids)
    assert all(rule.means.endswith(".") for rule in rules.RULES)


@pytest.mark.parametrize("mode", ["lockdown", "shelter", "evacuation"])
def test_a_mode_denies_everybody_by_its_own_name(mode: Any) -> None:
    station = CoreStation()
    station.state = replace(station.state, mode=Mode(name=mode))

    station.card()

    assert decided(station) == ("mode", mode)


@pytest.mark.parametrize("mode", ["lockdown", "shelter", "evacuation"])
def test_staff_come_in_in_every_mode(mode: Any) -> None:
    station = CoreStation()
    station.state = replace(station.state, mode=Mode(name=mode))

    staff(station)

    assert decided(station) == ("staff", "granted")


def test_a_zone_takes_only_the_credentials_it_is_for() -> None:
    station = CoreStation(house(audience=Audience(credentials=frozenset({"union-card"}))))

    station.card()

    assert decided(station) == ("audience", "not-for-credential")


def test_a_need_that_was_not_declared_is_asked_for() -> None:
    station = CoreStation(house(audience=Audience(needs=frozenset({"nursing"}))))

    station.card()

    assert decided(station) == ("need", "need-not-declared")


def test_a_need_that_was_declared_just_before_opens_and_is_recorded() -> None:
    station = CoreStation(house(audience=Audience(needs=frozenset({"nursing"}))))
    declare(station)
    station.later(30)

    station.card()

    assert station.last("access.granted").body["need"] == "nursing"


@pytest.mark.parametrize(("need", "zone", "seconds"), [("nursing", "hall", 30.1), ("rest", "hall", 1)])
def test_a_need_that_is_old_or_another_opens_nothing(need: str, zone: str, seconds: float) -> None:
    station = CoreStation(house(audience=Audience(needs=frozenset({"nursing"}))))
    declare(station, need, zone)
    station.later(seconds)

    station.card()

    assert decided(station) == ("need", "need-not-declared")


def test_a_need_in_a_zone_that_is_not_there_is_not_heard() -> None:
    station = CoreStation(house(audience=Audience(needs=frozenset({"nursing"}))))

    declare(station, zone="attic")

    assert station.state.wish is None


def test_a_need_counts_for_one_credential() -> None:
    station = CoreStation(house(audience=Audience(needs=frozenset({"nursing"}))))
    declare(station)
    station.card(ANNA)

    station.card(BO)

    assert decided(station) == ("need", "need-not-declared")


def aged(days: float, *, essential: bool, lock_after: int | None = None) -> CoreStation:
    made = NOON_MS - round(days * DAY_MS)
    ages = AgeRule(normal_days=7, lock_after_days=lock_after, winter_months=frozenset())
    return CoreStation(house(policy={"number": 3, "made_ms": made, "ages": ages}, essential=essential))


@pytest.mark.parametrize(
    ("days", "essential", "lock_after", "outcome"),
    [
        (6, False, None, ("welcome", "granted")),
        (8, False, None, ("policy-age", "policy-old")),
        (8, True, None, ("welcome", "granted")),
        (8, True, 8, ("policy-age", "policy-old")),
    ],
)
def test_an_old_policy_leaves_essential_zones_open_and_in_the_end_none(
    days: float, essential: bool, lock_after: int | None, outcome: tuple[str, str]
) -> None:
    station = aged(days, essential=essential, lock_after=lock_after)

    station.card()

    assert decided(station) == outcome


DUTY = Hours.weekly({"mon": ["09:00-17:00"]})


@pytest.mark.parametrize("as_station", [True, False])
def test_where_staff_are_needed_nobody_comes_in_before_them(as_station: bool) -> None:
    policy = {"station_class": "staffed"} if as_station else {}
    station = CoreStation(house(policy=policy, needs_staff=not as_station, duty=DUTY))

    station.card()

    assert decided(station) == ("staffed", "no-staff")


def test_once_staff_have_come_the_room_is_open() -> None:
    station = CoreStation(house(needs_staff=True, duty=DUTY))
    staff(station)

    station.card()

    assert decided(station) == ("welcome", "granted")


def test_a_staffed_station_without_a_timetable_is_open_while_somebody_is_there() -> None:
    station = CoreStation(house(policy={"station_class": "staffed"}))
    staff(station)

    station.card()

    assert decided(station) == ("welcome", "granted")


def test_a_keeper_counts_for_twelve_hours() -> None:
    station = CoreStation(house(policy={"station_class": "staffed"}))
    staff(station)
    station.later(12 * 3600 + 1)

    station.card()

    assert decided(station) == ("staffed", "no-staff")


def test_a_keeper_counts_only_in_the_hours_of_duty() -> None:
    station = CoreStation(house(policy={"station_class": "staffed"}, duty=DUTY))
    staff(station)
    station.later(5 * 3600)

    station.card()

    assert decided(station) == ("staffed", "no-staff")


def test_a_keeper_is_remembered_over_a_restart() -> None:
    station = CoreStation(house(needs_staff=True, duty=DUTY))
    staff(station)

    again = recall(replace(station.state, keeper=None), station.facts)

    assert again.keeper == station.state.keeper


@pytest.mark.parametrize(
    "rule",
    [
        {"audience": Audience(credentials=frozenset({"pass"}))},
        {"hours": Hours.weekly({})},
        {"needs_staff": True, "duty": DUTY},
    ],
)
def test_in_hard_weather_identity_audience_and_hours_give_way(rule: dict[str, Any]) -> None:
    station = CoreStation(house(policy={"grace": COLD}, **rule))

    station.card()

    assert decided(station) == ("grace", "granted")


def test_who_is_let_in_by_grace_is_counted_and_not_identified() -> None:
    station = CoreStation(house(policy={"grace": COLD}, hours=Hours.weekly({})))
    station.card()
    station.open()

    body = station.last("visit.started").body
    assert (body["credential"], "person" in body, station.inside) == ("grace", False, 1)


def test_a_pass_that_was_not_needed_is_not_spent() -> None:
    station = CoreStation(house(policy={"grace": COLD}, hours=Hours.weekly({})))

    station.pass_("one")

    assert station.state.used_passes == {}
    assert "pass_id" not in station.last("access.granted").body
