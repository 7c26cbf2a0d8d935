"""pymodbus as a second witness: written by others, it must agree with us on every standard byte."""

import asyncio
import os
import tty
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymodbus import FramerType
from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ModbusPDU
from pymodbus.pdu.bit_message import (
    ReadCoilsRequest,
    ReadDiscreteInputsRequest,
    ReadDiscreteInputsResponse,
    WriteMultipleCoilsRequest,
    WriteSingleCoilRequest,
)
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadInputRegistersRequest,
    ReadInputRegistersResponse,
    WriteSingleRegisterRequest,
)
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

from hardware.clock import SystemClock
from hardware.devices.modbus_board import ModbusBoard
from hardware.devices.modbus_sensor import ModbusSensor, SensorSetup
from hardware.devices.readings import DeviceRestored, InputChanged, Measured, Reading
from hardware.errors import LinkLost
from hardware.links import Link
from hardware.protocols import modbus
from hardware.protocols.modbus import Function
from hardware.protocols.register_map import chosen

UNIT, WORD = st.integers(1, 247), st.integers(0, 0xFFFF)


def theirs(pdu: ModbusPDU) -> bytes:
    return FramerRTU(DecodePDU(is_server=False)).buildFrame(pdu)


@settings(max_examples=60, deadline=None)
@given(unit=UNIT, first=WORD, count=st.integers(1, 125))
@pytest.mark.parametrize(
    ("function", "pdu"),
    [
        (Function.READ_COILS, ReadCoilsRequest),
        (Function.READ_INPUTS, ReadDiscreteInputsRequest),
        (Function.READ_REGISTERS, ReadHoldingRegistersRequest),
        (Function.READ_INPUT_REGISTERS, ReadInputRegistersRequest),
    ],
)
def test_reads_are_the_same_bytes(
    function: Function, pdu: type[ReadCoilsRequest | ReadHoldingRegistersRequest], unit: int, first: int, count: int
) -> None:
    ours = modbus.encode(modbus.Read(unit=unit, function=function, first=first, count=count))
    assert ours == theirs(pdu(address=first, count=count, dev_id=unit))


@settings(max_examples=60, deadline=None)
@given(unit=UNIT, address=WORD, on=st.booleans())
def test_a_coil_is_written_with_the_same_bytes(unit: int, address: int, on: bool) -> None:
    value = modbus.COIL_ON if on else modbus.COIL_OFF
    ours = modbus.Write(unit=unit, function=Function.WRITE_COIL, address=address, value=value)
    assert modbus.encode(ours) == theirs(WriteSingleCoilRequest(address=address, bits=[on], dev_id=unit))


@settings(max_examples=60, deadline=None)
@given(unit=UNIT, address=WORD, value=WORD)
def test_a_register_is_written_with_the_same_bytes(unit: int, address: int, value: int) -> None:
    ours = modbus.Write(unit=unit, function=Function.WRITE_REGISTER, address=address, value=value)
    assert modbus.encode(ours) == theirs(WriteSingleRegisterRequest(address=address, registers=[value], dev_id=unit))


@settings(max_examples=60, deadline=None)
@given(unit=UNIT, first=WORD, states=st.lists(st.booleans(), min_size=1, max_size=40))
def test_coils_are_written_with_the_same_bytes(unit: int, first: int, states: list[bool]) -> None:
    ours = modbus.WriteCoils(unit=unit, first=first, states=tuple(states))
    assert modbus.encode(ours) == theirs(WriteMultipleCoilsRequest(address=first, bits=states, dev_id=unit))


@settings(max_examples=60, deadline=None)
@given(unit=UNIT, states=st.lists(st.booleans(), min_size=8, max_size=40).map(modbus.whole_bytes))
def test_inputs_are_answered_with_the_same_bytes(unit: int, states: tuple[bool, ...]) -> None:
    ours = modbus.Bits(unit=unit, function=Function.READ_INPUTS, states=states)
    assert modbus.encode(ours) == theirs(ReadDiscreteInputsResponse(bits=list(states), dev_id=unit))


@settings(max_examples=60, deadline=None)
@given(unit=UNIT, values=st.lists(WORD, min_size=1, max_size=40))
def test_input_registers_are_answered_with_the_same_bytes(unit: int, values: list[int]) -> None:
    ours = modbus.Registers(unit=unit, function=Function.READ_INPUT_REGISTERS, values=tuple(values))
    assert modbus.encode(ours) == theirs(ReadInputRegistersResponse(registers=values, dev_id=unit))


class MasterEnd:
    """Our end of a pty whose other end pymodbus opened."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        os.set_blocking(fd, False)

    async def read(self) -> bytearray:
        loop, readable = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._fd, readable.set)
        try:
            await readable.wait()
        finally:
            loop.remove_reader(self._fd)
        try:
            return bytearray(os.read(self._fd, 4096))
        except OSError as error:
            raise LinkLost(str(error)) from error

    def write(self, data: bytes | bytearray) -> None:
        os.write(self._fd, data)

    def discard(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def pty() -> Iterator[tuple[int, str]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(slave)
    os.close(master)


def their_board(path: str) -> ModbusSerialServer:
    coils = [SimData(0, values=[True, False, True, *[False] * 13], datatype=DataType.BITS)]
    inputs = [SimData(0, values=[False, True, *[False] * 14], datatype=DataType.BITS)]
    modes = [SimData(modbus.INPUT_MODES, values=[0] * 8, datatype=DataType.REGISTERS)]
    device = SimDevice(1, simdata=(coils, inputs, modes, [SimData(0, values=0, datatype=DataType.REGISTERS)]))
    return ModbusSerialServer(device, framer=FramerType.RTU, port=path, baudrate=9600)


async def test_our_driver_works_with_their_board(pty: tuple[int, str]) -> None:
    master, path = pty
    readings: list[Reading] = []
    told = asyncio.Event()

    def report(reading: Reading) -> None:
        readings.append(reading)
        if isinstance(reading, InputChanged) and reading.channel == 8:
            told.set()

    async def open_link() -> Link:
        return MasterEnd(master)

    server = their_board(path)
    await server.serve_forever(background=True)
    board = ModbusBoard("board", open_link, SystemClock(), report)
    running = asyncio.ensure_future(board.run())
    try:
        await asyncio.wait_for(told.wait(), timeout=60)
        await board.release(1)
        states = await board.relay_states()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await server.shutdown()
    told = [(one.channel, one.on) for one in readings if isinstance(one, InputChanged)]
    assert (readings[0], told[:2], states[:3]) == (
        DeviceRestored(device="board"),
        [(1, False), (2, True)],
        (False, False, True),
    )


def their_meter(path: str) -> ModbusSerialServer:
    unused = [SimData(0, values=[False] * 16, datatype=DataType.BITS)]
    holding = [SimData(0, values=0, datatype=DataType.REGISTERS)]
    # 220.3 V, 0.521 A, 114.6 W, 1234 Wh, 50 Hz, 0.98: low words first
    words = [SimData(0, values=[2203, 521, 0, 1146, 0, 1234, 0, 500, 98, 0], datatype=DataType.REGISTERS)]
    return ModbusSerialServer(
        SimDevice(1, simdata=(unused, unused, holding, words)), framer=FramerType.RTU, port=path, baudrate=9600
    )


async def test_our_driver_reads_their_meter(pty: tuple[int, str]) -> None:
    master, path = pty
    told: dict[str, float] = {}
    all_told = asyncio.Event()
    quantities = chosen("pzem-004t", "")

    def report(reading: Reading) -> None:
        if isinstance(reading, Measured):
            told[reading.quantity] = reading.value
        if len(told) == len(quantities):
            all_told.set()

    async def open_link() -> Link:
        return MasterEnd(master)

    server = their_meter(path)
    await server.serve_forever(background=True)
    meter = ModbusSensor("meter", open_link, SystemClock(), report, SensorSetup(quantities=quantities))
    running = asyncio.ensure_future(meter.run())
    try:
        await asyncio.wait_for(all_told.wait(), timeout=60)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await server.shutdown()
    assert told == {
        "voltage": 220.3,
        "current": 0.521,
        "power": 114.6,
        "energy": 1234,
        "frequency": 50,
        "power-factor": 0.98,
        "alarm": 0,
    }
