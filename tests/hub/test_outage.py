"""A month without a hub, then a hub killed while rows come doubled, out of order and garbled: nothing differs."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hub_database import rows_of
from hub_process import HubProcess, code, free_port
from paper_journal import Paper

from hardware.clock import ManualClock
from station_app.core.chain import Row, linked
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Newcomer, Pinned, enrol
from station_app.upstream.faults import HubFault
from station_app.upstream.messages import Batch
from station_app.upstream.pusher import Pusher

DAYS = 30
VISITS_A_DAY = 12
KILLS = 2
SENT_AT_ONCE = 100


def _month_alone(pick: random.Random) -> Paper:
    """Thirty days of a journal; in the middle of them the disk is replaced."""
    paper = Paper()
    for day in range(DAYS):
        for _ in range(VISITS_A_DAY):
            paper.visit(who=pick.randint(1, 40))
        if day == DAYS // 2:
            paper.replace_journal("epoch-2")
    return paper


def _any_batch(paper: Paper, pick: random.Random) -> Batch:
    """Rows from anywhere: sent before, or too early, in any order, doubled; now and then with another content."""
    epoch = pick.choice(list(paper.rows))
    rows = paper.rows[epoch]
    first = pick.randrange(len(rows))
    some = rows[first : first + pick.randint(1, SENT_AT_ONCE)]
    if pick.random() < 0.5:
        some = [*some, *pick.choices(some, k=len(some) // 2)]
        pick.shuffle(some)
    if pick.random() < 0.2:
        some = [_garbled(row) if row.seq <= paper.acked[epoch] else row for row in some]
    return Batch(epoch=epoch, rows=some)


def _garbled(row: Row) -> Row:
    """Another row under the same number, whole in itself."""
    return linked(replace(row, kind="door.forced"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    yield tmp_path / "data", free_port()


async def test_after_a_month_and_kills_the_hub_holds_what_the_journals_hold(place: tuple[Path, int]) -> None:
    data, port = place
    pick = random.Random(20261126)
    paper, key = _month_alone(pick), Ed25519PrivateKey.generate()
    with HubProcess(data, port) as hub:
        address = HubAddress(url=hub.url)
        answer = await enrol(address, Newcomer(station="ST-1", key=key, code=code(data, "ST-1")))
    client = HubClient(address, Pinned(station="ST-1", key=key, hub_key=bytes.fromhex(answer.hub_public_key)))

    for _ in range(KILLS):
        with HubProcess(data, port) as hub:
            killed = asyncio.get_running_loop().call_later(pick.uniform(0.2, 1.0), hub.process.kill)
            await _in_bad_weather(paper, client, pick, until=hub)
            killed.cancel()
    with HubProcess(data, port):
        pusher = Pusher(paper, client, ManualClock())
        await pusher.compare()
        while await pusher.push_one():
            pass
    await client.close()

    assert rows_of(data, "SELECT epoch, seq, hash FROM hub_fact") == sorted(paper.everything)
    visits = DAYS * VISITS_A_DAY
    assert rows_of(data, "SELECT sum(value) FROM hub_figure WHERE measure = 'visits' AND length(period) = 4") == [
        (visits,)
    ]


async def _in_bad_weather(paper: Paper, client: HubClient, pick: random.Random, until: HubProcess) -> None:
    """Push what waits, and between that anything, until the hub is gone."""
    while until.process.poll() is None:
        batch = _any_batch(paper, pick) if pick.random() < 0.5 else paper.batch(SENT_AT_ONCE)
        if batch is None:
            return
        try:
            told = await client.push(batch)
        except HubFault:
            continue
        if batch.rows == (paper.batch(SENT_AT_ONCE) or batch).rows:
            await paper.acknowledged(batch.epoch, max(paper.acked[batch.epoch], told.acked_through))
