"""A board and a sensor on one RS-485 pair: each works as if it were alone, and neither hinders the other."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest_asyncio

from hardware.clock import ManualClock, settle_loop
from hardware.devices.modbus_board import BoardSetup, ModbusBoard
from hardware.devices.modbus_sensor import ModbusSensor, SensorSetup
from hardware.devices.readings import DeviceLost, DeviceRestored, InputChanged, Measured, Reading
from hardware.links import Link
from hardware.links.memory import MemoryLink, MemoryPort
from hardware.links.shared import SharedPort
from hardware.links.turns import Turns
from hardware.protocols.modbus import Function
from hardware.protocols.register_map import chosen
from hardware.simulators.bus import SimulatedBus
from hardware.simulators.cable import plug_in
from hardware.simulators.faulty_wire import FaultyWire
from hardware.simulators.modbus_board import SimulatedModbusBoard
from hardware.simulators.modbus_sensor import SimulatedModbusSensor

CLIMATE = chosen("sht20", "")
BYTE = 11 / 9600
"""Seconds that a byte takes at 9600 baud."""
THINKING = 0.01
"""Seconds that a device takes before it answers."""


class SlowLink:
    """The station's end of the pair, on which bytes take their time in both directions."""

    def __init__(self, link: MemoryLink, pair: "Pair") -> None:
        self._link, self._pair = link, pair
        self._writing: set[asyncio.Task[None]] = set()

    async def read(self) -> bytearray:
        piece = await self._link.read()
        await self._pair.clock.sleep(THINKING + len(piece) * BYTE)
        return piece

    def write(self, data: bytes | bytearray) -> None:
        now = self._pair.clock.monotonic()
        assert now >= self._pair.busy_until, "two devices speak at once"
        self._pair.busy_until = now + len(data) * BYTE
        self._pair.sent.append((now, bytes(data)))
        task = asyncio.ensure_future(self._arrive(bytes(data)))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _arrive(self, data: bytes) -> None:
        await self._pair.clock.sleep(len(data) * BYTE)
        self._link.write(data)

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        self._link.close()


class Pair:
    """Board 1 and sensor 2, on one wire as slow as a real one."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.busy_until = 0.0
        self.sent: list[tuple[float, bytes]] = []
        self.readings: list[Reading] = []
        self.port = MemoryPort()
        turns, shared = Turns(self.clock, (1, 2)), SharedPort(self._open)
        self.board = ModbusBoard("board", shared.open, self.clock, self.readings.append, BoardSetup(turns=turns))
        setup = SensorSetup(quantities=CLIMATE, unit=2, poll_seconds=1, turns=turns)
        self.sensor = ModbusSensor("air", shared.open, self.clock, self.readings.append, setup)
        self.board_twin = SimulatedModbusBoard("board", self.clock)
        self.sensor_twin = SimulatedModbusSensor("air", self.clock, CLIMATE, unit=2)
        self.bus = SimulatedBus(self.port)
        self.board_wire = FaultyWire(self.board_twin, self.bus.branch(), self.clock)
        self.sensor_wire = FaultyWire(self.sensor_twin, self.bus.branch(), self.clock)

    async def _open(self) -> Link:
        return SlowLink(await self.port.open(), self)

    def start(self) -> list["asyncio.Task[None]"]:
        loops = [
            self.bus.run(),
            plug_in(self.board_twin, self.board_wire),
            plug_in(self.sensor_twin, self.sensor_wire),
            self.board.run(),
            self.sensor.run(),
        ]
        return [asyncio.ensure_future(loop) for loop in loops]

    def lost(self) -> list[tuple[str, str]]:
        return [(one.device, one.fault.code) for one in self.readings if isinstance(one, DeviceLost)]

    def changes(self, channel: int) -> list[bool]:
        found = [one for one in self.readings if isinstance(one, InputChanged) and one.channel == channel]
        return [one.on for one in found]

    @property
    def longest_gap(self) -> float:
        """Seconds between two samples of the board's inputs."""
        times = [at for at, data in self.sent if data[0] == 1 and data[1] == Function.READ_INPUTS]
        return max(later - earlier for earlier, later in pairwise(times))

    async def slowest_hold(self, seconds: float) -> float:
        """Seconds until a hold was confirmed, at worst, of one every 0.13 seconds."""
        slowest = 0.0
        until = self.clock.monotonic() + seconds
        while self.clock.monotonic() < until:
            asked = self.clock.monotonic()
            await self.board.hold(1, 1)
            slowest = max(slowest, self.clock.monotonic() - asked)
            await self.clock.sleep(0.13)
        return slowest


@pytest_asyncio.fixture
async def pair() -> AsyncIterator[Pair]:
    pair = Pair()
    tasks = pair.start()
    await settle_loop()
    await pair.clock.advance(3)
    yield pair
    for task in tasks:
        task.cancel()
    for end in await asyncio.gather(*tasks, return_exceptions=True):
        if not isinstance(end, asyncio.CancelledError):
            raise AssertionError("ended by itself") from end


async def test_both_work(pair: Pair) -> None:
    assert sorted(one.device for one in pair.readings if isinstance(one, DeviceRestored)) == ["air", "board"]


async def test_the_sensor_measures_what_it_feels(pair: Pair) -> None:
    pair.sensor_twin.measure("temperature", -3.5)
    await pair.clock.advance(3)
    assert [one.value for one in pair.readings if isinstance(one, Measured)][-2] == -3.5


async def test_inputs_are_sampled_ten_times_a_second_beside_a_sensor(pair: Pair) -> None:
    pair.sent.clear()
    await pair.clock.advance(20)
    assert pair.longest_gap <= 0.1


async def test_inputs_are_sampled_ten_times_a_second_beside_a_sensor_and_commands(pair: Pair) -> None:
    pair.sent.clear()
    holding = asyncio.ensure_future(pair.slowest_hold(20))
    await pair.clock.advance(21)
    assert (holding.done(), pair.longest_gap <= 0.1) == (True, True)


async def test_a_short_press_is_seen_beside_a_sensor_and_commands(pair: Pair) -> None:
    holding = asyncio.ensure_future(pair.slowest_hold(20))
    pair.readings.clear()
    for start in range(30):
        pair.board_twin.press(2)
        await pair.clock.advance(0.2)
        pair.board_twin.release(2)
        await pair.clock.advance(0.3 + start * 0.007)
    holding.cancel()
    assert pair.changes(2) == [True, False] * 30


async def test_a_silent_sensor_is_lost_and_the_board_is_not(pair: Pair) -> None:
    pair.sensor_wire.fault("silent", True)
    await pair.clock.advance(60)
    assert pair.lost() == [("air", "no-answer")]


async def test_a_silent_sensor_delays_a_sample_by_less_than_half_a_second(pair: Pair) -> None:
    pair.sensor_wire.fault("silent", True)
    pair.sent.clear()
    await pair.clock.advance(60)
    assert pair.longest_gap <= 0.35


async def test_a_silent_sensor_delays_a_command_by_three_tenths_of_a_second_at_most(pair: Pair) -> None:
    pair.sensor_wire.fault("silent", True)
    holding = asyncio.ensure_future(pair.slowest_hold(20))
    await pair.clock.advance(21)
    assert holding.result() <= 0.31


async def test_a_silent_sensor_is_asked_ever_more_seldom(pair: Pair) -> None:
    pair.sensor_wire.fault("silent", True)
    await pair.clock.advance(60)
    pair.sent.clear()
    await pair.clock.advance(60)
    assert len([data for _, data in pair.sent if data[0] == 2]) <= 8


async def test_a_sensor_that_speaks_again_is_back_within_a_dozen_seconds(pair: Pair) -> None:
    pair.sensor_wire.fault("silent", True)
    await pair.clock.advance(60)
    pair.sensor_wire.fault("silent", False)
    pair.readings.clear()
    await pair.clock.advance(12)
    assert pair.readings[0] == DeviceRestored(device="air")


async def test_a_sensor_that_was_well_in_between_is_soon_asked_again(pair: Pair) -> None:
    pair.sensor_wire.fault("silent", True)
    await pair.clock.advance(60)
    pair.sensor_wire.fault("silent", False)
    await pair.clock.advance(20)
    pair.sensor_wire.fault("silent", True)
    await pair.clock.advance(5)
    pair.sensor_wire.fault("silent", False)
    pair.readings.clear()
    await pair.clock.advance(5)
    assert pair.readings[0] == DeviceRestored(device="air")


async def test_a_silent_board_does_not_hinder_the_sensor(pair: Pair) -> None:
    pair.board_wire.fault("silent", True)
    await pair.clock.advance(2)
    pair.readings.clear()
    await pair.clock.advance(20)
    assert (pair.lost(), len([one for one in pair.readings if isinstance(one, Measured)]) >= 30) == ([], True)


async def test_a_neighbour_that_answers_late_is_no_stranger(pair: Pair) -> None:
    pair.sensor_wire.late_seconds = 0.26
    pair.sensor_wire.fault("late", True)
    await pair.clock.advance(30)
    assert {device for device, _ in pair.lost()} <= {"air"}


async def test_a_branch_that_is_cut_is_silence_to_the_station(pair: Pair) -> None:
    pair.sensor_wire.fault("cut", True)
    await pair.clock.advance(10)
    pair.sensor_wire.fault("cut", False)
    await pair.clock.advance(15)
    assert (pair.lost(), isinstance(pair.readings[-1], Measured)) == ([("air", "no-answer")], True)


async def test_an_adapter_that_is_pulled_is_lost_for_both_and_found_again_by_both(pair: Pair) -> None:
    for wire in (pair.board_wire, pair.sensor_wire):
        wire.fault("cut", True)
    await pair.clock.advance(10)
    for wire in (pair.board_wire, pair.sensor_wire):
        wire.fault("cut", False)
    lost = pair.lost()
    pair.readings.clear()
    await pair.clock.advance(15)
    back = {one.device for one in pair.readings if isinstance(one, DeviceRestored)}
    assert (sorted(lost), back) == ([("air", "link-lost"), ("board", "link-lost")], {"air", "board"})


async def test_a_hold_on_a_shared_wire_moves_the_relay(pair: Pair) -> None:
    holding = asyncio.ensure_future(pair.board.hold(1, 3))
    await pair.clock.advance(0.3)
    assert (holding.done(), pair.board_twin.relays[0]) == (True, True)
