"""`station ferry` beside a station that runs: its file is made and its answer taken without a pause."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from place import Place
from process_rig import station
from pty_world import pty_world

from station_app.identity.keys import Keys
from station_app.store import outbox
from station_app.store.schema import connect_reader
from station_app.upstream.ferry import RECEIPT, ROWS, Ends, FerryWriter, Header, Receipt, pieces, read_header
from station_app.upstream.messages import unpack

HUB = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
async def running(place: Place) -> AsyncIterator[Place]:
    """A station that runs, knows a hub, and has no network to reach it."""
    Keys(place.data).save_hub("https://hub.example", HUB.public_key().public_bytes_raw())
    async with pty_world(place):
        core = await place.serve("--headless")
        try:
            await place.fact("boot")
            yield place
        finally:
            core.bury()


async def ferry(place: Place, *words: object) -> str:
    where = ("--config", place.config, "--data", place.data)
    done = await asyncio.to_thread(station, "ferry", *words, *where)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def acked(place: Place) -> dict[str, int]:
    with closing(connect_reader(place.journal)) as db:
        return outbox.cursors(db)


async def test_a_running_station_hands_its_rows_out_and_takes_the_answer(running: Place) -> None:
    import msgspec

    stick, answer = running.folder / "up.ferry", running.folder / "down.ferry"
    await ferry(running, "export", "--output", stick)
    file = io.BytesIO(stick.read_bytes())
    _, line = read_header(file)
    found = [
        unpack(plain)
        for kind, plain in pieces(file, line, Ends(sender=Keys(running.data).station().public_key(), receiver=HUB))
        if kind == ROWS
    ]
    (epoch,) = {post.epoch for post in found}
    brought = sum(len(post.rows) for post in found)
    content = io.BytesIO()
    header = Header(direction="down", station=running.id, file="f", made="")
    writer = FerryWriter(content, header, HUB, Keys(running.data).station().public_key())
    writer.add(RECEIPT, msgspec.json.encode(Receipt(epochs={epoch: brought})))
    writer.end()
    answer.write_bytes(content.getvalue())

    said = await ferry(running, "import", answer)

    assert (brought > 0, acked(running), f"{epoch} through row {brought}" in said) == (True, {epoch: brought}, True)
