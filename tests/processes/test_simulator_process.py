"""`station simulate`: twins in a process of their own, told by lines, met by a station on ptys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from people import citizen
from place import Place, new_place
from process_rig import Running, eventually, station

from station_app.assets import asset

LINES = {
    f"card id_reader {citizen(3)}": "ok card id_reader",
    "lift id_reader": "ok lift id_reader",
    "code scanner HELLO 你好": "ok code scanner",
    "open main": "ok open main lock=locked",
    "close main": "ok close main",
    "press board/input/2": "ok press board/input/2",
    "release board/input/2": "ok release board/input/2",
    "cut scanner": "ok cut scanner",
    "mend scanner": "ok mend scanner",
    "fault board wedged": "ok fault board wedged on",
    "fault board wedged off": "ok fault board wedged off",
    "fault board bit-flip": "ok fault board bit-flip on",
    "faults scanner": "ok faults scanner bit-flip brown-out cut cut-mid-frame duplicate echo ",
    "faults": "error write it like: faults DEV",
    "faults nothing": "error there is no device 'nothing'",
    "fault board sulking": "error board knows no fault 'sulking'",
    "card scanner 1": "error scanner reads no cards",
    "open back": "error there is no door 'back'; there are: main",
    "press board/input/99": "error ",
    "card id_reader": "error write it like: card DEV NUMBER",
    "code scanner": "error write it like: code DEV TEXT",
    "fly": "error 'fly' is no control; there are: card DEV NUMBER",
}


@contextmanager
def simulating(place: Place) -> Iterator[Running]:
    simulator = Running(place.folder / "simulator", "simulate", "--config", place.config, "--data", place.data)
    try:
        yield simulator
    finally:
        simulator.bury()


async def test_each_line_is_answered_by_one_line(place: Place) -> None:
    with simulating(place) as simulator:
        await simulator.says("\nready\n")
        told = len(simulator.told.splitlines())
        for line in [*LINES, "quit"]:
            simulator.type(line)
        assert await simulator.ends() == 0
        answers = simulator.told.splitlines()[told:]
    assert len(answers) == len(LINES) + 1
    expected = zip(answers, [*LINES.values(), "ok quit"], strict=True)
    assert [answer for answer, start in expected if not answer.startswith(start)] == []


async def test_every_fault_that_is_listed_can_begin_and_end(place: Place) -> None:
    devices = ("id_reader", "scanner", "board")
    with simulating(place) as simulator:
        await simulator.says("\nready\n")
        for device in devices:
            simulator.type(f"faults {device}")
        await eventually(lambda: f"ok faults {devices[-1]} " in simulator.told, "the list of faults")
        lists = [line.split()[2:] for line in simulator.told.splitlines() if line.startswith("ok faults ")]
        wanted = [f"fault {device} {name} {way}" for device, *names in lists for name in names for way in ("on", "off")]
        for line in [*wanted, "quit"]:
            simulator.type(line)
        assert await simulator.ends() == 0, simulator.logged
        answers = set(simulator.told.splitlines())
    assert [line for line in wanted if f"ok {line}" not in answers] == []


async def test_a_number_is_never_echoed(place: Place) -> None:
    with simulating(place) as simulator:
        await simulator.says("\nready\n")
        simulator.type(f"card id_reader {citizen(3)}")
        simulator.type(f"card scanner {citizen(3)}")
        simulator.type("quit")
        await simulator.ends()
    assert citizen(3) not in simulator.told + simulator.logged


async def test_quitting_leaves_no_link_behind(place: Place) -> None:
    with simulating(place) as simulator:
        await simulator.says("\nready\n")
        assert (place.data / "scanner").is_symlink()
        simulator.type("quit")
        await simulator.ends()
    assert [path for path in place.data.iterdir() if path.is_symlink()] == []


async def test_sigterm_ends_it_well_and_leaves_no_link_behind(place: Place) -> None:
    with simulating(place) as simulator:
        await simulator.says("\nready\n")
        assert await simulator.stops() == 0, simulator.logged
    assert [path for path in place.data.iterdir() if path.is_symlink()] == []


async def test_a_link_that_a_killed_simulator_left_is_replaced(place: Place) -> None:
    with simulating(place) as simulator:
        await simulator.says("\nready\n")
        simulator.kill()
    assert (place.data / "scanner").is_symlink()
    with simulating(place) as simulator:
        await simulator.says("\nready\n")


async def test_a_second_simulator_leaves_the_first_one_s_links_alone(place: Place) -> None:
    with simulating(place) as first:
        await first.says("\nready\n")
        links = {path.name: path.readlink() for path in place.data.iterdir() if path.is_symlink()}

        second = station("simulate", "--config", place.config, "--data", place.data)

        assert second.returncode == 2
        assert "simulated devices are served in" in second.stderr
        assert {path.name: path.readlink() for path in place.data.iterdir() if path.is_symlink()} == links


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
async def test_what_is_somebody_elses_stays(kind: str, place: Place) -> None:
    place.data.mkdir()
    taken = place.data / "scanner"
    {"file": taken.touch, "folder": taken.mkdir, "link": lambda: taken.symlink_to(place.config)}[kind]()
    with simulating(place) as simulator:
        assert await simulator.ends() == 2
        said = simulator.logged
    assert said.count("\n") == 1
    assert "devices.scanner.port" in said
    assert "is no simulated device's link: move it away or choose another path" in said
    assert taken.exists()
    assert {path.name for path in place.data.iterdir()} == {"scanner", "simulator.lock"}


def test_real_ports_are_left_alone_and_a_config_to_use_instead_is_printed(tmp_path: Path) -> None:
    example = asset("config", "station.example.toml")
    refused = station("simulate", "--config", example, "--data", tmp_path / "data")
    (tmp_path / "copy.toml").write_text(refused.stdout, encoding="utf-8")
    checked = station("check-config", "--config", tmp_path / "copy.toml")

    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "belongs to a real device and is left alone" in refused.stderr
    assert (checked.returncode, checked.stderr) == (0, "")
    assert refused.stdout.count('port = "pty:') == 3
    assert not (tmp_path / "data").exists()


async def test_ports_may_be_paths_outside_dev(tmp_path: Path) -> None:
    path = tmp_path / "ports" / "scanner"
    place = new_place(tmp_path / "station", ('"pty:scanner"', f'"{path}"'))
    with simulating(place) as simulator:
        await simulator.says("\nready\n")
        assert path.is_symlink()


async def test_simulator_and_station_meet_on_ptys(place: Place) -> None:
    with simulating(place) as simulator:
        await simulator.says("\nready\n")
        core = await place.serve("--headless")
        try:
            simulator.type(f"card id_reader {citizen(5)}")
            await place.fact("door.unlocked")
            simulator.type("open main")
            await place.fact("visit.started")
            await eventually(lambda: "ok open main lock=released" in simulator.told, "an answer")
        finally:
            core.bury()
