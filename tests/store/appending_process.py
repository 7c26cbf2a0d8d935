"""A station's journal in a process that is there to be killed: prints each row once it is acknowledged.

usage: appending_process.py DIRECTORY
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from pathlib import Path

from store_stories import granted, opened, started

from hardware.clock import SystemClock
from station_app.store import writer
from station_app.store.faults import AlreadyRunning
from station_app.store.journal import Journal


async def append_for_ever(home: Path) -> None:
    """Three facts at a time; a line of their ids once they are on the disk."""
    writer.CHECKPOINT_ROWS = 30
    journal = Journal.open(home / "journal.db", boot="boot-1", clock=SystemClock(), ballast_bytes=0)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    for number in itertools.count():
        rows = await journal.append([granted(number), opened(number), started(number)])
        sys.stdout.write(" ".join(row.id for row in rows) + "\n")
        sys.stdout.flush()


def main() -> None:
    """Append until killed."""
    try:
        asyncio.run(append_for_ever(Path(sys.argv[1])))
    except AlreadyRunning:
        sys.stdout.write("already running\n")


if __name__ == "__main__":
    main()
