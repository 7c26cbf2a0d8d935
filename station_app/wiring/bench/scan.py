"""From the last byte of a QR line to the relay's bytes on the wire, the visit committed with fsync in between."""

from __future__ import annotations

import random
from pathlib import Path

from station_app.wiring.bench.rig import BareCommit, Station, passes, say, table

SCANS = 2000
WARM_UP = 50
PREFILLED = 1_000_000


def measure(folder: Path, divide: int) -> None:
    """Alone on the machine; the board at 115200 and, apart, at 9600 baud, whose silence of 4 ms is physics."""
    for baud in (115200, 9600):
        place = folder / str(baud)
        place.mkdir()
        scans, bare = _scans(place, Station(place, board_baud=baud), SCANS // divide)
        table(
            f"scan to relay, board at {baud} baud (ms)",
            [("QR line -> decision -> commit -> relay bytes", scans), ("bare commit, same run", bare)],
        )


def measure_loaded(folder: Path, divide: int) -> None:
    """With the screen painting, a backlog of a million rows, and the hub taking it."""
    from station_app.wiring.bench.drain import HubChild, prefill

    rows = PREFILLED // divide
    with HubChild(folder) as hub:
        station = Station(folder, hub=hub.url, screen=True)
        prefill(station.data, rows)
        hub.enrol(station.config, station.data)
        before = hub.unsent(station.data)
        scans, bare = _scans(folder, station, SCANS // divide)
        after = hub.unsent(station.data)
    table(
        f"scan to relay while {before - after:,} of {before:,} waiting rows were drained, with the screen (ms)",
        [("QR line -> decision -> commit -> relay bytes", scans), ("bare commit, same run", bare)],
    )
    if after < SCANS:
        say("the backlog ran out before the last scan: the figure is milder than it should be")


def _scans(folder: Path, station: Station, count: int) -> tuple[list[float], list[float]]:
    texts = passes(station.data, count + WARM_UP)
    bare = BareCommit(folder)
    scans: list[float] = []
    commits: list[float] = []
    with station:
        station.serve(1.5)  # the libraries of passes are loaded after the door is ready
        for text in texts[:WARM_UP]:
            station.scan(text)
        for text in texts[WARM_UP:]:
            # Not in step with the board's sampling: the moment of a scan is anybody's.
            station.serve(random.uniform(0.01, 0.06))
            scans.append(station.scan(text))
            station.serve(0.004)
            commits.append(bare.once())
    return scans, commits
