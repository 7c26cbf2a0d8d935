"""Offers that lead in: what the screen is told, before the code itself comes as a credential."""

from __future__ import annotations

import pytest
from core_world import CoreStation, one_door

from station_app.core.changing import replace
from station_app.core.events import OfferAsked
from station_app.core.memory.offers import Wanted
from station_app.core.offers.offering import offered


def at_work(*offers: str, has_hub: bool = True) -> CoreStation:
    house = one_door()
    return CoreStation(replace(house, has_hub=has_hub, policy=replace(house.policy, offers=frozenset(offers))))


def said(station: CoreStation, offer: str, about: str = "") -> tuple[str, dict[str, object]]:
    """What the screen is answered."""
    wanted = Wanted(ask="touch-1", id="made-1", offer=offer, act="any", about=about)
    station.hear(OfferAsked(at=station.at, wanted=wanted))
    answer = station.state.offers.answer
    assert answer is not None
    return answer.result, dict(answer.values)


def test_a_code_that_was_typed_is_answered_with_no_more_than_that() -> None:
    assert said(at_work("code"), "code") == ("tried", {})


def test_the_screen_is_told_the_code_for_phones() -> None:
    assert said(at_work("phone"), "phone", "ST-1.1799035200.00") == ("code", {"token": "ST-1.1799035200.00"})


def test_without_a_code_there_is_none_for_phones() -> None:
    assert said(at_work("phone"), "phone") == ("unknown", {})


@pytest.mark.parametrize("offer", ["code", "phone"])
def test_what_the_rules_do_not_offer_is_unknown(offer: str) -> None:
    assert said(at_work(), offer, "token") == ("unknown", {})


def test_nothing_that_needs_the_hub_is_offered_without_one() -> None:
    assert (offered(at_work("code", "phone").state), offered(at_work("code", "phone", has_hub=False).state)) == (
        ("phone", "code"),
        (),
    )
