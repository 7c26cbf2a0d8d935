"""From terminals to detectors and buttons that belong to no door."""

from __future__ import annotations

import asyncio

import pytest
from station_bench import NOON, settings, stamp_of

from hardware.clock import ManualClock
from hardware.devices.readings import CardRead, InputChanged, Measured, TagRead
from station_app.config import InputWiring, Point
from station_app.core.events import Event, InputMoved, Known, Touched, Unknown
from station_app.core.model import Credential, InputMeaning
from station_app.station.intake import Intake, Wires


class Nobody:
    """Nothing is presented in these stories."""

    async def card(self, reading: CardRead) -> Known | Unknown:
        raise AssertionError("a card")

    async def tag(self, reading: TagRead) -> Known | Unknown:
        raise AssertionError("a tag")

    def code(self, text: str, now_wall_ms: int) -> tuple[Credential, Known | Unknown]:
        raise AssertionError("a code")


def wired(channel: int, means: InputMeaning, *, inverted: bool) -> InputWiring:
    terminal = Point(device="board", kind="input", channel=channel, inverted=inverted)
    return InputWiring(terminal=terminal, means=means)


INPUTS = {
    "smoke": wired(3, "smoke", inverted=True),
    "pir": wired(4, "motion", inverted=False),
    "yes": wired(5, "confirm", inverted=False),
}


async def told(*readings: InputChanged | Measured) -> list[Event]:
    events: list[Event] = []
    async with asyncio.TaskGroup() as group:
        wires = Wires(doors=settings().wiring, inputs=INPUTS)
        intake = Intake(events.append, Nobody(), stamp_of(ManualClock(wall=NOON)), wires, group.create_task)
        for reading in readings:
            intake.take(reading)
    return events


def turned(channel: int, *, on: bool, device: str = "board") -> InputChanged:
    return InputChanged(device=device, channel=channel, on=on)


@pytest.mark.parametrize("on", [True, False])
async def test_an_input_is_told_by_its_name(on: bool) -> None:
    [moved] = await told(turned(4, on=on))

    assert isinstance(moved, InputMoved)
    assert (moved.name, moved.on) == ("pir", on)


@pytest.mark.parametrize(("closed", "smoke"), [(True, False), (False, True)])
async def test_a_normally_closed_detector_alarms_when_its_contact_opens(closed: bool, smoke: bool) -> None:
    [moved] = await told(turned(3, on=closed))

    assert isinstance(moved, InputMoved)
    assert (moved.name, moved.on) == ("smoke", smoke)


async def test_the_same_number_on_another_board_is_another_terminal() -> None:
    assert await told(turned(3, on=True, device="other")) == []


async def test_inputs_are_told_in_the_order_in_which_they_moved() -> None:
    events = await told(turned(4, on=True), turned(3, on=False), turned(4, on=False))

    assert [event.name for event in events if isinstance(event, InputMoved)] == ["pir", "smoke", "pir"]


async def test_what_a_sensor_measures_is_no_event() -> None:
    assert await told(Measured(device="air", quantity="co2", value=650, unit="ppm", at=1.0)) == []


async def test_the_key_to_confirm_is_a_touch_when_it_is_pressed_and_none_when_it_is_let_go() -> None:
    events = await told(turned(5, on=True), turned(5, on=False))

    assert [type(event) for event in events] == [InputMoved, Touched, InputMoved]
