from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import MONDAY_NOON
from order_test_world import DAY, lock_moved
from order_world import OrderedStation

from station_app.core import order_rules
from station_app.core.events import MaintenanceBegan, StoreFailed
from station_app.core.flow import next_deadline
from station_app.core.orders import unrecorded


@pytest.fixture
def desk() -> OrderedStation:
    return OrderedStation()


@pytest.mark.parametrize(
    ("verb", "target", "value", "why"),
    [
        ("dance", "", "", "unknown-verb"),
        ("open", "attic", "", "unknown-target"),
        ("lights", "attic", "on", "unknown-target"),
        ("lights", "yard", "on", "unknown-target"),
        ("lights", "hall", "pink", "unknown-value"),
        ("mode", "", "party", "unknown-value"),
        ("message", "", "x" * 201, "unknown-value"),
    ],
)
def test_what_is_not_understood_is_refused(desk: OrderedStation, verb: str, target: str, value: str, why: str) -> None:
    name = desk.order(verb, target, value)

    assert desk.course(name) == ["received", f"refused {why}"]


@pytest.mark.parametrize("verb", ["message", "lights"])
def test_nothing_stands_for_more_than_a_day(desk: OrderedStation, verb: str) -> None:
    name = desk.order(verb, "hall", "on", seconds=DAY + 1)

    assert desk.course(name) == ["received", "refused too-long"]


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -5.0])
def test_a_time_that_is_none_is_recorded_as_none(desk: OrderedStation, seconds: float) -> None:
    desk.mode("shelter", seconds)

    assert "seconds" not in desk.last("command.received").body
    assert desk.mode_now == "normal"


def test_a_lockdown_and_a_test_keep_the_door_shut_and_a_shelter_does_not(desk: OrderedStation) -> None:
    desk.mode("lockdown", 10)
    locked = desk.order("open", "main")
    desk.mode("shelter", 10)
    sheltered = desk.order("open", "main")

    assert (desk.course(locked)[-1], desk.course(sheltered)[-1]) == ("refused lockdown", "acted")


def test_a_door_whose_lock_is_being_tested_is_not_opened(desk: OrderedStation) -> None:
    desk.hear(MaintenanceBegan(at=desk.at, by="tester"))
    name = desk.order("open", "main")

    assert desk.course(name)[-1] == "refused maintenance"


def test_in_an_evacuation_the_door_is_open_already(desk: OrderedStation) -> None:
    desk.smoke()
    name = desk.order("open", "main")

    assert (desk.course(name), desk.holds) == (["received", "acted", "confirmed evacuation"], [])


def test_those_inside_see_that_somebody_opened_from_afar(desk: OrderedStation) -> None:
    desk.order("open", "main")

    assert (desk.state.screen.moment, desk.state.screen.reason) == ("welcome", "opened-by-order")


def test_a_message_stands_until_its_time_is_over(desk: OrderedStation) -> None:
    name = desk.order("message", value="water is off until 15:00", seconds=600)
    during = desk.state.told
    desk.wait(next_deadline(desk.state, desk.at))

    assert (desk.course(name), during) == (["received", "acted", "confirmed shown"], "water is off until 15:00")
    while desk.state.told:
        desk.wait(next_deadline(desk.state, desk.at))
    assert desk.at.seconds_since(MONDAY_NOON) == pytest.approx(600)


def test_a_message_without_an_end_stands_for_a_day(desk: OrderedStation) -> None:
    desk.order("message", value="mind the step")
    desk.wait(DAY - 1)
    during = desk.state.told
    desk.wait(1)

    assert (during, desk.state.told) == ("mind the step", "")


def test_an_empty_message_takes_the_message_away(desk: OrderedStation) -> None:
    desk.order("message", value="mind the step")
    desk.order("message")

    assert (desk.state.told, desk.state.orders.message) == ("", None)


@pytest.mark.parametrize(("off", "reboot", "stands"), [(10, False, True), (10, True, True), (700, True, False)])
def test_a_message_outlives_a_restart_and_not_its_time(
    desk: OrderedStation, off: float, reboot: bool, stands: bool
) -> None:
    desk.order("message", value="mind the step", seconds=600)
    desk.restart(off_seconds=off, reboot=reboot)
    desk.wait(0)

    assert bool(desk.state.told) is stands


def test_a_message_whose_age_no_clock_can_tell_is_gone(desk: OrderedStation) -> None:
    desk.order("message", value="mind the step", seconds=600)
    desk.order("lights", "hall", "on", seconds=600)
    desk.at = replace(desk.at, clock="unknown")
    desk.restart(reboot=True)

    assert (desk.state.told, desk.state.orders.lights) == ("", {})


def test_lights_that_were_ordered_come_on_and_go_by_themselves(desk: OrderedStation) -> None:
    desk.wait(1)
    name = desk.order("lights", "hall", "on", seconds=600)
    desk.wait(1)
    during = desk.state.comfort["hall"].loads["lights"]
    desk.wait(600)

    assert (desk.course(name), during) == (["received", "acted", "confirmed switched"], True)
    assert desk.state.orders.lights == {}


def test_no_order_leaves_anybody_in_the_dark(desk: OrderedStation) -> None:
    desk.enter()
    name = desk.order("lights", "hall", "off", seconds=600)
    desk.wait(60)

    assert (desk.course(name)[-1], desk.state.comfort["hall"].loads["lights"]) == ("expired not-switched", True)


def test_an_evacuation_by_order_is_confirmed_by_every_lock() -> None:
    desk = OrderedStation(lock_answers=False)
    name = desk.mode("evacuation", 10)
    before = desk.course(name)
    desk.hear(lock_moved(desk))

    assert (before, desk.course(name)) == (["received", "acted"], ["received", "acted", "confirmed relay"])


def test_an_evacuation_whose_lock_stays_shut_says_so() -> None:
    desk = OrderedStation(lock_answers=False)
    name = desk.mode("evacuation", 10)
    desk.wait(60)

    assert (desk.course(name)[-1], desk.mode_now) == ("expired lock-fault", "evacuation")


def test_an_evacuation_that_stands_already_needs_no_second_proof(desk: OrderedStation) -> None:
    desk.smoke()
    name = desk.mode("evacuation", 10)

    assert desk.course(name) == ["received", "acted", "confirmed state"]


@pytest.mark.parametrize(("verb", "kind"), [("acknowledge", "incident.acknowledged"), ("resolve", "incident.closed")])
def test_an_order_takes_an_incident_on_or_ends_it(desk: OrderedStation, verb: str, kind: str) -> None:
    desk.ask_help()
    name = desk.order(verb, "help")

    assert desk.course(name) == ["received", "acted", "confirmed state"]
    assert (desk.last(kind).body["cause"], desk.last(kind).body["by"]) == ("help", "keeper")


@pytest.mark.parametrize("verb", ["acknowledge", "resolve"])
def test_what_is_not_open_can_be_neither_taken_on_nor_ended(desk: OrderedStation, verb: str) -> None:
    name = desk.order(verb, "help")

    assert desk.course(name)[-1].startswith("refused ")


def test_an_order_that_could_not_be_recorded_is_refused_and_remembered(desk: OrderedStation) -> None:
    order = desk.made("open", "main")
    desk.hear(StoreFailed(at=desk.at, fault="disk-full"))
    state, commands = unrecorded(desk.state, order)
    desk.state = state
    desk.hear(order)

    assert (len(commands), desk.told) == (2, [])


def test_only_ids_of_the_last_weeks_are_kept(desk: OrderedStation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_rules, "KEPT_MOST", 2)
    desk.order("message", value="a")
    desk.later(41 * DAY)
    for value in "bc":
        desk.order("message", value=value)

    assert list(desk.state.orders.heard) == ["o2", "o3"]


def test_more_orders_than_can_be_remembered_are_refused(desk: OrderedStation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_rules, "KEPT_MOST", 2)
    names = [desk.order("message", value=value) for value in "abc"]

    assert desk.course(names[2]) == ["received", "refused too-many"]


def test_the_end_of_an_order_from_before_what_is_remembered_leaves_nothing(desk: OrderedStation) -> None:
    desk.order("message", value="a")
    desk.facts = [fact for fact in desk.facts if fact.kind != "command.received"]
    desk.restart()

    assert (desk.state.told, desk.state.orders.open) == ("", {})
