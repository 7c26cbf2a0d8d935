"""Devices of a config that name the same port: one RS-485 pair, which they share in turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hardware.clock import Clock
from hardware.links import OpenLink
from hardware.links.port import Port
from hardware.links.shared import SharedPort
from hardware.links.turns import Turns
from station_app.config import ConfigError

if TYPE_CHECKING:
    from station_app.wiring.devices import Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What the devices of one pair have in common."""

    open_link: OpenLink
    turns: Turns


def on_one_port(found: Mapping[str, Checked]) -> Mapping[Port, tuple[str, ...]]:
    """The names of the devices on each port, in the order of the config."""
    names: dict[Port, tuple[str, ...]] = {}
    for name, device in found.items():
        names[device.port] = (*names.get(device.port, ()), name)
    return names


def check_wires(found: Mapping[str, Checked]) -> None:
    """Refuse devices that cannot share the port that they name. Raises ConfigError."""
    for names in on_one_port(found).values():
        for at, name in enumerate(names[1:], start=1):
            for other in names[:at]:
                _check_pair(name, found[name], other, found[other])


def shared_wires(
    found: Mapping[str, Checked], clock: Clock, open_port: Callable[[Checked], OpenLink]
) -> Mapping[str, Wire]:
    """The wire of each device that has not its port for itself."""
    wires: dict[str, Wire] = {}
    for names in on_one_port(found).values():
        if len(names) == 1:
            continue
        units = [unit for name in names if (unit := _unit(found[name])) is not None]
        wire = Wire(open_link=SharedPort(open_port(found[names[0]])).open, turns=Turns(clock, units))
        wires.update(dict.fromkeys(names, wire))
    return wires


def _check_pair(name: str, device: Checked, other: str, earlier: Checked) -> None:
    path, there = f"devices.{name}", f"devices.{other}"
    for one in (device, earlier):
        if _unit(one) is None:
            raise ConfigError(
                f"{path}.port: {there} has this port already, and a {one.kind.name} shares its port with nobody; "
                "give each a port of its own"
            )
    if device.baud != earlier.baud:
        raise ConfigError(
            f"{path}.baud: {device.baud} here and {earlier.baud} for {there} on the same wire; "
            "set all devices of a wire to one rate"
        )
    if device.serial != earlier.serial:
        raise ConfigError(
            f"{path}.serial: {device.serial} here and {earlier.serial} for {there} on the same wire; "
            "set all devices of a wire to one form"
        )
    if _unit(device) == _unit(earlier):
        raise ConfigError(
            f"{path}.unit: {_unit(device)} is the number of {there} on the same wire too; give each its own number"
        )
    for one, where in ((device, path), (earlier, there)):
        if _unit(one) == 0:
            raise ConfigError(f"{where}.unit: 0 calls every device of a wire; set its switches to another number")


def _unit(device: Checked) -> int | None:
    number = device.kind.driver.bus_unit
    return number(device.options) if number else None
