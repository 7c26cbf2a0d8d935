"""Facts for tests: what a small station would record."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterator
from typing import TypeVar

from hardware.clock import ManualClock
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.store.journal import Journal

Open = Callable[..., Journal]
"""Opens the journal of a test."""

T = TypeVar("T")

START_MS = 1_795_219_200_000


def moment(number: int = 0, **fields: object) -> Instant:
    values = {"wall_ms": START_MS + number * 1000, "mono_ms": number * 1000, "boot": "boot-1", **fields}
    return Instant(**values)


def granted(number: int, person: str | None = None, at: Instant | None = None) -> Fact:
    return fact(
        "access.granted", at or moment(number), presentation=f"presentation-{number}", door="main", zone="room",
        credential="pass", policy="built-in", person=person or f"person-{number}", pass_id=f"pass-{number}",
        pass_until=START_MS + number * 1000 + 600_000,
    )  # fmt: skip


def started(number: int, at: Instant | None = None) -> Fact:
    return fact(
        "visit.started", at or moment(number), visit=f"visit-{number}", door="main", zone="room", credential="pass",
        presentation=f"presentation-{number}", evidence="door", person=f"person-{number}",
    )  # fmt: skip


def ended(number: int) -> Fact:
    return fact(
        "visit.ended", moment(number + 60), visit=f"visit-{number}", zone="room", evidence="exit-button", inferred=True,
        minutes=1, person=f"person-{number}",
    )  # fmt: skip


def opened(number: int) -> Fact:
    return fact("door.opened", moment(number), door="main", cause="entry")


def incident(number: int) -> Fact:
    return fact("incident.opened", moment(number), incident=f"incident-{number}", cause="held", door="main")


def over(number: int) -> Fact:
    return fact("incident.closed", moment(number), incident=f"incident-{number}", cause="held", door="main")


def transactions(count: int, seed: int = 1) -> Iterator[list[Fact]]:
    """What a busy station writes, of one to a dozen facts at once."""
    chance = random.Random(seed)
    for number in range(count):
        facts = [granted(number), opened(number), started(number)][: chance.randint(1, 3)]
        if chance.random() < 0.2:
            facts += [ended(number - 1), incident(number), *(opened(n) for n in range(8)), over(number)]
        yield facts


async def with_time_passing(clock: ManualClock, awaited: Coroutine[None, None, T]) -> T:
    """What is awaited, while the clock goes on."""
    task = asyncio.ensure_future(awaited)
    while not task.done():
        await clock.advance(1)
    return task.result()
