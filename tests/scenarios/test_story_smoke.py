"""Smoke on a real board's wire: the lock is released and stays so until the air is clear, whatever else is broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from machine import Machine, Site

from station_app.store.faults import DiskFull

INPUTS = """
            [inputs.smoke]
            terminal = "!board/input/3"
            means = "smoke"
            zone = "hall"
"""


@pytest.fixture
async def room(build: Callable[..., Machine]) -> Machine:
    """A station whose detector is well: its contact is closed."""
    station = build(Site(inputs=INPUTS))
    station.world.press("!board/input/3", pressed=False)
    await station.start()
    return station


async def smoulder(room: Machine, *, on: bool) -> None:
    room.world.press("!board/input/3", pressed=on)
    await room.advance(1)


async def stays_released(room: Machine, seconds: int) -> bool:
    """Whether the lock is released at each second."""
    seen: list[bool] = []
    for _ in range(seconds):
        await room.advance(1)
        seen.append(room.lock_released)
    return all(seen)


async def test_the_lock_stays_released_until_the_air_is_clear(room: Machine) -> None:
    await smoulder(room, on=True)
    shown = room.kiosk.now.moment
    burning = await stays_released(room, 75)
    await smoulder(room, on=False)
    clearing = await stays_released(room, 55)
    await room.advance(40)

    assert (shown, burning, clearing, room.lock_released) == ("evacuation", True, True, False)
    assert room.bodies("mode.changed", "mode", "by") == [("evacuation", "smoke"), ("normal", None)]


async def test_the_lock_never_falls_back_in_between(room: Machine) -> None:
    await smoulder(room, on=True)
    await stays_released(room, 75)

    assert room.lock.count(False) == 0


async def test_the_lock_stays_released_with_a_dead_disk(room: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(facts: object) -> object:
        raise DiskFull

    monkeypatch.setattr(room.journal, "append", broken)
    await smoulder(room, on=True)

    assert await stays_released(room, 75)


async def test_a_cut_wire_of_the_detector_releases_the_lock(room: Machine) -> None:
    room.world.press("board/input/3", pressed=False)  # the board feels an open contact
    await room.advance(1)

    assert room.lock_released


async def test_a_board_that_was_away_releases_the_lock_when_it_is_back(room: Machine) -> None:
    await smoulder(room, on=True)
    room.world.cut("board")
    await room.advance(60)
    away = room.lock_released
    room.world.mend("board")
    await room.advance(5)

    assert (away, room.lock_released) == (False, True)


async def test_a_station_that_is_started_again_while_it_burns_releases_the_lock(room: Machine) -> None:
    await smoulder(room, on=True)
    await room.stop()
    await room.advance(60)
    await room.start()

    assert room.lock_released
    assert room.kiosk.now.moment == "evacuation"
