"""The Modbus board's driver against its twin: contacts and buttons."""

import asyncio
from itertools import pairwise

import pytest
from device_bench import Bench

from hardware.devices.modbus_board import BoardSetup, ModbusBoard
from hardware.devices.readings import DeviceLost, DeviceRestored, InputChanged
from hardware.errors import BadAnswer
from hardware.protocols.modbus import Function, request_decoder
from hardware.simulators.modbus_board import SimulatedModbusBoard


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


async def test_the_remedy_is_the_very_frame_that_helps(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    twin._modes[2] = 1
    async with bench.at_work(board, twin):
        await bench.clock.advance(1)
        fault = bench.of(DeviceLost)[0].fault
        frame = bytes.fromhex(fault.remedy.partition("in hex: ")[2])
    (request,) = request_decoder().feed(frame)
    twin._answer(request)
    assert ("input 3 is in mode 1" in str(fault), twin._modes) == (True, [0] * 8)


async def test_a_hold_at_a_board_with_a_linked_input_says_how_to_mend_that(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    twin._modes[2] = 1
    async with bench.at_work(board, twin):
        await bench.clock.advance(1)
        with pytest.raises(BadAnswer, match="nothing was sent") as refused:
            await board.hold(1, 3)
        fault = board.health.fault
    assert fault is not None
    assert (refused.value.remedy, refused.value is fault) == (fault.remedy, False)


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


def changes_of(bench: Bench, channel: int) -> list[InputChanged]:
    return [change for change in bench.of(InputChanged) if change.channel == channel]


async def test_a_press_is_stamped_with_the_moment_at_which_it_was_first_seen(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        pressed = bench.clock.monotonic()
        twin.press(2)
        await bench.clock.advance(0.5)
        (change,) = changes_of(bench, 2)
        assert 0 <= change.at - pressed <= 0.06


async def test_how_long_a_button_was_pressed_is_told_with_its_release(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        twin.press(2)
        await bench.clock.advance(1.7)
        twin.release(2)
        await bench.clock.advance(0.5)
        assert [change.lasted for change in changes_of(bench, 2)] == [None, pytest.approx(1.7, abs=0.06)]


async def test_after_a_loss_nobody_knows_how_long_a_state_has_stood(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        twin.press(2)
        await bench.clock.advance(1)
        bench.port.cut()
        await bench.clock.advance(1)
        bench.port.mend()
        await bench.clock.advance(4)
        twin.release(2)
        await bench.clock.advance(0.5)
        assert changes_of(bench, 2)[-1].lasted is None


async def test_the_state_of_each_input_can_be_looked_up(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        before = board.inputs
        await bench.well()
        twin.press(2)
        await bench.clock.advance(0.3)
        works = board.inputs
        bench.port.cut()
        await bench.clock.advance(0.3)
        assert (before, works, board.inputs) == ((None,) * 8, (False, True, *(False,) * 6), (None,) * 8)


async def test_a_contact_that_chatters_is_one_change_and_its_bounces_are_counted(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    twin.fault("bouncing-contact", True)
    async with bench.at_work(board, twin):
        await bench.well()
        for move in range(20):
            twin.set_input(1, move % 2 == 0)
            await bench.clock.advance(0.5 + move * 0.003)
        assert (bench.changes(1), board.health.counts["bounces"] > 0) == ([True, False] * 10, True)


async def test_a_lying_contact_tells_the_opposite(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    twin.fault("lying-contact", True)
    async with bench.at_work(board, twin):
        await bench.well()
        assert board.inputs == (True,) * 8


async def test_a_stuck_button_stays_pressed_until_it_is_mended(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        twin.fault("stuck-button", True)
        twin.press(2)
        await bench.clock.advance(0.3)
        twin.release(2)
        await bench.clock.advance(1)
        stuck = bench.changes(2)
        twin.fault("stuck-button", False)
        await bench.clock.advance(0.3)
        assert (stuck, bench.changes(2)) == ([True], [True, False])


async def test_a_stuck_input_tells_what_is_once_it_is_mended(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        twin.fault("stuck-input", True)
        twin.press(2)
        await bench.clock.advance(0.5)
        twin.fault("stuck-input", False)
        await bench.clock.advance(0.5)
        assert bench.changes(2) == [True]


@pytest.mark.parametrize("offset", range(0, 100, 7))
async def test_a_short_press_is_seen_across_a_command(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, offset: int
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        twin.press(2)
        await bench.clock.advance(offset / 1000)
        holding = asyncio.ensure_future(board.hold(1, 1))
        await bench.clock.advance((100 - offset) / 1000)
        twin.release(2)
        await bench.clock.advance(0.3)
        assert (holding.done(), bench.changes(2)) == (True, [True, False])


async def test_a_missed_sample_is_counted(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault("silent", True)
        await bench.clock.advance(0.2)
        bench.wire(twin).fault("silent", False)
        await bench.clock.advance(2)
        assert (bench.faults, board.health.counts["line-errors"]) == ([], 1)
