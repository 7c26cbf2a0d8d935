"""What a technician's commands leave behind: no image of their memory, and no file that is open to others."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from place import Place
from process_rig import Running, eventually

from hardware.clock import SystemClock
from station_app.wiring.twins import Twins

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the limits of a process")


def leaves_no_core(pid: int) -> bool:
    """Whether the kernel may write no image of a process when it dies."""
    lines = Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()
    return [line.split()[4:6] for line in lines if line.startswith("Max core file size")] == [["0", "0"]]


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_self_test_with_a_core_of_its_own_leaves_no_core_file(place: Place) -> None:
    place.data.mkdir(mode=0o700)
    async with Twins(place.settings, place.data, SystemClock()):
        tester = Running(place.folder / "t", "selftest", "--config", place.config, "--data", place.data)
        try:
            await place.fact("selftest.checked")
            assert leaves_no_core(tester.pid)
        finally:
            tester.bury()


async def test_a_recording_leaves_no_core_file_and_is_its_owners_alone(place: Place) -> None:
    file = place.folder / "reader.jsonl"
    place.data.mkdir(mode=0o700)
    async with Twins(place.settings, place.data, SystemClock()):
        where = ("--config", place.config, "--data", place.data, "--output", file)
        recorder = Running(place.folder / "r", "record", "id_reader", *where)
        try:
            await eventually(lambda: file.exists() and '"in"' in file.read_text(encoding="utf-8"), "an answer")
            assert (leaves_no_core(recorder.pid), mode_of(file)) == (True, 0o600)
        finally:
            recorder.bury()


async def test_a_commissioning_leaves_no_core_file_and_keeps_its_answers_to_itself(place: Place) -> None:
    progress = place.data / "commissioning.json"
    place.data.mkdir(mode=0o700)
    async with Twins(place.settings, place.data, SystemClock()):
        where = ("--data", place.data, "--output", place.folder / "new.toml", "--only-given-ports", "--language", "en")
        talk = Running(place.folder / "c", "commission", "--port", "pty:scanner", *where)
        try:
            await talk.says("> ")
            assert leaves_no_core(talk.pid)
            talk.type("no")
            await eventually(progress.exists, "the first answer")
            assert mode_of(progress) == 0o600
        finally:
            talk.bury()


async def test_who_tests_is_in_the_journal_and_in_no_log(place: Place) -> None:
    place.data.mkdir(mode=0o700)
    async with Twins(place.settings, place.data, SystemClock()):
        core = await place.serve("--headless")
        try:
            await eventually((place.data / "service.sock").exists, "the service socket")
            where = ("--config", place.config, "--data", place.data)
            tester = Running(place.folder / "t", "selftest", "--device", "scanner", "--tester", "测试员甲", *where)
            await tester.ends()
            tester.bury()
        finally:
            core.bury()
    files = [path.read_text(encoding="utf-8") for path in (place.data / "log").iterdir()]

    assert place.facts("selftest.started")[-1]["tester"] == "测试员甲"
    assert "station.selftest: begun" in core.logged
    assert [text for text in (core.logged, *files) if "测试员甲" in text] == []
