"""A real station process for a bench, and the bench's end of its wires."""

from __future__ import annotations

import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
import tty
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from hardware.protocols import modbus

STATION = "320299001"
READY_SECONDS = 30.0


@dataclass(kw_only=True)
class Wire:
    """The far end of one of the station's ports."""

    path: Path
    master: int = field(init=False)

    def __post_init__(self) -> None:
        self.master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(self.master, False)
        self.path.symlink_to(os.ttyname(slave))


class Board:
    """A relay board that answers at once, as the bench's own few lines: it must cost nothing itself."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._requests = modbus.request_decoder()
        self.pulses = 0

    def heard(self) -> bool:
        """Answer what has come; whether a pulse was among it."""
        before = self.pulses
        for request in self._requests.feed(bytearray(os.read(self.wire.master, 4096))):
            match request:
                case modbus.Read(function=function, count=count):
                    reads_bits = function in (modbus.Function.READ_COILS, modbus.Function.READ_INPUTS)
                    answer: modbus.Reply = (
                        modbus.Bits(unit=request.unit, function=function, states=(False,) * (-(-count // 8) * 8))
                        if reads_bits
                        else modbus.Registers(unit=request.unit, values=(0,) * count)
                    )
                    os.write(self.wire.master, modbus.encode(answer))
                case modbus.Write():
                    self.pulses += 1
                    os.write(self.wire.master, modbus.encode(request))
                case _:
                    pass
        return self.pulses > before


class Station:
    """`station run` as a child, with the bench at the other end of scanner and board."""

    def __init__(
        self, folder: Path, *, hub: str = "", screen: bool = False, board_baud: int = 115200, reader: bool = False
    ) -> None:
        self.data = folder / "station"
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.config = folder / "station.toml"
        self.config.write_text(_config(hub, board_baud, reader=reader), encoding="utf-8")
        self.scanner = Wire(path=self.data / "scanner")
        self.board = Board(Wire(path=self.data / "board"))
        self._screen = screen
        self._child: subprocess.Popen[bytes] | None = None
        self.log = folder / "station.log"

    def __enter__(self) -> Self:
        how = ["--window"] if self._screen else ["--headless"]
        command = [sys.executable, "-m", "station_app", "run", "--config", str(self.config), "--data", str(self.data)]
        with self.log.open("wb") as log:
            self._child = subprocess.Popen([*command, *how], stderr=log)
        self.until(lambda: b"station.door: ready" in self.log.read_bytes())
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            self._child.send_signal(signal.SIGTERM)
            self._child.wait(10)

    @property
    def pid(self) -> int:
        """The core process."""
        assert self._child is not None
        return self._child.pid

    def until(self, so: Callable[[], bool], seconds: float = READY_SECONDS) -> None:
        """Answer the board until something is so."""
        deadline = time.monotonic() + seconds
        while not so():
            if time.monotonic() > deadline:
                raise TimeoutError(f"the station did not get there; its log ends: {self.log.read_text()[-500:]}")
            self.serve(0.02)

    def serve(self, seconds: float) -> None:
        """Answer the board for a while."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if select.select([self.board.wire.master], [], [], left)[0]:
                self.board.heard()

    def show(self, text: str) -> None:
        """Show a code and wait for nothing."""
        os.write(self.scanner.master, text.encode() + b"\r\n")

    def scan(self, text: str, seconds: float = 5.0) -> float:
        """Show a code; seconds from its last byte on the wire to the relay's bytes on the wire."""
        line = text.encode() + b"\r\n"
        os.write(self.scanner.master, line)
        begun = time.perf_counter()
        deadline = begun + seconds
        while time.perf_counter() < deadline:
            if select.select([self.board.wire.master], [], [], 0.1)[0] and self.board.heard():
                return time.perf_counter() - begun
        raise TimeoutError(f"no pulse came; the log ends: {self.log.read_text()[-500:]}")


class BareCommit:
    """What one durable commit of a row of the journal's size costs here, without any of our code."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "bare.db", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE row (seq INTEGER PRIMARY KEY, body TEXT)")

    def once(self) -> float:
        """Seconds for one."""
        begun = time.perf_counter()
        self._db.execute("INSERT INTO row (body) VALUES (?)", ("x" * 900,))
        return time.perf_counter() - begun


def passes(data: Path, count: int, *, seconds: int = 86_400) -> list[str]:
    """Distinct passes that the station accepts (negative seconds: expired ones)."""
    from station_app.identity.keys import Keys
    from station_app.identity.passes import Pass, issue

    key = Keys(data).issuing()
    until = int(time.time()) + seconds
    return [issue(key, Pass(station=STATION, until=until)) for _ in range(count)]


def table(title: str, rows: Sequence[tuple[str, Sequence[float]]]) -> None:
    """Print percentiles in milliseconds."""
    print(f"\n{title}\n{'':44} {'p50':>8} {'p99':>8} {'p99.9':>8} {'max':>8}  n")  # noqa: T201 - the bench's answer
    for name, values in rows:
        ordered = sorted(values)
        at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.99, 0.999)]
        shown = " ".join(f"{value:8.2f}" for value in (*at, ordered[-1] * 1000))
        print(f"{name:44} {shown}  {len(ordered)}")  # noqa: T201 - the bench's answer


def say(line: str) -> None:
    """Print a line of the answer."""
    print(line, flush=True)  # noqa: T201 - the bench's answer


def rss_mb(pid: int) -> float:
    """Resident memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _config(hub: str, board_baud: int, *, reader: bool) -> str:
    id_reader = '[devices.id_reader]\ndriver = "sam-id-reader"\nport = "pty:id_reader"\n' if reader else ""
    readers = '"scanner", "id_reader"' if reader else '"scanner"'
    told = f'[hub]\nurl = "{hub}"\n' if hub else ""
    return f"""
[station]
id = "{STATION}"
name = "bench"
{told}{id_reader}
[devices.scanner]
driver = "line-scanner"
port = "pty:scanner"
baud = 115200
[devices.board]
driver = "modbus-board"
port = "pty:board"
baud = {board_baud}
[doors.main]
zone = "hall"
lock = "board/relay/1"
readers = [{readers}]
[zones.hall]
name = "bench"
capacity = 100000
"""
