"""Detectors and buttons in the room: smoke, a cut wire, a power failure, a call for help."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from machine import Machine, Site

INPUTS = """
            [inputs.smoke]
            terminal = "!board/input/3"
            means = "smoke"
            zone = "hall"
            [inputs.mains]
            terminal = "board/input/4"
            means = "power-good"
            [inputs.help]
            terminal = "board/input/5"
            means = "help"
            [inputs.pir]
            terminal = "board/input/6"
            means = "motion"
            [inputs.latch]
            terminal = "board/input/7"
            means = "latch"
"""


@pytest.fixture
async def room(build: Callable[..., Machine]) -> Machine:
    """A station whose detectors are well: the smoke detector's contact is closed, the mains are there."""
    station = build(Site(inputs=INPUTS))
    station.world.press("!board/input/3", pressed=False)
    station.world.press("board/input/4", pressed=True)
    await station.start()
    return station


def of_detectors(room: Machine) -> list[tuple[str, str]]:
    """Incidents of inputs; the evacuation that smoke begins, and a board it cannot reach yet, are another story."""
    return [told for told in room.incidents if not told[1].startswith(("mode/", "lock-fault/"))]


async def test_a_room_that_is_well_has_no_incidents(room: Machine) -> None:
    await room.advance(10)

    assert room.incidents == []


async def test_smoke_opens_one_incident_and_its_end_closes_it(room: Machine) -> None:
    room.world.press("!board/input/3", pressed=True)
    await room.advance(20)
    during = of_detectors(room)
    room.world.press("!board/input/3", pressed=False)
    await room.advance(1)

    assert (during, of_detectors(room)[1:]) == (
        [("incident.opened", "smoke/smoke")],
        [("incident.closed", "smoke/smoke")],
    )


async def test_a_smoke_detector_whose_wire_is_cut_alarms(room: Machine) -> None:
    room.world.press("board/input/3", pressed=False)  # the board feels an open contact
    await room.advance(1)

    assert of_detectors(room) == [("incident.opened", "smoke/smoke")]


async def test_smoke_that_flickers_for_less_than_a_moment_is_no_alarm(room: Machine) -> None:
    room.world.press("!board/input/3", pressed=True)
    await room.advance(0.02)
    room.world.press("!board/input/3", pressed=False)
    await room.advance(1)

    assert room.incidents == []


async def test_a_power_failure_is_one_incident_until_the_mains_are_back(room: Machine) -> None:
    for on in (False, True):
        room.world.press("board/input/4", pressed=on)
        await room.advance(5)

    assert room.incidents == [("incident.opened", "power/mains"), ("incident.closed", "power/mains")]


async def test_the_help_button_calls_and_the_kiosk_says_so(room: Machine) -> None:
    room.world.press("board/input/5", pressed=True)
    await room.advance(0.5)
    room.world.press("board/input/5", pressed=False)
    await room.advance(0.5)

    assert (room.incidents, room.kiosk.now.moment) == ([("incident.opened", "help")], "help")


@pytest.mark.parametrize("terminal", ["board/input/6", "board/input/7"])
async def test_motion_and_latch_leave_no_trace(room: Machine, terminal: str) -> None:
    before = room.kinds()
    for pressed in (True, False):
        room.world.press(terminal, pressed=pressed)
        await room.advance(1)

    assert room.kinds() == before


async def test_a_board_that_was_lost_opens_no_second_incident_for_the_same_smoke(room: Machine) -> None:
    room.world.press("!board/input/3", pressed=True)
    await room.advance(1)
    room.world.cut("board")
    await room.advance(3)
    room.world.mend("board")
    await room.advance(5)

    assert [cause for _, cause in room.incidents].count("smoke/smoke") == 1


async def test_smoke_that_ends_while_the_computer_is_off_is_over_once_it_is_on(room: Machine) -> None:
    room.world.press("!board/input/3", pressed=True)
    await room.advance(1)
    await room.stop()
    room.world.press("!board/input/3", pressed=False)
    await room.start()
    await room.advance(1)

    assert of_detectors(room) == [("incident.opened", "smoke/smoke"), ("incident.closed", "smoke/smoke")]
