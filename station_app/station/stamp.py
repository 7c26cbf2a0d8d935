"""Moments for events: wall time with its trustworthiness, monotonic time, and the boot they belong to."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hardware.clock import Clock
from station_app.core.instant import ClockTrust, Instant

BUILT_MS = 1_795_219_200_000
"""2026-11-21: this program did not exist before; a clock that says so is wrong."""

_ASK_AGAIN_SECONDS = 60.0
_TIME_ERROR = 5


class Stamp:
    """Makes the `Instant` of an event."""

    def __init__(
        self,
        clock: Clock,
        zone: ZoneInfo,
        boot: str,
        *,
        floor_ms: int = 0,
        synchronised: Callable[[], bool] | None = None,
    ) -> None:
        self.clock = clock
        self._zone = zone
        self._boot = boot
        self._floor_ms = max(BUILT_MS, floor_ms)
        self._floor_at = clock.monotonic()
        self._synchronised = synchronised or kernel_synchronised
        self._asked_at = float("-inf")
        self._in_step = False
        self._offset = 0

    def now(self) -> Instant:
        """This moment."""
        wall_ms = int(self.clock.wall() * 1000)
        monotonic = self.clock.monotonic()
        if monotonic - self._asked_at >= _ASK_AGAIN_SECONDS:
            self._asked_at = monotonic
            self._in_step = self._synchronised()
            local = datetime.fromtimestamp(max(0, wall_ms) / 1000, self._zone)
            self._offset = int((local.utcoffset() or local - local).total_seconds() // 60)
        trust = self._trust(wall_ms)
        return Instant(
            wall_ms=wall_ms,
            mono_ms=int(monotonic * 1000),
            boot=self._boot,
            clock=trust,
            utc_offset_minutes=self._offset,
        )

    def not_before(self, wall_ms: int) -> None:
        """Time has been at least this already."""
        if wall_ms > self._floor_ms:
            self._floor_ms, self._floor_at = wall_ms, self.clock.monotonic()

    def trusted_wall_ms(self) -> int:
        """The wall clock, but never before what is known to have been: validity is judged by this."""
        wall_ms = int(self.clock.wall() * 1000)
        if self._in_step:
            self.not_before(wall_ms)
            return max(wall_ms, self._floor_ms)
        # A dead clock must not stop time: what has passed since then is known, and a pass of that moment ends.
        passed_ms = int((self.clock.monotonic() - self._floor_at) * 1000)
        return max(wall_ms, self._floor_ms + passed_ms)

    def _trust(self, wall_ms: int) -> ClockTrust:
        if wall_ms < self._floor_ms - 1000:
            return "unknown"
        return "trusted" if self._in_step else "drifting"


def kernel_synchronised() -> bool:
    """Whether the kernel says that a time server keeps its clock (adjtimex(2)); False where it cannot be asked."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(ctypes.util.find_library("c") or "libc.so.6")
    timex = ctypes.create_string_buffer(256)  # struct timex; modes = 0 only reads
    state: int = libc.adjtimex(timex)
    return 0 <= state < _TIME_ERROR


def boot_id() -> str:
    """The kernel's id of this run of the machine."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else "unknown"
