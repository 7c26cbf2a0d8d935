"""The core process: devices, rules, journal and sync on one asyncio loop. No Qt, no Django.

The start follows need: the journal, the ports and the rules first (the door serves now), then everything that the door
can do without: the screen, the libraries of passes and pseudonyms, the check of the journal's file, the hub.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from hardware.clock import Clock, SystemClock
from hardware.devices.readings import Reading
from station_app import __version__
from station_app.config import Settings
from station_app.core.commands import LookUp
from station_app.core.events import CameraViewed, Event, ReplyHeard, StoreWorks
from station_app.core.model import StationState
from station_app.core.offers import offering
from station_app.core.offers.entry_code import CODE
from station_app.core.offers.phone_door import PHONE
from station_app.identity.finder import Identity
from station_app.identity.keys import Keys
from station_app.identity.vault import KeyFault
from station_app.selftest.ears import Ears
from station_app.station.asking import asked_of
from station_app.station.bridge import ScreenSocket
from station_app.station.device_keeper import DeviceKeeper
from station_app.station.device_keeper import Spawn as TaskSpawn
from station_app.station.device_log import DeviceLog
from station_app.station.held_data import HeldData
from station_app.station.intake import Intake, Wires
from station_app.station.kiosk_codes import Judges, KioskCodes
from station_app.station.lamps import Lamps, lamps_at_doors
from station_app.station.loads import Loads
from station_app.station.log import log
from station_app.station.offers_picture import OffersPicture
from station_app.station.picture import Picture
from station_app.station.shell import Outlets, Shell
from station_app.station.signals import DoorSignals, signals_at_doors
from station_app.station.stamp import Stamp, boot_id
from station_app.station.visitors import event_of
from station_app.store.faults import AlreadyRunning, CannotOpen
from station_app.store.journal import Journal
from station_app.wire import Ask, Up
from station_app.wiring.at_start import house_under, kept_policy, remembered
from station_app.wiring.devices import Bench, OpenPort, build_bench, checked_settings, real_port
from station_app.wiring.face import face_of
from station_app.wiring.ordered_work import Hands, OrderedWork
from station_app.wiring.process import UsageError, data_dir, die_with_parent, until_told_to_stop
from station_app.wiring.still_work import Eyes, StillWork

if TYPE_CHECKING:  # 0.2 s of imports that the door does not wait for
    from httpx import AsyncBaseTransport

    from station_app.selftest.desk import Desk
    from station_app.selftest.under_test import HubStanding
    from station_app.upstream.client import HubClient
    from station_app.wiring.order_desk import OrderDesk
    from station_app.wiring.policy_desk import Kept, PolicyDesk, PolicyDoor

JOURNAL_NAME = "journal.db"
SOCKET_NAME = "screen.sock"
SWITCH_SECONDS = 0.0005
TURN_SECONDS = 60.0
PORTS_WAIT_SECONDS = 0.5
"""How long the door waits at its start for devices to prove themselves before it calls itself ready without them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a run was asked for."""

    headless: bool = False
    window: bool = False
    """The kiosk in a window instead of full screen."""
    socket: Path | None = None
    """Where the screen connects; None for the data directory."""
    picture: Path | None = None
    """A PNG file that holds the screen's newest picture."""
    parent: int | None = None
    """End when this process ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What reaches the world. A station told as a story has wires of memory and a hub in the same process instead."""

    open_port: OpenPort = real_port
    hub: AsyncBaseTransport | None = None
    """Carries requests to the hub; None for the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Everything about one run."""

    settings: Settings
    data: Path
    socket: Path
    manner: Manner
    outside: Outside = Outside()
    config: Path | None = None
    """The file behind the settings."""


def run_station(config: Path, data: Path | None, manner: Manner) -> int:
    """Operate a station until told to stop."""
    from station_app.identity.memory import forbid_core_dumps
    from station_app.station.log import start_logging

    if manner.parent is not None:
        die_with_parent(manner.parent)
    settings = checked_settings(config)
    directory = data_dir(data)
    start_logging(directory)
    forbid_core_dumps()
    # Between the journal's thread, the ports' and the loop: the default of 5 ms would be longer than a whole scan.
    sys.setswitchinterval(SWITCH_SECONDS)
    where = manner.socket or directory / SOCKET_NAME
    choices = Choices(settings=settings, data=directory, socket=where, manner=manner, config=config)
    return until_told_to_stop(serve(choices, SystemClock()))


async def serve(choices: Choices, clock: Clock) -> None:
    """The whole life of a core process. A bug ends it, after the journal is closed."""
    try:
        keys = Keys(choices.data)
        keys.issuing()  # made at the first start, so that `station pass issue` works from then on
    except KeyFault as fault:
        raise UsageError(str(fault)) from None
    stamp = Stamp(clock, choices.settings.zone, boot_id())
    try:
        journal = Journal.open(choices.data / JOURNAL_NAME, boot=boot_id(), clock=clock)
    except (AlreadyRunning, CannotOpen) as error:
        raise UsageError(str(error)) from None
    try:
        core = Core(choices, clock, stamp, keys, journal)
        await core.run()
    except KeyFault as fault:
        raise UsageError(str(fault)) from None
    finally:
        await journal.close()


class Core:
    """One station, joined."""

    def __init__(self, choices: Choices, clock: Clock, stamp: Stamp, keys: Keys, journal: Journal) -> None:
        recalled = journal.recall()
        stamp.not_before(recalled.trusted_ms)
        self._choices = choices
        self._clock = clock
        self._stamp = stamp
        self._keys = keys
        self._journal = journal
        self._policies: tuple[PolicyDesk, Kept] | None = kept_policy(choices, keys)
        kept = self._policies[1].policy if self._policies else None
        self._state = remembered(house_under(choices.settings.house, kept, recalled), recalled)
        self._policy_door: PolicyDoor | None = None
        self._identity = Identity(keys, choices.settings.station.id, stamp.now)
        self._codes = KioskCodes(Judges(typed=self._identity.typed, phone=self._identity.code), stamp)
        self._device_log = DeviceLog()
        self._untried: set[str] = set()
        self._all_tried = asyncio.Event()
        self._recorded = asyncio.Event()
        self._ears = Ears(clock)
        self._orders: OrderDesk | None = None
        self._wake_vitals: Callable[[], None] = lambda: None
        self._look_up: Callable[[LookUp], None] = self._nobody_to_ask
        self._hub: Callable[[], HubClient | None] = lambda: None
        self.desk: Desk | None = None
        """The technician's; None until the door serves."""

    async def run(self) -> None:
        """Serve until cancelled."""
        try:
            await self._serve()
        finally:
            self._identity.close()

    @property
    def answering(self) -> bool:
        """Whether something that has reached this process is still being answered."""
        return self._intake.busy or self._shell.answering

    async def _serve(self) -> None:
        choices, settings, clock = self._choices, self._choices.settings, self._clock
        async with asyncio.TaskGroup() as group:
            self.bench = bench = build_bench(settings, choices.data, clock, self._take, choices.outside.open_port)
            screens = self._screens()
            self._lamps = Lamps(lamps_at_doors(bench.devices, self._state), self._stamp.now, group.create_task)
            self._signals = DoorSignals(signals_at_doors(bench.devices, self._state), clock, group.create_task)
            self._loads = Loads(settings.loads, bench.boards, clock, group.create_task)
            self._held_data = held_data = HeldData(self._journal, group.create_task, self._picture.told)
            outlets = Outlets(
                journal=self._journal,
                boards=bench.boards,
                wiring=settings.wiring,
                show=self._show,
                recorded=self._recorded.set,
                spawn=group.create_task,
                switch=self._loads.switch,
                tell=held_data.tell,
                erase=held_data.erase,
                look_up=lambda wanted: self._look_up(wanted),
                work=lambda work: self._work.begin(work),
                answered=self._answered,
            )
            wires = Wires(doors=settings.wiring, inputs=settings.inputs, sensors=settings.sensors)
            self._shell = Shell(self._state, outlets, self._stamp, clock)
            keeper = self._keeper(screens, group.create_task)
            self._intake = self._intake_of(wires, group.create_task)
            group.create_task(self._shell.run(__version__))
            if self._policies is not None:
                self._policies_door().start(self._policies[1])
            group.create_task(self._shell.tick())
            group.create_task(self._loads.run())
            group.create_task(self._turn_keys())
            group.create_task(held_data.run())
            keeper.start()
            await self._ports_tried(bench)
            without = f", without: {', '.join(self._device_log.lost)}" if self._device_log.lost else ""
            log("door").info("ready%s", without)
            group.create_task(screens.run())
            await self._serve_the_rest(group, screens)

    def _screens(self) -> ScreenSocket:
        screens = ScreenSocket(self._choices.socket, self._clock, self._heard)
        self._picture = Picture(face_of(self._choices.settings), self._stamp.now, screens.publish)
        self._offers = OffersPicture(screens.publish_offers, self._stamp.now, self._choices.settings.station.id)
        return screens

    def _intake_of(self, wires: Wires, spawn: TaskSpawn) -> Intake:
        intake = Intake(self._shell.put, self._identity, self._stamp, wires, spawn)
        intake.listens = lambda text: offering.listens(self._shell.state, text)
        return intake

    def _keeper(self, screens: ScreenSocket, spawn: TaskSpawn) -> DeviceKeeper:
        """Who keeps the drivers at work, and begins one anew where an order wants it."""
        keeper = DeviceKeeper(self.bench.devices, spawn)
        eyes = Eyes(
            shell=self._shell,
            stamp=self._stamp,
            clock=self._clock,
            cameras=self._choices.settings.cameras,
            painted=lambda: screens.painted_at,
            hub=lambda: self._hub(),
        )
        hands = Hands(
            shell=self._shell,
            stamp=self._stamp,
            clock=self._clock,
            devices=self.bench.devices,
            wiring=self._choices.settings.wiring,
            keeper=keeper,
            desk=lambda: self.desk,
            still=StillWork(eyes).take,
            spawn=spawn,
        )
        self._work = OrderedWork(hands)
        return keeper

    async def _serve_the_rest(self, group: asyncio.TaskGroup, screens: ScreenSocket) -> None:
        from station_app.wiring.background import Background

        background = Background(self._choices, self._stamp, self._journal, self._shell, self._recorded)
        background.start(group, screens, self._intake, self._identity)
        self._open_desk(group, screens, background.hub_standing)
        await asyncio.to_thread(self._identity.warm)
        self._hub = lambda: background.client
        background.start_sync(group, self._keys, self._held_data.finish, self._policies_door().apply)
        background.start_nearby(group, self._picture.nearby)
        self._look_up = background.start_board(group) or self._look_up
        if self.desk is not None:
            self._wake_vitals = background.start_vitals(group, self.bench.devices, self.desk, lambda: screens.sound)

    def _open_desk(self, group: asyncio.TaskGroup, screens: ScreenSocket, hub: Callable[[], HubStanding]) -> None:
        from station_app.wiring.access_register import AccessRegister
        from station_app.wiring.order_desk import OrderDesk
        from station_app.wiring.receipts import ReceiptDesk
        from station_app.wiring.service_socket import ServiceSocket
        from station_app.wiring.technician import Parts, build_desk

        parts = Parts(
            choices=self._choices,
            bench=self.bench,
            journal=self._journal,
            keys=self._keys,
            identity=self._identity,
            stamp=self._stamp,
            shell=self._shell,
            ears=self._ears,
            hub=hub,
            sound=lambda: screens.sound,
        )
        self.desk = desk = build_desk(parts, screens.publish_service, group.create_task)
        group.create_task(desk.run())
        register = AccessRegister(self._choices.settings, self._journal, self._stamp, self._viewed)
        self._orders = OrderDesk(self._shell, self._stamp)
        socket = ServiceSocket(self._choices.data, desk, register.enter, self._orders.follow)
        socket.policy = self._policies_door().apply
        socket.receipts = ReceiptDesk(self._journal, self._held_data.finish).take
        group.create_task(socket.run())

    def _viewed(self, zone: str) -> None:
        """Somebody is about to look through a camera: the hub soon has the entry, and the screen says so."""
        self._recorded.set()
        self._shell.put(CameraViewed(at=self._stamp.now(), zone=zone))

    def _policies_door(self) -> PolicyDoor:
        from station_app.wiring.policy_desk import PolicyDesk, PolicyDoor

        if self._policy_door is None:
            desk = self._policies[0] if self._policies else None
            desk = desk or PolicyDesk(self._choices.settings, self._keys, self._choices.data)
            self._policy_door = PolicyDoor(desk, self._shell, self._stamp)
        return self._policy_door

    def _answered(self, event: Event) -> None:
        self._ears.answered(event)
        if isinstance(event, StoreWorks):
            self._held_data.finish()
        self._signals.answered(event, self._shell.state)
        if self._orders is not None:
            self._orders.answered(event)
        if self._policy_door is not None:
            self._policy_door.answered(event)

    def _show(self, state: StationState) -> None:
        self._wake_vitals()
        self._picture.show(state)
        self._offers.show(state)
        self._lamps.show(state)
        if self.desk is not None:
            self.desk.show(state)

    def _take(self, reading: Reading) -> None:
        if not self._ears.take(reading):
            self._intake.take(reading)
        self._device_log.take(reading)
        self._untried.discard(reading.device)
        if not self._untried:
            self._all_tried.set()

    def _typed_code(self, ask: Ask) -> None:
        """A code goes to whoever judges credentials, and to nobody else."""
        presented = self._codes.typed(ask, self._shell.state)
        without = msgspec.structs.replace(ask, digits="")
        self._shell.put(asked_of(without, self._shell.state.offers.board, self._stamp.now()))
        if presented is not None:
            self._shell.put(presented)

    def _nobody_to_ask(self, wanted: LookUp) -> None:
        self._shell.put(ReplyHeard(at=self._stamp.now(), ask=wanted.ask, reply=None, reached=False))

    def _heard(self, intent: Up) -> None:
        if isinstance(intent, Ask):
            if intent.offer == CODE:
                self._typed_code(intent)
                return
            if intent.offer == PHONE:
                intent = msgspec.structs.replace(intent, about=self._identity.door_code(self._stamp.now().wall_ms))
            self._shell.put(asked_of(intent, self._shell.state.offers.board, self._stamp.now()))
            return
        event = event_of(intent, self._shell.state.house, self._stamp.now())
        if event is not None:
            self._shell.put(event)
        elif self.desk is not None:
            self.desk.heard(intent)

    async def _turn_keys(self) -> None:
        """See that the key of a day does not outlive it where nobody comes."""
        while True:
            await self._clock.sleep(TURN_SECONDS)
            self._identity.turn()

    async def _ports_tried(self, bench: Bench) -> None:
        """Every device has said that it works or that it does not, or the time for that is over."""
        self._untried |= bench.devices.keys()
        if not self._untried:
            return
        try:
            async with asyncio.timeout(PORTS_WAIT_SECONDS):
                await self._all_tried.wait()
        except TimeoutError:
            log("device").warning("no sign of life yet from: %s", ", ".join(sorted(self._untried)))
