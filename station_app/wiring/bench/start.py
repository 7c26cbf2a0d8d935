"""From exec to a door that serves, and to a screen that shows."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from station_app.wiring.bench.rig import Station, say, table

RUNS = 20


def measure(folder: Path, divide: int) -> None:
    """Warm, and cold where the page cache may be dropped (root)."""
    runs = max(3, RUNS // divide)
    with Station(folder):
        pass  # the journal and the keys exist from now on
    bare = [_bare() for _ in range(runs)]
    rows = [("bare interpreter, warm", bare), ("door ready, warm", [_door(folder) for _ in range(runs)])]
    screens = [_screen(folder) for _ in range(runs)]
    rows.append(("first picture on the screen, warm", screens))
    if _drop_cache():
        rows.append(("bare interpreter, cold", [_cold(lambda: _bare()) for _ in range(max(3, runs // 4))]))
        rows.append(("door ready, cold", [_cold(lambda: _door(folder)) for _ in range(max(3, runs // 4))]))
    else:
        say("the page cache cannot be dropped here: no cold figures")
    table("start, after exec (ms)", rows)


def _bare() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - begun


def _door(folder: Path) -> float:
    return _until(folder, b"station.door: ready", screen=False)


def _screen(folder: Path) -> float:
    return _until(folder, b"station.screen: first picture", screen=True)


def _until(folder: Path, sign: bytes, *, screen: bool) -> float:
    for name in ("scanner", "board"):
        (folder / "station" / name).unlink(missing_ok=True)
    station = Station(folder, screen=screen)
    begun = time.perf_counter()
    with station:
        station.until(lambda: sign in station.log.read_bytes())
        return time.perf_counter() - begun


def _cold(act: Callable[[], float]) -> float:
    _drop_cache()
    return act()


def _drop_cache() -> bool:
    os.sync()
    try:
        Path("/proc/sys/vm/drop_caches").write_text("3")
    except OSError:
        return False
    return True
