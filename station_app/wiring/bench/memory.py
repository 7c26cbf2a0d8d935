"""Memory of the core over many scans: it must be flat."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

from station_app.wiring.bench.rig import Station, passes, rss_mb, say

SCANS = 200_000
POOL = 2_000
VALID_EVERY = 50
"""A granted pass is remembered as spent for a day; the rest are expired ones, each judged, recorded and refused."""


def measure(folder: Path, divide: int) -> None:
    """Scan, and look at the resident memory after each tenth."""
    scans = SCANS // divide
    station = Station(folder)
    valid = iter(passes(station.data, scans // VALID_EVERY + 1))
    expired = itertools.cycle(passes(station.data, POOL, seconds=-60))
    with station:
        station.serve(1.5)
        started = time.perf_counter()
        marks: list[float] = []
        for number in range(1, scans + 1):
            if number % VALID_EVERY:
                station.show(next(expired))
            else:
                station.scan(next(valid))
            if number % (scans // 10) == 0:
                marks.append(rss_mb(station.pid))
                say(f"{number:>9,} scans  core {marks[-1]:6.1f} MB")
        rate = scans / (time.perf_counter() - started)
        open_files = len(list(Path(f"/proc/{station.pid}/fd").iterdir()))
    say(f"growth after the first tenth: {marks[-1] - marks[0]:+.1f} MB; {rate:,.0f} scans/s; {open_files} open files")
