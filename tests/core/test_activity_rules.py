"""Classes and events: places in the order of the journal, a waiting list, nobody's name, and nobody twice."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from core_world import MONDAY_NOON, CoreStation, one_door
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.events import BoardArrived, Known, OfferAsked, Presented
from station_app.core.memory.activities import Activity
from station_app.core.memory.offers import Board, Wanted
from station_app.core.offers import activities, offering
from station_app.core.replay import recall

MINUTE = 60_000
NOON = MONDAY_NOON.wall_ms
CLASS = Activity(
    id="class-1", kind="skills", title={"zh-CN": "电工课"}, from_ms=NOON + 120 * MINUTE, until_ms=NOON + 240 * MINUTE,
    join_until_ms=NOON + 100 * MINUTE, places=2, waiting=1,
)  # fmt: skip
_NUMBERS = itertools.count()


def station(one: Activity = CLASS) -> CoreStation:
    house = one_door()
    here = CoreStation(replace(house, policy=replace(house.policy, offers=frozenset({"activities"}))))
    tell(here, one)
    return here


def tell(here: CoreStation, *found: Activity) -> None:
    here.hear(BoardArrived(at=here.at, board=Board(made_ms=1, activities=found)))


def ask(here: CoreStation, act: str, about: str = "class-1") -> None:
    number = next(_NUMBERS)
    wanted = Wanted(ask=f"ask-{number:05d}", id=f"place-{number}", offer="activities", act=act, about=about)
    here.hear(OfferAsked(at=here.at, wanted=wanted))


def card(here: CoreStation, who: str) -> None:
    known = Known(person=f"day-{who}" if who else None, lasting=who or None)
    here.hear(Presented(at=here.at, id=f"p-{next(_NUMBERS)}", reader="reader", credential="id-card", finding=known))


def said(here: CoreStation) -> tuple[str, object]:
    answer = here.state.offers.answer
    assert answer is not None
    return answer.result, answer.values.get("number")


def does(here: CoreStation, act: str, who: str) -> str:
    """A touch and a card; what is said."""
    ask(here, act)
    card(here, who)
    return said(here)[0]


def kinds(here: CoreStation) -> list[str]:
    return [one.kind for one in here.facts if one.kind.startswith("place.")]


def test_a_place_is_taken_with_a_number_and_the_fact_names_nobody() -> None:
    here = station()

    assert (does(here, "join", "anna"), said(here)) == ("joined", ("joined", 1))
    body = here.facts[-1].body
    assert set(body) == {"place", "event", "holder"}
    assert "anna" not in str(dict(body))


def test_no_door_opens_for_it() -> None:
    here = station()
    does(here, "join", "anna")

    assert "access.granted" not in [one.kind for one in here.facts]


def test_the_same_person_has_one_place_and_is_told_its_number_again() -> None:
    here = station()
    does(here, "join", "anna")

    assert (does(here, "join", "anna"), kinds(here)) == ("yours", ["place.taken"])


def test_whoever_comes_behind_the_last_place_waits_and_the_one_behind_that_does_not() -> None:
    here = station()
    for who in ("anna", "bo"):
        does(here, "join", who)

    assert (does(here, "join", "chen"), does(here, "join", "dan")) == ("listed", "full")
    assert does(here, "join", "chen") == "in-line"


def test_a_place_that_is_given_back_is_the_next_one_s() -> None:
    here = station()
    for who in ("anna", "bo", "chen"):
        does(here, "join", who)
    gone = does(here, "leave", "anna")

    assert (gone, does(here, "join", "chen"), said(here)[1]) == ("left", "yours", 3)


def test_whoever_has_none_gives_none_back() -> None:
    assert does(station(), "leave", "anna") == "none-of-yours"


def test_nobody_signs_up_after_the_last_moment() -> None:
    here = station()
    here.later(100 * 60)

    assert does(here, "join", "anna") == "closed"


def test_a_clock_that_nobody_can_believe_closes_nothing() -> None:
    here = station()
    here.later(500 * 60)
    here.at = replace(here.at, clock="unknown")

    assert (does(here, "join", "anna"), does(here, "come", "anna")) == ("joined", "came")


def test_a_credential_that_names_nobody_gets_no_place() -> None:
    assert does(station(), "join", "") == "no-name"


@pytest.mark.parametrize("minutes, found", [(80, "not-yet"), (91, "came"), (239, "came"), (241, "over")])
def test_coming_is_told_from_half_an_hour_before_to_the_end(minutes: int, found: str) -> None:
    here = station()
    does(here, "join", "anna")
    here.later(minutes * 60)

    assert does(here, "come", "anna") == found


def test_somebody_comes_once() -> None:
    here = station()
    does(here, "join", "anna")
    here.later(100 * 60)
    does(here, "come", "anna")

    assert (does(here, "come", "anna"), kinds(here)) == ("came", ["place.taken", "place.taken"])


def test_whoever_has_not_signed_up_comes_where_a_place_is_left() -> None:
    here = station()
    here.later(100 * 60)

    assert does(here, "come", "anna") == "came"


def test_who_waits_has_the_seat_of_who_did_not_come() -> None:
    here = station()
    for who in ("anna", "bo", "chen"):
        does(here, "join", who)
    here.later(125 * 60)
    early = does(here, "come", "chen")
    here.later(6 * 60)

    assert (early, does(here, "come", "chen")) == ("wait", "came")


def test_no_more_come_than_there_are_places() -> None:
    here = station()
    here.later(131 * 60)
    for who in ("anna", "bo"):
        does(here, "come", who)

    assert does(here, "come", "chen") == "no-seat"


@pytest.mark.parametrize("act", ["join", "leave", "come"])
def test_whoever_has_signed_up_is_told_that_it_does_not_take_place(act: str) -> None:
    here = station(replace(CLASS, cancelled="rain"))
    ask(here, act)

    assert said(here)[0] == "cancelled"


def test_what_is_cancelled_while_the_card_is_sought_takes_no_place() -> None:
    here = station()
    ask(here, "join")
    tell(here, replace(CLASS, cancelled="rain"))
    card(here, "anna")

    assert (said(here)[0], kinds(here)) == ("cancelled", [])


def test_what_is_gone_while_the_card_is_sought_is_unknown() -> None:
    here = station()
    ask(here, "join")
    tell(here, replace(CLASS, id="another"))
    card(here, "anna")

    assert said(here)[0] == "unknown"


@pytest.mark.parametrize("act, about", [("join", "none"), ("steal", "class-1")])
def test_what_there_is_not_is_unknown(act: str, about: str) -> None:
    here = station()
    ask(here, act, about)

    assert said(here)[0] == "unknown"


def test_there_is_no_tile_without_anything_to_sign_up_for() -> None:
    here = station()
    before = offering.offered(here.state)
    tell(here)

    assert (before, offering.offered(here.state)) == (("activities",), ())


def test_whoever_is_forgotten_has_no_place_any_more() -> None:
    here = station()
    for who in ("anna", "bo", "chen"):
        does(here, "join", who)
    names = frozenset(offering.held(here.state, Known(person="day-anna", lasting="anna")))
    here.state = offering.forgotten(here.state, names)

    assert (len(names), does(here, "join", "chen")) == (1, "yours")


def test_whoever_is_there_gives_no_place_back() -> None:
    here = station()
    does(here, "join", "anna")
    here.later(95 * 60)
    does(here, "come", "anna")

    assert (does(here, "leave", "anna"), kinds(here)) == ("came", ["place.taken", "place.taken"])


def test_after_the_end_no_place_is_given_back() -> None:
    here = station()
    does(here, "join", "anna")
    here.later(241 * 60)

    assert does(here, "leave", "anna") == "over"


def test_whoever_has_given_a_place_back_is_found_by_it_until_they_are_forgotten() -> None:
    here, anna = station(), Known(person="day-anna", lasting="anna")
    does(here, "join", "anna")
    does(here, "leave", "anna")
    before = offering.held(here.state, anna)
    again = offering.held(recall(station().state, here.facts), anna)
    here.state = offering.forgotten(here.state, frozenset(before))

    assert (len(before), again, offering.held(here.state, anna)) == (1, before, ())


def test_whoever_gave_back_and_is_forgotten_leaves_what_a_restart_finds() -> None:
    here = station()
    does(here, "join", "anna")
    does(here, "leave", "anna")
    does(here, "join", "bo")
    names = frozenset(offering.held(here.state, Known(person="day-anna", lasting="anna")))
    here.state = offering.forgotten(here.state, names)
    erased = [replace(fact, body={k: v for k, v in fact.body.items() if v not in names}) for fact in here.facts]

    assert recall(station().state, erased).offers.activities == here.state.offers.activities


def test_whoever_has_signed_up_for_nothing_is_held_under_no_name() -> None:
    here = station()
    does(here, "join", "anna")

    assert offering.held(here.state, Known(person="day-bo", lasting="bo")) == ()


def test_a_fact_without_its_holder_keeps_its_number_and_no_place() -> None:
    here = station()
    does(here, "join", "anna")
    fact = here.facts[-1]
    nobody = replace(fact, body={name: value for name, value in fact.body.items() if name != "holder"})
    here.state = recall(station().state, [nobody])
    does(here, "join", "bo")

    assert said(here) == ("joined", 2)


def test_who_signed_up_and_came_and_is_forgotten_moves_nobody_s_number_at_a_restart() -> None:
    wide = replace(CLASS, places=5)
    here = station(wide)
    does(here, "join", "anna")
    here.later(95 * 60)
    does(here, "come", "anna")
    does(here, "join", "bo")
    names = frozenset(offering.held(here.state, Known(person="day-anna", lasting="anna")))
    here.state = offering.forgotten(here.state, names)
    erased = [
        replace(fact, body={name: value for name, value in fact.body.items() if value not in names})
        for fact in here.facts
    ]

    assert recall(station(wide).state, erased).offers.activities == here.state.offers.activities


DEEDS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("join", "leave", "come")), st.sampled_from(("anna", "bo", "chen", "dan", "eve"))),
        st.tuples(st.just("wait"), st.sampled_from((1, 30, 70))),
        st.tuples(st.just("restart"), st.just(0)),
    ),
    max_size=40,
)


@given(DEEDS)
def test_whatever_people_do_there_are_never_more_than_places_and_a_restart_changes_nothing(
    deeds: list[tuple[str, object]],
) -> None:
    here = station()
    for deed, what in deeds:
        match deed, what:
            case "wait", int(minutes):
                here.later(minutes * 60)
            case "restart", _:
                lived = here.state.offers.activities
                here.state = recall(station().state, here.facts)
                assert here.state.offers.activities == lived
            case act, who:
                does(here, act, str(who))
        line = activities.line(here.state, CLASS)
        assert sum(place.came for place in line.places) <= CLASS.places
        assert len({place.holder for place in line.places}) == len(line.places)
        assert len({place.number for place in line.places}) == len(line.places)
        signed_up = [place for place in line.places if not place.came]
        assert len(signed_up) <= CLASS.places + CLASS.waiting
