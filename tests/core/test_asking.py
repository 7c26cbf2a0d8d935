"""What the kiosk may ask, whom, how often and for how long."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door

from station_app.core import asking
from station_app.core.asking import Questions
from station_app.core.events import CardArrived, EntryAsked, Known, TurnedBack, VisitorAnswered
from station_app.core.occupations import OCCUPATIONS, TILES
from station_app.core.policy import Grace
from station_app.hub.report_texts import OCCUPATIONS as REPORTED

DAY = 86_400.0


def come(station: CoreStation, who: str = "anna", *, lasting: bool = True) -> None:
    """Somebody's card is shown and admits."""
    known = Known(person=f"d-{who}-{station.at.station_day}", lasting=f"p-{who}" if lasting else None)
    station.show(known, "id-card", "reader")


def asked(station: CoreStation) -> Questions | None:
    return asking.questions(station.state, station.at)


def say(station: CoreStation, *, remember: bool = False, occupation: str = "", notice: str = "1") -> None:
    told = asked(station)
    assert told is not None
    station.hear(
        VisitorAnswered(
            at=station.at,
            presentation=told.presentation,
            remember=remember,
            notice=notice,
            occupation=occupation,
        )
    )


@pytest.fixture
def station() -> CoreStation:
    return CoreStation()


def test_whoever_comes_for_the_first_time_is_asked_both(station: CoreStation) -> None:
    come(station)

    assert asked(station) == Questions(presentation="presentation-1", notice="1", consent=True, occupation=True)


def test_nobody_is_asked_before_anybody_came(station: CoreStation) -> None:
    assert asked(station) is None


def test_whoever_has_agreed_to_this_notice_is_asked_nothing(station: CoreStation) -> None:
    come(station)
    say(station, remember=True)
    station.wait(DAY)
    come(station)

    assert asked(station) == Questions(presentation="presentation-2", notice="1")


def test_whoever_has_agreed_to_an_older_notice_is_asked_again(station: CoreStation) -> None:
    come(station)
    say(station, remember=True)
    policy = replace(station.state.house.policy, notice="2")
    station.state = replace(station.state, house=replace(station.state.house, policy=policy))
    station.wait(DAY)
    come(station)

    told = asked(station)
    assert told is not None
    assert (told.consent, told.notice) == (True, "2")


def test_whoever_said_not_now_is_not_asked_again_today(station: CoreStation) -> None:
    come(station)
    say(station)
    station.wait(3600)
    come(station)

    assert asked(station) == Questions(presentation="presentation-2", notice="1")


def test_whoever_said_not_now_is_asked_tomorrow(station: CoreStation) -> None:
    come(station)
    say(station)
    station.wait(DAY)
    come(station)

    told = asked(station)
    assert told is not None
    assert told.consent


def test_a_credential_that_names_nobody_is_asked_for_the_occupation_only(station: CoreStation) -> None:
    station.pass_("one")

    told = asked(station)
    assert told is not None
    assert (told.consent, told.occupation) == (False, True)


def test_whoever_came_in_by_the_weather_cannot_be_remembered() -> None:
    at = CoreStation().at
    cold = Grace(reason="cold", from_ms=at.wall_ms - 1, until_ms=at.wall_ms + 3_600_000)
    house = one_door()
    station = CoreStation(replace(house, policy=replace(house.policy, grace=(cold,))))
    station.show(Known(person="d-anna", lasting="p-anna", valid_until="20200101"), "id-card", "reader")

    told = asked(station)
    assert told is not None
    assert not told.consent


def test_staff_are_not_asked(station: CoreStation) -> None:
    station.show(Known(person=None, staff=True), "staff")

    assert asked(station) is None


def test_after_a_minute_it_is_enough(station: CoreStation) -> None:
    come(station)
    station.later(asking.ASK_SECONDS - 1)
    before = asked(station)
    station.later(1)

    assert (before is None, asked(station)) == (False, None)


def test_an_answer_ends_the_questions(station: CoreStation) -> None:
    come(station)
    say(station)

    assert asked(station) is None


@pytest.mark.parametrize("how", ["card", "refused", "entry", "back"])
def test_whoever_comes_next_ends_the_questions_of_the_one_before(station: CoreStation, how: str) -> None:
    come(station)
    match how:
        case "card":
            station.hear(CardArrived(at=station.at, reader="reader"))
        case "refused":
            station.refuse("code-unknown")
        case "entry":
            station.hear(EntryAsked(at=station.at, id="g", door="main"))
        case _:
            station.hear(TurnedBack(at=station.at))

    assert asked(station) is None


def test_the_next_one_is_asked_in_turn(station: CoreStation) -> None:
    come(station)
    come(station, "bo")

    told = asked(station)
    assert told is not None
    assert told.presentation == "presentation-2"


def test_a_word_that_is_no_occupation_is_not_recorded(station: CoreStation) -> None:
    come(station)
    say(station, occupation="张三 13800138000")

    assert station.count("visit.described") == 0


@pytest.mark.parametrize("code", OCCUPATIONS)
def test_every_occupation_can_be_told_and_has_a_name_in_the_reports(station: CoreStation, code: str) -> None:
    come(station)
    say(station, occupation=code)

    assert station.last("visit.described").body["occupation"] == code
    assert code in REPORTED


def test_every_tile_is_an_occupation() -> None:
    assert set(TILES) <= set(OCCUPATIONS)


def test_a_moment_that_was_read_ends_at_a_touch(station: CoreStation) -> None:
    station.refuse("code-unknown")
    station.hear(TurnedBack(at=station.at))

    assert station.shown == "idle"


@pytest.mark.parametrize("moment", ["maintenance", "reading"])
def test_what_stands_for_everybody_does_not_end_at_a_touch(station: CoreStation, moment: str) -> None:
    state = station.state
    station.state = replace(state, screen=replace(state.screen, moment=moment))
    station.hear(TurnedBack(at=station.at))

    assert station.shown == moment


def test_a_call_for_help_does_not_end_at_a_touch(station: CoreStation) -> None:
    station.ask_help()
    station.hear(TurnedBack(at=station.at))

    assert station.shown == "help"
