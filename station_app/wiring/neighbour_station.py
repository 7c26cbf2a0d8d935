"""One simulated neighbour of the demo: its rules live in virtual time, its journal and its way to the hub are real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hardware.clock import Clock
from station_app.core.commands import Erase
from station_app.core.events import ListRefused, ListTaken
from station_app.core.facts import Fact
from station_app.core.policy import Policy
from station_app.identity.keys import Keys
from station_app.identity.lists import PassLists, Revocation
from station_app.identity.pass_key_list import KeyList, ListTaker
from station_app.identity.pass_key_list import opened as open_key_list
from station_app.identity.pass_key_list import signers as pass_key_signers
from station_app.identity.policy_seal import Refused, Taker, opened, signers
from station_app.identity.vault import KeyFault
from station_app.simulation.fleet.cast import Neighbour
from station_app.simulation.fleet.neighbour_life import NeighbourLife, Past, midnight_before
from station_app.store.journal import Journal
from station_app.store.policy_file import PolicyFile
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Pinned
from station_app.upstream.faults import HubFault
from station_app.upstream.feed import Feed
from station_app.upstream.feed_messages import FeedOrder, FeedRevocation, FeedShown
from station_app.upstream.vitals import VitalsSender
from station_app.wiring.at_start import remembered
from station_app.wiring.core_process import JOURNAL_NAME
from station_app.wiring.feed_desk import ordered
from station_app.wiring.list_desk import told_of
from station_app.wiring.sync import Way, build_pusher
from station_app.wiring.vitals import Looked, VitalsGather

if TYPE_CHECKING:
    import httpx

DAY_MS: Final = 86_400_000
SEED: Final = 5
BALLAST_BYTES: Final = 64 * 1024
"""A demo's disk is not theirs to keep."""
KEPT_DAYS: Final = 7
"""So many days of facts stay in memory for a program that starts again."""
LOOK_SECONDS: Final = 0.5
REST_SHARE: Final = 0.5
"""After a day of history it rests so many times as long as that day took, so that whoever looks at the hub or touches
the kiosk meanwhile hardly notices."""
MOST_WAITING: Final = 4000
"""Rows that may wait for the hub while history is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItsHub:
    """The hub that a neighbour is enrolled with."""

    address: HubAddress
    key: bytes
    """Raw Ed25519 public key, from enrolment."""
    below: httpx.AsyncBaseTransport | None = None
    """The line to it, where that is to be another than the network's."""


class NeighbourStation:
    """A station with everything but devices."""

    def __init__(self, neighbour: Neighbour, folder: Path, hub: ItsHub, clock: Clock) -> None:
        self.neighbour = neighbour
        self._clock = clock
        self._folder = folder
        self._keys = Keys(folder)
        self._lists = PassLists(self._keys)
        pinned = Pinned(station=neighbour.id, key=self._keys.station(), hub_key=hub.key)
        self._client = HubClient(hub.address, pinned, wall=clock.wall, monotonic=clock.monotonic, below=hub.below)
        self._journal = Journal.open(
            folder / JOURNAL_NAME, boot=f"j{self._now_ms()}", clock=clock, ballast_bytes=BALLAST_BYTES
        )
        self._policies = PolicyFile(folder)
        way = Way(clock=clock, arrived=lambda canary: None, forgotten=lambda: None)
        self._pusher = build_pusher(self._client, self._journal, way)
        self._sender: VitalsSender | None = None
        self._life: NeighbourLife | None = None

    @property
    def rows(self) -> int:
        """How many facts it has recorded."""
        return self._journal.seq

    @property
    def life(self) -> NeighbourLife:
        """The station itself, once it has begun."""
        assert self._life is not None
        return self._life

    async def run(self, days: int, ready: Callable[[], None]) -> None:
        """Make its history where there is none (0 days: it begins now), then live by the clock until cancelled."""
        async with asyncio.TaskGroup() as group:
            try:
                line = [group.create_task(self._pusher.run())]
                await self._begin(days)
                await self._catch_up()
                line += self._start_live(group)
                self.life.meet_fate()
                ready()
                if self.neighbour.fate == "silent":
                    self.life.life.building.network = False
                    for task in line:
                        task.cancel()
                await self._live()
            finally:
                await self._journal.close()
                await self._client.close()

    # -- the past --------------------------------------------------------------------------------------------------

    async def _begin(self, days: int) -> None:
        recalled, now_ms = self._journal.recall(), self._now_ms()
        if not recalled.seq:
            begin_ms = midnight_before(now_ms) - days * DAY_MS if days else now_ms
            self._life = NeighbourLife(self.neighbour, begin_ms, seed=SEED, days=days)
            self._life.begin()
            return
        self._life = life = NeighbourLife(self.neighbour, now_ms, seed=SEED, days=0)
        made = await self._journal.selftests()
        tests = [(one.name, one.result, one.wall_ms) for one in made.checks]
        life.begin(Past(state=lambda fresh: remembered(fresh.house, recalled), facts=recalled.facts, tests=tests))
        kept = await asyncio.to_thread(self._kept_policy)
        if kept is not None:
            life.policy(kept)

    async def _catch_up(self) -> None:
        """Live up to now, a day at a time, never far ahead of what the hub has."""
        life = self.life
        while (now_ms := self._now_ms()) - life.life.now_ms > 1000:
            began = self._clock.monotonic()
            life.live_until(min(now_ms, midnight_before(life.life.now_ms) + DAY_MS))
            await self._write()
            life.forget_before(life.life.now_ms - KEPT_DAYS * DAY_MS)
            while await self._journal.backlog() > MOST_WAITING:
                await self._clock.sleep(LOOK_SECONDS)
            await self._clock.sleep((self._clock.monotonic() - began) * REST_SHARE)
        while await self._journal.backlog():
            await self._clock.sleep(LOOK_SECONDS)

    async def _write(self) -> None:
        """Put what the rules have written into the journal, and erase where they have said so, in order."""
        taken = self.life.taken()
        if not taken:
            return
        facts: list[Fact] = []
        for one in taken:
            if not isinstance(one, Erase):
                facts.append(one)
                continue
            await self._append(facts)
            facts = []
            await self._journal.erase(one)
        await self._append(facts)
        self._pusher.wake()

    async def _append(self, facts: Sequence[Fact]) -> None:
        if facts:
            await self._journal.append(facts)

    # -- the present -----------------------------------------------------------------------------------------------

    def _start_live(self, group: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        looked = Looked(
            station=self.neighbour.id,
            data=self._folder,
            stamp=self.life,
            state=lambda: self.life.state,
            devices=self.life.devices,
            journal=self._journal,
            checks=lambda: self.life.checks,
            backlog=lambda: self._pusher.state.backlog,
        )
        self._sender = VitalsSender(VitalsGather(looked), self._client, self._clock)
        feed = Feed(self._client, self, self._clock)
        return [group.create_task(self._sender.run()), group.create_task(feed.run())]

    async def _live(self) -> None:
        """Keep step with the clock."""
        while True:
            before = self.life.state
            self.life.live_until(self._now_ms())
            await self._write()
            if self._sender is not None and self.life.state is not before:
                self._sender.wake()
            await self._clock.sleep(LOOK_SECONDS)

    def _now_ms(self) -> int:
        return int(self._clock.wall() * 1000)

    # -- what comes from the hub: the feed's taker -----------------------------------------------------------------

    def order(self, order: FeedOrder, heard_ms: int) -> None:
        """An order, judged by the same rules as at any station."""
        self.life.live_until(self._now_ms())
        self.life.order(ordered(order, heard_ms, self.life.now()))

    def shown(self, found: FeedShown, heard_ms: int) -> None:
        """No kiosk of a simulated neighbour shows a phone anything."""

    def unreadable(self) -> None:
        """Nothing is done about what cannot be read."""

    async def policy(self, number: int, envelope: str) -> None:
        """Verified as every station verifies one; kept, and put in force."""
        if number == self.life.state.house.policy.number:
            return
        try:
            found = await asyncio.to_thread(self._opened, envelope.encode())
            if isinstance(found, Policy):
                await asyncio.to_thread(self._policies.keep, envelope.encode(), found.number)
        except (KeyFault, OSError) as fault:
            raise HubFault(f"the policy cannot be kept now: {fault}") from fault
        if isinstance(found, Refused):
            self.life.policy_refused(found.version, found.reason)
        else:
            self.life.policy(found)

    def board(self) -> None:
        """Nobody reads an answer at a simulated neighbour."""

    def newest_policy(self, number: int) -> None:
        """Tell the rules that what is in force is the newest."""
        if number > 0 and number == self.life.state.house.policy.number:
            self.life.policy_confirmed()

    async def revocations(self, found: Sequence[FeedRevocation], through: int) -> None:
        """Kept and told as every station does; nobody shows a simulated neighbour a pass of the hub."""
        at = self.life.now()
        entries = [Revocation(what=one.what, until_ms=one.until_ms) for one in found]
        change = await asyncio.to_thread(self._lists.take, entries, through, at.wall_ms)
        if change.fault:
            raise HubFault(f"revocations cannot be kept now: {change.fault}")
        if change.changed:
            self.life.list_taken(told_of(change, at))

    async def pass_keys(self, number: int, envelope: str) -> None:
        """Verified as every station verifies them; a neighbour trusts nobody who could have signed."""
        if number == self._lists.number:
            return
        taker = ListTaker(station=self.neighbour.id, signers=pass_key_signers(self._keys), number=self._lists.number)
        found = await asyncio.to_thread(open_key_list, envelope.encode(), taker)
        at = self.life.now()
        if not isinstance(found, KeyList):
            self.life.list_taken(ListRefused(at=at, list="pass-keys", reason=found))
            return
        try:
            await asyncio.to_thread(self._lists.take_keys, found)
        except KeyFault as fault:
            raise HubFault(f"the list of pass keys cannot be kept now: {fault}") from fault
        total = len(found.issuers)
        self.life.list_taken(ListTaken(at=at, list="pass-keys", taken=total, total=total, through=found.number))

    def _opened(self, envelope: bytes, number: int | None = None) -> Policy | Refused:
        in_force = self.life.state.house.policy.number if number is None else number
        return opened(
            envelope,
            Taker(
                station=self.neighbour.id, signers=signers(self._keys), number=in_force, floor=self._policies.floor()
            ),
        )

    def _kept_policy(self) -> Policy | None:
        envelope = self._policies.load()
        found = None if envelope is None else self._opened(envelope, 0)
        return found if isinstance(found, Policy) else None
