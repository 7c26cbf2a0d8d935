"""`station record` and `station replay`: a capture is safe to pass on, and a test of its driver for ever."""

from __future__ import annotations

import asyncio
import json
import stat
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.catalog import KINDS
from hardware.clock import ManualClock
from hardware.errors import LinkLost, NoAnswer
from hardware.links.memory import MemoryPort
from hardware.options import Option
from hardware.traffic import Direction
from hardware.traffic.capture import BadCapture, Capture, Recording, harmless, read_capture
from hardware.traffic.replay import ReplayPort
from station_app.__main__ import main
from station_app.config import parse
from station_app.wiring.process import UsageError
from station_app.wiring.record_command import record, replayed
from station_app.wiring.service_messages import SOCKET_NAME
from station_app.wiring.twins import Twins

RECORDED = Path(__file__).parents[1] / "captures" / "recorded"
sys.path.insert(0, str(RECORDED))

from make_captures import FIRST, NOT_PLAYED_AGAIN, captured  # noqa: E402 - it lies beside the captures


class AsIs:
    """Keeps everything, as no driver does."""

    def take(self, direction: Direction, piece: bytes) -> bytes:
        return bytes(piece)

    def end(self) -> dict[Direction, bytes]:
        return {}


CAPTURES = sorted(RECORDED.glob("*.jsonl"))
HEAD = (
    '{"capture": 1, "driver": "lcus-relay", "baud": 9600, "options": {}, "program": "0", "date": "", "source": "twin"}'
)
CONFIG = """
[station]
id = "320206001"
name = "测试站"
class = "point"
[devices.id_reader]
driver = "sam-id-reader"
port = "pty:id_reader"
[devices.scanner]
driver = "line-scanner"
port = "pty:scanner"
prefix = "测试"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "station.toml"
    path.write_text(CONFIG, "utf-8")
    return path


def capture_in(path: Path) -> Capture:
    return read_capture(path.read_text("utf-8").splitlines())


# captures replay


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)
def test_a_driver_reads_from_its_capture_what_it_read_then(path: Path) -> None:
    result = asyncio.run(replayed(capture_in(path)))

    assert result.lines == path.with_suffix(".readings").read_text("utf-8").splitlines()


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)
def test_a_driver_asks_in_a_replay_what_it_asked_then(path: Path) -> None:
    result = asyncio.run(replayed(capture_in(path)))

    assert (result.unsaid, result.unknown <= 2) == (0, True)  # at the end the capture has no next question


def test_each_driver_that_can_be_played_again_has_a_capture() -> None:
    assert {path.stem for path in CAPTURES} >= set(KINDS) - NOT_PLAYED_AGAIN


@pytest.mark.parametrize("driver", sorted(set(KINDS) - NOT_PLAYED_AGAIN))
async def test_redaction_changes_no_kind_of_reading(driver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    safe = await replayed(read_capture(await captured(driver)))
    monkeypatch.setattr(type(KINDS[driver].driver), "redact", AsIs)
    plain = await replayed(read_capture(await captured(driver)))

    def kinds(lines: list[str]) -> list[str]:
        return [json.loads(line)["reading"] for line in lines]

    assert kinds(safe.lines) == kinds(plain.lines)


def test_no_capture_of_the_tree_holds_a_card_of_its_story() -> None:
    text = "".join(path.read_text("utf-8") for path in CAPTURES).replace(" ", "")
    assert [form for form in (FIRST.encode(), FIRST.encode("utf-16-le")) if form.hex().upper() in text] == []


def test_a_replay_prints_what_the_driver_reads(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["replay", str(RECORDED / "rdm6300-reader.jsonl")])

    assert status == 0
    assert [json.loads(line)["reading"] for line in capsys.readouterr().out.splitlines()][:2] == [
        "DeviceRestored",
        "TagRead",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("{}", "line 1 is no line of a capture: it does not say that it is a capture"),
        (HEAD + '\n{"at": 1, "what": "sideways"}', "line 2 is no line of a capture: what must be one of"),
        (HEAD + '\n{"at": 1, "what": "in", "hex": "0"}', "line 2 is no line of a capture"),
        (HEAD + "\nnothing", "line 2 is no line of a capture"),
        (HEAD + "\n[]", "line 2 is no line of a capture"),
    ],
)
def test_a_file_that_is_no_capture_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(BadCapture) as refused:
        read_capture(text.splitlines())
    assert str(refused.value).startswith(message)


def test_a_capture_of_a_driver_that_there_is_not_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "it.jsonl"
    path.write_text(HEAD.replace("lcus-relay", "lcus-rely"), "utf-8")

    assert main(["replay", str(path)]) == 2
    assert "did you mean 'lcus-relay'" in capsys.readouterr().err


# what is written down


def test_only_options_that_say_nothing_of_a_place_are_written_down() -> None:
    options = {"mode": Option(default="a", choices=("a", "b")), "key": Option(default=""), "unit": Option(default=1)}

    assert harmless(options, {"mode": "b", "key": "30313233", "unit": 3}) == {"mode": "b", "unit": 3}


async def test_a_recording_says_when_a_port_was_refused_opened_lost_and_closed() -> None:
    clock, lines, port = ManualClock(), list[str](), MemoryPort()
    opened = Recording(AsIs(), clock, lines.append).on(port.open)
    port.cut()
    with pytest.raises(LinkLost):
        await opened()
    port.mend()
    link = await opened()
    await clock.advance(2)
    link.write(b"\x01")
    port.cut()
    with pytest.raises(LinkLost):
        await link.read()
    port.mend()
    (await opened()).close()

    told = [(step["at"], step["what"], step.get("hex", step.get("fault", ""))) for step in map(json.loads, lines)]
    assert told == [
        (0.0, "refused", "link-lost"),
        (0.0, "opened", ""),
        (2.0, "out", "01"),
        (2.0, "lost", "link-lost"),
        (2.0, "opened", ""),
        (2.0, "closed", ""),
    ]


async def test_a_replay_answers_the_same_question_after_the_same_time() -> None:
    steps = read_capture(
        [
            HEAD,
            '{"at": 0, "what": "opened"}',
            '{"at": 5, "what": "out", "hex": "01"}',
            '{"at": 5.5, "what": "in", "hex": "02"}',
            '{"at": 6, "what": "lost", "fault": "no-answer"}',
        ]
    ).steps
    clock = ManualClock()
    port = ReplayPort(steps, clock)
    link = await port.open()
    link.write(b"\x09")
    link.write(b"\x01")
    reading = asyncio.ensure_future(link.read())
    await clock.advance(0.4)
    early = reading.done()
    await clock.advance(0.1)
    losing = asyncio.ensure_future(link.read())
    await clock.advance(0.5)

    assert (early, reading.result(), port.unknown) == (False, b"\x02", 1)
    with pytest.raises(NoAnswer):
        losing.result()


# the command


@asynccontextmanager
async def twins_at_work(tmp_path: Path) -> AsyncIterator[Twins]:
    from hardware.clock import SystemClock

    async with Twins(parse(CONFIG), tmp_path, SystemClock()) as twins:
        yield twins


def wait_for(path: Path, word: str) -> None:
    """Until the other process has written it; the test's time-out is the limit."""
    pause = threading.Event()
    while not (path.exists() and word in path.read_text("utf-8")):
        pause.wait(0.05)


async def recorded(config: Path, tmp_path: Path, device: str, act: str) -> str:
    """Record a twin for a second while somebody acts."""
    output = tmp_path / f"{device}.jsonl"
    code = "from station_app.__main__ import main; import sys; sys.exit(main(sys.argv[1:]))"
    command = ["record", device, "--config", str(config), "--data", str(tmp_path), "--output", str(output)]
    async with twins_at_work(tmp_path) as twins:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, *command, "--seconds", "3", stdout=asyncio.subprocess.PIPE
        )
        await asyncio.to_thread(wait_for, output, '"in"' if device == "id_reader" else '"opened"')
        assert twins.controls.answer(act).startswith("ok")
        await process.communicate()
    assert process.returncode == 0
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    return output.read_text("utf-8")


async def test_a_card_on_the_port_is_recorded_without_the_card(config: Path, tmp_path: Path) -> None:
    text = await recorded(config, tmp_path, "id_reader", f"card id_reader {FIRST}")

    result = await replayed(read_capture(text.splitlines()))
    assert [line for line in result.lines if "CardRead" in line] != []
    assert FIRST.encode("utf-16-le").hex(" ").upper() not in text


async def test_a_code_on_the_port_is_recorded_without_the_code_and_the_prefix(config: Path, tmp_path: Path) -> None:
    text = await recorded(config, tmp_path, "scanner", "code scanner RS1:SECRET")

    assert [word for word in ("测试", b"RS1:SECRET".hex(" ").upper(), b"SECRET".hex(" ").upper()) if word in text] == []
    assert '"source": "twin"' in text


def test_an_older_capture_is_never_overwritten(config: Path, tmp_path: Path) -> None:
    output = tmp_path / "kept.jsonl"
    output.write_text("kept", "utf-8")

    with pytest.raises(UsageError, match="exists already"):
        record(config, tmp_path, "id_reader", output, 1)
    assert output.read_text("utf-8") == "kept"


def test_a_port_on_which_nothing_passed_is_told_with_what_to_do(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = record(config, tmp_path, "id_reader", tmp_path / "it.jsonl", 1)
    said = capsys.readouterr().out

    assert status == 1
    assert "Check that the cable is plugged in at both ends" in said
    assert "nothing was heard or said" in said


def test_a_device_that_there_is_not_is_named(config: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no device 'id_raeder'; did you mean 'id_reader'"):
        record(config, tmp_path, "id_raeder", tmp_path / "it.jsonl", 1)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[None]:
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / SOCKET_NAME))
        server.listen()
        yield


@pytest.mark.usefixtures("running")
def test_a_running_station_keeps_its_port(config: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"stop it .*, record, and start it again"):
        record(config, tmp_path, "id_reader", tmp_path / "it.jsonl", 1)
    assert not (tmp_path / "it.jsonl").exists()
