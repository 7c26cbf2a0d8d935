"""A simulated station that lives on while a demo runs: its past in virtual time, its present by the clock.

What its rules write and erase comes out in order, to be put in a journal; what its hub orders goes in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final
from zlib import crc32

from station_app.core import replay
from station_app.core.changing import replace
from station_app.core.commands import Command, Erase, HoldLock, Record
from station_app.core.events import (
    Event,
    ListRefused,
    ListTaken,
    Ordered,
    PolicyArrived,
    PolicyConfirmed,
    PolicyRefused,
)
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.core.policy import Policy
from station_app.simulation.fleet import tables
from station_app.simulation.fleet.cast import Neighbour
from station_app.simulation.fleet.people import DAY_MS, HOUR_MS
from station_app.simulation.fleet.sites import BOARD, READER, SCANNER
from station_app.simulation.fleet.station_life import Life
from station_app.simulation.fleet.world import OFFSET_MS, Plan, World
from station_app.wire import CheckRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a journal has kept of earlier runs."""

    state: Callable[[StationState], StationState]
    """Takes a fresh state; the answer is what the journal makes of it."""
    facts: Sequence[Fact]
    tests: Sequence[tuple[str, str, int]] = ()
    """Check, result and wall time of each self-test."""


UNLIKELY: Final = frozenset({"order", "policy", "clock"})
"""What the past of a demo is spared: its hub has ordered nothing yet, and its figures should lie in the right month."""
PROPPED_MS: Final = 6 * HOUR_MS
GUEST_STAYS_MS: Final = (120_000, 1_200_000)


@dataclass(frozen=True, slots=True)
class Health:
    """How a simulated device is."""

    state: str
    fault: object | None = None


@dataclass(frozen=True, slots=True)
class _Fault:
    code: str


class SimulatedDevice:
    """A device as whoever tells of devices sees it."""

    def __init__(self, works: Callable[[], bool], fault: str) -> None:
        self._works = works
        self._fault = _Fault(fault)

    @property
    def health(self) -> Health:
        """How it is now."""
        return Health("works") if self._works() else Health("lost", self._fault)


class _Nobody:
    """Looks at nothing: a demo is no proof of the rules."""

    def stepped(self, life: Life, before: StationState, event: Event, commands: Sequence[Command]) -> None:
        """See nothing."""

    def held(self, life: Life, hold: HoldLock) -> None:
        """See nothing."""


def midnight_before(now_ms: int) -> int:
    """The midnight with which the station's day of a moment began."""
    return (now_ms + OFFSET_MS) // DAY_MS * DAY_MS - OFFSET_MS


class NeighbourLife:
    """One station of a demo's fleet."""

    def __init__(self, neighbour: Neighbour, begin_ms: int, *, seed: int, days: int) -> None:
        """`begin_ms`: when its program starts; `days`: for how long mishaps are spread over what follows."""
        self.neighbour = neighbour
        self._rng = Random(f"{seed}/{neighbour.id}/{begin_ms}/guests")
        plan = Plan(
            seed=seed, station=crc32(neighbour.id.encode()), days=days, site=neighbour.site, name=neighbour.id,
            begin_ms=midnight_before(begin_ms), hub_confirms=False,
        )  # fmt: skip
        self._world = World(plan)
        self.life = life = self._world.life
        life.now_ms = begin_ms
        life.watcher = _Nobody()
        life.clock.boots = begin_ms // 1000  # no two starts of a station have the same name
        life.clock.boot = f"b{life.clock.boots}"
        life.clock.began_ms = begin_ms - 60_000
        own = replace(life.state.house.policy, version="built-in", number=0)
        life.state = StationState.fresh(replace(life.state.house, policy=own))
        self._written: list[Fact | Erase] = []
        life.done = self._done
        self.tests = self._world.tests
        building = life.building
        self.devices = {
            BOARD: SimulatedDevice(lambda: building.board, "no-answer"),
            READER: SimulatedDevice(lambda: building.reader, "link-lost"),
            SCANNER: SimulatedDevice(lambda: building.scanner, "link-lost"),
        }
        self._planned_to = plan.begin_ms or 0
        self._days = days

    # -- time ------------------------------------------------------------------------------------------------------

    def begin(self, past: Past | None = None) -> None:
        """Start its program: from nothing, or with what its journal has kept of an earlier run."""
        life = self.life
        if past is not None:
            known = past.state
            life.facts = list(past.facts)
            self.tests.recall(past.tests)
            life.remember = lambda fresh, _facts: known(fresh)
        self._world.begin()
        life.remember = replay.recall
        if self._days:
            self._world.troubles.plan(self._days, UNLIKELY)

    def live_until(self, now_ms: int) -> None:
        """Live up to a moment, day by day."""
        while self.life.now_ms < now_ms:
            if self.life.now_ms >= self._planned_to:
                self._plan_day(self._planned_to)
            self.life.run_until(min(now_ms, self._planned_to))

    def _plan_day(self, midnight: int) -> None:
        self._world.plan_day(midnight)
        self.tests.plan_day(midnight)
        self._planned_to = midnight + DAY_MS

    def taken(self) -> list[Fact | Erase]:
        """What the rules have written and erased since this was asked last, in order."""
        taken, self._written = self._written, []
        return taken

    def forget_before(self, wall_ms: int) -> None:
        """Keep no older facts in memory than a restart of the program needs."""
        self.life.facts = [fact for fact in self.life.facts if fact.at.wall_ms >= wall_ms]

    def _done(self, commands: Sequence[Command]) -> None:
        for command in commands:
            if isinstance(command, Record):
                self._written.append(command.fact)
            elif isinstance(command, Erase):
                self._written.append(command)

    # -- what happens in the demo ----------------------------------------------------------------------------------

    def meet_fate(self) -> None:
        """What is wrong with it while the demo runs."""
        if self.neighbour.fate == "propped":
            self._world.visitors.wires.keep_open_ms = PROPPED_MS
            self.guest()
        elif self.neighbour.fate == "reader-lost":
            self._world.troubles.befall("reader")

    def guest(self) -> None:
        """Somebody more comes, now."""
        crowd, visitors = self._world.crowd, self._world.visitors
        occupation = self._rng.choice(tables.OCCUPATIONS)
        guest = crowd.passer_by(occupation, self.life.now_ms, round(self._rng.uniform(*GUEST_STAYS_MS)))
        self.life.after(0, visitors.arrive, guest)

    # -- what its hub sends ----------------------------------------------------------------------------------------

    def now(self) -> Instant:
        """This moment by the station's clocks."""
        return self.life.at()

    @property
    def state(self) -> StationState:
        """The rules' state."""
        return self.life.state

    @property
    def checks(self) -> Sequence[CheckRow]:
        """What its self-tests said last."""
        return self.tests.rows

    def order(self, order: Ordered) -> None:
        """An order has come; before a door that is to be opened somebody stands."""
        if order.verb == "open" and order.id not in self.life.state.orders.heard:
            self._world.visitors.await_order(order.id)
        self.life.hear(order)

    def policy(self, policy: Policy) -> None:
        """A policy whose signature was in order."""
        self.life.hear(PolicyArrived(at=self.now(), policy=policy))

    def policy_refused(self, version: str, reason: str) -> None:
        """What came as a policy is none for this station."""
        self.life.hear(PolicyRefused(at=self.now(), version=version, reason=reason))

    def list_taken(self, event: ListTaken | ListRefused) -> None:
        """A list about passes has come, or was refused."""
        self.life.hear(event)

    def policy_confirmed(self) -> None:
        """What is in force is the newest."""
        self.life.hear(PolicyConfirmed(at=self.now()))
