"""How the core process starts, lives beside its screen, and ends."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from people import citizen
from place import Place, enrolled, new_place
from process_rig import Running, children_of, command_line, eventually, is_alive, state_of, station
from pty_world import pty_world
from real_hub import RealHub

from hardware.simulators.id_cards import SimulatedCard
from station_app.simulation.world import World
from station_app.wiring.passes import new_pass


@asynccontextmanager
async def serving(place: Place, *options: object, **more: str) -> AsyncIterator[tuple[Running, World]]:
    """A core process whose door serves, and the world round it."""
    async with pty_world(place) as world:
        core = place.run(*options, **more)
        try:
            await core.says("station.door: ready")
            yield core, world
        finally:
            core.bury()


async def screen_of(core: Running, *, other_than: int = 0) -> int:
    """The screen process, once it is there and connected."""

    def found() -> int | None:
        screens = [pid for pid in children_of(core.pid) if " screen " in command_line(pid) and pid != other_than]
        return screens[0] if screens and "libQt6Quick" in maps_of(screens[0]) else None

    return await eventually(found, "a screen process that has loaded Qt")


def maps_of(pid: int) -> str:
    """The files that a process has in its memory; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return ""


async def hangs(screen: int) -> None:
    """Let a process stand still."""
    os.kill(screen, signal.SIGSTOP)
    await eventually(lambda: state_of(screen) == "T", "a process that stands still")


async def comes_in(place: Place, world: World) -> None:
    """Somebody shows a pass and is let in."""
    before = place.newest()
    world.show_code("scanner", new_pass(place.data, place.id, minutes=30))
    await place.fact("access.granted", before)
    await place.fact("door.unlocked", before)


async def test_sigterm_ends_station_and_screen_in_time_and_well(place: Place) -> None:
    async with serving(place) as (core, _):
        screen = await screen_of(core)
        assert await core.stops() == 0, core.logged
        assert not is_alive(screen)


async def test_sigterm_ends_a_station_that_has_only_just_begun(place: Place) -> None:
    core = place.run("--headless")
    try:
        await eventually(place.journal.exists, "a journal")
        assert await core.stops() == 0, core.logged
    finally:
        core.bury()


@pytest.mark.parametrize("hung", [False, True])
async def test_a_screen_dies_with_a_killed_core_even_when_it_hangs(hung: bool, place: Place) -> None:
    async with serving(place) as (core, _):
        screen = await screen_of(core)
        if hung:
            await hangs(screen)
        core.kill()
        await eventually(lambda: not is_alive(screen), "the end of the screen")


async def test_after_a_kill_the_next_start_serves(place: Place) -> None:
    async with serving(place, "--headless") as (core, world):
        await comes_in(place, world)
        core.kill()
        core.bury()
        again = place.run("--headless")
        try:
            await again.says("station.door: ready")
            await comes_in(place, world)
        finally:
            again.bury()


async def test_a_screen_that_is_killed_comes_back_and_the_door_goes_on(place: Place) -> None:
    async with serving(place) as (core, world):
        screen = await screen_of(core)
        os.kill(screen, signal.SIGKILL)
        await comes_in(place, world)
        assert await screen_of(core, other_than=screen) != screen


async def test_a_screen_that_hangs_is_replaced_and_the_door_goes_on(place: Place, tmp_path: Path) -> None:
    async with serving(place, "--picture", tmp_path / "kiosk.png") as (core, world):
        screen = await screen_of(core)
        # A screen that has painted is given less time than one that starts.
        await eventually((tmp_path / "kiosk.png").exists, "a first picture")
        await hangs(screen)
        await comes_in(place, world)
        assert is_alive(screen)
        await core.says("the screen has stopped painting")
        await comes_in(place, world)
        await screen_of(core, other_than=screen)
        assert not is_alive(screen)


async def test_a_second_copy_is_refused_and_the_first_goes_on(place: Place) -> None:
    async with serving(place, "--headless") as (_, world):
        where = ("--config", place.config, "--data", place.data)
        done = await asyncio.to_thread(station, "run", *where, "--headless")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert "a station already runs on" in done.stderr
        await comes_in(place, world)


async def test_the_core_holds_no_qt_and_no_django(hub: RealHub, tmp_path: Path) -> None:
    place = enrolled(new_place(tmp_path / "station", hub=hub.url, id="imports"), hub.code("imports"))
    # Headless, because a screen would write what it imports into the same log.
    async with serving(place, "--headless", PYTHONPROFILEIMPORTTIME="1") as (core, world):
        world.lay_card("id_reader", SimulatedCard(number=citizen(1)))
        await comes_in(place, world)
        await eventually(place.all_on_the_hub, "every fact on the hub")
        imported = set(re.findall(r"^import time:.*\| +([a-z_0-9A-Z]+)", core.logged, re.MULTILINE))

    assert {"sqlite3", "cwt", "httpx", "station_app"} <= imported
    assert imported & {"PySide6", "shiboken6", "django"} == set()


async def test_no_library_of_the_screen_is_in_the_core_beside_it(place: Place) -> None:
    async with serving(place) as (core, _):
        await screen_of(core)
        assert "libQt6" not in maps_of(core.pid)
        assert "libsqlite3" in maps_of(core.pid)


@pytest.fixture
def careless() -> Iterator[None]:
    """A user whose files everybody may read, unless the program cares."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path, wanted: Callable[[Path], bool]) -> dict[str, str]:
    found = [path for path in (folder, *folder.rglob("*")) if wanted(path) and not path.is_symlink()]
    return {path.name: oct(stat.S_IMODE(path.lstat().st_mode)) for path in found}


async def test_nobody_else_can_read_what_a_station_keeps(place: Place, careless: None) -> None:
    async with serving(place, "--headless") as (_, world):
        world.lay_card("id_reader", SimulatedCard(number=citizen(1)))
        await place.fact("access.granted")
        assert set(modes(place.data, Path.is_dir).values()) == {"0o700"}
        files = modes(place.data, Path.is_file)
        assert {"journal.db", "journal.db-wal", "journal.lock", "issuer.key"} <= files.keys()
        assert {name: mode for name, mode in files.items() if mode != "0o600"} == {}


async def test_systemd_is_told_of_readiness_and_of_life(place: Place, tmp_path: Path) -> None:
    told: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(tmp_path / "notify"))
        notify.setblocking(False)
        systemd = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"}
        async with serving(place, "--headless", **systemd):

            def fed() -> bool:
                with_more = True
                while with_more:
                    try:
                        told.append(notify.recv(4096).decode())
                    except BlockingIOError:
                        with_more = False
                return sum("WATCHDOG=1" in one for one in told) >= 3

            await eventually(fed, "three signs of life")
    assert told[0] == "READY=1"
