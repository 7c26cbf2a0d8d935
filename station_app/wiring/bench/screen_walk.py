"""The pages of a kiosk, walked through in a process of its own; prints what each takes and what they leave behind."""

from __future__ import annotations

import gc
import itertools
import sys
import time
from pathlib import Path
from typing import Final

import msgspec

from station_app.wire import Snapshot, Way

SIZE: Final = (1080, 1920)
PICTURE_MS: Final = 150
IDLE_MB: Final = 120
LONG_MB: Final = 250
_MARKS: Final = 10

_change = msgspec.structs.replace
_IDLE: Final = Snapshot(
    serial=1,
    station="320299001",
    zone="hall",
    moment="idle",
    capacity=16,
    ways=(Way("id-card", True), Way("code", True)),
    help_phone="12351",
    address="A",
)
_VISIT: Final = (
    _change(_IDLE, moment="reading", since_ms=1),
    _change(_IDLE, moment="welcome", since_ms=2, inside=1),
    _change(_IDLE, moment="take-card", since_ms=3, inside=1),
    _change(_IDLE, inside=1),
    _change(_IDLE, moment="refused", reason="card-expired", since_ms=4, inside=1),
    _change(_IDLE, moment="help", roles=("keeper", "district"), minutes=1, number=1, since_ms=5, inside=1),
)


def walk(visits: int) -> None:
    """Visits one after the other, each with its pages; a notice, large words and an emergency now and then."""
    from station_app.screen.app import application
    from station_app.screen.kiosk import Kiosk, KioskSettings

    application()
    kiosk = Kiosk(KioskSettings(pitch_mm=0.248), SIZE)
    kiosk.show_snapshot(_IDLE)
    kiosk.picture()
    idle = _rss_mb()
    drawn = {one.moment: list[float]() for one in _VISIT}
    marks: list[float] = []
    serials = itertools.count(2)
    for number in range(visits):
        for page in _VISIT:
            begun = time.perf_counter()
            kiosk.show_snapshot(_change(page, serial=next(serials)))
            kiosk.drawn()
            drawn[page.moment].append(time.perf_counter() - begun)
        if number % 10 == 0:
            _look_round(kiosk)
        if (number + 1) % max(1, visits // _MARKS) == 0:
            gc.collect()
            marks.append(_rss_mb())
    _tell(visits, idle, drawn, marks)
    kiosk.close()


def _look_round(kiosk: object) -> None:
    from station_app.screen.kiosk import Kiosk

    assert isinstance(kiosk, Kiosk)
    kiosk.emergency.open()
    kiosk.drawn()
    kiosk.emergency.close()
    kiosk.notice.open()
    kiosk.drawn()
    kiosk.notice.close()
    kiosk.language.choose("en")
    kiosk.drawn()
    kiosk.language.reset()


def _tell(visits: int, idle: float, drawn: dict[str, list[float]], marks: list[float]) -> None:
    print(f"\nsnapshot to a picture of {SIZE[0]} x {SIZE[1]}, drawn by the processor (ms)")  # noqa: T201 - its answer
    for moment, times in drawn.items():
        ordered = sorted(times)
        at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.99)]
        print(f"{moment:44} p50 {at[0]:7.1f}  p99 {at[1]:7.1f}  n {len(ordered)}")  # noqa: T201 - its answer
    every = sorted(itertools.chain.from_iterable(drawn.values()))
    slow = every[int(len(every) * 0.99)] * 1000
    print(f"aim: p99 of all {slow:.1f} ms, {_verdict(slow, PICTURE_MS)} {PICTURE_MS} ms")  # noqa: T201 - its answer
    print(f"memory: idle {idle:.0f} MB, {_verdict(idle, IDLE_MB)} {IDLE_MB} MB; then after each tenth of "  # noqa: T201
          f"{visits:,} visits: {', '.join(f'{one:.0f}' for one in marks)} MB")  # fmt: skip
    print(f"aim: at the end {marks[-1]:.0f} MB, {_verdict(marks[-1], LONG_MB)} {LONG_MB} MB; growth after the first "  # noqa: T201
          f"tenth {marks[-1] - marks[0]:+.1f} MB")  # fmt: skip


def _verdict(found: float, aim: float) -> str:
    return "within" if found <= aim else "MISSED:"


def _rss_mb() -> float:
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    walk(int(sys.argv[1]))
