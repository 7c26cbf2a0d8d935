"""Waiting with a limit loses neither a byte nor a bug."""

import asyncio
from itertools import pairwise

import pytest

from hardware.clock import ManualClock, settle_loop
from hardware.devices.debounce import Debouncer
from hardware.devices.waiting import Pieces, happens, side_by_side
from hardware.errors import LinkLost, NoAnswer
from hardware.links.memory import memory_pair


async def test_a_piece_that_comes_after_the_limit_is_the_next_one() -> None:
    (near, far), clock = memory_pair(), ManualClock()
    pieces = Pieces(near, clock)
    first = asyncio.ensure_future(pieces.next(within=0.1))
    await clock.advance(0.2)
    far.write(b"late")
    await settle_loop()
    assert (first.result(), await pieces.next(within=0.1)) == (None, b"late")


@pytest.mark.parametrize("waited_before", [False, True])
async def test_what_is_discarded_is_not_read(waited_before: bool) -> None:
    (near, far), clock = memory_pair(), ManualClock()
    pieces = Pieces(near, clock)
    if waited_before:
        first = asyncio.ensure_future(pieces.next(within=0.1))
        await clock.advance(0.2)
        assert first.done()
    far.write(b"old")
    await settle_loop()
    pieces.discard()
    far.write(b"new")
    assert await pieces.next() == b"new"


async def test_a_loss_is_not_discarded() -> None:
    (near, far), clock = memory_pair(), ManualClock()
    pieces = Pieces(near, clock)
    first = asyncio.ensure_future(pieces.next(within=0.1))
    await clock.advance(0.2)
    far.close()
    await settle_loop()
    pieces.discard()
    with pytest.raises(LinkLost):
        await pieces.next()
    assert first.done()


async def test_a_read_that_is_closed_from_elsewhere_is_lost() -> None:
    (near, _far), clock = memory_pair(), ManualClock()
    pieces = Pieces(near, clock)
    reading = asyncio.ensure_future(pieces.next(within=9))
    await settle_loop()
    pieces.close()
    with pytest.raises(LinkLost):
        await reading


async def test_an_event_that_does_not_happen_is_false() -> None:
    clock = ManualClock()
    waiting = asyncio.ensure_future(happens(asyncio.Event(), clock, 1))
    await clock.advance(1)
    assert waiting.result() is False


async def test_an_event_that_happens_ends_the_wait() -> None:
    event, clock = asyncio.Event(), ManualClock()
    waiting = asyncio.ensure_future(happens(event, clock, 1))
    await settle_loop()
    event.set()
    assert await waiting is True


async def fail(error: Exception) -> None:
    raise error


async def test_a_bug_is_not_hidden_by_a_fault_beside_it() -> None:
    with pytest.raises(ZeroDivisionError):
        await side_by_side(fail(NoAnswer()), fail(ZeroDivisionError()))


async def test_the_end_of_one_loop_ends_the_other() -> None:
    other = asyncio.get_running_loop().create_future()
    with pytest.raises(NoAnswer):
        await side_by_side(asyncio.wait_for(other, None), fail(NoAnswer()))
    assert other.cancelled()


def test_two_sights_far_enough_apart_are_believed() -> None:
    debouncer = Debouncer(0.04)
    sights = [[(move.channel, move.on) for move in debouncer.see([True], at)] for at in (0.0, 0.02, 0.04)]
    assert sights == [[], [], [(1, True)]]


def test_a_state_between_starts_the_doubt_anew() -> None:
    debouncer = Debouncer(0.04)
    for at, (on, _) in enumerate(pairwise([True, False] * 20)):
        assert debouncer.see([on], at * 0.03) == []
