"""The resident-ID reader's twin, asked byte by byte as any program would."""

import asyncio

import pytest

from hardware.clock import ManualClock, settle_loop
from hardware.errors import LinkLost
from hardware.links.memory import MemoryPort, memory_pair
from hardware.links.pty import PtyPort
from hardware.links.serial import open_serial
from hardware.protocols.sam import Command, Reply, Request, Status, encode, reply_decoder
from hardware.simulators.cable import plug_in
from hardware.simulators.id_cards import SimulatedCard
from hardware.simulators.sam_id_reader import SimulatedSamIdReader

CARD = SimulatedCard(number="320299198501020012")
FIND, SELECT, READ = Command.FIND, Command.SELECT, Command.READ


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
async def wired(clock):
    """A twin and what it says to each thing that it is sent."""
    twin = SimulatedSamIdReader("id_reader", clock)
    near, far = memory_pair()
    serving = asyncio.ensure_future(twin.serve(far))

    async def say(*requests):
        for request in requests:
            near.write(encode(Request(command=request)) if isinstance(request, int) else request)
            await settle_loop()
        heard, near._arrived = bytes(near._arrived), bytearray()
        return heard

    yield twin, say
    near.close()
    with pytest.raises(LinkLost):
        await serving


def statuses(heard):
    return [item.status for item in reply_decoder().feed(heard) if isinstance(item, Reply)]


async def test_without_a_card_find_answers_the_published_bytes(wired):
    _, say = wired
    assert await say(FIND) == bytes.fromhex("AA AA AA 96 69 00 04 00 00 80 84")


async def test_with_a_card_find_answers_the_published_bytes(wired):
    twin, say = wired
    twin.present(CARD)
    assert await say(FIND) == bytes.fromhex("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97")


async def test_a_card_is_read_in_1295_bytes_with_the_published_head(wired):
    twin, say = wired
    twin.present(CARD)
    await say(FIND, SELECT)
    heard = await say(READ)
    assert (len(heard), heard[:14]) == (1295, bytes.fromhex("AA AA AA 96 69 05 08 00 00 90 01 00 04 00"))


async def test_with_fingerprints_the_answer_is_as_long_as_published(wired):
    twin, say = wired
    twin.present(CARD)
    await say(FIND, SELECT)
    assert len(await say(Command.READ_WITH_FINGERPRINT)) == 1297


async def test_the_card_management_number_is_as_long_as_published(wired):
    twin, say = wired
    twin.present(CARD)
    await say(FIND, SELECT)
    assert len(await say(Command.READ_CARD_ID)) == 39


@pytest.mark.parametrize(
    ("requests", "status"),
    [
        ([SELECT], Status.SELECT_FAILED),
        ([READ], Status.READ_FAILED),
        ([FIND, READ], Status.READ_FAILED),
        ([FIND, SELECT, Command.READ_NEW_ADDRESS], Status.NO_SUCH_ITEM),
        ([Command.STATUS], Status.OK),
        ([Command.RESET], Status.OK),
        ([Command.SAM_ID], Status.OK),
        ([Command.BAUD_9600], Status.OK),
        ([0xA003], Status.BAD_COMMAND),
        ([bytes.fromhex("AA AA AA 96 69 00 03 20 01 21")], Status.BAD_CHECKSUM),
        ([bytes.fromhex("AA AA AA 96 69 00 01 20")], Status.BAD_LENGTH),
    ],
)
async def test_each_request_has_its_answer(wired, requests, status):
    twin, say = wired
    twin.present(CARD)
    assert statuses(await say(*requests))[-1] == status


@pytest.mark.parametrize(("policy", "status"), [("always", Status.FOUND), ("must_lift", Status.NO_CARD)])
async def test_whether_a_lying_card_is_found_again_is_a_policy(wired, policy, status):
    twin, say = wired
    twin.fault("must-lift", on=policy == "must_lift")
    twin.present(CARD)
    assert statuses(await say(FIND, SELECT, READ, FIND))[-1] == status


async def test_a_lifted_card_is_not_read(wired):
    twin, say = wired
    twin.present(CARD)
    await say(FIND, SELECT)
    twin.lift()
    assert statuses(await say(READ)) == [Status.READ_FAILED]


async def test_a_stuck_card_is_found_until_it_comes_loose(wired):
    twin, say = wired
    twin.present(CARD)
    twin.fault("stuck-card", on=True)
    twin.lift()
    stuck = statuses(await say(FIND))
    twin.fault("stuck-card", on=False)
    assert (stuck, statuses(await say(FIND))) == ([Status.FOUND], [Status.NO_CARD])


async def test_a_card_that_nobody_pulls_stays_when_the_fault_ends(wired):
    twin, say = wired
    twin.present(CARD)
    twin.fault("stuck-card", on=True)
    twin.fault("stuck-card", on=False)
    assert statuses(await say(FIND)) == [Status.FOUND]


def test_an_unknown_fault_is_refused_with_those_that_there_are(clock):
    with pytest.raises(ValueError, match="read-fails"):
        SimulatedSamIdReader("id_reader", clock).fault("sulking", on=True)


@pytest.mark.parametrize("wrong", [{"number": "1" * 19}, {"number": "１"}, {"number": "1", "valid_until": "2099"}])
def test_a_card_that_fits_no_chip_is_refused(wrong):
    with pytest.raises(ValueError, match=r"must be|at most"):
        SimulatedCard(**wrong)


async def test_a_cable_serves_the_next_link_after_each_loss(clock):
    port = MemoryPort()
    cable = asyncio.ensure_future(plug_in(SimulatedSamIdReader("id_reader", clock), port))
    for _ in range(3):
        link = await port.open()
        link.write(encode(Request(command=FIND)))
        assert statuses(await link.read()) == [Status.NO_CARD]
        link.close()
    cable.cancel()


async def test_on_a_pty_the_twin_answers_before_and_after_a_cut(clock, tmp_path):
    port = PtyPort(tmp_path / "reader")
    cable = asyncio.ensure_future(plug_in(SimulatedSamIdReader("id_reader", clock), port))
    for _ in range(2):
        link = await open_serial(str(port.path), 115200)
        link.write(encode(Request(command=FIND)))
        async with asyncio.timeout(20):
            assert statuses(await link.read()) == [Status.NO_CARD]
        port.cut()
        link.close()
        port.mend()
    cable.cancel()
    port.close()
