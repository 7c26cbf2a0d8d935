"""How much time lies between two moments, whatever has become of the clocks in between."""

from __future__ import annotations

from dataclasses import replace

from station_app.core.instant import Instant

NOON = Instant(wall_ms=1_795_233_600_000, mono_ms=60_000, boot="one")


def test_within_a_boot_a_wall_clock_that_jumps_is_not_asked() -> None:
    later = replace(NOON, wall_ms=NOON.wall_ms + 86_400_000, mono_ms=NOON.mono_ms + 2_500)

    assert later.seconds_since(NOON) == 2.5


def test_across_boots_the_wall_clock_tells() -> None:
    later = replace(NOON, wall_ms=NOON.wall_ms + 90_000, mono_ms=1_000, boot="two")

    assert later.seconds_since(NOON) == 90


def test_across_boots_a_wall_clock_set_back_has_let_no_time_pass() -> None:
    later = replace(NOON, wall_ms=NOON.wall_ms - 90_000, boot="two")

    assert later.seconds_since(NOON) == 0
