"""The self-test of a whole station, as told by its facts, its lock and its kiosk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from machine import Machine
from story_people import card

from station_app.selftest.runner import Busy, NothingToTest, Order
from station_app.wire import CheckRow


async def run(station: Machine, about: str = "", *, guided: bool = False) -> bool:
    """Let a run be made to its end."""
    desk = station.core.desk
    assert desk is not None
    task = desk.start(Order(tester="li", about=about, guided=guided))
    await station.until(task.done)
    return task.result()


def rows(station: Machine) -> dict[str, CheckRow]:
    assert station.core.desk is not None
    return {row.id: row for row in station.core.desk.results.rows}


def red(station: Machine) -> dict[str, str]:
    return {name: row.fault for name, row in rows(station).items() if row.state not in ("green", "never")}


async def test_a_whole_station_passes_its_test(station: Machine) -> None:
    passed = await run(station)

    assert red(station) == {}
    assert passed


async def test_checks_that_need_hands_stay_unknown(station: Machine) -> None:
    await run(station)

    never = {row.id.rpartition(".")[2] for row in rows(station).values() if row.state == "never"}
    assert never == {"card", "code", "reads", "card-chain", "click", "push", "close", "press"}
