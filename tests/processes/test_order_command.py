"""`station order` and `station drill` as a keeper types them at the station's own machine."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from place import Place
from process_rig import eventually, station

from hardware.clock import SystemClock
from station_app.simulation.world import World
from station_app.wiring.twins import Twins


async def command(place: Place, *words: object) -> subprocess.CompletedProcess[str]:
    """A command on this place, beside the twins that live on this loop."""
    return await asyncio.to_thread(station, *words, "--data", place.data)


@asynccontextmanager
async def at_work(place: Place) -> AsyncGenerator[World]:
    place.data.mkdir(mode=0o700, exist_ok=True)
    async with Twins(place.settings, place.data, SystemClock()) as twins:
        core = await place.serve("--headless")
        await eventually((place.data / "service.sock").exists, "the service socket")
        try:
            yield twins.world
        finally:
            core.bury()


async def test_a_door_that_is_opened_by_order_and_pushed_confirms_it(place: Place) -> None:
    async with at_work(place) as world:
        ordering = asyncio.ensure_future(command(place, "order", "open", "main", "--reason", "forgotten card"))
        await eventually(lambda: world.lock_released("main"), "the lock's release")
        world.move_door("main", is_open=True)
        done = await ordering
        received = place.facts("command.received")[-1]

    assert (done.returncode, done.stdout.splitlines()) == (0, ["received", "acted", "confirmed contact"])
    assert (received["by"], received["reason"], received["door"]) == ("keeper", "forgotten card", "main")


async def test_a_door_that_nobody_opens_ends_the_order_with_status_1(place: Place) -> None:
    async with at_work(place):
        done = await command(place, "order", "open", "main", "--reason", "forgotten card")

    assert (done.returncode, done.stdout.splitlines()) == (1, ["received", "acted", "expired not-opened"])


async def test_a_drill_releases_the_door_and_normal_ends_it(place: Place) -> None:
    async with at_work(place) as world:
        begun = await command(place, "drill", "evacuation", "--minutes", 2, "--reason", "yearly drill")
        released = world.lock_released("main")
        ended = await command(place, "order", "mode", "normal", "--reason", "drill is over")
        changed = place.facts("mode.changed")

    assert (begun.returncode, begun.stdout.splitlines()) == (0, ["received", "acted", "confirmed relay"])
    assert released
    assert (ended.returncode, [body["mode"] for body in changed]) == (0, ["evacuation", "normal"])
    assert changed[0]["drill"] is True


async def test_a_shelter_without_an_end_is_refused(place: Place) -> None:
    async with at_work(place):
        done = await command(place, "order", "mode", "shelter", "--reason", "snow")

    assert (done.returncode, done.stdout.splitlines()) == (1, ["received", "refused no-end"])


async def test_a_board_on_a_real_port_is_restarted_and_was_never_lost(place: Place) -> None:
    async with at_work(place):
        done = await command(place, "order", "restart-device", "board", "--reason", "it hangs")

    assert (done.returncode, done.stdout.splitlines()) == (0, ["received", "acted", "confirmed works"])
    assert place.facts("device.lost") == []


async def test_a_self_test_that_is_refused_says_what_to_wait_for(place: Place) -> None:
    async with at_work(place):
        done = await command(place, "order", "selftest", "--reason", "winter comes", "--language", "en")

    assert (done.returncode, done.stdout.splitlines()) == (1, ["received", "refused occupied"])
    assert "Somebody may be inside" in done.stderr


def test_an_order_without_a_running_station_is_an_error(place: Place) -> None:
    place.data.mkdir(mode=0o700, exist_ok=True)
    done = station("order", "open", "main", "--reason", "x", "--data", place.data)

    assert done.returncode == 2
    assert "no station runs" in done.stderr


def test_a_time_that_is_none_is_an_error(place: Place) -> None:
    done = station("order", "mode", "shelter", "--minutes", "nan", "--reason", "x", "--data", place.data)

    assert done.returncode == 2
    assert "at most 1440 minutes" in done.stderr
