"""The hub as the station sees it. An answer counts only when the hub's own key has signed it for this request."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from station_app.core.memory.offers import Board
from station_app.upstream.address import HubAddress
from station_app.upstream.board_message import BoardTold, ReplyAsked, ReplyTold
from station_app.upstream.bundle_message import BundleKept
from station_app.upstream.faults import HubBadAnswer, HubFault, HubRefusal
from station_app.upstream.feed_messages import Fed, FeedAnswer
from station_app.upstream.messages import Acknowledged, Batch, Cursors, Enrolled, EnrolRequest, Refusal
from station_app.upstream.nearby_message import Neighbours
from station_app.upstream.readiness_message import ReadinessKept, ReadinessTold
from station_app.upstream.still_message import StillKept, StillTold
from station_app.upstream.vitals_message import Noted, Vitals

if TYPE_CHECKING:  # 0.4 s of imports, done in a thread at the first request: the door does not wait for the hub
    import httpx
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from station_app.upstream.transport import Reply, Transport

T = TypeVar("T")

WAIT_THERE_AGAIN_SECONDS = 120.0
"""So long after a question could not wait where the hub would have it, it waits at the hub's own port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """Who we are to the hub, and who it is to us."""

    station: str
    key: Ed25519PrivateKey
    hub_key: bytes
    """Raw Ed25519 public key, from enrolment."""


class HubClient:
    """Speaks to one hub as one enrolled station."""

    def __init__(
        self,
        address: HubAddress,
        pinned: Pinned,
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        below: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._address = address
        self._pinned = pinned
        self._wall = wall
        self._monotonic = monotonic
        self._below = below
        self._transport: Transport | None = None
        self._opening = asyncio.Lock()
        self._wait_at = ""
        """Where the hub would have questions wait."""
        self._wait_there_again = 0.0
        self.hub_ahead = 0.0
        """Seconds that the hub's clock is ahead of this machine's, learnt from its signed answers."""

    async def push(self, batch: Batch) -> Acknowledged:
        """Send a batch; the answer is this hub's, for exactly this batch, or a HubFault."""
        transport = await self._opened()
        reply = await self._in_time(lambda: transport.push(batch, self._pinned.hub_key, self._hub_time))
        answer = _read(reply, Acknowledged)
        if answer.station != self._pinned.station or answer.epoch != batch.epoch:
            raise HubBadAnswer("the hub's answer speaks of another station or journal")
        if not 0 <= answer.acked_through <= batch.last:
            raise HubBadAnswer("the hub acknowledges rows that were not sent")
        if any(not batch.first <= row.seq <= batch.last for row in answer.set_aside):
            raise HubBadAnswer("the hub sets aside rows that were not sent")
        return answer

    async def cursors(self) -> Cursors:
        """Ask how far the hub has got."""
        transport = await self._opened()
        reply = await self._in_time(lambda: transport.cursor(self._pinned.hub_key, self._hub_time))
        answer = _read(reply, Cursors)
        if answer.station != self._pinned.station:
            raise HubBadAnswer("the hub's answer speaks of another station")
        return answer

    async def feed(self, after: str, wait: int) -> Fed:
        """Ask what is there for us, letting the hub wait so many seconds for something to come."""
        from station_app.upstream.transport import Question

        transport = await self._opened()
        asked = 0.0
        at = self._wait_at if wait else ""
        if at and self._monotonic() < self._wait_there_again:
            at = ""

        async def ask() -> Reply:
            nonlocal asked
            asked = self._monotonic()
            question = Question(after=after, wait=wait, at=at)
            return await transport.feed(question, self._pinned.hub_key, self._hub_time)

        try:
            reply = await self._in_time(ask)
        except HubFault:
            if at:  # it may be closed on the way; the hub's own port lets a few wait, too
                self._wait_there_again = self._monotonic() + WAIT_THERE_AGAIN_SECONDS
            raise
        passed_ms = (self._monotonic() - asked) * 1000
        answer = _read(reply, FeedAnswer)
        if answer.station != self._pinned.station or not 0 <= answer.asked_ms <= answer.at_ms:
            raise HubBadAnswer("the hub's answer speaks of another station, or of no time that can be")
        self._wait_at = self._address.beside(answer.wait_at)
        # What did not pass at the hub passed on the way; at worst all of it on the way back.
        late_ms = max(0.0, passed_ms - (answer.at_ms - answer.asked_ms))
        return Fed(answer=answer, heard_ms=answer.at_ms + math.ceil(late_ms))

    async def neighbours(self) -> Neighbours:
        """Ask which published stations are near."""
        transport = await self._opened()
        reply = await self._in_time(lambda: transport.neighbours(self._pinned.hub_key, self._hub_time))
        answer = _read(reply, Neighbours)
        if answer.station != self._pinned.station:
            raise HubBadAnswer("the hub's answer speaks of another station")
        for one in answer.neighbours:
            if one.as_of_ms > answer.made_ms or not one.name.isprintable():
                raise HubBadAnswer("the hub tells of a station at a time to come, or by a name that is none")
        return answer

    async def board(self) -> Board:
        """Ask what the hub says of this station's offers."""
        transport = await self._opened()
        reply = await self._in_time(lambda: transport.board(self._pinned.hub_key, self._hub_time))
        answer = _read(reply, BoardTold)
        if answer.station != self._pinned.station:
            raise HubBadAnswer("the hub's answer speaks of another station")
        return answer.board

    async def reply(self, ticket: str) -> ReplyTold:
        """Ask for the answer of a ticket, by its digest."""
        transport = await self._opened()
        body = msgspec.json.encode(ReplyAsked(station=self._pinned.station, ticket=ticket))
        reply = await self._in_time(lambda: transport.reply(body, self._pinned.hub_key, self._hub_time))
        answer = _read(reply, ReplyTold)
        if answer.station != self._pinned.station:
            raise HubBadAnswer("the hub's answer speaks of another station")
        return answer

    async def vitals(self, told: Vitals) -> Noted:
        """Tell how we are."""
        transport = await self._opened()
        body = msgspec.json.encode(told)
        answer = _read(await self._in_time(lambda: transport.vitals(body, self._pinned.hub_key, self._hub_time)), Noted)
        if answer.station != self._pinned.station:
            raise HubBadAnswer("the hub's answer speaks of another station")
        return answer

    async def readiness(self, code: str) -> bool:
        """Send a readiness report; False where the hub had it already."""
        transport = await self._opened()
        body = msgspec.json.encode(ReadinessTold(station=self._pinned.station, code=code))
        reply = await self._in_time(lambda: transport.readiness(body, self._pinned.hub_key, self._hub_time))
        answer = _read(reply, ReadinessKept)
        if answer.station != self._pinned.station:
            raise HubBadAnswer("the hub's answer speaks of another station")
        return answer.new

    async def still(self, order: str, taken_ms: int, picture: bytes) -> bool:
        """Send the picture that an order wanted; False where the hub had it already."""
        transport = await self._opened()
        told = StillTold(station=self._pinned.station, order=order, taken_ms=taken_ms, picture=picture)
        body = msgspec.json.encode(told)
        reply = await self._in_time(lambda: transport.still(body, self._pinned.hub_key, self._hub_time))
        answer = _read(reply, StillKept)
        if answer.station != self._pinned.station:
            raise HubBadAnswer("the hub's answer speaks of another station")
        return answer.new

    async def bundle(self, raw: bytes) -> bool:
        """Send a support bundle; False where the hub had it already."""
        transport = await self._opened()
        reply = await self._in_time(lambda: transport.bundle(raw, self._pinned.hub_key, self._hub_time))
        answer = _read(reply, BundleKept)
        if answer.station != self._pinned.station:
            raise HubBadAnswer("the hub's answer speaks of another station")
        return answer.new

    async def close(self) -> None:
        """Close the connections."""
        if self._transport is not None:
            await self._transport.close()
            self._transport = None

    def _hub_time(self) -> float:
        return self._wall() + self.hub_ahead

    async def _opened(self) -> Transport:
        async with self._opening:  # whoever asks first opens for all
            if self._transport is None:
                self._transport = await asyncio.to_thread(
                    _open, self._address, self._pinned.station, self._pinned.key, self._below
                )
            return self._transport

    async def _in_time(self, ask: Callable[[], Awaitable[Reply]]) -> Reply:
        """Ask, and once more by the hub's clock if ours is too far from it: it may be wrong by years."""
        reply = await ask()
        self.hub_ahead = reply.hub_time - self._wall()
        if reply.status == 401 and _refusal(reply).error == "clock":
            reply = await ask()
        return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A station that asks to be enrolled."""

    station: str
    key: Ed25519PrivateKey
    code: str
    name: str = ""
    """What people call the station; shown to managers."""


async def enrol(address: HubAddress, newcomer: Newcomer, below: httpx.AsyncBaseTransport | None = None) -> Enrolled:
    """Enrol with a one-time code; the answer holds the hub's key, to be kept beside the station's own."""
    public = newcomer.key.public_key().public_bytes_raw().hex()
    asked = EnrolRequest(station=newcomer.station, code=newcomer.code, public_key=public, name=newcomer.name)
    transport = await asyncio.to_thread(_open, address, newcomer.station, newcomer.key, below)
    try:
        enrolled = _read(await transport.enrol(msgspec.json.encode(asked), time.time), Enrolled)
    finally:
        await transport.close()
    if enrolled.station != newcomer.station:
        raise HubBadAnswer("the hub enrolled another station")
    return enrolled


def _open(
    address: HubAddress, station: str, key: Ed25519PrivateKey, below: httpx.AsyncBaseTransport | None
) -> Transport:
    from station_app.upstream.transport import Signer, Transport

    return Transport(address, Signer(station=station, key=key), below)


def _read(reply: Reply, kind: type[T]) -> T:
    if reply.status != 200:
        raise HubRefusal(reply.status, _refusal(reply))
    try:
        return msgspec.json.decode(reply.content, type=kind)
    except msgspec.DecodeError as error:
        raise HubBadAnswer("the answer is not one that a hub gives") from error


def _refusal(reply: Reply) -> Refusal:
    try:
        return msgspec.json.decode(reply.content, type=Refusal)
    except msgspec.DecodeError as error:
        raise HubBadAnswer(f"the answer (status {reply.status}) is not one that a hub gives") from error
