"""Real processes of the product, watched from outside: what they say, what they leave, how they end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 90.0
"""For what must happen in the end, on a machine that does much else."""

STOP_SECONDS = 5.0
"""What the product promises after SIGTERM."""

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
PYTHON_CHANGES = ("PYTHONMALLOC", "PYTHONFAULTHANDLER", "PYTHONDEVMODE", "NOTIFY_SOCKET", "WATCHDOG_USEC")


async def eventually(found: Callable[[], T | None], what: str, seconds: float = PATIENCE_SECONDS) -> T:
    """Look again and again until there is something; an AssertionError that says what was waited for."""
    deadline = time.monotonic() + seconds
    while not (thing := found()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        await asyncio.sleep(0.02)
    return thing


def environment(**more: str) -> dict[str, str]:
    """A machine without a display, and nothing of the test's own."""
    kept = {name: value for name, value in os.environ.items() if name not in (*DISPLAYS, *PYTHON_CHANGES)}
    return {**kept, **more}


def station(
    *arguments: object, cwd: Path | None = None, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run `station …` to its end."""
    return subprocess.run(
        _command(arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS * 2,
        cwd=cwd,
        env=environment(**more),
        check=False,
    )


def _command(arguments: Sequence[object]) -> list[str]:
    return [sys.executable, "-m", "station_app", *map(str, arguments)]


class Running:
    """One process of the product. What it says goes into files, so that it never waits for a reader."""

    def __init__(self, folder: Path, *arguments: object, **more: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.out, self.err = folder / "out.txt", folder / "err.txt"
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self._process = subprocess.Popen(
                _command(arguments), stdin=subprocess.PIPE, stdout=out, stderr=err, env=environment(**more)
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def status(self) -> int | None:
        """Exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    @property
    def told(self) -> str:
        """All that it has said on standard output."""
        return self.out.read_text(encoding="utf-8")

    @property
    def logged(self) -> str:
        """All that it has said on standard error."""
        return self.err.read_text(encoding="utf-8")

    def type(self, line: str) -> None:
        """Give it a line on standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL, and wait until the kernel has buried it."""
        self._process.kill()
        self._process.wait()

    async def says(self, text: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until it has said something, on either output."""

        def heard() -> bool:
            if text in self.told or text in self.logged:
                return True
            assert self.status is None, f"it ended with status {self.status} before it said {text!r}: {self.logged}"
            return False

        await eventually(heard, f"{text!r}; it said: {self.told[-500:]} {self.logged[-1500:]}", seconds)

    async def ends(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait for its end; the exit status."""
        await eventually(
            lambda: self.status is not None, f"the end of process {self.pid}: {self.logged[-500:]}", seconds
        )
        assert self.status is not None
        return self.status

    async def stops(self, seconds: float = STOP_SECONDS) -> int:
        """Ask it to end, as systemd does."""
        self._process.terminate()
        return await self.ends(seconds)

    def bury(self) -> None:
        """Leave nothing of it, whatever the test has made of it."""
        if self.status is None:
            for child in children_of(self.pid):
                kill(child)
            self.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()


def kill(pid: int) -> None:
    """SIGKILL to a process that a test has started, if it is still there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that is only waited for does not."""
    return state_of(pid) not in ("", "Z", "X")


def state_of(pid: int) -> str:
    """The letter that proc(5) gives it: R, S, D, T (stopped), Z; empty when it is gone."""
    return _state_and_parent(pid)[0]


def children_of(pid: int) -> list[int]:
    """The processes that it has started, and theirs."""
    found: list[int] = []
    for other in all_processes():
        if _state_and_parent(other)[1] == pid:
            found += [other, *children_of(other)]
    return found


def processes_with(text: str) -> list[int]:
    """The processes whose command line holds a text, such as a folder that only this test uses."""
    return [pid for pid in all_processes() if text in command_line(pid)]


def all_processes() -> list[int]:
    """Every process of this machine."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def command_line(pid: int) -> str:
    """What a process was started with; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _state_and_parent(pid: int) -> tuple[str, int]:
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return "", 0
    return state, int(parent)


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
