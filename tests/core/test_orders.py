from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import MONDAY_NOON
from order_test_world import DAY, lock_moved
from order_world import OrderedStation, guarded_house

from station_app.core.events import HoldLapsed
from station_app.core.instant import ClockTrust


@pytest.fixture
def desk() -> OrderedStation:
    return OrderedStation()


def test_an_order_to_open_is_recorded_before_the_lock_hears_of_it(desk: OrderedStation) -> None:
    name = desk.order("open", "main")

    assert desk.recorded() == ["command.received"]
    assert [(hold.cause, hold.presentation, hold.if_unrecorded) for hold in desk.holds] == [("order", name, "refuse")]


def test_an_order_to_open_is_confirmed_by_the_contact(desk: OrderedStation) -> None:
    name = desk.order("open", "main")
    desk.open()

    assert desk.course(name) == ["received", "acted", "confirmed contact"]


def test_whoever_comes_in_by_an_order_is_counted_and_not_identified(desk: OrderedStation) -> None:
    name = desk.order("open", "main")
    desk.open()
    visit = desk.last("visit.started").body

    assert desk.last("door.opened").body["cause"] == "order"
    assert (visit["presentation"], visit["credential"], visit["evidence"]) == (name, "grace", "order")
    assert "person" not in visit


def test_a_door_without_a_contact_confirms_by_its_relay() -> None:
    desk = OrderedStation(guarded_house(has_contact=False, contact_board=""))
    name = desk.order("open", "main")

    assert desk.course(name) == ["received", "acted", "confirmed relay"]
    assert desk.inside == 1


def test_whoever_leaves_through_a_door_that_is_opened_by_order_is_no_visitor(desk: OrderedStation) -> None:
    name = desk.order("open", "main")
    desk.press_exit()
    desk.open()

    assert (desk.course(name)[-1], desk.last("door.opened").body["cause"]) == ("confirmed contact", "exit")
    assert desk.count("visit.started") == 0


def test_orders_that_are_under_way_together_keep_apart(desk: OrderedStation) -> None:
    desk.enter()
    dark = desk.order("lights", "hall", "off", seconds=600)
    door = desk.order("open", "main")
    desk.close()
    desk.wait(1)
    before = desk.course(dark)[-1], desk.course(door)[-1]
    desk.open()

    assert before == ("acted", "acted")
    assert (desk.course(dark)[-1], desk.course(door)[-1]) == ("acted", "confirmed contact")


def test_a_door_that_stands_open_is_confirmed_at_once(desk: OrderedStation) -> None:
    desk.open()
    name = desk.order("open", "main")

    assert desk.course(name)[-1] == "confirmed contact"


def test_a_contact_that_is_faster_than_the_relay_confirms_once_the_relay_has_answered() -> None:
    desk = OrderedStation(lock_answers=False)
    name = desk.order("open", "main")
    desk.open()
    before = desk.course(name)
    desk.answers = True
    desk.hear(lock_moved(desk))

    assert (before, desk.course(name)) == (["received"], ["received", "acted", "confirmed contact"])


def test_an_order_that_nobody_used_expires(desk: OrderedStation) -> None:
    name = desk.order("open", "main")
    desk.wait(8)

    assert desk.course(name) == ["received", "acted", "expired not-opened"]


def test_a_lock_that_fails_ends_the_order(desk: OrderedStation) -> None:
    desk.fault = "no-answer"
    name = desk.order("open", "main")

    assert desk.course(name) == ["received", "expired lock-fault"]


def test_a_lock_that_never_answers_ends_the_order_after_half_a_minute() -> None:
    desk = OrderedStation(lock_answers=False)
    name = desk.order("open", "main")
    desk.wait(30)
    desk.hear(lock_moved(desk))

    assert desk.course(name) == ["received", "expired no-answer"]


def test_a_hold_that_the_disk_made_late_ends_the_order() -> None:
    desk = OrderedStation(lock_answers=False)
    name = desk.order("open", "main")
    desk.later(20)
    desk.hear(HoldLapsed(at=desk.at, hold=desk.pulses[-1]))

    assert desk.course(name) == ["received", "expired late"]


def test_a_lock_that_moved_for_somebody_else_is_no_answer() -> None:
    desk = OrderedStation(lock_answers=False)
    name = desk.order("open", "main")
    desk.lock_answers()
    desk.lock_answers(fault="no-answer")

    assert desk.course(name) == ["received"]


def test_the_same_order_again_says_nothing(desk: OrderedStation) -> None:
    order = desk.made("open", "main")
    desk.hear(order)
    desk.hear(order)

    assert (desk.told, len(desk.pulses)) == ([], 1)


@pytest.mark.parametrize("reboot", [True, False])
def test_the_same_order_after_a_restart_says_nothing(desk: OrderedStation, reboot: bool) -> None:
    order = desk.made("open", "main")
    desk.hear(order)
    desk.open()
    desk.restart(reboot=reboot)
    desk.hear(replace(order, at=desk.at))

    assert (desk.told, len(desk.pulses)) == ([], 1)


def test_a_late_duplicate_that_nobody_remembers_expires_by_its_own_time(desk: OrderedStation) -> None:
    order = desk.made("open", "main")
    desk.hear(order)
    desk.open()
    desk.facts.clear()
    desk.restart(off_seconds=2 * DAY, reboot=True)
    desk.at = replace(desk.at, wall_ms=MONDAY_NOON.wall_ms, clock="unknown")
    desk.hear(replace(order, at=desk.at, heard_ms=desk.hub_ms))

    assert (desk.course(order.id), len(desk.pulses)) == (["received", "expired late"], 1)


def test_a_crash_between_hearing_and_acting_ends_the_order_and_never_acts() -> None:
    desk = OrderedStation(lock_answers=False)
    name = desk.order("open", "main")
    desk.restart()

    assert (desk.course(name), desk.holds) == (["received", "expired restart"], [])


@pytest.mark.parametrize("clock", ["trusted", "drifting", "unknown"])
def test_an_order_handed_over_after_its_time_never_acts(desk: OrderedStation, clock: ClockTrust) -> None:
    desk.at = replace(desk.at, clock=clock)
    name = desk.order("open", "main", not_after_ms=desk.hub_ms - 1)

    assert (desk.course(name), desk.holds) == (["received", "expired late"], [])


def test_a_clock_that_can_be_trusted_ends_an_order_by_itself(desk: OrderedStation) -> None:
    desk.at = replace(desk.at, wall_ms=desk.at.wall_ms + 61_000)
    name = desk.order("open", "main")

    assert desk.course(name) == ["received", "expired late"]


@pytest.mark.parametrize("clock", ["drifting", "unknown"])
@pytest.mark.parametrize("years", [-3, 3])
def test_a_wrong_clock_keeps_no_order_from_acting(desk: OrderedStation, clock: ClockTrust, years: int) -> None:
    desk.at = replace(desk.at, clock=clock, wall_ms=desk.at.wall_ms + years * 365 * DAY * 1000)
    name = desk.order("open", "main")

    assert desk.course(name) == ["received", "acted"]


def test_the_hold_may_not_come_later_than_the_order_by_the_clock_that_nobody_sets(desk: OrderedStation) -> None:
    desk.at = replace(desk.at, wall_ms=desk.at.wall_ms + 20_000)
    desk.order("open", "main")
    trusted = desk.holds[0].not_after_mono_ms
    desk.at = replace(desk.at, clock="drifting")
    desk.order("open", "main")

    assert (trusted - desk.at.mono_ms, desk.holds[0].not_after_mono_ms - desk.at.mono_ms) == (40_000, 60_000)


def test_an_order_to_open_that_would_be_valid_for_long_is_refused(desk: OrderedStation) -> None:
    allowed = desk.order("open", "main", not_after_ms=desk.hub_ms + 600_000)
    refused = desk.order("open", "main", not_after_ms=desk.hub_ms + 600_001)

    assert (desk.course(allowed)[-1], desk.course(refused)[-1]) == ("acted", "refused too-long")


def test_no_order_is_valid_for_more_than_a_day(desk: OrderedStation) -> None:
    name = desk.order("message", value="x", not_after_ms=desk.hub_ms + DAY * 1000 + 1)

    assert desk.course(name) == ["received", "refused too-long"]


def test_three_doors_in_ten_minutes_are_enough(desk: OrderedStation) -> None:
    for _ in range(3):
        desk.order("open", "main")
        desk.later(100)
    refused = desk.order("open", "main")
    desk.later(301)
    allowed = desk.order("open", "main")

    assert (desk.course(refused)[-1], desk.course(allowed)[-1]) == ("refused too-many", "acted")


def test_an_opening_that_came_too_late_is_none_of_the_three() -> None:
    desk = OrderedStation(lock_answers=False)
    for _ in range(3):
        desk.order("open", "main")
        desk.later(20)
        desk.hear(HoldLapsed(at=desk.at, hold=desk.pulses[-1]))
    name = desk.order("open", "main")

    assert desk.course(name) == ["received"]


@pytest.mark.parametrize("reboot", [True, False])
def test_a_restart_gives_no_more_doors(desk: OrderedStation, reboot: bool) -> None:
    for _ in range(3):
        desk.order("open", "main")
        desk.open()
        desk.close()
    desk.restart(off_seconds=5, reboot=reboot)
    name = desk.order("open", "main")

    assert desk.course(name)[-1] == "refused too-many"


def test_a_clock_that_was_set_back_blocks_no_order(desk: OrderedStation) -> None:
    for _ in range(3):
        desk.order("open", "main")
    desk.at = replace(desk.at, wall_ms=desk.at.wall_ms - DAY * 1000, clock="unknown")
    desk.restart(off_seconds=5, reboot=True)
    name = desk.order("open", "main")

    assert desk.course(name)[-1] == "acted"
