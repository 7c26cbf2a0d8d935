"""A hub that is down, slow or answers garbage: the door goes on, nothing counts as sent, and all arrives in the end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from people import citizen
from place import Place, enrolled, new_place
from process_rig import Running, eventually, free_port
from pty_world import pty_world
from real_hub import RealHub

from hardware.simulators.id_cards import SimulatedCard
from station_app.identity.keys import Keys

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


async def fails(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5\r\n\r\noops\n")


async def shows_a_page(writer: asyncio.StreamWriter) -> None:
    page = b"<!doctype html><title>Welcome to our Wi-Fi</title>"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
    writer.write(head.encode() + page)


async def claims_everything(writer: asyncio.StreamWriter) -> None:
    body = b'{"station":"320206001","epoch":"e","acked_through":1000000,"set_aside":[]}'
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def speaks_another_language(writer: asyncio.StreamWriter) -> None:
    writer.write(bytes(range(256)) * 8 + b"\r\n\r\n")
    writer.close()


async def keeps_silent(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def never_ends(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        writer.write(b" " * 65536)
        await writer.drain()


class StrangeHub:
    """Whatever stands at the hub's port."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._talks: set[asyncio.Task[None]] = set()
        self.asked = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while True:
                    await reader.readuntil(b"\r\n\r\n")
                    self.asked += 1
                    await self._answer(writer)
        finally:
            writer.transport.abort()

    def hang_up(self) -> None:
        for talk in self._talks:
            talk.cancel()


@asynccontextmanager
async def strange_hub(answer: Answer, port: int) -> AsyncIterator[StrangeHub]:
    hub = StrangeHub(answer)
    server = await asyncio.start_server(hub.serve, "127.0.0.1", port)
    try:
        yield hub
    finally:
        server.close()
        hub.hang_up()
        await server.wait_closed()


def seems_enrolled(tmp_path: Path, port: int) -> Place:
    """A station that believes to be enrolled with whatever stands at a port."""
    url = f"http://127.0.0.1:{port}"
    place = new_place(tmp_path / "station", hub=url)
    Keys(place.data).save_hub(url, bytes(range(32)))
    return place


async def somebody_comes_in(place: Place, lay: Callable[[SimulatedCard], None], serial: int) -> None:
    before = place.newest()
    lay(SimulatedCard(number=citizen(serial)))
    await place.fact("door.unlocked", before)


@asynccontextmanager
async def running(place: Place) -> AsyncIterator[tuple[Running, Callable[[SimulatedCard], None]]]:
    async with pty_world(place) as world:
        core = place.run("--headless")
        try:
            yield core, lambda card: world.lay_card("id_reader", card)
        finally:
            core.bury()


@pytest.mark.parametrize(
    "answer",
    [fails, shows_a_page, claims_everything, hangs_up, speaks_another_language, keeps_silent, never_ends],
    ids=lambda answer: answer.__name__,
)
async def test_with_a_strange_hub_the_door_goes_on_and_nothing_counts_as_sent(answer: Answer, tmp_path: Path) -> None:
    port = free_port()
    place = seems_enrolled(tmp_path, port)
    async with strange_hub(answer, port) as hub, running(place) as (core, lay):
        await eventually(lambda: hub.asked > (answer is not keeps_silent), "questions to the hub")
        await somebody_comes_in(place, lay, 1)
        assert place.acked() == 0
        assert await core.stops() == 0, core.logged
    assert "Traceback" not in core.logged


async def test_a_hub_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    place = seems_enrolled(tmp_path, free_port())
    async with running(place) as (core, lay):
        await core.says("the hub is not reached")
        await somebody_comes_in(place, lay, 1)
        assert core.logged.count("the hub is not reached") == 1
        assert place.acked() == 0


async def test_all_arrives_once_when_the_hub_is_itself_again(tmp_path: Path) -> None:
    hub = RealHub(tmp_path)
    try:
        await hub.ready()
        place = enrolled(new_place(tmp_path / "station", hub=hub.url), hub.code("320206001"))
        async with running(place) as (_, lay):
            await eventually(place.all_on_the_hub, "the first facts on the hub")
            assert await hub.process.stops(10) == 0
            acked = place.acked()
            async with strange_hub(shows_a_page, hub.port) as strange:
                await somebody_comes_in(place, lay, 1)
                await eventually(lambda: strange.asked > 1, "questions to the strange hub")
                assert place.acked() == acked
            hub.restart()
            await hub.ready()
            await eventually(place.all_on_the_hub, "every fact on the hub")
            assert [row["seq"] for row in hub.rows(place.id)] == list(range(1, place.newest() + 1))
    finally:
        hub.process.bury()


@pytest.mark.parametrize("name", ["hub.json", "station.key"])
async def test_a_key_that_others_can_read_stops_the_sync_and_not_the_door(name: str, tmp_path: Path) -> None:
    place = seems_enrolled(tmp_path, free_port())
    key = place.data / "keys" / name
    key.touch()
    key.chmod(0o644)
    async with running(place) as (core, lay):
        await core.says(f"{name} is open to other users (mode 644)")
        await somebody_comes_in(place, lay, 1)
        assert core.status is None
