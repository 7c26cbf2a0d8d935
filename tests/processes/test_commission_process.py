"""`station commission` in a terminal, before devices that `station simulate` stands in for."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest
from people import citizen
from place import Place
from process_rig import Running, environment, eventually, station

from station_app.assets import texts

TEXT = texts("en")
PORTS = ("pty:id_reader", "pty:scanner", "pty:board")

# What a technician does at a question, as lines for the simulator, and what is typed then.
DEEDS: dict[str, tuple[tuple[str, ...], str]] = {
    "station.help-phone": ((), "0510-12351"),
    "station.operator": ((), ""),
    "hub.url": ((), "https://hub.example.org"),
    "missing": ((), "no"),
    "speaks": ((), ""),
    "show": (("code scanner HELLO",), ""),
    "others": ((), "none"),
    "door.first": ((), "1"),
    "door.name": ((), ""),
    "zone.name": ((), ""),
    "zone.title": ((), "测试休息区"),
    "zone.capacity": ((), "12"),
    "door.close": (("close main",), ""),
    "door.try": ((), "no"),
    "door.open": (("open main",), ""),
    "door.shut": (("close main",), ""),
    "exit.press": (("press board/input/2",), ""),
    "exit.release": (("release board/input/2",), ""),
    "lock.warn": ((), ""),
    "lock.try": (("open main", "close main"), "opened"),
    "lock.power": ((), "locked"),
    "pulse.measure": (("open main", "close main"), ""),
    "pulse.check": (("open main", "close main"), "yes"),
    "reader.card": ((f"card id_reader {citizen(3)}", "lift id_reader"), ""),
    "reader.code": (("code scanner HELLO AGAIN",), ""),
    "detector.smoke": ((), ""),
    "detector.motion": ((), ""),
    "detector.help": ((), ""),
    "detector.power-good": ((), ""),
    "write": ((), "yes"),
    "overwrite": ((), "yes"),
}


def pattern(code: str) -> re.Pattern[str]:
    """How a question looks, whatever fills its blanks."""
    return re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(TEXT[f"commission.{code}"])))


PATTERNS = {code: pattern(code) for code in DEEDS}


class Conversation:
    """One `station commission` with a terminal of its own."""

    def __init__(self, place: Place, *options: object) -> None:
        self._out = place.folder / "commission.txt"
        self._master, slave = os.openpty()
        arguments = ["commission", "--output", place.config, "--data", place.data, "--only-given-ports"]
        arguments += [word for port in PORTS for word in ("--port", port)]
        arguments += ["--id", "320206001", "--name", "测试站", "--language", "en", *options]
        with self._out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "station_app", *map(str, arguments)],
                stdin=slave,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=environment(),
            )
        os.close(slave)
        self._read = 0

    @property
    def told(self) -> str:
        return self._out.read_text(encoding="utf-8")

    async def asks(self) -> str:
        """The code of the next question; empty when the process has ended."""

        def new() -> str | None:
            fresh = self.told[self._read :]
            if fresh.endswith("> "):
                return fresh
            return "ended" if self.process.poll() is not None else None

        fresh = await eventually(new, f"a question; it said: {self.told[-800:]}", 90)
        self._read = len(self.told)
        if fresh == "ended":
            return ""
        asked = [code for code, looks in PATTERNS.items() if looks.search(fresh.rpartition("\n\n")[2])]
        assert asked, f"nobody knows what to do at: {fresh}"
        return max(asked, key=lambda code: len(TEXT[f"commission.{code}"]))  # the one that says the most of it

    def type(self, line: str) -> None:
        os.write(self._master, f"{line}\n".encode())

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)


@contextmanager
def commissioning(place: Place, *options: object) -> Iterator[Conversation]:
    conversation = Conversation(place, *options)
    try:
        yield conversation
    finally:
        conversation.close()


@contextmanager
def simulating(place: Place, config: Path) -> Iterator[Running]:
    simulator = Running(place.folder / "simulator", "simulate", "--config", config, "--data", place.data)
    try:
        yield simulator
    finally:
        simulator.bury()


async def walk(conversation: Conversation, simulator: Running, until: str = "") -> list[str]:
    """Do and answer what is asked, to the end or to a question."""
    asked: list[str] = []
    while (code := await conversation.asks()) not in ("", until):
        asked.append(code)
        lines, answer = DEEDS[code]
        for line in lines:
            await asyncio.sleep(0.7)  # a person's pace, in a real terminal before real processes
            simulator.type(line)
        await asyncio.sleep(1.2 if lines else 0)
        conversation.type(answer)
    return asked


@pytest.fixture
def simulated(place: Place) -> Path:
    """The config of the simulator; the station's own is still to be written."""
    return place.config.rename(place.folder / "simulated.toml")


async def test_a_station_is_commissioned_from_bare_ports_to_a_file_that_is_checked(
    place: Place, simulated: Path
) -> None:
    with simulating(place, simulated) as simulator:
        await simulator.says("\nready\n")
        with commissioning(place) as conversation:
            await walk(conversation, simulator, until="lock.power")
            written_early = place.config.exists()
            conversation.type("stop")
            assert conversation.process.wait(20) == 1
        with commissioning(place, "--sheet", place.folder / "wiring.pdf") as conversation:
            asked_again = await walk(conversation, simulator)
            assert conversation.process.wait(20) == 0, conversation.told
            told = conversation.told
    checked = station("check-config", "--config", place.config)
    written = tomllib.loads(place.config.read_text(encoding="utf-8"))

    assert not written_early
    assert TEXT["commission.resumed"] in told and asked_again[0] == "lock.power"
    assert (checked.returncode, checked.stderr) == (0, "")
    assert (written["station"]["help_phone"], written["hub"]["url"]) == ("0510-12351", "https://hub.example.org")
    assert written["doors"]["main"]["contact"] == "board/input/1"
    assert written["doors"]["main"]["readers"] == ["id_reader", "scanner"]
    assert {name: table["driver"] for name, table in written["devices"].items()} == {
        "id_reader": "sam-id-reader",
        "scanner": "line-scanner",
        "board": "modbus-board",
    }
    assert (place.folder / "wiring.pdf").read_bytes().startswith(b"%PDF")
    assert citizen(3) not in told
    assert [path.name for path in place.data.iterdir() if path.name.startswith("commissioning")] == []


def test_a_hub_that_no_station_would_talk_to_is_refused_before_anything_is_asked(place: Place) -> None:
    where = ("--only-given-ports", "--port", "pty:none", "--data", place.data, "--language", "en")
    refused = station("commission", *where, "--hub", "http://hub.example.org")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert TEXT["commission.hub.wrong"] in refused.stderr


def test_the_end_of_the_input_is_a_stop(place: Place) -> None:
    stopped = station(
        "commission",
        "--only-given-ports",
        "--port",
        "pty:none",
        "--data",
        place.data,
        "--language",
        "en",
        cwd=place.folder,
    )

    assert (stopped.returncode, stopped.stderr) == (1, "")
    assert stopped.stdout.endswith(f"{TEXT['commission.stopped']}\n")


async def test_an_interrupt_is_a_stop_that_keeps_what_was_said(place: Place) -> None:
    with commissioning(place) as conversation:
        await eventually(lambda: conversation.told.endswith("> "), "a question", 90)
        conversation.process.send_signal(signal.SIGINT)
        assert conversation.process.wait(20) == 1
        told = conversation.told

    assert told.endswith(f"{TEXT['commission.stopped']}\n")
    assert (place.data / "commissioning.json").exists()


def test_without_a_port_there_is_nothing_to_talk_to(place: Place) -> None:
    refused = station("commission", "--only-given-ports", "--data", place.data, "--language", "en")

    assert (refused.returncode, refused.stderr) == (2, f"station: {TEXT['commission.no-ports']}\n")


def test_a_port_that_is_none_is_refused_by_name(place: Place) -> None:
    refused = station("commission", "--port", "COM", "--data", place.data)

    assert (refused.returncode, "--port: 'COM' is no port" in refused.stderr) == (2, True)


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_a_wiring_sheet_is_drawn_of_a_config_that_exists(kind: str, place: Place) -> None:
    sheet = place.folder / f"wiring.{kind}"
    drawn = station("wiring-sheet", "--config", place.config, "--output", sheet)

    assert (drawn.returncode, drawn.stderr) == (0, "")
    if kind == "svg":
        assert "继电器 1" in [text.text for text in ElementTree.parse(sheet).iter("{http://www.w3.org/2000/svg}text")]
    else:
        assert sheet.read_bytes().startswith(b"%PDF")
        assert b"NotoSansSC" in sheet.read_bytes(), "the typeface that has the Chinese characters is in the file"
