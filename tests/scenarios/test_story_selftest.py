"""The self-test of a whole station, as told by its facts, its lock and its kiosk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from machine import Machine, Site
from story_people import COURIER, card
from technician import Technician

from station_app.selftest.runner import Busy, NothingToTest, Order

HANDS = {"card", "code", "reads", "card-chain", "click", "push", "close", "press"}


async def test_a_whole_station_passes_its_test(station: Machine) -> None:
    li = Technician(station)

    passed = await li.test()

    assert li.red == {}
    assert passed


async def test_checks_that_need_hands_stay_unknown_without_them(station: Machine) -> None:
    li = Technician(station)
    await li.test()

    assert {row.id.rpartition(".")[2] for row in li.rows.values() if row.state == "never"} == HANDS


async def test_a_guided_test_makes_every_check(station: Machine) -> None:
    li = Technician(station)

    passed = await li.test(guided=True)

    assert (li.red, passed) == ({}, True)
    assert {row.state for row in li.rows.values()} == {"green"}


async def test_fifty_readings_are_scored_and_kept(station: Machine) -> None:
    li = Technician(station)
    await li.test("id_reader.reads")
    await li.test("id_reader.reads", guided=True)

    assert li.rows["id_reader.reads"].said["good"] == "50"
    assert station.bodies("selftest.checked", "check", "measured")[-1] == (
        "id_reader.reads",
        "good=50 of=50 unreadable=0",
    )


async def test_the_lock_is_timed_from_relay_to_contact(station: Machine) -> None:
    li = Technician(station)
    await li.test("main.push", guided=True)

    assert 0 <= int(li.rows["main.push"].said["strike_ms"]) <= 500


@pytest.mark.parametrize("check", ["main.push", "main.close"])
async def test_a_door_that_nobody_pushed_is_not_blamed_on_its_contact(station: Machine, check: str) -> None:
    li = Technician(station)
    li.pushes = False
    await li.test(check, guided=True)

    assert li.red == {check: "stays-shut"}


async def test_a_push_that_nobody_speaks_of_proves_nothing(station: Machine) -> None:
    li = Technician(station)
    li.pushes = li.answers = False
    await li.test("main.push", guided=True)

    assert li.red == {"main.push": "nobody-answered"}


async def test_a_door_that_is_shut_already_is_opened_to_see_it_close(station: Machine) -> None:
    li = Technician(station)
    passed = await li.test("main.close", guided=True)

    assert (passed, li.prompts) == (True, ["push-door", "close-door"])


async def test_a_door_that_is_left_open_is_told_as_open(station: Machine) -> None:
    li = Technician(station)
    li.shuts = False
    await li.test("main.close", guided=True)

    assert li.red == {"main.close": "door-open"}


async def test_a_card_that_lies_there_before_it_is_asked_for_is_lifted_first(station: Machine) -> None:
    li = Technician(station)
    station.world.lay_card("id_reader", card())
    await station.advance(8)
    passed = await li.test("main.card-chain", guided=True)

    assert (passed, li.prompts) == (True, ["lift-card", "lay-card"])


async def test_a_card_that_was_read_a_moment_ago_is_not_called_unread(station: Machine) -> None:
    li = Technician(station)
    station.world.fault(
        "id_reader", "must-lift", on=True
    )  # such a reader cannot tell a card that lies from one laid anew
    station.world.lay_card("id_reader", card())
    await station.advance(1)
    station.world.lift_card("id_reader")
    await station.advance(1)
    await li.test("main.card-chain", guided=True)

    assert li.red == {"main.card-chain": "read-just-now"}


async def test_the_testers_card_leaves_no_person_behind(station: Machine) -> None:
    li = Technician(station)
    await li.test("id_reader", guided=True)

    assert li.rows["main.card-chain"].state == "green"
    assert [fact["kind"] for fact in station.facts if "person" in fact["body"]] == []


async def test_a_test_ends_with_its_facts_and_the_lock_shut(station: Machine) -> None:
    li = Technician(station)
    await li.test()

    kinds = station.kinds("selftest.checked", "access.granted", "door.unlocked")
    assert kinds == [
        "maintenance.started",
        "incident.opened",
        "selftest.started",
        "selftest.finished",
        "maintenance.ended",
        "incident.closed",
    ]
    assert station.bodies("door.unlocked", "cause") == ["selftest", "selftest"]
    assert station.lock == [True, False, True, False]


async def test_workers_see_maintenance_and_are_let_in_again_afterwards(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li"))
    await station.until(lambda: station.kiosk.now.moment == "maintenance")
    li.desk.stop()
    await station.until(run.done)
    await station.advance(1)
    await station.lay(card())

    assert station.bodies("access.granted", "credential") == ["id-card"]


async def test_a_worker_is_refused_by_a_test_without_being_named(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li", about="board"))
    await station.until(lambda: station.kiosk.now.moment == "maintenance")
    await station.lay(card(COURIER))
    await station.until(run.done)

    assert station.bodies("access.denied", "reason", "person") == [("maintenance", None)]


async def test_the_exit_button_opens_in_the_middle_of_a_test(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li", about="id_reader"))
    await station.until(lambda: station.kiosk.now.moment == "maintenance")
    station.world.press("board/input/2", pressed=True)
    await station.until(lambda: station.lock_released)
    station.world.press("board/input/2", pressed=False)
    await station.until(run.done)

    assert "exit" in station.bodies("door.unlocked", "cause")


async def test_a_stopped_test_has_failed(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li"))
    await station.advance(0.5)
    li.desk.stop()
    await station.until(run.done)
    await station.advance(1)

    assert run.result() is False
    assert station.bodies("selftest.finished", "result") == ["red"]
    assert "unfinished" in {row.state for row in li.rows.values()}
    assert station.bodies("maintenance.ended", "reason") == ["stopped"]


async def test_a_test_that_was_cut_off_has_failed_at_the_next_start(station: Machine) -> None:
    li = Technician(station)
    li.desk.start(Order(tester="li"))
    await station.until(lambda: bool(station.told("selftest.checked")))
    await station.stop()
    cut_off = station.bodies("selftest.finished", "result")
    await station.start()
    await station.until(lambda: li.rows["station.keys"].state != "never")
    await station.advance(1)

    assert li.rows["station.keys"].state == "unfinished"
    assert station.told("selftest.finished")[-1]["body"]["result"] == "red"
    assert cut_off in ([], ["red"])


async def test_a_test_that_was_cut_off_leaves_no_lock_released(station: Machine) -> None:
    li = Technician(station)
    li.desk.start(Order(tester="li", about="main.lock"))
    await station.until(lambda: station.lock_released)
    await station.stop()
    await station.advance(1)

    assert not station.lock_released


async def test_results_outlive_the_program(station: Machine) -> None:
    li = Technician(station)
    await li.test("board")
    before = li.rows["board.steady"]
    await station.stop()
    await station.start()
    await station.until(lambda: li.rows["board.steady"].state != "never")

    assert li.rows["board.steady"] == before


async def test_a_skipped_check_is_unfinished_and_the_others_are_made(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li", about="id_reader", guided=True))
    await station.until(lambda: li.rows["id_reader.reads"].state == "waiting", strides=20_000)
    li.desk.skip("id_reader.reads")
    await station.until(lambda: li.rows["id_reader.reads"].state != "waiting")
    skipped = li.rows["id_reader.reads"]
    went_on = not run.done()
    li.desk.stop()
    await station.until(run.done)

    assert ((skipped.state, skipped.fault), went_on) == (("unfinished", "skipped"), True)


async def test_a_run_with_a_skipped_check_ends_red(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li", about="main.click", guided=True))
    await station.until(lambda: li.desk.service().prompt is not None)
    li.desk.skip("main.click")
    await station.until(run.done)
    await station.advance(1)

    assert run.result() is False
    assert station.bodies("selftest.finished", "result", "unfinished") == [("red", 1)]
    assert station.bodies("maintenance.ended", "reason") == ["finished"]


async def test_a_test_that_nobody_follows_ends_after_ten_minutes(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li", guided=True))
    await station.until(run.done, stride=1.0)
    await station.advance(1)

    assert run.result() is False
    assert station.bodies("maintenance.ended", "reason")[0] in ("forgotten", "finished")
    began, ended = station.told("maintenance.started", "maintenance.ended")
    assert ended["mono"] - began["mono"] <= 660_000


async def test_a_second_run_waits_for_nobody(station: Machine) -> None:
    li = Technician(station)
    run = li.desk.start(Order(tester="li", about="board"))
    with pytest.raises(Busy):
        li.desk.start(Order(tester="wang"))
    await station.until(run.done)


async def test_what_there_is_not_cannot_be_tested(station: Machine) -> None:
    with pytest.raises(NothingToTest):
        Technician(station).desk.start(Order(tester="li", about="fridge"))


async def test_one_device_is_tested_with_all_that_hangs_on_it(station: Machine) -> None:
    li = Technician(station)
    await li.test("board")

    made = {row.id for row in li.rows.values() if row.state == "green"}
    assert made == {"board.answers", "board.steady", "main.contact", "main.exit", "main.lock", "main.chain"}


async def test_a_board_that_does_not_time_its_pulses_is_only_tested_by_hand(build: Callable[..., Machine]) -> None:
    station = build(Site(lock="relay/relay/1"))
    await station.start()
    li = Technician(station)
    await li.test()

    assert station.lock == []
    assert "main.lock" not in li.rows
    assert li.rows["main.click"].state == "never"


async def test_a_click_that_nobody_hears_is_red(station: Machine) -> None:
    li = Technician(station)
    li.heard_click = False
    await li.test("main.click", guided=True)

    assert li.red == {"main.click": "no-click"}


async def test_a_reader_that_tires_warns_before_it_fails(station: Machine) -> None:
    li = Technician(station)
    for _ in range(2):
        await li.test("id_reader.reads", guided=True)
    broken: set[int] = {3, 9, 14, 20}
    follow = li._follow

    def tired(prompt):
        if prompt is not None and prompt.step == "lay-card":
            station.world.fault("id_reader", "read-fails", on=prompt.done in broken)
        follow(prompt)

    li._follow = tired  # pyright: ignore[reportAttributeAccessIssue]
    await li.test("id_reader.reads", guided=True)

    row = li.rows["id_reader.reads"]
    assert (row.state, row.said["good"], row.said["warning"]) == ("green", "46", "reads-worse")
