"""A hub that answers as it is told to: well, badly, slowly, for ever. Below the real client, where the network is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from paper_journal import Paper

from station_app.upstream import signing
from station_app.upstream.address import HubAddress
from station_app.upstream.client import HubClient, Pinned
from station_app.upstream.messages import Acknowledged, Batch

HUB_KEY = Ed25519PrivateKey.generate()
HUB_TIME = 1_773_554_400
Answer = Callable[[httpx.Request], httpx.Response]


def signed(
    request: httpx.Request, content: bytes, status: int = 200, key: Ed25519PrivateKey = HUB_KEY
) -> httpx.Response:
    """An answer as the hub signs it."""
    asked = signing.Request(method=request.method, url=str(request.url), headers=dict(request.headers))
    headers: dict[str, str] = {}
    answer = signing.Answer(status_code=status, headers=headers, request=asked)
    signing.sign_answer(answer, content, key, HUB_TIME)
    return whole(status, content, headers)


def whole(status: int, content: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    """An answer that comes in one piece."""
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))


def acked(through: int, epoch: str = "epoch-1", **more: object) -> bytes:
    """The body of a good answer."""
    values = {"station": "ST-1", "epoch": epoch, "acked_through": through, **more}
    return msgspec.json.encode(msgspec.convert(values, Acknowledged))


class Endless(httpx.AsyncByteStream):
    """A body that never ends; counts what was taken of it."""

    def __init__(self) -> None:
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.taken += 4096
            yield b" " * 4096


def client(answer: Answer, wall: Callable[[], float] = lambda: float(HUB_TIME)) -> HubClient:
    """The real client before such a hub."""
    pinned = Pinned(station="ST-1", key=Ed25519PrivateKey.generate(), hub_key=HUB_KEY.public_key().public_bytes_raw())
    below = httpx.MockTransport(answer)
    return HubClient(HubAddress(url="http://localhost"), pinned, wall=wall, below=below)


def some_batch() -> Batch:
    """Six rows."""
    paper = Paper()
    paper.visit()
    batch = paper.batch()
    assert batch is not None
    return batch
