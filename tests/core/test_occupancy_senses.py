from __future__ import annotations

from dataclasses import replace

from core_world import ANNA, BO, CHEN, CoreStation, one_door
from occupancy_world import HOUR, count, known, sensed, stir

from station_app.core.events import (
    CompanionsDeclared,
    Counted,
    Started,
)
from station_app.core.model import Zone


class TestMotion:
    def test_motion_with_nobody_known_is_somebody(self) -> None:
        station = CoreStation(sensed())
        station.wait(60)
        stir(station)

        assert known(station) == (1, 1)

    def test_motion_just_after_the_door_may_be_of_who_has_left(self) -> None:
        station = CoreStation(sensed())
        station.enter(ANNA)
        station.wait(60)
        station.leave()
        station.later(5)
        stir(station)

        assert known(station) == (0, 1)

    def test_motion_long_after_the_door_is_of_who_is_still_there(self) -> None:
        station = CoreStation(sensed())
        station.enter(ANNA)
        station.wait(60)
        station.leave()
        station.later(11)
        stir(station)

        assert known(station) == (1, 1)

    def test_motion_behind_a_contact_that_nobody_hears_makes_nothing_certain(self) -> None:
        station = CoreStation(sensed(), contact=None)
        stir(station)

        assert known(station) == (0, 1)

    def test_a_turned_latch_is_somebody(self) -> None:
        station = CoreStation(sensed())
        station.later(60)
        stir(station, name="latch")

        assert known(station) == (1, 1)

    def test_tampering_is_no_sign_of_life(self) -> None:
        station = CoreStation(sensed())
        stir(station, name="tamper")

        assert station.state.life == {}

    def test_motion_of_no_zone_in_a_house_of_several_tells_of_none(self) -> None:
        house = sensed()
        rooms = {**house.zones, "room": Zone(name="room", title="Room", capacity=1)}
        pir = {"pir": replace(house.inputs["pir"], zone="")}
        station = CoreStation(replace(house, zones=rooms, inputs=pir))
        stir(station)

        assert station.state.life == {}


class TestCounter:
    def test_a_counter_is_believed_instead_of_the_door(self, station: CoreStation) -> None:
        station.card(ANNA)
        station.open()
        count(station, entered=1)
        assert known(station) == (1, 1)

        station.close()
        station.wait(60)
        station.card(BO)
        station.open()
        count(station, entered=2)
        station.later(20)
        station.close()

        assert known(station) == (3, 3)

    def test_a_counter_may_bring_a_zone_to_none(self, station: CoreStation) -> None:
        count(station, entered=2)
        count(station, left=2)

        assert known(station) == (0, 0)

    def test_after_a_restart_a_counter_is_not_certain_of_none(self, station: CoreStation) -> None:
        station.hear(Started(at=station.at, version="1"))
        count(station, entered=1)
        count(station, left=30)

        assert known(station) == (0, 1)

    def test_a_counter_elsewhere_is_not_heard(self, station: CoreStation) -> None:
        station.hear(Counted(at=station.at, zone="elsewhere", entered=1))

        assert station.state.life == {}

    def test_a_counter_that_misses_three_entries_is_none(self, station: CoreStation) -> None:
        count(station, entered=1)
        for person in (ANNA, BO, CHEN):
            station.enter(person)
            station.wait(60)

        assert known(station) == (0, 16)
        assert station.state.life["hall"].counter is None

    def test_neither_a_held_nor_a_lost_door_widens_what_a_counter_counts(self, station: CoreStation) -> None:
        count(station, entered=2)
        station.card(ANNA)
        station.open()
        station.card(BO)
        count(station, entered=2)
        station.wait(31)
        station.close()
        station.lose("board")

        assert known(station) == (2, 4)

    def test_neither_a_word_nor_a_press_nor_a_long_stay_changes_it(self) -> None:
        station = CoreStation(one_door(has_contact=False))
        station.card(ANNA)
        count(station, entered=3)
        before = known(station)
        event = CompanionsDeclared(at=station.at, presentation="presentation-1", adults=2)
        station.hear(event)
        station.wait(6 * HOUR)
        station.press_exit()

        assert known(station) == before


class TestTaps:
    """A zone without a door, where a tap comes in and the next one goes out."""

    def point(self) -> CoreStation:
        zone = Zone(name="corner", title="Corner", capacity=9, readers=("corner-reader",))
        house = one_door()
        return CoreStation(replace(house, zones={**house.zones, "corner": zone}))

    def range_of(self, station: CoreStation) -> tuple[int, int]:
        life = station.state.life["corner"]
        return life.low, life.high

    def test_who_taps_in_is_one_and_who_taps_out_is_none(self) -> None:
        station = self.point()
        station.card(ANNA, reader="corner-reader")
        station.later(600)
        station.card(BO, reader="corner-reader")
        assert self.range_of(station) == (2, 2)
        station.card(ANNA, reader="corner-reader")
        station.later(600)
        station.card(BO, reader="corner-reader")

        assert self.range_of(station) == (0, 0)

    def test_a_party_comes_goes_and_comes_back_together(self) -> None:
        station = self.point()
        station.card(ANNA, reader="corner-reader")
        event = CompanionsDeclared(at=station.at, presentation="presentation-1", adults=1, children=1)
        station.hear(event)
        assert self.range_of(station) == (3, 3)
        station.later(300)
        station.card(ANNA, reader="corner-reader")
        assert self.range_of(station) == (0, 0)
        station.later(300)
        station.card(ANNA, reader="corner-reader")

        assert self.range_of(station) == (3, 3)
