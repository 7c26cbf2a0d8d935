"""station.toml: read whole, checked whole, frozen. What is wrong is said with its path and what to write instead."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from station_app.cameras import CameraTable, cameras_in
from station_app.core.model import Camera, Door, House, InputMeaning, Sense, Zone
from station_app.core.policy import Policy
from station_app.house_rules import PolicyTable, ZoneTable, built_in_policy, refuse_microphones, zones_in
from station_app.loads import StationLoad, loads_in, sensors_in, station_loads_in
from station_app.sounds import SoundTable
from station_app.tables import ConfigError, convert, known, named, nearest, table_of
from station_app.terminals import Point, point

Seconds = Annotated[float, msgspec.Meta(gt=0, le=3600)]
Count = Annotated[int, msgspec.Meta(ge=1, le=100_000)]

__all__ = ["ConfigError", "Point", "Settings", "load", "nearest", "parse", "point"]


TABLES = ("station", "places", "screen", "sound", "hub", "devices", "doors", "inputs", "zones", "cameras", "policy")


class StationTable(msgspec.Struct, frozen=True, kw_only=True, rename={"klass": "class"}):
    """[station]: who we are and who answers for the place."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,32}\Z")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    timezone: str = "Asia/Shanghai"
    languages: Annotated[tuple[Literal["zh-CN", "zh-TW", "en"], ...], msgspec.Meta(min_length=1)] = (
        "zh-CN",
        "zh-TW",
        "en",
    )
    klass: Literal["unattended", "staffed", "point"] = "unattended"
    help_phone: Annotated[str, msgspec.Meta(max_length=30)] = "12351"
    operator: Annotated[str, msgspec.Meta(max_length=60)] = ""
    retention_days: Count = 90
    neighbour: Annotated[str, msgspec.Meta(max_length=80)] = ""
    """The nearest other station and the way there, shown outside while this one is under maintenance and the hub has
    lately told of no open one near."""
    address: Annotated[str, msgspec.Meta(max_length=80)] = ""
    """What somebody reads out at the telephone in an emergency."""
    emergency_note: Annotated[str, msgspec.Meta(max_length=80)] = ""
    """How to find the place, or what else whoever comes must know."""
    fire_test: Annotated[str, msgspec.Meta(max_length=10)] = ""
    """The day on which the release of the doors by the fire contact was last tested, as YYYY-MM-DD."""
    loads: dict[StationLoad, str] = {}
    """Loads of the whole station that the battery need not carry, each cut by a relay."""


class ScreenTable(msgspec.Struct, frozen=True, kw_only=True):
    """[screen]: how the screen hangs."""

    lower_edge_mm: Annotated[int, msgspec.Meta(ge=0, le=3000)] = 850
    """From the floor to the lower edge of what is lit: what a wheelchair reaches lies between 850 and 1200."""


class PlacesTable(msgspec.Struct, frozen=True, kw_only=True):
    """[places]: where what is needed in an emergency is, as somebody would say it."""

    aed: Annotated[str, msgspec.Meta(max_length=60)] = ""
    first_aid: Annotated[str, msgspec.Meta(max_length=60)] = ""


class HubTable(msgspec.Struct, frozen=True, kw_only=True):
    """[hub]: where the journal goes."""

    url: str
    ca_file: str = ""
    """PEM file of the authority to trust instead of the system's."""


class DeviceTable(msgspec.Struct, frozen=True, kw_only=True):
    """[devices.NAME]: what is plugged in where; `options` are the driver's own keys."""

    driver: str
    port: Annotated[str, msgspec.Meta(min_length=1)]
    baud: int | None = None
    serial: Literal["8N1", "8E1", "8O1", "8N2"] = "8N1"
    options: dict[str, Any] = {}


class DoorTable(msgspec.Struct, frozen=True, kw_only=True):
    """[doors.NAME]: which relay and inputs make a door, and its times."""

    zone: str
    lock: str
    readers: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    contact: str = ""
    exit_button: str = ""
    pulse_seconds: Annotated[float, msgspec.Meta(ge=0.1, le=60)] = 3.0
    enter_within_seconds: Seconds = 8.0
    held_after_seconds: Seconds = 30.0
    propped_after_seconds: Seconds = 600.0
    when_store_fails: Literal["admit", "refuse"] = "admit"


class InputTable(msgspec.Struct, frozen=True, kw_only=True):
    """[inputs.NAME]: a detector or button that belongs to no door."""

    terminal: str
    means: InputMeaning
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorWiring:
    """Which terminals move and tell of a door."""

    lock: Point
    contact: Point | None
    exit_button: Point | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputWiring:
    """Which terminal tells of a detector or button."""

    terminal: Point
    means: InputMeaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A whole station, as configured."""

    station: StationTable
    screen: ScreenTable
    hub: HubTable | None
    devices: Mapping[str, DeviceTable]
    wiring: Mapping[str, DoorWiring]
    inputs: Mapping[str, InputWiring]
    cameras: Mapping[str, CameraTable]
    loads: Mapping[tuple[str, str], Point]
    """(zone, load) -> the relay that cuts it; the zone is empty for a load of the whole station."""
    sensors: Mapping[str, str]
    """Device -> the zone that it measures in."""
    house: House
    zone: ZoneInfo
    sound: SoundTable
    places: PlacesTable


def load(path: Path) -> Settings:
    """Read and check a file. Raises ConfigError."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def parse(text: str) -> Settings:
    """Check a file's text. Raises ConfigError."""
    try:
        top = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, and what int() says of a number with thousands of digits
        raise ConfigError(f"is not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigError("is not valid TOML: brackets within brackets without end") from None
    refuse_microphones(top)
    known("", top, TABLES)
    station = table_of(StationTable, top, "station")
    hub = table_of(HubTable, top, "hub") if "hub" in top else None
    devices = {name: _device(name, table) for name, table in named(top, "devices").items()}
    zones = zones_in(top)
    doors = {name: convert(DoorTable, table, f"doors.{name}") for name, table in named(top, "doors").items()}
    inputs = {name: convert(InputTable, table, f"inputs.{name}") for name, table in named(top, "inputs").items()}
    cameras = cameras_in(top, {name: zone.privacy for name, zone in zones.items()})
    policy = table_of(PolicyTable, top, "policy") if "policy" in top else PolicyTable()
    _check_doors(doors, devices, zones)
    wired = {name: _input_wiring(name, table, devices, zones) for name, table in inputs.items()}
    if not doors and station.klass != "point":
        raise ConfigError('doors: a station needs at least one [doors.NAME], unless its class is "point"')
    _check_day("station.fire_test", station.fire_test)
    house = _house(doors, zones, built_in_policy(station.klass, policy, zones), _cameras_on(cameras))
    return Settings(
        station=station,
        screen=table_of(ScreenTable, top, "screen") if "screen" in top else ScreenTable(),
        hub=hub,
        devices=devices,
        wiring={name: _wiring(name, door) for name, door in doors.items()},
        inputs=wired,
        cameras=cameras,
        loads=_loads(station, zones, devices),
        sensors=sensors_in({name: zone.sensors for name, zone in zones.items()}, devices),
        house=replace(house, inputs=_senses(inputs, wired), devices=tuple(devices), has_hub=hub is not None),
        zone=_zone_info(station.timezone),
        sound=table_of(SoundTable, top, "sound") if "sound" in top else SoundTable(),
        places=table_of(PlacesTable, top, "places") if "places" in top else PlacesTable(),
    )


def _cameras_on(cameras: Mapping[str, CameraTable]) -> dict[str, Camera]:
    on = {name: table for name, table in cameras.items() if table.enabled}
    return {name: Camera(name=name, zone=table.zone, remote=table.remote) for name, table in on.items()}


def _loads(
    station: StationTable, zones: Mapping[str, ZoneTable], devices: Mapping[str, DeviceTable]
) -> dict[tuple[str, str], Point]:
    return {
        **station_loads_in(station.loads, devices),
        **loads_in({name: zone.loads for name, zone in zones.items()}, devices),
    }


def _senses(inputs: Mapping[str, InputTable], wired: Mapping[str, InputWiring]) -> dict[str, Sense]:
    return {
        name: Sense(name=name, means=one.means, zone=one.zone, board=wired[name].terminal.device)
        for name, one in inputs.items()
    }


def _house(
    doors: Mapping[str, DoorTable], zones: Mapping[str, ZoneTable], policy: Policy, cameras: Mapping[str, Camera]
) -> House:
    return House(
        doors={
            name: Door(
                name=name,
                zone=door.zone,
                readers=door.readers,
                has_contact=bool(door.contact),
                contact_board=point(name, door.contact).device if door.contact else "",
                lock_board=point(name, door.lock).device,
                pulse_seconds=door.pulse_seconds,
                enter_within_seconds=door.enter_within_seconds,
                held_after_seconds=door.held_after_seconds,
                propped_after_seconds=door.propped_after_seconds,
                when_store_fails=door.when_store_fails,
            )
            for name, door in doors.items()
        },
        zones={
            name: Zone(
                name=name,
                title=zone.name,
                capacity=zone.capacity,
                privacy=zone.privacy,
                readers=zone.readers,
                loads=tuple(sorted(zone.loads)),
            )
            for name, zone in zones.items()
        },
        policy=policy,
        cameras=cameras,
    )


def _device(name: str, table: dict[str, Any]) -> DeviceTable:
    own = {"driver", "port", "baud", "serial"}
    common = {key: value for key, value in table.items() if key in own}
    options = {key: value for key, value in table.items() if key not in own}
    device = convert(DeviceTable, {**common, "options": options}, f"devices.{name}")
    if device.baud is not None and device.baud <= 0:
        raise ConfigError(f"devices.{name}.baud: must be a positive number of bits a second")
    return device


def _check_doors(
    doors: Mapping[str, DoorTable], devices: Mapping[str, DeviceTable], zones: Mapping[str, ZoneTable]
) -> None:
    for name, door in doors.items():
        _check_door(name, door, devices, zones)
    _check_readers_of_zones(zones, devices)
    _check_readers_used_once(doors, zones)


def _check_door(name: str, door: DoorTable, devices: Mapping[str, DeviceTable], zones: Mapping[str, ZoneTable]) -> None:
    path = f"doors.{name}"
    if door.zone not in zones:
        raise ConfigError(f"{path}.zone: there is no zone {door.zone!r}{nearest(door.zone, zones)}")
    _check_readers(path, door.readers, devices)
    for key in ("lock", "contact", "exit_button"):
        text = cast(str, getattr(door, key))
        if text and (device := point(f"{path}.{key}", text).device) not in devices:
            raise ConfigError(f"{path}.{key}: there is no device {device!r}{nearest(device, devices)}")


def _check_readers(path: str, readers: tuple[str, ...], devices: Mapping[str, DeviceTable]) -> None:
    for reader in readers:
        if reader not in devices:
            raise ConfigError(f"{path}.readers: there is no device {reader!r}{nearest(reader, devices)}")


def _check_readers_of_zones(zones: Mapping[str, ZoneTable], devices: Mapping[str, DeviceTable]) -> None:
    for name, zone in zones.items():
        _check_readers(f"zones.{name}", zone.readers, devices)


def _check_readers_used_once(doors: Mapping[str, DoorTable], zones: Mapping[str, ZoneTable]) -> None:
    used: dict[str, str] = {}
    places = {f"doors.{name}": door.readers for name, door in doors.items()}
    places |= {f"zones.{name}": zone.readers for name, zone in zones.items()}
    for place, readers in places.items():
        for reader in readers:
            if reader in used:
                one = "one reader, one door" if place.startswith("doors") else "one reader, one place"
                raise ConfigError(f"{place}.readers: {reader!r} already admits to {used[reader]}; {one}")
            used[reader] = place


def _wiring(name: str, door: DoorTable) -> DoorWiring:
    path = f"doors.{name}"
    lock = point(f"{path}.lock", door.lock)
    if lock.kind != "relay" or lock.inverted:
        raise ConfigError(f'{path}.lock: {door.lock!r} is no relay; write it like "board/relay/1"')
    inputs = {key: cast(str, getattr(door, key)) for key in ("contact", "exit_button")}
    points = {key: point(f"{path}.{key}", text) if text else None for key, text in inputs.items()}
    for key, found in points.items():
        if found is not None and found.kind != "input":
            raise ConfigError(f'{path}.{key}: {inputs[key]!r} is no input; write it like "board/input/1"')
    return DoorWiring(lock=lock, contact=points["contact"], exit_button=points["exit_button"])


def _input_wiring(
    name: str, table: InputTable, devices: Mapping[str, DeviceTable], zones: Mapping[str, ZoneTable]
) -> InputWiring:
    path = f"inputs.{name}"
    found = point(f"{path}.terminal", table.terminal)
    if found.kind != "input":
        raise ConfigError(f'{path}.terminal: {table.terminal!r} is no input; write it like "board/input/1"')
    if found.device not in devices:
        raise ConfigError(f"{path}.terminal: there is no device {found.device!r}{nearest(found.device, devices)}")
    if table.zone and table.zone not in zones:
        raise ConfigError(f"{path}.zone: there is no zone {table.zone!r}{nearest(table.zone, zones)}")
    if table.means == "smoke" and not found.inverted:
        raise ConfigError(
            f"{path}.terminal: a smoke detector is wired normally closed, so that a cut wire alarms; "
            f'write "!{table.terminal}" and check its wires'
        )
    return InputWiring(terminal=found, means=table.means)


def _check_day(path: str, text: str) -> None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = None
    if text and (day is None or day.isoformat() != text):
        raise ConfigError(f'{path}: {text!r} is no day; write it like "2026-05-20"')


def _zone_info(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigError(f"station.timezone: {name!r} is no time zone; write it like Asia/Shanghai") from None
