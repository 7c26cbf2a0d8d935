"""`station bench`: figures of this machine, each beside the machine's own limit measured in the same run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from station_app.wiring.process import UsageError, data_dir

_OF_A_STATION = ("scan", "loaded", "card", "start", "screen", "memory", "drain", "erasure", "orders", "fleet")
BENCHES = (*_OF_A_STATION, "hub", "hub-pages", "connections")


def run_bench(name: str, data: Path | None, *, quick: bool, database: str | None = None) -> int:
    """Run one bench, or all. `database`: URL of an empty PostgreSQL, for `hub`."""
    from station_app.wiring.bench import (
        card,
        connections,
        drain,
        erasure,
        fleet,
        hub,
        hub_pages,
        memory,
        orders,
        scan,
        screen,
        start,
    )

    acts: Mapping[str, Callable[[Path, int], None]] = {
        "scan": scan.measure,
        "loaded": scan.measure_loaded,
        "card": card.measure,
        "start": start.measure,
        "screen": screen.measure,
        "memory": memory.measure,
        "drain": drain.measure,
        "erasure": erasure.measure,
        "orders": orders.measure,
        "fleet": fleet.measure,
        "hub": partial(hub.measure, database=database),
        "hub-pages": hub_pages.measure,
        "connections": connections.measure,
    }
    if name != "all" and name not in acts:
        raise UsageError(f"there is no bench {name!r}; there are: {', '.join(BENCHES)}, all")
    for chosen in BENCHES if name == "all" else (name,):
        # A folder of its own for each, on the disk that is to be measured.
        with tempfile.TemporaryDirectory(prefix=f"bench-{chosen}-", dir=data_dir(data)) as folder:
            acts[chosen](Path(folder), 10 if quick else 1)
    return 0
