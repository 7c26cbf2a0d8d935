"""Vitals are told soon after a change, every minute, and never in a hurry; nobody waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from hardware.clock import ManualClock
from station_app.upstream.faults import HubUnreachable
from station_app.upstream.vitals import EVERY_SECONDS, LEAST_SECONDS, SETTLE_SECONDS, VitalsSender
from station_app.upstream.vitals_message import Noted, Vitals, ZoneNow

SOON = LEAST_SECONDS + SETTLE_SECONDS


def zone(inside: str = "0", temperature: float = 21.0) -> ZoneNow:
    return ZoneNow(name="rest", inside=inside, open=True, temperature=temperature)


class Station:
    """A station that can be changed, and a hub that may be away."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.now = Vitals(station="ST-1", boot="b", mono_ms=0, wall_ms=0, clock="trusted", version="1", zones=(zone(),))
        self.sent: list[Vitals] = []
        self.away = False
        self.asked = 0
        self.whole: list[bool] = []
        self.sender = VitalsSender(self.gather, self, self.clock)

    async def gather(self, *, whole: bool) -> Vitals:
        self.whole.append(whole)
        return msgspec.structs.replace(self.now, mono_ms=int(self.clock.monotonic() * 1000))

    async def vitals(self, told: Vitals) -> Noted:
        self.asked += 1
        if self.away:
            raise HubUnreachable("away")
        self.sent.append(told)
        return Noted(station="ST-1", newest=True)

    def change(self, **changes: Any) -> None:
        self.now = msgspec.structs.replace(self.now, **changes)
        self.sender.wake()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.sender.run())
        await self.clock.advance(0)
        yield
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.fixture
def station() -> Station:
    return Station()


async def test_a_station_tells_at_its_start_how_it_is(station: Station) -> None:
    async with station.running():
        assert len(station.sent) == 1


async def test_a_change_is_told_soon(station: Station) -> None:
    async with station.running():
        station.change(mode="lockdown")
        await station.clock.advance(SOON)

    assert station.sent[-1].mode == "lockdown"


async def test_much_that_changes_at_once_is_told_once(station: Station) -> None:
    async with station.running():
        for number in range(20):
            station.change(zones=(zone(str(number)),))
        await station.clock.advance(SOON)

    assert [told.zones[0].inside for told in station.sent] == ["0", "19"]


async def test_nothing_new_is_not_told(station: Station) -> None:
    async with station.running():
        for _ in range(10):
            station.sender.wake()
            await station.clock.advance(1)

    assert len(station.sent) == 1


async def test_what_moves_by_itself_is_no_change(station: Station) -> None:
    async with station.running():
        station.change(zones=(zone(temperature=21.3),), backlog=7, oldest_unsent_ms=5)
        await station.clock.advance(SOON)

    assert len(station.sent) == 1


async def test_a_station_speaks_every_minute_though_it_is_woken_in_vain(station: Station) -> None:
    async with station.running():
        for _ in range(int(3 * EVERY_SECONDS)):
            station.sender.wake()
            await station.clock.advance(1)

    assert len(station.sent) == pytest.approx(4, abs=1)


async def test_the_disk_is_read_once_a_minute_only(station: Station) -> None:
    async with station.running():
        for number in range(50):
            station.change(zones=(zone(str(number)),))
            await station.clock.advance(1)

    assert sum(station.whole) == 1


async def test_a_busy_station_does_not_tell_more_often_than_every_few_seconds(station: Station) -> None:
    async with station.running():
        for number in range(300):
            station.change(zones=(zone(str(number)),))
            await station.clock.advance(0.1)

    assert len(station.sent) <= 1 + 30 / SOON


async def test_a_hub_that_is_away_is_asked_more_and_more_seldom(station: Station) -> None:
    station.away = True
    async with station.running():
        await station.clock.advance(3600)

    assert 60 <= station.asked <= 150


async def test_the_newest_is_told_when_the_hub_is_back(station: Station) -> None:
    station.away = True
    async with station.running():
        station.change(mode="shelter")
        await station.clock.advance(300)
        station.away = False
        await station.clock.advance(61)

    assert [told.mode for told in station.sent[:1]] == ["shelter"]
