"""The policy in force and its age."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import MONDAY_NOON, CoreStation

from station_app.core import replay, rulebook
from station_app.core.events import PolicyArrived, PolicyConfirmed, PolicyRefused
from station_app.core.instant import Instant
from station_app.core.model import StationState
from station_app.core.policy import AgeRule, Policy

DAY = 86_400
AGES = AgeRule(normal_days=7, lock_after_days=30)


def arrive(station: CoreStation, number: int = 1, **more: object) -> None:
    policy = replace(Policy(version=f"p{number}", number=number, ages=AGES), **more)  # pyright: ignore[reportArgumentType]
    station.hear(PolicyArrived(at=station.at, policy=policy))


def at(month: int, day: int, clock: str = "trusted") -> Instant:
    from datetime import UTC, datetime

    wall = int(datetime(2027, month, day, tzinfo=UTC).timestamp() * 1000)
    return Instant(wall_ms=wall, mono_ms=wall, boot="b1", clock=clock)  # pyright: ignore[reportArgumentType]


def test_a_policy_that_arrives_is_in_force_and_recorded(station: CoreStation) -> None:
    arrive(station, made_ms=5)

    assert station.state.house.policy.version == "p1"
    assert station.last("policy.applied").body == {"policy": "p1", "serial": 1, "made": 5}


def test_visits_go_on_under_a_new_policy(station: CoreStation) -> None:
    station.enter()

    arrive(station)

    assert station.inside == 1


def test_of_two_that_come_at_once_the_older_is_refused(station: CoreStation) -> None:
    arrive(station, 2)
    arrive(station, 1)

    assert station.state.house.policy.number == 2
    assert station.last("policy.refused").body == {"policy": "p1", "reason": "older"}


def test_a_refused_policy_is_recorded_and_nothing_changes(station: CoreStation) -> None:
    station.hear(PolicyRefused(at=station.at, version="x", reason="older"))

    assert (station.count("policy.refused"), station.state.incidents) == (1, {})


def test_a_damaged_file_is_an_incident_until_a_policy_arrives(station: CoreStation) -> None:
    station.hear(PolicyRefused(at=station.at, version="", reason=rulebook.DAMAGED))
    opened = set(station.state.incidents)

    arrive(station)

    assert (opened, set(station.state.incidents)) == ({"policy-file"}, set())


def test_the_built_in_policy_never_ages(station: CoreStation) -> None:
    station.wait(4000 * DAY)

    assert (rulebook.stage(station.state, station.at), rulebook.age_days(station.state, station.at)) == ("normal", None)


def test_an_old_policy_leaves_essential_zones_and_is_told_once(station: CoreStation) -> None:
    arrive(station)
    station.wait(7 * DAY)
    station.wait(DAY)

    assert station.last("policy.aged").body == {"policy": "p1", "stage": "essential", "days": 7}
    assert station.count("policy.aged") == 1
    assert station.state.incidents["policy-old"].severity == "fault"


def test_a_confirmation_makes_it_young_again(station: CoreStation) -> None:
    arrive(station)
    station.wait(8 * DAY)

    station.hear(PolicyConfirmed(at=station.at))

    assert rulebook.stage(station.state, station.at) == "normal"
    assert station.last("policy.aged").body["stage"] == "normal"
    assert "policy-old" not in station.state.incidents


def test_confirmations_are_recorded_once_a_day(station: CoreStation) -> None:
    arrive(station)
    for _ in range(48):
        station.later(3600)
        station.hear(PolicyConfirmed(at=station.at))

    assert station.count("policy.confirmed") == 2


def test_a_clock_that_nobody_believes_neither_ages_nor_confirms(station: CoreStation) -> None:
    station.at = replace(station.at, clock="unknown")
    arrive(station)
    station.hear(PolicyConfirmed(at=station.at))
    station.wait(400 * DAY)

    assert (station.state.confirmed_ms, station.state.policy_stage) == (0, "normal")


def aged(confirmed: Instant, rule: AgeRule = AGES) -> StationState:
    station = CoreStation()
    arrive(station, ages=rule)
    return replace(station.state, confirmed_ms=confirmed.wall_ms)


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        (at(5, 2), "normal"),
        (at(5, 8), "essential"),
        (at(5, 31), "locked"),
        (at(5, 31, "unknown"), "normal"),
        (at(11, 15), "essential"),
    ],
)
def test_age_locks_in_the_end_but_never_in_winter(now: Instant, stage: str) -> None:
    assert rulebook.stage(aged(at(5, 1)), now) == stage


def test_without_a_lock_old_stays_essential() -> None:
    assert rulebook.stage(aged(at(5, 1), AgeRule()), at(9, 1)) == "essential"


@pytest.mark.parametrize(
    ("stage", "now", "seconds"),
    [
        ("normal", at(5, 2), [6 * DAY, 29 * DAY]),
        ("essential", at(5, 9), [22 * DAY]),
        ("locked", at(6, 15), [15 * DAY + 16 * 3600]),
        ("normal", at(6, 15), [0.0]),
        ("normal", at(6, 15, "unknown"), []),
    ],
)
def test_every_change_that_age_makes_has_a_deadline(stage: str, now: Instant, seconds: list[float]) -> None:
    state = replace(aged(at(5, 1)), policy_stage=stage)  # pyright: ignore[reportArgumentType]

    assert rulebook.deadlines(state, now) == seconds


def test_age_outlives_a_restart(station: CoreStation) -> None:
    arrive(station)
    station.wait(8 * DAY)

    again = replay.recall(StationState.fresh(station.state.house), station.facts)

    assert (again.confirmed_ms, again.policy_stage) == (MONDAY_NOON.wall_ms, "essential")


def test_a_word_at_an_unknown_clock_is_not_remembered(station: CoreStation) -> None:
    station.at = replace(station.at, clock="unknown")
    arrive(station)

    assert replay.recall(StationState.fresh(station.state.house), station.facts).confirmed_ms == 0
