"""What the hub has of the journal, learnt by hand instead of by the network."""

from __future__ import annotations

from collections.abc import Callable

from station_app.station.log import log
from station_app.store.faults import AheadOfJournal, StoreFault
from station_app.store.journal import Journal
from station_app.wiring.service_messages import Down, Receipts, Refusal, Registered


class ReceiptDesk:
    """Takes word of what the hub has, for a station that runs."""

    def __init__(self, journal: Journal, forgotten: Callable[[], None]) -> None:
        """`forgotten`: called when the hub may know by now whom to forget."""
        self._journal = journal
        self._forgotten = forgotten

    async def take(self, told: Receipts) -> Down:
        """Move the outbox on; what the hub knows to be forgotten is erased here, too."""
        try:
            await take_receipts(self._journal, told)
        except StoreFault as fault:
            return Refusal(why=f"the journal cannot be written now: {fault}. {fault.remedy}")
        self._forgotten()
        return Registered()


async def take_receipts(journal: Journal, told: Receipts) -> None:
    """Move cursors forward, never back, and note rows that were set aside. Raises StoreFault.

    A receipt may be old or come twice. An epoch that this journal does not hold, or not so far, is left alone: the file
    is of another disk.
    """
    known = await journal.cursors()
    noted = {(one.place.epoch, one.place.seq) for one in await journal.aside()}
    for epoch, seq, reason in told.set_aside:
        if epoch in known and seq > known[epoch] and (epoch, seq) not in noted:
            await journal.set_aside(epoch, seq, reason)
    for epoch, through in told.epochs.items():
        if through > known.get(epoch, through):
            try:
                await journal.acknowledge(epoch, through)
            except AheadOfJournal:
                log("sync").warning("the hub has more rows of %s than this journal: the receipt is left alone", epoch)
