"""How loud the kiosk speaks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation

from station_app.core.instant import Instant
from station_app.core.loudness import Loudness, volume
from station_app.core.model import Screen

USUAL = Loudness(day=90, night=50)
HOUR_MS = 3_600_000


def _at(station: CoreStation, hour: int, clock: str = "trusted") -> Instant:
    at = station.at
    midnight = at.wall_ms - (at.local_minute % 1440) * 60_000
    return replace(at, wall_ms=midnight + hour * HOUR_MS, clock=clock)  # type: ignore[arg-type]


@pytest.mark.parametrize(("hour", "loud"), [(5, 50), (6, 90), (21, 90), (22, 50)])
def test_nights_are_quieter(station: CoreStation, hour: int, loud: int) -> None:
    assert volume(USUAL, Screen(moment="welcome"), _at(station, hour)) == loud


@pytest.mark.parametrize(("hour", "loud"), [(12, 90), (13, 50), (14, 50), (15, 90)])
def test_a_quiet_time_may_lie_within_a_day(station: CoreStation, hour: int, loud: int) -> None:
    noon = replace(USUAL, night_from=13 * 60, night_until=15 * 60)

    assert volume(noon, Screen(moment="welcome"), _at(station, hour)) == loud


def test_a_night_of_no_length_never_comes(station: CoreStation) -> None:
    never = replace(USUAL, night_from=60, night_until=60)

    assert volume(never, Screen(moment="welcome"), _at(station, 1)) == 90


def test_a_clock_that_cannot_be_believed_knows_no_night(station: CoreStation) -> None:
    assert volume(USUAL, Screen(moment="welcome"), _at(station, 2, "unknown")) == 90


@pytest.mark.parametrize("screen", [Screen(moment="evacuation"), Screen(moment="wellbeing", reason="loud")])
def test_what_must_be_heard_is_loud_at_any_hour(station: CoreStation, screen: Screen) -> None:
    assert volume(USUAL, screen, _at(station, 2)) == 100


def test_a_gentle_question_is_gentle(station: CoreStation) -> None:
    assert volume(USUAL, Screen(moment="wellbeing"), _at(station, 2)) == 50


def test_a_station_silenced_by_its_config_stays_silent(station: CoreStation) -> None:
    assert volume(Loudness(day=0, night=0), Screen(moment="evacuation"), _at(station, 2)) == 0
