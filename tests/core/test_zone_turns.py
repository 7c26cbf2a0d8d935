from __future__ import annotations

import pytest
from core_world import ANNA, BO, CHEN
from turn_world import MINUTE, Shower

from station_app.core.events import (
    Known,
    TurnAsked,
)


def test_a_free_place_is_taken_at_once() -> None:
    shower = Shower()

    shower.show_at(ANNA)

    assert shower.turns() == [("started", 1)]
    assert [hold.door for hold in shower.holds] == ["shower"]


def test_a_turn_may_be_asked_for_at_the_kiosk_of_another_zone() -> None:
    shower = Shower()
    shower.hear(TurnAsked(at=shower.at, zone="shower"))

    shower.show_at(ANNA, "reader")

    assert shower.turns() == [("started", 1)]
    assert [hold.door for hold in shower.holds] == ["shower"]


@pytest.mark.parametrize("zone", ["hall", "attic"])
def test_a_turn_in_a_zone_without_turns_is_not_heard(zone: str) -> None:
    shower = Shower()

    shower.hear(TurnAsked(at=shower.at, zone=zone))

    assert shower.state.wish is None


def test_a_turn_that_was_asked_for_long_ago_is_not_meant_any_more() -> None:
    shower = Shower()
    shower.hear(TurnAsked(at=shower.at, zone="shower"))
    shower.later(31)

    shower.show_at(ANNA, "reader")

    assert shower.last("access.granted").body["zone"] == "hall"


def test_staff_at_the_kiosk_do_not_take_a_visitors_turn() -> None:
    shower = Shower()
    shower.hear(TurnAsked(at=shower.at, zone="shower"))

    shower.show(Known(person="staff-1", staff=True), "staff")

    assert shower.turns() == []


def test_who_comes_while_it_is_taken_gets_a_number() -> None:
    shower = Shower()
    shower.go_in(ANNA)

    shower.show_at(BO)

    denied = shower.last("access.denied").body
    assert (denied["rule"], denied["reason"], denied["turn"]) == ("turn", "turn-wait", 2)
    assert (shower.shown, shower.state.screen.number, shower.state.screen.minutes) == ("turn", 2, 20)


def test_the_third_waits_for_two_turns() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)

    shower.show_at(CHEN)

    assert (shower.state.screen.number, shower.state.screen.minutes) == (3, 40)


def test_who_asks_again_hears_the_place_and_waits_once() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.live(10 * MINUTE)

    shower.show_at(BO)

    assert shower.turns().count(("queued", 2)) == 1
    assert (shower.state.screen.number, shower.state.screen.minutes) == (2, 10)


def test_a_pass_without_a_name_waits_once_too() -> None:
    shower = Shower()
    shower.go_in(ANNA)

    for _ in range(2):
        shower.show(Known(person=None, pass_id="p1", pass_until_ms=shower.at.wall_ms + 1), "pass", "shower-reader")

    assert shower.count("turn.queued") == 1


def test_who_cannot_be_recognised_again_gets_no_number() -> None:
    shower = Shower()
    shower.go_in(ANNA)

    shower.show(Known(person=None), "pass", "shower-reader")

    assert "turn" not in shower.last("access.denied").body
    assert shower.count("turn.queued") == 0


def test_who_leaves_the_shower_frees_it_after_a_while() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.go_out()

    shower.live(181)

    assert shower.turns()[-2:] == [("ended", 1), ("called", 2)]
    assert (shower.shown, shower.state.screen.reason) == ("turn", "called")


def test_who_went_out_for_a_towel_goes_on() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.go_out()
    shower.live(100)

    shower.go_in(ANNA)
    shower.live(200)

    assert shower.turns() == [("started", 1)]
    assert shower.count("access.granted") == 2
    assert "passback" not in shower.last("access.granted").body


def test_a_pass_opens_again_during_its_turn() -> None:
    shower = Shower()
    known = Known(person=None, pass_id="p1", pass_until_ms=shower.at.wall_ms + 1)
    shower.show(known, "pass", "shower-reader")

    shower.show(known, "pass", "shower-reader")

    assert shower.count("access.granted") == 2


def test_who_was_called_comes_in() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.go_out()
    shower.live(181)

    shower.go_in(BO)

    assert shower.turns()[-1] == ("started", 2)


def test_nobody_else_takes_a_place_that_was_called_out() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.go_out()
    shower.live(181)

    shower.show_at(CHEN)

    assert shower.turns()[-1] == ("queued", 3)


def test_who_was_called_and_does_not_come_is_passed_over() -> None:
    shower = Shower()
    shower.go_in(ANNA)
    shower.show_at(BO)
    shower.show_at(CHEN)
    shower.go_out()

    shower.live(181 + 3 * MINUTE)

    assert shower.turns()[-3:] == [("called", 2), ("passed", 2), ("called", 3)]


def test_before_the_end_of_a_turn_its_person_is_reminded_once() -> None:
    shower = Shower()
    shower.go_in(ANNA)

    shower.live(17 * MINUTE)

    assert shower.turns() == [("started", 1), ("reminded", 1)]
    assert shower.last("turn.reminded").body["minutes"] == 5


def test_while_nobody_waits_a_turn_goes_on() -> None:
    shower = Shower()
    shower.go_in(ANNA)

    shower.live(20 * MINUTE)

    assert shower.turns()[-1] == ("extended", 1)


def test_a_long_sleep_of_the_program_extends_as_often_as_it_has_missed() -> None:
    shower = Shower()
    shower.go_in(ANNA)

    shower.wait(41 * MINUTE)
    shower.wait(0)

    assert shower.last("turn.extended").body["minutes"] == 30


def test_a_turn_that_nobody_ends_is_not_extended_for_ever() -> None:
    shower = Shower()
    shower.go_in(ANNA)

    shower.live(9 * 3600)

    assert shower.turns()[-1] == ("ended", 1)
