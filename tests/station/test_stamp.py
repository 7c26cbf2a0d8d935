"""Moments, and how far the wall clock can be believed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from station_bench import NOON, stamp_of

from hardware.clock import ManualClock
from station_app.station.stamp import BUILT_MS, Stamp, boot_id, kernel_synchronised

UTC = ZoneInfo("UTC")


def test_a_moment_is_told_in_milliseconds_with_boot_and_offset() -> None:
    now = stamp_of(ManualClock(wall=NOON, monotonic=12.345)).now()

    assert (now.wall_ms, now.mono_ms, now.boot, now.utc_offset_minutes) == (round(NOON * 1000), 12_345, "boot-1", 480)


def test_a_clock_that_a_time_server_keeps_is_trusted() -> None:
    assert Stamp(ManualClock(wall=NOON), UTC, "b", synchronised=lambda: True).now().clock == "trusted"


def test_a_clock_that_nobody_keeps_drifts() -> None:
    assert Stamp(ManualClock(wall=NOON), UTC, "b", synchronised=lambda: False).now().clock == "drifting"


def test_a_clock_before_this_program_was_built_is_unknown() -> None:
    assert Stamp(ManualClock(wall=0.0), UTC, "b", synchronised=lambda: True).now().clock == "unknown"


def test_a_clock_before_what_the_journal_remembers_is_unknown() -> None:
    floor = round(NOON * 1000) + 60_000

    assert Stamp(ManualClock(wall=NOON), UTC, "b", floor_ms=floor, synchronised=lambda: True).now().clock == "unknown"


async def test_a_time_server_that_comes_late_is_noticed_within_a_minute() -> None:
    kept: list[bool] = []
    clock = ManualClock(wall=NOON)
    stamp = Stamp(clock, UTC, "b", synchronised=lambda: bool(kept))
    first = stamp.now().clock
    kept.append(True)
    await clock.advance(60)

    assert (first, stamp.now().clock) == ("drifting", "trusted")


async def test_the_kernel_is_not_asked_at_every_event() -> None:
    asked: list[int] = []
    clock = ManualClock(wall=NOON)

    def synchronised() -> bool:
        asked.append(1)
        return True

    stamp = Stamp(clock, UTC, "b", synchronised=synchronised)
    for _ in range(100):
        stamp.now()
        await clock.advance(0.1)

    assert len(asked) == 1


def test_summer_time_is_followed() -> None:
    clock = ManualClock(wall=1_824_984_000.0)  # 2027-10-31 in Berlin, the day on which it ends, some hours after
    winter = Stamp(clock, ZoneInfo("Europe/Berlin"), "b", synchronised=lambda: True).now().utc_offset_minutes
    clock.set_wall(1_824_984_000.0 - 86_400)
    summer = Stamp(clock, ZoneInfo("Europe/Berlin"), "b", synchronised=lambda: True).now().utc_offset_minutes

    assert (summer, winter) == (120, 60)


def test_validity_is_never_judged_before_the_program_was_built() -> None:
    assert Stamp(ManualClock(wall=0.0), UTC, "b", synchronised=lambda: False).trusted_wall_ms() == BUILT_MS


async def test_time_goes_on_behind_a_clock_that_is_dead() -> None:
    clock = ManualClock(wall=0.0)
    stamp = Stamp(clock, UTC, "b", synchronised=lambda: False)
    stamp.not_before(round(NOON * 1000))
    await clock.advance(12 * 3600)

    assert stamp.trusted_wall_ms() == round(NOON * 1000) + 12 * 3_600_000


async def test_a_clock_that_a_time_server_has_set_back_is_awaited_and_not_outrun() -> None:
    clock = ManualClock(wall=NOON + 3600)
    stamp = stamp_of(clock)
    stamp.now()
    stamp.trusted_wall_ms()
    clock.set_wall(NOON)
    await clock.advance(2 * 3600)

    assert stamp.trusted_wall_ms() == round((NOON + 2 * 3600) * 1000)


def test_a_trusted_clock_that_steps_back_is_not_followed() -> None:
    clock = ManualClock(wall=NOON)
    stamp = stamp_of(clock)
    stamp.now()
    before = stamp.trusted_wall_ms()
    clock.set_wall(NOON - 3600)

    assert stamp.trusted_wall_ms() == before


def test_a_drifting_clock_that_jumped_ahead_leaves_no_trace() -> None:
    clock = ManualClock(wall=NOON + 86_400)
    stamp = Stamp(clock, UTC, "b", synchronised=lambda: False)
    stamp.trusted_wall_ms()
    clock.set_wall(NOON)

    assert stamp.trusted_wall_ms() == round(NOON * 1000)


def test_the_machine_can_be_asked() -> None:
    assert boot_id()
    assert kernel_synchronised() in (True, False)
