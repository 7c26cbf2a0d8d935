"""Joining the union is offered where the hub has said where phones find its form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door

from station_app.core.commands import Command, Record
from station_app.core.events import BoardArrived, OfferAsked
from station_app.core.memory.offers import Board, Wanted
from station_app.core.offers import offering
from station_app.core.offers.joining import form_url


def station(url: str | None, key: str = "") -> CoreStation:
    house = one_door()
    here = CoreStation(replace(house, has_hub=True, policy=replace(house.policy, offers=frozenset({"union"}))))
    if url is not None:
        here.hear(BoardArrived(at=here.at, board=Board(made_ms=1, public_url=url, contact_key=key)))
    return here


@pytest.mark.parametrize(("url", "there"), [(None, ()), ("", ()), ("https://hub.example.org", ("union",))])
def test_it_is_offered_where_there_is_a_form(url: str | None, there: tuple[str, ...]) -> None:
    assert offering.offered(station(url).state) == there


@pytest.mark.parametrize(
    ("url", "form"), [(None, ""), ("", ""), ("https://hub.example.org/", "https://hub.example.org/u/ST-1")]
)
def test_the_form_knows_the_station_by_its_address(url: str | None, form: str) -> None:
    assert form_url(station(url).state, "ST-1") == form


@pytest.mark.parametrize("url", ["", "https://hub.example.org"])
def test_where_somebody_can_be_called_back_answers_are_read_too(url: str) -> None:
    assert offering.offered(station(url, "ab" * 32).state) == ("union", "answers")


def called(here: CoreStation, place: str = "home", contact: str = "sealed") -> list[Command]:
    wanted = Wanted(ask="ask-1", id="u-1", offer="union", act="call", choice=(place,), ticket="482173650194",
                    contact=contact)  # fmt: skip
    return list(here.hear(OfferAsked(at=here.at, wanted=wanted)))


def result(here: CoreStation) -> str:
    assert here.state.offers.answer is not None
    return here.state.offers.answer.result


def test_without_a_phone_a_place_and_a_sealed_number_are_a_request() -> None:
    (record,) = called(station("", "ab" * 32))

    assert isinstance(record, Record)
    told = {key: record.fact.body[key] for key in ("matter", "topic", "contact")}
    assert (record.fact.kind, told) == ("request.made", {"matter": "union", "topic": "home", "contact": "sealed"})


@pytest.mark.parametrize(("place", "contact", "why"), [("home", "", "no-call"), ("moon", "sealed", "unknown")])
def test_without_a_number_or_a_place_nothing_is_made(place: str, contact: str, why: str) -> None:
    here = station("", "ab" * 32)

    assert (called(here, place, contact), result(here)) == ([], why)


def test_nothing_else_is_asked_of_the_station_itself() -> None:
    here = station("https://hub.example.org")
    here.hear(OfferAsked(at=here.at, wanted=Wanted(ask="ask-1", id="u-1", offer="union", act="join")))

    assert result(here) == "unknown"
