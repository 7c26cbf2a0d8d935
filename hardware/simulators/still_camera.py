"""A network camera seen from its own side: a snapshot and an MJPEG stream behind a digest login (RFC 7616, MD5, auth).

Its pictures are generated and show nobody. The login is checked by its own few lines, not by the library that the
device uses, so that the two cannot share a mistake.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import re
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from hardware.clock import Clock
from hardware.simulators.generated_picture import picture
from hardware.simulators.switches import FaultSwitches

REALM: Final = "camera"
BOUNDARY: Final = "picture"
FRAME_SECONDS: Final = 0.1
SLOW_SECONDS: Final = 60.0
_FAULTS: Final = frozenset(
    {
        "refuses-login",
        "basic-login",
        "not-found",
        "moved",
        "not-a-picture",
        "half-picture",
        "huge-picture",
        "tiny-picture",
        "slow",
        "endless",
        "broken-http",
        "hangs-up",
    }
)
_FIELD: Final = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


class SimulatedStillCamera:
    """Serves `/still.jpg` and `/stream.mjpeg`; each picture has the next number on it."""

    def __init__(self, clock: Clock, user: str = "", password: str = "") -> None:
        self._clock = clock
        self._user, self._password = user, password
        self._nonce = secrets.token_hex(16)
        self._switches = FaultSwitches(_FAULTS)
        self._talks: set[asyncio.Task[None]] = set()
        self.port = 0
        """Where it listens, while it does."""
        self.served = 0
        """How many pictures it has given."""
        self.asked: list[str] = []
        """The first line of each request."""

    @property
    def faults(self) -> frozenset[str]:
        """The faults it knows."""
        return self._switches.names

    def fault(self, name: str, on: bool) -> None:
        """World face: break it or mend it. Raises ValueError for a fault that it does not know."""
        self._switches.set(name, on)

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncGenerator[str]:
        """Serve on this machine inside the block; its address."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{self.port}"
        finally:
            server.close()
            for talk in self._talks:
                talk.cancel()
            await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while True:
                    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                    self.asked.append(head[0])
                    if not await self._answer(head, writer):
                        break
        finally:
            self._talks.discard(task)
            writer.close()

    async def _answer(self, head: list[str], writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False when the connection is over."""
        switches = self._switches
        if "hangs-up" in switches:
            return False
        if "broken-http" in switches:
            writer.write(b"PICTURE 1\r\n\r\n")
            return False
        if not self._may_see(head):
            way = "Basic" if "basic-login" in switches else f'Digest algorithm=MD5, qop="auth", nonce="{self._nonce}",'
            _say(writer, "401 Unauthorized", [f'WWW-Authenticate: {way} realm="{REALM}"'])
            return True
        if "not-found" in switches:
            _say(writer, "404 Not Found", [])
            return True
        if "moved" in switches:
            _say(writer, "302 Found", ["Location: http://127.0.0.1:1/"])
            return True
        if head[0].split(" ")[1].startswith("/stream"):
            await self._stream(writer)
            return False
        return await self._still(writer)

    def _may_see(self, head: list[str]) -> bool:
        if self._switches_refuse():
            return False
        if not self._user:
            return True
        line = next((line for line in head if line.lower().startswith("authorization: digest")), "")
        told = {name: quoted or bare for name, quoted, bare in _FIELD.findall(line)}
        ours = [told.get(name, "") for name in ("nonce", "nc", "cnonce", "qop")]
        first = _md5(f"{self._user}:{REALM}:{self._password}")
        second = _md5(f"{head[0].split(' ')[0]}:{told.get('uri', '')}")
        wanted = _md5(":".join([first, *ours, second]))
        same_place = told.get("uri") == head[0].split(" ")[1] and told.get("nonce") == self._nonce
        return same_place and hmac.compare_digest(told.get("response", ""), wanted)

    def _switches_refuse(self) -> bool:
        return "refuses-login" in self._switches or "basic-login" in self._switches

    async def _still(self, writer: asyncio.StreamWriter) -> bool:
        switches = self._switches
        if "slow" in switches:
            await self._clock.sleep(SLOW_SECONDS)
        if "endless" in switches:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nConnection: close\r\n\r\n\xff\xd8")
            while True:
                writer.write(bytes(65_536))
                await writer.drain()
        raw = self._next()
        if "not-a-picture" in switches:
            raw = b"<html>please log in</html>"
        if "half-picture" in switches:
            raw = raw[: len(raw) // 2]
        _say(writer, "200 OK", ["Content-Type: image/jpeg"], raw)
        await writer.drain()
        return True

    async def _stream(self, writer: asyncio.StreamWriter) -> None:
        writer.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary={BOUNDARY}\r\n\r\n".encode()
        )
        while True:
            raw = b"noise" * 100 if "not-a-picture" in self._switches else self._next()
            writer.write(f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(raw)}\r\n\r\n".encode())
            writer.write(raw + b"\r\n")
            await writer.drain()
            await self._clock.sleep(FRAME_SECONDS)

    def _next(self) -> bytes:
        self.served += 1
        if "huge-picture" in self._switches:
            raw = bytearray(picture(self.served))
            at = raw.index(b"\xff\xc0") + 5
            raw[at : at + 4] = b"\xff\xff\xff\xff"  # says that it is 65,535 pixels wide and high
            return bytes(raw)
        return picture(self.served, 8, 8) if "tiny-picture" in self._switches else picture(self.served)


def _say(writer: asyncio.StreamWriter, status: str, fields: list[str], body: bytes = b"") -> None:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *fields])
    writer.write(head.encode("latin-1") + b"\r\n\r\n" + body)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()
