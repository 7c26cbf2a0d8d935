"""Finds devices that speak only by themselves: a person shows something, and all free ports are heard at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from hardware.catalog import KINDS, BuildRequest, DeviceKind
from hardware.clock import Clock
from hardware.devices.readings import CodeRead, Reading, TagRead
from hardware.errors import LinkLost
from hardware.links import Link
from hardware.links.inbox import Inbox
from station_app.selftest.commissioning.ending import ended
from station_app.selftest.commissioning.search import OpenPort
from station_app.selftest.commissioning.secrecy import wiped
from station_app.selftest.commissioning.sights import Heard

SETTLE_SECONDS: Final = 0.3
"""After the first reading: a driver that knows more of the frame may need its end."""


class Ears:
    """One round of listening: every driver that can be listened for gets every byte of every port."""

    def __init__(self, open_port: OpenPort, clock: Clock) -> None:
        self._open_port = open_port
        self._clock = clock
        self._heard: list[Heard] = []
        self._something = asyncio.Event()

    async def listen(self, ports: tuple[str, ...]) -> tuple[Heard, ...]:
        """Wait until something was read; of one port the reading of the most exacting driver. Cancel it to stop."""
        tasks = [asyncio.ensure_future(self._port(port)) for port in ports]
        waiting = asyncio.ensure_future(self._something.wait())
        try:
            await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()  # a bug: nothing else ends it
            await self._clock.sleep(SETTLE_SECONDS)
        finally:
            await ended(waiting, *tasks)
        return most_exacting(self._heard)

    async def _port(self, port: str) -> None:
        """Hear one port out at every rate in turn: a rate that gives bytes and no reading is not the right one."""
        bauds = bauds_to_hear() if not port.startswith("tcp:") else bauds_to_hear()[:1]
        while True:
            for baud in bauds:
                if not await self._at(port, baud):
                    await self._clock.sleep(1.0)

    async def _at(self, port: str, baud: int) -> bool:
        """Listen until bytes came that nobody understands; False when the port cannot be opened or is lost."""
        try:
            link = await self._open_port(port, baud)()
        except LinkLost:
            return False
        kinds = [kind for kind in listening_kinds() if baud in _bauds(kind)]
        copies = [_Copy() for _ in kinds]
        running = [
            asyncio.ensure_future(self._driver(port, baud, kind, copy))
            for kind, copy in zip(kinds, copies, strict=True)
        ]
        try:
            before = len(self._heard)
            await self._hand_out(link, copies)
            if len(self._heard) > before:
                await asyncio.Event().wait()  # found: what follows is the caller's end
        except LinkLost:
            return False
        finally:
            link.close()
            await ended(*running)
        return True

    async def _hand_out(self, link: Link, copies: list[_Copy]) -> None:
        """Give every driver its own copy of what is said, until there is a pause in it."""
        reading = asyncio.ensure_future(link.read())
        try:
            while True:
                pause = asyncio.ensure_future(self._clock.sleep(SETTLE_SECONDS))
                spoke = any(copy.spoken_to for copy in copies)
                await asyncio.wait([reading, pause] if spoke else [reading], return_when=asyncio.FIRST_COMPLETED)
                pause.cancel()
                if not reading.done():
                    return
                piece = reading.result()
                for copy in copies:
                    copy.take(bytearray(piece))
                piece[:] = bytes(len(piece))  # it may be somebody's card or pass
                reading = asyncio.ensure_future(link.read())
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError, LinkLost):
                await reading

    async def _driver(self, port: str, baud: int, kind: DeviceKind, copy: _Copy) -> None:
        def report(reading: Reading) -> None:
            wiped(reading)
            if isinstance(reading, CodeRead | TagRead):
                self._heard.append(Heard(port=port, driver=kind.name, baud=baud))
                self._something.set()

        async def open_copy() -> Link:
            return copy

        device = kind.build(
            BuildRequest(
                name=kind.name,
                open_link=open_copy,
                clock=self._clock,
                report=report,
                baud=baud,
                options=kind.checked({}),
            )
        )
        await device.run()


class _Copy:
    """A link that only listens; what a driver writes goes nowhere."""

    def __init__(self) -> None:
        self._inbox = Inbox()
        self.spoken_to = False

    async def read(self) -> bytearray:
        return await self._inbox.take()

    def write(self, data: bytes | bytearray) -> None:
        return

    def take(self, piece: bytearray) -> None:
        self.spoken_to = True
        self._inbox.put(piece)
        self._inbox.ring()

    def discard(self) -> None:
        self._inbox.discard()

    def close(self) -> None:
        self._inbox.discard()


def listening_kinds() -> list[DeviceKind]:
    """Every driver whose device speaks only by itself."""
    kinds = KINDS.values()
    return [kind for kind in kinds if kind.driver.search is not None and kind.driver.search.by == "listening"]


def bauds_to_hear() -> list[int]:
    """Every rate at which one of them may speak, the usual ones first."""
    usual = [kind.baud for kind in listening_kinds()]
    other = [baud for kind in listening_kinds() for baud in _bauds(kind)]
    return list(dict.fromkeys([*usual, *other]))


def _bauds(kind: DeviceKind) -> tuple[int, ...]:
    assert kind.driver.search is not None
    return (kind.baud, *kind.driver.search.bauds)


def most_exacting(heard: Iterable[Heard]) -> tuple[Heard, ...]:
    """For each port the best evidence: a frame with a check sum says more than a line of text."""
    lines_first = sorted(heard, key=lambda one: "code-reader" not in KINDS[one.driver].roles)
    return tuple({one.port: one for one in lines_first}.values())
