"""`station journal`: read from outside, also while the station runs."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from people import citizen
from place import Place
from process_rig import environment, station
from pty_world import pty_world

from hardware.clock import SystemClock
from hardware.simulators.id_cards import SimulatedCard
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.store.journal import Journal

NUMBER = citizen(7)
MANY = 2000


@pytest.fixture
async def visited(place: Place) -> AsyncIterator[Place]:
    """A station that runs and has let somebody in."""
    async with pty_world(place) as world:
        core = await place.serve("--headless")
        try:
            world.lay_card("id_reader", SimulatedCard(number=NUMBER))
            await place.fact("door.unlocked")
            yield place
        finally:
            core.bury()


async def journal(place: Place, what: str) -> subprocess.CompletedProcess[str]:
    where = ("--config", place.config, "--data", place.data)
    return await asyncio.to_thread(station, "journal", what, *where)


async def test_a_running_station_exports_one_fact_a_line(visited: Place) -> None:
    done = await journal(visited, "export")
    facts = [json.loads(line) for line in done.stdout.splitlines()]

    assert (done.returncode, done.stderr) == (0, "")
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    assert {"boot", "access.granted", "door.unlocked"} <= {fact["kind"] for fact in facts}


async def test_an_export_holds_no_number_and_no_seal(visited: Place) -> None:
    done = await journal(visited, "export")

    assert NUMBER not in done.stdout
    assert {"salt", "sealed"} & json.loads(done.stdout.splitlines()[-1]).keys() == set()


async def test_a_running_station_is_verified(visited: Place) -> None:
    done = await journal(visited, "verify")

    assert (done.returncode, done.stdout, done.stderr) == (0, f"ok {visited.newest()} rows\n", "")


async def test_verifying_tells_which_row_was_changed(place: Place) -> None:
    await filled(place, 5)
    raw = place.journal.read_bytes()
    place.journal.write_bytes(raw.replace(b'"version":"3"', b'"version":"4"'))
    done = await journal(place, "verify")

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("damaged after 3 whole rows: row 4 its content does not match its hash. ")


async def test_an_export_that_nobody_reads_to_its_end_ends_quietly(place: Place) -> None:
    await filled(place, MANY)
    command = f"'{sys.executable}' -m station_app journal export --config '{place.config}' --data '{place.data}'"
    piped = await asyncio.to_thread(
        subprocess.run, ["sh", "-c", f"{command} | head -n 1"], capture_output=True, env=environment(), check=False
    )

    assert json.loads(piped.stdout)["seq"] == 1
    assert piped.stderr == b""


async def filled(place: Place, rows: int) -> None:
    """A journal with so many rows, written by the product's own store."""
    place.data.mkdir(mode=0o700)
    written = Journal.open(Path(place.journal), boot="b", clock=SystemClock(), ballast_bytes=0)
    at = Instant(wall_ms=1_795_000_000_000, mono_ms=0, boot="b")
    await written.append([fact("boot", at, version=str(number), policy="p") for number in range(rows)])
    await written.close()
