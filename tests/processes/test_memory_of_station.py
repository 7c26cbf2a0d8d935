"""A hundred cards go through the real station and leave nothing of anybody in its memory."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from memory_search import hits, memory
from people import citizen
from place import Place, new_place
from process_rig import command_line, eventually
from pty_world import finds, pty_world

from hardware.simulators.id_cards import SimulatedCard, photo
from station_app.simulation.world import World

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root of a Linux may read another process's memory"
)

CARDS = 100
READERS = ("reader1", "reader2", "reader3", "reader4", "reader5")
NAME = "欧阳测试甲乙丙"
ADDRESS = "测试路1号"
WIDE = ("utf-16-le", "utf-8", "gb18030")
STATION = "PRIVACY-TEST-STATION"

ID_READER = """
[devices.id_reader]
driver = "sam-id-reader"
port = "pty:id_reader"
baud = 115200
"""


def station_with_five_readers(tmp_path: Path) -> Place:
    """So many, because a reader is asked only a few times a second."""
    tables = "".join(ID_READER.replace("id_reader", name) + "poll_seconds = 0.1\n" for name in READERS)
    named = ", ".join(f'"{name}"' for name in READERS)
    return new_place(
        tmp_path / "station",
        (ID_READER, tables),
        ('readers = ["id_reader", "scanner", "union_card"]', f"readers = [{named}]"),
        ("capacity = 16", "capacity = 1000"),
        id=STATION,
    )


class Crowd:
    """People who lay their cards on the readers, one after the other."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._finds: dict[str, int] = defaultdict(int)
        self.hear = {name: finds(lambda name=name: self._found(name)) for name in READERS}

    def _found(self, reader: str) -> None:
        self._finds[reader] += 1

    async def come(self, world: World, numbers: list[str]) -> None:
        """Lay all cards, one on each reader at a time; each next card comes once the reader has seen the last go."""
        for first in range(0, len(numbers), len(READERS)):
            for reader, number in zip(READERS, numbers[first:], strict=False):
                world.lay_card(reader, SimulatedCard(number=number, name=NAME))
            granted = min(first + len(READERS), len(numbers))
            await eventually(lambda wanted=granted: len(self._place.facts("access.granted")) >= wanted, "admissions")
            for reader in READERS:
                world.lift_card(reader)
            asked = dict(self._finds)
            # Of two questions after the lift the second was certainly asked after it.
            await eventually(lambda then=asked: all(self._finds[name] > then[name] + 1 for name in READERS), "lifts")


async def test_a_hundred_cards_leave_nothing_in_the_memory_of_the_station(tmp_path: Path) -> None:
    place = station_with_five_readers(tmp_path)
    crowd = Crowd(place)
    numbers = [citizen(serial) for serial in range(CARDS)]
    async with pty_world(place, crowd.hear) as world:
        core = await place.serve("--headless")
        try:
            await crowd.come(world, numbers)
            left = await asyncio.to_thread(everything_of_anybody, core.pid, numbers)
            controls = await asyncio.to_thread(hits, core.pid, [STATION], ["ascii"])
            environment = Path(f"/proc/{core.pid}/environ").read_bytes().decode()  # noqa: ASYNC240 - no file of a disk
            started_with = command_line(core.pid)
        finally:
            core.bury()
    assert {what: found for what, found in left.items() if found} == {}
    assert controls != [], "the search finds nothing at all"
    assert [number for number in numbers if number in environment + started_with + core.logged] == []
    assert len({fact["person"] for fact in place.facts("access.granted")}) == CARDS


def everything_of_anybody(pid: int, numbers: list[str]) -> dict[str, object]:
    """What of these people stands in the memory of a process."""
    return {
        "numbers": hits(pid, numbers),
        "births and serials": hits(pid, [number[6:] for number in numbers]),
        "names": hits(pid, [NAME], WIDE),
        "addresses": hits(pid, [ADDRESS], WIDE),
        "photos": any(photo()[:32] in content for content in memory(pid)),
    }
