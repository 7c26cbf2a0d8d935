from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from machine import NOON, Machine, Site, StoryClock
from story_people import traces, traces_in_bytes

if TYPE_CHECKING:
    from hub_rig import HubRig


@pytest.fixture
async def build(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Callable[..., Machine]]:
    """Builds the station of a story. At its end nothing personal may be found anywhere."""
    caplog.set_level(logging.DEBUG)
    # A socket's path has at most 108 characters; a test's own folder may be longer.
    short = tempfile.TemporaryDirectory(prefix="story-")
    built: list[Machine] = []

    def one(site: Site | None = None, *, wall: float = NOON, hub: Any = None, data: Path | None = None) -> Machine:
        home = data or tmp_path / "data"
        home.mkdir(mode=0o700, exist_ok=True)
        built.append(Machine(home, Path(short.name) / "screen.sock", site or Site(), StoryClock(wall=wall), hub))
        return built[-1]

    with short:
        yield one
        for machine in built:
            await machine.close()
    for machine in built:
        files = [path.read_bytes() for path in machine.data.glob("journal*") if "ballast" not in path.name]
        assert [trace for raw in files for trace in traces_in_bytes(raw)] == []
        assert [trace for shown in machine.taps for trace in traces(shown)] == []
        assert [trace for shown in machine.kiosk.shown for trace in traces(str(shown))] == []
    records = [record for phase in ("setup", "call", "teardown") for record in caplog.get_records(phase)]
    assert [trace for record in records for trace in traces(record.getMessage() + str(record.args))] == []


@pytest.fixture
def hub() -> Iterator[HubRig]:
    """A real hub in this process."""
    tests = Path(__file__).resolve().parent.parent
    sys.path[:0] = [str(tests / "hub"), str(tests / "upstream")]
    from hub_rig import HubRig

    with HubRig() as rig:
        yield rig


@pytest.fixture
async def station(build: Callable[..., Machine]) -> Machine:
    """A station that serves."""
    machine = build()
    await machine.start()
    return machine
