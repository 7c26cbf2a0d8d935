"""The R421A08 board's driver against its twin."""

import asyncio

import pytest
from device_bench import Bench

from hardware.devices.driver import Relays
from hardware.devices.r421a08_relay import R421A08Relay, R421A08Setup
from hardware.devices.readings import DeviceRestored
from hardware.errors import BadAnswer, DeviceFault, NoAnswer
from hardware.links import Link
from hardware.protocols.modbus import Registers, encode
from hardware.protocols.r421a08 import Code, tell
from hardware.simulators.r421a08_relay import SimulatedR421A08Relay


@pytest.fixture
def twin(bench: Bench) -> SimulatedR421A08Relay:
    return SimulatedR421A08Relay("lock", bench.clock)


@pytest.fixture
def board(bench: Bench) -> R421A08Relay:
    return R421A08Relay("lock", bench.open, bench.clock, bench.report)


def test_it_is_a_board_with_relays(board: R421A08Relay) -> None:
    assert isinstance(board, Relays)


@pytest.mark.parametrize(("asked", "board_counts"), [(0.1, 1), (1, 1), (1.01, 2), (3, 3), (3.2, 4), (255, 255)])
async def test_a_hold_is_one_delay_rounded_up_to_whole_seconds(
    bench: Bench, board: R421A08Relay, twin: SimulatedR421A08Relay, asked: float, board_counts: int
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.awaited(board.hold(2, asked), seconds=0.1)
        frame = encode(tell(unit=1, relay=2, code=Code.DELAY, seconds=board_counts))
        assert [data for _, data in bench.sent if data[1] == 6] == [frame]


@pytest.mark.parametrize("asked", [0.5, 2.3, 3.0])
async def test_the_lock_is_never_let_go_sooner_than_asked(
    bench: Bench, board: R421A08Relay, twin: SimulatedR421A08Relay, asked: float
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.awaited(board.hold(1, asked), seconds=0.0)
        await bench.clock.advance(asked - 0.01)
        still_held = twin.relays[0]
        await bench.clock.advance(1.01)
        assert (still_held, twin.relays[0]) == (True, False)


@pytest.mark.parametrize(("fault", "code"), [("silent", "no-answer"), ("wrong-device", "wrong-device")])
async def test_a_fault_is_reported_and_heals(
    bench: Bench, board: R421A08Relay, twin: SimulatedR421A08Relay, fault: str, code: str
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault(fault, True)
        await bench.clock.advance(3)
        faults = bench.faults
        bench.wire(twin).fault(fault, False)
        bench.readings.clear()
        await bench.clock.advance(3)
        assert (faults, bench.readings) == ([code], [DeviceRestored(device="lock")])


async def test_answers_that_come_late_are_no_answers(
    bench: Bench, board: R421A08Relay, twin: SimulatedR421A08Relay
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault("late", True)
        await bench.clock.advance(30)
        assert bench.faults == ["no-answer"]


async def test_one_missed_answer_is_no_fault(bench: Bench, board: R421A08Relay, twin: SimulatedR421A08Relay) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault("silent", True)
        await bench.clock.advance(1)
        bench.wire(twin).fault("silent", False)
        await bench.clock.advance(5)
        assert (bench.faults, board.health.counts["line-errors"]) == ([], 1)


@pytest.mark.parametrize(("fault", "error"), [("silent", NoAnswer), ("wrong-device", DeviceFault)])
async def test_an_unconfirmed_hold_says_so_within_a_second(
    bench: Bench, board: R421A08Relay, twin: SimulatedR421A08Relay, fault: str, error: type[DeviceFault]
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.wire(twin).fault(fault, True)
        with pytest.raises(error):
            await bench.awaited(board.hold(1, 3), seconds=0.9)


class OtherMake(SimulatedR421A08Relay):
    async def serve(self, link: Link) -> None:
        while await link.read():
            link.write(encode(Registers(unit=1, values=(0x0100,))))


async def test_a_board_that_tells_other_states_is_named(bench: Bench, board: R421A08Relay) -> None:
    async with bench.at_work(board, OtherMake("lock", bench.clock)):
        await bench.clock.advance(1)
        assert isinstance(board.health.fault, BadAnswer)
        assert "modbus-board" in board.health.fault.remedy


async def test_it_answers_at_number_zero_too(bench: Bench) -> None:
    board = R421A08Relay("lock", bench.open, bench.clock, bench.report, R421A08Setup(unit=0))
    async with bench.at_work(board, SimulatedR421A08Relay("lock", bench.clock, unit=0)):
        await bench.clock.advance(0.5)
        assert bench.readings == [DeviceRestored(device="lock")]


async def test_a_power_failure_lets_every_relay_go(
    bench: Bench, board: R421A08Relay, twin: SimulatedR421A08Relay
) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await asyncio.gather(bench.awaited(board.hold(1, 200), seconds=0.2))
        twin.power_cycle()
        assert twin.relays == (False,) * 8


async def test_proof_is_an_answer(bench: Bench, board: R421A08Relay, twin: SimulatedR421A08Relay) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        assert (await bench.awaited(board.prove())).answered
