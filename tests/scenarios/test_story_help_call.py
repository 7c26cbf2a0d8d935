"""Somebody needs help, and the kiosk tells truthfully where the call stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from machine import NOON, Machine, Site
from story_people import card
from test_story_remote_orders import becomes, enrolled, ordered

if TYPE_CHECKING:
    from hub_rig import HubRig

__all__ = ["enrolled"]

ROLES = ("keeper", "district", "union")
HELP_BUTTON = """
            [inputs.help]
            terminal = "board/input/5"
            means = "help"
"""


def told(station: Machine) -> list[tuple[str, int, int]]:
    """What was said of the call, each thing once: where it stands, who is asked, minutes."""
    found: list[tuple[str, int, int]] = []
    for one in station.kiosk.shown:
        if one.moment == "help" and found[-1:] != [(one.reason, one.asked, one.minutes)]:
            found.append((one.reason, one.asked, one.minutes))
    return found


async def test_a_call_goes_up_the_chain_and_a_manager_takes_it_on(enrolled: Machine, hub: HubRig) -> None:
    """The keeper does not answer. After a minute the district is asked and takes it on, and the caller reads it."""
    station = enrolled
    station.kiosk.touch()
    await station.advance(2)
    assert (station.kiosk.now.roles, told(station)) == (ROLES, [("", 0, 1)])

    await station.until(lambda: told(station)[-1] == ("", 1, 1))
    order_id = ordered(hub, "acknowledge", target="help")
    await station.until(lambda: station.kiosk.now.reason == "taken")
    assert told(station) == [("", 0, 1), ("", 1, 1), ("taken", 1, 0)]
    await becomes(station, hub, order_id, ("confirmed", "state"))

    await station.until(lambda: station.kiosk.now.moment == "idle")


async def test_a_call_that_nobody_answers_says_so_and_names_a_number(station: Machine) -> None:
    station.kiosk.touch()
    await station.leap(185, stride=5)

    assert told(station) == [("", 0, 1), ("", 1, 1), ("", 2, 1), ("unanswered", 2, 0)]
    assert station.kiosk.now.help_phone == "12351"


async def test_whoever_comes_meanwhile_gets_in_and_the_call_is_told_again(station: Machine) -> None:
    station.kiosk.touch()
    await station.advance(2)
    await station.lay(card())
    await station.walk_in()
    await station.lift()
    await station.advance(8)

    assert (station.kinds().count("access.granted"), station.kiosk.now.moment) == (1, "help")


async def test_a_station_that_starts_again_still_tells_of_the_call(station: Machine) -> None:
    station.kiosk.touch()
    await station.advance(2)
    await station.stop()
    station.kiosk.shown.clear()
    await station.start()

    assert (station.kiosk.now.moment, station.kiosk.now.roles) == ("help", ROLES)


async def test_the_help_button_on_the_wall_is_counted_at_the_screen(build: Callable[..., Machine]) -> None:
    """Pressed once it calls; pressed again, while the screen says so, it asks the screen for more."""
    station = build(Site(inputs=HELP_BUTTON))
    await station.start()
    presses: list[int] = []
    for _ in range(2):
        station.world.press("board/input/5", pressed=True)
        await station.advance(1)
        station.world.press("board/input/5", pressed=False)
        await station.advance(3)
        presses.append(station.kiosk.now.number)

    assert presses == [1, 2]


@pytest.mark.parametrize(("hour", "volume"), [(12, 90), (23, 50)])
async def test_it_is_said_as_loud_as_the_hour_allows(build: Callable[..., Machine], hour: int, volume: int) -> None:
    station = build(wall=NOON + (hour - 12) * 3600)
    await station.start()
    station.kiosk.touch()
    await station.advance(2)

    assert (station.kiosk.now.volume, station.kiosk.now.sound_device) == (volume, "default")
