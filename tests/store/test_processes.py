from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from station_app.store.audit import export, verify

SCRIPT = Path(__file__).with_name("appending_process.py")
KILLS = 30
COPIES = 4


def start(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, SCRIPT, home], stdout=subprocess.PIPE, text=True)


def kill_after(process: subprocess.Popen[str], lines: int) -> list[str]:
    """Ids that were acknowledged before the end, in order."""
    assert process.stdout is not None
    told = [process.stdout.readline() for _ in range(lines)]
    process.kill()
    told += process.stdout.read().splitlines(keepends=True)
    process.wait(timeout=30)
    process.stdout.close()
    whole = [line for line in told if line.endswith("\n") and line != "open\n"]
    return [name for line in whole for name in line.split()]


def test_no_kill_loses_or_doubles_an_acknowledged_fact(home: Path) -> None:
    chance = random.Random(30)
    acknowledged: list[str] = []
    for _ in range(KILLS):
        acknowledged += kill_after(start(home), chance.randint(1, 12))

    there = [row["id"] for row in export(home / "journal.db")]

    # What was written and not yet said when the kill came may be there, too.
    assert [name for name in there if name in set(acknowledged)] == acknowledged
    assert (len(there) % 3, verify(home / "journal.db").fault) == (0, None)


def test_of_copies_that_start_together_one_gets_the_journal(home: Path) -> None:
    copies = [start(home) for _ in range(COPIES)]
    first = [copy.stdout.readline() for copy in copies if copy.stdout is not None]
    for copy in copies:
        kill_after(copy, 0)

    assert sorted(first) == ["already running\n"] * (COPIES - 1) + ["open\n"]
