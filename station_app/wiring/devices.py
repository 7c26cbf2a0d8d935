"""From a checked config to devices on their ports, or to their twins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hardware.catalog import KINDS, BuildRequest, Device, DeviceKind, OptionValue, Relays
from hardware.clock import Clock
from hardware.devices.readings import Reading
from hardware.links import OpenLink
from hardware.links.port import Port, check_baud, opener, parse_port
from hardware.links.tap import Tap
from station_app.config import ConfigError, DeviceTable, Point, Settings, load, nearest
from station_app.wiring.shared_wires import check_wires, shared_wires


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The devices of one station."""

    devices: Mapping[str, Device]
    boards: Mapping[str, Relays]
    taps: Mapping[str, Tap]
    """The last frames of each port, masked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One [devices.NAME], with everything looked up."""

    kind: DeviceKind
    port: Port
    baud: int
    options: Mapping[str, OptionValue]
    serial: str = "8N1"


def checked_settings(path: Path) -> Settings:
    """Read a config and check it against the drivers there are. Raises ConfigError."""
    settings = load(path)
    try:
        check_devices(settings)
        _check_hub(settings)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    return settings


def check_devices(settings: Settings) -> None:
    """Refuse what no driver understands or no board has. Raises ConfigError."""
    found = {name: checked(name, table) for name, table in settings.devices.items()}
    for name, wires in settings.wiring.items():
        for key, point in (("lock", wires.lock), ("contact", wires.contact), ("exit_button", wires.exit_button)):
            if point is not None:
                _check_channel(f"doors.{name}.{key}", point, found[point.device])
        _check_readers(f"doors.{name}", settings.house.doors[name].readers, found)
    for name, zone in settings.house.zones.items():
        _check_readers(f"zones.{name}", zone.readers, found)
    _check_loads(settings, found)
    _checked_inputs(settings, found)
    check_wires(found)


def _check_readers(path: str, readers: tuple[str, ...], found: Mapping[str, Checked]) -> None:
    for reader in readers:
        if not found[reader].kind.roles & {"card-reader", "code-reader", "tag-reader"}:
            raise ConfigError(f"{path}.readers: {reader!r} ({found[reader].kind.name}) reads no credentials")


def _check_loads(settings: Settings, found: Mapping[str, Checked]) -> None:
    taken = {(wires.lock.device, wires.lock.channel): f"doors.{name}.lock" for name, wires in settings.wiring.items()}
    for (zone, name), relay in settings.loads.items():
        path = f"zones.{zone}.loads.{name}" if zone else f"station.loads.{name}"
        _check_channel(path, relay, found[relay.device])
        if not found[relay.device].kind.driver.times_pulses:
            raise ConfigError(
                f"{path}: {relay.device!r} ({found[relay.device].kind.name}) does not let go by itself, so a dead "
                f"program would leave the load off; use a board that times its own pulses"
            )
        other = taken.setdefault((relay.device, relay.channel), path)
        if other != path:
            raise ConfigError(f"{path}: is the relay of {other} already; one relay, one purpose")
    for sensor, zone in settings.sensors.items():
        if "sensor" not in found[sensor].kind.roles:
            raise ConfigError(f"zones.{zone}.sensors: {sensor!r} ({found[sensor].kind.name}) measures nothing")


def _checked_inputs(settings: Settings, found: Mapping[str, Checked]) -> None:
    meanings = {
        (point.device, point.channel): f"doors.{name}.{key}"
        for name, wires in settings.wiring.items()
        for key, point in (("contact", wires.contact), ("exit_button", wires.exit_button))
        if point is not None
    }
    for name, wired in settings.inputs.items():
        path, terminal = f"inputs.{name}.terminal", wired.terminal
        _check_channel(path, terminal, found[terminal.device])
        other = meanings.setdefault((terminal.device, terminal.channel), path)
        if other != path:
            raise ConfigError(f"{path}: is the terminal of {other} already; one terminal has one meaning")


def checked(name: str, table: DeviceTable) -> Checked:
    """Look a device's table up in the catalog. Raises ConfigError."""
    path = f"devices.{name}"
    kind = KINDS.get(table.driver)
    if kind is None:
        raise ConfigError(f"{path}.driver: there is no driver {table.driver!r}{nearest(table.driver, KINDS)}")
    for key in table.options:
        if key not in kind.options:
            hint = nearest(key, ["driver", "port", "baud", "serial", *kind.options])
            raise ConfigError(f"{path}.{key}: unknown key{hint}")
    try:
        options = kind.checked(table.options)
    except ValueError as error:
        raise ConfigError(f"{path}.{error}") from None
    try:
        port = parse_port(table.port)
    except ValueError as error:
        raise ConfigError(f"{path}.port: {error}") from None
    try:
        baud = check_baud(kind.baud if table.baud is None else table.baud)
    except ValueError as error:
        raise ConfigError(f"{path}.baud: {error}") from None
    return Checked(kind=kind, port=port, baud=baud, options=options, serial=table.serial)


OpenPort = Callable[[Checked, Path], OpenLink]
"""What opens the port of a device each time anew; the path is the data directory, which holds the `pty:` links."""


def real_port(device: Checked, data: Path) -> OpenLink:
    """The port that the config names."""
    return opener(device.port, device.baud, data, device.serial)


def build_bench(
    settings: Settings, data: Path, clock: Clock, report: Callable[[Reading], None], open_port: OpenPort = real_port
) -> Bench:
    """Make every device of a config; nothing is opened before it runs."""
    devices: dict[str, Device] = {}
    taps: dict[str, Tap] = {}
    boards: dict[str, Relays] = {}
    movers = {wires.lock.device for wires in settings.wiring.values()} | {p.device for p in settings.loads.values()}
    every = {name: checked(name, table) for name, table in settings.devices.items()}
    wires = shared_wires(every, clock, lambda device: open_port(device, data))
    for name, found in every.items():
        taps[name] = Tap(found.kind.mask, clock)
        wire = wires.get(name)
        request = BuildRequest(
            name=name,
            open_link=taps[name].on(wire.open_link if wire else open_port(found, data)),
            clock=clock,
            report=report,
            baud=found.baud,
            options=found.options,
            turns=wire.turns if wire else None,
        )
        devices[name] = found.kind.build(request)
        if name in movers:
            boards[name] = _relays(devices[name])
    return Bench(devices=devices, boards=boards, taps=taps)


WayKind = Literal["id-card", "code", "tag"]


def reader_roles(settings: Settings) -> dict[str, WayKind]:
    """Each reader of a config, and what is presented to it."""
    found: dict[str, WayKind] = {}
    for name, table in settings.devices.items():
        roles = KINDS[table.driver].roles
        if roles & {"card-reader", "code-reader", "tag-reader"}:
            found[name] = "id-card" if "card-reader" in roles else "tag" if "tag-reader" in roles else "code"
    return found


def ways_in(settings: Settings) -> dict[str, WayKind]:
    """The readers of the first door, at which the kiosk stands, in their order there; without doors, of its zone."""
    house, roles = settings.house, reader_roles(settings)
    first = next(iter(house.doors.values()), None)
    readers = house.zones[house.kiosk_zone].readers if first is None else first.readers
    return {reader: roles[reader] for reader in readers}


def _relays(device: Device) -> Relays:
    assert isinstance(device, Relays), f"{device.name} has the role of relays and no relays"
    return device


def _check_channel(path: str, point: Point, device: Checked) -> None:
    role: Literal["relays", "inputs"] = "relays" if point.kind == "relay" else "inputs"
    count = device.kind.channels(role, device.options)
    if count == 0:
        raise ConfigError(f"{path}: {point.device!r} ({device.kind.name}) has no {role}")
    if point.channel > count:
        raise ConfigError(f"{path}: {point.device!r} has {role} 1 to {count}, not {point.channel}")


def _check_hub(settings: Settings) -> None:
    from station_app.upstream.address import HubAddress

    if settings.hub is None:
        return
    try:
        HubAddress(url=settings.hub.url, ca_file=settings.hub.ca_file)
    except ValueError as error:
        raise ConfigError(str(error)) from None
