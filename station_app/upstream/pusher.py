"""The pusher: journal rows to the hub, oldest first, until the hub has them all. One number a journal is the outbox."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from hardware.clock import Clock
from station_app.upstream.faults import HubBadAnswer, HubFault, HubRefusal
from station_app.upstream.messages import MAX_ROWS, Acknowledged, Batch, Cursors
from station_app.upstream.rest import rested

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 60.0
CURSOR_SECONDS = 60.0
"""How often an idle station asks how far the hub has got: the hub sees that it lives, and a hub restored from
yesterday's copy is noticed without a new row."""


class Outbox(Protocol):
    """What the pusher needs of the journal."""

    async def waiting(self, limit: int) -> Batch | None:
        """The oldest rows of one epoch that the hub has not handled, at most `limit`; None when there are none."""
        ...

    async def acknowledged(self, epoch: str, through: int) -> None:
        """Set how far the hub has got; may go back."""
        ...

    async def set_aside(self, epoch: str, seq: int, reason: str) -> None:
        """Note that the hub did not take a row."""
        ...

    async def cursors(self) -> Mapping[str, int]:
        """Epoch -> acknowledged through, for each epoch that the journal still holds."""
        ...

    async def backlog(self) -> int:
        """Number of rows that the hub has not handled."""
        ...


class Hub(Protocol):
    """What the pusher needs of the client."""

    async def push(self, batch: Batch) -> Acknowledged:
        """Send a batch; HubFault when it is not known to have arrived."""
        ...

    async def cursors(self) -> Cursors:
        """Ask how far the hub has got; HubFault when it does not tell."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PushState:
    """What screen and vitals tell of the way to the hub."""

    connected: bool = False
    last_success: float | None = None
    """Monotonic second of the last good answer."""
    backlog: int = 0
    set_aside: int = 0
    """Rows that the hub did not take since the start of this process."""
    error: str = ""
    """One sentence on what is wrong; empty when nothing is."""


class Pusher:
    """Keeps the hub up to date for as long as it runs."""

    def __init__(
        self, outbox: Outbox, hub: Hub, clock: Clock, changed: Callable[[PushState], None] = lambda state: None
    ) -> None:
        self._outbox = outbox
        self._hub = hub
        self._clock = clock
        self._changed = changed
        self._wake = asyncio.Event()
        self._rows = MAX_ROWS
        self._went_back = False
        self.state = PushState()
        self.beats = 0
        """Rounds finished, good or bad; a watchdog looks at it."""

    def wake(self) -> None:
        """Say that the journal has a new row; from the loop's own thread."""
        self._wake.set()

    async def run(self) -> None:
        """Push until cancelled; faults are waited out, anything else is a bug and goes on up."""
        wait = FIRST_WAIT_SECONDS
        compared = False
        while True:
            self._wake.clear()
            try:
                if not compared:
                    await self.compare()
                    compared = True
                idle = not await self.push_one()
            except HubFault as fault:
                compared = False  # whatever was wrong, it may come back as another copy of itself
                await self._failed(fault)
                # Half to whole: a thousand stations that lost the same hub must not come back in step.
                await self._clock.sleep(wait * random.uniform(0.5, 1.0))
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)
                continue
            wait = FIRST_WAIT_SECONDS
            self.beats += 1
            if idle:
                compared = await rested(self._clock, CURSOR_SECONDS, self._wake)

    async def compare(self) -> None:
        """Go back to where the hub really is. Never forward: only an answer to sent rows acknowledges."""
        theirs = (await self._hub.cursors()).epochs
        for epoch, mine in (await self._outbox.cursors()).items():
            reached = theirs.get(epoch, 0)
            if reached < mine:
                await self._outbox.acknowledged(epoch, reached)
        await self._succeeded()

    async def push_one(self) -> bool:
        """Send one batch; False when there was none."""
        batch = await self._outbox.waiting(self._rows)
        if batch is None:
            await self._succeeded()
            return False
        try:
            answer = await self._hub.push(batch)
        except HubRefusal as refusal:
            if refusal.code == "too-big":
                self._rows = max(1, self._rows // 2)
            raise
        self._check_progress(batch, answer)
        for row in answer.set_aside:
            await self._outbox.set_aside(batch.epoch, row.seq, row.reason)
        await self._outbox.acknowledged(batch.epoch, answer.acked_through)
        self.state = replace(self.state, set_aside=self.state.set_aside + len(answer.set_aside))
        await self._succeeded()
        return True

    def _check_progress(self, batch: Batch, answer: Acknowledged) -> None:
        """Going back once is a restored hub; standing still is a hub that would be asked for ever."""
        back = answer.acked_through < batch.first - 1
        if answer.acked_through < batch.first and not (back and not self._went_back):
            raise HubBadAnswer("the hub has taken none of the rows it asked for")
        self._went_back = back

    async def _succeeded(self) -> None:
        now = self._clock.monotonic()
        backlog = await self._outbox.backlog()
        self._tell(replace(self.state, connected=True, last_success=now, backlog=backlog, error=""))

    async def _failed(self, fault: HubFault) -> None:
        self.beats += 1
        self._went_back = False
        backlog = await self._outbox.backlog()
        self._tell(replace(self.state, connected=False, backlog=backlog, error=str(fault)))

    def _tell(self, state: PushState) -> None:
        if state != self.state:
            self.state = state
            self._changed(state)
