"""The pusher: everything arrives in the end, nothing is asked for too often, and people can see how it goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from paper_journal import Paper

from hardware.clock import ManualClock
from station_app.upstream.faults import HubBadAnswer, HubFault, HubRefusal, HubUnreachable
from station_app.upstream.messages import Acknowledged, Batch, Cursors, Refusal
from station_app.upstream.pusher import LONGEST_WAIT_SECONDS, Pusher, PushState


class GoodHub:
    """Takes everything in order, remembers it, and fails when told to."""

    def __init__(self) -> None:
        self.stored: dict[str, list[int]] = {}
        self.fault: HubFault | None = None
        self.asked = 0
        self.sizes: list[int] = []

    async def push(self, batch: Batch) -> Acknowledged:
        self.asked += 1
        self.sizes.append(len(batch.rows))
        if self.fault is not None:
            raise self.fault
        stored = self.stored.setdefault(batch.epoch, [])
        for row in batch.rows:
            if row.seq == len(stored) + 1:
                stored.append(row.seq)
        return Acknowledged(station="ST-1", epoch=batch.epoch, acked_through=min(len(stored), batch.last))

    async def cursors(self) -> Cursors:
        self.asked += 1
        if self.fault is not None:
            raise self.fault
        return Cursors(station="ST-1", epochs={epoch: len(rows) for epoch, rows in self.stored.items()})


class Bench:
    """A pusher between a paper journal and a hub, and a clock to move."""

    def __init__(self) -> None:
        self.paper, self.hub, self.clock = Paper(), GoodHub(), ManualClock()
        self.told: list[PushState] = []
        self.pusher = Pusher(self.paper, self.hub, self.clock, self.told.append)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.pusher.run())
        await self.clock.advance(0)
        yield
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.fixture
def bench() -> Iterator[Bench]:
    yield Bench()


async def test_what_waited_before_the_start_is_sent(bench: Bench) -> None:
    bench.paper.visit()

    async with bench.running():
        assert bench.paper.acked == {"epoch-1": 6}


async def test_a_new_row_is_sent_at_once(bench: Bench) -> None:
    async with bench.running():
        bench.paper.boot()
        bench.pusher.wake()
        await bench.clock.advance(0)

        assert bench.paper.acked == {"epoch-1": 1}


async def test_a_long_backlog_is_sent_in_batches_of_two_thousand(bench: Bench) -> None:
    for _ in range(350):
        bench.paper.visit()

    async with bench.running():
        assert bench.hub.sizes == [2000, 100]


async def test_nothing_is_lost_while_the_hub_is_down(bench: Bench) -> None:
    bench.paper.visit()
    bench.hub.fault = HubUnreachable("down")

    async with bench.running():
        await bench.clock.advance(3600)
        bench.hub.fault = None
        await bench.clock.advance(LONGEST_WAIT_SECONDS)

        assert bench.hub.stored == {"epoch-1": [1, 2, 3, 4, 5, 6]}


async def test_a_hub_that_is_down_is_asked_about_once_a_minute(bench: Bench) -> None:
    bench.hub.fault = HubUnreachable("down")

    async with bench.running():
        await bench.clock.advance(3600)

        assert 60 <= bench.hub.asked <= 140


async def test_after_a_good_answer_the_first_wait_is_short_again(bench: Bench) -> None:
    bench.hub.fault = HubUnreachable("down")
    async with bench.running():
        await bench.clock.advance(3600)
        bench.hub.fault = None
        await bench.clock.advance(LONGEST_WAIT_SECONDS)
        bench.hub.fault = HubUnreachable("down")
        bench.paper.boot()
        bench.pusher.wake()
        await bench.clock.advance(0)
        bench.hub.fault = None

        await bench.clock.advance(0.5)

        assert bench.paper.acked == {"epoch-1": 1}


async def test_a_hub_that_went_back_gets_the_rows_again(bench: Bench) -> None:
    bench.paper.visit()
    async with bench.running():
        bench.hub.stored["epoch-1"] = [1, 2]
        bench.paper.boot()
        bench.pusher.wake()
        await bench.clock.advance(0)

        assert bench.hub.stored["epoch-1"] == [1, 2, 3, 4, 5, 6, 7]


async def test_an_idle_station_notices_a_restored_hub(bench: Bench) -> None:
    bench.paper.visit()
    async with bench.running():
        bench.hub.stored["epoch-1"] = [1, 2]
        await bench.clock.advance(61)

        assert bench.hub.stored["epoch-1"] == [1, 2, 3, 4, 5, 6]


async def test_what_the_hub_says_in_advance_acknowledges_nothing(bench: Bench) -> None:
    bench.paper.visit()
    bench.hub.stored["epoch-1"] = [1, 2, 3, 4, 5, 6]

    await bench.pusher.compare()

    assert bench.paper.acked == {"epoch-1": 0}


async def test_a_hub_that_takes_nothing_is_not_asked_for_ever(bench: Bench) -> None:
    bench.paper.visit()

    async def nothing(batch: Batch) -> Acknowledged:
        bench.hub.asked += 1
        return Acknowledged(station="ST-1", epoch=batch.epoch, acked_through=0)

    bench.hub.push = nothing

    with pytest.raises(HubBadAnswer):
        await bench.pusher.push_one()


async def test_a_row_that_the_hub_sets_aside_is_noted(bench: Bench) -> None:
    bench.paper.boot()
    bench.hub.push = _sets_aside

    await bench.pusher.push_one()

    assert bench.paper.aside == {("epoch-1", 1, "does not fit")}


async def test_a_row_that_the_hub_sets_aside_is_counted_for_the_screen(bench: Bench) -> None:
    bench.paper.boot()
    bench.hub.push = _sets_aside

    await bench.pusher.push_one()

    assert bench.told[-1].set_aside == 1


async def test_batches_become_smaller_when_the_hub_says_so(bench: Bench) -> None:
    for _ in range(400):
        bench.paper.visit()
    bench.hub.fault = HubRefusal(413, Refusal(error="too-big", message="too long"))

    async with bench.running():
        bench.hub.fault = None
        await bench.clock.advance(1)
        bench.hub.fault = HubRefusal(413, Refusal(error="too-big", message="too long"))
        for _ in range(400):
            bench.paper.visit()
        bench.pusher.wake()
        await bench.clock.advance(0)
        bench.hub.fault = None
        await bench.clock.advance(1)

        assert max(bench.hub.sizes[-3:]) <= 1000


@pytest.mark.parametrize(
    ("fault", "says"), [(HubUnreachable("the hub cannot be reached"), "the hub cannot be reached"), (None, "")]
)
async def test_the_screen_is_told_what_is_wrong(bench: Bench, fault: HubFault | None, says: str) -> None:
    bench.hub.fault = fault
    async with bench.running():
        assert (bench.pusher.state.error, bench.pusher.state.connected) == (says, fault is None)


async def test_the_backlog_is_told(bench: Bench) -> None:
    bench.paper.visit()
    bench.hub.fault = HubUnreachable("down")

    async with bench.running():
        assert bench.told[-1].backlog == 6


async def test_each_round_moves_the_count_that_the_watchdog_looks_at(bench: Bench) -> None:
    bench.hub.fault = HubUnreachable("down")
    async with bench.running():
        before = bench.pusher.beats
        await bench.clock.advance(61)

        assert bench.pusher.beats > before


async def test_a_bug_is_not_waited_out(bench: Bench) -> None:
    async def broken(batch: Batch) -> Acknowledged:
        raise TypeError("a bug")

    bench.paper.boot()
    bench.hub.push = broken

    with pytest.raises(TypeError):
        await bench.pusher.run()


async def _sets_aside(batch: Batch) -> Acknowledged:
    from station_app.upstream.messages import SetAside

    aside = [SetAside(seq=1, reason="does not fit")]
    return Acknowledged(station="ST-1", epoch=batch.epoch, acked_through=1, set_aside=aside)
