"""What a Modbus board can show of itself when it is asked."""

import asyncio

import pytest
from device_bench import Bench

from hardware.devices.modbus_board import ModbusBoard
from hardware.protocols.modbus import VERSION, Function, Read, Refused, Reply, Request
from hardware.simulators.modbus_board import SimulatedModbusBoard


@pytest.fixture
def twin(bench: Bench) -> SimulatedModbusBoard:
    return SimulatedModbusBoard("board", bench.clock)


@pytest.fixture
def board(bench: Bench) -> ModbusBoard:
    return ModbusBoard("board", bench.open, bench.clock, bench.report)


async def test_proof_names_the_board_s_firmware(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        assert dict((await bench.awaited(board.prove())).details) == {"firmware": "V2.00"}


@pytest.mark.parametrize("silent", [True, False])
async def test_a_board_that_knows_no_version_is_proven_without_one(
    bench: Bench, board: ModbusBoard, silent: bool
) -> None:
    class Plain(SimulatedModbusBoard):
        def _answer(self, request: Request) -> Reply | None:
            if isinstance(request, Read) and request.first == VERSION:
                return None if silent else Refused(unit=1, function=3, reason=2)
            return super()._answer(request)

    async with bench.at_work(board, Plain("board", bench.clock)):
        await bench.well()
        proof = await bench.awaited(board.prove())
        assert (proof.answered, dict(proof.details)) == (True, {})


async def test_the_version_is_asked_once(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        for _ in range(5):
            await bench.awaited(board.prove())
        asked = [data for _, data in bench.sent if data[1] == Function.READ_REGISTERS]
        assert len(asked) == 1


async def test_noise_round_an_answer_is_counted(bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        quiet = dict(board.health.counts)
        bench.wire(twin).fault("noise", True)
        await bench.awaited(board.prove())
        assert (quiet, board.health.counts["noise-bytes"] > 0) == ({}, True)


@pytest.mark.parametrize("fault", ["echo", "duplicate"])
async def test_an_adapter_s_habits_are_no_noise(
    bench: Bench, board: ModbusBoard, twin: SimulatedModbusBoard, fault: str
) -> None:
    bench.wire(twin).fault(fault, True)
    async with bench.at_work(board, twin):
        await bench.well()
        for _ in range(5):
            await bench.awaited(board.prove())
        assert board.health.counts == {}


async def test_a_command_that_was_repeated_is_a_line_error(
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
        assert (holding.done(), board.health.counts) == (True, {"line-errors": 1})
