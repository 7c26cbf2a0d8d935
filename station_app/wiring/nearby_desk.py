"""Asks the hub now and then which stations are near, and has the screen say so for as long as that can be believed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from station_app.core.instant import Instant
from station_app.core.nearby import Neighbour, Telling, offered
from station_app.station.log import log
from station_app.station.stamp import Stamp
from station_app.store.nearby_file import NearbyFile
from station_app.upstream.faults import HubFault
from station_app.upstream.nearby_message import Neighbours

EVERY_SECONDS: Final = 300.0
AGAIN_SECONDS: Final = 60.0
"""After the first question that found no hub; twice as long after each further one, up to `EVERY_SECONDS`."""
FIRST_SECONDS: Final = 20.0
"""At most so long after a start: a thousand stations that come back after a power cut do not ask at once."""
LOOK_SECONDS: Final = 15.0
"""So often it is seen what may still be offered."""


class Hub(Protocol):
    """What is needed of the client."""

    async def neighbours(self) -> Neighbours:
        """Ask; HubFault where there is no answer."""
        ...


class NearbyDesk:
    """Keeps the hub's last word on the stations near."""

    def __init__(self, hub: Hub, file: NearbyFile, stamp: Stamp, show: Callable[[Sequence[Neighbour]], None]) -> None:
        self._hub = hub
        self._file = file
        self._stamp = stamp
        self._show = show
        self._telling: Telling | None = None
        self._wait = AGAIN_SECONDS
        self._unkept = False

    async def run(self) -> None:
        """Ask and show until cancelled. A hub that is away is waited out; the pusher says so."""
        await self._load()
        async with asyncio.TaskGroup() as group:
            # Apart: a hub that takes its time must not keep on the screen what is not good any more.
            group.create_task(self._ask_now_and_then())
            while True:
                self._offer()
                await self._stamp.clock.sleep(LOOK_SECONDS)

    async def _ask_now_and_then(self) -> None:
        clock = self._stamp.clock
        await clock.sleep(random.uniform(0.0, FIRST_SECONDS))
        while True:
            wait = await self._ask()
            self._offer()
            await clock.sleep(wait * random.uniform(0.8, 1.2))

    def _offer(self) -> None:
        # What is shown now stands until the next look: it must be good until then.
        self._show(offered(self._telling, self._stamp.now(), for_ms=int(LOOK_SECONDS * 1000)))

    async def _load(self) -> None:
        try:
            self._telling = await asyncio.to_thread(self._file.load)
        except OSError as error:
            log("nearby").warning("what the hub said of stations near cannot be read: %s", error)
        if self._file.damaged:
            log("nearby").warning("the file of stations near was damaged; it is put aside, and the hub asked anew")

    async def _ask(self) -> float:
        """Ask once; the answer is how long to wait before the next time."""
        asked = self._stamp.now()
        try:
            answer = await self._hub.neighbours()
        except HubFault:
            wait, self._wait = self._wait, min(self._wait * 2, EVERY_SECONDS)
            return wait
        self._wait = AGAIN_SECONDS
        self._telling = telling = telling_of(answer, asked)
        try:
            await asyncio.to_thread(self._file.keep, telling)
            self._unkept = False
        except OSError as error:
            if not self._unkept:
                log("nearby").warning("what the hub says of stations near cannot be kept: %s", error)
            self._unkept = True
        return EVERY_SECONDS


def telling_of(answer: Neighbours, asked: Instant) -> Telling:
    """What the rule is told of an answer."""
    return Telling(
        made_ms=answer.made_ms,
        asked=asked,
        neighbours=tuple(
            Neighbour(
                name=one.name,
                distance_m=one.distance_m,
                direction=one.direction,
                open=one.open,
                places=one.places,
                next_open=one.next_open,
                closes_ms=one.closes_ms,
                as_of_ms=one.as_of_ms,
            )
            for one in answer.neighbours
        ),
    )
