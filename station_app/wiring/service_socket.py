"""The core's end of `DATA/service.sock`: technician's commands of the same user, one question a connection."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from station_app.identity.vault import KeyFault
from station_app.selftest.desk import Desk
from station_app.selftest.runner import Busy, NothingToTest, Order
from station_app.station.log import log
from station_app.store.faults import StoreFault
from station_app.wire import Service
from station_app.wiring.order_desk import Follow
from station_app.wiring.service_messages import (
    MAX_LINE,
    Answer,
    ApplyPolicy,
    Ask,
    Document,
    Down,
    GiveOrder,
    PolicyAnswer,
    Receipts,
    Refusal,
    Skip,
    View,
    bound_to,
    line_of,
    same_user,
    up_of,
)

SEND_SECONDS = 5.0


class ServiceSocket:
    """Serves commands one after the other or beside each other; one run at a time is the desk's rule."""

    def __init__(
        self, data: Path, desk: Desk, register: Callable[[View], Awaitable[Down]], order: Follow | None = None
    ) -> None:
        """`register` writes that somebody looks through a camera, and says so or refuses."""
        self._data = data
        self._order = order
        self.policy: Callable[[ApplyPolicy], Awaitable[PolicyAnswer]] | None = None
        """Takes signed policies; set where there is a station to take them."""
        self.receipts: Callable[[Receipts], Awaitable[Down]] | None = None
        """Takes word of what the hub has; set where there is a journal of its own."""
        self._desk = desk
        self._register = register

    async def run(self) -> None:
        """Serve until cancelled; what an earlier run left is replaced."""
        ended = False
        with bound_to(self._data) as listening:
            async with asyncio.TaskGroup() as talks:

                def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                    if ended or not same_user(writer.get_extra_info("socket")):
                        writer.transport.abort()
                        return
                    talk = talks.create_task(self._talk(reader, writer))
                    talk.add_done_callback(lambda _: writer.close())

                server = await _serve(accept, listening)
                try:
                    await asyncio.get_running_loop().create_future()
                finally:
                    ended = True
                    server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            try:
                asked = up_of(await reader.readline())
            except ValueError:
                await _send(writer, Refusal(why="the running station does not understand this command: same version?"))
                return
            if isinstance(asked, Ask):
                await self._answer(asked, reader, writer)
            if isinstance(asked, View):
                await _send(writer, await self._register(asked))
            if isinstance(asked, ApplyPolicy) and self.policy is not None:
                await _send(writer, await self.policy(asked))
            if isinstance(asked, Receipts) and self.receipts is not None:
                await _send(writer, await self.receipts(asked))
            if isinstance(asked, GiveOrder) and self._order is not None:
                async with contextlib.aclosing(self._order(asked)) as courses:
                    async for course in courses:
                        await _send(writer, course)

    async def _answer(self, ask: Ask, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        match ask.verb:
            case "devices":
                await _send(writer, self._desk.service())
            case "readiness":
                await self._report(writer)
            case "stop":
                self._desk.stop()
                await _send(writer, self._desk.service())
            case "selftest":
                await self._test(ask, reader, writer)

    async def _report(self, writer: asyncio.StreamWriter) -> None:
        try:
            report = await self._desk.report()
        except (StoreFault, KeyFault, ValueError) as fault:
            await _send(writer, Refusal(why=f"no report can be made: {fault}"))
            return
        await _send(writer, self._desk.service(report))
        await _send(writer, Document(text=json.dumps(report.document, ensure_ascii=False, indent=2)))

    async def _test(self, ask: Ask, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        order = Order(tester=ask.tester or "command", about=ask.device, guided=ask.guided)
        try:
            run = self._desk.start(order)
        except Busy:
            await _send(writer, Refusal(why="a self-test is running already; wait for its end or stop it"))
            return
        except NothingToTest:
            await _send(writer, Refusal(why=f"there is no device, door or check {ask.device!r} in this station"))
            return
        log("selftest").info("begun by a command")  # by whom, the journal says
        listening = asyncio.ensure_future(self._listen(reader))
        try:
            await self._follow(run, writer)
        finally:
            listening.cancel()
            if not run.done():
                self._desk.stop()  # whoever asked has gone; a test that nobody waits for is over
            await asyncio.gather(listening, return_exceptions=True)

    async def _follow(self, run: asyncio.Task[bool], writer: asyncio.StreamWriter) -> None:
        await self._desk.recalled()
        changed = asyncio.Event()
        run.add_done_callback(lambda _: changed.set())
        self._desk.follow(changed)
        try:
            while not run.done():
                changed.clear()
                await _send(writer, self._desk.service())
                await changed.wait()
            run.result()
            await _send(writer, self._desk.service())
        finally:
            self._desk.leave(changed)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Take answers to prompts, and what to skip; the end of the line is the end of the run."""
        with contextlib.suppress(ConnectionError, ValueError):
            while line := await reader.readline():
                said = up_of(line)
                if isinstance(said, Answer):
                    self._desk.answer(yes=said.yes)
                if isinstance(said, Skip):
                    self._desk.skip(said.check)
        self._desk.stop()


async def _serve(
    accept: Callable[[asyncio.StreamReader, asyncio.StreamWriter], None], listening: socket.socket
) -> asyncio.Server:
    if sys.version_info >= (3, 13):
        # from there on asyncio looks at the socket's file to remove it later; `bound_to` does that, by its true name
        return await asyncio.start_unix_server(accept, sock=listening, limit=MAX_LINE, cleanup_socket=False)
    return await asyncio.start_unix_server(accept, sock=listening, limit=MAX_LINE)


async def _send(writer: asyncio.StreamWriter, document: Service | Down) -> None:
    writer.write(line_of(document))
    async with asyncio.timeout(SEND_SECONDS):
        await writer.drain()
