"""A station's shell on a bench: a journal in memory that can fail or hang, and boards that can, too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from hardware.clock import ManualClock, settle_loop
from hardware.errors import DeviceFault
from station_app.config import Settings, parse
from station_app.core.commands import Work
from station_app.core.events import ContactMoved, ExitPressed, Known, Ordered, Presented, Unknown
from station_app.core.facts import Fact
from station_app.core.hours import DAY, WEEK, Hours, Week
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.core.reasons import Denial
from station_app.station.shell import Outlets, Shell
from station_app.station.stamp import BUILT_MS, Stamp
from station_app.store.faults import StoreFault

NOON = BUILT_MS / 1000 + 3 * 86_400 + 4 * 3600
"""A wall clock that this program can believe."""


def settings(when_store_fails: str = "admit", inputs: str = "") -> Settings:
    """One door with all its terminals, one reader of each kind."""
    return parse(f"""
        [station]
        id = "s1"
        name = "S"
        [devices.reader]
        driver = "sam-id-reader"
        port = "pty:reader"
        [devices.scanner]
        driver = "line-scanner"
        port = "pty:scanner"
        [devices.board]
        driver = "modbus-board"
        port = "pty:board"
        [doors.main]
        zone = "hall"
        lock = "board/relay/3"
        contact = "board/input/1"
        exit_button = "board/input/2"
        readers = ["reader", "scanner"]
        pulse_seconds = 3
        when_store_fails = "{when_store_fails}"
        [zones.hall]
        name = "Hall"
        capacity = 16
        {inputs}
    """)


def minute_of_week(at: Instant) -> int:
    """Minutes of local time since Monday 00:00."""
    return (at.local_minute + 3 * DAY) % WEEK


def open_from(minute: int, minutes: int) -> Hours:
    """Hours of one interval a week, from a minute of the week on."""
    day, start = divmod(minute % WEEK, DAY)
    return Hours(Week(tuple(((start, start + minutes),) if day == index else () for index in range(7))))


def stamp_of(clock: ManualClock) -> Stamp:
    """Moments of a clock that a time server keeps."""
    return Stamp(clock, ZoneInfo("Asia/Shanghai"), "boot-1", synchronised=lambda: True)


class MemoryJournal:
    """Facts in a list; `fault` makes it fail, `hang` makes it wait. `diary` is shared, to tell what came first."""

    def __init__(self, diary: list[str]) -> None:
        self.facts: list[Fact] = []
        self.batches: list[int] = []
        self.fault: StoreFault | None = None
        self.hang: asyncio.Event | None = None
        self._diary = diary

    async def append(self, facts: Sequence[Fact]) -> object:
        """Write all or none."""
        await asyncio.sleep(0)
        if self.hang is not None:
            await self.hang.wait()
        if self.fault is not None:
            raise self.fault
        self.facts += facts
        self.batches.append(len(facts))
        self._diary += [fact.kind for fact in facts]
        return None

    def kinds(self) -> list[str]:
        """Kinds of what is on the disk."""
        return [fact.kind for fact in self.facts]


class MemoryBoard:
    """A relay board; `fault` makes it fail."""

    def __init__(self, diary: list[str]) -> None:
        self.held: list[tuple[int, float]] = []
        self.fault: DeviceFault | None = None
        self.bug: Exception | None = None
        self._diary = diary

    async def hold(self, relay: int, seconds: float) -> None:
        """Keep a relay on."""
        await asyncio.sleep(0)
        if self.bug is not None:
            raise self.bug
        if self.fault is not None:
            raise self.fault
        self.held.append((relay, seconds))
        self._diary.append("lock")


class Bench:
    """A shell with all it acts upon."""

    def __init__(self, group: asyncio.TaskGroup, configured: Settings) -> None:
        self.diary: list[str] = []
        """Kinds of facts on the disk and `lock` for each release, in the order in which they happened."""
        self.clock = ManualClock(wall=NOON)
        self.stamp = stamp_of(self.clock)
        self.journal = MemoryJournal(self.diary)
        self.board = MemoryBoard(self.diary)
        self.shown: list[StationState] = []
        self.pushed = 0
        self.works: list[Work] = []
        self._group = group
        outlets = Outlets(
            journal=self.journal,
            boards={"board": self.board},
            wiring=configured.wiring,
            show=self.shown.append,
            recorded=self._recorded,
            spawn=self.spawn,
            work=self._work,
        )
        self.shell = Shell(StationState.fresh(configured.house), outlets, self.stamp, self.clock)

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        """Start a task whose bugs end the run."""
        self._group.create_task(work)

    def _work(self, work: Work) -> None:
        self.works.append(work)
        self.diary.append("work")

    def _recorded(self) -> None:
        self.pushed += 1

    async def settle(self) -> None:
        """Until nothing waits any more."""
        await settle_loop(4)
        while self.shell.busy:
            await settle_loop(4)

    async def present(self, person: str = "person-a") -> None:
        """A genuine card."""
        await self.show(Known(person=person))

    async def refuse(self, reason: Denial) -> None:
        """A code that is not genuine."""
        await self.show(Unknown(reason=reason))

    async def show(self, finding: Known | Unknown) -> None:
        """Present a credential, and wait for the answer."""
        at = self.stamp.now()
        name = f"n{len(self.shown)}"
        self.shell.put(Presented(at=at, id=name, reader="scanner", credential="pass", finding=finding))
        await self.settle()

    async def press_exit(self) -> None:
        """Press the exit button."""
        self.shell.put(ExitPressed(at=self.stamp.now(), door="main"))
        await self.settle()

    async def order(self, verb: str, target: str = "") -> None:
        """A manager's order."""
        at = self.stamp.now()
        told = {"id": f"o{len(self.shown)}", "verb": verb, "target": target, "reason": "r", "by": "keeper"}
        self.shell.put(Ordered(at=at, **told, heard_ms=at.wall_ms, not_after_ms=at.wall_ms + 60_000))
        await self.settle()

    async def contact(self, *, open: bool) -> None:
        """The door moves."""
        self.shell.put(ContactMoved(at=self.stamp.now(), door="main", open=open))
        await self.settle()


@asynccontextmanager
async def running(when_store_fails: str = "admit", inputs: str = "") -> AsyncIterator[Bench]:
    """A bench whose shell is at work."""
    async with asyncio.TaskGroup() as group:
        bench = Bench(group, settings(when_store_fails, inputs))
        tasks = [group.create_task(bench.shell.run("1.0")), group.create_task(bench.shell.tick())]
        await bench.settle()
        bench.diary.clear()
        try:
            yield bench
        finally:
            for task in tasks:
                task.cancel()
