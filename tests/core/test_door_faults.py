from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, BO, CHEN, CoreStation

from station_app.core.commands import Record
from station_app.core.events import (
    DeviceFailed,
    Event,
    Started,
)
from station_app.core.facts import fact
from station_app.core.flow import next_deadline
from station_app.core.model import StationState
from station_app.core.replay import recall


class TestUnseen:
    def test_a_door_that_stood_open_when_its_board_went_is_told_after_a_minute(self, station: CoreStation) -> None:
        station.card()
        station.open()
        station.lose("board")
        station.wait(59)
        assert "door-unseen/main" not in station.state.incidents
        station.wait(1)

        assert "door-unseen/main" in station.state.incidents

    def test_the_rules_want_to_be_told_when_the_minute_is_over(self, station: CoreStation) -> None:
        station.card()
        station.open()
        station.wait(20)
        station.lose("board")

        assert next_deadline(station.state, station.at) == 60

    @pytest.mark.parametrize("open", [False, True])
    def test_it_is_over_when_the_contact_speaks(self, station: CoreStation, open: bool) -> None:
        station.card()
        station.open()
        station.lose("board")
        station.wait(61)
        (station.open if open else station.close)()

        assert "door-unseen/main" not in station.state.incidents

    def test_a_door_that_was_shut_is_not_missed(self, station: CoreStation) -> None:
        station.lose("board")
        station.wait(3600)

        assert "door-unseen/main" not in station.state.incidents

    def test_another_device_makes_no_door_unseen(self, station: CoreStation) -> None:
        station.card()
        station.open()
        station.lose("scanner")

        assert station.state.doors["main"].unseen is None

    def test_after_a_restart_it_is_known_from_the_journal(self, station: CoreStation) -> None:
        station.card()
        station.open()
        station.state = recall(StationState.fresh(station.state.house), station.facts)
        station.hear(Started(at=station.at, version="1"))
        station.wait(60)

        assert list(station.state.incidents)[-1] == "door-unseen/main"

    def test_after_a_power_cut_every_door_is_looked_for(self, station: CoreStation) -> None:
        lost = fact("power.lost", station.at, battery_minutes=10)
        station.state = recall(StationState.fresh(station.state.house), [lost])
        station.hear(Started(at=station.at, version="1"))
        station.wait(60)

        assert "door-unseen/main" in station.state.incidents

    def test_a_door_that_has_closed_in_the_journal_is_not_missed(self, station: CoreStation) -> None:
        station.enter()
        station.state = recall(StationState.fresh(station.state.house), station.facts)
        station.hear(Started(at=station.at, version="1"))
        station.wait(60)

        assert station.state.incidents == {}


def test_an_incident_of_a_door_that_the_house_has_no_more_ends_at_the_start(station: CoreStation) -> None:
    station.open()
    bare = replace(station.state.house, doors={"new": replace(station.state.house.doors["main"], name="new")})
    station.state = replace(StationState.fresh(bare), incidents=station.state.incidents)
    station.hear(Started(at=station.at, version="1"))

    assert station.state.incidents == {}


def test_facts_of_a_door_that_the_house_has_no_more_leave_nothing(station: CoreStation) -> None:
    station.card()
    station.open()
    bare = replace(station.state.house, doors={"new": replace(station.state.house.doors["main"], name="new")})

    assert recall(StationState.fresh(bare), station.facts).doors == StationState.fresh(bare).doors


def test_a_grant_from_just_before_a_restart_keeps_its_place(station: CoreStation) -> None:
    station.card(ANNA)
    state = recall(StationState.fresh(station.state.house), station.facts)

    assert [grant.person for grant in state.doors["main"].grants] == [ANNA]


def test_a_grant_that_was_used_keeps_none(station: CoreStation) -> None:
    station.enter(ANNA)
    station.card(BO)
    station.wait(9)
    station.card(CHEN)
    station.open()
    station.card("person-d")
    state = recall(StationState.fresh(station.state.house), station.facts)

    assert state.doors["main"].grants == ()


def test_no_event_in_a_house_without_its_input_is_lost(station: CoreStation) -> None:
    events: list[Event] = [DeviceFailed(at=station.at, device="unheard-of", fault="link-lost")]
    for event in events:
        station.hear(event)

    assert [c.fact.kind for c in station.told if isinstance(c, Record)] == ["device.lost", "incident.opened"]
