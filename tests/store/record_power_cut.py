"""Runs the real journal under the recording VFS and writes down all that reached the disk.

usage: record_power_cut.py DIRECTORY TRANSACTIONS TRACE-FILE
"""

from __future__ import annotations

import asyncio
import pickle
import sys
from pathlib import Path

from recording_vfs import RecordingVfs
from store_stories import transactions

from hardware.clock import ManualClock
from station_app.store import writer
from station_app.store.journal import Journal


async def live(home: Path, vfs: RecordingVfs, count: int) -> None:
    """A station's life: written to, checkpointed, acknowledged, restarted, restored from a copy, written to again."""
    story = list(transactions(count))
    third = count // 3
    journal = open_journal(home)
    await write(journal, vfs, story[:third])
    await journal.acknowledge(journal.epoch, 3)
    await journal.set_aside(journal.epoch, 5, "refused")
    await journal.close()
    journal = open_journal(home)
    await write(journal, vfs, story[third : 2 * third])
    await journal.renew("restored")
    vfs.note("renewed")
    await write(journal, vfs, story[2 * third :])
    await journal.close()


def open_journal(home: Path) -> Journal:
    """As the station does; nothing aside, so that the record holds the journal only."""
    return Journal.open(home / "journal.db", boot="boot-1", clock=ManualClock(), ballast_bytes=0)


async def write(journal: Journal, vfs: RecordingVfs, story: list) -> None:
    """Append, and note what was acknowledged."""
    for facts in story:
        rows = await journal.append(facts)
        vfs.note("acknowledged", tuple(row.id for row in rows))


def main() -> None:
    """Record one life."""
    home = Path(sys.argv[1])
    writer.CHECKPOINT_ROWS = 12  # often, so that every kind of moment is among the cuts
    vfs = RecordingVfs(home)
    vfs.register()
    asyncio.run(live(home, vfs, int(sys.argv[2])))
    vfs.unregister()
    Path(sys.argv[3]).write_bytes(pickle.dumps(vfs.ops))


if __name__ == "__main__":
    main()
