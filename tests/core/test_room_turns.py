"""Turns at the kiosk: a room is touched, a card is laid down, and the page says what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from core_world import ANNA, BO, CHEN, CoreStation, one_door
from turn_world import MINUTE, Shower, house

from station_app.core.events import Known, OfferAsked, OfferLeft, Unknown
from station_app.core.memory.offers import Wanted
from station_app.core.model import House, Visit
from station_app.core.offers import offering
from station_app.core.offers.room_turns import Room, rooms
from station_app.core.policy import Audience, TurnRule

ON = frozenset({"turns"})


def offering_turns(made: House) -> House:
    return replace(made, policy=replace(made.policy, offers=ON))


def station(**rule: Any) -> Shower:
    return Shower(offering_turns(house(**rule)))


def public_shower() -> Shower:
    """A shower that is not private: more than free or occupied may be told."""
    made = offering_turns(house())
    zones = {**made.zones, "shower": replace(made.zones["shower"], privacy="public")}
    return Shower(replace(made, zones=zones))


def needy() -> Shower:
    """A room where a need is to be declared."""
    made = offering_turns(house())
    rule = replace(made.policy.zones["shower"], audience=Audience(needs=frozenset({"nursing"})))
    return Shower(replace(made, policy=replace(made.policy, zones={"shower": rule})))


def closed_to_cards() -> Shower:
    """A room to which other credentials than cards admit."""
    made = offering_turns(house())
    rule = replace(made.policy.zones["shower"], audience=Audience(credentials=frozenset({"pass"})))
    return Shower(replace(made, policy=replace(made.policy, zones={"shower": rule})))


def touch(here: Shower, act: str = "take", about: str = "shower", *choice: str) -> None:
    """Somebody touches a tile of the page."""
    ask = f"ask-{here.at.mono_ms}"
    here.hear(OfferAsked(at=here.at, wanted=Wanted(
        ask=ask, id="t-1", offer="turns", act=act, about=about, choice=choice)))  # fmt: skip
    here.later(1)


def said(here: Shower) -> tuple[str, object]:
    """The result on the page, and the number in it."""
    answer = here.state.offers.answer
    assert answer is not None
    return answer.result, answer.values.get("number")


def the_room(here: Shower) -> Room:
    return rooms(here.state, here.at)[0]


def test_a_touch_asks_for_a_credential() -> None:
    here = station()
    touch(here)

    assert said(here)[0] == "present"


def test_a_card_after_it_begins_the_turn_and_opens_the_rooms_own_door() -> None:
    here = station()
    touch(here)
    here.show_at(ANNA, "reader")

    assert (here.turns(), [hold.door for hold in here.holds]) == ([("started", 1)], ["shower"])


def test_whoever_has_it_at_once_is_told_that_it_is_theirs() -> None:
    here = station()
    touch(here)
    here.show_at(ANNA, "reader")

    assert (here.shown, here.state.screen.reason, here.state.offers.answer) == ("welcome", "your-turn", None)


def test_whoever_has_to_wait_is_given_a_number_on_the_page() -> None:
    here = station()
    here.go_in(ANNA)
    touch(here)
    here.show_at(BO, "reader")

    assert said(here) == ("waiting", 2)


def test_a_code_that_names_nobody_is_told_how_long_and_given_no_number() -> None:
    here = station()
    here.go_in(ANNA)
    touch(here)
    here.show(Known(person=None), "pass")

    assert said(here) == ("no-number", 0)


def test_a_card_that_could_not_be_read_may_be_tried_again() -> None:
    here = station()
    touch(here)
    here.show(Unknown(reason="card-unreadable"), "id-card")
    here.later(2)
    here.show_at(ANNA, "reader")

    assert here.turns() == [("started", 1)]


def test_nobody_at_the_page_any_more_means_that_a_card_opens_the_front_door() -> None:
    here = station()
    touch(here)
    here.hear(OfferLeft(at=here.at))
    here.show_at(ANNA, "reader")

    assert here.last("access.granted").body["zone"] == "hall"


def test_a_card_at_the_rooms_own_reader_meanwhile_is_not_told_on_the_page() -> None:
    here = station()
    here.go_in(ANNA)
    touch(here)
    here.show_at(BO)

    assert said(here)[0] == "present"


def test_no_card_within_half_a_minute_is_said_so() -> None:
    here = station()
    touch(here)
    here.live(31)

    assert said(here)[0] == "late"


def test_a_turn_is_given_back_at_the_kiosk() -> None:
    here = station()
    here.go_in(ANNA)
    here.later(5 * MINUTE)
    touch(here, "give-back", "")
    here.show_at(ANNA, "reader")

    assert (said(here), here.turns()[-1]) == (("given-back", 1), ("ended", 1))


def test_a_turn_that_is_given_back_calls_the_next_number() -> None:
    here = station()
    here.go_in(ANNA)
    here.show_at(BO)
    touch(here, "give-back", "")
    here.show_at(ANNA, "reader")

    assert here.turns()[-1] == ("called", 2)


def test_a_number_is_given_up_at_the_kiosk() -> None:
    here = station()
    here.go_in(ANNA)
    here.show_at(BO)
    touch(here, "give-back", "")
    here.show_at(BO, "reader")

    assert (said(here), here.state.turns["shower"].queue) == (("given-up", 2), ())


def test_a_called_number_that_is_given_up_calls_the_next_one() -> None:
    here = station()
    here.go_in(ANNA)
    here.show_at(BO)
    here.show_at(CHEN)
    touch(here, "give-back", "")
    here.show_at(ANNA, "reader")
    touch(here, "give-back", "")
    here.show_at(BO, "reader")

    assert here.turns()[-2:] == [("passed", 2), ("called", 3)]


def test_whoever_has_no_turn_has_none_to_give_back() -> None:
    here = station()
    here.go_in(ANNA)
    touch(here, "give-back", "")
    here.show_at(BO, "reader")

    assert said(here)[0] == "none-of-yours"


def test_giving_back_opens_no_door() -> None:
    here = station()
    here.go_in(ANNA)
    before = len(here.holds)
    touch(here, "give-back", "")
    here.show_at(ANNA, "reader")

    assert len(here.holds) == before


def test_a_turn_whose_time_is_up_ends_by_the_same_card() -> None:
    here = station(extend_minutes=0)
    here.go_in(ANNA)
    here.live(21 * MINUTE)
    touch(here)
    here.show_at(ANNA, "reader")

    assert (said(here)[0], here.turns()[-1]) == ("given-back", ("ended", 1))


def test_whom_the_rooms_rules_refuse_is_told_on_the_page() -> None:
    here = closed_to_cards()
    touch(here)
    here.show_at(ANNA, "reader")

    assert (said(here)[0], here.turns()) == ("not-now", [])


def test_a_room_with_a_need_is_not_asked_for_without_saying_it() -> None:
    here = needy()
    touch(here)

    assert said(here)[0] == "say-need"


def test_a_need_that_is_said_counts_for_the_turn() -> None:
    here = needy()
    touch(here, "take", "shower", "nursing")
    here.show_at(ANNA, "reader")

    assert (here.turns(), here.last("access.granted").body["need"]) == ([("started", 1)], "nursing")


@pytest.mark.parametrize(("act", "about"), [("take", "hall"), ("take", "attic"), ("dance", "shower")])
def test_what_no_tile_says_is_not_done(act: str, about: str) -> None:
    here = station()
    touch(here, act, about)

    assert (said(here)[0], here.state.wish) == ("unknown", None)


def test_of_a_private_room_nothing_but_occupied_is_told() -> None:
    here = station()
    here.go_in(ANNA)
    here.show_at(BO)

    assert the_room(here) == Room(zone="shower", free=False)


def test_of_another_room_it_is_told_how_many_wait_and_how_long() -> None:
    here = public_shower()
    here.go_in(ANNA)
    here.show_at(BO)
    room = the_room(here)

    assert (room.waiting, room.next_ms - here.at.wall_ms) == (1, 40 * MINUTE * 1000)


def test_the_number_that_is_called_stands_on_the_page() -> None:
    here = station()
    here.go_in(ANNA)
    here.show_at(BO)
    touch(here, "give-back", "")
    here.show_at(ANNA, "reader")

    assert (the_room(here).called, the_room(here).free) == (2, False)


def test_a_room_is_free_while_nobody_has_it() -> None:
    assert the_room(station()) == Room(zone="shower", free=True)


def test_a_room_with_somebody_inside_who_has_no_turn_is_not_free() -> None:
    here = station()
    inside = Visit(id="v-1", person=CHEN, zone="shower", started=here.at)
    here.state = replace(here.state, visits={"v-1": inside})

    assert not the_room(here).free


def test_turns_are_not_offered_where_no_room_goes_by_turns() -> None:
    bare = replace(station().state, house=offering_turns(one_door()))

    assert offering.offered(bare) == ()


def test_turns_are_offered_without_a_hub() -> None:
    assert offering.offered(station().state) == ("turns",)


def test_a_room_behind_the_kiosks_own_door_is_for_that_doors_rules() -> None:
    made = one_door()
    rule = replace(made.rule("hall"), turn=TurnRule(minutes=20))
    here = CoreStation(replace(made, policy=replace(made.policy, offers=ON, zones={"hall": rule})))
    here.hear(OfferAsked(at=here.at, wanted=Wanted(ask="ask-0001", id="t-1", offer="turns", act="take", about="hall")))
    here.card(ANNA)

    assert "access.granted" in here.kinds()
