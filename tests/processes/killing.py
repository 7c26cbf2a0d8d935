"""A station whose core is killed again and again while people come, doors move and rows go to the hub."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

from audit import Onlooker, Seen, faults_of
from people import citizen
from place import Place, enrolled, new_place
from process_rig import Running, eventually
from pty_world import pty_world, pulses
from real_hub import RealHub

from hardware.simulators.id_cards import SimulatedCard
from station_app.simulation.world import World
from station_app.wiring.passes import new_pass

CHANGES = (
    ("capacity = 16", "capacity = 100000"),
    ("pulse_seconds = 3", "pulse_seconds = 0.2"),
    ("same_person_minutes = 30", "same_person_minutes = 0"),
)
BUSY_PEOPLE = 400
"""Different cards; after these the first one comes again."""


@dataclass(kw_only=True)
class Told:
    """What one run came to."""

    seen: Seen
    kills: int = 0
    early: int = 0
    """Kills before the door served again."""
    hub_kills: int = 0
    codes: int = 0
    cards: int = 0
    rows: int = 0
    readiness: list[float] = field(default_factory=list)
    """Seconds from each start until the door served."""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        ready = sorted(self.readiness)
        return (
            f"{self.kills} kills of the core ({self.early} before it was ready), {self.hub_kills} of the hub; "
            f"{self.codes} codes shown, {self.cards} cards laid; seen from outside: {len(self.seen.rows)} rows, "
            f"{self.seen.grants} grants, {self.seen.pulses} pulses ({self.seen.repeats} asked twice); "
            f"{self.rows} rows in the journal and at the hub; ready again in {ready[len(ready) // 2]:.2f} s "
            f"(longest {ready[-1]:.2f} s); " + ("faults: " + "; ".join(self.faults) if self.faults else "no fault")
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is done to the station."""

    kills: int
    """At least; on a slow machine it goes on until it has seen more grants and more pulses than this."""
    seed: int
    hub_every: int = 15
    """Kills of the core for each kill of the hub."""
    until: float = float("inf")
    """Monotonic second after which no further kill begins."""
    say: Callable[[str], None] = lambda line: None


async def kill_again_and_again(folder: Path, plan: Plan) -> Told:
    """Do it, and compare everything in the end."""
    hub = RealHub(folder)
    try:
        await hub.ready()
        place = enrolled(new_place(folder / "station", *CHANGES, hub=hub.url), hub.code("320206001"))
        onlooker = Onlooker(place.journal)
        told = Told(seen=onlooker.seen)
        async with pty_world(place, {"board": pulses(onlooker.pulsed)}) as world:
            await _Killer(place, hub, plan, told).run(world, onlooker)
        told.rows = place.newest()
        told.faults = faults_of(onlooker.seen, place, hub)
        return told
    finally:
        hub.process.bury()


class _Killer:
    def __init__(self, place: Place, hub: RealHub, plan: Plan, told: Told) -> None:
        self._place = place
        self._hub = hub
        self._plan = plan
        self._told = told
        self._random = Random(plan.seed)

    async def run(self, world: World, onlooker: Onlooker) -> None:
        core = self._place.run("--headless")
        busy = [self._codes(world, onlooker), self._cards(world), self._door(world), onlooker.watch()]
        crowd = [asyncio.ensure_future(one) for one in busy]
        try:
            for number in count(1):
                if time.monotonic() > self._plan.until or (number > self._plan.kills and self._meant_something()):
                    break
                core = await self._killed(core)
                if number % self._plan.hub_every == 0:
                    self._hub.killed_and_restarted()
                    self._told.hub_kills += 1
                if number % 50 == 0:
                    self._plan.say(
                        f"{number} kills; {len(onlooker.seen.rows)} rows, {onlooker.seen.grants} grants seen"
                    )
                self._crowd_is_well(crowd)
            await core.says("station.door: ready")
            await self._all_arrives(crowd[:-1])
            assert await core.stops() == 0, core.logged
            onlooker.look()
        finally:
            core.bury()
            for one in crowd:
                one.cancel()
            await asyncio.gather(*crowd, return_exceptions=True)

    def _meant_something(self) -> bool:
        return min(self._told.seen.grants, self._told.seen.pulses) > self._plan.kills

    async def _killed(self, core: Running) -> Running:
        started = time.monotonic()
        if self._random.random() < 0.25:
            await asyncio.sleep(self._random.uniform(0, 0.6))
            self._told.early += "station.door: ready" not in core.logged
        else:
            await core.says("station.door: ready")
            self._told.readiness.append(time.monotonic() - started)
            await asyncio.sleep(self._random.uniform(0, 1.4))
        assert core.status is None, f"it ended by itself: {core.logged}"
        core.kill()
        core.bury()
        assert "Traceback" not in core.logged, core.logged
        self._told.kills += 1
        return self._place.run("--headless")

    async def _all_arrives(self, crowd: list[asyncio.Future[None]]) -> None:
        await asyncio.sleep(self._random.uniform(0.5, 1.0))
        for one in crowd:
            one.cancel()
        await self._hub.ready()
        await eventually(self._place.all_on_the_hub, "every fact on the hub", 120)

    def _crowd_is_well(self, crowd: list[asyncio.Future[None]]) -> None:
        for one in crowd:
            if one.done():
                one.result()

    async def _codes(self, world: World, onlooker: Onlooker) -> None:
        text, spent = "", deque[str](maxlen=20)
        while True:
            text = self._next_code(text, spent)
            onlooker.answered.clear()
            world.show_code("scanner", text)
            self._told.codes += 1
            try:
                await asyncio.wait_for(onlooker.answered.wait(), 0.15)
            except TimeoutError:
                continue
            spent.append(text)
            text = ""
            await asyncio.sleep(self._random.uniform(0, 0.06))

    def _next_code(self, unanswered: str, spent: Sequence[str]) -> str:
        """A new pass; or one whose showing a kill may have cut short; or one spent in this life or another."""
        dice = self._random.random()
        if spent and dice < 0.1:
            return self._random.choice(spent)
        if unanswered and dice < 0.5:
            return unanswered
        return new_pass(self._place.data, self._place.id, minutes=60)

    async def _cards(self, world: World) -> None:
        while True:
            world.lay_card("id_reader", SimulatedCard(number=citizen(self._told.cards % BUSY_PEOPLE)))
            self._told.cards += 1
            await asyncio.sleep(self._random.uniform(0.3, 0.9))
            world.lift_card("id_reader")
            await asyncio.sleep(self._random.uniform(0.1, 1.2))

    async def _door(self, world: World) -> None:
        while True:
            for is_open in (True, False):
                world.move_door("main", is_open=is_open)
                await asyncio.sleep(self._random.uniform(0.05, 0.4))
