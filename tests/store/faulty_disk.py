"""A journal on a disk that fails as told, in a process of its own; prints what came of it as JSON.

usage: faulty_disk.py STORY DIRECTORY
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from recording_vfs import Op, RecordingVfs
from store_stories import granted, opened, transactions

from hardware.clock import ManualClock
from station_app.store import writer
from station_app.store.ballast import Ballast
from station_app.store.faults import StoreFault
from station_app.store.journal import Journal

FULL = 13
SYNC_ERROR = 10 | 4 << 8
WRITE_ERROR = 10 | 3 << 8
READ_ONLY = 8

Told = dict[str, Any]


def open_journal(home: Path, ballast_bytes: int = 0) -> Journal:
    return Journal.open(home / "journal.db", boot="boot-1", clock=ManualClock(), ballast_bytes=ballast_bytes)


def failing(kind: str, code: int, times: int) -> Callable[[Op], int]:
    """Lets the next operations of a kind fail."""
    left = times

    def fail(op: Op) -> int:
        nonlocal left
        if op[0] != kind or left == 0:
            return 0
        left -= 1
        return code

    return fail


async def attempt(journal: Journal, number: int) -> Told:
    """Append once; what was answered."""
    try:
        rows = await journal.append([granted(number), opened(number)])
    except StoreFault as fault:
        return {"fault": fault.code, "troubles": sorted(journal.troubles)}
    return {"seqs": [row.seq for row in rows], "troubles": sorted(journal.troubles)}


async def one_sync_fails(home: Path, vfs: RecordingVfs) -> list[Told]:
    """The sync of one commit fails."""
    journal = open_journal(home)
    told = [await attempt(journal, 1)]
    vfs.fail = failing("sync", SYNC_ERROR, 1)
    told += [await attempt(journal, 2), await attempt(journal, 3)]
    await journal.close()
    return told


async def writes_fail_for_a_while(home: Path, vfs: RecordingVfs) -> list[Told]:
    """The disk cannot be written for some time."""
    journal = open_journal(home)
    told = [await attempt(journal, 1)]
    vfs.fail = failing("write", WRITE_ERROR, 1000)
    told += [await attempt(journal, 2)]
    vfs.fail = lambda op: 0
    told += [await attempt(journal, 3)]
    await journal.close()
    return told


async def read_only_for_a_while(home: Path, vfs: RecordingVfs) -> list[Told]:
    """The kernel has found errors and lets nothing be written."""
    journal = open_journal(home)
    vfs.fail = failing("write", READ_ONLY, 1000)
    told = [await attempt(journal, 1)]
    vfs.fail = lambda op: 0
    told += [await attempt(journal, 2)]
    await journal.close()
    return told


async def broken_from_the_start(home: Path, vfs: RecordingVfs) -> list[Told]:
    """The disk comes back only after the station has started."""
    vfs.fail = failing("write", WRITE_ERROR, 1000)
    journal = open_journal(home)
    told: list[Told] = [{"epoch": journal.epoch, "troubles": sorted(journal.troubles)}]
    vfs.fail = lambda op: 0
    told += [await attempt(journal, 1)]
    await journal.close()
    return told


async def full(home: Path, vfs: RecordingVfs, ballast_bytes: int) -> list[Told]:
    """No space for the log but what the ballast holds."""
    ballast = Ballast(home / "journal.ballast", ballast_bytes)
    ballast.ensure()
    journal = open_journal(home, ballast_bytes)
    vfs.fail = lambda op: FULL if op[0] == "write" and (ballast.there or not ballast_bytes) else 0
    told = [await attempt(journal, 1)]
    vfs.fail = lambda op: 0
    told += [await attempt(journal, 2)]
    await journal.close()
    return told


async def full_with_ballast(home: Path, vfs: RecordingVfs) -> list[Told]:
    return await full(home, vfs, 1 << 20)


async def full_without_ballast(home: Path, vfs: RecordingVfs) -> list[Told]:
    return await full(home, vfs, 0)


async def syncs_fail_now_and_then(home: Path, vfs: RecordingVfs) -> list[Told]:
    """Every fifth sync and some writes fail; the shell gives again what was refused, as it does."""
    chance = random.Random(7)
    codes = {"sync": SYNC_ERROR, "write": WRITE_ERROR}
    writer.CHECKPOINT_ROWS = 20
    journal = open_journal(home)
    vfs.fail = lambda op: codes[op[0]] if op[0] in codes and chance.random() < (0.2 if op[0] == "sync" else 0.01) else 0
    acknowledged: list[str] = []
    refused = given = 0
    for facts in transactions(150):
        given += len(facts)
        while True:
            try:
                rows = await journal.append(facts)
            except StoreFault:
                refused += 1
                continue
            acknowledged += [row.id for row in rows]
            break
    vfs.fail = lambda op: 0
    await journal.close()
    return [{"acknowledged": acknowledged, "given": given, "refused": refused}]


STORIES: dict[str, Callable[[Path, RecordingVfs], Awaitable[list[Told]]]] = {
    story.__name__: story
    for story in (
        one_sync_fails,
        writes_fail_for_a_while,
        read_only_for_a_while,
        broken_from_the_start,
        full_with_ballast,
        full_without_ballast,
        syncs_fail_now_and_then,
    )
}


def main() -> None:
    """Tell one story."""
    home = Path(sys.argv[2])
    vfs = RecordingVfs(home)
    vfs.register()
    told = asyncio.run(STORIES[sys.argv[1]](home, vfs))
    vfs.unregister()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
