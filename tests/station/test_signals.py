"""Readers with a light show how a presentation ended, and keep nobody waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from station_bench import Bench, running

from hardware.clock import ManualClock
from hardware.devices.driver import Proof, Signal
from hardware.devices.keeping import Health
from hardware.errors import NoAnswer
from station_app.config import parse
from station_app.core.events import CardArrived, Known, Presented
from station_app.core.model import StationState
from station_app.station.signals import SHOWN_SECONDS, DoorSignals, signals_at_doors
from station_app.wiring.devices import build_bench


class LitReader:
    """A reader with a light; `fault` makes it fail, `hang` makes it wait."""

    last_seen = None

    def __init__(self, name: str = "scanner") -> None:
        self.name = name
        self.health = Health(name, lambda _: None)
        self.shown: list[Signal] = []
        self.fault: NoAnswer | None = None
        self.bug: Exception | None = None
        self.hang: asyncio.Event | None = None

    async def run(self) -> None:
        """It is always at work."""

    async def prove(self) -> Proof:
        """It always answers."""
        return Proof(answered=True)

    async def signal(self, what: Signal) -> None:
        """Show it."""
        if self.hang is not None:
            await self.hang.wait()
        if self.bug is not None:
            raise self.bug
        if self.fault is not None:
            raise self.fault
        self.shown.append(what)


@pytest.fixture
def reader() -> LitReader:
    return LitReader()


@pytest.fixture
async def bench(reader: LitReader) -> AsyncIterator[Bench]:
    async with running() as bench:
        lit(bench, reader)
        yield bench
        await bench.clock.advance(60)


def lit(bench: Bench, reader: LitReader) -> None:
    signals = DoorSignals(signals_at_doors({"scanner": reader}, bench.shell.state), bench.clock, bench.spawn)
    outlets = replace(bench.shell._out, answered=lambda event: signals.answered(event, bench.shell.state))
    bench.shell._out = outlets


async def test_a_grant_is_shown_at_the_reader(bench: Bench, reader: LitReader) -> None:
    await bench.present()
    assert reader.shown == ["granted"]


async def test_a_refusal_is_shown_at_the_reader(bench: Bench, reader: LitReader) -> None:
    await bench.refuse("code-unknown")
    assert reader.shown == ["denied"]


async def test_after_a_while_the_reader_is_ready_again(bench: Bench, reader: LitReader) -> None:
    await bench.present()
    await bench.clock.advance(SHOWN_SECONDS)
    await bench.clock.advance(60)
    assert reader.shown == ["granted", "ready"]


async def test_the_next_answer_does_not_wait_for_that(bench: Bench, reader: LitReader) -> None:
    await bench.refuse("code-unknown")
    await bench.present()
    await bench.clock.advance(60)
    assert reader.shown == ["denied", "granted", "ready"]


async def test_a_card_at_another_reader_of_the_door_is_shown_too(bench: Bench, reader: LitReader) -> None:
    at = bench.stamp.now()
    bench.shell.put(Presented(at=at, id="n", reader="reader", credential="id-card", finding=Known(person="person-a")))
    await bench.settle()
    assert reader.shown == ["granted"]


async def test_a_lock_that_does_not_move_turns_the_light_red(bench: Bench, reader: LitReader) -> None:
    bench.board.fault = NoAnswer("silent")
    await bench.present()
    await bench.clock.advance(0.1)
    assert reader.shown[-1] == "denied"


async def test_the_exit_button_is_no_presentation(bench: Bench, reader: LitReader) -> None:
    await bench.present()
    await bench.press_exit()
    bench.shell.put(CardArrived(at=bench.stamp.now(), reader="scanner"))
    await bench.settle()
    assert reader.shown == ["granted"]


async def test_a_reader_that_hangs_keeps_no_door_waiting(bench: Bench, reader: LitReader) -> None:
    reader.hang = asyncio.Event()
    for person in ("person-a", "person-b", "person-c"):
        await bench.present(person)
    held = len(bench.board.held)
    reader.hang.set()
    await bench.settle()
    assert held == 3


async def test_a_reader_that_has_hung_shows_the_newest_answer_only(bench: Bench, reader: LitReader) -> None:
    reader.hang = asyncio.Event()
    await bench.present()
    for _ in range(50):
        await bench.refuse("code-unknown")
    reader.hang.set()
    await bench.clock.advance(0.1)
    assert reader.shown == ["granted", "denied"]


async def test_a_reader_that_is_lost_disturbs_nobody_and_shows_the_next_answer(bench: Bench, reader: LitReader) -> None:
    reader.fault = NoAnswer("silent")
    await bench.present()
    reader.fault = None
    await bench.refuse("code-unknown")
    await bench.clock.advance(0.1)
    assert (len(bench.board.held), reader.shown) == (1, ["denied"])


async def test_a_light_that_could_not_be_put_out_is_put_out_when_the_reader_answers(
    bench: Bench, reader: LitReader
) -> None:
    await bench.present()
    reader.fault = NoAnswer("silent")
    await bench.clock.advance(10 * SHOWN_SECONDS)
    reader.fault = None
    await bench.clock.advance(SHOWN_SECONDS)
    assert reader.shown == ["granted", "ready"]


async def test_a_bug_ends_the_run(reader: LitReader) -> None:
    reader.bug = ZeroDivisionError()
    with pytest.RaisesGroup(ZeroDivisionError):
        async with running() as bench:
            lit(bench, reader)
            await bench.present()


async def test_readers_without_a_light_are_left_alone(bench: Bench) -> None:
    assert signals_at_doors({"reader": object(), "scanner": object()}, bench.shell.state) == {"main": []}


async def test_what_is_presented_at_no_door_is_shown_nowhere(bench: Bench, reader: LitReader) -> None:
    at = bench.stamp.now()
    bench.shell.put(Presented(at=at, id="n", reader="elsewhere", credential="code", finding=Known(person="person-a")))
    await bench.settle()
    assert reader.shown == []


def test_an_osdp_reader_of_a_door_is_found_by_the_wiring(tmp_path: Path) -> None:
    configured = parse("""
        [station]
        id = "s1"
        name = "S"
        [devices.tags]
        driver = "osdp-reader"
        port = "pty:tags"
        plain = true
        [devices.board]
        driver = "modbus-board"
        port = "pty:board"
        [doors.main]
        zone = "hall"
        lock = "board/relay/1"
        readers = ["tags"]
        [zones.hall]
        name = "Hall"
        capacity = 16
    """)
    devices = build_bench(configured, tmp_path, ManualClock(), lambda _: None).devices
    assert signals_at_doors(devices, StationState.fresh(configured.house)) == {"main": [devices["tags"]]}
