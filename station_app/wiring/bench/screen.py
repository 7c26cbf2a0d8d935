"""What the kiosk takes: its tone and its picture after a scan, its start, and its memory over many visits."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

from station_app.wiring.bench.rig import Station, passes, rss_mb, say, table

SCANS: Final = 60
VISITS: Final = 10_000
TONE_MS: Final = 100
START_SECONDS: Final = 3.0
_PAUSE_SECONDS: Final = 0.6
"""Between two scans: a tone has ended, and a reader does not take the next for a repeat."""


def measure(folder: Path, divide: int) -> None:
    """A real station with its screen; the player's place is taken by one that tells when the first samples came."""
    player = _Player(folder)
    with player:
        _scans(folder, player, max(10, SCANS // divide))
    starts = [_start(folder) for _ in range(max(2, 4 // divide))]
    worst = max(starts)
    say(f"\nexec with a screen to the first admission: {', '.join(f'{one:.2f}' for one in starts)} s")
    _aim("the slowest start", worst, START_SECONDS, "s")
    _drawn_and_held(divide)


def _scans(folder: Path, player: _Player, count: int) -> None:
    station = Station(folder, screen=True)
    texts = iter(passes(station.data, count))
    relays: list[float] = []
    tones: list[float] = []
    with station:
        station.until(lambda: b"first picture" in station.log.read_bytes())
        station.until(lambda: player.calls > 0)  # the voice has tried itself
        station.serve(2.0)
        for text in texts:
            heard = player.calls
            begun = time.perf_counter()
            relays.append(station.scan(text))
            station.until(lambda heard=heard: player.calls > heard)
            tones.append(player.at - begun)
            station.serve(_PAUSE_SECONDS)
        say(f"memory of the screen after {count} visits: {_screen_mb(station.pid):.0f} MB")
    table(
        "after the last byte of a pass (ms)",
        [("relay", relays), ("first samples of the tone at the player", tones)],
    )
    _aim("tone, the slowest", max(tones) * 1000, TONE_MS, "ms")


def _start(folder: Path) -> float:
    """From exec until the first admission, with the screen coming up beside it."""
    for name in ("scanner", "board"):
        (folder / "station" / name).unlink(missing_ok=True)
    station = Station(folder, screen=True)
    text = passes(station.data, 1)[0]
    begun = time.perf_counter()
    with station:
        station.scan(text, seconds=20.0)
        admitted = time.perf_counter() - begun
        station.until(lambda: b"first picture" in station.log.read_bytes())
        return admitted


def _drawn_and_held(divide: int) -> None:
    """In a process of its own, as the kiosk is: how long a page takes to be drawn, and what pages leave behind."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    command = [sys.executable, "-m", "station_app.wiring.bench.screen_walk", str(VISITS // divide)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            say(line.rstrip())
    if child.returncode:
        say(f"the walk ended with status {child.returncode}")


def _screen_mb(parent: int) -> float:
    """Of the station's child that shows."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    shown = [pid for pid in children if b"screen" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]
    return rss_mb(int(shown[0]))


def _aim(what: str, found: float, aim: float, unit: str) -> None:
    say(f"aim: {what}, {found:.2f} {unit}, {'within' if found <= aim else 'MISSED:'} {aim:g} {unit}")


class _Player:
    """A stand-in for `aplay` on the path, as small as the real one is quick: it hands on all that it is fed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "bin"
        self._folder.mkdir()
        self._pipe = self._folder / "pipe"
        os.mkfifo(self._pipe)
        script = self._folder / "aplay"
        script.write_text(f"#!/bin/sh\nexec cat > {self._pipe}\n")
        script.chmod(0o755)
        self._path = os.environ.get("PATH", "")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.calls = 0
        self.at = 0.0
        """When the first samples of the newest call came."""

    def __enter__(self) -> None:
        os.environ["PATH"] = f"{self._folder}:{self._path}"
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        os.environ["PATH"] = self._path
        self._ended.set()
        self._thread.join()

    def _listen(self) -> None:
        # Opened for writing, too: the end of one player is not the end of the pipe.
        pipe = os.open(self._pipe, os.O_RDWR | os.O_NONBLOCK)
        quiet = True
        while not self._ended.is_set():
            ready, _, _ = select.select([pipe], [], [], 0.1)
            if not ready:
                quiet = True
                continue
            now = time.perf_counter()
            if quiet and os.read(pipe, 1 << 20):
                self.at, quiet = now, False
                self.calls += 1
            elif not quiet:
                os.read(pipe, 1 << 20)
        os.close(pipe)
