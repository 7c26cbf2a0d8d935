from __future__ import annotations

from dataclasses import replace

import pytest
from mode_world import evacuations, run
from order_world import OrderedStation

from station_app.core import modes
from station_app.core.events import StoreFailed
from station_app.core.memory.life import ZoneLife


@pytest.fixture
def desk() -> OrderedStation:
    return OrderedStation()


def test_smoke_releases_the_doors_before_anything_is_written(desk: OrderedStation) -> None:
    desk.smoke()
    told = [type(command).__name__ for command in desk.told]

    assert told.index("HoldLock") < max(i for i, name in enumerate(told) if name == "Record")
    assert [(hold.cause, hold.if_unrecorded, hold.seconds) for hold in desk.holds] == [("evacuation", "admit", 30.0)]


def test_the_doors_are_released_again_before_they_fall_back(desk: OrderedStation) -> None:
    desk.smoke()
    last, gaps = desk.at, list[float]()
    for _ in range(600):
        desk.wait(1)
        if any(hold.cause == "evacuation" for hold in desk.holds):
            gaps.append(desk.at.seconds_since(last))
            last = desk.at

    assert len(gaps) == 30
    assert max(gaps) < modes.RELEASE_SECONDS


def test_an_evacuation_goes_on_with_a_dead_disk(desk: OrderedStation) -> None:
    desk.hear(StoreFailed(at=desk.at, fault="disk-full"))
    desk.smoke()
    run(desk, 100)

    assert len(evacuations(desk)) == 6


def test_a_long_evacuation_tells_of_each_door_once(desk: OrderedStation) -> None:
    desk.smoke()
    run(desk, 600)

    assert desk.count("door.unlocked") == 1


def test_a_lock_that_fails_and_works_again_is_told_again(desk: OrderedStation) -> None:
    desk.smoke()
    desk.fault = "no-answer"
    run(desk, 20)
    desk.fault = ""
    run(desk, 20)

    assert desk.count("door.unlocked") == 2


def test_a_board_that_comes_back_is_told_at_once(desk: OrderedStation) -> None:
    desk.smoke()
    desk.lose("board")
    desk.later(1)
    desk.restore("board")

    assert [hold.cause for hold in desk.holds] == ["evacuation"]


def test_a_board_that_comes_back_in_peace_is_told_nothing(desk: OrderedStation) -> None:
    desk.lose("board")
    desk.restore("board")

    assert desk.holds == []


def test_the_evacuation_ends_a_minute_after_the_last_smoke(desk: OrderedStation) -> None:
    for name in ("hall-smoke", "kitchen-smoke"):
        desk.smoke(name=name)
    desk.smoke(name="hall-smoke", on=False)
    run(desk, 120)
    during = desk.mode_now
    desk.smoke(name="kitchen-smoke", on=False)
    run(desk, 59)
    still = desk.mode_now
    run(desk, 1)

    assert (during, still, desk.mode_now, desk.modes) == (
        "evacuation",
        "evacuation",
        "normal",
        ["evacuation", "normal"],
    )


def test_smoke_that_comes_back_within_the_minute_goes_on(desk: OrderedStation) -> None:
    desk.smoke()
    desk.smoke(on=False)
    run(desk, 50)
    desk.smoke()
    run(desk, 50)

    assert (desk.mode_now, desk.modes) == ("evacuation", ["evacuation"])


def test_a_detector_that_never_smelt_smoke_and_a_leak_change_nothing(desk: OrderedStation) -> None:
    desk.smoke(on=False)
    desk.smoke(name="leak")

    assert (desk.mode_now, desk.holds) == ("normal", [])


def test_what_somebody_opens_in_an_evacuation_is_not_forced(desk: OrderedStation) -> None:
    desk.smoke()
    desk.press_exit()
    desk.later(15)
    desk.open()

    assert desk.last("door.opened").body["cause"] == "evacuation"
    assert desk.count("door.forced") == 0


def test_who_is_asked_how_many_are_inside_answers_with_a_range(desk: OrderedStation) -> None:
    desk.enter()
    desk.state = replace(desk.state, life={"hall": ZoneLife(low=1, high=4)})
    desk.smoke()
    told = desk.last("mode.changed").body

    assert (told["low"], told["high"], told["by"], told["smoke"]) == (1, 4, "smoke", "hall-smoke")


def test_a_house_of_which_nothing_is_known_counts_visits(desk: OrderedStation) -> None:
    desk.enter()
    desk.state = replace(desk.state, life={})

    assert modes.headcount(desk.state) == (1, 1)


@pytest.mark.parametrize("name", ["lockdown", "shelter"])
def test_an_ordered_mode_ends_by_itself(desk: OrderedStation, name: str) -> None:
    order = desk.mode(name, 10)
    during, shown = desk.mode_now, desk.shown
    run(desk, 600)

    assert (during, shown, desk.mode_now, desk.shown) == (name, name, "normal", "idle")
    assert desk.course(order) == ["received", "acted", "confirmed state"]


@pytest.mark.parametrize("name", ["lockdown", "shelter"])
def test_the_exit_opens_in_every_mode(desk: OrderedStation, name: str) -> None:
    desk.mode(name, 10)
    desk.press_exit()

    assert [hold.cause for hold in desk.holds] == ["exit"]


@pytest.mark.parametrize(
    ("name", "minutes", "why"),
    [
        ("lockdown", 0, "no-end"),
        ("shelter", 0, "no-end"),
        ("evacuation", 0, "no-end"),
        ("shelter", 1441, "too-long"),
        ("shelter", float("nan"), "no-end"),
    ],
)
def test_a_mode_needs_an_end(desk: OrderedStation, name: str, minutes: float, why: str) -> None:
    order = desk.mode(name, minutes)

    assert (desk.course(order)[-1], desk.mode_now) == (f"refused {why}", "normal")


@pytest.mark.parametrize("name", ["lockdown", "shelter"])
def test_a_clock_that_nobody_knows_locks_nobody_out(desk: OrderedStation, name: str) -> None:
    desk.at = replace(desk.at, clock="unknown")
    order = desk.mode(name, 10)

    assert (desk.course(order)[-1], desk.mode_now) == ("refused clock-unknown", "normal")


def test_a_clock_that_nobody_knows_keeps_no_door_shut(desk: OrderedStation) -> None:
    desk.at = replace(desk.at, clock="unknown")
    desk.mode("evacuation", 10)

    assert desk.mode_now == "evacuation"


def test_what_stood_before_an_evacuation_comes_back_after_it(desk: OrderedStation) -> None:
    desk.mode("shelter", 10)
    desk.smoke()
    desk.smoke(on=False)
    run(desk, 60)
    back = desk.mode_now, desk.shown
    run(desk, 540)

    assert (back, desk.mode_now) == (("shelter", "shelter"), "normal")
    assert desk.modes == ["shelter", "evacuation", "shelter", "normal"]


def test_what_was_over_before_the_evacuation_ended_does_not_come_back(desk: OrderedStation) -> None:
    desk.mode("lockdown", 1)
    desk.smoke()
    run(desk, 100)
    desk.smoke(on=False)
    run(desk, 60)

    assert desk.modes == ["lockdown", "evacuation", "normal"]


def test_an_ordered_evacuation_outlasts_the_smoke_and_the_smoke_the_order(desk: OrderedStation) -> None:
    desk.mode("evacuation", 5)
    desk.smoke()
    desk.smoke(on=False)
    run(desk, 61)
    outlasted = desk.mode_now
    desk.smoke()
    run(desk, 300)

    assert (outlasted, desk.mode_now, desk.state.mode.by) == ("evacuation", "evacuation", "smoke")


def test_nobody_orders_smoke_away(desk: OrderedStation) -> None:
    desk.smoke()
    order = desk.mode("normal")

    assert (desk.course(order)[-1], desk.mode_now) == ("refused smoke", "evacuation")
