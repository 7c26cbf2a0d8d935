"""`station fleet`: whole stations in virtual time, with invariants checked on every step."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from station_app.simulation.fleet.fleet import Order, run_fleet
from station_app.simulation.fleet.summary import lines
from station_app.simulation.fleet.world import Report
from station_app.wiring.process import UsageError

_BAR = 40


def run(order: Order) -> int:
    """Live, tell, and return 1 where an invariant was broken."""
    if order.out is not None:
        _folder(order.out)
    began = time.monotonic()
    try:
        reports = run_fleet(order, _progress(order.stations))
    except OSError as error:
        raise UsageError(f"{order.out}: cannot be written ({error.strerror})") from None
    seconds = max(1e-3, time.monotonic() - began)
    sys.stdout.writelines(f"{line}\n" for line in lines(reports))
    days = order.stations * order.days
    sys.stdout.write(f"\n{days:,} station days in {seconds:.1f} s: {days / seconds:,.0f} simulated days per second\n")
    broken = [report for report in reports if report.broken is not None]
    for report in broken:
        sys.stdout.write(f"{broken_line(order.seed, report)}\n")
    return 1 if broken else 0


def broken_line(seed: int, report: Report) -> str:
    """Which invariant broke where and when: enough to live through it again."""
    return f"BROKEN seed {seed} station {report.station} ({report.site.id}) at {report.broken_at}: {report.broken}"


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{out}: is no directory that can be made ({error.strerror})") from None


class _progress:
    """A bar on a terminal; nothing anywhere else."""

    def __init__(self, stations: int) -> None:
        self._stations = stations
        self._shown = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        if not self._shown:
            return
        filled = _BAR * done // self._stations
        end = "\r\x1b[K" if done == self._stations else ""
        sys.stderr.write(f"\r[{'#' * filled}{' ' * (_BAR - filled)}] {done}/{self._stations} stations{end}")
        sys.stderr.flush()
