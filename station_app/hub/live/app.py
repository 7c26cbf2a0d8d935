"""The application of the live process."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from typing import Final

from django.conf import settings
from django.db import DatabaseError

from station_app.hub.live import asgi
from station_app.hub.live.feeding import Feeding
from station_app.hub.live.missed import Found, Missed
from station_app.hub.live.paths import EVENTS_PATH, HEALTHY_PATH
from station_app.hub.live.quiet import Quiet
from station_app.hub.live.rings import Ear, Matter
from station_app.hub.live.threads import Threads
from station_app.hub.live.waiting import HOLDS, Holds
from station_app.hub.live.watching import Watching
from station_app.upstream.feed_messages import FEED_PATH

LOOK_SECONDS: Final = 2.0
"""So soon a ring that was not heard is made up for."""
_log = logging.getLogger(__name__)


class LiveApp:
    """Feeds, open pages, and `/live/healthy`."""

    def __init__(self, most: int = HOLDS) -> None:
        self.holds = Holds(most)
        self.quiet = Quiet()
        self._threads = Threads()
        self._feeding = Feeding(self._threads, self.holds, self.quiet)
        self._watching = Watching(self._threads)
        self._ear: Ear | None = None
        self._looking: asyncio.Task[None] | None = None

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        """One request, or the life of the process."""
        if scope["type"] == "lifespan":
            return await self._live(receive, send)
        if scope["type"] != "http":
            return None
        if scope["method"] != "GET":
            return await asgi.reply(send, 405, b"only GET is answered here\n", [("allow", "GET")])
        match scope["path"]:
            case path if path == FEED_PATH:
                return await self._feeding(scope, receive, send)
            case path if path == EVENTS_PATH:
                return await self._watching(scope, receive, send)
            case path if path == HEALTHY_PATH:
                told = f"waiting {len(self.holds)} watching {len(self._watching)}\n"
                return await asgi.reply(send, 200, told.encode())
            case _:
                return await asgi.reply(send, 404, b"nothing is here\n")

    def rung(self, matter: Matter, station: str) -> None:
        """Another process of this hub says that something has changed."""
        if matter == "feed":
            self._ring(station)
        self._watching.changed(station)

    def _ring(self, station: str) -> None:
        self.quiet.ring(station)  # first: whoever wakes asks the database
        self.holds.ring(station)

    async def _live(self, receive: asgi.Receive, send: asgi.Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._ear = Ear(settings.HUB_LIVE_SOCKET, self.rung)
                self._looking = asyncio.ensure_future(self._look_for_ever())
                self._looking.add_done_callback(_loud)
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._end()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _end(self) -> None:
        self.holds.end()
        self._watching.end()
        if self._ear is not None:
            self._ear.close()
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking
        await asyncio.to_thread(self._threads.close)

    async def _look_for_ever(self) -> None:
        missed = Missed()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                found: Found = await self._threads(missed.look)
            except DatabaseError as error:  # away for a while; the requests say so, too
                _log.warning("what was not heard could not be looked for: %s", error)
                continue
            known = {*self.quiet.stations, *self.holds.stations}
            for station in known if found.everybody else known & found.stations:
                self._ring(station)


def _loud(looking: asyncio.Task[None]) -> None:
    """A bug ends the process; whoever has started it starts it anew."""
    if not looking.cancelled() and (bug := looking.exception()) is not None:
        _log.critical("the live process has a bug", exc_info=bug)
        os._exit(1)
