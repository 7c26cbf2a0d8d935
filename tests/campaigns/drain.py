"""How fast a backlog drains: N generated rows through the real client over HTTP into a hub process of its own.

    python tests/campaigns/drain.py [rows]

Prints rows/s end to end, and next to it the machine's own limit: the same rows put into SQLite by one bare process.
"""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "upstream"))

from paper_journal import Paper

from hardware.clock import SystemClock
from station_app.core.chain import Row, canonical
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Newcomer, Pinned, enrol
from station_app.upstream.messages import MAX_ROWS, Batch
from station_app.upstream.pusher import Pusher, PushState

SERVE = "import sys; from pathlib import Path; from station_app.hub.serve import main;"
SERVE += "sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))"
CODE = "import sys; from pathlib import Path; from station_app.hub.serve import new_code;"
CODE += "print(new_code(Path(sys.argv[1]), 'BENCH'))"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Endless:
    """An outbox that makes its rows while they are asked for, as reading a journal would; counts the time it takes."""

    def __init__(self, rows: int) -> None:
        self.total = rows
        self.acked = 0
        self.making = 0.0
        self._ready: list[Row] = []
        self._source = self._rows()
        self.empty = asyncio.Event()

    def _rows(self) -> Iterator[Row]:
        paper = Paper()
        last: Row | None = None
        number = 0
        while True:
            if last is not None:
                paper.rows[paper.epoch] = [last]
            number += 1
            paper.visit(who=number % 200)
            fresh = [row for row in paper.rows[paper.epoch] if last is None or row.seq > last.seq]
            last = fresh[-1]
            yield from fresh

    async def waiting(self, limit: int) -> Batch | None:
        begun = time.perf_counter()
        self._ready = [row for row in self._ready if row.seq > self.acked]
        while len(self._ready) < limit and (self._ready[-1].seq if self._ready else self.acked) < self.total:
            self._ready.append(next(self._source))
        self.making += time.perf_counter() - begun
        return Batch(epoch="epoch-1", rows=self._ready[:limit]) if self._ready else None

    async def acknowledged(self, epoch: str, through: int) -> None:
        self.acked = through
        if through >= self.total:
            self.empty.set()

    async def set_aside(self, epoch: str, seq: int, reason: str) -> None:
        raise AssertionError(f"row {seq} was set aside: {reason}")

    async def cursors(self) -> Mapping[str, int]:
        return {"epoch-1": self.acked}

    async def backlog(self) -> int:
        return self.total - self.acked


async def drain(url: str, code: str, rows: int) -> None:
    key = Ed25519PrivateKey.generate()
    address = HubAddress(url=url)
    enrolled = await enrol(address, Newcomer(station="BENCH", key=key, code=code))
    pinned = Pinned(station="BENCH", key=key, hub_key=bytes.fromhex(enrolled.hub_public_key))
    client = HubClient(address, pinned)
    outbox = Endless(rows)

    def complain(state: PushState) -> None:
        if state.error:
            say(state.error)

    pusher = Pusher(outbox, client, SystemClock(), complain)
    begun = time.perf_counter()
    running = asyncio.create_task(pusher.run())
    await outbox.empty.wait()
    took = time.perf_counter() - begun
    running.cancel()
    await client.close()
    net = took - outbox.making
    say(f"drain: {rows} rows in {took:.1f} s: {rows / took:.0f} rows/s (batches of {MAX_ROWS})")
    say(f"       less {outbox.making:.1f} s in which the rows were made up: {rows / net:.0f} rows/s")


def bare(folder: Path, rows: int) -> None:
    """The floor: one process, one connection, WAL with synchronous=FULL, the same columns and indexes."""
    database = sqlite3.connect(folder / "bare.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(
        "CREATE TABLE fact (id INTEGER PRIMARY KEY, station, epoch, seq, kind, wall, body, salt, sealed, prev, hash,"
        " UNIQUE (station, epoch, seq))"
    )
    database.execute("CREATE INDEX fact_time ON fact (station, wall)")
    database.execute("CREATE INDEX fact_kind ON fact (station, kind, wall)")
    outbox = Endless(rows)
    took = 0.0
    while batch := asyncio.run(outbox.waiting(MAX_ROWS)):
        values = [
            ("BENCH", r.epoch, r.seq, r.kind, r.wall, canonical(r.body), r.salt, canonical(r.sealed), r.prev, r.hash)
            for r in batch.rows
        ]
        begun = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        database.executemany(f"INSERT INTO fact VALUES (NULL{', ?' * 10})", values)
        database.execute("COMMIT")
        took += time.perf_counter() - begun
        outbox.acked = batch.last
    say(f"bare:  {rows} rows in {took:.1f} s: {rows / took:.0f} rows/s into SQLite by one process, nothing checked")


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        hub = subprocess.Popen([sys.executable, "-c", SERVE, str(folder), str(port)], stdout=subprocess.PIPE, text=True)
        try:
            assert hub.stdout is not None
            url = hub.stdout.readline().removeprefix("hub: ").strip()
            code = subprocess.run(
                [sys.executable, "-c", CODE, str(folder)], check=True, capture_output=True, text=True
            ).stdout.strip()
            asyncio.run(drain(url, code, rows))
        finally:
            hub.terminate()
            hub.wait(10)
        bare(folder, min(rows, 200_000))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
