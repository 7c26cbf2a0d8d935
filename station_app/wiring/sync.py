"""Joins the journal to the hub: rows up, one cursor back. Started after the door serves."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hardware.clock import Clock
from station_app.config import Settings
from station_app.core.chain import Row
from station_app.identity.keys import Keys
from station_app.identity.vault import KeyFault
from station_app.station.log import log
from station_app.store.faults import AheadOfJournal, StoreFault
from station_app.store.journal import Journal
from station_app.store.outbox import Place
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Pinned
from station_app.upstream.faults import HubFault
from station_app.upstream.messages import Acknowledged, Batch, Cursors
from station_app.upstream.pusher import Pusher, PushState

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport


Arrived = Callable[[str], None]
"""Takes the id of a canary whose row the hub has."""

Forgotten = Callable[[], None]
"""Called when the hub has been told whom to forget: this station need not keep the name for that any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How rows reach the hub, and who wants to know that some of them did."""

    clock: Clock
    arrived: Arrived
    forgotten: Forgotten
    below: AsyncBaseTransport | None = None
    """Carries requests; None for the network."""


def hub_client(settings: Settings, keys: Keys, way: Way) -> HubClient | None:
    """The hub of an enrolled station; None where there is none, or it does not know us yet."""
    if settings.hub is None:
        return None
    try:
        known, key = keys.hub(), keys.station()
    except KeyFault as fault:
        log("sync").warning("%s The station works alone until then.", fault)
        return None
    if known is None:
        log("sync").warning(
            "not enrolled: run `station enrol` with a code of the hub; the station works alone until then"
        )
        return None
    if known["url"] != settings.hub.url:
        log("sync").warning("enrolled with %s, the config says %s: enrol again", known["url"], settings.hub.url)
        return None
    pinned = Pinned(station=settings.station.id, key=key, hub_key=bytes.fromhex(known["public_key"]))
    address = HubAddress(url=settings.hub.url, ca_file=settings.hub.ca_file)
    return HubClient(address, pinned, wall=way.clock.wall, monotonic=way.clock.monotonic, below=way.below)


def build_pusher(client: HubClient, journal: Journal, way: Way) -> Pusher:
    """What brings the journal's rows to the hub."""
    outbox = JournalOutbox(journal, way.arrived, way.forgotten)
    return Pusher(outbox, HubOfJournal(client, journal), way.clock, SyncLog().changed)


class JournalOutbox:
    """The journal as the pusher sees it. A journal that cannot be read now is waited out like a hub that is away."""

    def __init__(self, journal: Journal, arrived: Arrived, forgotten: Forgotten = lambda: None) -> None:
        self._journal = journal
        self._arrived = arrived
        self._forgotten = forgotten
        self._erasure: tuple[str, int] | None = None
        self._canary: tuple[str, int, str] | None = None
        self._backlog = 0
        self._ahead = ReadAhead(journal)

    async def waiting(self, limit: int) -> Batch | None:
        """The oldest rows of one epoch, with the ranges of it that are lost."""
        with _waited_out():
            lost = await self._journal.lost()
            cursors = await self._journal.cursors()
            rows = await self._ahead.rows(limit, cursors)
        open_ranges = [one for one in lost if one.last > cursors.get(one.epoch, 0)]
        if not rows and not open_ranges:
            return None
        order = list(cursors)
        epoch = min([row.epoch for row in rows[:1]] + [one.epoch for one in open_ranges], key=order.index)
        mine = tuple(row for row in rows if row.epoch == epoch)
        # Only the newest one is waited for.
        flown = [(row.epoch, row.seq, str(row.body.get("canary", ""))) for row in mine if row.kind == "canary.sent"]
        self._canary = flown[-1] if flown else None
        naming = [(row.epoch, row.seq) for row in mine if row.kind == "data.erased" and row.salt]
        self._erasure = naming[-1] if naming else None
        # Only ranges that this batch reaches: what is lost behind the next batch's rows goes with those.
        reach = mine[-1].seq if len(rows) == limit and len(mine) == len(rows) else float("inf")
        ranges = tuple((one.first, one.last) for one in open_ranges if one.epoch == epoch and one.first <= reach)
        return Batch(epoch=epoch, rows=mine, lost=ranges)

    async def acknowledged(self, epoch: str, through: int) -> None:
        """Set the cursor; it may go back where the hub was restored from a copy."""
        with _waited_out():
            try:
                await self._journal.set_cursor(epoch, through)
            except AheadOfJournal as ahead:
                raise HubFault(str(ahead)) from ahead
        if self._canary is not None and self._canary[0] == epoch and self._canary[1] <= through:
            self._arrived(self._canary[2])
            self._canary = None
        if self._erasure is not None and self._erasure[0] == epoch and self._erasure[1] <= through:
            self._forgotten()
            self._erasure = None

    async def set_aside(self, epoch: str, seq: int, reason: str) -> None:
        """Note a row that the hub did not take."""
        log("sync").warning("the hub has set row %s aside: %s", seq, reason)
        with _waited_out():
            await self._journal.set_aside(epoch, seq, reason)

    async def cursors(self) -> dict[str, int]:
        """Epoch -> acknowledged through."""
        with _waited_out():
            return await self._journal.cursors()

    async def backlog(self) -> int:
        """Rows that wait; the last known number while the journal cannot be read."""
        with contextlib.suppress(StoreFault):
            self._backlog = await self._journal.backlog()
        return self._backlog


class ReadAhead:
    """Reads the next rows while the hub digests the last ones: with a backlog, neither waits for the other."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._after: Place | None = None
        self._next: asyncio.Task[list[Row]] | None = None

    async def rows(self, limit: int, cursors: Mapping[str, int]) -> list[Row]:
        """The oldest rows that wait. What was read ahead serves only if the hub has got exactly to where it begins."""
        ahead, after = self._next, self._after
        self._next = self._after = None
        if ahead is not None and after is not None and cursors.get(after.epoch) == after.seq:
            rows = await ahead
        else:
            if ahead is not None:
                ahead.cancel()
            rows = await self._journal.waiting(limit)
        if len(rows) == limit:
            self._after = Place(epoch=rows[-1].epoch, seq=rows[-1].seq)
            self._next = asyncio.ensure_future(self._journal.waiting(limit, self._after))
            self._next.add_done_callback(_looked_at)
        return rows


def _looked_at(task: asyncio.Task[list[Row]]) -> None:
    # A fault of the disk is met again by whoever reads next; unread here it would be reported as never retrieved.
    if not task.cancelled():
        task.exception()


class HubOfJournal:
    """The hub, watched for knowing more than our journal: then a copy was put back here, and its numbers are used."""

    def __init__(self, hub: HubClient, journal: Journal) -> None:
        self._hub = hub
        self._journal = journal

    async def push(self, batch: Batch) -> Acknowledged:
        """Send a batch."""
        return await self._hub.push(batch)

    async def cursors(self) -> Cursors:
        """Ask how far the hub has got; where that is further than we are, begin a new epoch first."""
        theirs = await self._hub.cursors()
        if theirs.epochs.get(self._journal.epoch, 0) > self._journal.seq:
            log("journal").warning("the hub has more rows than this journal: it was restored from a copy; new epoch")
            with _waited_out():
                await self._journal.renew("restored-copy")
        return theirs


@contextlib.contextmanager
def _waited_out() -> Generator[None]:
    try:
        yield
    except StoreFault as fault:
        raise HubFault(f"the journal cannot be read now: {fault}") from fault


class SyncLog:
    """Says once when the hub is reached and once when it is lost."""

    def __init__(self) -> None:
        self._connected: bool | None = None

    def changed(self, state: PushState) -> None:
        """Take a new state."""
        if state.connected == self._connected:
            return
        self._connected = state.connected
        if state.connected:
            log("sync").info("the hub is reached; %s rows wait", state.backlog)
        else:
            log("sync").warning("the hub is not reached: %s; %s rows wait", state.error, state.backlog)
