"""The LCUS relay's driver against its twin: a door on a board that confirms nothing."""

import asyncio
from itertools import pairwise

import pytest
from device_bench import Bench

from hardware.clock import settle_loop
from hardware.devices.lcus_relay import LcusRelay
from hardware.devices.readings import DeviceRestored
from hardware.errors import LinkLost
from hardware.simulators.lcus_relay import SimulatedLcusRelay

ON, OFF = bytes.fromhex("A0 01 01 A2"), bytes.fromhex("A0 01 00 A1")


@pytest.fixture
def twin(bench: Bench) -> SimulatedLcusRelay:
    return SimulatedLcusRelay("board", bench.clock)


@pytest.fixture
def board(bench: Bench) -> LcusRelay:
    return LcusRelay("board", bench.open, bench.clock, bench.report, relays=2)


async def start_up(bench: Bench) -> None:
    """Let the "off" of the first connect pass."""
    await bench.clock.advance(1)
    bench.sent.clear()


def commands(bench: Bench) -> list[bytes]:
    return [data for _, data in bench.sent]


async def test_the_bytes_leave_in_the_same_turn(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        with pytest.raises(StopIteration):  # it never waited
            board.hold(1, 3).send(None)
        assert commands(bench) == [ON]


async def test_a_hold_ends_by_itself(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 3)
        await bench.clock.advance(2.99)
        before = twin.relays[0]
        await bench.clock.advance(0.02)
        assert (before, twin.relays[0]) == (True, False)


async def test_off_is_sent_twice(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 3)
        await bench.clock.advance(10)
        assert commands(bench) == [ON, OFF, OFF]


async def test_a_longer_hold_extends(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 3)
        await bench.clock.advance(2)
        await board.hold(1, 3)
        await bench.clock.advance(2.9)
        assert twin.relays[0]


async def test_a_shorter_hold_does_not_shorten(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 5)
        await bench.clock.advance(0.1)
        await board.hold(1, 1)
        await bench.clock.advance(4)
        assert twin.relays[0]


async def test_a_hold_between_the_two_offs_is_not_cut(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 3)
        await bench.clock.advance(3.01)
        holding = asyncio.ensure_future(board.hold(1, 3))
        await bench.clock.advance(2)
        assert (holding.done(), twin.relays[0]) == (True, True)


async def test_relays_are_held_apart(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 5)
        await bench.clock.advance(0.1)
        await board.hold(2, 1)
        await bench.clock.advance(2)
        assert twin.relays[:2] == (True, False)


async def test_release_lets_go_at_once(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 30)
        await bench.clock.advance(1)
        await board.release(1)
        await settle_loop()
        assert not twin.relays[0]


async def test_a_hold_after_a_release_lasts(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 30)
        both = asyncio.gather(board.release(1), board.hold(1, 3))
        await bench.clock.advance(2)
        await both
        assert twin.relays[0]


async def test_commands_keep_their_distance(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        burst = asyncio.gather(*(board.hold(relay, 1) for relay in (1, 2, 1, 2, 1)))
        await bench.clock.advance(5)
        await burst
        times = [at for at, _ in bench.sent]
        assert min(later - earlier for earlier, later in pairwise(times)) >= 0.0499


async def test_what_a_killed_program_left_on_is_off(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    twin._bank.set(1, True)
    async with bench.at_work(board, twin):
        assert not twin.relays[0]


async def test_before_the_port_is_open_a_hold_is_refused(bench: Bench, board: LcusRelay) -> None:
    with pytest.raises(LinkLost, match="nothing was sent"):
        await board.hold(1, 3)


async def test_a_refused_hold_is_not_sent_later(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        bench.port.cut()
        await settle_loop()
        with pytest.raises(LinkLost):
            await board.hold(1, 3)
        bench.port.mend()
        await bench.clock.advance(10)
        assert ON not in commands(bench)


async def test_a_hold_that_waits_for_the_wire_dies_with_it(
    bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay
) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(2, 1)
        waiting = asyncio.ensure_future(board.hold(1, 1))
        await settle_loop()
        bench.port.cut()
        bench.port.mend()
        await bench.clock.advance(10)
        with pytest.raises(LinkLost):
            await waiting
        assert ON not in commands(bench)


async def test_after_a_cut_in_a_hold_off_is_the_first_word(
    bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay
) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 30)
        bench.port.cut()
        await bench.clock.advance(5)
        bench.sent.clear()
        bench.port.mend()
        await bench.clock.advance(3)
        assert commands(bench) == [OFF, OFF]


async def test_a_release_during_a_cut_is_made_good(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 30)
        bench.port.cut()
        await settle_loop()
        with pytest.raises(LinkLost):
            await board.release(1)
        bench.port.mend()
        await bench.clock.advance(3)
        assert not twin.relays[0]


async def test_a_cut_cable_is_reported_and_mended(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        bench.port.cut()
        await bench.clock.advance(5)
        bench.port.mend()
        await bench.clock.advance(3)
        assert (bench.faults, bench.readings[-1]) == (["link-lost"], DeviceRestored(device="board"))


@pytest.mark.parametrize("fault", ["silent", "wedged"])
async def test_a_dead_board_cannot_be_told_from_a_live_one(
    bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay, fault: str
) -> None:
    async with bench.at_work(board, twin):
        await start_up(bench)
        (twin if fault == "wedged" else bench.wire(twin)).fault(fault, True)
        await board.hold(1, 3)
        await bench.clock.advance(10)
        assert (twin.relays[0], bench.faults) == (False, [])


async def test_a_board_that_answers_is_seen(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    twin.fault("reply", True)
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 3)
        await settle_loop()
        assert board.last_seen == bench.clock.monotonic()


async def test_noise_does_not_hinder(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    twin.fault("reply", True)
    bench.wire(twin).fault("noise", True)
    async with bench.at_work(board, twin):
        await start_up(bench)
        await board.hold(1, 3)
        await settle_loop()
        assert twin.relays[0]


@pytest.mark.parametrize(("relay", "seconds"), [(0, 3), (3, 3), (1, 0), (1, 4000)])
async def test_a_hold_that_makes_no_sense_is_a_bug(board: LcusRelay, relay: int, seconds: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        await board.hold(relay, seconds)


async def test_a_hold_goes_before_the_offs_that_wait(bench: Bench, board: LcusRelay, twin: SimulatedLcusRelay) -> None:
    async with bench.at_work(board, twin):
        holding = asyncio.ensure_future(board.hold(1, 3))
        await bench.clock.advance(0.051)
        assert (holding.done(), twin.relays[0]) == (True, True)
