from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import MONDAY_NOON, one_door
from mode_world import evacuations, run
from order_world import OrderedStation, guarded_house

from station_app.core import modes
from station_app.core.events import ContactMoved, ExitReleased, InputMoved, LockMoved
from station_app.core.instant import ClockTrust


@pytest.fixture
def desk() -> OrderedStation:
    return OrderedStation()


@pytest.mark.parametrize("name", ["lockdown", "shelter"])
def test_nobody_is_locked_out_in_an_evacuation(desk: OrderedStation, name: str) -> None:
    desk.smoke()
    order = desk.mode(name, 10)

    assert (desk.course(order)[-1], desk.mode_now) == ("refused evacuation", "evacuation")


def test_normal_ends_what_was_ordered(desk: OrderedStation) -> None:
    desk.mode("lockdown", 10)
    order = desk.mode("normal")

    assert (desk.mode_now, desk.last("mode.changed").body["by"]) == ("normal", order)


def test_normal_in_normal_is_no_news(desk: OrderedStation) -> None:
    order = desk.mode("normal")

    assert (desk.course(order)[-1], desk.modes) == ("confirmed state", [])


def test_a_mode_is_an_incident_as_long_as_it_stands(desk: OrderedStation) -> None:
    desk.mode("lockdown", 10)
    opened = desk.last("incident.opened").body
    desk.mode("normal")

    assert (opened["cause"], opened["severity"]) == ("mode/lockdown", "notice")
    assert desk.causes("incident.closed") == ["mode/lockdown"]


def test_a_drill_is_marked_and_releases_the_doors(desk: OrderedStation) -> None:
    desk.mode("evacuation", 10, drill=True)

    assert len(evacuations(desk)) == 1
    assert desk.last("incident.opened").body["drill"] is True
    assert desk.last("mode.changed").body["drill"] is True


def test_smoke_ends_a_drill_and_is_none(desk: OrderedStation) -> None:
    desk.mode("evacuation", 10, drill=True)
    desk.smoke()
    opened = [fact.body for fact in desk.facts if fact.kind == "incident.opened"]

    assert "drill" not in next(body for body in reversed(opened) if body["cause"] == "mode/evacuation")
    assert "drill" not in desk.last("mode.changed").body
    assert (desk.state.mode.drill, desk.state.mode.terms) == (False, ())


def test_nobody_drills_while_it_burns(desk: OrderedStation) -> None:
    desk.smoke()
    order = desk.mode("evacuation", 10, drill=True)

    assert desk.course(order)[-1] == "refused evacuation"


def test_an_order_in_earnest_ends_a_drill(desk: OrderedStation) -> None:
    desk.mode("evacuation", 10, drill=True)
    desk.mode("evacuation", 10)

    assert (desk.mode_now, desk.state.mode.drill) == ("evacuation", False)


def test_in_an_evacuation_the_kiosk_says_nothing_else_but_that_help_was_called(desk: OrderedStation) -> None:
    desk.smoke()
    desk.lay_card()
    card = desk.shown
    desk.ask_help()

    assert (card, desk.shown) == ("evacuation", "help")


@pytest.mark.parametrize("reboot", [True, False])
def test_a_restart_goes_on_with_the_mode_and_its_end(desk: OrderedStation, reboot: bool) -> None:
    desk.mode("lockdown", 10)
    desk.restart(off_seconds=240, reboot=reboot)
    during, shown = desk.mode_now, desk.shown
    run(desk, 359)
    late = desk.mode_now
    run(desk, 1)

    assert (during, shown, late, desk.mode_now) == ("lockdown", "lockdown", "lockdown", "normal")
    assert desk.causes("incident.opened").count("mode/lockdown") == 1


@pytest.mark.parametrize("reboot", [True, False])
def test_a_mode_that_ended_while_the_station_was_off_is_over_at_its_start(desk: OrderedStation, reboot: bool) -> None:
    desk.mode("lockdown", 10)
    desk.restart(off_seconds=600, reboot=reboot)

    assert (desk.mode_now, desk.modes) == ("normal", ["lockdown", "normal"])
    assert "mode/lockdown" not in desk.state.incidents


@pytest.mark.parametrize(("clock", "hours"), [("unknown", 0), ("trusted", -5), ("drifting", -5)])
def test_a_lockdown_whose_age_no_clock_can_tell_is_over(desk: OrderedStation, clock: ClockTrust, hours: int) -> None:
    desk.mode("lockdown", 10)
    desk.at = replace(desk.at, clock=clock, wall_ms=desk.at.wall_ms + hours * 3_600_000)
    desk.restart(off_seconds=10, reboot=True)

    assert desk.mode_now == "normal"


def test_an_evacuation_whose_age_no_clock_can_tell_begins_anew(desk: OrderedStation) -> None:
    desk.mode("evacuation", 10)
    desk.at = replace(desk.at, clock="unknown")
    desk.restart(off_seconds=10, reboot=True)
    released = [hold.cause for hold in desk.holds]
    run(desk, 600)

    assert (released, desk.mode_now) == (["evacuation"], "normal")


def test_a_clock_that_is_set_right_after_a_reboot_ends_what_has_lasted_too_long(desk: OrderedStation) -> None:
    desk.mode("lockdown", 10)
    desk.at = replace(desk.at, clock="drifting", wall_ms=desk.at.wall_ms + 60_000)
    desk.restart(reboot=True)
    during = desk.mode_now
    desk.at = replace(desk.at, clock="trusted", wall_ms=MONDAY_NOON.wall_ms + 3_600_000)
    run(desk, 1)

    assert (during, desk.mode_now) == ("lockdown", "normal")


def test_smoke_outlives_a_restart_until_the_detector_says_otherwise(desk: OrderedStation) -> None:
    desk.smoke()
    desk.restart(off_seconds=30, reboot=True)
    released = [hold.cause for hold in desk.holds]
    run(desk, 300)
    still = desk.mode_now
    desk.smoke(on=False)
    run(desk, 60)

    assert (released, still, desk.mode_now) == (["evacuation"], "evacuation", "normal")


def test_a_second_detector_that_smelt_smoke_before_a_restart_still_counts(desk: OrderedStation) -> None:
    desk.smoke()
    desk.smoke(name="kitchen-smoke")
    desk.restart()
    desk.smoke(on=False)
    run(desk, 120)

    assert desk.mode_now == "evacuation"


def test_a_detector_that_was_taken_out_of_the_config_holds_no_door_open_for_ever(desk: OrderedStation) -> None:
    desk.smoke()
    desk.state = replace(desk.state, house=replace(desk.state.house, inputs={}))
    desk.restart()
    run(desk, 60)

    assert desk.mode_now == "normal"


def test_a_shelter_beneath_an_evacuation_outlives_a_restart(desk: OrderedStation) -> None:
    desk.mode("shelter", 60)
    desk.smoke()
    desk.restart()
    desk.smoke(on=False)
    run(desk, 60)

    assert desk.mode_now == "shelter"


def test_an_incident_of_a_mode_that_no_longer_stands_ends_at_the_start(desk: OrderedStation) -> None:
    desk.mode("lockdown", 10)
    desk.facts = [fact for fact in desk.facts if fact.kind != "mode.changed"]
    desk.restart()

    assert desk.causes("incident.closed") == ["mode/lockdown"]


def test_a_station_without_doors_confirms_an_evacuation_at_once() -> None:
    house = replace(guarded_house(), doors={})
    desk = OrderedStation(replace(house, doors=one_door(has_contact=False, contact_board="").doors))
    desk.state = replace(desk.state, house=house, doors={})
    order = desk.mode("evacuation", 10)

    assert desk.course(order)[-1] == "confirmed state"


def test_what_else_happens_in_an_evacuation_changes_no_mode(desk: OrderedStation) -> None:
    desk.smoke()
    desk.hear(ExitReleased(at=desk.at, door="main"))
    desk.hear(ContactMoved(at=desk.at, door="main", open=False))
    desk.lock_answers()

    assert desk.modes == ["evacuation"]


@pytest.mark.parametrize(
    ("name", "on", "smells"), [("hall-smoke", True, True), ("hall-smoke", False, False), ("leak", True, False)]
)
def test_only_a_detector_that_says_smoke_says_smoke(desk: OrderedStation, name: str, on: bool, smells: bool) -> None:
    assert modes.smells(desk.state.house, InputMoved(at=desk.at, name=name, on=on)) is smells


def test_an_order_to_open_that_smoke_overtakes_is_proved_by_its_own_lock_alone() -> None:
    desk = OrderedStation(lock_answers=False)
    order = desk.order("open", "main")
    desk.smoke()
    desk.hear(LockMoved(at=desk.at, hold=desk.pulses[-1]))
    before = desk.course(order)
    desk.hear(LockMoved(at=desk.at, hold=desk.pulses[0]))

    assert (before, desk.course(order)) == (["received"], ["received", "acted"])
