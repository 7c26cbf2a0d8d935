"""A hundred cards leave nothing in the memory of the process that has read them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from memory_search import hits, memory
from people import citizen

from hardware.clock import SystemClock
from hardware.links.pty import PtyPort
from hardware.simulators.cable import plug_in
from hardware.simulators.id_cards import SimulatedCard, photo
from hardware.simulators.sam_id_reader import SimulatedSamIdReader

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root of a Linux may read another process's memory"
)

CARDS = 100
NAME = "欧阳测试甲乙丙"
ADDRESS = "测试路1号"
PROGRAM = Path(__file__).with_name("card_reading_process.py")
PLANTED = citizen(999, area="341299")


@dataclass(kw_only=True)
class Reading:
    """A card-reading process and the twin whose cards it reads."""

    process: asyncio.subprocess.Process
    twin: SimulatedSamIdReader
    people: list[str] = field(default_factory=list)

    async def told(self, word: str) -> list[str]:
        """The words of the next line that begins with `word`."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            words = line.decode().split()
            if words[0] == word:
                return words
        raise AssertionError(f"the process ended before it said {word!r}")

    async def read(self, number: str) -> None:
        """Lay a card down, wait until it is read, and take it away."""
        self.twin.present(SimulatedCard(number=number, name=NAME))
        self.people.append((await self.told("read"))[1])
        self.twin.lift()
        await self.told("lifted")

    async def keep(self, text: str) -> None:
        """Let the process hold a text in its memory."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"keep {text}\n".encode())
        await self.told("kept")


@asynccontextmanager
async def reading(folder: Path):
    port = PtyPort(folder / "id_reader")
    twin = SimulatedSamIdReader("id_reader", SystemClock())
    cable = asyncio.ensure_future(plug_in(twin, port))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, PROGRAM, port.path, folder / "data"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Reading(process=process, twin=twin)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        cable.cancel()
        await asyncio.gather(cable, return_exceptions=True)
        port.close()


async def test_a_hundred_cards_leave_nothing_of_anybody_in_memory(tmp_path):
    numbers = [citizen(serial) for serial in range(CARDS)]
    async with reading(tmp_path) as chain:
        await chain.told("ready")
        for number in numbers:
            await chain.read(number)
        pid = chain.process.pid
        left = {
            "numbers": hits(pid, numbers),
            "births and serials": hits(pid, [number[6:] for number in numbers]),
            "names": hits(pid, [NAME], ["utf-16-le", "utf-8", "gb18030"]),
            "addresses": hits(pid, [ADDRESS], ["utf-16-le", "utf-8", "gb18030"]),
            "photos": any(photo()[:32] in content for content in memory(pid)),
        }
        await chain.keep(PLANTED)
        control = hits(pid, [PLANTED])
    assert {what: found for what, found in left.items() if found} == {}
    assert {encoding.split(":")[0] for encoding in control} == {"ascii", "utf-16-le"}
    assert len(set(chain.people)) == CARDS


def test_a_process_that_forbids_it_leaves_no_core_and_lets_nobody_attach():
    program = (
        "import ctypes, resource; from station_app.identity.memory import forbid_core_dumps; forbid_core_dumps();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "(0, 0) 0\n"
