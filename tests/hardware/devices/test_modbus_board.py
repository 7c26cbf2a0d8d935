"""The Modbus board's driver against its twin: the door of the station."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar, cast

import pytest
from device_bench import Bench

from hardware.clock import settle_loop
from hardware.devices.modbus_board import ModbusBoard
from hardware.devices.readings import DeviceLost, DeviceRestored
from hardware.errors import BadAnswer, DeviceFault, LinkLost, NoAnswer, WrongDevice
from hardware.links import Link
from hardware.protocols.modbus import (
    Function,
    Refused,
    Reply,
    Write,
    encode,
    flash_on,
    request_decoder,
)
from hardware.simulators.modbus_board import SimulatedModbusBoard

T = TypeVar("T")
FLASH = encode(flash_on(unit=1, relay=0, tenths=30))


@pytest.fixture
def twin(bench: Bench) -> SimulatedModbusBoard:
    twin = SimulatedModbusBoard("board", bench.clock)
    bench.wire(twin).late_seconds = 0.4
    bench.wire(twin).flip_every = 2  # each question arrives whole, each answer is spoilt
    return twin


@pytest.fixture
def board(bench: Bench) -> ModbusBoard:
    return ModbusBoard("board", bench.open, bench.clock, bench.report)


async def test_a_hold_moves_the_relay_for_its_time(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.awaited(board.hold(1, 3), seconds=0.1)
        await bench.clock.advance(2.8)
        before = twin.relays[0]
        await bench.clock.advance(0.3)
        assert (before, twin.relays[0]) == (True, False)


async def test_a_hold_is_one_flash_on_frame(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.awaited(board.hold(1, 3))
        assert [data for _, data in bench.sent if data[1] == Function.WRITE_COIL] == [FLASH]


async def test_on_an_idle_wire_a_hold_leaves_in_the_same_turn(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
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
        await bench.well()
        bench.wire(twin).fault("silent", True)
        await bench.clock.advance(0.06)
        bench.wire(twin).fault("silent", False)
        bench.sent.clear()
        holding = asyncio.ensure_future(board.hold(1, 3))
        await bench.clock.advance(0.1)
        during = list(bench.sent)
        await bench.clock.advance(0.2)
        assert (during, holding.done(), bench.sent[0][1]) == ([], True, FLASH)


async def test_after_a_release_a_short_hold_is_short(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        for verb in (board.hold(1, 30), board.release(1), board.hold(1, 0.5)):
            await bench.awaited(verb, seconds=0.1)
        await bench.clock.advance(0.5)
        assert not twin.relays[0]


@pytest.mark.parametrize("fault", ["noise", "duplicate", "echo"])
async def test_a_bad_wire_does_not_hinder_a_hold(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str
) -> None:
    bench.wire(twin).fault(fault, True)
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.awaited(board.hold(1, 3))
        assert (twin.relays[0], bench.faults) == (True, [])


@pytest.mark.parametrize(
    ("fault", "error"), [("silent", NoAnswer), ("bit-flip", BadAnswer), ("wrong-device", WrongDevice)]
)
async def test_an_unconfirmed_hold_says_so_within_a_second(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str, error: type[DeviceFault]
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault(fault, True)
        with pytest.raises(error):
            await bench.awaited(board.hold(1, 3), seconds=0.9)


async def test_a_lost_answer_is_asked_for_once_more(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.clock.advance(0.02)
        bench.wire(twin).fault("silent", True)
        holding = asyncio.ensure_future(board.hold(1, 3))
        await bench.clock.advance(0.1)
        bench.wire(twin).fault("silent", False)
        await bench.clock.advance(0.4)
        assert (holding.done(), twin.relays[0]) == (True, True)


async def test_an_echo_alone_confirms_nothing(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    bench.wire(twin).fault("echo", True)
    async with bench.at_work(board, twin):
        await bench.well()
        twin._unit = 9  # the adapter still echoes, the board is gone
        with pytest.raises(NoAnswer):
            await bench.awaited(board.hold(1, 3))


async def test_a_late_answer_still_confirms(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.clock.advance(0.02)
        bench.wire(twin).fault("late", True)
        await bench.awaited(board.hold(1, 3))
        assert twin.relays[0]


async def test_a_refused_hold_tells_what_to_check(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        del twin._bank._coils[4:]
        with pytest.raises(BadAnswer, match="refuses") as refused:
            await bench.awaited(board.hold(8, 3))
        assert "configured numbers" in refused.value.remedy


@pytest.mark.parametrize(
    ("fault", "code"),
    [("silent", "no-answer"), ("late", "no-answer"), ("bit-flip", "bad-answer"), ("wrong-device", "wrong-device")],
)
async def test_each_fault_is_reported_as_what_it_is(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str, code: str
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault(fault, True)
        await bench.clock.advance(2)
        assert bench.faults == [code]


@pytest.mark.parametrize("fault", ["silent", "late", "bit-flip", "wrong-device"])
async def test_each_fault_heals_without_a_restart(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault(fault, True)
        await bench.clock.advance(20)
        bench.wire(twin).fault(fault, False)
        bench.readings.clear()
        await bench.clock.advance(4)
        assert bench.readings[0] == DeviceRestored(device="board")


async def test_two_missed_samples_are_no_fault(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault("silent", True)
        await bench.clock.advance(0.9)
        bench.wire(twin).fault("silent", False)
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
    bench.wire(twin).fault("slow-boot", True)
    async with bench.at_work(board, twin):
        await bench.clock.advance(6)
        assert [type(reading) for reading in bench.readings[:2]] == [DeviceLost, DeviceRestored]


async def test_a_silent_board_refuses_a_hold_as_silent(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    bench.wire(twin).fault("silent", True)
    async with bench.at_work(board, twin):
        await bench.clock.advance(1)
        with pytest.raises(NoAnswer, match="nothing was sent"):
            await board.hold(1, 3)


async def test_a_hold_that_waits_for_the_wire_dies_with_it(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault("silent", True)
        await bench.clock.advance(0.06)
        waiting = asyncio.ensure_future(board.hold(1, 3))
        await settle_loop()
        bench.port.cut()
        bench.wire(twin).fault("silent", False)
        bench.port.mend()
        await bench.clock.advance(5)
        with pytest.raises(LinkLost):
            await waiting
        assert FLASH not in [data for _, data in bench.sent]


@pytest.mark.parametrize("after", [1.2, 1.5, 1.6, 1.7, 1.75, 1.8, 2.0])
async def test_a_hold_that_waits_while_the_board_is_given_up_says_why(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, after: float
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault("silent", True)
        await bench.clock.advance(after)
        waiting = asyncio.ensure_future(board.hold(1, 3))
        await bench.clock.advance(5)
        with pytest.raises(NoAnswer):
            await waiting


async def test_a_wedged_relay_confirms_and_does_not_move(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        twin.fault("wedged", True)
        await bench.awaited(board.hold(1, 3))
        assert not twin.relays[0]


async def test_off_is_a_plain_coil(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.awaited(board.release(2))
        assert encode(Write(unit=1, function=Function.WRITE_COIL, address=1, value=0)) in [
            data for _, data in bench.sent
        ]


async def test_a_command_goes_before_a_sample(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        waiting = asyncio.gather(*(board.hold(relay, 1) for relay in (1, 2, 3, 4)))
        await bench.clock.advance(0.03)
        await waiting
        assert [data[1] for _, data in bench.sent[:4]] == [Function.WRITE_COIL] * 4


async def test_commands_without_end_do_not_starve_the_samples(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard
) -> None:
    async def hold_again_and_again(relay: int) -> None:
        while True:
            await board.hold(relay, 1)

    async with bench.at_work(board, twin):
        await bench.well()
        burst = [asyncio.ensure_future(hold_again_and_again(relay)) for relay in (1, 2, 3)]
        await bench.clock.advance(3)
        for task in burst:
            task.cancel()
        times = [at for at, data in bench.sent if data[1] == Function.READ_INPUTS]
        assert max(later - earlier for earlier, later in pairwise(times)) <= 0.1


class Liar(SimulatedModbusBoard):
    async def serve(self, link: Link) -> None:
        while raw := await link.read():
            for request in request_decoder().feed(raw):
                reply = self._answer(request)
                link.write(encode(replace(reply, value=1) if isinstance(reply, Write) else cast(Reply, reply)))


async def test_an_echo_that_differs_confirms_nothing(bench: Bench, board: ModbusBoard) -> None:
    async with bench.at_work(board, Liar("board", bench.clock)):
        await bench.well()
        with pytest.raises(BadAnswer):
            await bench.awaited(board.hold(1, 3))
