"""The screen's socket: the newest state down, intents up, and no screen can cost the core anything."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.clock import ManualClock, settle_loop
from station_app.station import bridge
from station_app.station.bridge import ScreenSocket
from station_app.wire import MAX_LINE, Intent, Snapshot, line_of, snapshot_of

HELP, PAINTED = line_of(Intent(want="help")), line_of(Intent(want="painted"))
HUGE = "门" * 500_000
"""More than any socket keeps in its buffers."""

WAIT = 20.0
"""Seconds after which a test gives up; nothing takes that long."""


def snapshot(serial: int, station: str = "S") -> Snapshot:
    return Snapshot(serial=serial, station=station, zone="Z", moment="idle")


class Screen:
    """A screen's end of the socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def see(self) -> int:
        """The serial of the next snapshot."""
        return snapshot_of(await asyncio.wait_for(self._reader.readline(), WAIT)).serial

    async def say(self, line: bytes) -> None:
        """Send bytes."""
        self._writer.write(line)
        await self._writer.drain()

    async def ended(self) -> bool:
        """Wait until the core hangs up."""
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(self._reader.read(), WAIT)
        return True

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


class BridgeBench:
    """A socket at work, and the screens that came."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = ManualClock()
        self.heard: asyncio.Queue[Intent] = asyncio.Queue()
        self.socket = ScreenSocket(path, self.clock, self.heard.put_nowait)
        self.screens: list[Screen] = []

    async def screen(self) -> Screen:
        """One more screen."""
        screen = Screen(*await asyncio.open_unix_connection(self.path))
        self.screens.append(screen)
        return screen

    async def next_wish(self) -> str:
        """What was asked for next."""
        return (await asyncio.wait_for(self.heard.get(), WAIT)).want


@asynccontextmanager
async def hung_screen(path: Path) -> AsyncIterator[socket.socket]:
    """A screen that has connected and reads nothing."""
    with socket.socket(socket.AF_UNIX) as made:
        made.setblocking(False)
        await asyncio.get_running_loop().sock_connect(made, str(path))
        yield made


async def until_hung_up(hung: socket.socket) -> None:
    """Say that we paint, without reading, until the core has gone."""
    with contextlib.suppress(ConnectionError):
        while True:
            await asyncio.get_running_loop().sock_sendall(hung, PAINTED)
            await asyncio.sleep(0)


async def read_all(hung: socket.socket) -> bytes:
    """What lies in a connection that the core has given up."""
    found = bytearray()
    with contextlib.suppress(ConnectionError):
        while piece := await asyncio.wait_for(asyncio.get_running_loop().sock_recv(hung, 1 << 20), WAIT):
            found += piece
    return bytes(found)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[BridgeBench]:
    made = BridgeBench(tmp_path / "s")
    running = asyncio.create_task(made.socket.run())
    await settle_loop()
    yield made
    for screen in made.screens:
        screen.close()
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    await settle_loop()


async def test_a_screen_gets_the_state_of_now_when_it_connects(bench: BridgeBench) -> None:
    bench.socket.publish(snapshot(7))

    assert await (await bench.screen()).see() == 7


async def test_a_screen_that_is_early_gets_the_first_state_when_there_is_one(bench: BridgeBench) -> None:
    screen = await bench.screen()
    await screen.say(HELP)
    await bench.next_wish()
    bench.socket.publish(snapshot(1))

    assert await screen.see() == 1


async def test_a_screen_follows(bench: BridgeBench) -> None:
    screen = await bench.screen()
    seen: list[int] = []
    for serial in range(5):
        bench.socket.publish(snapshot(serial))
        seen.append(await screen.see())

    assert seen == [0, 1, 2, 3, 4]


async def test_two_screens_see_the_same(bench: BridgeBench) -> None:
    first, second = await bench.screen(), await bench.screen()
    bench.socket.publish(snapshot(3))

    assert (await first.see(), await second.see()) == (3, 3)


async def test_a_screen_that_goes_leaves_the_other_alone(bench: BridgeBench) -> None:
    first, second = await bench.screen(), await bench.screen()
    first.close()
    bench.socket.publish(snapshot(3))

    assert await second.see() == 3


async def test_the_newest_state_replaces_one_not_yet_sent(bench: BridgeBench) -> None:
    bench.socket.publish(snapshot(1, HUGE))
    async with hung_screen(bench.path) as hung:
        first = await asyncio.get_running_loop().sock_recv(hung, 10)
        for serial in (2, 3, 4):
            bench.socket.publish(snapshot(serial))
        text = first
        while text.count(b"\n") < 2:
            text += await asyncio.wait_for(asyncio.get_running_loop().sock_recv(hung, 1 << 20), WAIT)

    assert [snapshot_of(line).serial for line in text.splitlines()[1:]] == [4]


async def test_a_screen_that_takes_nothing_is_dropped(bench: BridgeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "SEND_SECONDS", 0.01)
    bench.socket.publish(snapshot(1, HUGE))
    async with hung_screen(bench.path) as hung:
        await asyncio.wait_for(until_hung_up(hung), WAIT)

        assert len(await read_all(hung)) < len(line_of(snapshot(1, HUGE)))


async def test_a_wish_is_heard(bench: BridgeBench) -> None:
    await (await bench.screen()).say(HELP)

    assert await bench.next_wish() == "help"


async def test_wishes_cut_in_pieces_and_glued_together_are_heard(bench: BridgeBench) -> None:
    screen = await bench.screen()
    await screen.say(HELP[:5])
    await screen.say(HELP[5:] + line_of(Intent(want="help")))

    assert [await bench.next_wish(), await bench.next_wish()] == ["help", "help"]


async def test_a_sign_of_life_is_noted_with_its_moment_and_is_no_wish(bench: BridgeBench) -> None:
    screen = await bench.screen()
    assert bench.socket.painted_at < 0
    await bench.clock.advance(7)
    await screen.say(PAINTED + HELP)
    await bench.next_wish()

    assert (bench.socket.painted_at, bench.heard.empty()) == (107.0, True)


async def test_a_sign_of_life_tells_whether_the_screen_can_be_heard(bench: BridgeBench) -> None:
    await (await bench.screen()).say(line_of(Intent(want="painted", sound="no-card")) + HELP)
    await bench.next_wish()

    assert bench.socket.sound == "no-card"


async def test_lines_that_make_no_sense_are_counted_and_the_screen_stays(bench: BridgeBench) -> None:
    screen = await bench.screen()
    await screen.say(b"\n{}\nnonsense\n\xff\xfe\n" + b'{"type":"intent","want":"h\xff"}\n' + HELP)
    await bench.next_wish()

    assert bench.socket.refused == 5


async def test_a_line_without_end_is_counted_and_ends_that_screen(bench: BridgeBench) -> None:
    screen = await bench.screen()
    await screen.say(b"x" * (2 * MAX_LINE))
    assert await screen.ended()

    assert bench.socket.refused == 1


async def test_after_a_screen_was_dropped_it_can_come_back(bench: BridgeBench) -> None:
    screen = await bench.screen()
    await screen.say(b"x" * (2 * MAX_LINE))
    await screen.ended()
    await (await bench.screen()).say(HELP)

    assert await bench.next_wish() == "help"


async def test_a_screen_that_dies_is_no_refused_line(bench: BridgeBench) -> None:
    bench.socket.publish(snapshot(1))
    first = await bench.screen()
    await first.see()
    first.close()
    second = await bench.screen()
    await second.say(HELP)
    await bench.next_wish()

    assert bench.socket.refused == 0


async def test_only_the_stations_own_users_may_connect(bench: BridgeBench) -> None:
    assert stat.S_IMODE(bench.path.stat().st_mode) == 0o660


async def test_what_an_earlier_run_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    made = BridgeBench(path)
    running = asyncio.create_task(made.socket.run())
    await settle_loop()
    screen = await made.screen()
    await screen.say(HELP)

    assert await made.next_wish() == "help"
    screen.close()
    running.cancel()
    await asyncio.wait([running])


async def test_the_end_hangs_up_and_leaves_no_socket_behind(tmp_path: Path) -> None:
    made = BridgeBench(tmp_path / "s")
    made.socket.publish(snapshot(1))
    running = asyncio.create_task(made.socket.run())
    await settle_loop()
    screen = await made.screen()
    await screen.see()
    running.cancel()
    await asyncio.wait([running], timeout=WAIT)

    assert (running.cancelled(), await screen.ended(), made.path.exists()) == (True, True, False)
    screen.close()


async def test_a_screen_on_its_way_in_at_the_end_is_hung_up_too(tmp_path: Path) -> None:
    made = BridgeBench(tmp_path / "s")
    running = asyncio.create_task(made.socket.run())
    await settle_loop()
    screen = await made.screen()  # connected for the kernel, not yet taken in by the loop
    running.cancel()
    await asyncio.wait([running], timeout=WAIT)

    assert await screen.ended()
    screen.close()


async def test_a_bug_in_answering_a_wish_ends_the_run(tmp_path: Path) -> None:
    def broken(intent: Intent) -> None:
        raise ZeroDivisionError(intent.want)

    socket_ = ScreenSocket(tmp_path / "s", ManualClock(), broken)
    running = asyncio.create_task(socket_.run())
    await settle_loop()
    _, writer = await asyncio.open_unix_connection(tmp_path / "s")
    writer.write(HELP)

    with pytest.RaisesGroup(ZeroDivisionError, flatten_subgroups=True):
        await asyncio.wait_for(running, WAIT)
    writer.close()


@pytest.mark.parametrize("turns", range(8))
async def test_whoever_is_told_to_stop_while_a_state_goes_out_stops(tmp_path: Path, turns: int) -> None:
    bench = BridgeBench(tmp_path / "s")
    running = asyncio.create_task(bench.socket.run())
    await settle_loop()
    screen = await bench.screen()
    await settle_loop()
    bench.socket.publish(snapshot(1))
    await settle_loop(turns)
    running.cancel()
    ended, _ = await asyncio.wait([running], timeout=WAIT)
    running.cancel()  # whoever has lost the first order hears the second
    await asyncio.wait([running])
    screen.close()
    await settle_loop()

    assert ended == {running}
