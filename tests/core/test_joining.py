"""Joining the union is offered where the hub has said where phones find its form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door

from station_app.core.events import BoardArrived, OfferAsked
from station_app.core.memory.offers import Board, Wanted
from station_app.core.offers import offering
from station_app.core.offers.joining import form_url


def station(url: str | None) -> CoreStation:
    house = one_door()
    here = CoreStation(replace(house, has_hub=True, policy=replace(house.policy, offers=frozenset({"union"}))))
    if url is not None:
        here.hear(BoardArrived(at=here.at, board=Board(made_ms=1, public_url=url)))
    return here


@pytest.mark.parametrize(("url", "there"), [(None, ()), ("", ()), ("https://hub.example.org", ("union",))])
def test_it_is_offered_where_there_is_a_form(url: str | None, there: tuple[str, ...]) -> None:
    assert offering.offered(station(url).state) == there


@pytest.mark.parametrize(
    ("url", "form"), [(None, ""), ("", ""), ("https://hub.example.org/", "https://hub.example.org/u/ST-1")]
)
def test_the_form_knows_the_station_by_its_address(url: str | None, form: str) -> None:
    assert form_url(station(url).state, "ST-1") == form


def test_nothing_is_asked_of_the_station_itself() -> None:
    here = station("https://hub.example.org")
    here.hear(OfferAsked(at=here.at, wanted=Wanted(ask="ask-1", id="u-1", offer="union", act="join")))

    assert here.state.offers.answer is not None
    assert here.state.offers.answer.result == "unknown"
