"""`station simulate`: twins for every device of a config, on ptys, driven by lines on standard input."""

from __future__ import annotations

import asyncio
import re
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

from hardware.catalog import SimulateRequest
from hardware.clock import Clock, SystemClock
from hardware.links.port import PtyName, SerialPort
from hardware.links.pty import PtyPort
from hardware.simulators.cable import plug_in
from hardware.simulators.faulty_wire import FaultyWire
from station_app.config import Settings
from station_app.simulation.controls import Controls
from station_app.simulation.world import Plugged, World
from station_app.wiring.devices import checked, checked_settings
from station_app.wiring.process import UsageError, data_dir, until_told_to_stop


def run_simulator(config: Path, data: Path | None) -> int:
    """Stand in for every device until `quit`; refuses ports that belong to real devices."""
    settings = checked_settings(config)
    real = [name for name in settings.devices if not _may_simulate(name, settings)]
    if real:
        print(with_pty_ports(config.read_text(encoding="utf-8"), real), end="")  # noqa: T201 - the copy asked for
        raise UsageError(
            f"devices.{real[0]}.port belongs to a real device and is left alone; "
            "the copy of the config above has pty: ports: save it and use it for both simulate and run"
        )
    return until_told_to_stop(_simulate(settings, data_dir(data)))


async def _simulate(settings: Settings, data: Path) -> None:
    async with Twins(settings, data, SystemClock()) as twins:
        for name, path in twins.paths.items():
            _say(f"ready {name} {path}")
        _say("ready")
        async for line in input_lines():
            if line.strip() == "quit":
                _say("ok quit")
                return
            if line.strip():
                _say(twins.controls.answer(line))


class Twins:
    """Twins of one config, plugged into ptys for as long as the block lasts."""

    def __init__(self, settings: Settings, data: Path, clock: Clock) -> None:
        self._settings = settings
        self._data = data
        self._clock = clock
        self._group = asyncio.TaskGroup()
        self._tasks: list[asyncio.Task[None]] = []
        self._ports: dict[str, PtyPort] = {}
        self.paths: dict[str, Path] = {}

    async def __aenter__(self) -> Twins:
        plugged: dict[str, Plugged] = {}
        await self._group.__aenter__()
        for name, table in self._settings.devices.items():
            found = checked(name, table)
            path = found.port.under(self._data) if isinstance(found.port, PtyName) else Path(table.port)
            try:
                port = PtyPort(path)
            except (OSError, ValueError) as error:
                await self.__aexit__(None, None, None)
                raise UsageError(f"devices.{name}.port: {error}") from None
            twin = found.kind.simulate(SimulateRequest(name=name, clock=self._clock, options=found.options))
            self._ports[name] = port
            self.paths[name] = path
            wire = FaultyWire(twin, port, self._clock)
            plugged[name] = Plugged(twin=twin, cable=wire)
            self._tasks.append(self._group.create_task(plug_in(twin, wire)))
        self.world = World(self._settings, plugged)
        self.controls = Controls(self.world)
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        for task in self._tasks:
            task.cancel()
        for port in self._ports.values():
            port.close()
        await self._group.__aexit__(type(error) if error else None, error, error.__traceback__ if error else None)


async def input_lines() -> AsyncIterator[str]:
    """Lines of standard input. Its end ends them, unless it was empty from the start (a service without input)."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        # A thread, because standard input may be a file, a terminal or a pipe; a daemon, because nothing can wake it.
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()
    heard = False
    while line := await lines.get():
        heard = True
        yield line
    if not heard:
        await asyncio.Event().wait()


def with_pty_ports(text: str, devices: list[str]) -> str:
    """The text of a config with `pty:NAME` as the port of these devices."""
    table = ""
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        if header := re.match(r"\s*\[devices\.\"?([A-Za-z0-9_-]+)\"?\]", line):
            table = header[1]
        elif re.match(r"\s*\[", line):
            table = ""
        if table in devices:
            line = re.sub(r"^(\s*port\s*=\s*)(\"[^\"]*\"|'[^']*')", rf'\g<1>"pty:{table}"', line)
        lines.append(line)
    return "".join(lines)


def _may_simulate(name: str, settings: Settings) -> bool:
    port = checked(name, settings.devices[name]).port
    if isinstance(port, PtyName):
        return True
    return isinstance(port, SerialPort) and port.path.startswith("/") and not Path(port.path).is_relative_to("/dev")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the simulator's answers
