"""What orders have done at a simulated station besides doors: its self-test, a device's restart."""

from __future__ import annotations

from typing import Final

from station_app.core.commands import RestartDevice, RunSelftest, TakeStill, Work
from station_app.core.events import DeviceRestarted, DeviceWorks, WorkNotBegun
from station_app.simulation.fleet.sites import BOARD, READER, SCANNER
from station_app.simulation.fleet.station_life import Life
from station_app.simulation.fleet.tests_made import TestsMade

BEGINS_MS: Final = 400
"""From an order to the moment at which its work has begun."""
DRIVER_MS: Final = 1500
"""From a driver's new beginning to its device's first answer, where the device is well."""


class OrderedWork:
    """Takes its time, as at any station."""

    def __init__(self, life: Life, tests: TestsMade) -> None:
        self._life = life
        self._tests = tests

    def begin(self, work: Work) -> None:
        """An order wants this done; no building of a fleet has a camera, so nothing is begun of a still."""
        if isinstance(work, TakeStill):
            return
        self._life.after(BEGINS_MS, self._begin, work)

    def _begin(self, work: RunSelftest | RestartDevice) -> None:
        life = self._life
        if work.order not in life.state.orders.open:
            return  # the program has started again meanwhile, or the order's time is over
        at = life.at()
        if at.mono_ms > work.not_after_mono_ms:
            life.hear(WorkNotBegun(at=at, order=work.order, reason="late"))
        elif isinstance(work, RunSelftest):
            if not self._tests.run(work.by, order=work.order):
                life.hear(WorkNotBegun(at=at, order=work.order, reason="maintenance"))
        elif work.device == BOARD and life.building.lock.relay_until_ms > life.now_ms:
            life.hear(WorkNotBegun(at=at, order=work.order, reason="lock-held"))
        else:
            life.hear(DeviceRestarted(at=at, order=work.order, device=work.device))
            life.after(DRIVER_MS, self._answers, work.device)

    def _answers(self, device: str) -> None:
        building = self._life.building
        if {BOARD: building.board, READER: building.reader, SCANNER: building.scanner}[device]:
            self._life.hear(DeviceWorks(at=self._life.at(), device=device))
