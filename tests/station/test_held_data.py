"""Erasing goes on beside the door's work, in order, and begins with what a stop cut short."""

from __future__ import annotations

import asyncio

from station_app.core.commands import Erase, Tell
from station_app.station.held_data import Held, HeldData
from station_app.store.faults import DiskFull


class Holder:
    """A journal that notes what it is asked for."""

    def __init__(self) -> None:
        self.diary: list[str] = []
        self.full = False

    async def erase(self, want: Erase) -> None:
        if self.full:
            raise DiskFull
        self.diary.append(want.scope)

    async def finish_erasures(self) -> None:
        self.diary.append("finish")

    async def held(self, persons: tuple[str, ...]) -> tuple[int, int, int]:
        if self.full:
            raise DiskFull
        return len(persons), 1, 2


async def at_work(holder: Holder, *commands: Erase | Tell) -> list[Held]:
    shown: list[Held] = []
    tasks: list[asyncio.Task[None]] = []
    data = HeldData(holder, lambda job: tasks.append(asyncio.ensure_future(job)), shown.append)
    running = asyncio.ensure_future(data.run())
    for command in commands:
        data.erase(command) if isinstance(command, Erase) else data.tell(command)
    for _ in range(10):
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(*tasks)
    return shown


async def test_what_was_cut_short_comes_first_and_again_once_a_day() -> None:
    holder = Holder()

    await at_work(holder, Erase(scope="person", person="p"), Erase(scope="age", before_ms=1))

    assert holder.diary == ["finish", "person", "age", "finish"]


async def test_a_full_disk_ends_no_erasing_for_good() -> None:
    holder = Holder()
    holder.full = True

    await at_work(holder, Erase(scope="age", before_ms=1))
    holder.full = False
    await at_work(holder, Erase(scope="age", before_ms=2))

    assert holder.diary == ["finish", "finish", "age", "finish"]


async def test_what_had_waited_for_the_journal_is_erased_once_it_works() -> None:
    holder = Holder()
    data = HeldData(holder, lambda job: job.close(), lambda held: None)
    running = asyncio.ensure_future(data.run())
    data.erase(Erase(scope="person", person="p"))
    data.finish()
    for _ in range(10):
        await asyncio.sleep(0)
    running.cancel()

    assert holder.diary == ["finish", "person", "finish"]


async def test_what_is_held_is_shown() -> None:
    assert await at_work(Holder(), Tell(persons=("d", "p"))) == [Held(visits=2, first_ms=1, last_ms=2)]


async def test_what_cannot_be_read_is_not_shown() -> None:
    holder = Holder()
    holder.full = True

    assert await at_work(holder, Tell(persons=("d", "p"))) == []
