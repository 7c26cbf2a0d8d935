"""Somebody inside may be ill: when it is asked, how it goes on, and what ends it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import ANNA, BO, MONDAY_NOON, CoreStation, one_door, shape

from station_app.core import replay, wellbeing
from station_app.core.events import (
    CompanionsDeclared,
    Counted,
    Event,
    HelpAsked,
    InputMoved,
    SilentHelpAsked,
    Started,
    StoreWorks,
    Touched,
)
from station_app.core.flow import next_deadline
from station_app.core.instant import Instant
from station_app.core.model import House, Screen, Sense, StationState, Zone
from station_app.core.policy import Policy, ZoneRule

HOUR, MINUTE = 3600.0, 60.0
TWO_AT_NIGHT: Instant = replace(MONDAY_NOON, wall_ms=MONDAY_NOON.wall_ms + 14 * 3_600_000)


def with_motion(*, minutes: int = 300, private: bool = False) -> House:
    rule = ZoneRule(still_minutes=minutes, privacy="private" if private else "public")
    policy = Policy(version="p7", zones={"hall": rule}, max_stay_minutes=24 * 60)
    pir = Sense(name="pir", means="motion", zone="hall", board="board")
    return replace(one_door(), policy=policy, inputs={"pir": pir})


class Room(CoreStation):
    """A station with a motion sensor; time is told exactly when the rules ask for it."""

    def __init__(self, house: House | None = None, at: Instant = MONDAY_NOON, *, sees: bool = True) -> None:
        super().__init__(house or with_motion(), at)
        if sees:
            self.stir()

    def stir(self) -> None:
        for on in (True, False):
            self.hear(InputMoved(at=self.at, name="pir", on=on))

    def still(self, seconds: float) -> None:
        end = self.at.mono_ms + round(seconds * 1000)
        for _ in range(5000):
            left = (end - self.at.mono_ms) / 1000
            if left <= 0:
                return
            self.wait(min(left, next_deadline(self.state, self.at)))
        raise AssertionError("time stands still")

    def asked(self) -> list[object]:
        words = {"wellbeing.asked": "step", "wellbeing.answered": "evidence"}
        calls = [f for f in self.facts if f.kind in words or "wellbeing" in str(f.body.get("cause"))]
        return [f.body[words[f.kind]] if f.kind in words else f.kind for f in calls]


def inside(house: House | None = None, at: Instant = MONDAY_NOON, *, sees: bool = True) -> Room:
    room = Room(house, at, sees=sees)
    room.enter(ANNA)
    return room


class TestLadder:
    def test_nobody_is_asked_before_it_is_time(self) -> None:
        room = inside()
        room.still(5 * HOUR - 1)

        assert room.asked() == []

    def test_a_gentle_question_a_louder_one_a_call(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        gentle, shown = room.asked(), room.shown
        room.still(180)
        loud = room.asked()
        room.still(180)

        assert (gentle, shown, loud[1:]) == (["gentle"], "wellbeing", ["loud"])
        assert room.asked() == ["gentle", "loud", "incident.opened", "incident.escalated"][: len(room.asked())]
        assert room.state.incidents["wellbeing/hall"].severity == "urgent"

    def test_no_call_is_made_before_the_questions(self) -> None:
        room = inside()
        room.later(20 * HOUR)
        room.wait(0)

        assert room.asked() == ["gentle"]

    def test_the_call_is_made_once(self) -> None:
        room = inside()
        room.still(5 * HOUR + 10 * MINUTE)
        room.still(3 * HOUR)

        assert room.asked().count("incident.opened") == 1

    def test_nobody_is_asked_in_an_empty_room(self) -> None:
        room = Room()
        room.still(20 * HOUR)

        assert room.asked() == []

    def test_nobody_is_asked_once_everybody_has_left(self) -> None:
        room = inside()
        room.leave()
        room.still(20 * HOUR)

        assert room.asked() == []

    def test_the_question_stands_until_somebody_stirs(self) -> None:
        room = inside()
        room.still(5 * HOUR + 5 * MINUTE)

        assert room.shown == "wellbeing"


def signs() -> list[tuple[str, Event, str]]:
    at = MONDAY_NOON
    return [
        ("touch", Touched(at=at), "touch"),
        ("help", HelpAsked(at=at), "help"),
        ("silent-help", SilentHelpAsked(at=at), "help"),
        ("motion", InputMoved(at=at, name="pir", on=True), "motion"),
        ("counter", Counted(at=at, zone="hall", left=0), "counter"),
        ("companions", CompanionsDeclared(at=at, presentation="x"), "touch"),
    ]


class TestSigns:
    @pytest.mark.parametrize(("event", "evidence"), [(e, w) for _, e, w in signs()], ids=[n for n, _, _ in signs()])
    @pytest.mark.parametrize("late", [1, 200, 400])
    def test_any_sign_ends_the_asking(self, event: Event, evidence: str, late: float) -> None:
        room = inside()
        room.still(5 * HOUR + late)
        room.hear(replace(event, at=room.at))

        assert room.last("wellbeing.answered").body["evidence"] == evidence
        assert "wellbeing/hall" not in room.state.incidents
        assert room.shown != "wellbeing"

    def test_the_exit_button_ends_the_asking(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.press_exit()

        assert room.asked() == ["gentle", "exit"]

    def test_the_door_ends_the_asking(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.open()

        assert room.asked() == ["gentle", "door"]

    def test_somebody_who_comes_in_ends_the_asking(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.enter(BO)

        assert len(room.asked()) == 2

    def test_somebody_who_is_refused_outside_tells_nothing_of_whoever_is_inside(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.refuse("code-unknown")

        assert room.asked() == ["gentle"]

    def test_what_tells_of_nobody_ends_nothing(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.hear(StoreWorks(at=room.at, reserve=0))
        room.lose("reader")

        assert room.asked() == ["gentle"]

    def test_a_touch_while_nobody_is_asked_is_no_answer(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.hear(Touched(at=room.at))
        room.hear(Touched(at=room.at))

        assert room.asked() == ["gentle", "touch"]

    def test_the_screen_of_a_call_for_help_is_not_taken_away(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.ask_help()

        assert room.shown == "help"

    def test_a_stay_that_is_closed_by_its_length_ends_no_asking(self) -> None:
        house = with_motion(minutes=354)
        room = inside(replace(house, policy=replace(house.policy, max_stay_minutes=360)))
        room.still(361 * MINUTE)

        assert room.asked()[:3] == ["gentle", "loud", "incident.opened"]
        assert room.last("visit.ended").body["evidence"] == "max-stay"


class TestClock:
    def test_after_an_answer_it_begins_anew(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.stir()
        room.still(5 * HOUR - 1)
        before = len(room.asked())
        room.still(2)

        assert (before, room.asked()[2:]) == (2, ["gentle"])

    def test_whoever_has_answered_at_night_is_left_in_peace_for_twice_as_long(self) -> None:
        room = inside(with_motion(minutes=60), at=TWO_AT_NIGHT)
        room.still(HOUR + 1)
        room.stir()
        room.still(2 * HOUR - 1)
        before = len(room.asked())
        room.still(2)

        assert (before, len(room.asked())) == (2, 3)

    def test_an_answer_of_last_night_is_no_peace_by_day(self) -> None:
        room = inside(with_motion(minutes=60), at=TWO_AT_NIGHT)
        room.still(HOUR + 1)
        room.stir()
        state = room.state
        later = replace(room.at, mono_ms=room.at.mono_ms + 13 * 3_600_000)

        assert wellbeing.still_seconds(state, "hall", room.at) == 2 * HOUR
        assert wellbeing.still_seconds(state, "hall", later) == HOUR

    def test_without_a_motion_sensor_only_shortly_before_the_longest_stay_is_over(self) -> None:
        policy = Policy(version="p7", max_stay_minutes=360)
        room = inside(replace(with_motion(), policy=policy, inputs={}), sees=False)
        room.still(350 * MINUTE - 1)
        before = room.asked()
        room.still(2)

        assert (before, room.asked()) == ([], ["gentle"])

    def test_a_sensor_that_is_missing_counts_as_none(self) -> None:
        room = inside()
        room.lose("board")

        assert wellbeing.still_seconds(room.state, "hall", room.at) == (24 * 60 - 10) * MINUTE

    def test_a_sensor_that_sees_nothing_counts_as_none(self) -> None:
        room = inside()
        blind = replace(room.state, incidents={"sensor-silent/pir": room.state.incidents.get("x")})  # type: ignore[dict-item]

        assert wellbeing.still_seconds(blind, "hall", room.at) == (24 * 60 - 10) * MINUTE

    def test_an_input_that_the_house_has_no_more_counts_as_none(self) -> None:
        room = inside()
        gone = replace(room.state, house=replace(room.state.house, inputs={}))

        assert wellbeing.still_seconds(gone, "hall", room.at) == (24 * 60 - 10) * MINUTE

    def test_a_private_zone_keeps_to_its_own_minutes_without_any_sensor(self) -> None:
        house = replace(with_motion(minutes=40, private=True), inputs={})
        room = inside(house, at=TWO_AT_NIGHT, sees=False)
        room.still(40 * MINUTE)

        assert room.asked() == ["gentle"]

    def test_a_zone_without_a_door_has_no_certain_guests(self) -> None:
        house = with_motion()
        zones = {**house.zones, "corner": Zone(name="corner", title="Corner", capacity=4)}
        room = Room(replace(house, zones=zones))
        life = replace(room.state.life["hall"], low=2, high=2)
        room.state = replace(room.state, life={**room.state.life, "corner": life})
        room.still(20 * HOUR)

        assert room.asked() == []

    def test_a_zone_of_which_nothing_was_ever_heard_has_no_deadline(self) -> None:
        room = inside()
        life = replace(room.state.life["hall"], sign=None)
        state = replace(room.state, life={"hall": life})

        assert wellbeing.deadlines(state, room.at) == []


class TestRestart:
    @pytest.mark.parametrize(("late", "step"), [(1, "gentle"), (200, "loud"), (400, "called")])
    def test_where_it_stood_comes_back_from_facts(self, late: float, step: str) -> None:
        room = inside()
        room.still(5 * HOUR + late)
        back = replay.recall(StationState.fresh(room.state.house), room.facts)

        assert back.wellbeing == room.state.wellbeing
        assert back.wellbeing["hall"].step == step

    def test_an_answer_comes_back_from_facts(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.stir()

        assert replay.recall(StationState.fresh(room.state.house), room.facts).wellbeing == room.state.wellbeing

    def test_another_incident_says_nothing_of_it(self) -> None:
        room = Room()
        room.lose("reader")

        assert replay.recall(StationState.fresh(room.state.house), room.facts).wellbeing == {}

    def test_a_power_cut_is_no_answer(self) -> None:
        room = inside()
        room.still(5 * HOUR + 100)
        room.at = replace(room.at, boot="b2", mono_ms=0)
        room.hear(Started(at=room.at, version="1"))
        shown = room.shown
        room.still(361)

        assert (shown, room.asked()[:3]) == ("wellbeing", ["gentle", "loud", "incident.opened"])

    def test_the_same_run_of_the_machine_goes_on(self) -> None:
        room = inside()
        room.still(5 * HOUR + 100)
        room.hear(Started(at=room.at, version="1"))
        room.still(80)

        assert room.asked() == ["gentle", "loud"]

    def test_what_was_answered_is_not_asked_anew(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.stir()
        room.hear(Started(at=room.at, version="1"))

        assert room.shown == "idle"

    def test_a_zone_that_the_house_has_no_more_is_forgotten(self) -> None:
        room = inside()
        room.still(5 * HOUR + 1)
        room.state = replace(room.state, wellbeing={"gone": room.state.wellbeing["hall"]})
        room.hear(Started(at=room.at, version="1"))

        assert room.state.wellbeing == {}


def test_asking_moves_nothing_but_the_screen() -> None:
    room = inside()
    doors = room.state.doors
    room.later(5 * HOUR)
    room.wait(0)

    told = [word for word in shape(room.told) if word not in ("show wellbeing", "wellbeing.asked")]
    assert [word for word in told if word.startswith("hold")] == []
    assert room.state.doors == doors


def test_the_kiosk_is_told_how_loud_the_question_is() -> None:
    room = inside()
    room.still(5 * HOUR + 1)
    said = [room.state.screen.reason]
    for _ in range(2):
        room.still(180)
        said.append(room.state.screen.reason)

    assert said == ["", "loud", "called"]


def test_a_question_that_was_loud_before_a_restart_is_loud_after_it() -> None:
    room = inside()
    room.still(5 * HOUR + 1)
    room.still(180)
    room.state = replace(room.state, screen=Screen())
    room.hear(Started(at=room.at, version="1.0"))

    assert (room.shown, room.state.screen.reason) == ("wellbeing", "loud")
