"""One station in virtual time: moments on a heap, clocks that may be wrong, and the rules."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final, Protocol

from station_app.core import flow, replay
from station_app.core.answer import Step
from station_app.core.commands import Command, Erase, HoldLock, Record, RestartDevice, RunSelftest, TakeStill, Work
from station_app.core.events import Event, HoldLapsed, LockFailed, LockMoved, Started, Ticked
from station_app.core.facts import PERSONAL, Fact
from station_app.core.instant import ClockTrust, Instant
from station_app.core.model import StationState
from station_app.simulation.fleet.agenda import Agenda
from station_app.simulation.fleet.physics import Building
from station_app.simulation.fleet.sites import REST, Site, house_of

RELAY_MS: Final = 30
"""From the rules' word to the relay board's answer."""
NO_ANSWER_MS: Final = 500
SOONEST_TICK_MS: Final = 200
"""The kiosk looks at the time so often."""
VERSION: Final = "fleet"

Rules = Callable[[StationState, Event], Step]


class Watcher(Protocol):
    """What looks at every step, and says when something is wrong."""

    def stepped(self, life: Life, before: StationState, event: Event, commands: Sequence[Command]) -> None:
        """The rules have answered an event; nothing is carried out yet. Raises Broken."""
        ...

    def held(self, life: Life, hold: HoldLock) -> None:
        """A relay is told now. Raises Broken."""
        ...


@dataclass(slots=True, eq=False)
class StationClock:
    """What the machine's clocks say at a true time."""

    boot: str = "b1"
    boots: int = 1
    began_ms: int = 0
    """True time at which the monotonic clock was zero."""
    wrong_ms: int = 0
    """What the wall clock is ahead."""
    trust: ClockTrust = "trusted"

    def at(self, now_ms: int) -> Instant:
        """This moment, as the station sees it."""
        return Instant(
            wall_ms=max(0, now_ms + self.wrong_ms), mono_ms=now_ms - self.began_ms, boot=self.boot, clock=self.trust
        )

    def reboot(self, now_ms: int) -> None:
        """The machine has started again."""
        self.boots += 1
        self.boot = f"b{self.boots}"
        self.began_ms = now_ms


@dataclass(slots=True, eq=False)
class Life:
    """A station, its clocks and its matter; people and mishaps put their moments on its heap."""

    site: Site
    name: str
    rng: Random
    now_ms: int
    watcher: Watcher
    step: Rules = flow.step
    clock: StationClock = field(default_factory=StationClock)
    building: Building = field(default_factory=Building)
    facts: list[Fact] = field(default_factory=list[Fact])
    """The station's journal."""
    up: bool = False
    """The program runs."""
    steps: int = 0
    ticks: int = 0
    recorded: Callable[[Fact], None] = lambda fact: None
    done: Callable[[Sequence[Command]], None] = lambda commands: None
    """Called with each answer of the rules, once it is carried out."""
    remember: Callable[[StationState, Sequence[Fact]], StationState] = replay.recall
    """What a program that starts knows of what was before: the house, the journal, and what follows from them."""
    relayed: Callable[[HoldLock], None] = lambda hold: None
    """Called when the relay has taken the lock's supply away."""
    work: Callable[[Work], None] = lambda work: None
    """Told what an order wants to have done besides doors; a station that does nothing lets the order expire."""
    asked: Callable[[], None] = lambda: None
    """Called when the rules begin to ask aloud whether anybody is there."""
    _heap: list[tuple[int, int, Callable[..., None], tuple[object, ...]]] = field(
        default_factory=list[tuple[int, int, Callable[..., None], tuple[object, ...]]]
    )
    _count: int = 0
    _tick_ms: int = 0
    _tick_stale: bool = True
    _agenda: Agenda = field(default_factory=Agenda)
    _at_ms: int = -1
    _at: Instant = field(init=False)
    state: StationState = field(init=False)

    def __post_init__(self) -> None:
        self.clock.began_ms = self.now_ms - 60_000
        house = house_of(self.site)
        made = replace(house.policy, made_ms=self.now_ms)
        self.state = StationState.fresh(replace(house, policy=made))

    def after(self, wait_ms: float, act: Callable[..., None], *about: object) -> None:
        """Let something happen later."""
        self._count += 1
        heapq.heappush(self._heap, (self.now_ms + int(wait_ms), self._count, act, about))

    def at(self) -> Instant:
        """This moment, by the station's clocks."""
        if self._at_ms != self.now_ms:
            self._at_ms, self._at = self.now_ms, self.clock.at(self.now_ms)
        return self._at

    def run_until(self, end_ms: int) -> None:
        """Live up to a true time."""
        heap = self._heap
        while True:
            due = heap[0][0] if heap else end_ms
            if self.up and due > self.now_ms + SOONEST_TICK_MS:
                if self._tick_stale:
                    self._plan_tick()
                if self._tick_ms < due and self._tick_ms < end_ms:
                    self.now_ms = self._tick_ms
                    self.ticks += 1
                    self.hear(Ticked(at=self.at()))
                    continue
            if due >= end_ms:
                break
            self.now_ms, _, act, about = heapq.heappop(heap)
            act(*about)
        self.now_ms = end_ms

    def hear(self, event: Event) -> Sequence[Command]:
        """Let the rules answer an event, and carry their answer out; a program that is down hears nothing."""
        if not self.up:
            return ()
        before = self.state
        self.state, commands = self.step(before, event)
        self.steps += 1
        if self.state is not before or type(event) is Ticked:
            self._tick_stale = True
        self.watcher.stepped(self, before, event, commands)
        if self.state.life is not before.life and _sweeps(before, self.state):
            self.asked()
        for command in commands:
            if isinstance(command, Record):
                self.facts.append(command.fact)
                self.recorded(command.fact)
            elif isinstance(command, HoldLock):
                self._hold(command)
            elif isinstance(command, Erase):
                self._erase(command)
            elif isinstance(command, RunSelftest | RestartDevice | TakeStill):
                self.work(command)
        self.done(commands)
        return commands

    def look_at_clock(self) -> None:
        """A clock was set: it says another time now, and what time alone does may be due sooner or later."""
        self._at_ms = -1
        self._tick_stale = True
        self._agenda.clock_set()

    def start(self) -> None:
        """The program comes up, with what its journal tells."""
        self.up = True
        self.look_at_clock()
        fresh = StationState.fresh(self.state.house)
        self.state = self.remember(fresh, self.facts) if self.facts else fresh
        self.hear(Started(at=self.at(), version=VERSION))

    def _plan_tick(self) -> None:
        at = self.at()
        self._tick_ms = self.now_ms + max(SOONEST_TICK_MS, self._agenda.due_ms(self.state, at) - at.mono_ms)
        self._tick_stale = False

    def _hold(self, hold: HoldLock) -> None:
        if hold.cause == "exit" or not self.building.disk_ms:
            self._tell_relay(hold)
        else:
            self.after(self.building.disk_ms, self._tell_relay, hold)

    def _tell_relay(self, hold: HoldLock) -> None:
        if not self.up:
            return
        if hold.not_after_mono_ms and self.at().mono_ms > hold.not_after_mono_ms:
            self.hear(HoldLapsed(at=self.at(), hold=hold))
            return
        if not self.building.board:
            self.after(NO_ANSWER_MS, self._lock_failed, hold)
            return
        self.watcher.held(self, hold)
        lock = self.building.lock
        lock.relay_until_ms = max(lock.relay_until_ms, self.now_ms + round(hold.seconds * 1000))
        self.relayed(hold)
        self.after(RELAY_MS, self._lock_moved, hold)

    def _lock_moved(self, hold: HoldLock) -> None:
        self.hear(LockMoved(at=self.at(), hold=hold))

    def _lock_failed(self, hold: HoldLock) -> None:
        self.hear(LockFailed(at=self.at(), hold=hold, fault="no-answer"))

    def _erase(self, command: Erase) -> None:
        for index, fact in enumerate(self.facts):
            persons = [fact.body[name] for name in PERSONAL if name in fact.body]
            if not persons:
                continue
            if command.scope == "age" and fact.at.wall_ms >= command.before_ms:
                continue
            if command.scope == "person" and command.person not in persons:
                continue
            body = {name: value for name, value in fact.body.items() if name not in PERSONAL}
            self.facts[index] = replace(fact, body=body)


def _sweeps(before: StationState, after: StationState) -> bool:
    was, now = before.life.get(REST), after.life.get(REST)
    return now is not None and now.swept is not None and (was is None or was.swept is None)
