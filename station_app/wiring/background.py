"""What a core process does beside serving the door: screen, check of the journal, sync, watchdog."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING

from station_app.core.events import CanaryArrived, StoreFailed, StoreWorks
from station_app.identity.finder import Identity
from station_app.identity.keys import Keys
from station_app.selftest.under_test import HubStanding
from station_app.station.bridge import ScreenSocket
from station_app.station.intake import Intake
from station_app.station.kiosk_codes import Judges, KioskCodes
from station_app.station.log import log
from station_app.station.shell import Shell
from station_app.station.stamp import Stamp
from station_app.store.faults import StoreFault
from station_app.store.journal import Journal
from station_app.wiring.screen_child import ScreenChild
from station_app.wiring.watchdog import Progress, Watchdog

if TYPE_CHECKING:
    from hardware.devices.driver import Device
    from station_app.core.commands import LookUp
    from station_app.core.nearby import Neighbour
    from station_app.selftest.desk import Desk
    from station_app.upstream.client import HubClient
    from station_app.upstream.pusher import Pusher
    from station_app.wiring.core_process import Choices
    from station_app.wiring.feed_desk import Apply
    from station_app.wiring.list_desk import ListDesk

LOOK_SECONDS = 10.0


def _spawned(group: asyncio.TaskGroup, work: Coroutine[None, None, None]) -> None:
    group.create_task(work)


class Background:
    """Started once the door serves; none of it is waited for."""

    def __init__(self, choices: Choices, stamp: Stamp, journal: Journal, shell: Shell, recorded: asyncio.Event) -> None:
        self._choices = choices
        self._clock = clock = stamp.clock
        self._stamp = stamp
        self._looks = 0
        self._journal = journal
        self._shell = shell
        self._recorded = recorded
        self._progress = Progress(clock)
        self._pusher: Pusher | None = None
        self._client: HubClient | None = None
        self._identity: Identity | None = None
        self._board_changed: Callable[[], None] = lambda: None

    @property
    def client(self) -> HubClient | None:
        """The way to the hub, once it is begun."""
        return self._client

    def start(self, group: asyncio.TaskGroup, screens: ScreenSocket, intake: Intake, identity: Identity) -> None:
        """Screen, check, watchdog."""
        self._identity = identity
        progress = self._progress
        progress.watch("door", lambda: self._shell.ticks)
        progress.watch("journal", lambda: self._looks)
        if not self._choices.manner.headless:
            child = ScreenChild(self._choices.socket, self._clock, lambda: screens.painted_at, self._screen_options())
            group.create_task(child.run())
            progress.watch("screen", lambda: (screens.painted_at, child.starts))
        watchdog = Watchdog(self._clock, progress.stuck)
        watchdog.ready()
        group.create_task(watchdog.run())
        group.create_task(self._check_journal())
        group.create_task(self._look_after_store(identity))
        group.create_task(self._look_at_floods(intake))

    def start_sync(self, group: asyncio.TaskGroup, keys: Keys, forgotten: Callable[[], None], apply: Apply) -> None:
        """Rows to the hub, and orders and policies from it, where there is one.

        `forgotten` is called when it knows whom to forget, `apply` puts a policy in force.
        """
        from station_app.wiring.list_desk import ListDesk
        from station_app.wiring.sync import Way, build_pusher, hub_client
        from station_app.wiring.typed_codes import know_codes

        choices = self._choices
        way = Way(clock=self._clock, arrived=self._canary_arrived, forgotten=forgotten, below=choices.outside.hub)
        assert self._identity is not None, "`start` comes first"
        # Without a hub, too: what was revoked stays so, and what waits for its day comes in force.
        lists = ListDesk(keys, self._identity, self._shell, self._stamp, choices.settings.station.id)
        group.create_task(lists.run())
        client = hub_client(choices.settings, keys, way)
        if client is None:
            return
        self._client = client
        group.create_task(know_codes(self._identity, keys, choices.settings.station.id))
        self._pusher = pusher = build_pusher(client, self._journal, way)

        async def pass_on() -> None:
            while True:
                await self._recorded.wait()
                self._recorded.clear()
                pusher.wake()

        self._progress.watch("sync", lambda: pusher.beats, within=180.0)
        group.create_task(pass_on())
        group.create_task(pusher.run())
        self._start_feed(group, client, apply, lists)

    def _start_feed(self, group: asyncio.TaskGroup, client: HubClient, apply: Apply, lists: ListDesk) -> None:
        from station_app.upstream.feed import Feed
        from station_app.wiring.feed_desk import FeedDesk

        assert self._identity is not None, "`start` comes first"
        codes = KioskCodes(Judges(typed=self._identity.typed, phone=self._identity.code), self._stamp)
        desk = FeedDesk(self._shell, self._stamp, apply, lists, codes)
        desk.board_changed = lambda: self._board_changed()
        feed = Feed(client, desk, self._clock, desk.changed)
        self._progress.watch("feed", lambda: feed.beats, within=180.0)
        group.create_task(feed.run())

    def start_nearby(self, group: asyncio.TaskGroup, show: Callable[[Sequence[Neighbour]], None]) -> None:
        """Ask which stations are near, where there is a hub, and have them shown while they may be."""
        if self._client is None:
            return
        from station_app.store.nearby_file import NearbyFile
        from station_app.wiring.nearby_desk import NearbyDesk

        group.create_task(NearbyDesk(self._client, NearbyFile(self._choices.data), self._stamp, show).run())

    def start_board(self, group: asyncio.TaskGroup) -> Callable[[LookUp], None] | None:
        """Ask for the board of the offers, where there is a hub; the answer asks for a ticket's answer."""
        client = self._client
        if client is None:
            return None
        from station_app.store.board_file import BoardFile
        from station_app.wiring.board_desk import BoardDesk

        desk = BoardDesk(client, BoardFile(self._choices.data), self._shell, self._stamp)
        self._board_changed = desk.wake
        group.create_task(desk.run())
        return lambda wanted: _spawned(group, desk.look_up(wanted))

    def start_vitals(
        self, group: asyncio.TaskGroup, devices: Mapping[str, Device], desk: Desk, sound: Callable[[], str]
    ) -> Callable[[], None]:
        """Tell the hub how the station is, where there is one; the answer is called when something may have changed."""
        pusher, client = self._pusher, self._client
        if pusher is None or client is None:
            return lambda: None
        from station_app.upstream.vitals import VitalsSender
        from station_app.wiring.vitals import Looked, VitalsGather

        looked = Looked(
            station=self._choices.settings.station.id,
            data=self._choices.data,
            stamp=self._stamp,
            state=lambda: self._shell.state,
            devices=devices,
            journal=self._journal,
            checks=lambda: desk.results.rows,
            backlog=lambda: pusher.state.backlog,
            sound=sound,
        )
        sender = VitalsSender(VitalsGather(looked), client, self._clock)
        group.create_task(sender.run())
        return sender.wake

    def _canary_arrived(self, canary: str) -> None:
        self._shell.put(CanaryArrived(at=self._stamp.now(), canary=canary))

    def hub_standing(self) -> HubStanding:
        """The way to the hub at this moment."""
        if self._pusher is None:
            return HubStanding()
        state = self._pusher.state
        return HubStanding(enrolled=True, connected=state.connected, error=state.error)

    def _screen_options(self) -> list[str]:
        manner = self._choices.manner
        picture = ["--picture", str(manner.picture)] if manner.picture else []
        return [*(["--window"] if manner.window else []), *picture]

    async def _check_journal(self) -> None:
        try:
            checked = await self._journal.check()
        except StoreFault as fault:
            log("journal").warning("the check could not be made: %s. %s", fault, fault.remedy)
            return
        if checked.fault is not None:
            log("journal").warning("row %s: %s. %s", checked.fault.seq, checked.fault.what, checked.fault.remedy)

    async def _look_after_store(self, identity: Identity) -> None:
        """See that the journal answers, and tell of what somebody should look after."""
        told: frozenset[str] = frozenset()
        while True:
            await self._clock.sleep(LOOK_SECONDS)
            with contextlib.suppress(StoreFault):  # told by `troubles`
                await self._journal.backlog()
            self._looks += 1
            troubles = self._journal.troubles | frozenset(["keys"] if identity.fault else [])
            if troubles == told:
                continue
            told = troubles
            for code in sorted(troubles):
                log("journal").warning("needs somebody: %s", code)
            at = self._stamp.now()
            self._shell.put(StoreFailed(at=at, fault=min(troubles)) if troubles else StoreWorks(at=at, reserve=0))

    async def _look_at_floods(self, intake: Intake) -> None:
        while True:
            await self._clock.sleep(LOOK_SECONDS)
            intake.quiet_down()
