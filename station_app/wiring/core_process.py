"""The core process: devices, rules, journal and sync on one asyncio loop. No Qt, no Django.

The order of the start is the order of need: keys and journal, ports and rules (the door serves now), then everything
that the door can do without: the screen, the libraries of passes and pseudonyms, the check of the file, the hub.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from hardware.clock import SystemClock
from station_app.config import Settings
from station_app.core.events import HelpAsked
from station_app.core.model import House, StationState
from station_app.identity.finder import Identity
from station_app.identity.keys import Keys
from station_app.identity.memory import forbid_core_dumps
from station_app.station.bridge import ScreenSocket
from station_app.station.intake import Intake
from station_app.station.log import log, start_logging
from station_app.station.picture import Face, Picture
from station_app.station.shell import Outlets, Shell
from station_app.station.stamp import Stamp, boot_id
from station_app.store.journal import Journal, Recollection
from station_app.wire import Intent
from station_app.wiring.devices import Bench, build_bench, checked_settings, ways_in
from station_app.wiring.process import data_dir, until_told_to_stop
from station_app.wiring.screen_child import ScreenChild
from station_app.wiring.sync import Sync
from station_app.wiring.watchdog import Watchdog

SOCKET_NAME = "screen.sock"
JOURNAL_NAME = "journal.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How this run was asked for."""

    settings: Settings
    data: Path
    socket: Path
    headless: bool
    window: bool = False


def run_station(config: Path, data: Path | None, *, headless: bool, socket: Path | None, window: bool) -> int:
    """Operate a station until told to stop."""
    settings = checked_settings(config)
    start_logging()
    forbid_core_dumps()
    directory = data_dir(data)
    where = socket or directory / SOCKET_NAME
    choices = Choices(settings=settings, data=directory, socket=where, headless=headless, window=window)
    return until_told_to_stop(serve(choices))


async def serve(choices: Choices) -> None:
    """The whole life of one core process. Raises whatever is a bug, after the journal is closed."""
    clock = SystemClock()
    keys = Keys(choices.data)
    journal = await Journal.open(choices.data / JOURNAL_NAME, boot=boot_id(), wall=clock.wall)
    try:
        core = Core(choices, clock, keys, journal)
        await core.run()
    finally:
        await journal.close()


class Core:
    """Everything of one station, joined."""

    def __init__(self, choices: Choices, clock: SystemClock, keys: Keys, journal: Journal) -> None:
        settings = choices.settings
        self._choices = choices
        self._clock = clock
        self._journal = journal
        recalled = journal.recall()
        self._stamp = Stamp(clock, settings.zone, boot_id(), floor_ms=recalled.last_wall_ms)
        self._identity = Identity(keys, settings.station.id, self._stamp.now)
        self._socket = ScreenSocket(choices.socket, clock, self._heard)
        self._sync = Sync(settings, keys, journal, clock)
        self._recalled = recalled
        self._group: asyncio.TaskGroup
        self._shell: Shell

    async def run(self) -> None:
        """Serve until cancelled."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            settings = self._choices.settings
            bench = build_bench(settings, self._choices.data, self._clock, self._report)
            picture = Picture(face_of(settings), self._stamp.now, self._socket.publish)
            outlets = Outlets(
                journal=self._journal,
                boards=bench.boards,
                wiring=settings.wiring,
                show=picture.show,
                recorded=self._sync.wake,
                spawn=group.create_task,
            )
            self._shell = Shell(remembered(settings.house, self._recalled), outlets, self._stamp, self._clock)
            self._intake = Intake(self._shell.put, self._identity, self._stamp, settings.wiring, group.create_task)
            group.create_task(self._shell.run(version("rest-station")))
            group.create_task(self._shell.tick())
            for device in bench.devices.values():
                group.create_task(device.run())
            await self._door_ready(bench)
            self._start_the_rest(group)

    def _report(self, reading: object) -> None:
        self._intake.take(reading)

    async def _door_ready(self, bench: Bench) -> None:
        """Say so once every port has been tried and the boot is in the journal."""
        log("door").info("ready")
