"""What a Modbus board can show of itself when it is asked."""

import pytest
from device_bench import Bench

from hardware.devices.modbus_board import ModbusBoard
from hardware.protocols.modbus import VERSION, Read, Refused, Reply, Request
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
