"""The hub as the station sees it. An answer counts only when the hub's own key has signed it for this request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from station_app.upstream.address import HubAddress
from station_app.upstream.faults import HubBadAnswer, HubRefusal
from station_app.upstream.messages import Acknowledged, Batch, Cursors, Enrolled, EnrolRequest, Refusal

if TYPE_CHECKING:  # 0.4 s of imports, done in a thread at the first request: the door does not wait for the hub
    import httpx
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from station_app.upstream.transport import Reply, Transport

T = TypeVar("T")


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
        below: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._address = address
        self._pinned = pinned
        self._wall = wall
        self._below = below
        self._transport: Transport | None = None
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

    async def close(self) -> None:
        """Close the connections."""
        if self._transport is not None:
            await self._transport.close()
            self._transport = None

    def _hub_time(self) -> float:
        return self._wall() + self.hub_ahead

    async def _opened(self) -> Transport:
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
