"""The journal as the rest of the program sees it, called from the core process's one asyncio loop."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hardware.clock import Clock
from station_app.core.chain import Row
from station_app.core.commands import Erase
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.store import erasure, outbox, selftests
from station_app.store.ballast import BALLAST_BYTES, Ballast
from station_app.store.extent import Extent, extent
from station_app.store.faults import ChainBroken, Damaged, StoreFault, fault_of, fault_of_system
from station_app.store.lock import FileLock
from station_app.store.outbox import LostRange, Place, SetAside
from station_app.store.projections import Recollection
from station_app.store.rows import RowDamaged
from station_app.store.salvage import remove_aside
from station_app.store.schema import connect_reader
from station_app.store.selftests import Selftests
from station_app.store.worker import Worker
from station_app.store.writer import Writer

if TYPE_CHECKING:  # the door does not wait for what looks at the whole file
    from station_app.store.audit import Fault

T = TypeVar("T")

_CHECK_PAUSE_SECONDS = 0.005
"""Between slices of the check, so that it never takes more than part of one core from the door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the check after the start found."""

    rows: int
    """How many rows were looked at and whole."""
    fault: Fault | None = None
    """What was wrong with the file; it has been put aside and a new one begun."""


class Journal:
    """Facts in order, kept for ever; and what follows from them."""

    def __init__(self, lock: FileLock, writer: Writer, path: Path, clock: Clock, ballast: Ballast) -> None:
        self._lock = lock
        self._writer = writer
        self._path = path
        self._clock = clock
        self._ballast = ballast
        self._recollection = Recollection()
        self._write = Worker("journal", after=writer.keep_log_short, idle=writer.tend)
        self._read = Worker("journal-read", idle=ballast.ensure)
        self._closed = False

    @classmethod
    def open(cls, path: Path, *, boot: str, clock: Clock, ballast_bytes: int = BALLAST_BYTES) -> Journal:
        """Open or begin a journal. Damage is repaired; a disk that fails is told by `troubles` and tried again later.

        Raises AlreadyRunning, and CannotOpen where not even the lock file can be made.
        """
        lock = FileLock(path.with_name(f"{path.stem}.lock"))
        ballast = Ballast(path.with_name(f"{path.stem}.ballast"), ballast_bytes)

        def now() -> Instant:
            return Instant(
                wall_ms=int(clock.wall() * 1000), mono_ms=int(clock.monotonic() * 1000), boot=boot, clock="unknown"
            )

        writer = Writer(path, now, ballast)
        try:
            recollection = writer.open()
        except StoreFault:
            recollection = Recollection()  # the writer says so in its troubles, and opens the file at the next append
        except BaseException:
            lock.release()
            raise
        journal = cls(lock, writer, path, clock, ballast)
        journal._recollection = recollection
        return journal

    @property
    def epoch(self) -> str:
        """The present epoch; changes when a damaged file is replaced. Empty until the file could be opened."""
        return self._writer.tail.epoch

    @property
    def seq(self) -> int:
        """The newest row's number."""
        return self._writer.tail.seq

    @property
    def head(self) -> str:
        """The newest row's hash."""
        return self._writer.tail.hash

    @property
    def troubles(self) -> frozenset[str]:
        """Codes of what somebody should look after: a fault's, `disk-low`, `ballast-released`, `journal-recovered`."""
        return self._writer.troubles

    def recall(self) -> Recollection:
        """What the station knew when the journal was opened."""
        return self._recollection

    async def append(self, facts: Sequence[Fact]) -> list[Row]:
        """Write facts in one transaction, together with what follows from them; on the disk when this returns.

        Raises StoreFault. The same `Fact` objects may then be given again: none is ever written twice.
        """
        return await self._write.do(lambda: self._writer.append(facts))

    async def waiting(self, limit: int = 500, after: Place | None = None) -> list[Row]:
        """The oldest rows the hub has not acknowledged, oldest epoch first. Raises StoreFault."""
        return await self._reading(lambda db: outbox.waiting(db, limit, after))

    async def backlog(self) -> int:
        """How many rows wait for the hub. Raises StoreFault."""
        return await self._reading(outbox.backlog)

    async def extent(self) -> Extent:
        """When the oldest unsent row was written, and how fast the file grows. Raises StoreFault."""
        return await self._reading(extent)

    async def cursors(self) -> dict[str, int]:
        """How far the hub has got in each epoch, oldest epoch first. Raises StoreFault."""
        return await self._reading(outbox.cursors)

    async def acknowledge(self, epoch: str, through: int) -> None:
        """The hub has all rows of an epoch up to `through`; never moves back. Raises AheadOfJournal, StoreFault."""
        await self._write.do(lambda: self._writer.acknowledge(epoch, through, back=False))

    async def set_cursor(self, epoch: str, through: int) -> None:
        """The hub says how far it has got, which is less than before where it was restored from a copy.

        Raises AheadOfJournal, StoreFault.
        """
        await self._write.do(lambda: self._writer.acknowledge(epoch, through, back=True))

    async def set_aside(self, epoch: str, seq: int, reason: str) -> None:
        """The hub refused a row: it is kept and shown, and no longer sent. Raises StoreFault."""
        await self._write.do(lambda: self._writer.set_aside(epoch, seq, reason))

    async def aside(self) -> list[SetAside]:
        """What the hub refused. Raises StoreFault."""
        return await self._reading(outbox.aside)

    async def erase(self, want: Erase) -> None:
        """Erase what a command says of all rows there are now, between whatever else is written. Raises StoreFault."""
        await self._erase_all([erasure.Erasure(want=want, epoch=self.epoch, through=self.seq)])
        if want.scope == "age":
            try:
                await self._write.do(lambda: remove_aside(self._path, want.before_ms))
            except OSError as error:
                raise fault_of_system(error) from error

    async def finish_erasures(self) -> None:
        """Carry out to their end the erasures of persons that a stop may have cut short. Raises StoreFault."""
        await self._erase_all(await self._reading(erasure.unfinished))

    async def held(self, persons: tuple[str, ...]) -> tuple[int, int, int]:
        """Visits held under pseudonyms: how many, and the wall times of the first and the last. Raises StoreFault."""
        return await self._reading(lambda db: erasure.held(db, persons))

    async def _erase_all(self, wanted: Sequence[erasure.Erasure]) -> None:
        place = erasure.Place() if wanted else None
        while place is not None:
            place = await self._write.do(lambda at=place: self._writer.erase(wanted, at))
            await self._clock.sleep(_CHECK_PAUSE_SECONDS)
        if wanted:
            await self._write.do(self._writer.empty_log)

    async def lost(self) -> list[LostRange]:
        """Rows of damaged files that could not be saved, for the hub to know. Raises StoreFault."""
        return await self._reading(outbox.lost)

    async def selftests(self) -> Selftests:
        """The last results of the self-test's checks. Raises StoreFault."""
        return await self._reading(selftests.recall)

    async def tail_fault(self) -> str:
        """What is wrong with the newest rows and the chain they make; empty when nothing is. Raises StoreFault."""
        from station_app.store.audit import tail_fault

        return await self._reading(tail_fault)

    async def tally(self) -> dict[str, int]:
        """How many facts of each kind there are. Reads the whole journal. Raises StoreFault."""
        from station_app.store.audit import tally

        return await self._reading(tally)

    async def renew(self, reason: str) -> None:
        """Begin a new epoch, as after AheadOfJournal: a copy was put back, and its numbers were used already.

        Raises StoreFault.
        """
        epoch = self.epoch
        await self._write.do(lambda: self._writer.renew(epoch, reason))

    async def check(self) -> Checked:
        """Look at the whole file, beside everything else; a damaged one is replaced at once. Raises StoreFault."""
        from station_app.store.audit import Fault

        epoch = self.epoch
        thread = Worker("journal-check")
        try:
            checked = await self._check(thread)
        except Damaged as damage:
            checked = Checked(rows=0, fault=Fault(epoch="", seq=0, what=str(damage)))
        finally:
            thread.stop()
        if checked.fault is not None:
            reason = ChainBroken.code if checked.fault.seq else Damaged.code
            await self._write.do(lambda: self._writer.renew(epoch, reason))
        return checked

    async def close(self) -> None:
        """Finish what was asked for, copy the log into the file and let the next one in."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._write.do(self._writer.close)
        finally:
            self._write.stop()
            self._read.stop()
            self._lock.release()

    async def _check(self, thread: Worker) -> Checked:
        from station_app.store.audit import Fault, chain_slices, structure_fault

        db = await thread.do(self._connect)
        try:
            wrong = await thread.do(lambda: self._asked(lambda: structure_fault(db)))
            rows = 0
            slices = chain_slices(db)
            while wrong is None:
                found = await thread.do(lambda: self._asked(lambda: next(slices, None)))
                if found is None:
                    break
                if isinstance(found, Fault):
                    wrong = found
                else:
                    rows += found
                await self._clock.sleep(_CHECK_PAUSE_SECONDS)
        finally:
            await thread.do(db.close)
        return Checked(rows=rows, fault=wrong)

    async def _reading(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask on a connection that cannot write; damage that it meets is repaired before it asks again."""
        epoch = self.epoch
        try:
            return await self._read.do(lambda: self._ask(question))
        except Damaged as damage:
            reason = damage.code
        await self._write.do(lambda: self._writer.renew(epoch, reason))
        return await self._read.do(lambda: self._ask(question))

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        with closing(self._connect()) as db:
            return self._asked(lambda: question(db))

    def _connect(self) -> sqlite3.Connection:
        with self._writer.renewing:
            return self._asked(lambda: _open_for_good(self._path))

    @staticmethod
    def _asked(question: Callable[[], T]) -> T:
        """Ask SQLite. Raises StoreFault, or the bug."""
        try:
            return question()
        except (RowDamaged, UnicodeDecodeError) as damage:
            raise ChainBroken(str(damage)) from damage
        except sqlite3.Error as error:
            fault = fault_of(error)
            if fault is None:
                raise
            raise fault from error


def _open_for_good(path: Path) -> sqlite3.Connection:
    """Open file and log, too: they belong together, whatever happens to their names from here on."""
    db = connect_reader(path)
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        db.close()
        raise
    return db
