"""From a driver's name in a configuration to the device and its twin: one line each.

A driver's module describes itself (`DRIVER`), its twin's module makes it (`simulate`). They are imported when they are
first asked for, so that a station loads only what it uses; a test asks for every line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final, Literal, cast

from hardware.devices.driver import BuildRequest, Device, Driver, Inputs, Relays, Role
from hardware.links.tap import Mask
from hardware.options import Option, OptionValue
from hardware.simulators import Simulate, SimulateRequest, Twin

__all__ = [
    "KINDS",
    "BuildRequest",
    "Device",
    "DeviceKind",
    "Inputs",
    "OptionValue",
    "Relays",
    "Role",
    "SimulateRequest",
]

_LINES: Final[Mapping[str, str]] = {  # name in a configuration: module, below devices/ and below simulators/
    "sam-id-reader": "sam_id_reader",
    "line-scanner": "line_scanner",
    "gm65-scanner": "gm65_scanner",
    "newland-scanner": "newland_scanner",
    "honeywell-scanner": "honeywell_scanner",
    "zebra-ssi-scanner": "zebra_ssi_scanner",
    "lcus-relay": "lcus_relay",
    "modbus-board": "modbus_board",
    "r421a08-relay": "r421a08_relay",
    "modbus-sensor": "modbus_sensor",
    "rdm6300-reader": "rdm6300",
    "pn532-reader": "pn532",
    "osdp-reader": "osdp_reader",
    "7941w-reader": "r7941w",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKind:
    """One driver that a configuration may name, with its twin."""

    driver: Driver
    simulate: Simulate

    @property
    def name(self) -> str:
        """As a configuration names it."""
        return self.driver.name

    @property
    def roles(self) -> frozenset[Role]:
        """What it is to a station."""
        return self.driver.roles

    @property
    def baud(self) -> int:
        """Unless the configuration says otherwise."""
        return self.driver.baud

    @property
    def mask(self) -> Mask:
        """What a tap may keep of its bytes."""
        return self.driver.mask

    @property
    def options(self) -> Mapping[str, Option]:
        """The keys it understands."""
        return self.driver.options

    @property
    def build(self) -> Callable[[BuildRequest], Device]:
        """Makes the device; nothing is opened before it runs."""
        return self.driver.build

    def checked(self, given: Mapping[str, object]) -> dict[str, OptionValue]:
        """Every option with its value, given or default. Raises ValueError that begins with the option's name."""
        return self.driver.checked(given)

    def channels(self, role: Literal["relays", "inputs"], options: Mapping[str, OptionValue]) -> int:
        """How many relays or inputs there are; 0 for a device that has none."""
        return self.driver.channels(role, options)


class Catalog(Mapping[str, DeviceKind]):
    """Every driver by its name; loaded one by one."""

    def __getitem__(self, name: str) -> DeviceKind:
        return _load(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_LINES)

    def __len__(self) -> int:
        return len(_LINES)


@cache
def _load(name: str) -> DeviceKind:
    module = _LINES[name]
    driver = cast("Driver", import_module(f"hardware.devices.{module}").DRIVER)

    def simulate(request: SimulateRequest) -> Twin:
        # a station at work never loads a twin
        return cast("Simulate", import_module(f"hardware.simulators.{module}").simulate)(request)

    return DeviceKind(driver=driver, simulate=simulate)


KINDS: Final = Catalog()
"""Every driver by the name that a configuration uses."""
