"""`station simulate`: twins for every device of a config, on ptys, driven by lines on standard input."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Final

from hardware.catalog import SimulateRequest
from hardware.clock import Clock, SystemClock
from hardware.links.port import PtyName, SerialPort
from hardware.links.pty import PtyPort
from hardware.simulators.bus import SimulatedBus
from hardware.simulators.cable import plug_in
from hardware.simulators.faulty_wire import CuttablePort, FaultyWire
from hardware.simulators.still_camera import SimulatedStillCamera
from station_app.config import Settings
from station_app.simulation.controls import Controls
from station_app.simulation.world import Plugged, World
from station_app.store.faults import AlreadyRunning, CannotOpen
from station_app.store.lock import FileLock
from station_app.wiring import standard_input
from station_app.wiring.devices import Checked, checked, checked_settings
from station_app.wiring.process import UsageError, data_dir, until_told_to_stop
from station_app.wiring.shared_wires import on_one_port

LOCK_NAME: Final = "simulator.lock"
_HERE: Final = re.compile(r"http://(?:127\.0\.0\.1|localhost):(\d{1,5})/")


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
        self._ports: list[PtyPort] = []
        self._held = AsyncExitStack()
        self.paths: dict[str, Path] = {}

    async def __aenter__(self) -> Twins:
        plugged: dict[str, Plugged] = {}
        lock = _alone(self._data)
        self._held.callback(lock.release)
        await self._group.__aenter__()
        found = {name: checked(name, table) for name, table in self._settings.devices.items()}
        for names in on_one_port(found).values():
            path = self._path(names[0], found[names[0]])
            try:
                port = PtyPort(path)
            except (OSError, ValueError) as error:
                await self.__aexit__(None, None, None)
                raise UsageError(f"devices.{names[0]}.port: {error}") from None
            self._ports.append(port)
            for name, end in zip(names, self._ends(port, len(names)), strict=True):
                self.paths[name] = path
                plugged[name] = self._plug(name, found[name], end)
        self.world = World(self._settings, plugged, await self._point_cameras())
        self.controls = Controls(self.world)
        return self

    async def _point_cameras(self) -> dict[str, SimulatedStillCamera]:
        """A twin for each camera whose address is this machine's; others are real and left alone."""
        from station_app.wiring.camera_command import password_of

        cameras: dict[str, SimulatedStillCamera] = {}
        for name, camera in self._settings.cameras.items():
            if (here := _HERE.match(camera.source)) is None:
                continue
            twin = SimulatedStillCamera(self._clock, camera.user, password_of(name, camera))
            try:
                await self._held.enter_async_context(twin.listening(int(here[1])))
            except OSError as error:
                await self.__aexit__(None, None, None)
                raise UsageError(f"cameras.{name}.source: port {here[1]} cannot be served ({error.strerror})") from None
            cameras[name] = twin
        return cameras

    def _path(self, name: str, device: Checked) -> Path:
        if isinstance(device.port, PtyName):
            return device.port.under(self._data)
        return Path(self._settings.devices[name].port)

    def _ends(self, port: PtyPort, count: int) -> list[CuttablePort]:
        """The port itself for a device that has it alone, else a branch of the pair for each."""
        if count == 1:
            return [port]
        bus = SimulatedBus(port)
        self._tasks.append(self._group.create_task(bus.run()))
        return [bus.branch() for _ in range(count)]

    def _plug(self, name: str, device: Checked, end: CuttablePort) -> Plugged:
        twin = device.kind.simulate(SimulateRequest(name=name, clock=self._clock, options=device.options))
        wire = FaultyWire(twin, end, self._clock)
        self._tasks.append(self._group.create_task(plug_in(twin, wire)))
        return Plugged(twin=twin, cable=wire)

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        for task in self._tasks:
            task.cancel()
        for port in self._ports:
            port.close()
        await self._held.aclose()
        await self._group.__aexit__(type(error) if error else None, error, error.__traceback__ if error else None)


def _alone(data: Path) -> FileLock:
    """Keeps a second simulator from taking over the links of one that serves them. Raises UsageError."""
    try:
        return FileLock(data / LOCK_NAME)
    except AlreadyRunning:
        raise UsageError(
            f"simulated devices are served in {data} already; stop them first, or give another data directory"
        ) from None
    except CannotOpen as error:
        raise UsageError(f"{error}; give another data directory") from None


async def input_lines() -> AsyncIterator[str]:
    """Lines of standard input. Its end ends them, unless it was empty from the start (a service without input)."""
    lines = standard_input.lines_of(sys.stdin)
    heard = False
    while line := await lines.get():
        heard = True
        yield line
    if not heard:
        await asyncio.Event().wait()


def with_pty_ports(text: str, devices: list[str]) -> str:
    """The text of a config with `pty:NAME` as the port of these devices; those on one port stay on one."""
    table = ""
    names: dict[str, str] = {}
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        if header := re.match(r"\s*\[devices\.\"?([A-Za-z0-9_-]+)\"?\]", line):
            table = header[1]
        elif re.match(r"\s*\[", line):
            table = ""
        if table in devices:
            line = re.sub(r"^(\s*port\s*=\s*)(\"[^\"]*\"|'[^']*')", partial(_as_pty, names, table), line)
        lines.append(line)
    return "".join(lines)


def _as_pty(names: dict[str, str], device: str, found: re.Match[str]) -> str:
    name = names.setdefault(found[2].strip("\"'"), device)
    return f'{found[1]}"pty:{name}"'


def _may_simulate(name: str, settings: Settings) -> bool:
    port = checked(name, settings.devices[name]).port
    if isinstance(port, PtyName):
        return True
    return isinstance(port, SerialPort) and port.path.startswith("/") and not Path(port.path).is_relative_to("/dev")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the simulator's answers
