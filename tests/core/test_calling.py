"""What the kiosk says of a call for help: who is asked, for how long, and whether somebody comes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alarm_world import Watched
from core_world import one_door
from mode_world import run
from order_world import OrderedStation

from station_app.core.calling import Call, standing
from station_app.core.events import SilentHelpAsked, Touched
from station_app.core.policy import AlarmRule, Policy


def asking(*chain: str, seconds: int = 60) -> Watched:
    """A station whose chain asks each role for so long."""
    rule = AlarmRule(chain=chain or ("keeper", "district", "union"), help_escalate_seconds=seconds)
    return Watched(replace(one_door(), policy=Policy(alarms=rule)))


def said(station: Watched) -> tuple[str, str, int]:
    shown = station.state.screen
    return shown.moment, shown.reason, shown.minutes


def owner_shown(station: Watched) -> int:
    return station.state.incidents["help"].level


def test_a_call_says_how_long_its_first_role_may_take() -> None:
    station = asking(seconds=180)
    station.ask_help()

    assert said(station) == ("help", "", 3)


def test_the_minutes_grow_fewer() -> None:
    station = asking(seconds=180)
    station.ask_help()
    shown = [said(station)[2]]
    for _ in range(2):
        station.pass_time(61)
        shown.append(said(station)[2])

    assert (shown, owner_shown(station)) == ([3, 2, 1], 0)


def test_minutes_that_grow_fewer_are_no_new_moment() -> None:
    station = asking(seconds=180)
    station.ask_help()
    since = station.state.screen.since
    station.pass_time(100)

    assert station.state.screen.since == since


def test_the_screen_stays_while_one_role_after_the_other_is_asked() -> None:
    station = asking()
    station.ask_help()
    shown = []
    for _ in range(3):
        shown.append((said(station)[0], said(station)[1], owner_shown(station)))
        station.pass_time(60)

    assert shown == [("help", "", 0), ("help", "", 1), ("help", "", 2)]


def test_the_next_role_is_a_new_moment() -> None:
    station = asking()
    station.ask_help()
    since = station.state.screen.since
    station.pass_time(61)

    assert station.state.screen.since != since


def test_that_nobody_has_answered_is_said_for_two_minutes() -> None:
    station = asking()
    station.ask_help()
    station.pass_time(181)
    first = said(station)
    station.pass_time(118)
    late = said(station)
    station.pass_time(2)

    assert (first, late, station.shown) == (("help", "unanswered", 0), ("help", "unanswered", 0), "idle")


def test_a_chain_of_one_is_asked_once() -> None:
    station = asking("keeper")
    station.ask_help()
    station.pass_time(61)

    assert said(station) == ("help", "unanswered", 0)


def test_that_somebody_has_taken_it_on_is_said_for_a_minute() -> None:
    station = asking()
    station.ask_help()
    station.take_on("help")
    station.hear(Touched(at=station.at))
    first = said(station)
    station.pass_time(61)

    assert (first, station.shown) == (("help", "taken", 0), "idle")


def test_what_was_taken_on_is_said_again_to_whoever_presses() -> None:
    station = asking()
    station.ask_help()
    station.take_on("help")
    station.pass_time(20)
    station.ask_help()

    assert said(station) == ("help", "taken", 0)


def test_a_call_that_is_resolved_leaves_the_screen() -> None:
    station = asking()
    station.ask_help()
    station.resolve("help")
    station.hear(Touched(at=station.at))

    assert station.shown == "idle"


def test_whoever_comes_to_the_door_meanwhile_is_answered_first() -> None:
    station = asking()
    station.ask_help()
    station.card()
    at_the_door = station.shown
    station.pass_time(5)

    assert (at_the_door, said(station)) == ("welcome", ("help", "", 1))


def test_an_answer_at_the_door_is_not_taken_away_when_the_next_role_is_asked() -> None:
    station = asking()
    station.ask_help()
    station.pass_time(58)
    station.card()
    station.pass_time(3)

    assert (station.shown, owner_shown(station)) == ("welcome", 1)


def test_presses_at_one_page_are_counted() -> None:
    station = asking()
    counted = []
    for _ in range(3):
        station.ask_help()
        counted.append(station.state.screen.number)
        station.pass_time(2)

    assert counted == [1, 2, 3]


def test_a_double_tap_is_one_press() -> None:
    station = asking()
    station.ask_help()
    station.pass_time(0.5)
    station.ask_help()

    assert station.state.screen.number == 1


def test_the_count_goes_on_when_the_next_role_is_asked() -> None:
    station = asking()
    station.ask_help()
    station.pass_time(3)
    station.ask_help()
    station.pass_time(60)

    assert (station.state.screen.number, owner_shown(station)) == (2, 1)


def test_a_call_under_a_mode_gives_the_screen_back_after_half_a_minute() -> None:
    desk = OrderedStation()
    desk.mode("lockdown", 600)
    desk.ask_help()
    first = desk.shown
    run(desk, 31)

    assert (first, desk.shown) == ("help", "lockdown")


def test_a_silent_call_is_nowhere_on_the_screen() -> None:
    station = asking()
    station.hear(SilentHelpAsked(at=station.at))
    station.pass_time(200)

    assert (station.shown, standing(station.state, station.at)) == ("idle", None)


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (0, 0)])
def test_nobody_is_told_too_few_minutes(seconds: float, minutes: int) -> None:
    assert Call(stage="asked", seconds=seconds).minutes == minutes
