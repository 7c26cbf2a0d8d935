"""What has arrived and was not read: whoever takes it leaves others their turns."""

from __future__ import annotations

import asyncio

from hardware.clock import settle_loop
from hardware.links.inbox import Inbox


async def test_a_wire_that_is_never_empty_leaves_the_loop_its_turns() -> None:
    inbox, turns = Inbox(), 0

    async def take_all() -> None:
        for _ in range(1000):
            inbox.put(bytearray(b"\n"))  # as the reading thread does, which no loop slows down
            await inbox.take()

    async def others() -> None:
        nonlocal turns
        while not taking.done():
            turns += 1
            await asyncio.sleep(0)

    taking = asyncio.ensure_future(take_all())
    await others()
    assert turns >= 1000


async def test_whoever_stops_waiting_takes_nothing_along() -> None:
    inbox = Inbox()
    inbox.put(bytearray(b"kept"))
    taking = asyncio.ensure_future(inbox.take())
    taking.cancel()
    await settle_loop()
    assert bytes(await inbox.take()) == b"kept"
