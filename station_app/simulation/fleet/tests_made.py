"""The self-tests of a simulated station: every morning, of what its matter says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from station_app.core.events import (
    CheckEnded,
    Known,
    MaintenanceBegan,
    MaintenanceEnded,
    RunBegan,
    RunEnded,
    SelftestPresented,
)
from station_app.simulation.fleet.people import HOUR_MS
from station_app.simulation.fleet.sites import BOARD, MAIN, READER, SCANNER
from station_app.simulation.fleet.visitors import Visitors
from station_app.wire import CheckRow

HOUR: Final = 6
"""Local hour of the daily run."""
TESTER: Final = "routine"
TAKES_MS: Final = 12_000
AGAIN_MS: Final = 900_000
"""While somebody is inside the daily run waits so long and looks again."""
CHECKS: Final = (
    ("board.answers", BOARD), ("reader.answers", READER), ("scanner.answers", SCANNER), ("main.lock", MAIN),
)  # fmt: skip


class _Run(NamedTuple):
    id: str
    tester: str
    order: str


class TestsMade:
    """The runs of one station and their last results."""

    __test__ = False

    def __init__(self, visitors: Visitors, name: str) -> None:
        self._visitors = visitors
        self._life = visitors.life
        self._name = name
        self._rows = {check: CheckRow(id=check, device=device, state="never") for check, device in CHECKS}
        self._running = False

    @property
    def rows(self) -> Sequence[CheckRow]:
        """One row a check."""
        return tuple(self._rows.values())

    def recall(self, results: Sequence[tuple[str, str, int]]) -> None:
        """Take over what a journal tells: check, result, wall time."""
        for check, result, at_ms in results:
            if check in self._rows and result in ("green", "red", "unfinished"):
                self._rows[check] = _with(self._rows[check], result, at_ms)

    def plan_day(self, midnight: int) -> None:
        """Test in the morning."""
        wait = midnight + HOUR * HOUR_MS - self._life.now_ms
        if wait >= 0:
            self._life.after(wait, self._daily)

    def _daily(self) -> None:
        if self._life.building.inside or self._life.state.maintenance is not None or not self._life.up:
            self._life.after(AGAIN_MS, self._daily)
        else:
            self.run(TESTER)

    def run(self, tester: str, ended: Callable[[bool], None] = lambda green: None, *, order: str = "") -> bool:
        """Begin a run; False where one is under way. `ended` is told whether all of it was green.

        For an order maintenance has begun already.
        """
        life = self._life
        if self._running:
            return False
        self._running = True
        run = f"{self._name}-run-{life.now_ms}"
        if not order:
            life.hear(MaintenanceBegan(at=life.at(), by=tester))
        life.hear(RunBegan(at=life.at(), run=run, tester=tester, order=order))
        test = SelftestPresented(
            at=life.at(), id=f"{run}-lock", door=MAIN, credential="staff", finding=Known(person=None), seconds=1.0
        )
        life.hear(test)
        life.after(TAKES_MS, self._end, _Run(run, tester, order), ended)
        return True

    def _end(self, made: _Run, ended: Callable[[bool], None]) -> None:
        life, (run, tester, order) = self._life, made
        self._running = False
        if not life.up:
            return  # the program has ended meanwhile, and says so at its next start
        building, results = life.building, dict[str, bool]()
        works = {BOARD: building.board, READER: building.reader, SCANNER: building.scanner}
        for check, device in CHECKS:
            green = building.board and not building.lock.jammed if device == MAIN else works[device]
            results[check] = green
            result = "green" if green else "red"
            life.hear(
                CheckEnded(
                    at=life.at(), run=run, check=check, result=result, tester=tester, device=device,
                    fault="" if green else "no-answer",
                )
            )  # fmt: skip
            self._rows[check] = _with(self._rows[check], result, life.at().wall_ms)
        green = sum(results.values())
        red = len(results) - green
        over = RunEnded(at=life.at(), run=run, tester=tester, order=order, green=green, red=red, unfinished=0)
        life.hear(over)
        life.hear(MaintenanceEnded(at=life.at(), reason="finished"))
        ended(green == len(results))


def _with(row: CheckRow, result: str, at_ms: int) -> CheckRow:
    return CheckRow(id=row.id, device=row.device, state="green" if result == "green" else "red", at_ms=at_ms)
