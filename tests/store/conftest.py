from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from damaged_journal import Life, ended_cleanly, lived
from store_stories import Open

from hardware.clock import ManualClock
from station_app.store.journal import Journal

MEMORY = Path("/dev/shm")


@pytest.fixture
def home() -> Iterator[Path]:
    """A directory in memory where there is one: what these tests claim does not depend on a disk."""
    path = Path(tempfile.mkdtemp(prefix="store-test-", dir=MEMORY if MEMORY.is_dir() else None))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(wall=1_795_219_200.0)


@pytest.fixture
async def open_journal(home: Path, clock: ManualClock) -> AsyncIterator[Open]:
    """Opens the one journal of this test, as often as asked."""
    opened: list[Journal] = []

    def open_one(boot: str = "boot-1", ballast_bytes: int = 0) -> Journal:
        opened.append(Journal.open(home / "journal.db", boot=boot, clock=clock, ballast_bytes=ballast_bytes))
        return opened[-1]

    yield open_one
    for journal in opened:
        await journal.close()


@pytest.fixture
async def journal(open_journal: Open) -> Journal:
    return open_journal()


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Killed: most rows in the file, the last in the log."""
    return lived(tmp_path_factory.mktemp("life"))


@pytest.fixture(scope="session")
def closed(life: Life, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The same, ended as it should be: all rows in the file, no log."""
    return ended_cleanly(life, tmp_path_factory.mktemp("closed"))
