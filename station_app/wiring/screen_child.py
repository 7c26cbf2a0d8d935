"""Starts the screen as a child of the core process and starts it again when it dies or stops painting."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hardware.clock import Clock
from station_app.station.log import log

FIRST_PAINT_SECONDS = 20.0
PAINT_SECONDS = 10.0
RESTART_SECONDS = 2.0


class ScreenChild:
    """One screen process, watched."""

    def __init__(
        self, socket: Path, clock: Clock, painted_at: Callable[[], float], options: Sequence[str] = ()
    ) -> None:
        self._socket = socket
        self._clock = clock
        self._painted_at = painted_at
        self._options = options
        self.starts = 0

    async def run(self) -> None:
        """Keep a screen alive until cancelled; the door never notices."""
        while True:
            self.starts += 1
            started = self._clock.monotonic()
            process = await asyncio.create_subprocess_exec(*self._command(), env=screen_environment(os.environ))
            ended = asyncio.ensure_future(process.wait())
            try:
                await self._watch(ended, started)
            finally:
                await _end(process, ended)
            log("screen").warning("the screen ended with status %s and is started again", process.returncode)
            await self._clock.sleep(RESTART_SECONDS)

    def _command(self) -> list[str]:
        command = [sys.executable, "-m", "station_app", "screen", "--socket", str(self._socket)]
        return [*command, "--parent", str(os.getpid()), *self._options]

    async def _watch(self, ended: asyncio.Future[int], started: float) -> None:
        """Return when the screen has ended or hangs."""
        shown = False
        while not ended.done():
            await asyncio.wait((ended,), timeout=1.0 if shown else 0.05)
            now, painted = self._clock.monotonic(), self._painted_at()
            alive = painted > started
            if alive and not shown:
                shown = True
                log("screen").info("first picture")
            if not ended.done() and now - (painted if alive else started) > (
                PAINT_SECONDS if alive else FIRST_PAINT_SECONDS
            ):
                log("screen").warning("the screen has stopped painting")
                return


async def _end(process: asyncio.subprocess.Process, ended: asyncio.Future[int]) -> None:
    if ended.done():
        return
    process.terminate()
    try:
        async with asyncio.timeout(2.0):
            await asyncio.shield(ended)
    except TimeoutError:
        process.kill()
        await ended


def screen_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The child's environment: offscreen where there is nothing to draw on; no secrets of systemd's."""
    environment = {
        name: value for name, value in environ.items() if name not in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "PYTHONMALLOC")
    }
    if not has_display(environ):
        environment["QT_QPA_PLATFORM"] = "offscreen"
        environment.setdefault("QT_QUICK_BACKEND", "software")
    return environment


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether a window can be shown."""
    return (
        any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")) or sys.platform != "linux"
    )
