"""[zones.NAME] loads and sensors, [station] loads: what a station may switch, and who measures where."""

from __future__ import annotations

import pytest

from station_app.config import ConfigError, Point, parse
from station_app.wiring.devices import check_devices

STATION = """
[station]
id = "s1"
name = "S"
{station}
[devices.scanner]
driver = "line-scanner"
port = "pty:scanner"
[devices.board]
driver = "modbus-board"
port = "pty:board"
[devices.lcus]
driver = "lcus-relay"
port = "pty:lcus"
[devices.climate]
driver = "modbus-sensor"
port = "pty:board"
unit = 2
preset = "sht20"
[doors.main]
zone = "hall"
lock = "board/relay/1"
readers = ["scanner"]
[zones.hall]
name = "Hall"
capacity = 16
{zone}
[zones.shower]
name = "Shower"
capacity = 1
{other}
"""


def config(station: str = "", zone: str = "", other: str = "") -> str:
    return STATION.format(station=station, zone=zone, other=other)


def complaint(text: str) -> str:
    with pytest.raises(ConfigError) as refused:
        check_devices(parse(text))
    return str(refused.value)


def test_a_zones_load_is_cut_by_a_relay() -> None:
    settings = parse(config(zone='loads = { lights = "board/relay/2" }'))

    assert settings.loads == {("hall", "lights"): Point(device="board", kind="relay", channel=2)}


def test_the_rules_know_which_loads_a_zone_has() -> None:
    settings = parse(config(zone='loads = { lights = "board/relay/2", heating = "board/relay/3" }'))

    assert settings.house.zones["hall"].loads == ("heating", "lights")


def test_a_load_may_belong_to_the_whole_station() -> None:
    settings = parse(config(station='loads = { sign = "board/relay/4" }'))

    assert settings.loads == {("", "sign"): Point(device="board", kind="relay", channel=4)}


def test_a_sensor_measures_in_a_zone() -> None:
    assert parse(config(zone='sensors = ["climate"]')).sensors == {"climate": "hall"}


def test_a_sound_config_of_loads_and_sensors_passes() -> None:
    check_devices(parse(config(zone='loads = { lights = "board/relay/2" }\nsensors = ["climate"]')))


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ('loads = { lamp = "board/relay/2" }', "zones.hall.loads"),
        ('loads = { lights = "board/input/2" }', "zones.hall.loads.lights: 'board/input/2' is no relay"),
        ('loads = { lights = "!board/relay/2" }', "is no relay"),
        ('loads = { lights = "bord/relay/2" }', "there is no device 'bord'; did you mean 'board'?"),
        ('loads = { lights = "board/relay/1" }', "is the relay of doors.main.lock already"),
        ('loads = { lights = "board/relay/2", heating = "board/relay/2" }', "is the relay of zones.hall.loads"),
        ('loads = { lights = "board/relay/99" }', "has relays 1 to"),
        ('loads = { lights = "lcus/relay/1" }', "would leave the load off"),
        ('sensors = ["klimate"]', "zones.hall.sensors: there is no device 'klimate'; did you mean 'climate'?"),
        ('sensors = ["scanner"]', "measures nothing"),
    ],
)
def test_what_cannot_be_is_refused_with_its_path(zone: str, words: str) -> None:
    assert words in complaint(config(zone=zone))


def test_a_sensor_measures_in_one_zone_only() -> None:
    text = config(zone='sensors = ["climate"]', other='sensors = ["climate"]')

    assert "one sensor, one zone" in complaint(text)


def test_a_station_load_names_its_path() -> None:
    assert complaint(config(station='loads = { sign = "board/relay/1" }')).startswith("station.loads.sign: ")
