"""What lasts: a card that sticks for two hours, minutes of flood, a cable pulled again and again.

Ten minutes of flood, and tags that stick for two hours: tests/campaigns/long_stories.py.
"""

import os
import sys
from collections import deque
from pathlib import Path

import pytest
from matrix_cell import Bed, advance, at_work
from replugging import replug_again_and_again

from hardware.catalog import KINDS
from hardware.clock import ManualClock, settle_loop
from hardware.devices.readings import CardForgotten, CardRead, CodeRead, TagRead
from hardware.simulators import CardTwin, CodeTwin
from hardware.simulators.id_cards import SimulatedCard

TWO_HOURS = 7200.0
LONGER = float(os.environ.get("LONG_STORIES", "1"))
"""The campaign's stories last so many times longer."""
STUCK_TAGS = {name: 600.0 * LONGER for name in ("rdm6300-reader", "7941w-reader", "pn532-reader")}
"""Seconds; the readers that are asked are asked the same all the time."""
FLOODS = {name: 30.0 * LONGER for name in KINDS if "code-reader" in KINDS[name].roles}
"""Seconds of a thousand codes each; all scanners share what takes codes out of the stream."""
BLOCKS = 3000
"""Of memory, by which a process may have more after the flood's last nine tenths: the neighbour's own notes."""


async def pass_by(clock: ManualClock, seconds: float) -> None:
    """A long time; each ten milliseconds of a flood are ten codes, and each code is a turn of the loop."""
    await clock.advance(seconds, lambda: settle_loop(30))


async def test_a_card_stuck_for_two_hours_is_one_card_and_the_next_one_is_read() -> None:
    clock = ManualClock()
    bed = Bed("sam-id-reader", clock)
    assert isinstance(bed.twin, CardTwin)
    async with at_work(bed):
        bed.fault("stuck-card", on=True)
        bed.twin.present(SimulatedCard(number="320299198501020012"))
        await advance(clock, 10)
        bed.twin.lift()
        await clock.advance(TWO_HOURS, lambda: settle_loop(12))
        told = [type(one) for one in bed.people.readings if isinstance(one, (CardRead, CardForgotten))]
        bed.fault("stuck-card", on=False)
        await advance(clock, 2)
        not_read = await bed.people.use(2.5, 2)
    assert (told, not_read) == ([CardRead, CardForgotten], [])


@pytest.mark.parametrize(("driver", "seconds"), STUCK_TAGS.items(), ids=STUCK_TAGS)
async def test_a_tag_that_sticks_is_read_once(driver: str, seconds: float) -> None:
    clock = ManualClock()
    bed = Bed(driver, clock)
    async with at_work(bed):
        bed.fault("stuck-card", on=True)
        await clock.advance(seconds, lambda: settle_loop(12))
    assert sum(isinstance(one, TagRead) for one in bed.people.readings) == 1


@pytest.mark.parametrize(("driver", "seconds"), FLOODS.items(), ids=FLOODS)
async def test_a_flood_leaves_the_loop_live_and_the_memory_as_it_was(driver: str, seconds: float) -> None:
    clock = ManualClock()
    bed, neighbour = Bed(driver, clock), Bed("sam-id-reader", clock)
    bed.people.readings = deque(maxlen=500)  # type: ignore[assignment]
    assert isinstance(bed.twin, CodeTwin)
    async with at_work(bed, neighbour):
        await advance(clock, 3)
        bed.fault("flood", on=True)
        await pass_by(clock, seconds / 10)
        before = sys.getallocatedblocks()
        await pass_by(clock, seconds * 0.9)
        bed.asked.clear()  # the bed's own notes
        grown = sys.getallocatedblocks() - before
        bed.twin.show("PASS-1")
        await pass_by(clock, 0.1)
        told = CodeRead(device="it", text="PASS-1") in bed.people.readings
        bed.fault("flood", on=False)
    assert (told, grown < BLOCKS + len(neighbour.asked), neighbour.longest_pause() < 0.31) == (True, True, True)


async def test_the_first_code_after_each_of_fifty_replugs_is_read_and_nothing_is_left_behind(tmp_path: Path) -> None:
    told = await replug_again_and_again(tmp_path, 50, print)
    assert told.fine, str(told)
