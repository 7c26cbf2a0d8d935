"""What holds for every relay board that times its pulses itself, against its twin."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from device_bench import Bench

from hardware.devices.modbus_board import ModbusBoard
from hardware.devices.r421a08_relay import R421A08Relay
from hardware.errors import LinkLost
from hardware.protocols.modbus import Function
from hardware.simulators.modbus_board import SimulatedModbusBoard
from hardware.simulators.r421a08_relay import SimulatedR421A08Relay


@dataclass(frozen=True, kw_only=True)
class Model:
    board: Callable[..., Any]
    twin: Callable[..., Any]
    writes: Function
    """What moves a relay."""
    too_long: float
    """Seconds."""


MODELS = {
    "modbus-board": Model(board=ModbusBoard, twin=SimulatedModbusBoard, writes=Function.WRITE_COIL, too_long=4000),
    "r421a08-relay": Model(
        board=R421A08Relay, twin=SimulatedR421A08Relay, writes=Function.WRITE_REGISTER, too_long=256
    ),
}


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> Model:
    return MODELS[request.param]


@pytest.fixture
def twin(model: Model, bench: Bench) -> Any:
    return model.twin("board", bench.clock)


@pytest.fixture
def board(model: Model, bench: Bench) -> Any:
    return model.board("board", bench.open, bench.clock, bench.report)


async def test_the_pulse_ends_though_the_cable_is_cut(bench: Bench, board, twin) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.awaited(board.hold(1, 3), seconds=0.1)
        held = twin.relays[0]
        bench.port.cut()
        await bench.clock.advance(3)
        assert (held, twin.relays[0]) == (True, False)


async def test_a_shorter_hold_does_not_shorten(bench: Bench, board, twin) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.awaited(board.hold(1, 5), seconds=0.1)
        await bench.awaited(board.hold(1, 1), seconds=0.1)
        await bench.clock.advance(4.5)
        assert twin.relays[0]


async def test_a_shorter_hold_that_is_asked_for_meanwhile_does_not_shorten(bench: Bench, board, twin) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        # somebody wants to leave just as the lock is tested
        await bench.awaited(asyncio.gather(board.hold(1, 5), board.hold(1, 1)), seconds=0.2)
        await bench.clock.advance(4.5)
        assert twin.relays[0]


async def test_release_lets_go_at_once(bench: Bench, board, twin) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.awaited(board.hold(1, 30), seconds=0.1)
        held = twin.relays[0]
        await bench.awaited(board.release(1), seconds=0.1)
        assert (held, twin.relays[0]) == (True, False)


async def test_the_relays_can_be_asked(bench: Bench, board, twin) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        await bench.awaited(board.hold(3, 9))
        assert await bench.awaited(board.relay_states()) == (False, False, True, *(False,) * 5)


async def test_before_it_is_connected_a_hold_is_refused_at_once(board) -> None:
    with pytest.raises(LinkLost, match="nothing was sent"):
        board.hold(1, 3).send(None)


async def test_a_hold_refused_in_a_cut_is_never_sent(bench: Bench, model: Model, board, twin) -> None:
    async with bench.at_work(board, twin):
        await bench.well()
        bench.port.cut()
        await bench.clock.advance(0.5)
        with pytest.raises(LinkLost):
            await board.hold(1, 3)
        bench.port.mend()
        await bench.clock.advance(10)
        assert [data for _, data in bench.sent if data[1] == model.writes] == []


async def test_a_hold_of_no_such_relay_is_a_bug(board) -> None:
    for relay in (0, 9):
        with pytest.raises(ValueError, match="must be"):
            await board.hold(relay, 3)


async def test_a_hold_too_short_or_too_long_is_a_bug(model: Model, board) -> None:
    for seconds in (0.05, model.too_long):
        with pytest.raises(ValueError, match="must be"):
            await board.hold(1, seconds)
