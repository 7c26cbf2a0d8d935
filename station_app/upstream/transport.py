"""One signed request, one checked answer. The only module that imports httpx, and slow to import for that: 0.4 s."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from station_app.upstream import signing
from station_app.upstream.address import HubAddress
from station_app.upstream.board_message import BOARD_PATH, MAX_BOARD, REPLY_PATH
from station_app.upstream.bundle_message import BUNDLE_PATH, BUNDLE_SECONDS
from station_app.upstream.faults import HubBadAnswer, HubUnreachable
from station_app.upstream.feed_messages import FEED_PATH, MAX_FEED
from station_app.upstream.messages import CURSOR_PATH, ENROL_PATH, JOURNAL_PATH, Batch, Enrolled, pack
from station_app.upstream.nearby_message import NEIGHBOURS_PATH
from station_app.upstream.readiness_message import READINESS_PATH
from station_app.upstream.still_message import STILL_PATH
from station_app.upstream.vitals_message import VITALS_PATH

DEADLINE_SECONDS = 15.0
STILL_SECONDS = 20.0
"""A picture of a megabyte needs so long where the network takes half a megabit a second."""
ASKED_SECONDS = 6.0
"""Somebody stands at the screen and waits."""
MAX_ANSWER = 64 * 1024
_JSON = {"Content-Type": "application/json"}
_OTHERS = {
    JOURNAL_PATH: {**_JSON, "Content-Encoding": "gzip"},
    BUNDLE_PATH: {"Content-Type": "application/octet-stream"},
}
"""What the body of a path is, where it is no plain JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs the requests."""

    station: str
    key: Ed25519PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer that the hub has signed for exactly this request."""

    status: int
    content: bytes
    hub_time: int
    """Seconds since 1970 by the hub's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long an answer may take, and how many bytes it may have."""

    seconds: float = DEADLINE_SECONDS
    size: int = MAX_ANSWER


USUAL = Bounds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What has been taken already, and how many seconds the hub may wait for more."""

    after: str = ""
    wait: int = 0
    at: str = ""
    """Scheme, host and port to ask; empty for the hub's own."""


class Transport:
    """Connections to one hub."""

    def __init__(self, address: HubAddress, signer: Signer, below: httpx.AsyncBaseTransport | None = None) -> None:
        self._base = address.base
        self._signer = signer
        verify = _trusted(address) if address.url.startswith("https") else False
        # trust_env off: a proxy or an authority from the environment of a kiosk is nobody's decision.
        self._http = httpx.AsyncClient(
            verify=verify, transport=below, trust_env=False, follow_redirects=False, timeout=DEADLINE_SECONDS
        )

    async def push(self, batch: Batch, hub_key: bytes, now: Callable[[], float]) -> Reply:
        """Send a batch; packing and signing run beside the loop, which has a door to serve."""

        def prepared() -> tuple[signing.Request, bytes]:
            body = pack(self._signer.station, batch)
            return self._signed("POST", JOURNAL_PATH, body, now()), body

        request, body = await asyncio.to_thread(prepared)
        return await self._exchange(request, body, hub_key)

    async def cursor(self, hub_key: bytes, now: Callable[[], float]) -> Reply:
        """Ask how far the hub has got."""
        request = self._signed("GET", CURSOR_PATH, b"", now())
        return await self._exchange(request, b"", hub_key)

    async def feed(self, question: Question, hub_key: bytes, now: Callable[[], float]) -> Reply:
        """Ask what is there for us; the hub may take its time."""
        query = urlencode({"after": question.after, "wait": question.wait})
        request = self._signed("GET", f"{FEED_PATH}?{query}", b"", now(), question.at)
        return await self._exchange(
            request, b"", hub_key, Bounds(seconds=DEADLINE_SECONDS + question.wait, size=MAX_FEED)
        )

    async def neighbours(self, hub_key: bytes, now: Callable[[], float]) -> Reply:
        """Ask which stations are near; signing runs beside the loop."""
        request = await asyncio.to_thread(self._signed, "GET", NEIGHBOURS_PATH, b"", now())
        return await self._exchange(request, b"", hub_key)

    async def board(self, hub_key: bytes, now: Callable[[], float]) -> Reply:
        """Ask for the board; signing runs beside the loop."""
        request = await asyncio.to_thread(self._signed, "GET", BOARD_PATH, b"", now())
        return await self._exchange(request, b"", hub_key, Bounds(size=MAX_BOARD))

    async def reply(self, body: bytes, hub_key: bytes, now: Callable[[], float]) -> Reply:
        """Ask for the answer of a ticket; somebody stands there and waits."""
        request = await asyncio.to_thread(self._signed, "POST", REPLY_PATH, body, now())
        return await self._exchange(request, body, hub_key, Bounds(seconds=ASKED_SECONDS))

    async def vitals(self, body: bytes, hub_key: bytes, now: Callable[[], float]) -> Reply:
        """Tell how we are; signing runs beside the loop."""
        request = await asyncio.to_thread(self._signed, "POST", VITALS_PATH, body, now())
        return await self._exchange(request, body, hub_key)

    async def readiness(self, body: bytes, hub_key: bytes, now: Callable[[], float]) -> Reply:
        """Send a readiness report."""
        request = self._signed("POST", READINESS_PATH, body, now())
        return await self._exchange(request, body, hub_key)

    async def still(self, body: bytes, hub_key: bytes, now: Callable[[], float]) -> Reply:
        """Send a picture; signing runs beside the loop."""
        request = await asyncio.to_thread(self._signed, "POST", STILL_PATH, body, now())
        return await self._exchange(request, body, hub_key, Bounds(seconds=STILL_SECONDS))

    async def bundle(self, body: bytes, hub_key: bytes, now: Callable[[], float]) -> Reply:
        """Send a support bundle; it is larger than all else, and may take longer."""
        request = await asyncio.to_thread(self._signed, "POST", BUNDLE_PATH, body, now())
        return await self._exchange(request, body, hub_key, Bounds(seconds=BUNDLE_SECONDS))

    async def enrol(self, body: bytes, now: Callable[[], float]) -> Reply:
        """Introduce ourselves; the answer is checked against the key that it brings, the channel vouches for that."""
        request = self._signed("POST", ENROL_PATH, body, now())
        content, answer = await self._send(request, body)
        hub_time = 0
        if answer.status_code == 200:
            try:
                enrolled = msgspec.json.decode(content, type=Enrolled)
                hub_key = bytes.fromhex(enrolled.hub_public_key)
                hub_time = signing.verify_answer(answer, content, Ed25519PublicKey.from_public_bytes(hub_key))
            except ValueError as error:
                raise HubBadAnswer("the answer is not signed by the key that it names") from error
        return Reply(status=answer.status_code, content=content, hub_time=hub_time)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def _signed(self, method: str, path: str, body: bytes, now: float, at: str = "") -> signing.Request:
        headers = dict(_OTHERS.get(path, _JSON)) if body else {}
        request = signing.Request(method=method, url=(at or self._base) + path, headers=headers)
        signing.sign_request(request, body, self._signer.key, self._signer.station, max(0, int(now)))
        return request

    async def _exchange(
        self, request: signing.Request, body: bytes, hub_key: bytes, bounds: Bounds | None = None
    ) -> Reply:
        content, answer = await self._send(request, body, bounds)
        try:
            hub_time = signing.verify_answer(answer, content, Ed25519PublicKey.from_public_bytes(hub_key))
        except signing.BadSignature as error:
            raise HubBadAnswer(f"the answer (status {answer.status_code}) is not signed by our hub") from error
        return Reply(status=answer.status_code, content=content, hub_time=hub_time)

    async def _send(
        self, request: signing.Request, body: bytes, bounds: Bounds | None = None
    ) -> tuple[bytes, signing.Answer]:
        bounds = bounds or USUAL
        try:
            async with asyncio.timeout(bounds.seconds):
                return await self._stream(request, body, bounds)
        except TimeoutError as error:
            raise HubUnreachable(f"the hub gave no whole answer within {bounds.seconds:g} s") from error
        except httpx.HTTPError as error:
            raise HubUnreachable(f"the hub cannot be reached: {error or type(error).__name__}") from error

    async def _stream(self, request: signing.Request, body: bytes, bounds: Bounds) -> tuple[bytes, signing.Answer]:
        headers = {**request.headers, "Accept-Encoding": "identity"}
        timeout = httpx.Timeout(DEADLINE_SECONDS, read=bounds.seconds)
        asked = self._http.stream(request.method, request.url, headers=headers, content=body or None, timeout=timeout)
        async with asked as response:
            content = bytearray()
            # Raw: an answer that claims to be compressed could unpack to any size.
            async for piece in response.aiter_raw():
                content += piece
                if len(content) > bounds.size:
                    raise HubBadAnswer(f"the answer is longer than {bounds.size} bytes")
        told = dict(response.headers)
        return bytes(content), signing.Answer(status_code=response.status_code, headers=told, request=request)


def _trusted(address: HubAddress) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=address.ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise HubUnreachable(f"the authority file {address.ca_file!r} cannot be read: {error}") from error
