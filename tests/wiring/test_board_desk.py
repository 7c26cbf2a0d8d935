"""The desk asks for the board now and then, sooner while somebody waits, keeps the last word, and looks tickets up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from hardware.clock import ManualClock
from station_app.core.commands import LookUp
from station_app.core.events import BoardArrived, Event, ReplyHeard
from station_app.core.memory.offers import Board, Made, Offers, Reply
from station_app.core.model import House, StationState, Zone
from station_app.station.shell import Shell
from station_app.station.stamp import Stamp
from station_app.store.board_file import NAME, BoardFile
from station_app.upstream.board_message import ReplyTold
from station_app.upstream.faults import HubUnreachable
from station_app.wiring.board_desk import EVERY_SECONDS, FIRST_SECONDS, WAITING_SECONDS, BoardDesk

HOUSE = House(doors={}, zones={"hall": Zone(name="hall", title="休息区", capacity=1)})
ANSWER = Reply(request="r-1", state="answered", text="请带合同来")


class Bench:
    """A desk with a hub that may be away; what it puts before the rules is kept."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.clock = ManualClock()
        self.away = False
        self.asked: list[float] = []
        self.heard: list[Event] = []
        self.board_told = Board(made_ms=1, public_url="https://hub.example.org")
        self.state = StationState.fresh(HOUSE)

    def put(self, event: Event) -> None:
        self.heard.append(event)
        if isinstance(event, BoardArrived):
            self.state = replace(self.state, offers=replace(self.state.offers, board=event.board))

    async def board(self) -> Board:
        self.asked.append(self.clock.monotonic())
        if self.away:
            raise HubUnreachable("away")
        return self.board_told

    async def reply(self, ticket: str) -> ReplyTold:
        if self.away:
            raise HubUnreachable("away")
        return ReplyTold(station="ST-1", reply=ANSWER if ticket == "a" * 64 else None, matter="advice")

    def somebody_waits(self) -> None:
        made = Made(request="r-1", matter="advice", topic="wages", at_ms=int(self.clock.wall() * 1000))
        self.state = replace(self.state, offers=Offers(requests={"r-1": made}))

    def desk(self) -> BoardDesk:
        stamp = Stamp(self.clock, ZoneInfo("Asia/Shanghai"), "b")
        return BoardDesk(self, BoardFile(self.data), cast(Shell, self), stamp)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[BoardDesk]:
        desk = self.desk()
        task = asyncio.create_task(desk.run())
        await self.pass_(0)
        yield desk
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def pass_(self, seconds: float) -> None:
        for _ in range(int(seconds) // 5):
            await self.clock.advance(5)
        await self.clock.advance(seconds % 5)

    @property
    def gaps(self) -> list[float]:
        return [later - earlier for earlier, later in zip(self.asked, self.asked[1:], strict=False)]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk takes no time: the clock of these tests would run on meanwhile."""

    async def done(work: Callable[..., Any], *given: Any) -> Any:
        return work(*given)

    monkeypatch.setattr("station_app.wiring.board_desk.asyncio.to_thread", done)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def test_the_board_is_asked_for_every_five_minutes_or_so(bench: Bench) -> None:
    async with bench.running():
        await bench.pass_(FIRST_SECONDS + 4 * EVERY_SECONDS)

    assert len(bench.gaps) >= 3 and all(0.8 * EVERY_SECONDS <= gap <= 1.2 * EVERY_SECONDS + 5 for gap in bench.gaps)


async def test_while_somebody_waits_it_is_asked_for_every_minute(bench: Bench) -> None:
    bench.somebody_waits()
    async with bench.running():
        await bench.pass_(FIRST_SECONDS + 4 * WAITING_SECONDS)

    assert len(bench.gaps) >= 3 and all(gap <= 1.2 * WAITING_SECONDS + 5 for gap in bench.gaps)


async def test_a_call_has_it_asked_for_at_once(bench: Bench) -> None:
    async with bench.running() as desk:
        await bench.pass_(FIRST_SECONDS)
        before = len(bench.asked)
        desk.wake()
        await bench.pass_(1)

    assert len(bench.asked) == before + 1


async def test_the_last_word_is_there_after_a_start_without_a_hub(bench: Bench) -> None:
    async with bench.running():
        await bench.pass_(FIRST_SECONDS)
    bench.away, bench.heard = True, []
    async with bench.running():
        await bench.pass_(1)

    assert [one.board for one in bench.heard if isinstance(one, BoardArrived)] == [bench.board_told]


async def test_a_damaged_file_is_put_aside_and_never_believed(bench: Bench) -> None:
    (bench.data / NAME).write_bytes(b"nonsense")
    bench.away = True
    async with bench.running():
        await bench.pass_(1)

    assert (bench.heard, (bench.data / "board-damaged.json").exists()) == ([], True)


async def test_a_ticket_is_looked_up_at_the_hub(bench: Bench) -> None:
    await bench.desk().look_up(LookUp(ask="ask-0001", ticket="a" * 64))

    assert [(one.reply, one.matter, one.reached) for one in bench.heard if isinstance(one, ReplyHeard)] == [
        (ANSWER, "advice", True)
    ]


async def test_a_ticket_that_nobody_can_look_up_is_answered_all_the_same(bench: Bench) -> None:
    bench.away = True
    await bench.desk().look_up(LookUp(ask="ask-0001", ticket="a" * 64))

    assert [(one.reply, one.reached) for one in bench.heard if isinstance(one, ReplyHeard)] == [(None, False)]
