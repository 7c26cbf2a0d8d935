"""Cards that are known by an id only: from a touch to a presentation, and nothing of the id beyond it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from station_bench import NOON, settings, stamp_of

from hardware.clock import ManualClock, settle_loop
from hardware.devices.rdm6300 import Rdm6300Reader
from hardware.devices.readings import SecretNumber, TagLifted, TagRead, TagUnreadable
from hardware.links.memory import MemoryPort
from hardware.simulators.cable import plug_in
from hardware.simulators.rdm6300 import SimulatedRdm6300
from station_app.core.events import Event, Known, Presented, Unknown
from station_app.core.reasons import Denial
from station_app.identity.finder import Identity
from station_app.identity.keys import Keys
from station_app.station.intake import REFUSALS_A_MINUTE, Intake, Wires

UID = "6312E0AA01"


class TagBench:
    """An intake with a real identity, and the events it put."""

    def __init__(self, group: asyncio.TaskGroup, data: Path) -> None:
        self.clock = ManualClock(wall=NOON)
        stamp = stamp_of(self.clock)
        self.identity = Identity(Keys(data), "s1", stamp.now)
        self.events: list[Event] = []
        wires = Wires(doors=settings().wiring)
        self.intake = Intake(self.events.append, self.identity, stamp, wires, group.create_task)

    async def known(self) -> None:
        """Until all pseudonyms are made."""
        async with asyncio.timeout(30):
            while self.intake.busy:  # noqa: ASYNC110 - a pseudonym is made in a thread, in its own time
                await asyncio.sleep(0.01)

    def presented(self) -> list[Presented]:
        return [event for event in self.events if isinstance(event, Presented)]


def touched(uid: str = UID) -> TagRead:
    return TagRead(device="tags", technology="em4100", uid=SecretNumber(bytearray(uid.encode())))


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[TagBench]:
    async with asyncio.TaskGroup() as group:
        made = TagBench(group, tmp_path / "data")
        yield made
    made.identity.close()


async def test_a_touch_is_presented_as_a_union_card_under_a_pseudonym(bench: TagBench) -> None:
    bench.intake.take(touched())
    await bench.known()
    [presented] = bench.presented()
    assert isinstance(presented.finding, Known)
    person = presented.finding.person
    assert (presented.reader, presented.credential, person is not None and person[0]) == ("tags", "union-card", "d")


async def test_the_id_is_wiped_by_the_time_it_is_presented(bench: TagBench) -> None:
    reading = touched()
    buffer = reading.uid.digits
    bench.intake.take(reading)
    await bench.known()
    assert (bytes(buffer), bench.presented() != []) == (b"", True)


async def test_the_id_is_in_no_event(bench: TagBench) -> None:
    bench.intake.take(touched())
    await bench.known()
    assert UID not in repr(bench.events)


async def test_a_touch_in_the_making_counts_as_busy(bench: TagBench) -> None:
    bench.intake.take(touched())
    before = bench.intake.busy
    await bench.known()
    assert (before, bench.intake.busy) == (True, False)


async def test_the_lifting_of_a_tag_is_no_event(bench: TagBench) -> None:
    bench.intake.take(TagLifted(device="tags"))
    assert bench.events == []


@pytest.mark.parametrize(("why", "reason"), [("keep-still", "card-unreadable"), ("not-a-card", "card-not-accepted")])
async def test_what_is_no_persons_card_is_refused_with_a_reason(bench: TagBench, why, reason: Denial) -> None:
    bench.intake.take(TagUnreadable(device="tags", reason=why))
    [presented] = bench.presented()
    assert (presented.credential, presented.finding) == ("union-card", Unknown(reason=reason))


async def test_a_reader_that_refuses_touch_after_touch_is_a_flood(bench: TagBench) -> None:
    for _ in range(200):
        bench.intake.take(TagUnreadable(device="tags", reason="not-a-card"))
    assert len(bench.presented()) == REFUSALS_A_MINUTE


async def test_after_a_presentation_no_object_of_the_process_holds_the_id(bench: TagBench) -> None:
    """From the twin's wire through the driver and the intake: what the collector can reach holds the id nowhere."""
    port = MemoryPort()
    reader = Rdm6300Reader("tags", port.open, bench.clock, bench.intake.take)
    twin = SimulatedRdm6300("tags", bench.clock)
    tasks = [asyncio.ensure_future(reader.run()), asyncio.ensure_future(plug_in(twin, port))]
    await settle_loop()
    twin.touch(bytes.fromhex(UID))
    await settle_loop()
    twin.lift_tag()
    await bench.known()
    await bench.clock.advance(0.2)  # the twin itself has forgotten the card, too
    found = [where for where, held in buffers(reader, bench.intake) if UID.encode() in held or HELD in held]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (len(bench.presented()), found) == (1, [])


HELD = bytes.fromhex(UID)


def buffers(*roots: object) -> list[tuple[str, bytes]]:
    """Every text and run of bytes that can be reached from these objects, and where it is."""
    found: list[tuple[str, bytes]] = []
    seen: set[int] = set()
    waiting = list(roots)
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type) or type(one).__name__ in ("module", "function"):
            continue
        seen.add(id(one))
        if isinstance(one, bytes | bytearray | str):
            found.append((type(one).__name__, one.encode("utf-8", "replace") if isinstance(one, str) else bytes(one)))
        else:
            waiting += gc.get_referents(one)
    return found


def test_the_search_for_an_id_finds_one_that_is_kept() -> None:
    keeper = {"somewhere": [touched()]}
    assert any(UID.encode() in held for _, held in buffers(keeper))
