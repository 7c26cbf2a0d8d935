"""`station selftest`, `devices` and `readiness` as a technician types them, with and without a running station."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import stat
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from xml.etree import ElementTree

import pytest
from place import Place
from process_rig import Running, eventually, station

from hardware.clock import SystemClock
from station_app.simulation.world import World
from station_app.wiring.twins import Twins


async def command(place: Place, name: str, *options: object) -> subprocess.CompletedProcess[str]:
    """A command on this place, beside the twins that live on this loop."""
    where = ("--config", place.config, "--data", place.data)
    return await asyncio.to_thread(station, name, *where, *options)


@asynccontextmanager
async def twins_of(place: Place) -> AsyncIterator[World]:
    """Every device of the demo, two of them on one pair of wires."""
    place.data.mkdir(mode=0o700, exist_ok=True)
    async with Twins(place.settings, place.data, SystemClock()) as twins:
        yield twins.world


@asynccontextmanager
async def at_work(place: Place) -> AsyncIterator[tuple[Running, World]]:
    async with twins_of(place) as world:
        core = await place.serve("--headless")
        await eventually((place.data / "service.sock").exists, "the service socket")
        try:
            yield core, world
        finally:
            core.bury()


async def test_a_station_that_does_not_run_is_tested_as_well(place: Place) -> None:
    async with twins_of(place) as world:
        done = await command(place, "selftest", "--json", "--tester", "li")
        released = world.lock_released("main")
    told = json.loads(done.stdout)

    assert {check["id"]: check["fault"] for check in told["checks"] if check["fault"]} == {}
    assert (done.returncode, told["passed"], told["finished"]) == (0, True, True)
    assert not released
    assert not (place.data / "service.sock").exists()
    assert place.facts("maintenance.ended")[-1]["reason"] == "finished"


async def test_a_running_station_is_red_for_a_mishap_and_green_again(place: Place) -> None:
    async with at_work(place) as (_, world):
        world.fault("board", "silent", on=True)
        broken = await command(place, "selftest", "--device", "board")
        world.fault("board", "silent", on=False)
        mended = await command(place, "selftest", "--device", "board")

    assert broken.returncode == 1
    assert "red        board.answers  no-answer" in broken.stdout
    assert "先查设备电源" in broken.stdout
    assert "power" in broken.stdout
    assert (mended.returncode, mended.stdout.splitlines()[-1][:6]) == (0, "passed")


async def test_the_junit_form_holds_every_check(place: Place) -> None:
    async with at_work(place) as (_, world):
        world.cut("scanner")
        done = await command(place, "selftest", "--device", "scanner", "--junit")
    suite = ElementTree.fromstring(done.stdout)
    cases = {case.get("name"): [child.tag for child in case] for case in suite}

    assert done.returncode == 1
    assert cases["scanner.answers"] == ["failure"]
    assert cases["board.answers"] == ["skipped"]
    assert int(suite.get("tests", 0)) == len(cases)
    assert int(suite.get("failures", 0)) == sum(1 for tags in cases.values() if tags == ["failure"])


async def test_a_test_whose_command_is_killed_ends_and_has_failed(place: Place) -> None:
    async with at_work(place) as (_, world):
        where = ("--config", place.config, "--data", place.data)
        tester = Running(place.folder / "tester", "selftest", *where)
        await place.fact("selftest.checked")
        tester.kill()
        tester.bury()
        ended = await place.fact("selftest.finished")
        await place.fact("maintenance.ended")
        released = world.lock_released("main")

    assert ended["result"] == "red"
    assert ended["unfinished"] > 0
    assert not released


async def test_a_station_that_is_killed_in_its_test_leaves_the_lock_shut_and_the_test_failed(place: Place) -> None:
    async with at_work(place) as (core, world):
        where = ("--config", place.config, "--data", place.data)
        tester = Running(place.folder / "tester", "selftest", "--device", "main", *where)
        await eventually(lambda: world.lock_released("main"), "the lock's pulse")
        core.kill()
        status = await tester.ends()
        await eventually(lambda: not world.lock_released("main"), "the lock's falling back", seconds=3)
        tester.bury()
        again = await place.serve("--headless")
        try:
            await eventually(lambda: place.facts("selftest.finished"), "the verdict of the next start")
        finally:
            again.bury()

    assert status == 1
    assert place.facts("selftest.finished")[-1]["result"] == "red"
    assert place.facts("maintenance.ended")[-1]["reason"] == "restart"


async def test_ctrl_c_ends_a_test_that_has_a_core_of_its_own(place: Place) -> None:
    async with twins_of(place):
        where = ("--config", place.config, "--data", place.data)
        tester = Running(place.folder / "tester", "selftest", *where)
        await place.fact("selftest.checked")
        tester.signal(signal.SIGINT)
        status = await tester.ends()
        tester.bury()

    assert status == 1


@pytest.mark.parametrize("option", ["--device", "--json --junit"])
async def test_a_wrong_use_is_status_two(place: Place, option: str) -> None:
    async with at_work(place):
        options = option.split() if " " in option else [option, "fridge"]
        done = await command(place, "selftest", *options)

    assert done.returncode == 2
    assert done.stderr


async def test_the_service_socket_is_the_owners_alone(place: Place) -> None:
    async with at_work(place):
        mode = stat.S_IMODE((place.data / "service.sock").stat().st_mode)

    assert mode == 0o600


async def test_nonsense_on_the_service_socket_is_refused_and_harms_nothing(place: Place) -> None:
    async with at_work(place) as (core, _):

        def ask() -> bytes:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(10)
                line.connect(str(place.data / "service.sock"))
                line.sendall(b'{"open": "sesame"}\n')
                return line.makefile("rb").readline()

        answer = json.loads(await asyncio.to_thread(ask))
        alive = await command(place, "devices", "--json")

    assert answer["type"] == "refusal"
    assert core.status is not None  # it was buried, and not before
    assert json.loads(alive.stdout)["running"]


async def test_the_devices_of_a_running_station_are_told_live(place: Place) -> None:
    async with at_work(place) as (_, world):
        world.cut("scanner")

        async def rows() -> dict[str, Any]:
            told = json.loads((await command(place, "devices", "--json")).stdout)
            return {row["name"]: row for row in told["devices"]}

        told = await rows()
        while told["scanner"]["state"] != "lost":
            told = await rows()

    assert told["scanner"]["fault"] == "link-lost"
    assert told["board"]["state"] == "works"
    assert told["board"]["heard"]


def test_the_catalog_tells_of_every_driver_what_it_rests_on() -> None:
    done = station("devices", "--json")
    drivers = {driver["driver"]: driver for driver in json.loads(done.stdout)}

    assert done.returncode == 0
    assert drivers["modbus-board"]["evidence"] == "published-vectors"
    assert all(driver["rests_on"] and driver["roles"] for driver in drivers.values())


async def test_devices_of_a_station_that_does_not_run_are_unknown(place: Place) -> None:
    place.data.mkdir(mode=0o700)
    done = await command(place, "devices", "--json")
    told = json.loads(done.stdout)

    assert not told["running"]
    assert {row["state"] for row in told["devices"]} == {"unknown"}


async def test_the_report_comes_as_text_json_and_qr(place: Place) -> None:
    async with at_work(place):
        text, document, code = [await command(place, "readiness", form) for form in ("--text", "--json", "--qr")]

    assert place.id in text.stdout
    assert json.loads(document.stdout)["report"]["station"] == place.id
    assert len(code.stdout.splitlines()[0]) > 100
    assert "█" in code.stdout
    assert [text.returncode, document.returncode, code.returncode] == [1, 1, 1], "nobody has pressed a button yet"


async def test_a_guided_test_asks_and_takes_the_answer(place: Place) -> None:
    async with at_work(place):
        where = ("--config", place.config, "--data", place.data)
        tester = Running(place.folder / "tester", "selftest", "--guided", "--device", "main.click", *where)
        await tester.says("y/n")
        tester.type("y")
        status = await tester.ends()
        told = tester.told
        tester.bury()

    assert status == 0
    assert told.startswith("green      main.click")


async def test_a_step_of_a_guided_test_is_skipped_at_the_terminal(place: Place) -> None:
    async with at_work(place):
        where = ("--config", place.config, "--data", place.data)
        tester = Running(place.folder / "tester", "selftest", "--guided", "--device", "main.push", *where)
        await tester.says(">>> [main]")
        tester.type("s")
        status = await tester.ends()
        told = tester.told
        tester.bury()

    assert status == 1
    assert told.startswith("unfinished main.push  skipped")
