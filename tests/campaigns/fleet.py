"""Lets 75 stations live for 30 days with everything that can go wrong, ten times over.

    python tests/campaigns/fleet.py [seeds] [stations] [days]

Prints one line a seed; status 1 when an invariant broke.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from station_app.simulation.fleet.fleet import Order, run_fleet
from station_app.wiring.fleet_command import broken_line


def main(seeds: int = 10, stations: int = 75, days: int = 30) -> int:
    """Run the campaign."""
    whole = True
    for seed in range(1, seeds + 1):
        began = time.monotonic()
        reports = run_fleet(
            Order(stations=stations, days=days, seed=seed, faults=True, jobs=min(8, os.cpu_count() or 1))
        )
        seconds = time.monotonic() - began
        broken = [report for report in reports if report.broken is not None]
        steps = sum(report.steps for report in reports)
        visits = sum(report.counted for report in reports)
        troubles = sum(report.troubles.total() for report in reports)
        told = f"seed {seed}: {visits:,} visits, {troubles:,} troubles, {steps:,} steps in {seconds:.0f} s"
        print(f"{told}, {len(broken)} broken", flush=True)  # noqa: T201 - the campaign's report
        for report in broken:
            print(f"  {broken_line(seed, report)}", flush=True)  # noqa: T201 - the campaign's report
        whole = whole and not broken
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))
