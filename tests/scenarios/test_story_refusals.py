"""What is shown and does not admit: each with its reason on the screen and in the journal; the lock stays shut."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from machine import Machine
from story_people import a_pass, card

from hardware.simulators.id_cards import SimulatedCard


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (card(valid_until="20270103"), "card-expired"),
        (card(authentic=False), "card-not-authentic"),
        (card(kind="other"), "card-not-accepted"),
    ],
)
async def test_a_card_that_does_not_admit_says_why(station: Machine, one: SimulatedCard, reason: str) -> None:
    await station.lay(one)

    assert station.bodies("access.denied", "credential", "reason") == [("id-card", reason)]
    assert station.kiosk.moments == ["idle", "reading", f"refused:{reason}"]
    assert station.lock == []


async def test_a_card_that_cannot_be_read_is_refused_once_and_admits_when_it_lies_still(station: Machine) -> None:
    station.world.fault("id_reader", "read-fails", on=True)
    await station.lay(card())
    await station.advance(5)
    station.world.fault("id_reader", "read-fails", on=False)
    await station.lift()
    await station.lay(card())

    assert station.bodies("access.denied", "reason") == ["card-unreadable"]
    assert station.bodies("access.granted", "credential") == ["id-card"]


def expired(station: Machine) -> str:
    return a_pass(station, minutes=-1)


def not_yet_valid(station: Machine) -> str:
    return a_pass(station, not_before=int(station.clock.wall()) + 60)


def for_another_station(station: Machine) -> str:
    return a_pass(station, station="320206002")


def tampered(station: Machine) -> str:
    """One character is another one of base45's alphabet."""
    text = a_pass(station)
    return text[:150] + next(letter for letter in string.digits if letter != text[150]) + text[151:]


def a_web_address(_station: Machine) -> str:
    return "https://example.com/station"


@pytest.mark.parametrize(
    ("made", "credential", "reason"),
    [
        (expired, "pass", "pass-expired"),
        (not_yet_valid, "pass", "pass-not-yet-valid"),
        (for_another_station, "code", "pass-foreign"),
        (tampered, "code", "pass-tampered"),
        (a_web_address, "code", "code-unknown"),
    ],
)
async def test_a_code_that_does_not_admit_says_why(
    station: Machine, made: Callable[[Machine], str], credential: str, reason: str
) -> None:
    await station.show(made(station))

    assert station.bodies("access.denied", "credential", "reason") == [(credential, reason)]
    assert station.kiosk.moments == ["idle", f"refused:{reason}"]
    assert station.lock == []


async def test_a_pass_of_another_issuer_is_foreign(build: Callable[..., Machine], station: Machine) -> None:
    other = build(data=station.data.parent / "other")
    other.make_keys()
    await station.show(a_pass(other))

    assert station.bodies("access.denied", "reason") == ["pass-foreign"]


async def test_a_code_in_gbk_is_refused_and_its_text_is_kept_nowhere(station: Machine) -> None:
    station.world.fault("scanner", "gbk", on=True)
    await station.show("测试某某的会员码")

    assert station.bodies("access.denied", "reason") == ["code-unknown"]


@pytest.mark.parametrize(("characters", "reason"), [(4096, "code-unknown"), (4097, "code-unreadable")])
async def test_a_code_of_four_kilobytes_is_refused_and_the_pass_behind_it_admits(
    station: Machine, characters: int, reason: str
) -> None:
    await station.show("A" * characters)
    await station.show(a_pass(station))

    assert station.bodies("access.denied", "reason") == [reason]
    assert station.kinds() == ["access.denied", "access.granted", "door.unlocked"]


async def test_a_valid_pass_in_the_middle_of_a_flood_admits_at_once(station: Machine) -> None:
    station.world.fault("scanner", "flood", on=True)
    await station.advance(2)
    await station.show(a_pass(station))
    unlocked = station.lock_released
    station.world.fault("scanner", "flood", on=False)

    assert unlocked
    assert station.bodies("access.granted", "credential") == ["pass"]


async def test_a_flood_is_a_minutes_worth_of_refusals_and_one_incident(station: Machine) -> None:
    station.world.fault("scanner", "flood", on=True)
    await station.advance(3)
    station.world.fault("scanner", "flood", on=False)
    await station.leap(120, stride=5)

    assert len(station.told("access.denied")) == 60
    assert station.incidents == [("incident.opened", "flood/scanner"), ("incident.closed", "flood/scanner")]
