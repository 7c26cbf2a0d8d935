"""The station is ordered to test itself, and to begin a device's driver anew: down to the wire, and to its proof."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from machine import Machine, Site
from story_people import COURIER, card

from hardware.links.memory import MemoryLink
from station_app.wiring.service_messages import Course, GiveOrder

MOTION = """
[inputs.motion]
terminal = "board/input/3"
means = "motion"
zone = "hall"
"""


class Socket:
    """Counts the links that a driver opens through its port, and how many of them it has closed."""

    def __init__(self, port: Any) -> None:
        self.opened = self.closed = 0
        self._really_open = port.open
        port.open = self._open

    async def _open(self) -> MemoryLink:
        link = await self._really_open()
        really_close = link.close

        def closes() -> None:
            self.closed += 1
            really_close()

        link.close = closes
        self.opened += 1
        return link


async def ordered(station: Machine, verb: str, target: str = "", within: int = 2000) -> list[str]:
    """Give an order at the station's machine; each state that it reaches."""
    desk = station.core._orders
    assert desk is not None
    told: list[Course] = []
    wanted = GiveOrder(verb=verb, target=target, reason="it hangs", by="technician")

    async def follow() -> None:
        told.extend([course async for course in desk.follow(wanted)])

    following = asyncio.ensure_future(follow())
    await station.until(following.done, stride=0.1, strides=within)
    await following
    return list(dict.fromkeys(f"{one.state} {one.why}".strip() for one in told))


@pytest.fixture
async def empty(build: Callable[..., Machine]) -> Machine:
    """A station that has seen for long that nobody is inside."""
    machine = build(Site(inputs=MOTION))
    await machine.start()
    await machine.leap(3600 + 400, stride=40)
    return machine


async def test_a_restart_closes_the_link_and_opens_it_anew_and_the_board_works(build: Callable[..., Machine]) -> None:
    station = build()
    socket = Socket(station._ports["board"])
    await station.start()
    before = (socket.opened, socket.closed)
    course = await ordered(station, "restart-device", "board")
    after = (socket.opened, socket.closed)
    await station.advance(1)
    await station.lay(card(COURIER))

    assert course == ["received", "acted", "confirmed works"]
    assert (before, after) == ((1, 0), (2, 1))
    assert station.lock_released


async def test_a_restart_of_what_works_is_no_loss(station: Machine) -> None:
    await ordered(station, "restart-device", "id_reader")

    assert (station.told("device.lost", "device.restored"), station.incidents) == ([], [])


async def test_a_device_that_stays_away_is_not_back(station: Machine) -> None:
    station.world.cut("scanner")
    await station.advance(1)

    assert await ordered(station, "restart-device", "scanner") == ["received", "acted", "expired not-back"]


async def test_a_device_whose_cable_was_mended_comes_back_by_a_restart(station: Machine) -> None:
    station.world.cut("scanner")
    await station.advance(1)
    station.world.mend("scanner")

    assert (await ordered(station, "restart-device", "scanner"))[-1] == "confirmed works"
    assert station.incidents == [("incident.opened", "device/scanner"), ("incident.closed", "device/scanner")]


async def test_a_board_keeps_the_lock_that_it_holds(station: Machine) -> None:
    await station.lay(card(COURIER))
    course = await ordered(station, "restart-device", "board")

    assert course == ["received", "refused lock-held"]
    assert station.lock_released


async def test_a_lock_of_which_only_the_board_knows_is_kept(station: Machine) -> None:
    await station.core.bench.boards["board"].hold(1, 20)
    course = await ordered(station, "restart-device", "board")

    assert course == ["received", "refused lock-held"]
    assert station.lock_released


async def test_a_board_that_hangs_is_restarted_all_the_same(station: Machine) -> None:
    station.world.fault("board", "silent", on=True)
    course = await ordered(station, "restart-device", "board")

    assert course == ["received", "acted", "expired not-back"]


async def test_a_station_that_is_told_to_tests_itself_and_says_what_it_found(empty: Machine) -> None:
    course = await ordered(empty, "selftest", within=6000)
    green = empty.bodies("selftest.finished", "green")[-1]

    assert course == ["received", "acted", f"confirmed tested/{green}"]
    assert green == len(empty.told("selftest.checked")) > 5
    assert True in empty.lock
    assert "maintenance" in [shown.moment for shown in empty.kiosk.shown]
    order = empty.bodies("command.received", "command")[-1]
    assert empty.bodies("selftest.started", "command", "tester") == [(order, "technician")]


async def test_a_self_test_that_finds_faults_is_done_and_says_how_many(empty: Machine) -> None:
    empty.world.cut("scanner")
    await empty.advance(2)
    course = await ordered(empty, "selftest", within=6000)
    red, unfinished = empty.bodies("selftest.finished", "red", "unfinished")[-1]

    assert red > 0
    assert course[-1] == f"confirmed checks-failed/{red + unfinished}"


async def test_while_somebody_may_be_inside_no_self_test_moves_a_lock(station: Machine) -> None:
    course = await ordered(station, "selftest")

    assert course == ["received", "refused occupied"]
    assert True not in station.lock
