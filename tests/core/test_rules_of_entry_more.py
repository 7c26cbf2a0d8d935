from __future__ import annotations

from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import pytest
from core_world import ANNA, BO, MONDAY_NOON, NOON_MS, CoreStation
from entry_world import COLD, ask_entry, decided, declare, house, staff
from hypothesis import given

from station_app.core import rules
from station_app.core.events import Known
from station_app.core.hours import Hours
from station_app.core.memory.modes import Mode
from station_app.core.policy import Audience
from station_app.core.replay import recall


def test_grace_admits_what_is_not_genuine_too() -> None:
    station = CoreStation(house(policy={"grace": COLD}))

    station.refuse("card-unreadable", "id-card")

    assert decided(station) == ("grace", "granted")


def test_grace_makes_no_room() -> None:
    station = CoreStation(house(capacity=1, policy={"grace": COLD}, hours=Hours.weekly({})))
    station.enter(ANNA)

    ask_entry(station)

    assert decided(station) == ("capacity", "full")


def test_grace_does_not_speak_for_a_need() -> None:
    needs = Audience(needs=frozenset({"nursing"}))
    station = CoreStation(house(policy={"grace": COLD}, audience=needs, hours=Hours.weekly({})))

    station.card()

    assert decided(station) == ("need", "need-not-declared")


def test_a_need_is_recorded_of_an_entry_by_grace() -> None:
    needs = Audience(needs=frozenset({"nursing"}))
    station = CoreStation(house(policy={"grace": COLD}, audience=needs, hours=Hours.weekly({})))
    declare(station)

    station.card()

    assert station.last("access.granted").body["need"] == "nursing"


@pytest.mark.parametrize("mode", ["lockdown", "shelter"])
def test_no_weather_opens_against_a_mode(mode: Any) -> None:
    station = CoreStation(house(policy={"grace": COLD}))
    station.state = replace(station.state, mode=Mode(name=mode))

    ask_entry(station)

    assert decided(station) == ("mode", mode)


@pytest.mark.parametrize(("hours_off", "granted"), [(-1.01, False), (-1, True), (0.99, True), (1, False)])
def test_grace_has_a_beginning_and_an_end(hours_off: float, granted: bool) -> None:
    station = CoreStation(house(policy={"grace": COLD}, hours=Hours.weekly({})))
    station.at = replace(station.at, wall_ms=NOON_MS + round(hours_off * 3_600_000))

    ask_entry(station)

    assert (station.count("access.granted") == 1) is granted


def test_a_clock_that_cannot_be_believed_gives_no_grace() -> None:
    station = CoreStation(house(policy={"grace": COLD}))
    station.at = replace(station.at, clock="unknown")

    ask_entry(station)

    assert decided(station) == ("audience", "not-for-credential")


@pytest.mark.parametrize(("hours", "reason"), [(Hours.always(), "not-for-credential"), (Hours.weekly({}), "closed")])
def test_who_has_nothing_to_show_hears_the_more_useful_reason(hours: Hours, reason: str) -> None:
    station = CoreStation(house(hours=hours))

    ask_entry(station)

    assert decided(station) == ("audience", reason)


def test_who_is_counted_inside_and_comes_from_outside_is_admitted_and_marked(station: CoreStation) -> None:
    station.enter(ANNA)
    station.later(60)

    station.card(ANNA)

    assert station.last("access.granted").body["passback"] is True


def test_a_card_held_twice_while_the_door_stands_open_is_no_passback(station: CoreStation) -> None:
    station.card(ANNA)
    station.open()
    station.later(2)

    station.card(ANNA)

    assert "passback" not in station.last("access.granted").body


def test_who_went_in_by_an_earlier_opening_is_marked_at_an_open_door(station: CoreStation) -> None:
    station.enter(ANNA)
    station.later(60)
    station.card(BO)
    station.open()

    station.card(ANNA)

    assert station.last("access.granted").body["passback"] is True


def test_a_decision_records_how_many_were_inside(station: CoreStation) -> None:
    station.enter(ANNA)
    station.enter(BO)

    station.card("person-d")

    assert station.last("access.granted").body["inside"] == 2


def test_of_a_private_zone_only_free_or_occupied_is_recorded() -> None:
    station = CoreStation(house(privacy="private"))
    station.enter(ANNA)
    station.enter(BO)

    station.card("person-d")

    assert station.last("access.granted").body["inside"] == 1


def test_a_person_inside_who_is_granted_again_has_one_place_not_two() -> None:
    station = CoreStation(house(capacity=2))
    station.enter(ANNA)
    station.card(ANNA)

    station.card(BO)

    assert station.last("access.granted").body["person"] == BO


def test_who_goes_out_while_granted_again_keeps_the_place() -> None:
    station = CoreStation(house(capacity=1))
    station.enter(ANNA)
    station.card(ANNA)
    station.state = replace(
        station.state, visits={k: replace(v, inside=False) for k, v in station.state.visits.items()}
    )

    station.card(BO)

    assert decided(station) == ("capacity", "full")


def test_who_comes_along_needs_a_place_each() -> None:
    station = CoreStation(house(capacity=3))
    station.card(ANNA)
    [grant] = station.state.doors["main"].grants
    door = replace(station.state.doors["main"], grants=(replace(grant, companions=1, children=1),))
    station.state = replace(station.state, doors={"main": door})

    station.card(BO)

    assert decided(station) == ("capacity", "full")


def test_somebody_forced_to_open_sees_nothing_unusual(station: CoreStation) -> None:
    calm = CoreStation()
    calm.show(Known(person=ANNA, pass_id="p", pass_until_ms=NOON_MS + 1), "pass")

    station.show(Known(person=ANNA, pass_id="p", pass_until_ms=NOON_MS + 1, duress=True), "pass")

    assert station.state.screen == calm.state.screen
    assert "silent-help" in station.state.incidents


def test_a_forced_pass_that_is_refused_calls_help_as_well() -> None:
    station = CoreStation(house(hours=Hours.weekly({})))

    station.show(Known(person=ANNA, duress=True), "pass")

    assert "silent-help" in station.state.incidents


def test_used_passes_come_back_from_facts(station: CoreStation) -> None:
    station.pass_("one")

    again = recall(replace(station.state, used_passes={}), station.facts)

    assert again.used_passes == station.state.used_passes


def test_a_tests_grant_makes_nobody_a_keeper(station: CoreStation) -> None:
    staff(station)
    fact = replace(station.last("access.granted"), body={**station.last("access.granted").body, "test": True})

    assert recall(replace(station.state, keeper=None), [fact]).keeper is None


modes = st.sampled_from(["normal", "normal", "lockdown", "shelter", "evacuation"])
findings = st.sampled_from([Known(person=ANNA), Known(person=BO, valid_until="20200101"), Known(person=None)])


@given(mode=modes, finding=findings, credential=st.sampled_from(["id-card", "pass", "union-card", "staff", "grace"]))
def test_whatever_decides_is_a_rule_that_is_listed(mode: Any, finding: Known, credential: Any) -> None:
    station = CoreStation(house(capacity=1, audience=Audience(credentials=frozenset({"id-card"}))), at=MONDAY_NOON)
    station.state = replace(station.state, mode=Mode(name=mode))

    station.show(finding, credential)

    assert decided(station)[0] in {rule.id for rule in rules.RULES}
