from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, BO, CHEN, CoreStation
from door_fault_world import in_vain, sensed, turn

from station_app.core.events import (
    ExitPressed,
    ExitReleased,
)
from station_app.core.flow import next_deadline
from station_app.core.model import Zone


class TestLatch:
    def test_who_is_granted_and_stands_before_a_latched_door_is_an_incident(self) -> None:
        station = CoreStation(sensed())
        turn(station, "latch", True)
        station.card()
        station.wait(9)

        assert station.last("incident.opened").body["cause"] == "latched/main"
        assert station.last("incident.opened").body["zone"] == "hall"

    def test_a_latch_never_vetoes(self) -> None:
        station = CoreStation(sensed())
        turn(station, "latch", True)
        station.card()

        assert len(station.holds) == 1

    @pytest.mark.parametrize("over", ["latch", "door"])
    def test_it_is_over_when_the_latch_or_the_door_moves(self, over: str) -> None:
        station = CoreStation(sensed())
        turn(station, "latch", True)
        station.card()
        station.wait(9)
        if over == "latch":
            turn(station, "latch", False)
        else:
            station.press_exit()
            station.open()

        assert station.causes("incident.closed") == ["latched/main"]

    def test_behind_a_latch_no_strike_jams(self) -> None:
        station = CoreStation(sensed())
        turn(station, "latch", True)
        for person in (ANNA, BO, CHEN):
            in_vain(station, person, 600)

        assert list(station.state.incidents) == ["latched/main"]

    def test_a_latch_that_nobody_tried_is_nobodys_business(self) -> None:
        station = CoreStation(sensed())
        turn(station, "latch", True)
        station.wait(3600)

        assert station.state.incidents == {}

    def test_without_a_latch_who_does_not_enter_is_no_incident(self) -> None:
        station = CoreStation(sensed())
        station.card()
        station.wait(9)

        assert station.state.incidents == {}

    def test_a_private_zone_is_rightly_latched_by_who_is_inside(self) -> None:
        house = sensed()
        zone = Zone(name="hall", title="Room", capacity=4, privacy="private")
        station = CoreStation(replace(house, zones={"hall": zone}))
        station.enter(ANNA)
        turn(station, "latch", True)
        station.card(BO)
        station.wait(9)

        assert station.state.incidents == {}

    def test_a_private_zone_that_is_latched_with_nobody_known_inside_is_an_incident(self) -> None:
        house = sensed()
        zone = Zone(name="hall", title="Room", capacity=4, privacy="private")
        station = CoreStation(replace(house, zones={"hall": zone}))
        turn(station, "latch", True)
        station.card(BO)
        station.wait(9)

        assert list(station.state.incidents) == ["latched/main"]

    def test_a_latch_of_no_zone_in_a_house_of_several_tells_of_none(self) -> None:
        house = sensed()
        lost = replace(house.inputs["latch"], zone="")
        rooms = {**house.zones, "room": Zone(name="room", title="Room", capacity=1)}
        station = CoreStation(replace(house, zones=rooms, inputs={"latch": lost}))
        turn(station, "latch", True)
        turn(station, "latch", False)
        turn(station, "latch", True)
        station.card()
        station.wait(9)

        assert station.state.incidents == {}


class TestExitButton:
    def press(self, station: CoreStation) -> None:
        station.hear(ExitPressed(at=station.at, door="main"))

    def let_go(self, station: CoreStation) -> None:
        station.hear(ExitReleased(at=station.at, door="main"))

    def test_a_button_held_for_a_minute_is_stuck(self, station: CoreStation) -> None:
        self.press(station)
        station.wait(59.9)
        assert station.state.incidents == {}
        station.wait(0.1)

        assert list(station.state.incidents) == ["exit-stuck/main"]

    def test_a_button_let_go_is_not(self, station: CoreStation) -> None:
        self.press(station)
        self.let_go(station)
        station.wait(3600)

        assert station.state.incidents == {}

    def test_it_is_over_after_a_quiet_minute(self, station: CoreStation) -> None:
        self.press(station)
        station.wait(61)
        self.let_go(station)
        assert next_deadline(station.state, station.at) == 60
        station.wait(59)
        assert list(station.state.incidents) == ["exit-stuck/main"]
        station.wait(1)

        assert station.state.incidents == {}

    def test_more_than_twenty_presses_in_a_minute_are_a_fault(self, station: CoreStation) -> None:
        for _ in range(20):
            station.press_exit()
            station.wait(0.5)
        assert "exit-stuck/main" not in station.state.incidents
        station.press_exit()

        assert "exit-stuck/main" in station.state.incidents

    def test_twenty_presses_over_an_hour_are_people(self, station: CoreStation) -> None:
        for _ in range(30):
            station.leave()
            station.wait(60)

        assert station.state.incidents == {}

    def test_each_press_of_a_stuck_button_releases_the_lock(self, station: CoreStation) -> None:
        for _ in range(50):
            self.press(station)

            assert [hold.cause for hold in station.holds] == ["exit"]

    def test_a_lost_board_tells_of_no_button(self, station: CoreStation) -> None:
        self.press(station)
        station.lose("board")
        station.wait(120)

        assert "exit-stuck/main" not in station.state.incidents

    def test_a_lost_board_is_no_quiet(self, station: CoreStation) -> None:
        self.press(station)
        station.wait(61)
        station.lose("board")
        station.wait(3600)
        assert "exit-stuck/main" in station.state.incidents
        station.restore("board")
        self.let_go(station)
        station.wait(60)

        assert "exit-stuck/main" not in station.state.incidents

    def test_it_survives_a_restart_and_ends_after_it(self, station: CoreStation) -> None:
        self.press(station)
        station.wait(61)
        station.start_again()
        station.wait(3600)
        assert "exit-stuck/main" in station.state.incidents
        self.let_go(station)
        station.wait(60)

        assert "exit-stuck/main" not in station.state.incidents
