"""A backlog of a million rows, from the station's journal to a local hub."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from hardware.clock import SystemClock
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.store.follow import unsent
from station_app.store.journal import Journal
from station_app.wiring.bench.rig import STATION, Station, say

ROWS = 1_000_000
BATCH = 5_000


def measure(folder: Path, divide: int) -> None:
    """Rows a second, end to end: read, packed, signed, sent, chain verified, stored, acknowledged."""
    rows = ROWS // divide
    with HubChild(folder) as hub:
        station = Station(folder, hub=hub.url)
        filled = prefill(station.data, rows)
        hub.enrol(station.config, station.data)
        with station:
            begun = time.perf_counter()
            while (left := unsent(station.data / "journal.db")) > 0:
                station.serve(0.5)
            seconds = time.perf_counter() - begun
    say(f"\ndrain: {rows - left:,} rows in {seconds:.1f} s = {rows / seconds:,.0f} rows/s into the SQLite hub")
    say(f"beside: writing them into the journal in transactions of {BATCH:,} took {rows / filled:,.0f} rows/s")


def prefill(data: Path, rows: int) -> float:
    """Write rows as a station would have, but many a transaction; seconds it took."""
    begun = time.perf_counter()
    asyncio.run(_prefill(data, rows))
    return time.perf_counter() - begun


async def _prefill(data: Path, rows: int) -> None:
    journal = Journal.open(data / "journal.db", boot="bench", clock=SystemClock())
    try:
        for first in range(0, rows, BATCH):
            await journal.append([_fact(number) for number in range(first, min(first + BATCH, rows))])
    finally:
        await journal.close()


def _fact(number: int) -> Fact:
    at = Instant(wall_ms=int(time.time() * 1000), mono_ms=number, boot="bench")
    told = {"presentation": f"bench-{number}", "door": "main", "zone": "hall", "credential": "pass"}
    if number % 2:
        return fact("access.denied", at, **told, policy="built-in", reason="pass-expired")
    return fact("access.granted", at, **told, policy="built-in", person=f"p{number % 5000:024x}")


class HubChild:
    """`station hub` as a child."""

    def __init__(self, folder: Path, *more: str) -> None:
        """`more`: further options of `station hub`."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self._data = folder / "hub"
        self._more = more
        self.url = f"http://127.0.0.1:{self._port}"
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "station_app", "hub", "--data", str(self._data), "--port", str(self._port)]
        command += self._more
        self._child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._child.stdout is not None
        while not self._child.stdout.readline().startswith("hub: "):
            if self._child.poll() is not None:
                raise RuntimeError("the hub did not start")
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            self._child.terminate()
            self._child.wait(15)

    def enrol(self, config: Path, data: Path) -> None:
        """Make the bench's station known."""
        command = [sys.executable, "-m", "station_app"]
        code = subprocess.run(
            [*command, "hub", "code", STATION, "--data", str(self._data)], check=True, capture_output=True, text=True
        ).stdout.split()[-1]
        enrol = [*command, "enrol", "--config", str(config), "--data", str(data), "--code", code]
        subprocess.run(enrol, check=True, stdout=subprocess.DEVNULL)

    def unsent(self, data: Path) -> int:
        """Rows that the hub does not have."""
        return unsent(data / "journal.db")
