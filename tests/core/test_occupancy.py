from __future__ import annotations

import pytest
from core_world import ANNA, BO, CHEN, CoreStation, one_door
from occupancy_world import known, pass_through, staff

from station_app.core.events import (
    CompanionsDeclared,
)
from station_app.core.occupancy import words


@pytest.mark.parametrize(("low", "high", "said"), [(0, 0, "0"), (3, 3, "3"), (2, 4, "2-4"), (0, 1, "0-1")])
def test_a_range_in_words(low: int, high: int, said: str) -> None:
    assert words(low, high) == said


class TestDoors:
    def test_one_who_enters_is_one(self, station: CoreStation) -> None:
        station.enter(ANNA)

        assert known(station) == (1, 1)

    def test_who_opens_and_leaves_may_have_been_the_last(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.leave()

        assert known(station) == (0, 1)

    def test_two_on_one_opening_are_one_or_two(self, station: CoreStation) -> None:
        station.card(ANNA)
        station.card(BO)
        pass_through(station, 3)

        assert known(station) == (1, 2)

    def test_staff_are_people_who_may_be_inside(self, station: CoreStation) -> None:
        staff(station)
        pass_through(station, 3)

        assert (known(station), station.inside) == ((1, 1), 0)

    def test_who_was_granted_may_have_gone_away_when_somebody_leaves(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.card(BO)
        station.press_exit()
        station.later(2)
        station.open()
        station.close()

        assert known(station) == (0, 2)

    def test_who_was_granted_at_an_open_door_may_have_stayed_outside(self, station: CoreStation) -> None:
        for person in (ANNA, CHEN):
            station.enter(person)
        station.press_exit()
        station.open()
        station.later(1)
        station.card(BO)
        station.later(5)
        station.close()

        assert known(station) == (0, 2)

    def test_who_is_granted_at_an_open_door_may_be_one_more(self, station: CoreStation) -> None:
        station.card(ANNA)
        station.open()
        station.card(BO)
        station.later(4)
        station.close()

        assert known(station) == (1, 2)

    def test_who_is_refused_is_nobody(self, station: CoreStation) -> None:
        station.card(ANNA)
        station.open()
        station.refuse("code-unknown")

        assert known(station) == (1, 1)

    def test_a_card_at_a_reader_without_a_door_is_nobody_here(self, station: CoreStation) -> None:
        station.card(reader="elsewhere")

        assert station.state.life == {}

    @pytest.mark.parametrize(("seconds", "high"), [(5.0, 1), (5.1, 2), (7.0, 2), (7.1, 3), (9.0, 3)])
    def test_a_door_that_stays_open_longer_may_have_let_in_others(
        self, station: CoreStation, seconds: float, high: int
    ) -> None:
        station.card(ANNA)
        pass_through(station, seconds)

        assert known(station) == (1, high)

    def test_somebody_may_slip_out_while_another_comes_in(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.card(BO)
        pass_through(station, 7)

        assert known(station) == (1, 3)

    def test_no_more_than_the_places_are_guessed(self) -> None:
        station = CoreStation(one_door(capacity=3))
        station.card(ANNA)
        pass_through(station, 20)

        assert known(station) == (1, 3)

    def test_a_held_door_bounds_nothing(self, station: CoreStation) -> None:
        station.card(ANNA)
        station.open()
        station.wait(30)
        assert known(station) == (0, 16)
        station.card(BO)
        station.close()

        assert known(station) == (0, 17)

    def test_a_forced_door_widens_both_ways(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.wait(60)
        pass_through(station, 2)

        assert known(station) == (0, 2)

    def test_a_door_found_open_whose_board_goes_again_adds_nothing_more(self) -> None:
        station = CoreStation(contact=True)
        station.lose("board")
        station.close()

        assert known(station) == (0, 16)

    def test_a_lost_contact_bounds_nothing(self, station: CoreStation) -> None:
        station.enter(ANNA)
        station.lose("board")

        assert known(station) == (0, 16)

    def test_a_board_that_was_lost_already_tells_nothing_new(self) -> None:
        station = CoreStation(contact=None)
        station.lose("board")

        assert station.state.life == {}

    def test_an_exit_with_nobody_known_was_somebody(self, station: CoreStation) -> None:
        station.leave()

        assert known(station) == (0, 1)

    def test_at_a_door_without_a_contact_a_grant_is_only_possible(self) -> None:
        station = CoreStation(one_door(has_contact=False))
        station.card(ANNA)
        assert known(station) == (0, 1)
        station.card(BO)
        station.press_exit()

        assert known(station) == (0, 1)

    def test_an_impatient_finger_is_one_who_leaves(self) -> None:
        station = CoreStation(one_door(has_contact=False))
        for person in (ANNA, BO, CHEN):
            station.card(person)
        for _ in range(3):
            station.press_exit()

        assert known(station) == (0, 2)


class TestCompanions:
    def declare(self, station: CoreStation, adults: int, children: int) -> None:
        name = f"presentation-{station._presentations}"  # pyright: ignore[reportPrivateUsage]
        event = CompanionsDeclared(at=station.at, presentation=name, adults=adults, children=children)
        station.hear(event)

    def test_who_is_said_to_come_along_is_inside(self, station: CoreStation) -> None:
        station.enter(ANNA)
        self.declare(station, 1, 2)

        assert known(station) == (4, 4)

    def test_whoever_may_have_slipped_in_is_who_came_along(self, station: CoreStation) -> None:
        station.card(ANNA)
        pass_through(station, 9)
        assert known(station) == (1, 3)
        self.declare(station, 0, 2)

        assert known(station) == (3, 3)

    def test_a_corrected_word_takes_them_away_again(self, station: CoreStation) -> None:
        station.enter(ANNA)
        self.declare(station, 2, 2)
        self.declare(station, 0, 1)

        assert known(station) == (2, 2)

    def test_a_family_that_leaves_may_leave_together(self, station: CoreStation) -> None:
        station.enter(ANNA)
        self.declare(station, 0, 2)
        station.later(60)
        station.leave()

        assert known(station)[0] == 0

    def test_a_word_makes_nothing_certain_while_the_door_is_held(self, station: CoreStation) -> None:
        station.card(ANNA)
        station.open()
        station.wait(30)
        self.declare(station, 1, 0)

        assert known(station) == (0, 17)
