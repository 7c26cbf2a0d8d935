"""Makes the checks of a run one after the other, records each result, and leaves the station as it was.

Unfinished counts as failed: what was stopped, skipped, or was still to come when the test was ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from hardware.devices.waiting import happens
from hardware.errors import DeviceFault
from station_app.core.events import CheckEnded, MaintenanceBegan, MaintenanceEnded, RunBegan, RunEnded, StaffSeen
from station_app.selftest.outcome import Check, CheckResult, Outcome, packed
from station_app.selftest.results import Results
from station_app.selftest.under_test import UnderTest
from station_app.store.faults import StoreFault
from station_app.store.rows import uuid7
from station_app.wire import Prompt

T = TypeVar("T")

BEGIN_SECONDS: Final = 5.0
_LOOK_SECONDS: Final = 0.2
_CUT_OFF: Final = Outcome(fault="unfinished", unfinished=True)
_SKIPPED: Final = Outcome(fault="skipped", unfinished=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which run is wanted."""

    tester: str
    about: str = ""
    """A device, door or input, or the id of one check; empty for all."""
    guided: bool = False
    """Somebody stands at the station."""
    command: str = ""
    """Id of the order that wants it, for which maintenance has begun already; empty for somebody at the station."""


class Spawn(Protocol):
    """Starts a task whose bugs end the process."""

    def __call__(self, work: Coroutine[Any, Any, T], /) -> asyncio.Task[T]:
        """Start it."""
        ...


class Busy(Exception):
    """A run is under way already."""


class NothingToTest(Exception):
    """No check is about what was asked for."""


class Guiding:
    """The prompt of the moment, and what the person answers to it."""

    def __init__(self, station: Callable[[], UnderTest], changed: Callable[[], None]) -> None:
        self._station = station
        self._changed = changed
        self._answered = asyncio.Event()
        self._answer = False
        self._until = 0.0
        self.prompt: Prompt | None = None

    async def ask(self, step: str, device: str, within: float) -> bool | None:
        """What the person answers to a question; None when nobody did."""
        clock = self._station().clock
        self._answered.clear()
        self._show(Prompt(step=step, device=device, seconds_left=round(within), confirm=True), within)
        return self._answer if await happens(self._answered, clock, within) else None

    def tell(self, step: str, device: str, within: float, *, done: int = 0, of: int = 0) -> None:
        """What the person is to do; the device itself tells when it is done."""
        self._show(Prompt(step=step, device=device, seconds_left=round(within), done=done, of=of), within)

    def answer(self, *, yes: bool) -> None:
        """The person answers the question that is shown."""
        if self.prompt is not None and self.prompt.confirm:
            self._answer = yes
            self._answered.set()
            self.seen()

    def seen(self) -> None:
        """The person did something."""
        station = self._station()
        station.put(StaffSeen(at=station.stamp.now()))

    def clear(self) -> None:
        """Nothing is asked any more."""
        self.prompt = None

    @property
    def seconds_left(self) -> int:
        """Until the prompt gives up."""
        return max(0, round(self._until - self._station().clock.monotonic()))

    def _show(self, prompt: Prompt, within: float) -> None:
        self.prompt, self._until = prompt, self._station().clock.monotonic() + within
        self._changed()


class Runner:
    """The self-test of one station."""

    def __init__(
        self,
        checks: Sequence[Check],
        results: Results,
        guiding: Guiding,
        changed: Callable[[], None],
        spawn: Spawn,
    ) -> None:
        self._checks = tuple(checks)
        self._spawn = spawn
        self._results = results
        self._guiding = guiding
        self._changed = changed
        self._task: asyncio.Task[bool] | None = None
        self.ready = asyncio.Event()
        """Set once it is known what earlier runs have left: no run begins before."""
        self._stop = asyncio.Event()
        self._making = ""
        self._skip = ""

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._task is not None and not self._task.done()

    def start(self, station: UnderTest, order: Order) -> asyncio.Task[bool]:
        """Begin a run; its task answers whether all of it was green. Raises Busy, NothingToTest."""
        if self.running:
            raise Busy
        chosen = chosen_of(self._checks, order)
        if not chosen:
            raise NothingToTest
        self._stop.clear()
        self._task = self._spawn(self._run(station, order, chosen))
        return self._task

    def stop(self) -> None:
        """End the run; what is not finished has failed."""
        self._stop.set()

    def skip(self, check: str) -> bool:
        """Leave the check that is being made unfinished and go on with the next; whether it is that one still.

        A word that comes when its check has ended must not cost the next one.
        """
        if not check or check != self._making:
            return False
        self._skip = check
        return True

    async def _run(self, station: UnderTest, order: Order, chosen: Sequence[Check]) -> bool:
        await self.ready.wait()
        at = station.stamp.now()
        run = uuid7(at.wall_ms)
        if not order.command:
            station.put(MaintenanceBegan(at=at, by=order.tester))
        station.put(RunBegan(at=at, run=run, tester=order.tester, device=order.about, order=order.command))
        left = list(chosen)
        counted: dict[CheckResult, int] = {"green": 0, "red": 0, "unfinished": 0}
        self._results.begin()
        self._changed()
        with station.ears.listening() as ear:
            try:
                while left and await self._goes_on(station):
                    outcome = await self._made(left[0], station)
                    if outcome is None:
                        break
                    check = left.pop(0)
                    counted[outcome.result] += 1
                    self._told(station, run, order, check, outcome)
            finally:
                over = self._over(station, run, order, left, counted)
            # A command that ends its own core with this run must not be quicker than the journal.
            await ear.next(lambda heard: heard is over, BEGIN_SECONDS)
        return counted["red"] == counted["unfinished"] == 0

    def _over(
        self, station: UnderTest, run: str, order: Order, left: Sequence[Check], counted: dict[CheckResult, int]
    ) -> MaintenanceEnded:
        """Say how the run ended, also when the program is about to end: then the next start tells."""
        self._guiding.clear()
        for check in left:
            counted["unfinished"] += 1
            self._told(station, run, order, check, _CUT_OFF)
        at = station.stamp.now()
        told = {"run": run, "tester": order.tester, "device": order.about, "order": order.command}
        station.put(RunEnded(at=at, **told, **counted))
        over = MaintenanceEnded(at=at, reason="stopped" if left else "finished")
        station.put(over)
        self._results.end()
        self._changed()
        return over

    async def _goes_on(self, station: UnderTest) -> bool:
        """Whether the station is in maintenance, which the rules begin in their turn and may end."""
        until = station.clock.monotonic() + BEGIN_SECONDS
        while station.state().maintenance is None and self._results.fresh and station.clock.monotonic() < until:
            await station.clock.sleep(0.01)
        return station.state().maintenance is not None and not self._stop.is_set()

    async def _made(self, check: Check, station: UnderTest) -> Outcome | None:
        """Its outcome; None when the run has to end in it."""
        self._making, self._skip = check.id, ""
        self._results.running(check.id, waits=check.hands)
        self._changed()
        work = asyncio.ensure_future(check.prove(station))
        until = station.clock.monotonic() + check.seconds
        try:
            while not work.done():
                if self._stop.is_set() or station.state().maintenance is None:
                    return None
                if self._skip == check.id:
                    return _SKIPPED
                left = until - station.clock.monotonic()
                if left <= 0:
                    return Outcome(fault="took-too-long")
                await _done_within(work, station, min(left, _LOOK_SECONDS))
            return work.result()
        except DeviceFault as fault:
            return Outcome(fault=fault.code)
        except StoreFault as fault:
            return Outcome(fault=fault.code)
        finally:
            self._making = ""
            self._guiding.clear()
            if not work.done():
                work.cancel()
                await asyncio.wait([work])

    def _told(self, station: UnderTest, run: str, order: Order, check: Check, outcome: Outcome) -> None:
        at = station.stamp.now()
        event = CheckEnded(
            at=at,
            run=run,
            check=check.id,
            result=outcome.result,
            tester=order.tester,
            device=check.device,
            fault=outcome.fault,
            measured=packed(outcome.measured),
        )
        station.put(event)
        self._results.take(event)
        self._changed()


def chosen_of(checks: Sequence[Check], order: Order) -> list[Check]:
    """The checks of a run."""
    about = order.about
    wanted = [check for check in checks if not about or about in {check.id, *check.concerns}]
    return [check for check in wanted if order.guided or not check.hands or check.id == about]


async def _done_within(work: asyncio.Task[Outcome], station: UnderTest, seconds: float) -> None:
    pause = asyncio.ensure_future(station.clock.sleep(seconds))
    try:
        await asyncio.wait([work, pause], return_when=asyncio.FIRST_COMPLETED)
    finally:
        pause.cancel()
