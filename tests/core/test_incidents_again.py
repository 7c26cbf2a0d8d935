"""Drills, causes that waver, and what a restart knows of incidents."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alarm_world import Watched, well_watched
from core_world import one_door

from station_app.core import incidents, replay
from station_app.core.events import ContactMoved, Started
from station_app.core.model import StationState

HOUR = 3600.0


@pytest.fixture
def watched() -> Watched:
    return well_watched()


class TestDrill:
    def test_a_drill_is_marked_all_along(self, watched: Watched) -> None:
        watched.state, opened = incidents.open_one(watched.state, watched.at, "leak/leak", drill=True)
        watched.pass_time(20 * 60)

        told = [command.fact for command in opened] + [f for f in watched.facts if "incident" in f.kind]  # type: ignore[union-attr]
        assert [fact.body.get("drill") for fact in told] == [True] * 3

    def test_what_is_real_takes_the_place_of_its_drill(self, watched: Watched) -> None:
        watched.state, opened = incidents.open_one(watched.state, watched.at, "leak/leak", drill=True)
        watched.feel("leak", on=True)

        assert watched.told_of("leak/leak") == ["closed", "opened keeper"]
        assert "drill" not in watched.last("incident.opened").body
        assert watched.last("incident.opened").body["incident"] != opened[0].fact.body["incident"]  # type: ignore[union-attr]

    def test_a_drill_does_not_hide_what_is_real(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        _, told = incidents.open_one(watched.state, watched.at, "leak/leak", drill=True)

        assert told == []

    def test_a_call_in_a_drill_is_real(self, watched: Watched) -> None:
        watched.state, _ = incidents.open_one(watched.state, watched.at, "help", drill=True)
        watched.ask_help()

        assert not watched.state.incidents["help"].drill


class TestWavering:
    def test_what_begins_again_within_a_minute_is_the_same_incident(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        first = watched.last("incident.opened").body["incident"]
        watched.feel("leak", on=False)
        watched.pass_time(59)
        watched.feel("leak", on=True)

        assert watched.last("incident.opened").body["incident"] == first
        assert watched.last("incident.opened").body["again"] == 1

    def test_what_begins_again_after_a_minute_is_another_one(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        first = watched.last("incident.opened").body["incident"]
        watched.feel("leak", on=False)
        watched.pass_time(60)
        watched.feel("leak", on=True)

        assert watched.last("incident.opened").body["incident"] != first

    def test_whoever_has_taken_it_on_keeps_it(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.take_on("leak/leak")
        watched.feel("leak", on=False)
        watched.feel("leak", on=True)
        watched.pass_time(HOUR)

        assert watched.told_of("leak/leak")[-1] == "opened keeper"

    def test_a_drop_on_the_sensor_makes_no_stream(self, watched: Watched) -> None:
        for second in range(2000):
            watched.feel("leak", on=second % 2 == 0)
            watched.wait(1)

        assert watched.count("incident.opened") == 4
        assert watched.count("incident.closed") == 3

    def test_what_wavered_ends_when_it_has_stayed_away_for_a_minute(self, watched: Watched) -> None:
        for second in range(20):
            watched.feel("leak", on=second % 2 == 0)
        watched.pass_time(59)
        before = "leak/leak" in watched.state.incidents
        watched.pass_time(1)

        assert (before, "leak/leak" in watched.state.incidents) == (True, False)

    def test_what_is_watched_for_its_end_asks_nobody(self, watched: Watched) -> None:
        watched.state, _ = incidents.open_one(watched.state, watched.at, "leak/leak")
        wavering = replace(watched.state.incidents["leak/leak"], again=3)
        watched.state = replace(watched.state, incidents={"leak/leak": wavering})
        watched.later(3600)
        watched.state, _ = incidents.close_one(watched.state, watched.at, "leak/leak")
        watched.wait(1)

        assert watched.told == []

    def test_it_can_be_resolved_at_once(self, watched: Watched) -> None:
        for second in range(20):
            watched.feel("leak", on=second % 2 == 0)
        watched.resolve("leak/leak")

        assert watched.state.incidents == {}

    def test_a_door_forced_twice_is_two_incidents(self, watched: Watched) -> None:
        for open_ in (True, False, True):
            watched.hear(ContactMoved(at=watched.at, door="main", open=open_))
            watched.later(1)

        assert len({f.body["incident"] for f in watched.facts if f.kind == "incident.opened"}) == 2


class TestRestart:
    def test_everything_comes_back_from_facts(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.pass_time(40 * 60)
        watched.ask_help()
        watched.pass_time(90)
        watched.take_on("help")
        watched.feel("tamper", on=True)
        watched.feel("tamper", on=False)

        back = watched.recalled()
        assert back.incidents == watched.state.incidents
        assert back.lately == watched.state.lately

    def test_a_call_that_was_asked_anew_comes_back_so(self, watched: Watched) -> None:
        watched.ask_help()
        watched.take_on("help")
        watched.pass_time(60)
        watched.ask_help()

        assert watched.recalled().incidents == watched.state.incidents

    def test_what_began_again_comes_back_as_the_same(self, watched: Watched) -> None:
        for on in (True, False, True):
            watched.feel("leak", on=on)
            watched.pass_time(30)

        assert watched.recalled().incidents == watched.state.incidents

    def test_another_run_of_the_machine_waits_anew_by_its_own_clock(self, watched: Watched) -> None:
        watched.ask_help()
        watched.take_on("help")
        watched.feel("leak", on=True)
        watched.at = replace(watched.at, boot="b2", mono_ms=0, wall_ms=0)
        watched.hear(Started(at=watched.at, version="1"))
        watched.pass_time(900)

        assert "help" not in watched.state.incidents
        assert watched.told_of("leak/leak") == ["opened keeper", "repeated 2", "escalated district"]

    def test_the_same_run_of_the_machine_goes_on(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        watched.pass_time(5 * 60)
        watched.hear(Started(at=watched.at, version="1"))
        watched.pass_time(5 * 60)

        assert watched.told_of("leak/leak") == ["opened keeper", "repeated 2"]

    def test_facts_of_an_incident_that_is_not_remembered_change_nothing(self, watched: Watched) -> None:
        watched.ask_help()
        watched.pass_time(60)
        watched.take_on("help")
        later = [fact for fact in watched.facts if fact.kind != "incident.opened"]
        state = replay.recall(StationState.fresh(watched.state.house), later)

        assert state.incidents == {}

    def test_facts_of_an_earlier_incident_of_the_cause_change_nothing(self, watched: Watched) -> None:
        watched.ask_help()
        watched.pass_time(60)
        escalated = watched.last("incident.escalated")
        watched.resolve("help")
        watched.later(1)
        watched.ask_help()
        state = replay.recall(watched.state, [escalated])

        assert state.incidents["help"].level == 0

    def test_an_incident_of_an_older_program_comes_back_with_the_severity_of_its_cause(self, watched: Watched) -> None:
        watched.feel("leak", on=True)
        fact = watched.last("incident.opened")
        bare = replace(fact, body={name: fact.body[name] for name in ("incident", "cause")})

        assert replay.recall(StationState.fresh(one_door()), [bare]).incidents["leak/leak"].severity == "alarm"


def test_the_notes_of_ends_are_forgotten_with_whatever_comes_next(watched: Watched) -> None:
    watched.feel("leak", on=True)
    watched.feel("leak", on=False)
    watched.wait(60)

    assert watched.state.lately == {}
