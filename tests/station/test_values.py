"""The rules are told of measured values that say something new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.devices.readings import Measured
from station_app.core.instant import Instant
from station_app.station.values import AGAIN_SECONDS, Values

START = Instant(wall_ms=1_795_406_400_000, mono_ms=0, boot="b1")


def reading(value: float, quantity: str = "temperature", device: str = "climate") -> Measured:
    return Measured(device=device, quantity=quantity, value=value, unit="", at=0.0)


def after(seconds: float) -> Instant:
    return replace(START, mono_ms=round(seconds * 1000))


@pytest.fixture
def values() -> Values:
    return Values({"climate": "hall"})


def test_the_first_value_is_told_with_its_zone(values: Values) -> None:
    told = values.telling(reading(21.0), START)

    assert told is not None and (told.zone, told.quantity, told.value) == ("hall", "temperature", 21.0)


def test_a_value_that_hardly_changes_is_not_told_again(values: Values) -> None:
    values.telling(reading(21.0), START)

    assert values.telling(reading(21.2), after(10)) is None


def test_small_changes_add_up(values: Values) -> None:
    values.telling(reading(21.0), START)
    values.telling(reading(21.2), after(10))

    assert values.telling(reading(21.4), after(20)) is not None


def test_the_same_value_is_told_again_after_a_while(values: Values) -> None:
    values.telling(reading(21.0), START)

    assert values.telling(reading(21.0), after(AGAIN_SECONDS)) is not None


def test_quantities_do_not_hide_each_other(values: Values) -> None:
    values.telling(reading(21.0), START)

    assert values.telling(reading(45.0, "humidity"), START) is not None


def test_a_sensor_of_no_zone_tells_the_rules_nothing(values: Values) -> None:
    assert values.telling(reading(21.0, device="other"), START) is None


def test_a_quantity_that_no_rule_knows_is_not_told(values: Values) -> None:
    assert values.telling(reading(3.0, "wind"), START) is None
