"""Detectors and buttons that belong to no door: one incident a cause, over when its cause is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door, shape

from station_app.core import senses
from station_app.core.events import InputMoved, Started
from station_app.core.model import InputMeaning, Sense

MEANINGS: tuple[InputMeaning, ...] = ("smoke", "motion", "help", "latch", "power-good", "leak", "tamper", "confirm")
ALARMS = [("smoke", "smoke/smoke", True), ("leak", "leak/leak", True), ("tamper", "tamper/tamper", True)]


class Sensing(CoreStation):
    """A station with an input of each meaning, named after it."""

    def __init__(self) -> None:
        inputs = {meaning: Sense(name=meaning, means=meaning, zone="hall") for meaning in MEANINGS}
        super().__init__(replace(one_door(), inputs=inputs))

    def feel(self, name: str, *, on: bool) -> None:
        self.hear(InputMoved(at=self.at, name=name, on=on))


@pytest.fixture
def sensing() -> Sensing:
    return Sensing()


@pytest.mark.parametrize(("name", "cause", "when"), [*ALARMS, ("power-good", "power/power-good", False)])
def test_an_alarm_opens_one_incident_and_its_end_closes_it(sensing: Sensing, name: str, cause: str, when: bool) -> None:
    for on in (when, not when):
        sensing.feel(name, on=on)

    told = [fact for fact in sensing.facts if fact.body.get("cause") == cause]
    assert [(fact.kind, fact.body["cause"]) for fact in told] == [
        ("incident.opened", cause),
        ("incident.closed", cause),
    ]


@pytest.mark.parametrize(("name", "when"), [("smoke", True), ("power-good", False)])
def test_an_alarm_told_again_is_the_same_incident(sensing: Sensing, name: str, when: bool) -> None:
    sensing.feel(name, on=when)
    sensing.feel(name, on=when)

    assert sensing.causes("incident.opened").count(f"{name.removesuffix('-good')}/{name}") == 1


@pytest.mark.parametrize("name", ["smoke", "leak", "tamper"])
def test_a_detector_that_is_well_from_the_start_is_no_news(sensing: Sensing, name: str) -> None:
    sensing.feel(name, on=False)

    assert sensing.told == []


def test_power_that_is_there_from_the_start_is_no_news(sensing: Sensing) -> None:
    sensing.feel("power-good", on=True)

    assert sensing.told == []


@pytest.mark.parametrize("name", ["motion", "latch"])
@pytest.mark.parametrize("on", [True, False])
def test_motion_and_latch_say_nothing(sensing: Sensing, name: str, on: bool) -> None:
    sensing.feel(name, on=on)

    assert sensing.told == []


def test_the_help_button_is_a_call_like_the_one_on_the_screen(sensing: Sensing) -> None:
    sensing.feel("help", on=True)

    assert (shape(sensing.told), sensing.causes("incident.opened")) == (["incident.opened", "show help"], ["help"])


def test_letting_the_help_button_go_ends_no_call(sensing: Sensing) -> None:
    sensing.feel("help", on=True)
    sensing.feel("help", on=False)

    assert sensing.told == []


def test_smoke_in_two_rooms_is_two_incidents() -> None:
    inputs = {name: Sense(name=name, means="smoke") for name in ("hall-smoke", "kitchen-smoke")}
    station = CoreStation(replace(one_door(), inputs=inputs))
    for name in inputs:
        station.hear(InputMoved(at=station.at, name=name, on=True))
    station.hear(InputMoved(at=station.at, name="hall-smoke", on=False))

    assert station.causes("incident.closed") == ["smoke/hall-smoke"]
    assert "smoke/kitchen-smoke" in station.state.incidents


def test_smoke_that_goes_on_over_a_restart_is_the_same_incident(sensing: Sensing) -> None:
    sensing.feel("smoke", on=True)
    sensing.start_again()
    sensing.feel("smoke", on=True)

    assert sensing.causes("incident.opened").count("smoke/smoke") == 1


def test_smoke_that_ended_while_the_program_was_down_ends_its_incident(sensing: Sensing) -> None:
    sensing.feel("smoke", on=True)
    sensing.start_again()
    sensing.feel("smoke", on=False)

    assert sensing.kinds()[-1] == "incident.closed"


def test_the_incident_of_a_detector_that_was_taken_out_of_the_config_ends_at_the_next_start(sensing: Sensing) -> None:
    sensing.feel("smoke", on=True)
    sensing.feel("leak", on=True)
    inputs = {name: sense for name, sense in sensing.state.house.inputs.items() if name != "smoke"}
    sensing.state = replace(sensing.state, house=replace(sensing.state.house, inputs=inputs))
    sensing.start_again()

    assert "smoke/smoke" in sensing.causes("incident.closed")
    assert list(sensing.state.incidents) == ["leak/leak"]


@pytest.mark.parametrize(("name", "when"), [("leak", True), ("tamper", True), ("power-good", False)])
def test_no_alarm_but_smoke_opens_a_door(sensing: Sensing, name: str, when: bool) -> None:
    sensing.feel(name, on=when)

    assert sensing.holds == []


# Missing inputs.


class Wired(Sensing):
    """Each input hangs on the board; the program has just come up."""

    def __init__(self) -> None:
        super().__init__()
        inputs = {name: replace(sense, board="board") for name, sense in self.state.house.inputs.items()}
        self.state = replace(self.state, house=replace(self.state.house, inputs=inputs))
        self.hear(Started(at=self.at, version="1"))

    def all_speak(self) -> None:
        for name, sense in self.state.house.inputs.items():
            self.feel(name, on=sense.means == "power-good")

    def missing(self) -> set[str]:
        return {cause.partition("/")[2] for cause in self.state.incidents if cause.startswith("sensor/")}


@pytest.fixture
def wired() -> Wired:
    return Wired()


def test_what_has_not_spoken_a_minute_after_the_start_is_missing(wired: Wired) -> None:
    wired.feel("smoke", on=False)
    wired.wait(59)
    before = wired.missing()
    wired.wait(1)

    assert (before, wired.missing()) == (set(), set(MEANINGS) - {"smoke"})


def test_what_spoke_before_the_start_was_told_is_not_missing() -> None:
    sensing = Sensing()
    for name in MEANINGS:
        sensing.feel(name, on=name == "power-good")
    sensing.hear(Started(at=sensing.at, version="1"))
    sensing.wait(60)

    assert sensing.count("sensor.lost") == 0


def test_a_lost_board_makes_its_inputs_unknown_and_then_missing(wired: Wired) -> None:
    wired.all_speak()
    wired.lose("board")
    unknown = {name for name, now in wired.state.inputs.items() if now.on is None}
    before = wired.missing()
    wired.wait(60)

    assert (unknown, before, wired.missing()) == (set(MEANINGS), set(), set(MEANINGS))


def test_a_board_that_comes_back_at_once_is_no_fault_of_its_inputs(wired: Wired) -> None:
    wired.all_speak()
    wired.lose("board")
    wired.wait(50)
    wired.restore("board")
    wired.all_speak()
    wired.wait(60)

    assert wired.count("sensor.lost") == 0


def test_what_speaks_again_is_restored(wired: Wired) -> None:
    wired.wait(60)
    wired.feel("leak", on=False)

    assert shape(wired.told) == ["sensor.restored", "incident.closed"]


def test_what_is_missing_is_told_once(wired: Wired) -> None:
    wired.wait(60)
    wired.wait(600)

    assert wired.count("sensor.lost") == len(MEANINGS)


def test_smoke_of_a_detector_that_is_gone_is_still_smoke(wired: Wired) -> None:
    wired.all_speak()
    wired.feel("smoke", on=True)
    wired.lose("board")
    wired.wait(60)

    assert {"smoke/smoke", "sensor/smoke"} <= wired.state.incidents.keys()


def test_the_rules_ask_to_be_told_when_an_input_is_missing(wired: Wired) -> None:
    assert set(senses.deadlines(wired.state, wired.at)) == {60}


def test_an_input_that_the_house_has_no_more_is_not_missing(wired: Wired) -> None:
    wired.state = replace(wired.state, house=replace(wired.state.house, inputs={}))
    wired.wait(60)

    assert wired.count("sensor.lost") == 0


def test_the_incident_of_a_missing_input_that_was_taken_out_of_the_config_ends_at_the_next_start(wired: Wired) -> None:
    wired.wait(60)
    wired.state = replace(wired.state, house=replace(wired.state.house, inputs={}))
    wired.start_again()

    assert wired.missing() == set()


# A motion sensor that sees nothing.

DAY = 86_400


def passed_by(wired: Wired, days: int, people: int) -> None:
    wired.all_speak()
    wired.later(days * DAY)
    for number in range(people):
        wired.enter(f"person-{number}")
        wired.leave()


@pytest.mark.parametrize(("days", "people", "silent"), [(3, 6, True), (3, 5, False), (2, 9, False)])
def test_a_motion_sensor_that_sees_nobody_of_many_for_days_sees_nothing(
    wired: Wired, days: int, people: int, silent: bool
) -> None:
    passed_by(wired, days, people)

    assert ("sensor-silent/motion" in wired.state.incidents) == silent


def test_a_motion_sensor_that_is_missing_is_not_silent(wired: Wired) -> None:
    wired.all_speak()
    wired.lose("board")
    wired.later(4 * DAY)
    for number in range(9):
        wired.enter(f"person-{number}")

    assert "sensor-silent/motion" not in wired.state.incidents


def test_a_motion_sensor_that_sees_again_ends_its_incident(wired: Wired) -> None:
    passed_by(wired, 3, 6)
    wired.feel("motion", on=True)

    assert "sensor-silent/motion" not in wired.state.incidents


def test_a_first_word_after_a_restart_is_no_proof_that_it_sees(wired: Wired) -> None:
    passed_by(wired, 3, 6)
    wired.start_again()
    wired.feel("motion", on=False)

    assert "sensor-silent/motion" in wired.state.incidents


def test_each_press_of_the_key_to_confirm_is_told_to_the_screen_once(sensing: Sensing) -> None:
    for on in (True, False, True, False):
        sensing.feel("confirm", on=on)

    assert (sensing.state.confirms, sensing.facts) == (2, [])
