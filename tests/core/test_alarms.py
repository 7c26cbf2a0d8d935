"""Who is told of an incident, how often, who is told next, and what ends it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alarm_world import Watched, house_with, well_watched
from core_world import MONDAY_NOON, shape

from station_app.core import alarms, incidents
from station_app.core.events import Known, SilentHelpAsked
from station_app.core.instant import Instant
from station_app.core.policy import AlarmRule

HOUR = 3600.0
TEN_AT_NIGHT: Instant = replace(MONDAY_NOON, wall_ms=MONDAY_NOON.wall_ms + 10 * 3_600_000)
STAFF = Known(person="staff-a", staff=True)


@pytest.fixture
def watched() -> Watched:
    return well_watched()


class TestOwner:
    def test_a_new_incident_is_the_first_role_s(self, watched: Watched) -> None:
        watched.feel("leak", on=True)

        assert watched.last("incident.opened").body["owner"] == "keeper"

    def test_the_owner_under_a_shortened_chain_is_its_last_role(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.pass_time(2 * HOUR)
        policy = replace(watched.state.house.policy, alarms=AlarmRule(chain=("keeper",)))
        state = replace(watched.state, house=replace(watched.state.house, policy=policy))

        assert incidents.owner_of(state, state.incidents["leak/leak"]) == "keeper"

    @pytest.mark.parametrize(
        ("cause", "severity"),
        [("help", "urgent"), ("leak/x", "alarm"), ("device/x", "fault"), ("mode/shelter", "notice")],
    )
    def test_the_severity_follows_from_the_cause(self, watched: Watched, cause: str, severity: str) -> None:
        _, told = incidents.open_one(watched.state, watched.at, cause)

        assert told[0].fact.body["severity"] == severity  # type: ignore[union-attr]


class TestLadder:
    def test_an_alarm_is_told_again_and_goes_on_until_the_last_role_keeps_it(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.pass_time(50 * 60)

        assert watched.told_of("leak/leak") == [
            "opened keeper",
            "repeated 2",
            "escalated district",
            "repeated 3",
            "escalated union",
            "repeated 4",
            "repeated 5",
        ]

    def test_a_call_goes_on_after_a_minute(self, watched: Watched) -> None:
        watched.ask_help()
        watched.pass_time(121)

        assert watched.told_of("help") == ["opened keeper", "escalated district", "escalated union"]

    def test_the_next_role_is_told_ten_minutes_after_it_was_asked(self, watched: Watched) -> None:
        watched.ask_help()
        watched.pass_time(120 + 599)
        before = watched.told_of("help")
        watched.pass_time(1)

        assert (before[-1], watched.told_of("help")[-1]) == ("escalated union", "repeated 2")

    def test_a_chain_of_one_keeps_everything(self) -> None:
        house = house_with("leak")
        policy = replace(house.policy, alarms=AlarmRule(chain=("keeper",)))
        watched = Watched(replace(house, policy=policy))
        watched.feel("leak", on=True)
        watched.pass_time(31 * 60)

        assert watched.told_of("leak/leak") == ["opened keeper", "repeated 2", "repeated 3", "repeated 4"]

    def test_a_notice_is_told_once_and_stays(self, watched: Watched) -> None:
        watched.state, opened = incidents.open_one(watched.state, watched.at, "card-left/reader")
        watched.pass_time(3 * 24 * HOUR)

        assert shape(opened) == ["incident.opened"]
        assert watched.told_of("card-left/reader") == []

    def test_a_fault_is_told_at_growing_distances(self, watched: Watched) -> None:
        watched.lose("reader")
        watched.pass_time(9 * HOUR)

        repeats = [f for f in watched.facts if f.kind == "incident.repeated"]
        assert len(repeats) <= 6
        assert watched.state.incidents["device/reader"].level == 2

    def test_a_fault_that_nobody_repairs_is_told_once_a_day(self, watched: Watched) -> None:
        watched.lose("reader")
        watched.pass_time(20 * 24 * HOUR)
        before = watched.count("incident.repeated")
        watched.pass_time(10 * 24 * HOUR)

        assert 9 <= watched.count("incident.repeated") - before <= 11


class TestNight:
    def test_a_fault_waits_for_the_morning(self) -> None:
        watched = Watched(house_with(), at=TEN_AT_NIGHT)
        watched.lose("reader")
        watched.pass_time(8 * HOUR - 1)
        at_night = watched.told_of("device/reader")
        watched.pass_time(2)

        assert at_night == ["opened keeper"]
        assert watched.told_of("device/reader")[1] == "escalated district"

    def test_an_alarm_wakes_somebody(self) -> None:
        watched = Watched(house_with("leak"), at=TEN_AT_NIGHT)
        watched.feel("leak", on=True)
        watched.pass_time(10 * 60)

        assert watched.told_of("leak/leak") == ["opened keeper", "repeated 2"]

    @pytest.mark.parametrize(
        ("hour", "night"), [(21, False), (22, True), (0, True), (5, True), (6, False), (12, False)]
    )
    def test_the_night_is_from_ten_to_six(self, hour: int, night: bool) -> None:
        at = replace(MONDAY_NOON, wall_ms=MONDAY_NOON.wall_ms + (hour - 12) * 3_600_000)

        assert alarms.is_night(at) == night

    def test_a_clock_that_knows_no_time_knows_no_night(self) -> None:
        assert not alarms.is_night(replace(TEN_AT_NIGHT, clock="unknown"))


class TestAcknowledge:
    def test_what_was_taken_on_is_not_told_again(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.take_on("leak/leak")
        watched.pass_time(24 * HOUR)

        assert watched.told_of("leak/leak") == ["opened keeper", "acknowledged district"]

    def test_it_is_taken_on_once(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.take_on("leak/leak")
        watched.take_on("leak/leak", "keeper")

        assert watched.told == []

    def test_what_is_not_open_cannot_be_taken_on(self, watched: Watched) -> None:
        watched.take_on("leak/leak")

        assert watched.told == []

    def test_staff_at_the_station_take_on_what_is_open_by_role(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.show(STAFF, "staff", "reader")

        assert watched.told_of("leak/leak")[-1] == "acknowledged staff"
        assert "staff-a" not in str(watched.last("incident.acknowledged").body)

    def test_a_refused_staff_credential_takes_nothing_on(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.refuse("unreadable", "staff")

        assert watched.count("incident.acknowledged") == 0

    def test_a_worker_takes_nothing_on(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.enter()

        assert watched.count("incident.acknowledged") == 0

    def test_staff_do_not_take_on_a_silent_call(self, watched: Watched) -> None:
        watched.hear(SilentHelpAsked(at=watched.at))
        watched.show(STAFF, "staff", "reader")

        assert watched.count("incident.acknowledged") == 0

    def test_a_notice_needs_nobody_to_take_it_on(self, watched: Watched) -> None:
        watched.state, _ = incidents.open_one(watched.state, watched.at, "card-left/reader")
        watched.show(STAFF, "staff", "reader")

        assert watched.count("incident.acknowledged") == 0


class TestResolve:
    def test_a_call_can_be_resolved(self, watched: Watched) -> None:
        watched.ask_help()
        watched.resolve("help")

        assert watched.told_of("help")[-1] == "closed"
        assert watched.last("incident.closed").body["by"] == "district"

    def test_nothing_is_resolved_that_is_not_open(self, watched: Watched) -> None:
        watched.resolve("help")

        assert watched.told == []

    def test_what_goes_on_is_not_resolved(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.lose("reader")
        refused = {cause: alarms.refusal(watched.state, "resolve", cause) for cause in watched.state.incidents}

        assert refused == {"leak/leak": "goes-on", "device/reader": "goes-on"}

    def test_a_mode_is_ended_and_not_resolved(self, watched: Watched) -> None:
        watched.state, _ = incidents.open_one(watched.state, watched.at, "mode/shelter")
        watched.resolve("mode/shelter")

        assert "mode/shelter" in watched.state.incidents

    def test_a_missing_sensor_is_not_resolved(self, watched: Watched) -> None:
        watched.feel("smoke", on=False)
        watched.lose("board")
        watched.wait(60)

        assert alarms.refusal(watched.state, "resolve", "sensor/smoke") == "goes-on"

    def test_what_nobody_sees_the_end_of_is_resolved(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.feel("leak", on=False)
        watched.state, _ = incidents.open_one(watched.state, watched.at, "leak/leak")

        assert alarms.refusal(watched.state, "resolve", "leak/leak") == ""

    @pytest.mark.parametrize("cause", ["door-forced/main", "tamper/gone"])
    def test_an_incident_about_something_else_is_resolved(self, watched: Watched, cause: str) -> None:
        watched.state, _ = incidents.open_one(watched.state, watched.at, cause)

        assert alarms.refusal(watched.state, "resolve", cause) == ""

    def test_taking_on_is_never_refused_for_what_goes_on(self, watched: Watched) -> None:
        watched.feel("leak", on=True)

        assert alarms.refusal(watched.state, "acknowledge", "leak/leak") == ""


class TestHelp:
    def test_nobody_answers_and_the_call_stands(self, watched: Watched) -> None:
        watched.ask_help()
        watched.pass_time(3 * 24 * HOUR)

        assert watched.state.incidents["help"].level == 2

    def test_a_call_is_over_a_quarter_of_an_hour_after_it_was_taken_on(self, watched: Watched) -> None:
        watched.ask_help()
        watched.pass_time(30)
        watched.take_on("help")
        watched.pass_time(899)
        before = "help" in watched.state.incidents
        watched.pass_time(1)

        assert (before, "help" in watched.state.incidents) == (True, False)

    def test_pressed_again_it_does_not_keep_the_next_role_waiting(self, watched: Watched) -> None:
        watched.ask_help()
        watched.pass_time(45)
        watched.ask_help()
        watched.pass_time(15)

        assert watched.told_of("help") == ["opened keeper", "repeated 2", "escalated district"]

    def test_pressed_again_when_everybody_was_asked_it_asks_everybody_anew(self, watched: Watched) -> None:
        watched.ask_help()
        watched.pass_time(180)
        watched.ask_help()
        watched.pass_time(60)

        assert watched.told_of("help")[-2:] == ["repeated 2", "escalated district"]
        assert watched.last("incident.repeated").body["owner"] == "keeper"

    def test_pressed_again_after_it_was_taken_on_it_asks_everybody_anew(self, watched: Watched) -> None:
        watched.ask_help()
        watched.take_on("help")
        watched.pass_time(60)
        watched.ask_help()
        watched.pass_time(60)

        assert watched.told_of("help")[-2:] == ["repeated 2", "escalated district"]

    def test_a_child_at_the_button_makes_no_stream(self, watched: Watched) -> None:
        for _ in range(60):
            watched.ask_help()
            watched.wait(1)

        assert watched.count("incident.repeated") == 1

    def test_help_is_a_new_call_once_the_old_one_is_over(self, watched: Watched) -> None:
        watched.ask_help()
        watched.resolve("help")
        watched.later(1)
        watched.ask_help()

        assert watched.told_of("help") == ["opened keeper", "closed", "opened keeper"]

    def test_a_clock_that_is_set_back_keeps_no_call_from_going_on(self, watched: Watched) -> None:
        watched.ask_help()
        watched.at = replace(watched.at, wall_ms=watched.at.wall_ms - 10 * 365 * 86_400_000)
        watched.pass_time(60)

        assert watched.told_of("help")[-1] == "escalated district"


class TestSilentHelp:
    def test_nothing_at_the_station_changes(self, watched: Watched) -> None:
        before = watched.state
        watched.hear(SilentHelpAsked(at=watched.at))

        assert shape(watched.told) == ["incident.opened"]
        assert watched.last("incident.opened").body["silent"] is True
        assert (watched.state.screen, watched.state.doors) == (before.screen, before.doors)

    def test_it_is_a_call_like_any_other(self, watched: Watched) -> None:
        watched.hear(SilentHelpAsked(at=watched.at))
        watched.pass_time(60)
        watched.take_on("silent-help")
        watched.pass_time(900)

        assert watched.told_of("silent-help") == [
            "opened keeper",
            "escalated district",
            "acknowledged district",
            "closed",
        ]

    def test_it_is_not_mixed_with_the_loud_one(self, watched: Watched) -> None:
        watched.hear(SilentHelpAsked(at=watched.at))
        watched.ask_help()

        assert set(watched.state.incidents) == {"silent-help", "help"}
