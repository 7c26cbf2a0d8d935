"""The feed: what the hub has for this station, taken down as soon as it is there: orders, policies, lists of passes.

A request waits at the hub until something comes. Where requests that wait do not get through (a proxy ends them, the
hub has no room), the station asks every few seconds instead. What was taken is named in the next request; until then
it comes again, and whoever takes it knows an order by its id.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from hardware.clock import Clock
from station_app.upstream.faults import HubFault
from station_app.upstream.feed_messages import (
    HOLD_SECONDS,
    POLL_MS,
    Fed,
    FeedOrder,
    FeedRevocation,
    FeedShown,
    read_order,
    read_revocation,
    read_shown,
)

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 60.0
HOLD_AGAIN_SECONDS = 600.0
"""So long after waiting requests have failed it is tried again to let one wait."""
FAILED_HOLDS = 2
IN_VAIN_SECONDS = 1.0


class Source(Protocol):
    """What the feed needs of the client."""

    async def feed(self, after: str, wait: int) -> Fed:
        """Ask what is there; HubFault when the hub does not tell."""
        ...


class Taker(Protocol):
    """Who takes what comes. Nothing it does may depend on a thing coming once only."""

    def order(self, order: FeedOrder, heard_ms: int) -> None:
        """An order, and the hub's wall time when it was handed over at the latest."""
        ...

    def shown(self, found: FeedShown, heard_ms: int) -> None:
        """What a phone shows, and the hub's wall time when it was handed over at the latest."""
        ...

    def unreadable(self) -> None:
        """Something among the orders or revocations was none."""
        ...

    async def policy(self, number: int, envelope: str) -> None:
        """A policy, not verified yet."""
        ...

    def newest_policy(self, number: int) -> None:
        """The hub's newest policy for us has this number; 0 for none."""
        ...

    async def revocations(self, found: Sequence[FeedRevocation], through: int) -> None:
        """What is revoked up to this number of the hub's."""
        ...

    def board(self) -> None:
        """The board of the offers has changed."""
        ...

    async def pass_keys(self, number: int, envelope: str) -> None:
        """A list of issuers whose passes are accepted, not verified yet."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How the feed goes."""

    connected: bool = False
    error: str = ""
    """One sentence on what is wrong; empty when nothing is."""


class Feed:
    """Asks for as long as it runs."""

    def __init__(
        self, hub: Source, taker: Taker, clock: Clock, changed: Callable[[FeedState], None] = lambda state: None
    ) -> None:
        self._hub = hub
        self._taker = taker
        self._clock = clock
        self._changed = changed
        self._after = ""
        self._failed_holds = 0
        self._hold_again = 0.0
        self.state = FeedState()
        self.beats = 0
        """Rounds finished, good or bad; a watchdog looks at it."""

    async def run(self) -> None:
        """Ask until cancelled; faults are waited out, anything else is a bug and goes on up."""
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                again = await self._ask()
            except HubFault as fault:
                self.beats += 1
                self._tell(FeedState(error=str(fault)))
                # Half to whole: a thousand stations that lost the same hub must not come back in step.
                await self._clock.sleep(wait * random.uniform(0.5, 1.0))
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)
                continue
            wait = FIRST_WAIT_SECONDS
            self.beats += 1
            self._tell(replace(self.state, connected=True, error=""))
            await self._clock.sleep(again * random.uniform(0.5, 1.0))

    async def _ask(self) -> float:
        """One request; seconds until the next one."""
        began = self._clock.monotonic()
        holding = self._may_hold(began)
        try:
            fed = await self._hub.feed(self._after, HOLD_SECONDS if holding else 0)
        except HubFault:
            if holding:
                self._failed_holds += 1
                self._hold_again = began + HOLD_AGAIN_SECONDS
            raise
        await self._take(fed)
        # Only now: what was not taken in whole comes again.
        nothing_new = fed.answer.after == self._after
        self._after = fed.answer.after
        if not holding:
            return 0.0 if self._failed_holds < FAILED_HOLDS else POLL_MS / 1000
        self._failed_holds = 0
        again = min(max(fed.answer.again_ms, 0) / 1000, LONGEST_WAIT_SECONDS)
        # A hub that says nothing new, and says it at once, would be asked without end.
        in_vain = nothing_new and self._clock.monotonic() - began < IN_VAIN_SECONDS
        return max(again, POLL_MS / 1000) if in_vain else again

    def _may_hold(self, now: float) -> bool:
        """Whether a request may wait: not the first one after a fault, which is to show that the hub is there."""
        return self.state.connected and (self._failed_holds < FAILED_HOLDS or now >= self._hold_again)

    async def _take(self, fed: Fed) -> None:
        # First of all: who is shut out is shut out before anything else is done.
        await self._take_lists(fed)
        for raw in fed.answer.orders:
            order = read_order(raw)
            if order is None:
                self._taker.unreadable()
            else:
                self._taker.order(order, fed.heard_ms)
        for raw in fed.answer.shown:
            shown = read_shown(raw)
            if shown is None:
                self._taker.unreadable()
            else:
                self._taker.shown(shown, fed.heard_ms)
        if fed.answer.board:  # before a policy, whose fault would keep an answer from whoever stands there
            self._taker.board()
        if fed.answer.policy is not None:
            await self._taker.policy(fed.answer.policy.number, fed.answer.policy.envelope)
        self._taker.newest_policy(fed.answer.policy_number)

    async def _take_lists(self, fed: Fed) -> None:
        found = [read_revocation(raw) for raw in fed.answer.revocations]
        if None in found:
            self._taker.unreadable()
        if found:
            await self._taker.revocations([one for one in found if one is not None], fed.answer.revoked_through)
        if fed.answer.pass_keys is not None:
            await self._taker.pass_keys(fed.answer.pass_keys.number, fed.answer.pass_keys.envelope)

    def _tell(self, state: FeedState) -> None:
        if state != self.state:
            self.state = state
            self._changed(state)
