"""The shell: takes events one at a time, asks `step`, and carries the answer out in order.

A fact is on the disk before the lock hears of it. An exit never waits for anything.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from hardware.clock import Clock
from hardware.errors import DeviceFault
from station_app.config import DoorWiring
from station_app.core.commands import (
    Command,
    Erase,
    HoldLock,
    LookUp,
    Record,
    RestartDevice,
    RunSelftest,
    Show,
    Switch,
    TakeStill,
    Tell,
    Work,
)
from station_app.core.events import (
    Event,
    HoldLapsed,
    LockFailed,
    LockMoved,
    Ordered,
    Presented,
    Started,
    StoreFailed,
    StoreWorks,
    Ticked,
    Unknown,
)
from station_app.core.facts import Fact
from station_app.core.flow import next_deadline, step
from station_app.core.model import StationState
from station_app.core.orders import unrecorded
from station_app.station.intake import Spawn
from station_app.station.log import log
from station_app.station.releases import Releases
from station_app.station.stamp import Stamp
from station_app.store.faults import StoreFault

RESERVE_FACTS = 50_000
"""Facts kept in memory while the journal cannot be written; enough for days of a busy station."""

RETRY_STORE_SECONDS = 2.0

TICK_SECONDS = 0.2
LONGEST_TICK_SECONDS = 30.0


class Recorder(Protocol):
    """The journal, as the shell needs it."""

    async def append(self, facts: Sequence[Fact]) -> object:
        """Write facts in one transaction; they are durable when this returns. Raises StoreFault."""
        ...


class Relays(Protocol):
    """A board that moves locks."""

    async def hold(self, relay: int, seconds: float) -> None:
        """Keep a relay on for a while. Raises DeviceFault."""
        ...

    async def release(self, relay: int) -> None:
        """Let a relay go. Raises DeviceFault."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """Everything the shell acts upon."""

    journal: Recorder
    boards: Mapping[str, Relays]
    wiring: Mapping[str, DoorWiring]
    show: Callable[[StationState], None]
    """Called after every event with the newest state; publishes only what changed."""
    recorded: Callable[[], None]
    """Called when new rows are in the journal."""
    spawn: Spawn
    switch: Callable[[Switch], None] = lambda command: None
    """Told of every load that is to be on or off."""
    tell: Callable[[Tell], None] = lambda command: None
    """Told when somebody wants to know what is held about them."""
    erase: Callable[[Erase], None] = lambda command: None
    """Told what is to be erased, once the fact of it is recorded or waits in the reserve."""
    look_up: Callable[[LookUp], None] = lambda command: None
    """Told which ticket's answer the hub is to be asked for."""
    work: Callable[[Work], None] = lambda command: None
    """Told what an order wants to have done, once that order is recorded; begins it beside everything else."""
    answered: Callable[[Event], None] = lambda event: None
    """Called with each event when its answer has been carried out."""


class Shell:
    """One station at work."""

    def __init__(self, state: StationState, outlets: Outlets, stamp: Stamp, clock: Clock) -> None:
        self.state = state
        self.ticks = 0
        """Rounds of the rules; a watchdog wants to see it move."""
        self._out = outlets
        self._stamp = stamp
        self._clock = clock
        self.overflowed = 0
        """Facts for which the reserve had no room left."""
        self._queue: asyncio.Queue[Event] = asyncio.Queue()
        self._reserve: list[Fact] = []
        self._retry_at = 0.0
        self._answering = False
        self._holding: Counter[str] = Counter()
        """Device -> locks of it that are being told."""
        self._releases = Releases(outlets.wiring, clock, self._start_hold)

    def put(self, event: Event) -> None:
        """Add an event to history; on the loop's thread."""
        self._queue.put_nowait(event)
        # Now, not in its turn: a disk that hangs under an earlier event must keep nobody inside.
        self._releases.put(self.state, event)

    async def run(self, version: str) -> None:
        """Answer events for ever."""
        self.put(Started(at=self._stamp.now(), version=version))
        while True:
            event = await self._queue.get()
            self._answering = True
            await self._answer(event)
            self._answering = False
            self.ticks += 1

    async def tick(self) -> None:
        """Tell the rules of time, when time alone may change something."""
        told = self._clock.monotonic()
        while True:
            await self._clock.sleep(TICK_SECONDS)
            self._releases.tick(self.state)
            now = self._clock.monotonic()
            due = next_deadline(self.state, self._stamp.now()) <= TICK_SECONDS
            if due or self._reserve or now - told >= LONGEST_TICK_SECONDS:
                told = now
                self.put(Ticked(at=self._stamp.now()))

    @property
    def answering(self) -> bool:
        """Whether an event waits or is being answered; this waits for the disk, never for a board."""
        return self._answering or not self._queue.empty()

    @property
    def busy(self) -> bool:
        """Whether an event waits, is being answered, or a lock is being told."""
        return self.answering or self._holding.total() > 0

    def tells(self, device: str) -> bool:
        """Whether a lock of this device is being told now."""
        return self._holding[device] > 0

    @property
    def unrecorded(self) -> int:
        """Facts that wait in memory for the journal."""
        return len(self._reserve)

    async def _answer(self, event: Event) -> None:
        if self._reserve and self._clock.monotonic() >= self._retry_at:
            await self._write_reserve()
        before = self.state
        self.state, commands = step(before, event)
        if not await self._carry_out(commands):
            self.state = before
            if isinstance(event, Presented):
                # The door's policy is to refuse what cannot be recorded: the grant has not happened.
                denied = replace(event, finding=Unknown(reason="not-recorded"))
                self.state, commands = step(before, denied)
                await self._carry_out(commands)
            elif isinstance(event, Ordered):
                self.state, commands = unrecorded(before, event)
                await self._carry_out(commands)
        self._out.show(self.state)
        self._out.answered(event)

    async def _carry_out(self, commands: Sequence[Command]) -> bool:
        """Do each in turn, facts that stand together in one transaction. False: nothing was released, nothing done."""
        facts: list[Fact] = []
        later: list[Erase | Tell | LookUp] = []
        for command in commands:
            match command:
                case Record(fact=fact):
                    facts.append(fact)
                case HoldLock():
                    if not await self._hold_after(facts, command):
                        return False
                case RunSelftest() | RestartDevice() | TakeStill():
                    if not await self._written(facts):
                        return False
                    facts.clear()
                    self._out.work(command)
                case Show():
                    pass  # the newest state is shown after every event
                case Switch():
                    self._out.switch(command)
                case Erase() | Tell() | LookUp():
                    later.append(command)
        if not await self._written(facts):
            self._keep(facts)
        for command in later:
            self._begin(command)
        return True

    def _begin(self, command: Erase | Tell | LookUp) -> None:
        """Begin what goes on beside everything else, and means only what is in the journal by now."""
        match command:
            case Erase():
                self._out.erase(command)
            case Tell():
                self._out.tell(command)
            case LookUp():
                self._out.look_up(command)

    async def _written(self, facts: Sequence[Fact]) -> bool:
        if self._reserve:
            return False  # behind those that wait: the order of facts is the order of history
        if not facts:
            return True
        try:
            await self._out.journal.append(facts)
        except StoreFault as fault:
            self._retry_at = self._clock.monotonic() + RETRY_STORE_SECONDS
            self.put(StoreFailed(at=self._stamp.now(), fault=fault.code))
            return False
        self._out.recorded()
        return True

    def _keep(self, facts: Sequence[Fact]) -> None:
        room = RESERVE_FACTS - len(self._reserve)
        self._reserve += facts[:room]
        if len(facts) > room:
            if not self.overflowed:
                log("journal").error(
                    "the reserve of %d facts is full: what follows is lost; free the disk", RESERVE_FACTS
                )
            self.overflowed += len(facts) - room

    async def _write_reserve(self) -> None:
        waiting = list(self._reserve)
        try:
            await self._out.journal.append(waiting)
        except StoreFault:
            self._retry_at = self._clock.monotonic() + RETRY_STORE_SECONDS
            return
        self._reserve = self._reserve[len(waiting) :]
        self._out.recorded()
        self.put(StoreWorks(at=self._stamp.now(), reserve=len(waiting)))

    async def _hold_after(self, facts: list[Fact], command: HoldLock) -> bool:
        """Release a lock once the facts before it are written, and take them off. False: it may not be released."""
        if command.cause == "exit":
            return True  # `put` has told the lock already
        if command.cause == "evacuation" and not facts:
            self._releases.carry_out(command)
            return True
        if not await self._written(facts):
            if command.if_unrecorded == "refuse":
                return False
            self._keep(facts)
        facts.clear()
        self._hold_in_turn(command)
        # The lock's bytes leave before the next facts take the journal's thread and the interpreter.
        await asyncio.sleep(0)
        return True

    def _hold_in_turn(self, command: HoldLock) -> None:
        at = self._stamp.now()
        if command.cause == "evacuation":
            self._releases.carry_out(command)
        elif command.not_after_mono_ms and at.mono_ms > command.not_after_mono_ms:
            self.put(HoldLapsed(at=at, hold=command))  # the disk took too long
        else:
            self._start_hold(command)

    def _start_hold(self, command: HoldLock) -> None:
        self._holding[self._out.wiring[command.door].lock.device] += 1
        self._out.spawn(self._hold(command))

    async def _hold(self, command: HoldLock) -> None:
        lock = self._out.wiring[command.door].lock
        try:
            await self._out.boards[lock.device].hold(lock.channel, command.seconds)
        except DeviceFault as fault:
            self._releases.failed(command)
            self.put(LockFailed(at=self._stamp.now(), hold=command, fault=fault.code))
        else:
            self.put(LockMoved(at=self._stamp.now(), hold=command))
        finally:
            self._holding[lock.device] -= 1
