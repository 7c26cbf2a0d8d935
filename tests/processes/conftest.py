"""What the tests of real processes share: a place, a hub, and the certainty that nothing is left running."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

# The synthetic people of the identity tests, and their search in a process's memory.
sys.path.append(str(Path(__file__).resolve().parent.parent / "identity"))

from place import Place, new_place
from process_rig import command_line, kill, processes_with
from real_hub import RealHub

GONE_SECONDS = 20.0


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A station that works alone."""
    return new_place(tmp_path / "station")


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    """One real hub for all who only need one; each station has an id of its own there."""
    made = RealHub(tmp_path_factory.mktemp("hub"))
    try:
        yield asyncio.run(made.ready())
    finally:
        made.process.bury()


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path) -> Iterator[None]:
    """Every process that a test has started names its folder, and is gone in the end.

    What a killed process had just started notices that at the end of its own start.
    """
    yield
    deadline, pause = time.monotonic() + GONE_SECONDS, threading.Event()
    while processes_with(str(tmp_path)) and time.monotonic() < deadline:
        pause.wait(0.1)
    left = {pid: command_line(pid) for pid in processes_with(str(tmp_path))}
    for pid in left:
        kill(pid)
    assert left == {}
