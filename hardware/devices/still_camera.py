"""A camera that is asked for one picture at a time: over HTTP with a digest login, or through PyAV (RTSP, V4L2).

It keeps nothing: the picture goes to whoever asked and nowhere else, and no error tells of an address or a login.
Rests on: RFC 7616 and what network cameras have in common (a snapshot's address that answers with one JPEG); not tried
on a camera.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import httpx

from hardware.devices.video_still import Login, VideoSource, first_picture, with_login
from hardware.errors import BadAnswer, LinkLost, NoAnswer
from hardware.protocols.jpeg import NoJpeg, examine

__all__ = ["Bounds", "Login", "StillCamera"]

SMALLEST: Final = 16
LARGEST: Final = 8192
"""Pixels of a side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a picture may cost."""

    seconds: float = 10.0
    """From the question to the last byte."""
    size: int = 8_000_000
    """Bytes."""


class StillCamera:
    """Gives one picture when asked, and is never asked by itself."""

    def __init__(self, name: str, source: str, login: Login | None = None, bounds: Bounds | None = None) -> None:
        self.name = name
        self._source = source
        self._login = login
        self._bounds = bounds or Bounds()

    async def still(self) -> bytes:
        """A whole JPEG picture. Raises a DeviceFault."""
        try:
            async with asyncio.timeout(self._bounds.seconds):
                raw = await (self._fetched() if self._source.startswith("http") else self._taken())
        except TimeoutError:
            raise NoAnswer(f"{self.name} gave no whole picture within {self._bounds.seconds:g} s") from None
        self._check(raw)
        return raw

    async def _taken(self) -> bytes:
        source = VideoSource(camera=self.name, url=with_login(self._source, self._login), seconds=self._bounds.seconds)
        enough = threading.Event()
        try:
            return await asyncio.to_thread(first_picture, source, enough.is_set)
        finally:
            enough.set()  # the thread cannot be stopped, but it asks

    async def _fetched(self) -> bytes:
        # what surrounds this program (proxies, other logins) has no say in who sees a picture
        async with httpx.AsyncClient(trust_env=False, timeout=self._bounds.seconds) as client:
            try:
                request = client.build_request("GET", self._source, headers={"Accept-Encoding": "identity"})
                answer = await self._answered(client, request)
                try:
                    self._judge(answer)
                    return await self._body(answer)
                finally:
                    await answer.aclose()
            except httpx.TimeoutException:
                raise TimeoutError from None
            except (httpx.ProtocolError, httpx.InvalidURL):
                raise BadAnswer(f"{self.name} answered with broken HTTP") from None
            except httpx.TransportError:
                raise _unreachable(self.name) from None

    async def _answered(self, client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
        """The answer behind the login, its body unread.

        The client's own login reads and unpacks the whole body of a refusal, and 400 KB of that can be 400 MB.
        """
        if self._login is None:
            return await client.send(request, stream=True)
        flow = httpx.DigestAuth(self._login.user, self._login.password).auth_flow(request)
        request = next(flow)
        while True:
            answer = await client.send(request, stream=True)
            try:
                request = flow.send(answer)
            except StopIteration:
                return answer
            await answer.aclose()

    def _judge(self, answer: httpx.Response) -> None:
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            raise self._login_refused(answer.headers.get("www-authenticate", ""))
        if answer.status_code != HTTPStatus.OK:
            fault = BadAnswer(f"{self.name} answered with HTTP status {answer.status_code}")
            fault.remedy = "Check the path of the snapshot's address in the camera's manual, and try it in a browser."
            raise fault
        if answer.headers.get("content-type", "").startswith("multipart/"):
            fault = BadAnswer(f"{self.name} answered with a stream; only single pictures are taken")
            fault.remedy = "Give the address of the camera's snapshot instead of that of its stream."
            raise fault

    def _login_refused(self, challenge: str) -> BadAnswer:
        fault = BadAnswer(f"{self.name} refused the login")
        fault.remedy = "Check user and password_file of this camera."
        if challenge and "digest" not in challenge.lower():
            # a basic login would send the password readable over the wire
            fault.remedy = "Switch the camera's HTTP login from basic to digest; a basic one is never answered."
        return fault

    async def _body(self, answer: httpx.Response) -> bytes:
        raw = bytearray()
        async for piece in answer.aiter_raw():
            raw += piece
            if len(raw) > self._bounds.size:
                raise BadAnswer(f"{self.name} sent more than {self._bounds.size} bytes for one picture")
        return bytes(raw)

    def _check(self, raw: bytes) -> None:
        seen = examine(raw)
        if isinstance(seen, NoJpeg):
            raise _no_picture(self.name, seen.reason)
        if not (SMALLEST <= seen.width <= LARGEST and SMALLEST <= seen.height <= LARGEST):
            raise _no_picture(self.name, f"it would be {seen.width} x {seen.height} pixels")


def _no_picture(name: str, why: str) -> BadAnswer:
    fault = BadAnswer(f"{name} sent no usable picture: {why}")
    fault.remedy = "Open the camera's address in a browser: it must show one JPEG picture."
    return fault


def _unreachable(name: str) -> LinkLost:
    fault = LinkLost(f"{name} cannot be reached")
    fault.remedy = "Check the camera's power and network cable, then its address in the configuration."
    return fault
