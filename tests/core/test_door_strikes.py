from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, BO, CHEN, CoreStation, one_door, shape
from door_fault_world import PEOPLE, in_vain, released, vain_exit

from station_app.core import door_faults


class TestPropped:
    def test_a_door_open_for_ten_minutes_is_propped(self, station: CoreStation) -> None:
        station.card()
        station.open()
        station.wait(30)
        station.wait(569.9)
        assert station.count("door.propped") == 0
        station.wait(0.1)

        assert shape(station.told) == ["door.propped", "incident.closed", "incident.opened"]
        assert station.last("door.propped").body == {"door": "main", "open_seconds": 600.0}

    def test_a_propped_door_is_told_once(self, station: CoreStation) -> None:
        station.card()
        station.open()
        for _ in range(5):
            station.wait(600)

        assert station.count("door.propped") == 1

    def test_one_open_door_is_one_open_incident(self, station: CoreStation) -> None:
        station.card()
        station.open()
        station.wait(30)
        station.wait(600)

        assert list(station.state.incidents) == ["door-propped/main"]

    def test_a_propped_door_that_closes_is_over(self, station: CoreStation) -> None:
        station.card()
        station.open()
        station.wait(601)
        station.close()

        assert station.state.incidents == {}

    def test_the_next_opening_can_be_propped_again(self, station: CoreStation) -> None:
        for _ in range(2):
            station.card()
            station.open()
            station.wait(601)
            station.close()

        assert station.count("door.propped") == 2

    def test_how_long_is_configured(self) -> None:
        station = CoreStation(one_door(propped_after_seconds=120.0))
        station.card()
        station.open()
        station.wait(120)

        assert station.count("door.propped") == 1


class TestJammed:
    def test_three_grants_in_a_row_without_an_opening_are_a_jam(self, station: CoreStation) -> None:
        for person in (ANNA, BO, CHEN):
            in_vain(station, person, 600)

        assert station.causes("incident.opened") == ["door-jammed/main"]

    def test_two_are_not_yet(self, station: CoreStation) -> None:
        for person in (ANNA, BO):
            in_vain(station, person, 600)

        assert station.state.incidents == {}

    def test_three_who_come_together_still_have_their_time(self, station: CoreStation) -> None:
        for person in (ANNA, BO, CHEN):
            in_vain(station, person, 1)

        assert station.state.incidents == {}

    def test_the_rules_want_to_be_told_when_the_third_has_had_its_time(self, station: CoreStation) -> None:
        for person in (ANNA, BO, CHEN):
            in_vain(station, person, 2)
        station.state = replace(station.state, doors={"main": replace(station.state.doors["main"], grants=())})

        assert door_faults.deadlines(station.state, station.at) == [pytest.approx(6.05)]

    def test_an_opening_between_makes_them_no_row(self, station: CoreStation) -> None:
        for person in (ANNA, BO):
            in_vain(station, person, 600)
        station.enter(CHEN)
        for person in PEOPLE[:2]:
            in_vain(station, person, 600)

        assert station.state.incidents == {}

    def test_the_next_opening_ends_it(self, station: CoreStation) -> None:
        for person in (ANNA, BO, CHEN):
            in_vain(station, person, 600)
        station.card()
        station.open()

        assert station.causes("incident.closed") == ["door-jammed/main"]

    def test_one_person_who_tries_three_times_in_two_minutes_is_enough(self, station: CoreStation) -> None:
        for _ in range(3):
            in_vain(station, ANNA, 10)

        assert station.causes("incident.opened") == ["door-jammed/main"]
        assert station.facts[-2].at != station.at, "at the third try, not later"

    def test_three_tries_of_one_person_within_one_pulse_are_one(self, station: CoreStation) -> None:
        for _ in range(3):
            in_vain(station, ANNA, 1)

        assert station.state.incidents == {}

    def test_three_tries_of_one_person_over_an_hour_are_three_grants_in_a_row(self, station: CoreStation) -> None:
        for _ in range(2):
            in_vain(station, ANNA, 1200)
        assert station.state.incidents == {}
        in_vain(station, ANNA, 1)
        assert station.state.incidents == {}
        station.wait(8)

        assert list(station.state.incidents) == ["door-jammed/main"]

    def test_passes_without_a_name_are_nobodys_second_try(self, station: CoreStation) -> None:
        for name in ("one", "two", "three"):
            station.pass_(name)
            released(station)
            station.wait(4)

        assert station.state.incidents == {}

    def test_a_lock_that_did_not_move_is_its_own_fault(self, station: CoreStation) -> None:
        for person in (ANNA, BO, CHEN):
            station.card(person)
            station.lock_answers(fault="no-answer")
            station.wait(600)

        assert list(station.state.incidents) == ["lock-fault/main"]

    def test_a_door_whose_contact_nobody_hears_never_jams(self) -> None:
        station = CoreStation(contact=None)
        for person in (ANNA, BO, CHEN):
            in_vain(station, person, 600)

        assert station.state.incidents == {}

    def test_a_hold_that_nobody_waits_for_is_no_try(self, station: CoreStation) -> None:
        for _ in range(3):
            released(station, "of-an-order")
            station.wait(600)

        assert station.state.incidents == {}

    def test_somebody_inside_who_cannot_get_out_is_a_jam(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.later(60)
        for _ in range(3):
            vain_exit(station, 10)

        assert list(station.state.incidents) == ["door-jammed/main"]

    def test_the_exit_releases_the_lock_of_a_jammed_door_every_time(self, station: CoreStation) -> None:
        for person in (ANNA, BO, CHEN):
            in_vain(station, person, 600)
        station.press_exit()

        assert [hold.cause for hold in station.holds] == ["exit"]

    def test_a_grant_at_a_jammed_door_releases_the_lock(self, station: CoreStation) -> None:
        for person in (ANNA, BO, CHEN):
            in_vain(station, person, 600)
        station.card("person-d")

        assert [hold.cause for hold in station.holds] == ["entry"]

    def test_a_lost_board_makes_tries_forgotten(self, station: CoreStation) -> None:
        for person in (ANNA, BO):
            in_vain(station, person, 600)
        station.lose("board")
        station.restore("board")
        station.close()
        in_vain(station, CHEN, 600)

        assert not [cause for cause in station.state.incidents if cause.startswith("door-jammed")]
