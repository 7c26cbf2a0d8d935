"""A pass admits once, whatever the clock does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation

from station_app.core.events import Started

DAY = 86_400


def jump(station: CoreStation, days: float) -> None:
    station.at = replace(station.at, wall_ms=station.at.wall_ms + round(days * DAY * 1000))


def is_used(station: CoreStation) -> bool:
    """Whether the pass `one` is refused as used."""
    station.pass_("one")
    return [fact.body.get("reason") for fact in station.facts][-1] == "pass-used"


def test_a_pass_admits_once(station: CoreStation) -> None:
    station.pass_("one")

    assert is_used(station)


def test_the_grant_records_which_pass_it_spent_and_how_long_to_remember_it(station: CoreStation) -> None:
    station.pass_("one", minutes=10)

    body = station.last("access.granted").body
    assert (body["pass_id"], body["pass_until"]) == ("one", station.at.wall_ms + 600_000)


def test_a_refused_pass_is_not_spent(station: CoreStation) -> None:
    station.refuse("pass-not-yet-valid", "pass")
    station.pass_("one")

    assert station.count("access.granted") == 1


def test_a_card_spends_no_pass(station: CoreStation) -> None:
    station.card()

    assert not station.last("access.granted").body.keys() & {"pass_id", "pass_until"}


def test_a_used_pass_stays_used_when_the_clock_steps_back(station: CoreStation) -> None:
    station.pass_("one")
    jump(station, -3650)
    station.wait(1)

    assert is_used(station)


@pytest.mark.parametrize(("days_after", "used"), [(0.99, True), (1.01, False)])
def test_a_used_pass_is_forgotten_a_day_after_its_end(station: CoreStation, days_after: float, used: bool) -> None:
    station.pass_("one", minutes=0)
    station.wait(days_after * DAY)

    assert is_used(station) is used


@pytest.mark.parametrize("trust", ["drifting", "unknown"])
def test_a_clock_that_nobody_keeps_jumps_a_month_ahead_and_back_and_the_pass_stays_used(
    station: CoreStation, trust
) -> None:
    station.pass_("one")
    station.at = replace(station.at, clock=trust)
    jump(station, 30)
    station.wait(1)
    jump(station, -30)

    assert is_used(station)


def test_without_a_kept_clock_used_passes_are_forgotten_in_the_end(station: CoreStation) -> None:
    station.pass_("one")
    station.at = replace(station.at, clock="drifting")
    station.wait(91 * DAY)

    assert station.state.used_passes == {}


def test_a_used_pass_stays_used_after_a_restart(station: CoreStation) -> None:
    station.pass_("one")
    station.start_again()

    assert is_used(station)


def test_the_program_says_which_version_and_policy_it_starts_with(station: CoreStation) -> None:
    station.hear(Started(at=station.at, version="1.2"))

    assert station.last("boot").body == {"version": "1.2", "policy": "p7"}
