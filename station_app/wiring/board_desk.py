"""Asks the hub now and then for the board of this station's offers, and for a ticket's answer when one is shown."""

from __future__ import annotations

import asyncio
import random
from typing import Final, Protocol

from station_app.core.commands import LookUp
from station_app.core.events import BoardArrived, ReplyHeard
from station_app.core.memory.offers import Board
from station_app.core.model import StationState
from station_app.core.offers.requests import reply_of
from station_app.station.log import log
from station_app.station.shell import Shell
from station_app.station.stamp import Stamp
from station_app.store.board_file import BoardFile
from station_app.upstream.board_message import ReplyTold
from station_app.upstream.faults import HubFault

EVERY_SECONDS: Final = 300.0
WAITING_SECONDS: Final = 60.0
"""While somebody waits for an answer."""
FIRST_SECONDS: Final = 20.0
"""At most so long after a start: a thousand stations that come back after a power cut do not ask at once."""
WAITED_HOURS: Final = 48
"""Whoever has asked longer ago than this is not standing there any more."""


class Hub(Protocol):
    """What is needed of the client."""

    async def board(self) -> Board:
        """Ask; HubFault where there is no answer."""
        ...

    async def reply(self, ticket: str) -> ReplyTold:
        """Ask; HubFault where there is no answer."""
        ...


class BoardDesk:
    """Keeps the hub's last word on the offers, and puts it before the rules."""

    def __init__(self, hub: Hub, file: BoardFile, shell: Shell, stamp: Stamp) -> None:
        self._hub = hub
        self._file = file
        self._shell = shell
        self._stamp = stamp
        self._called = asyncio.Event()
        self._unkept = False

    def wake(self) -> None:
        """Ask now: the hub has something new."""
        self._called.set()

    async def run(self) -> None:
        """Ask until cancelled. A hub that is away is waited out; the pusher says so."""
        await self._load()
        clock = self._stamp.clock
        await clock.sleep(random.uniform(0.0, FIRST_SECONDS))
        while True:
            self._called.clear()
            await self._ask()
            wait = WAITING_SECONDS if waits(self._shell.state, self._stamp.now().wall_ms) else EVERY_SECONDS
            await self._rest(wait * random.uniform(0.8, 1.2))

    async def look_up(self, wanted: LookUp) -> None:
        """Ask for the answer of a ticket of another station."""
        try:
            told = await self._hub.reply(wanted.ticket)
        except HubFault:
            self._shell.put(ReplyHeard(at=self._stamp.now(), ask=wanted.ask, reply=None, reached=False))
            return
        heard = ReplyHeard(at=self._stamp.now(), ask=wanted.ask, reply=told.reply, matter=told.matter)
        self._shell.put(heard)

    async def _rest(self, seconds: float) -> None:
        """Wait, but for a call."""
        sleeping = asyncio.ensure_future(self._stamp.clock.sleep(seconds))
        called = asyncio.ensure_future(self._called.wait())
        try:
            await asyncio.wait((sleeping, called), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            called.cancel()

    async def _load(self) -> None:
        try:
            board = await asyncio.to_thread(self._file.load)
        except OSError as error:
            log("offers").warning("the board that was kept cannot be read: %s", error)
            return
        if self._file.damaged:
            log("offers").warning("the board's file was damaged; it is put aside, and the hub asked anew")
        if board is not None:
            self._arrived(board)

    async def _ask(self) -> None:
        try:
            board = await self._hub.board()
        except HubFault:
            return
        self._arrived(board)
        try:
            await asyncio.to_thread(self._file.keep, board)
            self._unkept = False
        except OSError as error:
            if not self._unkept:
                log("offers").warning("the board cannot be kept: %s", error)
            self._unkept = True

    def _arrived(self, board: Board) -> None:
        self._shell.put(BoardArrived(at=self._stamp.now(), board=board))


def waits(state: StationState, now_ms: int) -> bool:
    """Whether somebody who has asked for something lately has no answer yet."""
    since = now_ms - WAITED_HOURS * 3_600_000
    return any(
        made.at_ms >= since and reply_of(state, made.request).state in ("waiting", "accepted")
        for made in state.offers.requests.values()
    )
