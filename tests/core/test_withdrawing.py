"""A consent is taken back, and a wish is thought better of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation

from station_app.core import privacy
from station_app.core.commands import Tell
from station_app.core.events import Known, SubjectAsked, TurnedBack
from station_app.core.memory.people import Consent
from station_app.core.replay import recall

ANNA = Known(person="d-anna", lasting="p-anna")


@pytest.fixture
def station() -> CoreStation:
    """Anna has agreed to the notice in force."""
    station = CoreStation()
    agreed = Consent(notice="1", occupation="courier", year=station.at.station_year)
    station.state = replace(station.state, consents={"p-anna": agreed})
    return station


def wish(station: CoreStation, want: str) -> None:
    station.hear(SubjectAsked(at=station.at, want=want))  # pyright: ignore[reportArgumentType] - one of three
    station.show(ANNA, "id-card", "reader")


def test_a_consent_taken_back_is_recorded_and_its_owner_is_one_of_the_day_again(station: CoreStation) -> None:
    wish(station, "withdraw")

    assert station.last("consent.withdrawn").body["person"] == "p-anna"
    assert privacy.named(station.state, ANNA).person == "d-anna"
    assert (station.shown, station.state.screen.reason) == ("told", "withdrawn")


def test_taking_it_back_opens_no_door(station: CoreStation) -> None:
    wish(station, "withdraw")

    assert station.count("access.granted") == 0


def test_where_there_is_no_consent_that_is_said_and_nothing_recorded() -> None:
    station = CoreStation()
    wish(station, "withdraw")

    assert (station.state.screen.reason, station.count("consent.withdrawn")) == ("not-given", 0)


def test_it_is_taken_back_once_only(station: CoreStation) -> None:
    wish(station, "withdraw")
    wish(station, "withdraw")

    assert (station.count("consent.withdrawn"), station.state.screen.reason) == (1, "not-given")


def test_whoever_has_taken_it_back_can_still_be_forgotten_under_the_name_of_the_year(station: CoreStation) -> None:
    wish(station, "withdraw")
    wish(station, "forget")

    assert "p-anna" in [told.body["person"] for told in station.facts if told.kind == "data.erased"]


def test_a_consent_taken_back_stays_so_after_a_restart(station: CoreStation) -> None:
    before = station.state
    wish(station, "withdraw")

    assert recall(before, station.facts).consents["p-anna"].notice == ""


def test_a_withdrawal_whose_owner_was_erased_changes_nothing(station: CoreStation) -> None:
    before = station.state
    wish(station, "withdraw")
    told = station.last("consent.withdrawn")
    nameless = replace(told, body={"presentation": told.body["presentation"]})

    assert recall(before, [nameless]).consents == before.consents


def test_what_is_held_names_the_notice_and_what_was_said_with_it(station: CoreStation) -> None:
    wish(station, "tell")

    (told,) = [command for command in station.told if isinstance(command, Tell)]
    assert (told.notice, told.occupation) == ("1", "courier")


@pytest.mark.parametrize("want", ["tell", "forget", "withdraw"])
def test_whoever_thinks_better_of_it_is_let_in_as_ever(station: CoreStation, want: str) -> None:
    station.hear(SubjectAsked(at=station.at, want=want))  # pyright: ignore[reportArgumentType] - one of three
    station.hear(TurnedBack(at=station.at))
    station.show(ANNA, "id-card", "reader")

    assert station.shown == "welcome"


def test_a_wish_that_nobody_shows_anything_for_is_gone_after_half_a_minute(station: CoreStation) -> None:
    station.hear(SubjectAsked(at=station.at, want="forget"))
    station.wait(privacy.WISH_SECONDS + 1)

    assert station.state.wish is None


def test_the_rules_want_to_be_told_when_a_wish_is_over(station: CoreStation) -> None:
    station.hear(SubjectAsked(at=station.at, want="tell"))

    assert privacy.WISH_SECONDS < min(privacy.deadlines(station.state, station.at)) < privacy.WISH_SECONDS + 0.1


def test_a_withdrawal_of_a_consent_that_is_not_known_any_more_makes_none(station: CoreStation) -> None:
    wish(station, "withdraw")

    assert recall(CoreStation().state, [station.last("consent.withdrawn")]).consents == {}
