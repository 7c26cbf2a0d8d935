"""The demo's other processes: hub, station, control window."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from station_app.wiring.process import UsageError

STOP_SECONDS = 5.0
RESTART_SECONDS = 1.0
HUB_SECONDS = 60.0


class Children:
    """Processes that end with the demo."""

    def __init__(self) -> None:
        self._running: list[asyncio.subprocess.Process] = []

    async def start(self, *command: str, talks: bool = False) -> asyncio.subprocess.Process:
        """Start `station COMMAND`; one that talks has pipes for both directions."""
        pipe = subprocess.PIPE if talks else None
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "station_app", *command, stdin=pipe or subprocess.DEVNULL, stdout=pipe
        )
        self._running.append(child)
        return child

    async def end(self) -> None:
        """End all, the youngest first."""
        for child in reversed(self._running):
            if child.returncode is None:
                child.terminate()
        for child in reversed(self._running):
            await _gone(child)


async def _gone(child: asyncio.subprocess.Process) -> None:
    """Wait for the end of a child that was told to end; not for ever."""
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await child.wait()
    except TimeoutError:
        child.kill()
        await child.wait()


async def start_hub(children: Children, data: Path, port: int, say: Callable[[str], None]) -> asyncio.StreamReader:
    """Start the hub; returns what it says from its address on, once it answers. Raises UsageError."""
    hub = await children.start("hub", "--data", str(data), "--port", str(port), *parent_option(), talks=True)
    assert hub.stdout is not None
    try:
        async with asyncio.timeout(HUB_SECONDS):
            while line := (await hub.stdout.readline()).decode().rstrip():
                say(line)
                if line.startswith("hub: "):
                    return hub.stdout
    except TimeoutError:
        pass
    raise UsageError("the hub did not start; what it said stands above")


async def pass_on(lines: asyncio.StreamReader, say: Callable[[str], None]) -> None:
    """Say what a child says, until it ends."""
    while line := await lines.readline():
        say(line.decode().rstrip())


async def hub_code(data: Path, station: str) -> str:
    """A one-time enrolment code, from the same command that a manager would use."""
    command = [sys.executable, "-m", "station_app", "hub", "code", station, "--data", str(data)]
    child = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    out, _ = await child.communicate()
    if child.returncode != 0:
        raise UsageError("the hub gave no enrolment code; what it said stands above")
    return out.decode().split()[-1]


async def keep_station(children: Children, command: Sequence[str], say: Callable[[str], None]) -> None:
    """Keep the station's core process running, as systemd does on a real kiosk. Cancelled, it is gone when this ends.

    The twins live that long, or their end would stand in its journal as the loss of its devices.
    """
    while True:
        child = await children.start("run", *command)
        try:
            status = await child.wait()
        except asyncio.CancelledError:
            if child.returncode is None:
                child.terminate()
                await _gone(child)
            raise
        say(f"the station ended with status {status} and is started again")
        await asyncio.sleep(RESTART_SECONDS)


def parent_option() -> list[str]:
    """What a child needs to know to end with us."""
    return ["--parent", str(os.getpid())]
