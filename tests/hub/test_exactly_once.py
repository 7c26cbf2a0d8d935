"""Each row of a journal is at the hub exactly once, whatever the network does."""

from __future__ import annotations

import asyncio

import httpx
from hub_rig import Enrolled, HubRig, enrolled
from hypothesis import given, settings
from hypothesis import strategies as st

from station_app.upstream.faults import HubFault
from station_app.upstream.messages import Batch


class Lossy(httpx.AsyncBaseTransport):
    """Loses, by a script: nothing, the request, or the answer after the hub has acted."""

    def __init__(self, below: httpx.AsyncBaseTransport, script: list[str]) -> None:
        self._below = below
        self._script = script

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        fate = self._script.pop() if self._script else "arrives"
        if fate == "request lost":
            raise httpx.ConnectError("cut")
        response = await self._below.handle_async_request(request)
        if fate == "answer lost":
            raise httpx.ReadError("cut")
        return response


async def test_every_row_arrives(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()

    await station.push_all()

    assert rig.facts("ST-1") == station.paper.everything


async def test_a_row_sent_twice_is_stored_once(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    batch = station.paper.batch()

    for _ in range(2):
        await station.client().push(batch)

    assert rig.facts("ST-1") == station.paper.everything


async def test_a_row_sent_twice_is_acknowledged_twice(station: Enrolled) -> None:
    station.paper.visit()
    batch = station.paper.batch()

    answers = [await station.client().push(batch) for _ in range(2)]

    assert [answer.acked_through for answer in answers] == [6, 6]


async def test_nothing_behind_a_gap_is_stored(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    rows = station.paper.batch().rows

    await station.client().push(Batch(epoch="epoch-1", rows=rows[3:]))

    assert rig.facts("ST-1") == set()


async def test_a_gap_is_answered_with_what_is_missing(station: Enrolled) -> None:
    station.paper.visit()
    rows = station.paper.batch().rows
    await station.client().push(Batch(epoch="epoch-1", rows=rows[:1]))

    answer = await station.client().push(Batch(epoch="epoch-1", rows=rows[3:]))

    assert (answer.acked_through, answer.missing) == (1, (2, 3))


async def test_a_declared_loss_closes_the_gap(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    station.paper.lose(2, 3)

    await station.push_all()

    assert rig.facts("ST-1") == station.paper.everything


async def test_a_restored_hub_is_filled_again(rig: HubRig, station: Enrolled) -> None:
    station.paper.visit()
    await station.push_all()
    yesterday = rig.back_up()
    station.paper.visit()
    await station.push_all()

    rig.restore(yesterday)
    await station.push_all()

    assert rig.facts("ST-1") == station.paper.everything


async def test_a_hub_restored_from_before_an_older_journal_ended_gets_that_one_too(rig: HubRig) -> None:
    station = await enrolled(rig)
    yesterday = rig.back_up()
    station.paper.visit()
    station.paper.replace_journal("epoch-2")
    station.paper.visit()
    await station.push_all()

    rig.restore(yesterday)
    await station.push_all()

    assert rig.facts("ST-1") == station.paper.everything


async def test_two_stations_with_the_same_journal_name_do_not_mix(rig: HubRig) -> None:
    one, two = await enrolled(rig, "ST-1"), await enrolled(rig, "ST-2")
    one.paper.visit()
    two.paper.visit()
    two.paper.visit()

    await one.push_all()
    await two.push_all()

    assert (len(rig.facts("ST-1")), len(rig.facts("ST-2"))) == (6, 12)


FATES = st.sampled_from(["arrives", "request lost", "answer lost"])
STEPS = st.one_of(
    st.tuples(st.just("write"), st.integers(1, 4)),
    st.tuples(st.just("push"), st.integers(1, 12)),
    st.tuples(st.just("send again"), st.integers(0, 30), st.integers(1, 12)),
)


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STEPS, max_size=14), fates=st.lists(FATES, max_size=20))
def test_after_any_weather_the_hub_holds_the_journal(steps: list[tuple], fates: list[str]) -> None:
    with HubRig() as rig:
        stored, written = asyncio.run(_weather(rig, steps, list(fates)))

    assert stored == written


async def _weather(rig: HubRig, steps: list[tuple], fates: list[str]) -> tuple[set, set]:
    station = await enrolled(rig)
    client = station.client(Lossy(rig.transport, fates))
    paper = station.paper
    for step in steps:
        match step:
            case ("write", count):
                for _ in range(count):
                    paper.write("door.forced", door="entry")
                continue
            case ("push", limit):
                batch = paper.batch(limit)
            case (_, start, count):  # an old batch, or one too early
                rows = paper.rows[paper.epoch][start : start + count]
                batch = Batch(epoch=paper.epoch, rows=rows) if rows else None
        if batch is None:
            continue
        try:
            answer = await client.push(batch)
        except HubFault:
            continue
        if step[0] == "push":
            await paper.acknowledged(batch.epoch, answer.acked_through)
    await station.push_all()
    return rig.facts("ST-1"), paper.everything
