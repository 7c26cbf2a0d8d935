"""Notices: what is kept of a hub's word, in which order, and when one stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door
from hypothesis import given
from hypothesis import strategies as st

from station_app.core.events import BoardArrived, OfferAsked
from station_app.core.memory.bulletins import Bulletin
from station_app.core.memory.offers import Board, Wanted
from station_app.core.offers import bulletins, offering


def notice(name: str = "n", *, urgent: bool = False, from_ms: int = 0, text: str = "停水") -> Bulletin:
    return Bulletin(id=name, title={"zh-CN": name}, text={"zh-CN": text}, urgent=urgent, from_ms=from_ms, until_ms=9)


def station(*told: Bulletin) -> CoreStation:
    house = one_door()
    here = CoreStation(replace(house, policy=replace(house.policy, offers=frozenset({"notices"}))))
    here.hear(BoardArrived(at=here.at, board=Board(made_ms=1, bulletins=told)))
    return here


def kept(*told: Bulletin) -> list[str]:
    return [one.id for one in bulletins.bulletins(station(*told).state)]


def test_they_are_offered_where_the_hub_tells_of_one() -> None:
    assert (offering.offered(station().state), offering.offered(station(notice()).state)) == ((), ("notices",))


def test_before_the_hub_has_said_anything_there_are_none() -> None:
    assert bulletins.bulletins(CoreStation(one_door()).state) == ()


def test_urgent_ones_stand_first_and_then_the_newest() -> None:
    told = (notice("old", from_ms=1), notice("new", from_ms=3), notice("fire", urgent=True, from_ms=2))

    assert kept(*told) == ["fire", "new", "old"]


@pytest.mark.parametrize(("now", "there"), [(9, False), (10, True), (19, True), (20, False)])
def test_one_stands_from_its_first_moment_until_its_end(now: int, there: bool) -> None:
    assert bulletins.stands(10, 20, now) == there


def test_words_that_are_too_long_and_a_link_that_is_are_cut() -> None:
    told = Bulletin(id="n", title={"zh-CN": "题" * 4000, "xx": "?"}, text={"en": "😀" * 4000}, link="h" * 4000)
    (one,) = bulletins.bulletins(station(told).state)

    assert (len(one.title["zh-CN"]), len(one.text["en"]), one.link, set(one.title)) == (40, 600, "", {"zh-CN"})


def test_a_link_of_common_length_is_kept() -> None:
    (one,) = bulletins.bulletins(station(replace(notice(), link="https://example.org/")).state)

    assert one.link == "https://example.org/"


def test_there_is_nothing_to_be_had_but_the_reading() -> None:
    here = station(notice())
    here.hear(OfferAsked(at=here.at, wanted=Wanted(ask="ask-1", id="n-1", offer="notices", act="take")))

    assert here.state.offers.answer is not None and here.state.offers.answer.result == "unknown"


def test_a_long_one_that_has_no_room_leaves_it_to_a_short_one_behind_it() -> None:
    words = dict.fromkeys(bulletins.LANGUAGES, "😀" * 600)
    long = [replace(notice(f"l-{number}", urgent=True), text=words) for number in range(7)]

    assert kept(*long, notice("short")) == ["l-0", "l-1", "l-2", "l-3", "l-4", "short"]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 99), st.text(max_size=900)), max_size=30))
def test_never_more_than_there_is_room_for_and_urgent_ones_always_first(told: list[tuple[bool, int, str]]) -> None:
    notices = (
        notice(f"n-{number}", urgent=urgent, from_ms=at, text=text) for number, (urgent, at, text) in enumerate(told)
    )
    found = bulletins.cut(Board(made_ms=1, bulletins=tuple(notices))).bulletins

    assert len(found) <= bulletins.MOST
    assert sum(len(one.text["zh-CN"].encode()) for one in found) <= bulletins.MOST_BYTES
    assert [(one.urgent, one.from_ms) for one in found] == sorted(
        ((one.urgent, one.from_ms) for one in found), key=lambda key: (not key[0], -key[1])
    )
