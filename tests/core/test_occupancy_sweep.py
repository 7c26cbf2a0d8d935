from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, BO, MONDAY_NOON, CoreStation, one_door
from occupancy_world import HOUR, count, known, moved_once, pass_through, private, quiet_for, sensed, stir

from station_app.core.events import (
    CompanionsDeclared,
    HelpAsked,
    Started,
    Ticked,
    Touched,
)
from station_app.core.facts import fact
from station_app.core.model import StationState
from station_app.core.occupancy import shown
from station_app.core.replay import recall


class TestSweep:
    def empty(self) -> CoreStation:
        """Somebody came and went; the motion sensor works."""
        station = CoreStation(sensed())
        station.enter(ANNA)
        moved_once(station)
        station.wait(60)
        station.leave()
        return station

    def test_silence_alone_never_lowers_what_is_possible(self) -> None:
        station = self.empty()
        station.wait(HOUR - 1)

        assert known(station) == (0, 1)

    def test_after_an_hour_it_is_asked_and_five_minutes_later_it_is_empty(self) -> None:
        station = self.empty()
        quiet_for(station, HOUR)
        assert station.state.life["hall"].swept is not None
        assert known(station) == (0, 1)
        quiet_for(station, 299)
        assert station.count("occupancy.sweep") == 0
        quiet_for(station, 1)

        assert station.last("occupancy.sweep").body == {"zone": "hall", "result": "empty"}
        assert known(station) == (0, 0)

    @pytest.mark.parametrize("sign", ["motion", "touch", "help", "exit"])
    def test_any_sign_is_somebody(self, sign: str) -> None:
        station = self.empty()
        quiet_for(station, HOUR + 100)
        match sign:
            case "motion":
                stir(station)
            case "touch":
                station.hear(Touched(at=station.at))
            case "help":
                station.hear(HelpAsked(at=station.at))
            case _:
                station.press_exit()

        assert station.last("occupancy.sweep").body["result"] == "somebody"
        assert station.state.life["hall"].swept is None
        assert known(station)[1] == 1

    def test_after_a_sign_another_hour_passes(self) -> None:
        station = self.empty()
        quiet_for(station, HOUR + 100)
        station.hear(Touched(at=station.at))
        quiet_for(station, HOUR - 1)
        assert station.state.life["hall"].swept is None
        quiet_for(station, 1)

        assert station.state.life["hall"].swept is not None

    def test_a_zone_with_a_stay_that_goes_on_is_never_swept(self) -> None:
        station = CoreStation(sensed())
        station.enter(ANNA)
        moved_once(station)
        quiet_for(station, 5.9 * HOUR)

        assert (known(station), station.state.life["hall"].swept) == ((1, 1), None)

    def test_a_stay_that_is_only_believed_is_not_swept_either(self) -> None:
        station = CoreStation(sensed())
        station.enter(ANNA)
        moved_once(station)
        station.wait(60)
        pass_through(station, 2)
        quiet_for(station, 5 * HOUR)

        assert (known(station)[0], station.inside, station.count("occupancy.sweep")) == (0, 1, 0)

    def test_motion_that_does_not_end_is_no_silence(self) -> None:
        station = self.empty()
        station.wait(5)
        stir(station)
        station.state = replace(station.state, life={"hall": replace(station.state.life["hall"], low=0)})
        quiet_for(station, 10 * HOUR)

        assert station.count("occupancy.sweep") == 0

    def test_an_open_door_is_no_silence(self) -> None:
        station = self.empty()
        station.press_exit()
        station.open()
        quiet_for(station, 10 * HOUR)

        assert station.count("occupancy.sweep") == 0

    def test_without_a_motion_sensor_it_waits_half_a_day(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.leave()
        quiet_for(station, 12 * HOUR - 1)
        assert station.state.life["hall"].swept is None
        quiet_for(station, 301)

        assert known(station) == (0, 0)

    def test_a_motion_sensor_that_is_lost_is_none(self) -> None:
        station = self.empty()
        station.lose("board")
        station.restore("board")
        station.close()
        quiet_for(station, 12 * HOUR - 1)

        assert station.count("occupancy.sweep") == 0

    def test_a_stay_ended_by_its_length_leaves_somebody_possible(self) -> None:
        station = CoreStation(sensed())
        station.enter(ANNA)
        moved_once(station)
        quiet_for(station, 6 * HOUR)

        assert known(station) == (0, 1)

    def test_a_door_that_opens_during_the_asking_ends_it(self) -> None:
        station = self.empty()
        quiet_for(station, HOUR + 100)
        station.lose("board")
        quiet_for(station, 300)

        assert station.last("occupancy.sweep").body["result"] == "somebody"

    @pytest.mark.parametrize("jump_days", [-3000, 3000])
    def test_a_clock_that_jumps_sweeps_nobody(self, jump_days: int) -> None:
        station = self.empty()
        station.at = replace(station.at, wall_ms=station.at.wall_ms + jump_days * 86_400_000)
        station.hear(Ticked(at=station.at))

        assert station.state.life["hall"].swept is None


class TestStart:
    def test_after_a_start_anybody_may_be_inside(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.hear(Started(at=station.at, version="1"))

        assert known(station) == (0, 16)

    def test_a_sweep_that_was_cut_short_found_somebody(self) -> None:
        station = TestSweep().empty()
        quiet_for(station, HOUR + 100)
        station.hear(Started(at=station.at, version="1"))

        assert station.count("occupancy.sweep") == 0
        assert known(station) == (0, 16)

    def test_the_counts_of_the_day_go_on(self, station: CoreStation) -> None:
        station.enter(ANNA)
        event = CompanionsDeclared(at=station.at, presentation="presentation-1", adults=1, children=1)
        station.hear(event)
        station.wait(600)
        station.leave()
        station.enter(ANNA)
        back = recall(StationState.fresh(station.state.house), station.facts).life["hall"]

        assert (back.grants, back.entered, back.declared) == (2, 2, 2)
        assert back.day == MONDAY_NOON.station_day

    def test_companions_of_a_visit_that_is_forgotten_count_for_their_day(self, station: CoreStation) -> None:
        told = fact("visit.companions", station.at, visit="v", zone="hall", adults=1, children=0)

        assert recall(StationState.fresh(station.state.house), [told]).life["hall"].declared == 1

    def test_what_the_house_has_no_more_is_not_remembered(self, station: CoreStation) -> None:
        at = station.at
        told = [
            fact("occupancy.day", at, zone="gone", day=1, grants=1, entered=1),
            fact("visit.companions", at, visit="v", zone="gone", adults=1, children=0),
        ]

        assert recall(StationState.fresh(station.state.house), told).life == {}


class TestDay:
    def test_at_the_turn_of_the_day_it_is_told_how_many_came_beside_who_was_granted(self) -> None:
        station = CoreStation()
        station.enter(ANNA)
        count(station, entered=1)
        station.wait(60)
        station.card(BO)
        station.open()
        count(station, entered=2)
        station.close()
        event = CompanionsDeclared(at=station.at, presentation="presentation-2", adults=1)
        station.hear(event)
        quiet_for(station, 17 * HOUR)

        assert station.last("occupancy.day").body == {
            "zone": "hall",
            "day": MONDAY_NOON.station_day,
            "grants": 2,
            "entered": 4,
            "companions": 1,
        }

    def test_each_day_once_and_only_where_somebody_came(self, station: CoreStation) -> None:
        station.enter(ANNA)
        quiet_for(station, 72 * HOUR)

        assert station.count("occupancy.day") == 1

    def test_nothing_is_told_of_a_private_zone(self) -> None:
        house = one_door()
        station = CoreStation(replace(house, zones={"hall": replace(house.zones["hall"], privacy="private")}))
        station.enter(ANNA)
        quiet_for(station, 17 * HOUR)

        assert station.count("occupancy.day") == 0

    def test_a_restart_goes_on_in_the_day_after_the_last_that_was_told(self, station: CoreStation) -> None:
        station.enter(ANNA)
        quiet_for(station, 17 * HOUR)
        state = recall(StationState.fresh(station.state.house), station.facts)

        assert (state.life["hall"].day, state.life["hall"].grants) == (MONDAY_NOON.station_day + 1, 0)


class TestShown:
    def test_a_public_zone_shows_its_range(self, station: CoreStation) -> None:
        assert shown(station.state, "hall") == "0"
        station.card(ANNA)
        pass_through(station, 9)

        assert shown(station.state, "hall") == "1-3"

    def test_a_private_zone_shows_only_that_somebody_is_there(self) -> None:
        station = CoreStation(private())
        assert shown(station.state, "hall") == "free"
        station.card(ANNA)
        station.card(BO)
        pass_through(station, 9)

        assert shown(station.state, "hall") == "occupied"

    def test_a_latched_private_zone_is_occupied(self) -> None:
        station = CoreStation(private())
        stir(station, name="latch")
        station.state = replace(station.state, life={})

        assert shown(station.state, "hall") == "occupied"
