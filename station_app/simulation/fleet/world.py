"""One station with its people, its bad luck and its watcher, from the first day to the last."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Final

from station_app.core import flow
from station_app.core.commands import HoldLock
from station_app.core.events import CanaryArrived, DeviceWorks, Measured, PolicyConfirmed
from station_app.core.facts import Fact
from station_app.simulation.fleet import tables
from station_app.simulation.fleet.invariants import Broken, Watch
from station_app.simulation.fleet.ordered_work import OrderedWork
from station_app.simulation.fleet.people import DAY_MS, HOUR_MS, Crowd, Guest
from station_app.simulation.fleet.sites import BOARD, READER, REST, SCANNER, Site, site_of
from station_app.simulation.fleet.station_life import Life, Rules
from station_app.simulation.fleet.tally import Tally
from station_app.simulation.fleet.tests_made import TestsMade
from station_app.simulation.fleet.troubles import Troubles
from station_app.simulation.fleet.visitors import Visitors

FIRST_DAY: Final = datetime(2027, 4, 1, tzinfo=UTC)
"""A Thursday of an ordinary month."""
OFFSET_MS: Final = 8 * HOUR_MS
CONFIRM_MS: Final = 6 * HOUR_MS
MEASURE_MS: Final = 2 * HOUR_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which station lives how long."""

    seed: int
    station: int
    days: int
    faults: bool = False
    site: Site | None = None
    """None for the one that its number stands for."""
    name: str = ""
    """Of the station; empty for one made of site and number."""
    begin_ms: int | None = None
    """Midnight of its first day; None for that of `FIRST_DAY`."""
    hub_confirms: bool = True
    """Four times a day its hub says that the policy in force is the newest."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What became of one station."""

    station: int
    site: Site
    days: int
    expected: float
    tally: Tally
    kinds: Counter[str]
    incidents: Counter[str]
    troubles: Counter[str]
    counted: int
    steps: int
    ticks: int
    range_checked: int
    broken: Broken | None = None
    broken_at: str = ""
    facts: list[Fact] = field(default_factory=list[Fact])


class World:
    """One station's whole world."""

    def __init__(self, plan: Plan, step: Rules = flow.step) -> None:
        site = plan.site or site_of(plan.station)
        name = plan.name or f"{site.id}-{plan.station:04d}"
        rng = Random(f"{plan.seed}/{plan.station}")
        self.plan = plan
        self.watch = Watch()
        self.begin_ms = int(FIRST_DAY.timestamp() * 1000) - OFFSET_MS if plan.begin_ms is None else plan.begin_ms
        self.life = Life(site, name, rng, self.begin_ms, self.watch, step)
        self.crowd = Crowd(site, rng)
        self.visitors = Visitors(self.life, self.crowd, rng)
        self.tests = TestsMade(self.visitors, name)
        self.life.work = OrderedWork(self.life, self.tests).begin
        self.troubles = Troubles(self.life, self.visitors, Random(f"{plan.seed}/{plan.station}/troubles"))
        self.watch.troubles = self.troubles
        self.life.recorded = self._recorded
        self.life.relayed = self._relayed
        self.life.asked = self.visitors.wake

    def run(self) -> Report:
        """Live through all days, or up to the first broken invariant."""
        broken, where = None, ""
        try:
            self._days()
        except Broken as found:
            broken, where = found, when_text(self.life.now_ms)
        return self._report(broken, where)

    def _days(self) -> None:
        self.begin()
        for day in range(self.plan.days):
            self.plan_day(self.begin_ms + day * DAY_MS)
            self.life.run_until(self.begin_ms + (day + 1) * DAY_MS)
            self.visitors.tally.day_over()

    def begin(self) -> None:
        """The program starts, every device answers, and what time brings by itself is under way."""
        life = self.life
        life.start()
        for device in (BOARD, READER, SCANNER):
            life.hear(DeviceWorks(at=life.at(), device=device))
        self.visitors.wires.all_wires()
        if self.plan.hub_confirms:
            life.after(CONFIRM_MS, self._confirm)
        life.after(0, self._measure)
        if self.plan.faults:
            self.troubles.plan(self.plan.days)

    def plan_day(self, midnight: int) -> None:
        """Who comes on the day that begins at a midnight; nobody comes at a time that is over."""
        life = self.life
        guests = self.crowd.of_day((midnight + OFFSET_MS) // DAY_MS, midnight)
        if self.plan.station % 75 == 1:
            guests += self.crowd.team(midnight)
        for guest in guests:
            if guest.at_ms >= life.now_ms:
                life.after(guest.at_ms - life.now_ms, self.visitors.arrive, guest)
        for hour in tables.CLEANING:
            if midnight + hour * HOUR_MS >= life.now_ms:
                life.after(midnight + hour * HOUR_MS - life.now_ms, self._clean)

    def _clean(self) -> None:
        """A cleaner comes with a staff pass: never counted."""
        cleaner = Guest(
            person=self.crowd.stranger("other"),
            at_ms=self.life.now_ms,
            purpose="cleaning",
            stay_ms=900_000,
            credential="staff",
            outcome="first",
            staff=True,
        )
        self.visitors.arrive(cleaner)

    def _confirm(self) -> None:
        """The hub says that the policy is the newest."""
        if self.life.building.network:
            self.life.hear(PolicyConfirmed(at=self.life.at()))
        self.life.after(CONFIRM_MS, self._confirm)

    def _measure(self) -> None:
        """A thermometer in the hall: coldest before dawn."""
        hour = self.life.now_ms // HOUR_MS % 24  # of UTC: eight hours behind the station
        degrees = 19.0 + 6.0 * math.sin(math.tau * (hour - 2) / 24)
        if self.life.building.board:
            self.life.hear(Measured(at=self.life.at(), zone=REST, quantity="temperature", value=round(degrees, 1)))
        self.life.after(MEASURE_MS, self._measure)

    def _recorded(self, fact: Fact) -> None:
        self.visitors.rooms.recorded(fact)
        if fact.kind == "canary.sent":
            self.life.after(1_500, self._canary, str(fact.body["canary"]))

    def _canary(self, canary: str) -> None:
        if self.life.building.network:
            self.life.hear(CanaryArrived(at=self.life.at(), canary=canary))
        else:
            self.life.after(600_000, self._canary, canary)

    def _relayed(self, hold: HoldLock) -> None:
        if hold.cause == "order":
            self.visitors.order_opens(hold)

    def _report(self, broken: Broken | None, where: str) -> Report:
        kinds: Counter[str] = Counter(fact.kind for fact in self.life.facts)
        incidents: Counter[str] = Counter(
            str(fact.body["cause"]).partition("/")[0] for fact in self.life.facts if fact.kind == "incident.opened"
        )
        return Report(
            station=self.plan.station,
            site=self.life.site,
            days=self.plan.days,
            expected=self.crowd.expected,
            tally=self.visitors.tally,
            kinds=kinds,
            incidents=incidents,
            troubles=self.troubles.happened,
            counted=self.watch.books.counted,
            steps=self.life.steps,
            ticks=self.life.ticks,
            range_checked=self.watch.range_checked,
            broken=broken,
            broken_at=where,
            facts=self.life.facts,
        )


def when_text(now_ms: int) -> str:
    """A true time at the station, as people write it."""
    moment = datetime.fromtimestamp((now_ms + OFFSET_MS) / 1000, UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{now_ms % 1000:03d}"
