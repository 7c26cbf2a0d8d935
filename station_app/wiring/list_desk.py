"""Lists of passes on their way in: kept, put before whoever reads credentials, and recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from station_app.core.events import ListRefused, ListTaken
from station_app.core.instant import Instant
from station_app.identity.finder import Identity
from station_app.identity.keys import Keys
from station_app.identity.lists import Change, Revocation
from station_app.identity.vault import KeyFault
from station_app.station.log import log
from station_app.station.shell import Shell
from station_app.station.stamp import Stamp
from station_app.upstream.faults import HubFault

if TYPE_CHECKING:
    from station_app.upstream.feed_messages import FeedRevocation

LOOK_SECONDS: Final = 600.0
"""So often it is seen whether something that waits for its day may come in force."""


class ListDesk:
    """Takes what the hub says of passes, whether it comes once or again."""

    def __init__(self, keys: Keys, identity: Identity, shell: Shell, stamp: Stamp, station: str) -> None:
        self._keys = keys
        self._identity = identity
        self._shell = shell
        self._stamp = stamp
        self._station = station
        self._lists = identity.lists
        self._one_at_a_time = asyncio.Lock()

    async def run(self) -> None:
        """Let what waits come in force when its day has come."""
        if self._lists.damaged:
            log("passes").error("a list of the key folder is damaged: what the hub has revoked is asked for again")
            self._shell.put(ListRefused(at=self._stamp.now(), list="revocations", reason="damaged-file"))
        while True:
            await self._stamp.clock.sleep(LOOK_SECONDS)
            async with self._one_at_a_time:
                now = self._stamp.now()
                if now.clock != "unknown":
                    self._in_force(await asyncio.to_thread(self._lists.let_time_pass, now.wall_ms))

    async def revoke(self, found: Sequence[FeedRevocation], through: int) -> None:
        """Revoke from now on. HubFault where it could not be kept: then it must come again."""
        entries = [Revocation(what=one.what, until_ms=one.until_ms) for one in found]
        async with self._one_at_a_time:
            now = self._stamp.now().wall_ms
            change = await asyncio.to_thread(self._lists.take, entries, through, now)
            self._in_force(change)
        if change.fault:
            raise HubFault(f"revocations are in force and cannot be kept: {change.fault}")

    async def take_keys(self, number: int, envelope: str) -> None:
        """Accept the passes of listed issuers, if the list is one for this station. HubFault where it must come again.

        A list of an unknown signer is recorded each time it comes, which is once after each start.
        """
        from station_app.identity.pass_key_list import KeyList, ListTaker, opened, signers

        if number == self._lists.number:
            return  # comes again after a restart
        async with self._one_at_a_time:
            try:
                taker = ListTaker(station=self._station, signers=signers(self._keys), number=self._lists.number)
                found = await asyncio.to_thread(opened, envelope.encode(), taker)
                if isinstance(found, KeyList):
                    await asyncio.to_thread(self._lists.take_keys, found)
            except KeyFault as fault:
                raise HubFault(f"the list of pass keys cannot be kept now: {fault}") from fault
            at = self._stamp.now()
            if not isinstance(found, KeyList):
                log("passes").warning("the list of pass keys from the hub is refused: %s", found)
                self._shell.put(ListRefused(at=at, list="pass-keys", reason=found))
                return
            self._identity.use_lists()
            total = len(found.issuers)
            self._shell.put(ListTaken(at=at, list="pass-keys", taken=total, total=total, through=found.number))

    def _in_force(self, change: Change) -> None:
        """Put a change before whoever reads credentials, and before the rules."""
        if change.taken:
            self._identity.use_lists()
        at = self._stamp.now()
        if change.dropped:
            log("passes").error("%s revocations are over what can be kept here", change.dropped)
            self._shell.put(ListRefused(at=at, list="revocations", reason="too-many"))
        if change.changed:
            self._shell.put(told_of(change, at))


def told_of(change: Change, at: Instant) -> ListTaken:
    """What the rules are told of revocations that were taken."""
    return ListTaken(
        at=at,
        list="revocations",
        taken=change.taken,
        total=change.total,
        through=change.through,
        waiting=change.waiting,
        keys=change.keys,
    )
