"""Whole stations in virtual time: simulated days a second, and how that grows with stations and days."""

from __future__ import annotations

import os
import time
from pathlib import Path

from station_app.simulation.fleet.fleet import Order, run_fleet
from station_app.wiring.bench.rig import say

SIZES = ((8, 8), (16, 8), (32, 8), (8, 16), (8, 32), (75, 30))
"""Stations and days; the last is what is promised: at most 60 s on two cores."""


def measure(folder: Path, divide: int) -> None:
    """On one process, then on as many as there are cores."""
    del folder
    cores = os.cpu_count() or 1
    say(f"\n{'stations x days':18} {'processes':>9} {'seconds':>9} {'days/s':>9} {'us a step':>10}")
    for stations, days in SIZES if divide == 1 else SIZES[:-1]:
        for jobs in sorted({1, cores}) if (stations, days) != SIZES[-1] else (cores,):
            begun = time.perf_counter()
            reports = run_fleet(Order(stations=stations, days=max(1, days // divide), faults=True, jobs=jobs))
            seconds = time.perf_counter() - begun
            lived = sum(report.days for report in reports)
            step = seconds * jobs / sum(report.steps for report in reports) * 1e6
            size = f"{stations} x {max(1, days // divide)}"
            say(f"{size:18} {jobs:9} {seconds:9.1f} {lived / seconds:9.1f} {step:10.0f}")
