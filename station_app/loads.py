"""Lights, heat, air and signs in a configuration: which relay cuts which, and who measures where.

A load is wired over the relay's normally closed contact: the relay is held to cut it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from station_app.tables import ConfigError, nearest
from station_app.terminals import Point, point

Load = Literal["lights", "night-light", "cooling", "heating", "ventilation"]
StationLoad = Literal["screen", "sign"]


def loads_in(zones: Mapping[str, Mapping[Load, str]], devices: Collection[str]) -> dict[tuple[str, str], Point]:
    """The loads of all zones. Raises ConfigError."""
    return {
        (zone, load): _relay(f"zones.{zone}.loads.{load}", text, devices)
        for zone, loads in zones.items()
        for load, text in loads.items()
    }


def station_loads_in(loads: Mapping[StationLoad, str], devices: Collection[str]) -> dict[tuple[str, str], Point]:
    """The loads of the whole station. Raises ConfigError."""
    return {("", load): _relay(f"station.loads.{load}", text, devices) for load, text in loads.items()}


def sensors_in(zones: Mapping[str, tuple[str, ...]], devices: Collection[str]) -> dict[str, str]:
    """Device -> zone of all sensors. Raises ConfigError."""
    found: dict[str, str] = {}
    for zone, sensors in zones.items():
        for sensor in sensors:
            path = f"zones.{zone}.sensors"
            if sensor not in devices:
                raise ConfigError(f"{path}: there is no device {sensor!r}{nearest(sensor, devices)}")
            if sensor in found:
                raise ConfigError(f"{path}: {sensor!r} measures in zones.{found[sensor]} already; one sensor, one zone")
            found[sensor] = zone
    return found


def _relay(path: str, text: str, devices: Collection[str]) -> Point:
    found = point(path, text)
    if found.kind != "relay" or found.inverted:
        raise ConfigError(f'{path}: {text!r} is no relay; write it like "board/relay/2"')
    if found.device not in devices:
        raise ConfigError(f"{path}: there is no device {found.device!r}{nearest(found.device, devices)}")
    return found
