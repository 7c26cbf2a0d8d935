"""The technician's desk: what the pages and the commands see of the station, and what they may ask of it.

Screen and socket are two doors to one desk: what is run at one is seen at the other.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from station_app.core.events import CheckEnded, RunEnded, ServiceClosed, StaffSeen
from station_app.core.model import StationState
from station_app.identity.vault import KeyFault
from station_app.selftest.device_rows import device_rows
from station_app.selftest.outcome import Check
from station_app.selftest.readiness import Report, report_of
from station_app.selftest.results import Results
from station_app.selftest.runner import Busy, Guiding, NothingToTest, Order, Runner, Spawn
from station_app.selftest.under_test import UnderTest
from station_app.store.faults import StoreFault
from station_app.wire import MAX_LINE, Intent, Service, line_of

_change = msgspec.structs.replace

BEAT_SECONDS: Final = 1.0
"""How often an open page is told anew: its prompt counts seconds, its devices show signs of life."""


class Desk:
    """One station's technician's pages."""

    def __init__(
        self, station: UnderTest, checks: Sequence[Check], publish: Callable[[Service], None], spawn: Spawn
    ) -> None:
        """`station` comes without guide and past: the desk is both."""
        self.results = Results(checks)
        self._guiding = Guiding(lambda: self.station, self._changed)
        self.station = replace(station, guide=self._guiding, past=self.results.past)
        self._runner = Runner(checks, self.results, self._guiding, self._changed, spawn)
        self._spawn = spawn
        self._publish = publish
        self._listeners: set[asyncio.Event] = set()
        self._serial = 0
        self._open = False
        self._tester = ""
        self._report: Report | None = None
        self._reporting = False

    # -- what it shows ---------------------------------------------------------------------------------------------

    def service(self, report: Report | None = None) -> Service:
        """Everything as it is now, with a report that was just made or the one that the pages show."""
        self._serial += 1
        report = report or self._report
        prompt = self._guiding.prompt
        if prompt is not None:
            prompt = type(prompt)(
                step=prompt.step,
                device=prompt.device,
                seconds_left=self._guiding.seconds_left,
                confirm=prompt.confirm,
                done=prompt.done,
                of=prompt.of,
            )
        return Service(
            serial=self._serial,
            open=self._open,
            tester=self._tester,
            devices=device_rows(self.station),
            checks=self.results.rows,
            running=self._runner.running,
            prompt=prompt,
            report_text=report.text if report else "",
            report_qr=report.qr if report else "",
        )

    def show(self, state: StationState) -> None:
        """The rules have answered something: do the pages stand open still?"""
        was_open = self._open
        self._open = state.service is not None
        if state.service is not None:
            self._tester = state.service.by
        if self._open != was_open:
            if not self._open:
                self._report = None
            self._publish(fitted(self.service()) if self._open else Service(serial=self._serial + 1, open=False))
            self._wake()

    async def run(self) -> None:
        """Tell an open page of what moves, for ever; first, what the runs before this start have left."""
        await self._recall()
        self._runner.ready.set()
        while True:
            await self.station.clock.sleep(BEAT_SECONDS)
            if self._open:
                self._publish(fitted(self.service()))
            if self._runner.running:
                self._wake()

    # -- what it is asked ------------------------------------------------------------------------------------------

    def heard(self, intent: Intent) -> None:
        """An intent of the screen; it only counts while the pages are open."""
        if not self._open:
            return
        self._put_seen()
        match intent.want:
            case "service-run":
                self._start(Order(tester=self._tester, guided=True))
            case "service-run-one":
                self._start(Order(tester=self._tester, about=intent.check, guided=True))
            case "service-stop":
                self._runner.stop()
            case "service-skip":
                self._runner.skip(intent.check)
            case "service-yes" | "service-no":
                self._guiding.answer(yes=intent.want == "service-yes")
            case "service-report" if not self._reporting:  # it reads the whole journal: never twice at a time
                self._reporting = True
                self._spawn(self._make_report())
            case "service-close":
                self._runner.stop()
                self.station.put(ServiceClosed(at=self.station.stamp.now()))
            case _:
                pass

    def start(self, order: Order) -> asyncio.Task[bool]:
        """Begin a run; its task answers whether all was green. Raises Busy, NothingToTest."""
        return self._runner.start(self.station, order)

    def stop(self) -> None:
        """End the run that is under way."""
        self._runner.stop()

    def answer(self, *, yes: bool) -> None:
        """Answer the prompt."""
        self._guiding.answer(yes=yes)

    def skip(self, check: str) -> None:
        """Leave this check out, if it is the one that is being made."""
        if self._runner.skip(check):
            self._guiding.seen()

    async def report(self) -> Report:
        """The readiness report of this moment. Raises StoreFault, KeyFault."""
        return await report_of(self.station, self.results.rows)

    async def recalled(self) -> None:
        """Wait until the rows hold what earlier runs have left: what is new after that is this run's."""
        await self._runner.ready.wait()

    def follow(self, changed: asyncio.Event) -> None:
        """Set `changed` whenever something moves, until `leave`."""
        self._listeners.add(changed)

    def leave(self, changed: asyncio.Event) -> None:
        """Stop following."""
        self._listeners.discard(changed)

    def _start(self, order: Order) -> None:
        with contextlib.suppress(Busy, NothingToTest):  # touched twice, or a check that this station does not have
            self._runner.start(self.station, order)
        self._changed()

    async def _make_report(self) -> None:
        made: Report | None = None
        try:
            made = await self.report()
        except (StoreFault, KeyFault, ValueError):
            pass  # the checks of journal and keys tell why
        finally:
            self._reporting = False
        self._report = made if self._open else None  # whoever opens the pages next has asked for none
        self._changed()

    async def _recall(self) -> None:
        """Take over old results; checks of a run that never ended have failed, and the hub hears of it."""
        try:
            remembered = await self.station.journal.selftests()
        except StoreFault:
            return
        cut_off, last = self.results.recall(remembered), remembered.last_run
        if last is None or last.result is not None:
            return
        at = self.station.stamp.now()
        for check in cut_off:
            event = CheckEnded(
                at=at,
                run=last.run,
                check=check.id,
                result="unfinished",
                tester=last.tester,
                device=check.device,
                fault="unfinished",
            )
            self.station.put(event)
            self.results.take(event)
        made = [one.result for one in remembered.checks if one.run == last.run]
        self.station.put(
            RunEnded(
                at=at,
                run=last.run,
                tester=last.tester,
                device=last.device,
                green=made.count("green"),
                red=made.count("red"),
                unfinished=len(cut_off) + 1,  # the check that was being made may have been one that needs hands
            )
        )

    def _changed(self) -> None:
        if self._open:
            self._publish(fitted(self.service()))
        self._wake()

    def _wake(self) -> None:
        for changed in self._listeners:
            changed.set()

    def _put_seen(self) -> None:
        self.station.put(StaffSeen(at=self.station.stamp.now()))


def fitted(service: Service) -> Service:
    """The same for a screen, whose lines have a limit: a station with very many devices shows fewer of their frames."""
    for frames in (4, 1, 0):
        if len(line_of(service)) <= MAX_LINE:
            break
        rows = tuple(
            _change(row, sent=_last(row.sent, frames), heard=_last(row.heard, frames)) for row in service.devices
        )
        service = _change(service, devices=rows)
    return service


def _last(shown: tuple[str, ...], count: int) -> tuple[str, ...]:
    return shown[len(shown) - count :] if count < len(shown) else shown
