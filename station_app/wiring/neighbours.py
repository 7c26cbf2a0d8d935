"""The demo's neighbours: a process of its own with a fleet that has a past, lives on, and answers what its hub orders.

It runs at the lowest priority: hub, kiosk and door come first.
"""

from __future__ import annotations

import asyncio
import csv
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hardware.clock import SystemClock
from station_app.identity.keys import Keys
from station_app.simulation.fleet.cast import HOME, Neighbour, cast
from station_app.upstream.address import HubAddress
from station_app.upstream.client import Newcomer, enrol
from station_app.wiring.neighbour_station import ItsHub, NeighbourStation
from station_app.wiring.process import UsageError, data_dir, die_with_parent, until_told_to_stop

NICE: Final = 15
DATUM: Final = "WGS-84"
GUEST_SECONDS: Final = (20.0, 60.0)
"""So often somebody comes to one of them beside those whom history would bring: a demo lasts minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Directories and addresses of a demo."""

    data: Path
    hub_data: Path
    url: str
    home: str = ""
    """Id of the station round which they lie; empty for none."""


def run_neighbours(where: Where, fleet: tuple[int, int], parent: int | None) -> int:
    """Let a fleet live until told to stop. `fleet`: how many stations, with how many days of history."""
    if parent is not None:
        die_with_parent(parent)
    os.nice(NICE)
    stations, days = fleet
    data_dir(where.data)
    return until_told_to_stop(_live(cast(stations), where, days))


async def _live(fleet: Sequence[Neighbour], where: Where, days: int) -> None:
    data, address = where.data, HubAddress(url=where.url)
    fresh = [one for one in fleet if Keys(data_dir(data / one.id)).hub() is None]
    if fresh:
        _say(f"neighbours: {len(fresh)} stations live through {days} days; the hub fills meanwhile")
        await _enrol(fresh, where, address)
    clock = SystemClock()
    stations: list[NeighbourStation] = []
    async with asyncio.TaskGroup() as group:
        for one in fleet:
            known = Keys(data / one.id).hub()
            assert known is not None
            hub = ItsHub(address=address, key=bytes.fromhex(known["public_key"]))
            station = NeighbourStation(one, data / one.id, hub, clock)
            ready = asyncio.Event()
            group.create_task(station.run(days, ready.set))
            await ready.wait()  # one past after the other
            stations.append(station)
        _say(f"neighbours: {len(stations)} stations are live, with {sum(one.rows for one in stations)} facts")
        reachable = [one for one in stations if one.neighbour.fate != "silent"]
        while reachable:
            await clock.sleep(random.uniform(*GUEST_SECONDS))
            random.choice(reachable).life.guest()


async def _enrol(fleet: Sequence[Neighbour], where: Where, address: HubAddress) -> None:
    """Enrol with codes of the hub, then say where each lies, by the same commands that a clerk would use."""
    data, hub_data = where.data, where.hub_data
    said = await manage(hub_data, "codes", *(one.id for one in fleet))
    codes = dict(line.split() for line in said.splitlines())
    for one in fleet:
        keys = Keys(data / one.id)
        newcomer = Newcomer(station=one.id, key=keys.station(), code=codes[one.id], name=one.name)
        enrolled = await enrol(address, newcomer)
        keys.save_hub(address.url, bytes.fromhex(enrolled.hub_public_key))
    table = data / "places.csv"
    _write(table, [("id", "district", "tier"), *((one.id, one.district, one.tier) for one in fleet)])
    await manage(hub_data, "place", str(table))
    # Published, and with their places: so the demo's kiosk can point to them when it is full.
    home = [(where.home, *HOME, DATUM)] if where.home else []
    lie = data / "registry.csv"
    _write(lie, [("id", "longitude", "latitude", "datum"), *home, *((one.id, *one.place, DATUM) for one in fleet)])
    await manage(hub_data, "register", str(lie), "--publish")


def _write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


async def manage(hub_data: Path, *command: str) -> str:
    """A command of the hub beside the hub that runs."""
    arguments = [sys.executable, "-m", "station_app.hub", str(hub_data), *command]
    child = await asyncio.create_subprocess_exec(*arguments, stdout=subprocess.PIPE)
    out, _ = await child.communicate()
    if child.returncode != 0:
        raise UsageError(f"the hub's command {command[0]} failed; what it said stands above")
    return out.decode()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the demo passes it on
