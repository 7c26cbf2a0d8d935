from __future__ import annotations

from dataclasses import replace

from core_world import ANNA, BO, CHEN
from turn_world import MINUTE, Shower, house

from station_app.core.events import (
    PolicyArrived,
)
from station_app.core.policy import Policy


def test_while_somebody_waits_a_turn_is_over_and_nobody_is_thrown_out() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)

    shower.live(21 * MINUTE)

    assert ("ended", 1) not in shower.turns()
    assert shower.state.turns["shower"].running[0].over


def test_that_a_time_is_up_is_said_again_every_few_minutes() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.live(24 * MINUTE)

    shower.live(61)

    assert (shower.shown, shower.state.screen.reason) == ("turn", "over")


def test_who_leaves_after_the_time_frees_the_place_at_once() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.live(21 * MINUTE)

    shower.go_out()

    assert shower.turns()[-2:] == [("ended", 1), ("called", 2)]
    assert shower.last("turn.ended").body["evidence"] == "door"


def test_who_shows_the_credential_after_the_time_gives_the_place_back() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.live(21 * MINUTE)

    shower.show_at(ANNA)

    assert shower.last("access.denied").body["reason"] == "turn-over"
    assert shower.turns()[-2:] == [("ended", 1), ("called", 2)]
    assert shower.last("visit.ended").body["inferred"] is False


def test_long_after_the_time_without_any_sign_a_person_is_taken_to_have_gone() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)

    shower.live(51 * MINUTE)

    assert shower.last("turn.ended").body["evidence"] == "no-sign"
    assert shower.last("visit.ended").body["inferred"] is True


def test_behind_a_turned_latch_nobody_is_taken_to_have_gone() -> None:
    shower = Shower(house(latch=True))
    shower.go_in(ANNA)
    shower.bolt(True)
    shower.show_at(BO)

    shower.live(3 * 3600)

    assert shower.count("turn.ended") == 0


def test_a_latch_that_goes_off_after_the_time_frees_the_place() -> None:
    shower = Shower(house(latch=True))
    shower.go_in(ANNA)
    shower.bolt(True)
    shower.show_at(BO)
    shower.live(21 * MINUTE)

    shower.bolt(False)

    assert shower.last("turn.ended").body["evidence"] == "latch"


def test_a_latch_turned_again_keeps_the_turn() -> None:
    shower = Shower(house(latch=True))
    shower.go_in(ANNA)
    shower.bolt(False)
    shower.bolt(True)

    shower.live(200)

    assert shower.count("turn.ended") == 0


def test_a_latch_before_anybody_has_come_in_says_nothing() -> None:
    shower = Shower(house(latch=True))
    shower.show_at(ANNA)

    shower.bolt(False)

    assert shower.state.turns["shower"].running[0].left is None


def test_a_latch_where_several_have_a_turn_tells_nothing_of_whose() -> None:
    shower = Shower(house(latch=True, places=2, capacity=2))
    shower.go_in(ANNA)
    shower.go_in(BO)

    shower.bolt(False)

    assert all(turn.left is None for turn in shower.state.turns["shower"].running)


def test_who_is_let_in_and_does_not_come_frees_the_place() -> None:
    shower = Shower()
    shower.show_at(ANNA)

    shower.live(3 * MINUTE)

    assert shower.last("turn.ended").body["evidence"] == "not-entered"


def test_two_places_serve_two() -> None:
    shower = Shower(house(places=2, capacity=2))
    shower.go_in(ANNA)
    shower.go_in(BO)

    shower.show_at(CHEN)

    assert shower.turns() == [("started", 1), ("started", 2), ("queued", 3)]


def test_of_two_it_is_the_one_whose_stay_ended_that_left() -> None:
    shower = Shower(house(places=2, capacity=2))
    shower.go_in(ANNA)
    shower.live(60)
    shower.go_in(BO)

    shower.go_out()

    assert [turn.left is not None for turn in shower.state.turns["shower"].running] == [True, False]


def test_numbers_begin_anew_with_the_day() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.go_out()
    shower.live(24 * 3600)

    shower.show_at(BO)

    assert shower.turns()[-1] == ("started", 1)


def test_numbers_go_on_while_somebody_of_the_day_before_is_left() -> None:
    shower = Shower()
    shower.later(15.9 * 3600)
    shower.go_in(ANNA)
    shower.live(600)

    shower.show_at(BO)

    assert shower.turns()[-1] == ("queued", 2)


def test_more_places_are_called_out_at_once() -> None:
    shower = Shower(house(capacity=2))
    shower.go_in(ANNA)
    shower.show_at(BO)
    more = replace(house(places=2).policy, number=1, version="p8")
    shower.hear(PolicyArrived(at=shower.at, policy=more))

    shower.live(1)

    assert shower.turns()[-1] == ("called", 2)


def test_where_turns_are_given_up_everything_ends() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.hear(PolicyArrived(at=shower.at, policy=Policy(version="p8", number=1)))

    shower.live(1)

    assert shower.turns()[-2:] == [("ended", 1), ("passed", 2)]


def test_without_a_door_the_same_credential_takes_and_gives_back() -> None:
    shower = Shower(house(door=False))
    shower.show_at(ANNA)
    shower.later(61)

    shower.show_at(ANNA)

    assert shower.turns() == [("started", 1), ("ended", 1)]
    assert shower.last("visit.ended").body["evidence"] == "tap"


def test_a_number_never_takes_the_place_of_a_call_for_help() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.ask_help()

    shower.show_at(CHEN)

    assert shower.shown == "help"


def test_the_exit_of_another_zone_ends_no_turn() -> None:
    shower = Shower()
    shower.go_in(ANNA)

    shower.leave()

    assert shower.state.turns["shower"].running[0].left is None


def test_who_ends_a_turn_by_a_tap_ends_nobody_elses_stay() -> None:
    shower = Shower(house(door=False, places=2, capacity=2))
    shower.show_at(ANNA)
    shower.show_at(BO)
    shower.live(120)

    shower.show_at(ANNA)

    assert [visit.person for visit in shower.state.visits.values() if visit.inside] == [BO]
