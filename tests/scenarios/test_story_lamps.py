"""Scanners that can be darkened: dark while the station is closed or tested, lit for whoever may use them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from machine import NOON, Machine, Site
from story_people import a_pass

from station_app.selftest.runner import Order

MODELS = ["gm65-scanner", "newland-scanner", "honeywell-scanner", "zebra-ssi-scanner"]
CLOSED = '{ mon = ["13:00-20:00"] }'
"""At noon it opens in an hour."""
HOUR = 3600


def twin(station: Machine) -> Any:
    return station.world._plugged["scanner"].twin


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> str:
    return request.param


async def test_a_closed_station_is_dark_and_reads_nothing(build: Callable[..., Machine], model: str) -> None:
    station = build(Site(scanner=model, hours=CLOSED))
    await station.start()
    await station.advance(3)
    await station.show(a_pass(station))

    assert (twin(station).lit, station.told("access.denied", "access.granted")) == (False, [])


async def test_at_its_opening_the_scanner_wakes_and_a_pass_admits(build: Callable[..., Machine], model: str) -> None:
    station = build(Site(scanner=model, hours=CLOSED))
    await station.start()
    await station.leap(HOUR, stride=20)
    await station.advance(35)
    await station.show(a_pass(station))

    assert station.bodies("access.granted", "credential") == ["pass"]


async def test_at_its_closing_the_scanner_goes_dark(build: Callable[..., Machine], model: str) -> None:
    station = build(Site(scanner=model, hours=CLOSED), wall=NOON + 8 * HOUR - 600)
    await station.start()
    lit = twin(station).lit
    await station.leap(600, stride=20)
    await station.advance(35)

    assert (lit, twin(station).lit) == (True, False)


async def test_a_scanner_unplugged_at_night_is_dark_when_it_is_back(build: Callable[..., Machine], model: str) -> None:
    station = build(Site(scanner=model, hours=CLOSED))
    await station.start()
    await station.advance(3)
    station.world.cut("scanner")
    twin(station).power_cycle()
    await station.advance(10)
    station.world.mend("scanner")
    await station.advance(8)

    assert (twin(station).lit, station.bodies("device.restored", "device")) == (False, ["scanner"])


async def test_a_scanner_that_cannot_be_darkened_holds_nobody_up(build: Callable[..., Machine], model: str) -> None:
    station = build(Site(scanner=model, hours=CLOSED))
    twin(station).fault("refuses-commands", True)
    await station.start()
    await station.press_exit()

    assert station.lock == [True]


async def test_the_test_of_a_dark_scanner_wakes_it_and_leaves_it_dark(
    build: Callable[..., Machine], model: str
) -> None:
    station = build(Site(scanner=model, hours=CLOSED))
    await station.start()
    await station.advance(3)
    desk = station.core.desk
    assert desk is not None
    run = desk.start(Order(tester="li", about="scanner.code", guided=True))
    await station.advance(3)
    tested = asyncio.ensure_future(station.show(a_pass(station)))
    await station.advance(3)
    await tested
    await station.until(run.done)
    await station.advance(5)

    assert ({row.state for row in desk.results.rows if row.id == "scanner.code"}, twin(station).lit) == (
        {"green"},
        False,
    )
