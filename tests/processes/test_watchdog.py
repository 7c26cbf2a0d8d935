"""systemd's watchdog: fed while everything makes progress, and not a moment longer. Time is moved."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.clock import ManualClock
from station_app.wiring.watchdog import PROGRESS_SECONDS, Progress, Watchdog


class Systemd:
    """The other end of NOTIFY_SOCKET."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.setblocking(False)
        self.environ = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "20000000"}

    def heard(self) -> list[str]:
        """What has come since the last time."""
        messages: list[str] = []
        while True:
            try:
                messages.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return messages

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    made = Systemd(tmp_path / "notify")
    yield made
    made.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def fed(systemd: Systemd, clock: ManualClock, stuck: list[str], seconds: float) -> list[str]:
    """What systemd hears of a watchdog in so many seconds."""
    watchdog = asyncio.ensure_future(Watchdog(clock, lambda: stuck, systemd.environ).run())
    await clock.advance(seconds)
    watchdog.cancel()
    await asyncio.gather(watchdog, return_exceptions=True)
    return systemd.heard()


async def test_a_well_station_feeds_it_twice_in_each_period(systemd: Systemd, clock: ManualClock) -> None:
    assert await fed(systemd, clock, [], 20.5) == ["WATCHDOG=1\nSTATUS=serving"] * 2


async def test_a_stuck_station_does_not_feed_it_and_says_what_is_stuck(systemd: Systemd, clock: ManualClock) -> None:
    assert await fed(systemd, clock, ["door", "sync"], 10.5) == ["STATUS=no progress: door, sync"]


def test_readiness_is_told_once_it_is_said(systemd: Systemd, clock: ManualClock) -> None:
    Watchdog(clock, list, systemd.environ).ready()

    assert systemd.heard() == ["READY=1"]


async def test_without_systemd_nothing_is_told_to_anybody(systemd: Systemd, clock: ManualClock) -> None:
    systemd.environ["NOTIFY_SOCKET"] = ""

    assert await fed(systemd, clock, [], 60) == []


async def test_what_moves_is_not_stuck(clock: ManualClock) -> None:
    progress, beats = Progress(clock), [0]
    progress.watch("door", lambda: beats[0])
    for _ in range(20):
        beats[0] += 1
        await clock.advance(PROGRESS_SECONDS - 1)
        assert progress.stuck() == []


async def test_what_stands_still_too_long_is_stuck(clock: ManualClock) -> None:
    progress = Progress(clock)
    progress.watch("door", lambda: 7)
    await clock.advance(PROGRESS_SECONDS + 1)

    assert progress.stuck() == ["door"]


async def test_what_moves_again_is_no_longer_stuck(clock: ManualClock) -> None:
    progress, beats = Progress(clock), [0]
    progress.watch("door", lambda: beats[0])
    await clock.advance(PROGRESS_SECONDS + 1)
    progress.stuck()
    beats[0] += 1

    assert progress.stuck() == []


async def test_each_part_has_its_own_patience(clock: ManualClock) -> None:
    progress = Progress(clock)
    progress.watch("door", lambda: 0)
    progress.watch("sync", lambda: 0, within=180)
    await clock.advance(100)

    assert progress.stuck() == ["door"]
