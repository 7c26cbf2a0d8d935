"""Checks of what belongs to no device: journal, hub, clock, disk, configuration, keys."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from station_app.identity.vault import KeyFault
from station_app.selftest.outcome import Outcome, Prove, green, red
from station_app.selftest.under_test import UnderTest
from station_app.store.faults import StoreFault
from station_app.store.rows import wall_text

HUB_SECONDS: Final = 10.0
ROW_SECONDS: Final = 2.0
ENROLLED_SECONDS: Final = 5.0
_LOOK_SECONDS: Final = 0.1
DISK_LOW_BYTES: Final = 256 << 20
DISK_SCARCE_BYTES: Final = 1 << 30
FIRE_TEST_DAYS: Final = 365


async def journal(station: UnderTest) -> Outcome:
    """The row of this very run is on the disk, and the newest rows are whole and follow each other."""
    if station.unrecorded():
        return red("not-recorded", waiting=station.unrecorded())
    if troubles := station.journal.troubles:
        return red(min(troubles))
    try:
        wrong = await station.journal.tail_fault()
        written = await _written(station)
    except StoreFault as fault:
        return red(fault.code)
    if wrong:
        return red("journal-damaged")
    return green(rows=station.journal.seq) if written else red("not-recorded")


async def hub(station: UnderTest) -> Outcome:
    """The hub answers, and has every row up to now."""
    return await reaches_hub(station, {}, HUB_SECONDS)


async def clock(station: UnderTest) -> Outcome:
    """The clock can be believed, and a time server keeps it."""
    match station.stamp.now().clock:
        case "trusted":
            return green()
        case "drifting":
            return green(warning="clock-drifting")
        case "unknown":
            return red("clock-wrong")


async def disk(station: UnderTest) -> Outcome:
    """There is room for months of rows."""
    free = (await asyncio.to_thread(shutil.disk_usage, station.data)).free
    if free < DISK_LOW_BYTES:
        return red("disk-low", free_mb=free >> 20)
    return green(free_mb=free >> 20, warning="disk-scarce" if free < DISK_SCARCE_BYTES else "")


async def config(station: UnderTest) -> Outcome:
    """The configuration in force is the one in the file."""
    assert station.config is not None, "planned only where there is a file"
    found = await asyncio.to_thread(hash_of, station.config)
    if found is None:
        return red("config-gone")
    if found != station.config_hash:
        return red("config-changed")
    return green(config=found[:12])


async def keys(station: UnderTest) -> Outcome:
    """The keys that sign and those that accept passes can be read."""

    def read() -> int:
        station.keys.station()
        return len(station.keys.issuers())

    try:
        return green(issuers=await asyncio.to_thread(read))
    except KeyFault:
        return red("keys")


def fire_test(done: str) -> Prove:
    """The release of the doors by the fire contact was tested within a year."""

    async def prove(station: UnderTest) -> Outcome:
        today = date.fromisoformat(wall_text(station.stamp.now().wall_ms)[:10])
        overdue = (today - date.fromisoformat(done)).days > FIRE_TEST_DAYS
        return green(date=done, warning="fire-test-overdue" if overdue else "")

    return prove


async def reaches_hub(station: UnderTest, told: Mapping[str, object], within: float) -> Outcome:
    """Wait until the hub has acknowledged the journal's newest row."""
    begun = station.clock.monotonic()
    while not station.hub().enrolled:  # the way to the hub is opened after the door serves
        if station.clock.monotonic() - begun >= ENROLLED_SECONDS:
            return red("not-enrolled", **told)
        await station.clock.sleep(_LOOK_SECONDS)
    epoch, seq = station.journal.epoch, station.journal.seq
    until = station.clock.monotonic() + within
    while True:
        try:
            through = (await station.journal.cursors()).get(epoch, 0)
        except StoreFault as fault:
            return red(fault.code, **told)
        if through >= seq:
            return green(**told, hub="yes", acked=through)
        if station.clock.monotonic() >= until:
            return red("hub-behind" if station.hub().connected else "hub-away", **told, behind=seq - through)
        await station.clock.sleep(_LOOK_SECONDS)


async def _written(station: UnderTest) -> bool:
    """Whether the row with which this run began has come to the disk."""
    until = station.clock.monotonic() + ROW_SECONDS
    while True:
        last = (await station.journal.selftests()).last_run
        if last is not None and last.result is None:
            return True
        if station.clock.monotonic() >= until:
            return False
        await station.clock.sleep(_LOOK_SECONDS)


def hash_of(path: Path) -> str | None:
    """SHA-256 of a file, in hex; None where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
