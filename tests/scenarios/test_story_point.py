"""A reading corner in a bank: no door, no board; a tap is a visit, a second tap its end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from machine import Machine, Site

from station_app.config import load
from station_app.wiring.devices import check_devices

CARD = "04A1B2C3D4E580"
EXAMPLE = Path(__file__).resolve().parents[2] / "resources" / "config" / "point.example.toml"


class Corner(Site):
    """One tag reader, and a corner with it."""

    def text(self) -> str:
        """The config as a file would hold it."""
        return """
            [station]
            id = "320206009"
            name = "工会服务点"
            class = "point"
            [devices.tags]
            driver = "pn532-reader"
            port = "pty:tags"
            [zones.corner]
            name = "阅读角"
            capacity = 2
            readers = ["tags"]
        """


async def touch(machine: Machine, uid: str = CARD) -> None:
    machine.world.touch_tag("tags", bytes.fromhex(uid))
    await machine.advance(1.0)
    machine.world.lift_tag("tags")
    await machine.advance(3.0)


@pytest.fixture
async def corner(build: Callable[..., Machine]) -> Machine:
    """A point that serves."""
    machine = build(Corner())
    await machine.start()
    return machine


async def test_a_tap_is_a_visit_and_moves_no_lock(corner: Machine) -> None:
    await touch(corner)

    assert corner.bodies("visit.started", "door", "zone", "evidence") == [("", "corner", "tap")]
    assert corner.lock == []


async def test_the_kiosk_tells_of_the_corner_and_of_what_to_hold_to_the_reader(corner: Machine) -> None:
    await touch(corner)

    shown = corner.kiosk.shown[-1]
    assert (shown.zone, shown.inside, [way.kind for way in shown.ways]) == ("阅读角", 1, ["tag"])


async def test_a_second_tap_ends_the_visit_and_nothing_is_guessed(corner: Machine) -> None:
    await touch(corner)
    await corner.advance(600)
    await touch(corner)

    assert corner.bodies("visit.ended", "evidence", "inferred") == [("tap", False)]


async def test_a_visit_is_remembered_over_a_restart(corner: Machine) -> None:
    await touch(corner)
    await corner.stop()
    await corner.start()
    await corner.advance(600)

    await touch(corner)

    assert corner.bodies("visit.ended", "evidence") == ["tap"]


def test_the_example_of_a_point_is_a_config() -> None:
    settings = load(EXAMPLE)

    check_devices(settings)

    assert settings.house.zone_of("scanner") == "corner"
