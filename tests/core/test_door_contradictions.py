from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, BO, CHEN, CoreStation
from door_fault_world import PEOPLE, contradicts, in_vain, lie_until_found, sensed, turn, two_doors, vain_exit

from station_app.core.events import (
    Counted,
)


class TestContradiction:
    def test_people_who_come_and_go_while_it_claims_closed_prove_it_wrong(self, station: CoreStation) -> None:
        lie_until_found(station)

        assert list(station.state.incidents) == ["contact-contradicts/main"]

    def test_twice_is_no_proof(self, station: CoreStation) -> None:
        for person in (ANNA, BO):
            in_vain(station, person, 60)
            vain_exit(station, 60)

        assert station.state.incidents == {}

    def test_a_believable_opening_between_begins_anew(self, station: CoreStation) -> None:
        for person in (ANNA, BO):
            in_vain(station, person, 60)
            vain_exit(station, 60)
        station.enter(CHEN)
        station.leave()
        in_vain(station, ANNA, 60)
        vain_exit(station, 60)

        assert not contradicts(station)

    def test_a_jam_that_was_concluded_before_gives_way(self, station: CoreStation) -> None:
        for person in PEOPLE[:3]:
            in_vain(station, person, 60)
        assert list(station.state.incidents) == ["door-jammed/main"]
        vain_exit(station, 60)
        for person in PEOPLE[3:5]:
            in_vain(station, person, 60)
            vain_exit(station, 60)

        assert list(station.state.incidents) == ["contact-contradicts/main"]

    def test_signs_within_seconds_are_of_one_person(self, station: CoreStation) -> None:
        station.wait(60)
        for _ in range(3):
            station.hear(Counted(at=station.at, zone="hall", entered=1))
            station.wait(1)

        assert not contradicts(station)

    def test_a_counter_proves_it_wrong(self, station: CoreStation) -> None:
        for _ in range(3):
            station.wait(60)
            station.hear(Counted(at=station.at, zone="hall", left=1))

        assert contradicts(station)

    def test_a_counter_that_counts_nobody_proves_nothing(self, station: CoreStation) -> None:
        for _ in range(3):
            station.wait(60)
            station.hear(Counted(at=station.at, zone="hall"))

        assert not contradicts(station)

    def test_a_count_just_after_the_door_has_closed_is_of_that_opening(self, station: CoreStation) -> None:
        for person in (ANNA, BO, CHEN):
            station.enter(person)
            station.later(10)
            station.hear(Counted(at=station.at, zone="hall", entered=1))
            station.wait(60)

        assert not contradicts(station)

    def test_a_count_elsewhere_proves_nothing(self, station: CoreStation) -> None:
        for _ in range(3):
            station.wait(60)
            station.hear(Counted(at=station.at, zone="elsewhere", entered=1))

        assert not contradicts(station)

    def test_of_two_doors_a_counter_accuses_the_one_just_used(self) -> None:
        station = CoreStation(two_doors())
        station.close("side")
        for person in (ANNA, BO, CHEN):
            station.wait(60)
            station.card(person)
            station.wait(20)
            station.hear(Counted(at=station.at, zone="hall", entered=1))

        assert list(station.state.incidents) == ["contact-contradicts/main"]

    def test_of_two_doors_that_nobody_used_a_counter_accuses_none(self) -> None:
        station = CoreStation(two_doors())
        station.close("side")
        for _ in range(3):
            station.wait(61)
            station.hear(Counted(at=station.at, zone="hall", entered=1))

        assert station.state.incidents == {}

    def test_motion_in_an_empty_zone_after_a_grant_is_a_sign(self) -> None:
        station = CoreStation(sensed())
        for person in (ANNA, BO, CHEN):
            station.state = replace(station.state, life={})
            station.enter("first")  # so that the zone is known at all
            station.leave()
            zone = replace(station.state.life["hall"], low=0, high=0)
            station.state = replace(station.state, life={"hall": zone}, visits={})
            station.wait(60)
            before = station.state.doors["main"].doubts.contrary
            in_vain(station, person, 5)
            turn(station, "pir", True)
            turn(station, "pir", False)

            assert station.state.doors["main"].doubts.contrary == before + 1

    @pytest.mark.parametrize("high", [0, 1])
    def test_motion_where_somebody_may_be_inside_is_no_sign(self, high: int) -> None:
        station = CoreStation(sensed())
        station.enter("first")
        station.leave()
        zone = replace(station.state.life["hall"], low=0, high=high)
        station.state = replace(station.state, life={"hall": zone}, visits={})
        in_vain(station, ANNA, 5)
        turn(station, "pir", True)

        assert station.state.doors["main"].doubts.contrary == (0 if high else 1)

    def test_motion_long_after_a_grant_is_no_sign(self) -> None:
        station = CoreStation(sensed())
        station.enter("first")
        zone = replace(station.state.life["hall"], low=0, high=0)
        station.state = replace(station.state, life={"hall": zone}, visits={})
        in_vain(station, ANNA, 61)
        turn(station, "pir", True)

        assert station.state.doors["main"].doubts.contrary == 0

    def test_its_door_counts_as_one_without_a_contact_meanwhile(self, station: CoreStation) -> None:
        lie_until_found(station)
        station.card("person-d")

        assert station.last("visit.started").body["evidence"] == "grant"
        station.wait(60)
        station.press_exit()
        assert (station.inside, station.last("visit.ended").body["evidence"]) == (0, "exit-button")

    def test_it_ends_when_the_contact_moves_believably(self, station: CoreStation) -> None:
        lie_until_found(station)
        station.card("person-d")
        station.later(1)
        station.open()

        assert station.state.incidents == {}
        assert station.count("visit.started") == 1

    def test_who_pressed_is_not_counted_out_twice_when_it_moves_again(self, station: CoreStation) -> None:
        lie_until_found(station)
        station.card("person-d")
        station.card("person-e")
        station.wait(60)
        station.press_exit()
        station.open()

        assert station.causes("door.opened") == ["exit"]
        assert station.inside == 1

    def test_an_opening_out_of_nowhere_is_not_believable(self, station: CoreStation) -> None:
        lie_until_found(station)
        station.wait(60)
        station.open()

        assert contradicts(station)

    def test_a_door_that_claims_open_while_people_come_and_go_is_wrong(self, station: CoreStation) -> None:
        station.card()
        station.open()
        station.wait(1800)
        for person in PEOPLE[:3]:
            station.card(person)
            station.wait(60)
            station.press_exit()
            station.wait(60)

        assert contradicts(station)

    def test_cards_alone_do_not_prove_a_propped_door_wrong(self, station: CoreStation) -> None:
        station.card()
        station.open()
        station.wait(1800)
        for person in PEOPLE:
            station.card(person)
            station.wait(60)

        assert not contradicts(station)

    def test_within_half_an_hour_an_open_door_is_believed(self, station: CoreStation) -> None:
        station.card()
        station.open()
        for person in PEOPLE[:3]:
            station.card(person)
            station.press_exit()
            station.wait(60)

        assert not contradicts(station)

    def test_what_is_refused_at_an_open_door_proves_nothing(self, station: CoreStation) -> None:
        station.card()
        station.open()
        station.wait(1800)
        for _ in range(5):
            station.refuse("code-unknown")
            station.press_exit()

        assert not contradicts(station)

    def test_a_reader_without_a_door_concerns_no_door(self, station: CoreStation) -> None:
        station.card(reader="elsewhere")

        assert station.facts == []
