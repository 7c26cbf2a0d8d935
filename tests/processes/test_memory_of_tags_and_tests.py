"""Cards known by their id, and cards laid on a reader under test, leave nothing in the memory of the station."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from cards_under_test import STATION, cards_under_test
from memory_search import hits
from place import Place, new_place
from process_rig import eventually

from hardware.clock import SystemClock
from station_app.simulation.world import World
from station_app.wiring.twins import Twins

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root of a Linux may read another process's memory"
)

READERS = {"pn1": "pn532-reader", "pn2": "pn532-reader", "em1": "rdm6300-reader", "em2": "rdm6300-reader"}
READERS |= {"dual": "7941w-reader"}
UNION = '[devices.union_card]\ndriver = "pn532-reader"\nport = "pty:union_card"\n'
TOUCHES = 10
LEFT_ALONE_SECONDS = 1.2
"""So long a reader needs to see that a card has gone."""


def station_with_five_readers(folder: Path) -> Place:
    tables = "".join(f'[devices.{name}]\ndriver = "{kind}"\nport = "pty:{name}"\n' for name, kind in READERS.items())
    named = ", ".join(f'"{name}"' for name in READERS)
    return new_place(
        folder,
        (UNION, tables),
        ('"union_card"]', f"{named}]"),
        ("capacity = 16", "capacity = 1000"),
        id=STATION,
    )


def uids_of(reader: str) -> list[bytes]:
    """Ids that nobody has, of a length that this reader reads; all of one reader begin alike and end alike."""
    name = reader.encode()
    begin = bytes((0xC3, name[-1])) if READERS[reader] == "rdm6300-reader" else bytes((0xC3, 0x5B, name[0], name[-1]))
    return [begin + bytes((serial, 0xA7, 0xD9)) for serial in range(TOUCHES)]


async def touch_all(place: Place, world: World) -> None:
    for turn in range(TOUCHES):
        for reader in READERS:
            world.touch_tag(reader, uids_of(reader)[turn])
        granted = (turn + 1) * len(READERS)
        await eventually(lambda wanted=granted: len(place.facts("access.granted")) >= wanted, "admissions")
        for reader in READERS:
            world.lift_tag(reader)
        await asyncio.sleep(LEFT_ALONE_SECONDS)


def left_of(pid: int, uids: list[bytes]) -> list[str]:
    """Ids as bytes and as text, both ways round, that stand in the memory of a process."""
    found: list[str] = []
    for those in (uids, [uid[::-1] for uid in uids]):
        found += hits(pid, [uid.decode("latin-1") for uid in those], ["latin-1"])
        for texts in ([uid.hex() for uid in those], [uid.hex().upper() for uid in those]):
            found += hits(pid, texts)
    return found


async def test_fifty_union_cards_leave_nothing_in_the_memory_of_the_station(tmp_path: Path) -> None:
    place = station_with_five_readers(tmp_path / "station")
    place.data.mkdir(mode=0o700)
    async with Twins(place.settings, place.data, SystemClock()) as twins:
        core = await place.serve("--headless")
        try:
            await touch_all(place, twins.world)
            left = {name: await asyncio.to_thread(left_of, core.pid, uids_of(name)) for name in READERS}
            control = await asyncio.to_thread(hits, core.pid, [STATION], ["ascii"])
            here = await asyncio.to_thread(left_of, os.getpid(), uids_of("pn1"))
        finally:
            core.bury()

    assert {name: found for name, found in left.items() if found} == {}
    assert control != [], "the search finds nothing at all"
    assert here != [], "the search finds no id where there are some: in the memory of this test"
    assert len({fact["person"] for fact in place.facts("access.granted")}) == TOUCHES * len(READERS)


async def test_cards_under_test_leave_nothing_in_the_memory_of_the_station(tmp_path: Path) -> None:
    left = await cards_under_test(tmp_path, cards=6)  # the campaign lays fifty

    assert len(left.laid) == 6
    assert left.clean, left.found
