"""Tells systemd that the station is well: only while everything that must make progress has made it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping

from hardware.clock import Clock


class Watchdog:
    """Feeds systemd's watchdog (sd_notify(3)); without systemd it does nothing."""

    def __init__(
        self, clock: Clock, progress: Mapping[str, Callable[[], bool]], environ: Mapping[str, str] = os.environ
    ):
        self._clock = clock
        self._progress = progress
        self._address = environ.get("NOTIFY_SOCKET", "")
        self._every = int(environ.get("WATCHDOG_USEC", "20000000")) / 2_000_000

    def ready(self) -> None:
        """The door serves."""
        self._tell("READY=1")

    async def run(self) -> None:
        """Feed for ever; what hangs is named, and systemd restarts the unit when feeding stops."""
        while True:
            await self._clock.sleep(self._every)
            stuck = [name for name, moved in self._progress.items() if not moved()]
            self._tell("STATUS=no progress: " + ", ".join(stuck) if stuck else "WATCHDOG=1\nSTATUS=serving")

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.sendto(message.encode(), address)
