"""The Modbus board's driver against its twin: the door of the station."""

import asyncio
from collections.abc import Awaitable
from itertools import pairwise
from typing import TypeVar

import pytest
from device_bench import Bench

from hardware.clock import settle_loop
from hardware.devices.modbus_board import BoardSetup, ModbusBoard
from hardware.devices.readings import DeviceLost, DeviceRestored, InputChanged
from hardware.errors import BadAnswer, DeviceFault, LinkLost, NoAnswer, WrongDevice
from hardware.links import Link
from hardware.protocols.modbus import Function, Refused, Write, encode, flash_on
from hardware.simulators.modbus_board import SimulatedModbusBoard

T = TypeVar("T")
FLASH = encode(flash_on(unit=1, relay=0, tenths=30))


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def twin(bench: Bench) -> SimulatedModbusBoard:
    return SimulatedModbusBoard("board", bench.clock)


@pytest.fixture
def board(bench: Bench) -> ModbusBoard:
    return ModbusBoard("board", bench.open, bench.clock, bench.report)


async def awaited(bench: Bench, verb: Awaitable[T], seconds: float = 0.9) -> T:
    """The verb's result, which must be there within `seconds`."""
    task = asyncio.ensure_future(verb)
    await bench.clock.advance(seconds)
    assert task.done()
    return task.result()


async def well(bench: Bench) -> None:
    """Let it prove itself and report the first states of its inputs."""
    await bench.clock.advance(0.5)
    assert bench.readings[0] == DeviceRestored(device="board")
    bench.readings.clear()
    bench.sent.clear()


def changes(bench: Bench, channel: int) -> list[bool]:
    return [change.on for change in bench.of(InputChanged) if change.channel == channel]


async def test_it_is_restored_before_its_inputs_are_told(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    twin.set_input(1, True)
    async with bench.at_work(board, twin):
        await bench.clock.advance(0.5)
        assert bench.readings == [
            DeviceRestored(device="board"),
            *(InputChanged(device="board", channel=channel, on=channel == 1) for channel in range(1, 9)),
        ]


async def test_a_hold_moves_the_relay_for_its_time(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await awaited(bench, board.hold(1, 3), seconds=0.1)
        await bench.clock.advance(2.8)
        before = twin.relays[0]
        await bench.clock.advance(0.3)
        assert (before, twin.relays[0]) == (True, False)


async def test_a_hold_is_one_flash_on_frame(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await awaited(bench, board.hold(1, 3))
        assert [data for _, data in bench.sent if data[1] == Function.WRITE_COIL] == [FLASH]


async def test_on_an_idle_wire_a_hold_leaves_in_the_same_turn(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await bench.clock.advance(0.02)
        bench.sent.clear()
        holding = board.hold(1, 3)
        holding.send(None)
        assert [data for _, data in bench.sent] == [FLASH]
        holding.close()


async def test_a_hold_waits_for_the_exchange_under_way(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        twin.fault("silent", True)
        await bench.clock.advance(0.06)
        twin.fault("silent", False)
        bench.sent.clear()
        holding = asyncio.ensure_future(board.hold(1, 3))
        await bench.clock.advance(0.1)
        during = list(bench.sent)
        await bench.clock.advance(0.2)
        assert (during, holding.done(), bench.sent[0][1]) == ([], True, FLASH)


async def test_the_pulse_ends_though_the_cable_is_cut(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await awaited(bench, board.hold(1, 3))
        bench.port.cut()
        await bench.clock.advance(3)
        assert not twin.relays[0]


async def test_a_shorter_hold_does_not_shorten(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await awaited(bench, board.hold(1, 5), seconds=0.1)
        await awaited(bench, board.hold(1, 1), seconds=0.1)
        await bench.clock.advance(4.5)
        assert twin.relays[0]


async def test_release_lets_go_at_once(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await awaited(bench, board.hold(1, 30))
        await awaited(bench, board.release(1), seconds=0.1)
        assert not twin.relays[0]


async def test_after_a_release_a_short_hold_is_short(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        for verb in (board.hold(1, 30), board.release(1), board.hold(1, 0.5)):
            await awaited(bench, verb, seconds=0.1)
        await bench.clock.advance(0.5)
        assert not twin.relays[0]


async def test_the_relays_can_be_asked(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await awaited(bench, board.hold(3, 9))
        assert await awaited(bench, board.relay_state()) == (False, False, True, *(False,) * 5)


@pytest.mark.parametrize("fault", ["noise", "duplicate", "echo"])
async def test_a_bad_wire_does_not_hinder_a_hold(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str
) -> None:
    twin.fault(fault, True)
    async with bench.at_work(board, twin):
        await well(bench)
        await awaited(bench, board.hold(1, 3))
        assert (twin.relays[0], bench.faults) == (True, [])


@pytest.mark.parametrize("fault", ["noise", "duplicate", "echo"])
async def test_a_bad_wire_does_not_hide_a_button(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str
) -> None:
    twin.fault(fault, True)
    async with bench.at_work(board, twin):
        await well(bench)
        twin.press(2)
        await bench.clock.advance(0.3)
        assert changes(bench, 2) == [True]


@pytest.mark.parametrize(("fault", "error"), [("silent", NoAnswer), ("crc", BadAnswer), ("wrong-device", WrongDevice)])
async def test_an_unconfirmed_hold_says_so_within_a_second(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str, error: type[DeviceFault]
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        twin.fault(fault, True)
        with pytest.raises(error):
            await awaited(bench, board.hold(1, 3), seconds=0.9)


async def test_a_lost_answer_is_asked_for_once_more(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await bench.clock.advance(0.02)
        twin.fault("silent", True)
        holding = asyncio.ensure_future(board.hold(1, 3))
        await bench.clock.advance(0.1)
        twin.fault("silent", False)
        await bench.clock.advance(0.4)
        assert (holding.done(), twin.relays[0]) == (True, True)


async def test_an_echo_alone_confirms_nothing(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    twin.fault("echo", True)
    async with bench.at_work(board, twin):
        await well(bench)
        twin._unit = 9  # the adapter still echoes, the board is gone
        with pytest.raises(NoAnswer):
            await awaited(bench, board.hold(1, 3))


async def test_a_late_answer_still_confirms(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await bench.clock.advance(0.02)
        twin.fault("late", True)
        await awaited(bench, board.hold(1, 3))
        assert twin.relays[0]


async def test_a_refused_hold_tells_what_to_check(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        del twin._bank._coils[4:]
        with pytest.raises(BadAnswer, match="refuses") as refused:
            await awaited(bench, board.hold(8, 3))
        assert "configured numbers" in refused.value.remedy


@pytest.mark.parametrize(
    ("fault", "code"),
    [("silent", "no-answer"), ("late", "no-answer"), ("crc", "bad-answer"), ("wrong-device", "wrong-device")],
)
async def test_each_fault_is_reported_as_what_it_is(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str, code: str
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        twin.fault(fault, True)
        await bench.clock.advance(2)
        assert bench.faults == [code]


@pytest.mark.parametrize("fault", ["silent", "late", "crc", "wrong-device"])
async def test_each_fault_heals_without_a_restart(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        twin.fault(fault, True)
        await bench.clock.advance(20)
        twin.fault(fault, False)
        bench.readings.clear()
        await bench.clock.advance(4)
        assert bench.readings[0] == DeviceRestored(device="board")


async def test_two_missed_samples_are_no_fault(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        twin.fault("silent", True)
        await bench.clock.advance(0.9)
        twin.fault("silent", False)
        await bench.clock.advance(3)
        assert bench.faults == []


async def test_a_board_of_another_unit_number_does_not_answer(bench: Bench, board: ModbusBoard) -> None:
    async with bench.at_work(board, SimulatedModbusBoard("board", bench.clock, unit=5)):
        await bench.clock.advance(5)
        assert bench.faults == ["no-answer"]


class Stranger(SimulatedModbusBoard):
    async def serve(self, link: Link) -> None:
        while await link.read():
            link.write(encode(Refused(unit=7, function=1, reason=2)))


async def test_an_answer_of_another_unit_is_the_wrong_device(bench: Bench, board: ModbusBoard) -> None:
    async with bench.at_work(board, Stranger("board", bench.clock)):
        await bench.clock.advance(5)
        assert bench.faults == ["wrong-device"]


async def test_a_board_that_boots_slowly_is_restored(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    twin.fault("slow-boot", True)
    async with bench.at_work(board, twin):
        twin.fault("slow-boot", False)
        await bench.clock.advance(6)
        assert [type(reading) for reading in bench.readings[:2]] == [DeviceLost, DeviceRestored]


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
        await well(bench)
        twin.fault("silent", True)
        await bench.clock.advance(2)
        assert bench.faults == ["no-answer"]


async def test_before_it_is_connected_a_hold_is_refused_at_once(board: ModbusBoard) -> None:
    with pytest.raises(LinkLost, match="nothing was sent"):
        board.hold(1, 3).send(None)


async def test_a_silent_board_refuses_a_hold_as_silent(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    twin.fault("silent", True)
    async with bench.at_work(board, twin):
        await bench.clock.advance(1)
        with pytest.raises(NoAnswer, match="nothing was sent"):
            await board.hold(1, 3)


async def test_a_hold_refused_in_a_cut_is_never_sent(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        bench.port.cut()
        await bench.clock.advance(0.5)
        with pytest.raises(LinkLost):
            await board.hold(1, 3)
        bench.port.mend()
        await bench.clock.advance(10)
        assert FLASH not in [data for _, data in bench.sent]


async def test_a_hold_that_waits_for_the_wire_dies_with_it(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        twin.fault("silent", True)
        await bench.clock.advance(0.06)
        waiting = asyncio.ensure_future(board.hold(1, 3))
        await settle_loop()
        bench.port.cut()
        twin.fault("silent", False)
        bench.port.mend()
        await bench.clock.advance(5)
        with pytest.raises(LinkLost):
            await waiting
        assert FLASH not in [data for _, data in bench.sent]


async def test_after_a_cut_the_inputs_are_told_anew(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        bench.port.cut()
        await bench.clock.advance(1)
        twin.set_input(1, True)
        bench.port.mend()
        await bench.clock.advance(4)
        assert changes(bench, 1) == [True]


async def test_a_button_pressed_for_a_tenth_of_a_second_is_seen(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        for start in range(10):
            twin.press(2)
            await bench.clock.advance(0.1)
            twin.release(2)
            await bench.clock.advance(0.3 + start * 0.005)
        assert changes(bench, 2) == [True, False] * 10


async def test_a_bouncing_contact_is_one_change(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        for bounce in range(15):
            twin.set_input(1, bounce % 2 == 0)
            await bench.clock.advance(0.007)
        await bench.clock.advance(0.3)
        assert changes(bench, 1) == [True]


async def test_a_spike_is_no_change(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        for _ in range(20):
            twin.press(2)
            await bench.clock.advance(0.02)
            twin.release(2)
            await bench.clock.advance(0.09)
        assert changes(bench, 2) == []


async def test_a_stuck_input_tells_nothing(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        twin.fault("stuck-input", True)
        twin.press(2)
        await bench.clock.advance(0.5)
        assert changes(bench, 2) == []


async def test_a_wedged_relay_confirms_and_does_not_move(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        twin.fault("wedged", True)
        await awaited(bench, board.hold(1, 3))
        assert not twin.relays[0]


async def test_inputs_are_sampled_ten_times_a_second_at_least(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await bench.clock.advance(1)
        times = [at for at, data in bench.sent if data[1] == Function.READ_INPUTS]
        assert max(later - earlier for earlier, later in pairwise(times)) <= 0.1


async def test_the_wire_is_silent_before_each_request(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        burst = asyncio.gather(*(board.hold(relay, 1) for relay in (1, 2, 3)))
        await bench.clock.advance(0.5)
        await burst
        times = [at for at, _ in bench.sent]
        assert min(later - earlier for earlier, later in pairwise(times)) >= 0.0039


@pytest.mark.parametrize(("relay", "seconds"), [(0, 3), (9, 3), (1, 0.05), (1, 4000)])
async def test_a_hold_that_makes_no_sense_is_a_bug(board: ModbusBoard, relay: int, seconds: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        await board.hold(relay, seconds)


async def test_off_is_a_plain_coil(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await well(bench)
        await awaited(bench, board.release(2))
        assert encode(Write(unit=1, function=Function.WRITE_COIL, address=1, value=0)) in [
            data for _, data in bench.sent
        ]
