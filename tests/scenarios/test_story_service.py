"""The technician's pages: who opens them, what they show, what they do, and how they close."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from machine import Machine
from story_people import a_pass, card

from station_app.selftest.readiness import Report
from station_app.wire import Intent, Service, line_of


def staff_pass(station: Machine, **more: Any) -> str:
    return a_pass(station, not_before=int(station.clock.wall()), subject="night-2", staff=True, **more)


async def enter(station: Machine) -> None:
    """Somebody with a staff pass stands before the kiosk."""
    await station.show(staff_pass(station))
    await station.until(lambda: bool(station.kiosk.service))


def now(station: Machine) -> Service:
    return station.kiosk.service[-1]


def touch(station: Machine, want: Any, check: str = "") -> None:
    station.kiosk.touch(line_of(Intent(want=want, check=check)))


async def test_a_staff_pass_opens_the_door_and_the_pages(station: Machine) -> None:
    await enter(station)
    await station.walk_in()

    assert now(station).open
    assert now(station).tester.startswith("staff-")
    assert station.bodies("access.granted", "credential") == ["staff"]
    assert station.kinds("door.opened", "door.closed") == ["access.granted", "door.unlocked"]


async def test_a_staff_pass_opens_the_pages_again_and_again(station: Machine) -> None:
    text = staff_pass(station)
    for _ in range(2):
        await station.show(text)
        await station.advance(5)

    assert station.bodies("access.granted", "credential") == ["staff", "staff"]


async def test_a_workers_pass_opens_no_pages(station: Machine) -> None:
    await station.show(a_pass(station))
    await station.advance(2)

    assert station.kiosk.service == []


async def test_the_pages_show_every_device_with_its_frames_masked(station: Machine) -> None:
    await station.lay(card())
    await station.lift()
    await enter(station)

    rows = {row.name: row for row in now(station).devices}
    assert {name: row.state for name, row in rows.items()} == {
        "id_reader": "works",
        "scanner": "works",
        "board": "works",
    }
    assert rows["board"].values["input/1"] == "off"
    assert rows["board"].heard
    assert rows["scanner"].heard[-1].endswith("bytes")


async def test_a_lost_device_is_shown_as_lost_with_its_fault(station: Machine) -> None:
    await enter(station)
    station.world.fault("board", "silent", on=True)
    await station.until(lambda: {row.name: row.state for row in now(station).devices}["board"] == "lost")

    (board,) = [row for row in now(station).devices if row.name == "board"]
    assert board.fault == "no-answer"
    assert board.counts["losses"] == 1


async def test_a_strangers_touch_starts_nothing(station: Machine) -> None:
    touch(station, "service-run")
    await station.advance(3)

    assert station.told("maintenance.started") == []


async def test_one_check_is_run_from_the_pages(station: Machine) -> None:
    await enter(station)
    touch(station, "service-run-one", "board.answers")
    await station.until(lambda: any(row.state == "green" for row in now(station).checks))

    assert [row.id for row in now(station).checks if row.state == "green"] == ["board.answers"]
    assert station.bodies("selftest.checked", "check", "tester") == [("board.answers", now(station).tester)]


async def test_a_prompt_is_shown_and_its_answer_counts(station: Machine) -> None:
    await enter(station)
    touch(station, "service-run-one", "main.click")
    await station.until(lambda: (shown := now(station).prompt) is not None and shown.step == "hear-click")
    asked = now(station).prompt
    touch(station, "service-no")
    await station.until(lambda: not now(station).running)

    assert asked is not None
    assert asked.confirm
    assert {row.id: row.fault for row in now(station).checks if row.state == "red"} == {"main.click": "no-click"}


async def test_a_run_is_stopped_from_the_pages_and_has_failed(station: Machine) -> None:
    await enter(station)
    touch(station, "service-run")
    await station.until(lambda: now(station).running)
    touch(station, "service-stop")
    await station.until(lambda: not now(station).running)
    await station.advance(1)

    assert station.bodies("selftest.finished", "result") == ["red"]


async def test_a_step_is_skipped_from_the_pages_and_the_next_one_comes(station: Machine) -> None:
    await enter(station)
    touch(station, "service-run-one", "main")
    await station.until(lambda: now(station).prompt is not None)
    first = next(row.id for row in now(station).checks if row.state == "waiting")
    touch(station, "service-skip", first)
    await station.until(lambda: any(row.state == "waiting" and row.id != first for row in now(station).checks))

    assert {row.id: (row.state, row.fault) for row in now(station).checks}[first] == ("unfinished", "skipped")
    assert now(station).running


async def test_a_skip_of_a_check_that_has_ended_costs_no_other(station: Machine) -> None:
    await enter(station)
    touch(station, "service-run-one", "main.click")
    await station.until(lambda: now(station).prompt is not None)
    touch(station, "service-skip", "id_reader.reads")
    await station.advance(2)

    assert {row.id: row.state for row in now(station).checks}["main.click"] == "waiting"


async def test_a_report_is_made_for_the_pages(station: Machine) -> None:
    await enter(station)
    touch(station, "service-report")
    await station.until(lambda: bool(now(station).report_text))

    assert "320206001" in now(station).report_text
    assert now(station).report_qr


async def test_impatient_touches_make_one_report(station: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    await enter(station)
    desk = station.core.desk
    assert desk is not None
    made: list[asyncio.Task[Report]] = []
    make = desk.report

    async def counted() -> Report:
        made.append(asyncio.ensure_future(make()))
        return await made[-1]

    monkeypatch.setattr(desk, "report", counted)
    for _ in range(100):
        touch(station, "service-report")
    await station.until(lambda: bool(now(station).report_text))
    first = len(made)
    touch(station, "service-report")
    await station.until(lambda: len(made) > first)

    assert first == 1


async def test_a_report_that_comes_after_the_pages_have_closed_is_shown_to_nobody(station: Machine) -> None:
    await enter(station)
    touch(station, "service-report")
    touch(station, "service-close")
    await station.until(lambda: not now(station).open)
    await station.advance(5)
    await station.show(staff_pass(station))
    await station.until(lambda: now(station).open)

    assert now(station).report_text == ""


async def test_closing_the_pages_is_told_once_and_hides_everything(station: Machine) -> None:
    await enter(station)
    touch(station, "service-close")
    await station.until(lambda: not now(station).open)
    closed = len(station.kiosk.service)
    await station.advance(5)

    assert (now(station).devices, now(station).checks, now(station).tester) == ((), (), "")
    assert len(station.kiosk.service) == closed


async def test_a_forgotten_page_closes_after_ten_minutes(station: Machine) -> None:
    await enter(station)
    await station.leap(590, stride=1)
    before = now(station).open
    await station.leap(60, stride=1)
    await station.until(lambda: not now(station).open)

    assert before


async def test_a_touch_keeps_the_pages_open(station: Machine) -> None:
    await enter(station)
    await station.leap(500, stride=1)
    touch(station, "service-report")
    await station.leap(500, stride=1)

    assert now(station).open


async def test_the_screen_that_comes_back_sees_the_open_pages(station: Machine) -> None:
    await enter(station)
    await station.kiosk.die()
    station.kiosk.service.clear()
    await station.kiosk.connect()
    await station.until(lambda: bool(station.kiosk.service))

    assert now(station).open


async def test_a_screen_that_never_saw_the_pages_hears_nothing_of_closed_ones(station: Machine) -> None:
    await enter(station)
    touch(station, "service-close")
    await station.until(lambda: not now(station).open)
    await station.kiosk.die()
    station.kiosk.service.clear()
    await station.kiosk.connect()
    await station.advance(3)

    assert station.kiosk.service == []


async def test_a_restart_closes_the_pages(build: Callable[..., Machine]) -> None:
    station = build()
    await station.start()
    await enter(station)
    await station.stop()
    station.kiosk.service.clear()
    await station.start()
    await station.advance(3)

    assert station.kiosk.service == []
