"""The Modbus board's driver against its twin: contacts and buttons."""

import asyncio
from itertools import pairwise

import pytest
from device_bench import Bench

from hardware.devices.modbus_board import BoardSetup, ModbusBoard
from hardware.devices.readings import DeviceLost, DeviceRestored, InputChanged
from hardware.protocols.modbus import Function
from hardware.simulators.modbus_board import SimulatedModbusBoard


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def twin(bench: Bench) -> SimulatedModbusBoard:
    return SimulatedModbusBoard("board", bench.clock)


@pytest.fixture
def board(bench: Bench) -> ModbusBoard:
    return ModbusBoard("board", bench.open, bench.clock, bench.report)


async def test_it_is_restored_before_its_inputs_are_told(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    twin.set_input(1, True)
    async with bench.at_work(board, twin):
        await bench.clock.advance(0.5)
        told = [(one.channel, one.on) for one in bench.readings[1:] if isinstance(one, InputChanged)]
        assert (bench.readings[0], told) == (
            DeviceRestored(device="board"),
            [(channel, channel == 1) for channel in range(1, 9)],
        )


@pytest.mark.parametrize("fault", ["noise", "duplicate", "echo"])
async def test_a_bad_wire_does_not_hide_a_button(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str
) -> None:
    bench.wire(twin).fault(fault, True)
    async with bench.at_work(board, twin):
        await bench.well()
        twin.press(2)
        await bench.clock.advance(0.3)
        assert bench.changes(2) == [True]


async def test_a_linked_input_is_refused_with_a_remedy(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    twin._modes[0] = 1
    async with bench.at_work(board, twin):
        await bench.clock.advance(1)
        assert "mode of every input" in bench.of(DeviceLost)[0].fault.remedy


async def test_a_board_without_modes_is_well(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    twin._modes.clear()
    async with bench.at_work(board, twin):
        await bench.clock.advance(0.5)
        assert bench.readings[0] == DeviceRestored(device="board")


async def test_a_board_without_inputs_is_still_watched(bench: Bench) -> None:
    twin = SimulatedModbusBoard("board", bench.clock, inputs=0)
    board = ModbusBoard("board", bench.open, bench.clock, bench.report, BoardSetup(inputs=0))
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault("silent", True)
        await bench.clock.advance(2)
        assert bench.faults == ["no-answer"]


async def test_after_a_cut_the_inputs_are_told_anew(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.port.cut()
        await bench.clock.advance(1)
        twin.set_input(1, True)
        bench.port.mend()
        await bench.clock.advance(4)
        assert bench.changes(1) == [True]


async def test_a_button_pressed_for_a_tenth_of_a_second_is_seen(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        for start in range(10):
            twin.press(2)
            await bench.clock.advance(0.1)
            twin.release(2)
            await bench.clock.advance(0.3 + start * 0.005)
        assert bench.changes(2) == [True, False] * 10


async def test_a_bouncing_contact_is_one_change(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        for bounce in range(15):
            twin.set_input(1, bounce % 2 == 0)
            await bench.clock.advance(0.007)
        await bench.clock.advance(0.3)
        assert bench.changes(1) == [True]


async def test_a_spike_is_no_change(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        for _ in range(20):
            twin.press(2)
            await bench.clock.advance(0.02)
            twin.release(2)
            await bench.clock.advance(0.09)
        assert bench.changes(2) == []


async def test_a_stuck_input_tells_nothing(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        twin.fault("stuck-input", True)
        twin.press(2)
        await bench.clock.advance(0.5)
        assert bench.changes(2) == []


async def test_inputs_are_sampled_ten_times_a_second_at_least(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.clock.advance(1)
        times = [at for at, data in bench.sent if data[1] == Function.READ_INPUTS]
        assert max(later - earlier for earlier, later in pairwise(times)) <= 0.1


async def test_the_wire_is_silent_before_each_request(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        burst = asyncio.gather(*(board.hold(relay, 1) for relay in (1, 2, 3)))
        await bench.clock.advance(0.5)
        await burst
        times = [at for at, _ in bench.sent]
        assert min(later - earlier for earlier, later in pairwise(times)) >= 0.0039


async def test_a_doubted_input_is_sampled_again_soon(bench: Bench, twin: SimulatedModbusBoard) -> None:
    board = ModbusBoard("board", bench.open, bench.clock, bench.report, BoardSetup(sample_seconds=0.1))
    async with bench.at_work(board, twin):
        await bench.well()
        for start in range(10):
            twin.press(2)
            await bench.clock.advance(0.15)
            twin.release(2)
            await bench.clock.advance(0.3 + start * 0.01)
        assert bench.changes(2) == [True, False] * 10
