"""From readings to events: doors instead of terminals, pseudonyms instead of numbers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from station_bench import NOON, settings, stamp_of

from hardware.clock import ManualClock, settle_loop
from hardware.devices.readings import (
    CardLifted,
    CardRead,
    CardSeen,
    CardUnreadable,
    CodeRead,
    CodeUnreadable,
    DeviceLost,
    DeviceRestored,
    InputChanged,
    SecretNumber,
)
from hardware.errors import LinkLost
from station_app.config import DoorWiring, Point
from station_app.core.events import (
    CardArrived,
    CardTaken,
    ContactMoved,
    DeviceFailed,
    DeviceWorks,
    Event,
    ExitPressed,
    ExitReleased,
    Flooded,
    Known,
    Presented,
    Unknown,
)
from station_app.core.model import Credential
from station_app.core.offers.slips import ticket_hash
from station_app.core.reasons import Denial
from station_app.station.intake import REFUSALS_A_MINUTE, Intake, Wires
from station_app.store.rows import uuid7

NUMBER = "110105190101010017"
GOOD, PASS = "RS1:good", Known(person=None, pass_id="one", pass_until_ms=1)


class SlowIdentity:
    """Knows one pass; a card takes until the test lets go."""

    def __init__(self) -> None:
        self.let_go = asyncio.Event()
        self.asked_at: list[int] = []
        self.bug: Exception | None = None

    async def card(self, reading: CardRead) -> Known | Unknown:
        """A pseudonym, after a while."""
        await self.let_go.wait()
        reading.number.wipe()
        if self.bug is not None:
            raise self.bug
        return Known(person="person-a", valid_until=reading.valid_until)

    def code(self, text: str, now_wall_ms: int) -> tuple[Credential, Known | Unknown]:
        """One pass is good."""
        self.asked_at.append(now_wall_ms)
        return ("pass", PASS) if text == GOOD else ("code", Unknown(reason="code-unknown"))


class IntakeBench:
    """An intake, and the events it put."""

    def __init__(self, group: asyncio.TaskGroup, wiring: dict[str, DoorWiring] | None = None) -> None:
        self.clock = ManualClock(wall=NOON)
        self.identity = SlowIdentity()
        self.events: list[Event] = []
        stamp = stamp_of(self.clock)
        wires = wiring or settings().wiring
        self.intake = Intake(self.events.append, self.identity, stamp, Wires(doors=wires), group.create_task)
        self.take = self.intake.take

    async def flood(self, seconds: float, texts: int) -> None:
        """So many different codes, evenly, in so long."""
        for number in range(texts):
            self.take(CodeRead(device="scanner", text=f"noise {number}"))
            await self.clock.advance(seconds / texts)

    def presented(self) -> list[Presented]:
        """What would be judged."""
        return [event for event in self.events if isinstance(event, Presented)]

    def floods(self) -> list[bool]:
        """`over` of each word about a flood."""
        return [event.over for event in self.events if isinstance(event, Flooded)]


@pytest.fixture
async def bench() -> AsyncIterator[IntakeBench]:
    async with asyncio.TaskGroup() as group:
        yield IntakeBench(group)


def card(number: str = NUMBER) -> CardRead:
    secret = SecretNumber(bytearray(number.encode()))
    return CardRead(device="reader", kind="citizen", number=secret, valid_until="20300101")


def turned(channel: int, *, on: bool, device: str = "board") -> InputChanged:
    return InputChanged(device=device, channel=channel, on=on)


@pytest.mark.parametrize("on", [True, False])
async def test_a_contact_tells_of_its_door(bench: IntakeBench, on: bool) -> None:
    bench.take(turned(1, on=on))

    [moved] = bench.events
    assert isinstance(moved, ContactMoved)
    assert (moved.door, moved.open) == ("main", on)


@pytest.mark.parametrize("on", [True, False])
async def test_an_inverted_contact_says_the_opposite(on: bool) -> None:
    lock = Point(device="board", kind="relay", channel=1)
    contact = Point(device="board", kind="input", channel=4, inverted=True)
    async with asyncio.TaskGroup() as group:
        bench = IntakeBench(group, {"main": DoorWiring(lock=lock, contact=contact, exit_button=None)})
        bench.take(turned(4, on=on))

    [moved] = bench.events
    assert isinstance(moved, ContactMoved)
    assert moved.open is not on


async def test_a_button_pressed_is_an_exit(bench: IntakeBench) -> None:
    bench.take(turned(2, on=True))

    assert [type(event) for event in bench.events] == [ExitPressed]


async def test_a_button_let_go_lets_nobody_out(bench: IntakeBench) -> None:
    bench.take(turned(2, on=False))

    assert [type(event) for event in bench.events] == [ExitReleased]


async def test_an_inverted_button_is_pressed_when_its_input_goes_off() -> None:
    lock = Point(device="board", kind="relay", channel=1)
    button = Point(device="board", kind="input", channel=2, inverted=True)
    async with asyncio.TaskGroup() as group:
        bench = IntakeBench(group, {"main": DoorWiring(lock=lock, contact=None, exit_button=button)})
        bench.take(turned(2, on=True))
        bench.take(turned(2, on=False))

    assert [type(event) for event in bench.events] == [ExitReleased, ExitPressed]


async def test_an_input_that_means_nothing_is_nothing(bench: IntakeBench) -> None:
    bench.take(turned(7, on=True))
    bench.take(turned(1, on=True, device="another-board"))

    assert bench.events == []


async def test_two_doors_each_have_their_own_inputs() -> None:
    def wires(first: int) -> DoorWiring:
        lock = Point(device="board", kind="relay", channel=first)
        contact = Point(device="board", kind="input", channel=first)
        return DoorWiring(
            lock=lock, contact=contact, exit_button=Point(device="board", kind="input", channel=first + 1)
        )

    async with asyncio.TaskGroup() as group:
        bench = IntakeBench(group, {"main": wires(1), "side": wires(3)})
        for channel in (1, 2, 3, 4):
            bench.take(turned(channel, on=True))

    told = [(type(event), event.door) for event in bench.events if isinstance(event, ContactMoved | ExitPressed)]
    assert told == [(ContactMoved, "main"), (ExitPressed, "main"), (ContactMoved, "side"), (ExitPressed, "side")]


async def test_one_button_may_open_two_doors() -> None:
    lock = Point(device="board", kind="relay", channel=1)
    button = Point(device="board", kind="input", channel=1)
    wires = DoorWiring(lock=lock, contact=None, exit_button=button)
    async with asyncio.TaskGroup() as group:
        bench = IntakeBench(group, {"main": wires, "side": wires})
        bench.take(turned(1, on=True))

    assert [event.door for event in bench.events if isinstance(event, ExitPressed)] == ["main", "side"]


async def test_a_card_becomes_a_pseudonym(bench: IntakeBench) -> None:
    bench.identity.let_go.set()
    bench.take(card())
    await settle_loop()

    [presented] = bench.presented()
    assert (presented.reader, presented.credential) == ("reader", "id-card")
    assert presented.finding == Known(person="person-a", valid_until="20300101")


async def test_a_card_in_the_making_keeps_no_other_event_waiting(bench: IntakeBench) -> None:
    bench.take(card())
    await settle_loop()
    bench.take(turned(2, on=True))
    assert [type(event) for event in bench.events] == [ExitPressed]
    bench.identity.let_go.set()
    await settle_loop()

    assert [type(event) for event in bench.events] == [ExitPressed, Presented]


async def test_a_card_in_the_making_counts_as_busy(bench: IntakeBench) -> None:
    bench.take(card())
    before = bench.intake.busy
    bench.identity.let_go.set()
    await settle_loop()

    assert (before, bench.intake.busy) == (True, False)


async def test_a_card_is_presented_at_the_moment_its_pseudonym_is_known(bench: IntakeBench) -> None:
    bench.take(card())
    await bench.clock.advance(2)
    bench.identity.let_go.set()
    await settle_loop()

    assert bench.presented()[0].at.mono_ms == 102_000


async def test_the_number_is_in_no_event(bench: IntakeBench) -> None:
    bench.identity.let_go.set()
    reading = card()
    told = repr(reading)
    bench.take(CardSeen(device="reader"))
    bench.take(reading)
    await settle_loop()
    bench.take(CardLifted(device="reader"))
    texts = [told, *map(repr, bench.events)]

    assert [piece for piece in (NUMBER, NUMBER[:6], NUMBER[6:14], NUMBER[14:]) if any(piece in t for t in texts)] == []


async def test_a_code_that_is_no_pass_is_in_no_event(bench: IntakeBench) -> None:
    bench.take(CodeRead(device="scanner", text=NUMBER))

    assert NUMBER not in repr(bench.events)


async def test_a_bug_in_making_a_pseudonym_ends_the_run() -> None:
    with pytest.RaisesGroup(ZeroDivisionError):
        async with asyncio.TaskGroup() as group:
            bench = IntakeBench(group)
            bench.identity.bug = ZeroDivisionError()
            bench.identity.let_go.set()
            bench.take(card())


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        ("not-an-id-card", "card-not-accepted"),
        ("keep-still", "card-unreadable"),
        ("not-authentic", "card-not-authentic"),
    ],
)
async def test_a_card_that_cannot_be_read_is_refused_with_a_reason(bench: IntakeBench, reading, reason: Denial) -> None:
    bench.take(CardUnreadable(device="reader", reason=reading))

    [presented] = bench.presented()
    assert (presented.credential, presented.finding) == ("id-card", Unknown(reason=reason))


@pytest.mark.parametrize("what", ["too-long", "not-text"])
async def test_a_code_that_cannot_be_read_is_refused(bench: IntakeBench, what) -> None:
    bench.take(CodeUnreadable(device="scanner", reason=what))

    [presented] = bench.presented()
    assert (presented.credential, presented.finding) == ("code", Unknown(reason="code-unreadable"))


async def test_a_pass_is_presented_as_found(bench: IntakeBench) -> None:
    bench.take(CodeRead(device="scanner", text=GOOD))

    [presented] = bench.presented()
    assert (presented.credential, presented.finding) == ("pass", PASS)


async def test_validity_is_judged_by_a_clock_that_never_runs_before_what_was(bench: IntakeBench) -> None:
    bench.take(CodeRead(device="scanner", text="first"))
    bench.clock.set_wall(0.0)
    bench.take(CodeRead(device="scanner", text="second"))

    assert bench.identity.asked_at[1] >= bench.identity.asked_at[0] == round(NOON * 1000)


async def test_a_card_laid_down_and_taken_is_told(bench: IntakeBench) -> None:
    bench.take(CardSeen(device="reader"))
    bench.take(CardLifted(device="reader"))

    assert [type(event) for event in bench.events] == [CardArrived, CardTaken]


async def test_a_lost_device_is_told_with_the_code_of_its_fault(bench: IntakeBench) -> None:
    bench.take(DeviceLost(device="board", fault=LinkLost("unplugged")))
    bench.take(DeviceRestored(device="board"))

    [lost, works] = bench.events
    assert isinstance(lost, DeviceFailed)
    assert (lost.device, lost.fault) == ("board", "link-lost")
    assert isinstance(works, DeviceWorks)


async def test_people_who_try_codes_are_all_answered(bench: IntakeBench) -> None:
    await bench.flood(60, REFUSALS_A_MINUTE)

    assert len(bench.presented()) == REFUSALS_A_MINUTE


async def test_a_slow_stream_of_refusals_is_no_flood(bench: IntakeBench) -> None:
    await bench.flood(600, 5 * REFUSALS_A_MINUTE)

    assert (len(bench.presented()), bench.floods()) == (5 * REFUSALS_A_MINUTE, [])


async def test_a_flood_is_dropped_beyond_the_measure_and_told_once(bench: IntakeBench) -> None:
    await bench.flood(1, 1000)

    assert (len(bench.presented()), bench.floods()) == (REFUSALS_A_MINUTE, [False])


async def test_in_a_flood_a_good_pass_is_still_served(bench: IntakeBench) -> None:
    await bench.flood(1, 200)
    bench.take(CodeRead(device="scanner", text=GOOD))

    assert bench.presented()[-1].finding == PASS


async def test_a_flood_at_one_reader_leaves_the_other_alone(bench: IntakeBench) -> None:
    await bench.flood(1, 200)
    bench.take(CardUnreadable(device="reader", reason="keep-still"))

    assert bench.presented()[-1].reader == "reader"


async def test_a_reader_that_refuses_card_after_card_is_a_flood_too(bench: IntakeBench) -> None:
    for _ in range(200):
        bench.take(CardUnreadable(device="reader", reason="keep-still"))

    assert (len(bench.presented()), bench.floods()) == (REFUSALS_A_MINUTE, [False])


async def test_a_flood_is_over_after_a_quiet_minute(bench: IntakeBench) -> None:
    await bench.flood(1, 200)
    await bench.clock.advance(59)
    bench.intake.quiet_down()
    assert bench.floods() == [False]
    await bench.clock.advance(2)
    bench.intake.quiet_down()

    assert bench.floods() == [False, True]


async def test_a_flood_that_is_over_is_told_once(bench: IntakeBench) -> None:
    await bench.flood(1, 200)
    await bench.clock.advance(61)
    bench.intake.quiet_down()
    bench.intake.quiet_down()

    assert bench.floods() == [False, True]


async def test_after_a_flood_refusals_are_answered_again(bench: IntakeBench) -> None:
    await bench.flood(1, 200)
    await bench.clock.advance(61)
    bench.intake.quiet_down()
    before = len(bench.presented())
    bench.take(CodeRead(device="scanner", text="noise"))

    assert len(bench.presented()) == before + 1


async def test_ids_of_presentations_sort_by_time_and_never_repeat() -> None:
    def made(wall_ms: int) -> list[str]:
        return [uuid7(wall_ms) for _ in range(100)]

    early, late = made(1_795_219_200_000), made(1_795_219_200_001)
    assert max(early) < min(late)
    assert len({*early, *late}) == 200
    assert {(name[14], name[19] in "89ab") for name in early} == {("7", True)}


async def test_a_ticket_that_is_scanned_goes_on_as_its_digest_alone(bench: IntakeBench) -> None:
    bench.take(CodeRead(device="scanner", text="https://hub.example.org/t/482173650194"))
    bench.take(CodeRead(device="scanner", text="https://pay.example.org/4711"))
    bench.take(CodeRead(device="scanner", text=GOOD))

    assert [one.ticket for one in bench.presented()] == [ticket_hash("482173650194"), "", ""]
