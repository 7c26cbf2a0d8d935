"""Orders to work on the station itself: when a self-test or a restart may begin, and what proves it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import MONDAY_NOON
from order_world import OrderedStation, guarded_house

from station_app.core.commands import RestartDevice, RunSelftest
from station_app.core.events import MaintenanceBegan, MaintenanceEnded, WorkNotBegun
from station_app.core.explain import Told, because
from station_app.core.flow import next_deadline


@pytest.fixture
def desk() -> OrderedStation:
    return OrderedStation()


def whole_test(desk: OrderedStation) -> str:
    """A self-test that was ordered, made and found in order."""
    name = desk.order("selftest")
    desk.test_begins(name)
    desk.test_ends(name)
    desk.hear(MaintenanceEnded(at=desk.at, reason="finished"))
    return name


def restarted(desk: OrderedStation, device: str = "board") -> str:
    """A restart that was ordered, made and proved."""
    name = desk.order("restart-device", device)
    desk.driver_begins_anew(name, device)
    desk.restore(device)
    return name


def test_a_self_test_begins_behind_its_record_and_with_the_doors_shut(desk: OrderedStation) -> None:
    name = desk.order("selftest")

    assert desk.recorded() == ["command.received", "maintenance.started", "incident.opened"]
    assert desk.works == [RunSelftest(order=name, by="keeper", not_after_mono_ms=desk.at.mono_ms + 60_000)]
    assert desk.shown == "maintenance"


def test_a_self_test_is_confirmed_by_its_own_result_and_not_by_having_begun(desk: OrderedStation) -> None:
    name = desk.order("selftest")
    desk.test_begins(name)
    before = desk.course(name)
    desk.test_ends(name, green=12)

    assert (before, desk.course(name)) == (["received", "acted"], ["received", "acted", "confirmed tested/12"])
    assert desk.last("selftest.started").body["command"] == name


@pytest.mark.parametrize("kind", ["maintenance.started", "selftest.started", "command.confirmed"])
def test_whoever_asks_why_the_station_was_tested_is_led_to_the_order(desk: OrderedStation, kind: str) -> None:
    whole_test(desk)
    rows = [Told(seq=seq, fact=fact) for seq, fact in enumerate(desk.facts, 1)]
    place = next(n for n, row in enumerate(rows) if row.fact.kind == kind)
    found = because(desk.state.house, rows[:place], rows[place], {})

    assert found.causes[-1].fact.kind == "command.received"


def test_a_self_test_with_failures_is_done_and_says_how_many(desk: OrderedStation) -> None:
    name = desk.order("selftest")
    desk.test_begins(name)
    desk.test_ends(name, green=9, red=2, unfinished=1)

    assert desk.course(name)[-1] == "confirmed checks-failed/3"


def test_somebody_elses_self_test_is_no_proof(desk: OrderedStation) -> None:
    name = desk.order("selftest")
    desk.test_begins()
    desk.test_ends()
    before = desk.course(name)
    desk.test_ends(name)

    assert (before, desk.course(name)) == (["received"], ["received"])


def test_a_self_test_that_does_not_end_in_its_time_is_not_confirmed_and_the_station_serves_again(
    desk: OrderedStation,
) -> None:
    name = desk.order("selftest")
    desk.test_begins(name)
    desk.wait(539)
    during = desk.course(name)
    desk.wait(1)
    desk.test_ends(name)

    assert (during, desk.course(name)) == (["received", "acted"], ["received", "acted", "expired not-finished"])
    assert desk.shown == "idle"


def test_a_self_test_that_does_not_begin_expires_and_the_station_serves_again(desk: OrderedStation) -> None:
    name = desk.order("selftest")
    desk.wait(30)
    desk.test_begins(name)

    assert (desk.course(name), desk.state.maintenance) == (["received", "expired not-begun"], None)


def test_time_alone_ends_a_self_test_that_hangs(desk: OrderedStation) -> None:
    name = desk.order("selftest")
    desk.test_begins(name)
    while desk.state.orders.open:
        desk.wait(next_deadline(desk.state, desk.at))

    assert desk.course(name)[-1] == "expired not-finished"
    assert desk.at.seconds_since(MONDAY_NOON) == pytest.approx(540, abs=1)


def come_in(desk: OrderedStation) -> None:
    desk.enter()


def lay_a_card(desk: OrderedStation) -> None:
    desk.card()


def hold_the_door(desk: OrderedStation) -> None:
    desk.open()


def leave(desk: OrderedStation) -> None:
    desk.press_exit()
    desk.later(3)


@pytest.mark.parametrize("somebody", [come_in, lay_a_card, hold_the_door, leave])
def test_nobody_is_inside_or_at_the_door_when_locks_are_moved(desk: OrderedStation, somebody: object) -> None:
    assert callable(somebody)
    somebody(desk)
    name = desk.order("selftest")

    assert (desk.course(name), desk.works) == (["received", "refused occupied"], [])


def test_a_lock_that_is_still_released_puts_a_self_test_off() -> None:
    desk = OrderedStation(guarded_house(has_contact=False))
    desk.order("open", "main")
    desk.state = replace(desk.state, visits={}, life={})
    early = desk.order("selftest")
    desk.later(4.1)
    later = desk.order("selftest")

    assert (desk.course(early)[-1], desk.course(later)[-1]) == ("refused occupied", "received")


def test_an_open_door_puts_a_self_test_off_whoever_has_opened_it(desk: OrderedStation) -> None:
    desk.open()
    desk.state = replace(desk.state, visits={}, life={})
    name = desk.order("selftest")

    assert desk.course(name)[-1] == "refused occupied"


@pytest.mark.parametrize("mode", ["evacuation", "lockdown", "shelter"])
def test_no_lock_is_tested_in_another_mode_than_the_normal_one(desk: OrderedStation, mode: str) -> None:
    desk.mode(mode, 10)
    name = desk.order("selftest")

    assert desk.course(name)[-1] == "refused not-normal"


def test_two_tests_at_a_time_are_one_too_many(desk: OrderedStation) -> None:
    desk.order("selftest")
    second = desk.order("selftest")

    assert (desk.course(second)[-1], len(desk.works)) == ("refused maintenance", 1)


def test_a_self_test_by_order_is_of_the_whole_station(desk: OrderedStation) -> None:
    name = desk.order("selftest", "board")

    assert desk.course(name)[-1] == "refused unknown-target"


def test_two_self_tests_an_hour_are_enough(desk: OrderedStation) -> None:
    whole_test(desk)
    desk.later(1800)
    whole_test(desk)
    refused = desk.order("selftest")
    desk.later(1801)
    allowed = desk.order("selftest")

    assert (desk.course(refused)[-1], desk.course(allowed)[-1]) == ("refused too-many", "received")


@pytest.mark.parametrize("reboot", [True, False])
def test_a_restart_of_the_program_gives_no_more_self_tests(desk: OrderedStation, reboot: bool) -> None:
    whole_test(desk)
    whole_test(desk)
    desk.restart(off_seconds=5, reboot=reboot)
    desk.state = replace(desk.state, life={})  # whoever may be inside after a start is another matter
    name = desk.order("selftest")

    assert desk.course(name)[-1] == "refused too-many"


def test_a_crash_in_a_self_test_ends_the_order_and_the_test(desk: OrderedStation) -> None:
    name = desk.order("selftest")
    desk.test_begins(name)
    desk.restart()

    assert (desk.course(name)[-1], desk.state.maintenance) == ("expired restart", None)


def test_after_a_start_nobody_knows_that_nobody_is_inside(desk: OrderedStation) -> None:
    desk.restart()
    name = desk.order("selftest")

    assert desk.course(name)[-1] == "refused occupied"


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        ("late", "expired late"),
        ("not-begun", "expired not-begun"),
        ("maintenance", "refused maintenance"),
        ("nothing-to-test", "refused nothing-to-test"),
    ],
)
def test_a_self_test_that_cannot_begin_says_why_and_the_station_serves(
    desk: OrderedStation, reason: object, end: str
) -> None:
    name = desk.order("selftest")
    desk.hear(WorkNotBegun(at=desk.at, order=name, reason=reason))  # pyright: ignore[reportArgumentType]

    assert (desk.course(name), desk.shown) == (["received", end], "idle")


def test_a_restart_is_recorded_before_the_driver_hears_of_it(desk: OrderedStation) -> None:
    name = desk.order("restart-device", "board")

    assert desk.recorded() == ["command.received"]
    assert desk.last("command.received").body["target"] == "board"
    assert desk.works == [RestartDevice(order=name, device="board", not_after_mono_ms=desk.at.mono_ms + 60_000)]


def test_a_restart_is_confirmed_by_the_device_itself(desk: OrderedStation) -> None:
    desk.lose("board")
    name = desk.order("restart-device", "board")
    desk.driver_begins_anew(name)
    before = desk.course(name)
    desk.restore("board")

    assert (before, desk.course(name)) == (["received", "acted"], ["received", "acted", "confirmed works"])


def test_a_device_that_came_back_before_its_restart_proves_nothing(desk: OrderedStation) -> None:
    name = desk.order("restart-device", "board")
    desk.restore("board")
    desk.driver_begins_anew(name)
    desk.restore("reader")

    assert desk.course(name) == ["received", "acted"]


def test_a_device_that_does_not_come_back_in_its_time_is_not_confirmed(desk: OrderedStation) -> None:
    name = desk.order("restart-device", "board")
    desk.driver_begins_anew(name)
    desk.lose("board")
    desk.wait(30)
    desk.restore("board")

    assert desk.course(name) == ["received", "acted", "expired not-back"]


def test_a_restart_that_is_not_begun_expires(desk: OrderedStation) -> None:
    name = desk.order("restart-device", "board")
    desk.wait(30)
    desk.driver_begins_anew(name)

    assert desk.course(name) == ["received", "expired not-begun"]


@pytest.mark.parametrize("name", ["boiler", ""])
def test_only_a_device_of_the_station_is_restarted(desk: OrderedStation, name: str) -> None:
    order = desk.order("restart-device", name)

    assert (desk.course(order)[-1], desk.works) == ("refused unknown-target", [])


def test_a_device_that_is_being_tested_is_left_alone(desk: OrderedStation) -> None:
    desk.hear(MaintenanceBegan(at=desk.at, by="tester"))
    name = desk.order("restart-device", "reader")

    assert desk.course(name)[-1] == "refused maintenance"


def test_one_restart_of_a_device_at_a_time(desk: OrderedStation) -> None:
    desk.order("restart-device", "reader")
    again = desk.order("restart-device", "reader")
    other = desk.order("restart-device", "scanner")

    assert (desk.course(again)[-1], desk.course(other)[-1]) == ("refused under-way", "received")


def test_three_restarts_of_one_device_in_ten_minutes_are_enough(desk: OrderedStation) -> None:
    for _ in range(3):
        restarted(desk, "reader")
        desk.later(100)
    refused, other = desk.order("restart-device", "reader"), desk.order("restart-device", "scanner")
    desk.later(301)
    allowed = desk.order("restart-device", "reader")

    assert [desk.course(name)[-1] for name in (refused, other, allowed)] == ["refused too-many", "received", "received"]


def test_a_restart_of_the_program_gives_no_more_restarts_of_a_device(desk: OrderedStation) -> None:
    for _ in range(3):
        restarted(desk, "reader")
    desk.restart(off_seconds=5, reboot=True)
    name = desk.order("restart-device", "reader")

    assert desk.course(name)[-1] == "refused too-many"


@pytest.mark.parametrize("somebody", [lay_a_card, leave])
def test_a_board_that_holds_a_lock_released_is_not_restarted(desk: OrderedStation, somebody: object) -> None:
    assert callable(somebody)
    somebody(desk)
    held = desk.order("restart-device", "board")
    other = desk.order("restart-device", "reader")
    desk.later(4.1)
    free = desk.order("restart-device", "board")

    assert [desk.course(name)[-1] for name in (held, other, free)] == ["refused lock-held", "received", "received"]


def test_a_board_is_not_restarted_in_an_evacuation(desk: OrderedStation) -> None:
    desk.smoke()
    desk.later(500)
    name = desk.order("restart-device", "board")

    assert desk.course(name)[-1] == "refused lock-held"


def test_a_short_pulse_does_not_hide_that_a_lock_is_held_for_longer(desk: OrderedStation) -> None:
    desk.mode("evacuation", 10)
    desk.mode("normal")
    desk.press_exit()
    desk.later(10)
    name = desk.order("restart-device", "board")

    assert desk.course(name)[-1] == "refused lock-held"


def test_what_the_board_itself_says_of_its_lock_refuses_a_restart(desk: OrderedStation) -> None:
    name = desk.order("restart-device", "board")
    desk.hear(WorkNotBegun(at=desk.at, order=name, reason="lock-held"))
    desk.driver_begins_anew(name)

    assert desk.course(name) == ["received", "refused lock-held"]


def test_what_has_begun_cannot_be_said_not_to_have(desk: OrderedStation) -> None:
    name = desk.order("restart-device", "board")
    desk.driver_begins_anew(name)
    desk.driver_begins_anew(name)
    desk.hear(WorkNotBegun(at=desk.at, order=name, reason="late"))

    assert desk.course(name) == ["received", "acted"]


@pytest.mark.parametrize(("verb", "target"), [("selftest", ""), ("restart-device", "board")])
def test_work_that_would_be_valid_for_long_is_refused(desk: OrderedStation, verb: str, target: str) -> None:
    name = desk.order(verb, target, not_after_ms=desk.hub_ms + 600_001)

    assert desk.course(name)[-1] == "refused too-long"


@pytest.mark.parametrize(("verb", "target"), [("selftest", ""), ("restart-device", "board")])
def test_the_same_work_again_after_a_restart_says_nothing(desk: OrderedStation, verb: str, target: str) -> None:
    order = desk.made(verb, target)
    desk.hear(order)
    desk.restart(reboot=True)
    desk.hear(replace(order, at=desk.at))

    assert (desk.course(order.id), len(desk.works)) == (["received", "expired restart"], 1)


@pytest.mark.parametrize(("verb", "target"), [("selftest", ""), ("restart-device", "board")])
def test_work_that_comes_after_its_time_is_not_done(desk: OrderedStation, verb: str, target: str) -> None:
    name = desk.order(verb, target, not_after_ms=desk.hub_ms - 1)

    assert (desk.course(name), desk.works) == (["received", "expired late"], [])
