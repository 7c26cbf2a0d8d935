"""The feed through the real server: requests wait there, and other requests do not wait for them."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hub_process import HubProcess

from station_app.hub.bell import HOLDS
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Newcomer, Pinned, enrol
from station_app.upstream.feed_messages import read_order

ORDER = """
import sys
from pathlib import Path
from station_app.hub.serve import prepared
prepared(Path(sys.argv[1]))
from django.contrib.auth.models import User
from station_app.hub import orders
from station_app.hub.models import Station
wanted = orders.Wanted(verb="open", target="main", reason="card")
print(orders.make(Station.objects.get(id=sys.argv[2]), wanted, User.objects.get()).order_id)
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory):
    with HubProcess(tmp_path_factory.mktemp("hub")) as one:
        yield one


CODES = """
import sys
from pathlib import Path
from station_app.hub.serve import new_code
for name in sys.argv[2:]:
    print(new_code(Path(sys.argv[1]), name))
"""


def ran(*words: object) -> list[str]:
    """What a Python program beside the hub prints, word by word."""
    command = [sys.executable, "-c", *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.split()


async def known(hub: HubProcess, name: str, one_time: str) -> HubClient:
    """A station of this name, as the hub knows it."""
    key = Ed25519PrivateKey.generate()
    answer = await enrol(HubAddress(url=hub.url), Newcomer(station=name, key=key, code=one_time))
    pinned = Pinned(station=name, key=key, hub_key=bytes.fromhex(answer.hub_public_key))
    return HubClient(HubAddress(url=hub.url), pinned)


@pytest.fixture
async def client(hub: HubProcess, request: pytest.FixtureRequest) -> AsyncIterator[HubClient]:
    name = f"ST-{abs(hash(request.node.name)) % 10**6}"
    (code,) = await asyncio.to_thread(ran, CODES, hub.data, name)
    one = await known(hub, name, code)
    yield one
    await one.close()


async def test_a_request_waits_as_long_as_it_may(client: HubClient) -> None:
    begun = time.monotonic()

    fed = await client.feed("", 2)

    assert time.monotonic() - begun >= 2
    assert (fed.answer.orders, fed.answer.again_ms) == ([], 0)


async def test_an_order_of_another_process_reaches_a_request_that_waits(hub: HubProcess, client: HubClient) -> None:
    waiting = asyncio.create_task(client.feed("", 25))
    station = client._pinned.station  # the rig's own
    made = await asyncio.to_thread(ran, ORDER, hub.data, station)

    fed = await waiting

    assert [order.id for raw in fed.answer.orders if (order := read_order(raw))] == made


async def test_the_time_that_the_hub_waited_does_not_count_against_an_order(client: HubClient) -> None:
    fed = await client.feed("", 2)

    assert fed.heard_ms - fed.answer.at_ms < 1500


async def test_many_requests_that_wait_keep_no_page_from_being_served(hub: HubProcess, client: HubClient) -> None:
    async with AsyncExitStack() as stack:
        names = [f"ST-90{number}" for number in range(8)]
        codes = await asyncio.to_thread(ran, CODES, hub.data, *names)
        several = [await known(hub, name, code) for name, code in zip(names, codes, strict=True)]
        for one in several:
            stack.push_async_callback(one.close)
        waiting = [asyncio.create_task(one.feed("", 5)) for one in several]
        await asyncio.sleep(0.5)
        begun = time.monotonic()
        await client.cursors()
        took = time.monotonic() - begun
        await asyncio.gather(*waiting)

    assert len(several) < HOLDS
    assert took < 2
    with closing(sqlite3.connect(hub.data / "hub.db")) as db:
        assert db.execute("SELECT COUNT(*) FROM hub_order WHERE state = 'handed'").fetchone()[0] <= 1
