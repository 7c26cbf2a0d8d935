"""A serial server on the network, played by a socket on this machine."""

import asyncio

import pytest

from hardware.errors import LinkLost
from hardware.links.tcp import open_tcp

GENEROUS = 20


@pytest.fixture
async def server():
    arrived = asyncio.Queue()

    async def take(reader, writer):
        arrived.put_nowait((reader, writer))

    listening = await asyncio.start_server(take, "127.0.0.1", 0)
    yield arrived, listening.sockets[0].getsockname()[1]
    listening.close()
    while not arrived.empty():
        arrived.get_nowait()[1].close()


@pytest.fixture
async def ends(server):
    arrived, number = server
    link = await open_tcp("127.0.0.1", number)
    reader, writer = await arrived.get()
    yield link, reader, writer
    link.close()
    writer.close()


async def test_bytes_come_and_go(ends):
    link, reader, writer = ends
    link.write(b"ask")
    writer.write(b"answer")
    async with asyncio.timeout(GENEROUS):
        assert (await reader.readexactly(3), await link.read()) == (b"ask", bytearray(b"answer"))


async def test_the_other_sides_end_is_a_loss(ends):
    link, _, writer = ends
    writer.close()
    async with asyncio.timeout(GENEROUS):
        with pytest.raises(LinkLost, match="ended"):
            await link.read()


async def test_a_closed_link_refuses_everything(ends):
    link, _, _ = ends
    link.close()
    with pytest.raises(LinkLost, match="was closed"):
        link.write(b"x")
    with pytest.raises(LinkLost, match="was closed"):
        await link.read()


async def test_a_server_that_drains_nothing_is_a_loss(ends):
    link, _, _ = ends

    def fill():
        for _ in range(10_000):
            link.write(bytes(4096))

    with pytest.raises(LinkLost, match="takes no more"):
        fill()


async def test_a_flood_is_held_back_and_goes_on_once_it_is_read(ends):
    link, _, writer = ends
    writer.write(bytes(1_000_000) + b"end")
    while not link._protocol.inbox.full:  # noqa: ASYNC110 - being full wakes nobody
        await asyncio.sleep(0)
    heard = 0
    async with asyncio.timeout(GENEROUS):
        while heard < 1_000_003:
            heard += len(await link.read())
    assert heard == 1_000_003


async def test_an_address_where_nobody_listens_is_a_loss_with_a_remedy():
    with pytest.raises(LinkLost, match="cannot be reached") as caught:
        await open_tcp("127.0.0.1", 1)
    assert "network cable" in caught.value.remedy
