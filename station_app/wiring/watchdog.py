"""Tells systemd that the station is well: only while everything that must make progress makes it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping

from hardware.clock import Clock

PROGRESS_SECONDS = 45.0


class Progress:
    """Counters that must move; what stands still for too long is stuck."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._watched: dict[str, tuple[Callable[[], object], float]] = {}
        self._seen: dict[str, tuple[object, float]] = {}

    def watch(self, name: str, counter: Callable[[], object], within: float = PROGRESS_SECONDS) -> None:
        """Expect `counter` to change at least every `within` seconds."""
        self._watched[name] = (counter, within)
        self._seen[name] = (counter(), self._clock.monotonic())

    def stuck(self) -> list[str]:
        """The names of what has not moved for too long."""
        now, stuck = self._clock.monotonic(), list[str]()
        for name, (counter, within) in self._watched.items():
            value, since = self._seen[name]
            if counter() != value:
                self._seen[name] = (counter(), now)
            elif now - since > within:
                stuck.append(name)
        return stuck


class Watchdog:
    """Feeds systemd's watchdog (sd_notify(3)); without systemd it does nothing."""

    def __init__(self, clock: Clock, stuck: Callable[[], list[str]], environ: Mapping[str, str] = os.environ) -> None:
        self._clock = clock
        self._stuck = stuck
        self._address = environ.get("NOTIFY_SOCKET", "")
        self._every = int(environ.get("WATCHDOG_USEC", "20000000")) / 2_000_000

    def ready(self) -> None:
        """The door serves."""
        self._tell("READY=1")

    async def run(self) -> None:
        """Feed for ever; what hangs is named, and systemd restarts the unit when feeding stops."""
        while True:
            await self._clock.sleep(self._every)
            stuck = self._stuck()
            self._tell("STATUS=no progress: " + ", ".join(stuck) if stuck else "WATCHDOG=1\nSTATUS=serving")

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.sendto(message.encode(), address)
