"""The clock is wrong: nobody is locked out for it, nothing old becomes valid, and the order of facts stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from machine import NOON, Machine
from story_people import COURIER, a_pass, card

YEAR_2000 = 946_684_800.0


@pytest.fixture
async def dead(station: Machine) -> Machine:
    """A station that has worked, was switched off, and starts with a dead clock battery and no time server."""
    await station.show(a_pass(station))
    await station.walk_in()
    await station.stop()
    station.clock.set_wall(YEAR_2000)
    station.in_step = False
    await station.start()
    return station


async def corrected(station: Machine) -> None:
    """A time server sets the clock, an hour after the station was switched off."""
    station.clock.set_wall(NOON + 3600)
    station.in_step = True
    await station.advance(61)


async def test_no_card_is_called_expired_by_a_clock_of_the_year_2000(dead: Machine) -> None:
    await dead.lay(card(valid_until="20261231"))

    assert dead.told("access.granted")[-1]["body"]["credential"] == "id-card"


async def test_a_fresh_station_with_a_dead_clock_admits_too(build: Callable[..., Machine]) -> None:
    station = build(wall=YEAR_2000)
    station.in_step = False
    await station.start()
    await station.lay(card(valid_until="19990101"))

    assert station.kinds() == ["access.granted", "door.unlocked"]


async def test_once_the_clock_is_right_again_the_same_card_is_expired(dead: Machine) -> None:
    await corrected(dead)
    await dead.lay(card(valid_until="20261231"))

    assert dead.bodies("access.denied", "reason") == ["card-expired"]


async def test_an_expired_pass_does_not_become_valid_again(dead: Machine) -> None:
    ended = a_pass(dead, until=int(NOON) - 60)
    await dead.show(ended)

    assert dead.bodies("access.denied", "reason") == ["pass-expired"]


async def test_a_pass_of_next_week_is_not_valid_yet(dead: Machine) -> None:
    later = int(NOON) + 7 * 86_400
    await dead.show(a_pass(dead, until=later + 3600, not_before=later))

    assert dead.bodies("access.denied", "reason") == ["pass-not-yet-valid"]


async def test_a_pass_of_this_hour_admits_by_the_time_that_is_known_to_have_been(dead: Machine) -> None:
    await dead.show(a_pass(dead, until=int(NOON) + 1800))

    assert dead.told("access.granted")[-1]["clock"] == "unknown"


async def test_the_facts_keep_their_order_and_say_how_far_their_clock_can_be_believed(dead: Machine) -> None:
    await dead.lay(card(COURIER))
    await dead.walk_in()
    await dead.lift()
    await corrected(dead)
    await dead.press_exit()

    trust = list(dict.fromkeys((fact["boot"], fact["clock"]) for fact in dead.facts))
    assert trust == [("boot-1", "trusted"), ("boot-2", "unknown"), ("boot-2", "trusted")]
    assert [fact["seq"] for fact in dead.facts] == list(range(1, len(dead.facts) + 1))


async def test_no_stay_is_shorter_than_nothing(dead: Machine) -> None:
    await dead.press_exit()
    await dead.walk_in()

    assert dead.bodies("visit.ended", "minutes") == [0]


@pytest.mark.parametrize("jump", [-10 * 365 * 86_400, 30 * 86_400], ids=["ten years back", "thirty days ahead"])
async def test_a_used_pass_stays_used_when_the_clock_jumps(station: Machine, jump: float) -> None:
    text = a_pass(station, minutes=60 * 24 * 60)
    await station.show(text)
    await station.walk_in()
    station.clock.set_wall(station.clock.wall() + jump)
    await station.advance(70)
    await station.show(text)

    assert station.bodies("access.denied", "reason") == ["pass-used"]
