"""Turns on one wire: one at a time, the urgent first, and nobody for ever."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from hardware.clock import ManualClock, settle_loop
from hardware.links.turns import Errand, Turns


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def turns(clock: ManualClock) -> Turns:
    return Turns(clock)


class Users:
    """Each uses the wire for a while, in turn; `done` says in what order."""

    def __init__(self, turns: Turns, clock: ManualClock) -> None:
        self._turns, self._clock = turns, clock
        self.done: list[str] = []
        self.users = 0

    async def use(self, name: str, errand: Errand, seconds: float = 0.02) -> None:
        async with self._turns.take(errand):
            self.users += 1
            assert self.users == 1
            await self._clock.sleep(seconds)
            self.users -= 1
            self.done.append(name)


@pytest.fixture
def users(turns: Turns, clock: ManualClock) -> Users:
    return Users(turns, clock)


async def start(*uses: Coroutine[Any, Any, None]) -> list["asyncio.Task[None]"]:
    tasks = [asyncio.ensure_future(use) for use in uses]
    await settle_loop()
    return tasks


async def test_the_most_urgent_goes_first(users: Users, clock: ManualClock) -> None:
    await start(users.use("now", "sample"))
    await start(users.use("slow", "measurement"), users.use("soon", "sample"), users.use("urgent", "command"))
    await clock.advance(1)
    assert users.done == ["now", "urgent", "soon", "slow"]


async def test_equals_go_in_the_order_of_asking(users: Users, clock: ManualClock) -> None:
    await start(*(users.use(str(number), "command") for number in range(5)))
    await clock.advance(1)
    assert users.done == ["0", "1", "2", "3", "4"]


async def test_a_sample_goes_before_commands_that_came_long_after_it(users: Users, clock: ManualClock) -> None:
    await start(users.use("now", "command", 0.05), users.use("sample", "sample"))
    await clock.advance(0.04)
    await start(users.use("late", "command"))
    await clock.advance(1)
    assert users.done == ["now", "sample", "late"]


async def test_a_measurement_is_not_put_off_for_ever_by_samples(users: Users, clock: ManualClock) -> None:
    await start(users.use("now", "sample"), users.use("slow", "measurement"))
    for _ in range(80):  # the wire is never free
        await start(users.use("sample", "sample"))
        await clock.advance(0.02)
    assert users.done.index("slow") <= 60


async def test_the_turn_of_one_who_gave_up_goes_to_the_next(users: Users, clock: ManualClock) -> None:
    await start(users.use("now", "command"))
    (quitter,) = await start(users.use("quitter", "command"))
    await start(users.use("next", "command"))
    quitter.cancel()
    await clock.advance(1)
    assert users.done == ["now", "next"]


async def test_a_turn_that_comes_as_its_taker_gives_up_is_passed_on(
    users: Users, turns: Turns, clock: ManualClock
) -> None:
    async with turns.take("command"):
        (quitter,) = await start(users.use("quitter", "command"))
        await start(users.use("next", "command"))
    quitter.cancel()  # its turn has come, and it has not run since
    await clock.advance(1)
    assert users.done == ["next"]


async def test_a_turn_that_ends_in_a_fault_is_over(users: Users, turns: Turns, clock: ManualClock) -> None:
    with pytest.raises(ValueError, match="mishap"):
        async with turns.take("command"):
            raise ValueError("mishap")
    await start(users.use("next", "command"))
    await clock.advance(1)
    assert users.done == ["next"]


@pytest.mark.parametrize(("units", "shared"), [([], False), ([1], False), ([1, 2], True)])
def test_a_wire_is_shared_by_two_at_least(clock: ManualClock, units: list[int], shared: bool) -> None:
    assert Turns(clock, units).shared == shared
