"""A policy's life at a station."""

from __future__ import annotations

from core_world import ANNA, CoreStation

from station_app.core import rulebook
from station_app.core.events import PolicyArrived, PolicyConfirmed
from station_app.core.policy import AgeRule, Policy

DAY = 86_400


def test_a_station_whose_hub_falls_silent_keeps_its_place_to_rest_all_winter(station: CoreStation) -> None:
    # Late in November somebody is resting when a new policy comes; the hub confirms it for three days.
    station.enter(ANNA)
    policy = Policy(version="winter", number=4, ages=AgeRule(normal_days=7, lock_after_days=30))
    station.hear(PolicyArrived(at=station.at, policy=policy))
    assert station.inside == 1
    for _ in range(3):
        station.wait(DAY)
        station.hear(PolicyConfirmed(at=station.at))
    assert station.count("policy.aged") == 0

    # Then the line is dead. A week later only essential zones stay open, and somebody is to look after it.
    station.wait(7 * DAY)
    assert rulebook.stage(station.state, station.at) == "essential"
    assert "policy-old" in station.state.incidents

    # Two months later it would have locked, and does not: it is winter. In April it does.
    station.wait(60 * DAY)
    assert rulebook.stage(station.state, station.at) == "essential"
    station.wait(70 * DAY)
    assert rulebook.stage(station.state, station.at) == "locked"

    # The hub is back: everything holds again.
    station.hear(PolicyConfirmed(at=station.at))
    assert rulebook.stage(station.state, station.at) == "normal"
    assert [told.body["stage"] for told in station.facts if told.kind == "policy.aged"] == [
        "essential",
        "locked",
        "normal",
    ]
