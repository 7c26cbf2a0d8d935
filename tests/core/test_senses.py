"""Detectors and buttons that belong to no door: one incident a cause, over when its cause is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_world import CoreStation, one_door, shape

from station_app.core.events import InputMoved
from station_app.core.model import InputMeaning, Sense

MEANINGS: tuple[InputMeaning, ...] = ("smoke", "motion", "help", "latch", "power-good", "leak", "tamper")
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

    assert [(fact.kind, fact.body["cause"]) for fact in sensing.facts] == [
        ("incident.opened", cause),
        ("incident.closed", cause),
    ]


@pytest.mark.parametrize(("name", "when"), [("smoke", True), ("power-good", False)])
def test_an_alarm_told_again_is_the_same_incident(sensing: Sensing, name: str, when: bool) -> None:
    sensing.feel(name, on=when)
    sensing.feel(name, on=when)

    assert sensing.kinds() == ["incident.opened"]


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

    assert (station.causes("incident.closed"), list(station.state.incidents)) == (
        ["smoke/hall-smoke"],
        ["smoke/kitchen-smoke"],
    )


def test_smoke_that_goes_on_over_a_restart_is_the_same_incident(sensing: Sensing) -> None:
    sensing.feel("smoke", on=True)
    sensing.start_again()
    sensing.feel("smoke", on=True)

    assert sensing.count("incident.opened") == 1


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

    assert (sensing.causes("incident.closed"), list(sensing.state.incidents)) == (["smoke/smoke"], ["leak/leak"])


def test_an_alarm_opens_no_door(sensing: Sensing) -> None:
    sensing.feel("smoke", on=True)

    assert sensing.holds == []
