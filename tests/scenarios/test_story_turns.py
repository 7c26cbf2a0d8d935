"""A shower used by turns, asked for at the kiosk: one card has it at once, the next one a number, and it comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from machine import Machine, Site
from story_people import CLEANER, COURIER, card

from station_app.wire import Ask, OfferAnswer, Offers, line_of

SHOWER = """
    [zones.shower]
    name = "淋浴间"
    capacity = 1
    privacy = "private"
    turn_minutes = 20
    [doors.shower]
    zone = "shower"
    lock = "board/relay/2"
    contact = "board/input/3"
    readers = ["shower_scanner"]
    [devices.shower_scanner]
    driver = "line-scanner"
    port = "pty:shower_scanner"
"""


def site() -> Site:
    """A station with a shower; no hub, no network."""
    return Site(offers='["turns"]', inputs=SHOWER)


def told(machine: Machine) -> Offers:
    """What the kiosk was told of the offers last."""
    return machine.kiosk.offers[-1]


async def touch(machine: Machine, act: str, about: str = "") -> None:
    """Somebody touches a tile."""
    seen = len(machine.kiosk.offers)
    machine.kiosk.touch(line_of(Ask(id=f"{act}-{seen:08}", offer="turns", act=act, about=about)))
    await machine.until(lambda: len(machine.kiosk.offers) > seen and told(machine).answer is not None)


async def show(machine: Machine, number: str) -> None:
    """A card is laid down and taken away."""
    await machine.lay(card(number))
    await machine.lift()


def answer(machine: Machine) -> OfferAnswer:
    """What the page says."""
    found = told(machine).answer
    assert found is not None
    return found


@pytest.fixture
async def place(build: Callable[..., Machine]) -> Machine:
    """A station that serves."""
    machine = build(site())
    await machine.start()
    await machine.until(lambda: bool(machine.kiosk.offers))
    return machine


async def test_a_shower_goes_from_one_card_to_the_next_and_no_name_is_written(place: Machine) -> None:
    await touch(place, "take", "shower")
    await show(place, COURIER)
    await touch(place, "take", "shower")
    await show(place, CLEANER)
    waiting = (answer(place).result, answer(place).values["number"])
    await touch(place, "give-back")
    await show(place, COURIER)

    assert waiting == ("waiting", 2)
    assert answer(place).result == "given-back"
    assert place.bodies("turn.started", "zone", "turn") == [("shower", 1)]
    assert place.bodies("turn.called", "zone", "turn") == [("shower", 2)]


async def test_the_kiosk_tells_free_or_occupied_of_a_private_room_and_no_more(place: Machine) -> None:
    before = told(place).turns
    await touch(place, "take", "shower")
    await show(place, COURIER)
    await place.until(lambda: not told(place).turns[0].free)

    assert [(room.title, room.free) for room in before] == [("淋浴间", True)]
    assert (told(place).turns[0].waiting, told(place).turns[0].next_ms) == (0, 0)
