"""Which measured values the rules are told of: those of a zone that have changed enough, and now and then the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from hardware.devices import readings
from station_app.core import events
from station_app.core.instant import Instant

Quantity = Literal["temperature", "humidity", "co2", "energy"]

ENOUGH: Final[Mapping[Quantity, float]] = {"temperature": 0.3, "humidity": 3.0, "co2": 50.0, "energy": 0.1}
"""Celsius, percent, ppm, kWh: less is noise."""
AGAIN_SECONDS: Final = 300.0

_QUANTITIES: Final[Mapping[str, Quantity]] = {quantity: quantity for quantity in ENOUGH}


class Values:
    """Remembers what the rules were told."""

    def __init__(self, zones: Mapping[str, str]) -> None:
        """`zones`: device -> the zone that it measures in; what others measure stays a vital."""
        self._zones = zones
        self._told: dict[tuple[str, str], tuple[float, Instant]] = {}

    def telling(self, reading: readings.Measured, at: Instant) -> events.Measured | None:
        """The event for a reading, where it says something new."""
        zone = self._zones.get(reading.device)
        quantity = _QUANTITIES.get(reading.quantity)
        if zone is None or quantity is None:
            return None
        key = (reading.device, quantity)
        if key in self._told:
            value, when = self._told[key]
            if abs(reading.value - value) < ENOUGH[quantity] and at.seconds_since(when) < AGAIN_SECONDS:
                return None
        self._told[key] = (reading.value, at)
        return events.Measured(at=at, zone=zone, quantity=quantity, value=reading.value)
