"""What is laid on a reader for the test is heard by the test alone, and nothing of it stays in memory."""

from __future__ import annotations

import asyncio

import pytest

from hardware.clock import ManualClock
from hardware.devices.readings import (
    CardLifted,
    CardRead,
    CardSeen,
    CodeRead,
    InputChanged,
    Measured,
    SecretNumber,
    TagRead,
)
from station_app.selftest import ears as module
from station_app.selftest.ears import Ears


def card() -> CardRead:
    return CardRead(
        device="reader", kind="citizen", number=SecretNumber(bytearray(b"110105190101010017")), valid_until=None
    )


def tag() -> TagRead:
    return TagRead(device="reader", technology="unknown", uid=SecretNumber(bytearray(b"04A1B2C3")))


@pytest.fixture
def ears() -> Ears:
    return Ears(ManualClock())


def test_a_card_goes_to_the_rules_when_nobody_tests(ears: Ears) -> None:
    assert not ears.take(card())


def test_a_card_laid_down_for_the_test_goes_no_further(ears: Ears) -> None:
    with ears.presented_at("reader"):
        assert ears.take(CardSeen(device="reader"))
        assert ears.take(card())


def test_a_card_at_another_reader_is_a_workers(ears: Ears) -> None:
    with ears.presented_at("other"):
        assert not ears.take(card())


def test_that_a_card_is_gone_the_rules_hear_as_well(ears: Ears) -> None:
    with ears.presented_at("reader"):
        assert not ears.take(CardLifted(device="reader"))


@pytest.mark.parametrize("make", [card, tag])
def test_a_number_that_nobody_asked_for_is_wiped_when_the_test_is_over(ears: Ears, make) -> None:
    reading = make()
    with ears.presented_at("reader"):
        ears.take(reading)

    assert not (reading.number if isinstance(reading, CardRead) else reading.uid).digits


async def test_a_number_that_is_passed_over_is_wiped(ears: Ears) -> None:
    reading = card()
    with ears.presented_at("reader") as ear:
        ears.take(reading)
        ears.take(CodeRead(device="reader", text="x"))
        await ear.next(lambda heard: isinstance(heard, CodeRead), 1)
        left = bytes(reading.number.digits)

    assert left == b""


def test_the_oldest_of_too_many_is_wiped(ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 3)
    readings = [card() for _ in range(5)]
    with ears.presented_at("reader"):
        for reading in readings:
            ears.take(reading)
        left = [bool(reading.number.digits) for reading in readings]

    assert left == [False, False, True, True, True]


async def test_what_does_not_come_in_time_is_none(ears: Ears) -> None:
    clock = ManualClock()
    ears = Ears(clock)
    with ears.listening() as ear:
        waiting = asyncio.ensure_future(ear.next(lambda _: True, 5))
        await clock.advance(5)

        assert await waiting is None


def test_moves_are_heard_by_all_and_go_on(ears: Ears) -> None:
    with ears.listening(), ears.listening():
        assert not ears.take(InputChanged(device="board", channel=1, on=True))


def test_the_newest_value_of_each_quantity_is_kept(ears: Ears) -> None:
    for value in (20.0, 21.5):
        ears.take(Measured(device="air", quantity="temperature", value=value, unit="°C", at=1.0))

    assert {name: one.value for name, one in ears.values["air"].items()} == {"temperature": 21.5}
