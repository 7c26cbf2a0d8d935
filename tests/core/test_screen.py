"""What the kiosk says, and for how long."""

from __future__ import annotations

import pytest
from core_world import CoreStation

from station_app.core.events import CardLeftBehind
from station_app.core.flow import next_deadline


def test_a_card_on_the_reader_is_being_read(station: CoreStation) -> None:
    station.lay_card()

    assert station.shown == "reading"


def test_a_card_taken_away_too_early_leaves_an_idle_kiosk(station: CoreStation) -> None:
    station.lay_card()
    station.take_card()

    assert station.shown == "idle"


def test_a_reading_that_comes_to_nothing_ends_after_five_seconds(station: CoreStation) -> None:
    station.lay_card()
    station.wait(5)

    assert station.shown == "idle"


@pytest.mark.parametrize(("moment", "seconds"), [("welcome", 5), ("refused", 8)])
def test_a_moment_stands_for_its_time_and_no_longer(station: CoreStation, moment: str, seconds: int) -> None:
    begin = {"welcome": station.card, "refused": lambda: station.refuse("full")}
    begin[moment]()
    station.wait(seconds - 0.1)
    assert station.shown == moment
    station.wait(0.1)

    assert station.shown == "idle"


@pytest.mark.parametrize("moment", ["welcome", "refused"])
def test_a_card_left_on_the_reader_is_asked_for(station: CoreStation, moment: str) -> None:
    station.lay_card()
    if moment == "welcome":
        station.card()
    else:
        station.refuse("card-unreadable", "id-card")
    station.wait(8)

    assert station.shown == "take-card"


def test_the_card_taken_along_ends_the_asking(station: CoreStation) -> None:
    station.lay_card()
    station.card()
    station.wait(5)
    station.take_card()

    assert station.shown == "idle"


def test_a_card_taken_during_the_welcome_leaves_the_welcome_standing(station: CoreStation) -> None:
    station.lay_card()
    station.card()
    station.take_card()

    assert station.shown == "welcome"


def test_another_readers_card_taken_changes_nothing(station: CoreStation) -> None:
    station.lay_card("reader")
    station.take_card("scanner")

    assert station.told == []


def test_a_card_left_behind_is_one_incident_of_its_reader(station: CoreStation) -> None:
    station.hear(CardLeftBehind(at=station.at, reader="reader"))
    station.hear(CardLeftBehind(at=station.at, reader="reader"))

    assert station.causes("incident.opened") == ["card-left/reader"]


def test_a_stuck_card_is_asked_for_a_minute_and_then_left_alone(station: CoreStation) -> None:
    station.lay_card()
    station.card()
    station.wait(5)
    station.wait(60)
    assert station.shown == "idle"
    station.wait(3600)

    assert (station.shown, station.count("access.granted")) == ("idle", 1)


def test_a_reader_that_is_lost_holds_no_card(station: CoreStation) -> None:
    station.lay_card("reader")
    station.lose("reader")
    station.pass_("one")
    station.wait(5)

    assert station.shown == "idle"


def test_a_lost_scanner_leaves_the_card_on_the_reader(station: CoreStation) -> None:
    station.lay_card("reader")
    station.lose("scanner")

    assert station.state.card_on == "reader"


def test_time_that_changes_nothing_shows_nothing(station: CoreStation) -> None:
    station.wait(3600)

    assert station.told == []


def test_where_time_changes_nothing_the_rules_need_not_be_told_of_it_for_hours(station: CoreStation) -> None:
    assert next_deadline(station.state, station.at) >= 3600


def test_the_rules_want_to_know_when_a_welcome_ends(station: CoreStation) -> None:
    station.card()
    station.open()
    station.later(2)

    assert next_deadline(station.state, station.at) == 3


def test_the_rules_want_to_know_when_a_grant_lapses(station: CoreStation) -> None:
    station.card()
    station.wait(5)  # the welcome is over
    station.later(2)

    assert next_deadline(station.state, station.at) == pytest.approx(1.05)


def test_the_rules_want_to_know_when_a_door_is_held(station: CoreStation) -> None:
    station.card()
    station.open()
    station.wait(5)
    station.later(20)

    assert next_deadline(station.state, station.at) == 5


def test_a_deadline_that_has_passed_is_soon_not_in_the_past(station: CoreStation) -> None:
    station.card()
    station.later(100)

    assert next_deadline(station.state, station.at) == 0.05


def test_who_was_granted_before_a_lock_that_does_not_move_is_told_so(station: CoreStation) -> None:
    station.card()
    station.lock_answers(fault="no-answer")

    assert (station.shown, station.state.screen.reason) == ("refused", "door-fault")
