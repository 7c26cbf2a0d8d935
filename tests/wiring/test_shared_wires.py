"""Devices that name the same port: who may, who may not, and that they and their twins work together."""

import asyncio
from pathlib import Path

import pytest

from hardware.clock import ManualClock, SystemClock
from hardware.devices.modbus_board import ModbusBoard
from hardware.devices.readings import DeviceRestored, Measured, Reading
from hardware.links import Link, OpenLink
from hardware.links.memory import MemoryPort
from station_app.config import ConfigError, Settings, parse
from station_app.wiring.devices import Bench, Checked, build_bench, check_devices
from station_app.wiring.twins import Twins, with_pty_ports

STATION = """
[station]
id = "s1"
name = "S"
class = "point"
[zones.hall]
name = "Hall"
capacity = 16
"""

PAIR = """
[devices.board]
driver = "modbus-board"
port = "pty:pair"
[devices.air]
driver = "modbus-sensor"
port = "pty:pair"
unit = 2
poll_seconds = 0.5
"""


def configured(devices: str) -> Settings:
    return parse(STATION + devices)


def complaint(devices: str) -> str:
    with pytest.raises(ConfigError) as refused:
        check_devices(configured(devices))
    return str(refused.value)


def test_a_board_and_a_sensor_may_share_a_port() -> None:
    check_devices(configured(PAIR))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("unit = 2", "unit = 1", "devices.air.unit: 1 is the number of devices.board on the same wire too"),
        ("unit = 2", "", "devices.air.unit: 1 is the number of devices.board on the same wire too"),
        ("unit = 2", "unit = 2\nbaud = 19200", "devices.air.baud: 19200 here and 9600 for devices.board"),
        ("unit = 2", 'unit = 2\nserial = "8E1"', "devices.air.serial: 8E1 here and 8N1 for devices.board"),
        (
            'driver = "modbus-board"',
            'driver = "lcus-relay"',
            "devices.air.port: devices.board has this port already, and a lcus-relay shares its port with nobody",
        ),
        (
            'driver = "modbus-board"',
            'driver = "r421a08-relay"\nunit = 0',
            "devices.board.unit: 0 calls every device of a wire",
        ),
    ],
)
def test_who_cannot_share_is_named_with_what_to_do(old: str, new: str, message: str) -> None:
    assert complaint(PAIR.replace(old, new)).startswith(message)


def test_of_three_devices_the_odd_one_is_named() -> None:
    third = '[devices.lock]\ndriver = "r421a08-relay"\nport = "pty:pair"\nunit = 2\n'
    assert complaint(PAIR + third).startswith("devices.lock.unit: 2 is the number of devices.air")


@pytest.mark.parametrize("framing", ["8N1", "8E1", "8O1", "8N2"])
def test_the_form_of_a_byte_may_be_configured(framing: str) -> None:
    settings = configured(PAIR.replace('"pty:pair"', f'"pty:pair"\nserial = "{framing}"'))
    check_devices(settings)
    assert settings.devices["air"].serial == framing


def test_a_form_that_no_port_has_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match=r"devices.air.serial: .*'8E2'; did you mean"):
        configured(PAIR.replace("unit = 2", 'unit = 2\nserial = "8E2"'))


def test_a_sensor_s_map_is_checked_with_the_config() -> None:
    wrong = PAIR.replace("unit = 2", 'unit = 2\npreset = "custom"\nmap = "co2:4:3:u16"')
    assert complaint(wrong).startswith("devices.air.map: part 1, 'co2:4:3:u16': write it like")


async def test_the_port_of_a_pair_is_opened_once() -> None:
    port, opened = MemoryPort(), 0

    def open_port(device: Checked, data: Path) -> OpenLink:
        async def open_link() -> Link:
            nonlocal opened
            opened += 1
            return await port.open()

        return open_link

    bench = build_bench(configured(PAIR), Path(), ManualClock(), lambda _: None, open_port)
    running = [asyncio.ensure_future(device.run()) for device in bench.devices.values()]
    for _ in range(40):
        await asyncio.sleep(0)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert opened == 1


class AtWork:
    """A bench on its twins, from the moment at which both devices work and the sensor has told this temperature."""

    def __init__(self, data: Path, temperature: float) -> None:
        self.settings = configured(PAIR)
        self.twins = Twins(self.settings, data, SystemClock())
        self.bench = build_bench(self.settings, data, SystemClock(), self._report)
        self._temperature = temperature
        self._missing = {"board", "air", "temperature"}
        self._there = asyncio.Event()

    def _report(self, reading: Reading) -> None:
        if isinstance(reading, DeviceRestored):
            self._missing.discard(reading.device)
        if isinstance(reading, Measured) and reading.value == self._temperature:
            self._missing.discard("temperature")
        if not self._missing:
            self._there.set()

    async def __aenter__(self) -> Bench:
        await self.twins.__aenter__()
        self.twins.world.measure("air", "temperature", self._temperature)
        self._running = [asyncio.ensure_future(device.run()) for device in self.bench.devices.values()]
        await asyncio.wait_for(self._there.wait(), timeout=30)
        return self.bench

    async def __aexit__(self, *raised: object) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self.twins.__aexit__(None, None, None)


async def test_devices_and_twins_meet_on_one_pty(tmp_path: Path) -> None:
    async with AtWork(tmp_path, temperature=30.5) as bench:
        board = bench.devices["board"]
        assert isinstance(board, ModbusBoard)
        await board.hold(1, 5)
        assert (await board.relay_states())[0]


async def test_each_device_of_a_pair_has_a_tap_of_its_own(tmp_path: Path) -> None:
    async with AtWork(tmp_path, temperature=-3) as bench:
        heard = {
            (name, entry.shown[:2])
            for name, tap in bench.taps.items()
            for direction in ("in", "out")
            for entry in tap.recent(direction)
        }
        assert heard == {("board", "01"), ("air", "02")}


def test_a_copy_of_a_config_for_twins_keeps_a_pair_together() -> None:
    real = PAIR.replace("pty:pair", "/dev/ttyUSB0")
    assert with_pty_ports(real, ["board", "air"]).count('port = "pty:board"') == 2
