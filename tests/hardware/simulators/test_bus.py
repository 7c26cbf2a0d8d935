"""One pair of wires with several twins: all hear all, and a cut branch takes one device off."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.clock import ManualClock, settle_loop
from hardware.errors import LinkLost
from hardware.links.memory import MemoryLink, MemoryPort
from hardware.protocols.modbus import encode
from hardware.protocols.r421a08 import read_state
from hardware.protocols.register_map import chosen
from hardware.simulators import Twin
from hardware.simulators.bus import Branch, SimulatedBus
from hardware.simulators.cable import plug_in
from hardware.simulators.modbus_sensor import SimulatedModbusSensor
from hardware.simulators.r421a08_relay import SimulatedR421A08Relay


class Pair:
    """Two branches, and the station's end."""

    def __init__(self) -> None:
        self.port = MemoryPort()
        self.bus = SimulatedBus(self.port)
        self.one, self.other = self.bus.branch(), self.bus.branch()
        self.tasks = [asyncio.ensure_future(self.bus.run())]

    async def station(self) -> MemoryLink:
        link = await self.port.open()
        await settle_loop()
        return link

    def serve(self, twin: Twin, branch: Branch) -> None:
        self.tasks.append(asyncio.ensure_future(plug_in(twin, branch)))


@pytest_asyncio.fixture
async def pair() -> AsyncIterator[Pair]:
    pair = Pair()
    yield pair
    for task in pair.tasks:
        task.cancel()
    await asyncio.gather(*pair.tasks, return_exceptions=True)


async def test_each_device_hears_the_station(pair: Pair) -> None:
    station = await pair.station()
    ends = [await pair.one.plug(), await pair.other.plug()]
    station.write(b"?")
    assert [await end.read() for end in ends] == [b"?", b"?"]


async def test_a_device_s_answer_is_heard_by_the_station_and_its_neighbour(pair: Pair) -> None:
    station = await pair.station()
    one, other = await pair.one.plug(), await pair.other.plug()
    one.write(b"!")
    assert (await station.read(), await other.read()) == (b"!", b"!")


async def test_a_device_does_not_hear_itself(pair: Pair) -> None:
    await pair.station()
    one, other = await pair.one.plug(), await pair.other.plug()
    one.write(b"mine")
    other.write(b"theirs")
    assert await one.read() == b"theirs"


async def test_a_cut_branch_hears_and_says_nothing_while_the_other_goes_on(pair: Pair) -> None:
    station = await pair.station()
    one, other = await pair.one.plug(), await pair.other.plug()
    pair.one.cut()
    station.write(b"?")
    other.write(b"!")
    with pytest.raises(LinkLost):
        one.write(b"!")
    assert (await station.read(), await other.read()) == (b"!", b"?")


async def test_a_mended_branch_is_plugged_in_again(pair: Pair) -> None:
    station = await pair.station()
    await pair.one.plug()
    pair.one.cut()
    plugging = asyncio.ensure_future(pair.one.plug())
    await settle_loop()
    waits = not plugging.done()
    pair.one.mend()
    (await plugging).write(b"back")
    assert (waits, await station.read()) == (True, b"back")


async def test_with_every_branch_cut_the_adapter_is_gone(pair: Pair) -> None:
    station = await pair.station()
    pair.one.cut()
    pair.other.cut()
    with pytest.raises(LinkLost):
        await station.read()
    with pytest.raises(LinkLost):
        await pair.port.open()


async def test_with_one_branch_mended_the_adapter_is_back(pair: Pair) -> None:
    await pair.station()
    for branch in (pair.one, pair.other):
        branch.cut()
    pair.one.mend()
    station = await pair.station()
    (await pair.one.plug()).write(b"back")
    assert await station.read() == b"back"


async def test_when_the_station_goes_the_branches_are_lost_and_wait_for_the_next(pair: Pair) -> None:
    station = await pair.station()
    one = await pair.one.plug()
    station.close()
    with pytest.raises(LinkLost):
        await one.read()
    again = await pair.station()
    (await pair.one.plug()).write(b"!")
    assert await again.read() == b"!"


async def test_a_neighbour_s_answer_does_not_hide_the_next_question(pair: Pair) -> None:
    clock = ManualClock()
    pair.serve(SimulatedModbusSensor("air", clock, chosen("sht20", ""), unit=1), pair.one)
    pair.serve(SimulatedR421A08Relay("lock", clock, unit=2), pair.other)
    station = await pair.station()
    answers: list[int] = []
    for _ in range(20):
        for question in (bytes.fromhex("01 04 00 01 00 02 20 0B"), encode(read_state(unit=2, relay=1))):
            station.write(question)
            await settle_loop()
            answers.append(len(await station.read()))
    assert answers == [9, 7] * 20


async def answers_after(noise: bytes) -> list[int]:
    """How the devices of a pair answer behind any bytes, once the wire was silent for a while."""
    clock, pair = ManualClock(), Pair()
    pair.serve(SimulatedModbusSensor("air", clock, chosen("pzem-004t", ""), unit=1), pair.one)
    pair.serve(SimulatedR421A08Relay("lock", clock, unit=2), pair.other)
    station = await pair.station()
    station.write(noise)
    await clock.advance(0.1)
    station.discard()
    answers: list[int] = []
    for question in (bytes.fromhex("01 04 00 00 00 0A 70 0D"), encode(read_state(unit=2, relay=1))):
        station.write(question)
        await clock.advance(0.1)
        answers.append(len(await station.read()))
    failures = [task.exception() for task in pair.tasks if task.done()]
    for task in pair.tasks:
        task.cancel()
    await asyncio.gather(*pair.tasks, return_exceptions=True)
    assert failures == []
    return answers


@settings(max_examples=40, deadline=None)
@given(noise=st.binary(min_size=1, max_size=300))
def test_no_noise_stops_the_devices_of_a_pair(noise: bytes) -> None:
    assert asyncio.run(answers_after(noise)) == [25, 7]
