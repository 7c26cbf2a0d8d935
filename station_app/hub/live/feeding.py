"""A station's question what is there for it, which may wait here for as long as it likes to."""

from __future__ import annotations

import asyncio
from datetime import datetime

import msgspec
from django.utils import timezone

from station_app.hub import feed
from station_app.hub.asking import Refused, Signed, sealed, station_of
from station_app.hub.live import asgi
from station_app.hub.live.threads import InThread
from station_app.hub.live.waiting import Holds
from station_app.upstream import signing
from station_app.upstream.feed_messages import POLL_MS, FeedAnswer
from station_app.upstream.messages import Refusal


class Feeding:
    """Answers `GET /api/device/v1/feed` as the device API does, and keeps no thread while it waits."""

    def __init__(self, in_thread: InThread, holds: Holds) -> None:
        self._in_thread = in_thread
        self._holds = holds

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        """One request."""
        now = timezone.now()
        signed = _signed(scope)
        if signed is None:
            return await asgi.reply(send, 400, b"this is no name of this hub\n")
        try:
            content = await asgi.content_of(receive)
        except asgi.TooMuch:
            refusal = Refusal(error="too-big", message="a question what is there has no content")
            return await _answer(send, await self._in_thread(lambda: sealed(signed, msgspec.json.encode(refusal), 413)))
        begun = await self._in_thread(lambda: _begun(signed, content, now))
        if isinstance(begun, Signed):
            return await _answer(send, begun)
        found = await self._waited(begun, receive)
        return await _answer(send, await self._in_thread(lambda: sealed(signed, msgspec.json.encode(found))))

    async def _waited(self, asking: feed.Asking, receive: asgi.Receive) -> FeedAnswer:
        loop = asyncio.get_running_loop()
        until = loop.time() + asking.wait
        with self._holds.held(asking.station.pk) as hold:
            if hold is None:
                return await self._in_thread(lambda: asking.look() or asking.nothing(again_ms=POLL_MS))
            async with asgi.while_connected(receive, hold.end):
                while not hold.over:
                    found = await self._in_thread(asking.look)
                    if found is not None:
                        return found
                    if not await hold.rung(until - loop.time()):
                        break
        return await self._in_thread(lambda: asking.nothing())


def _begun(signed: signing.Request, content: bytes, now: datetime) -> Signed | feed.Asking:
    """The question, or the refusal of it."""
    try:
        station = station_of(signed, content, now)
        return feed.asking(station, signed.url, now)
    except feed.BadQuestion as error:
        refused = Refused(400, "malformed", str(error))
    except Refused as error:
        refused = error
    return sealed(signed, msgspec.json.encode(refused.refusal), refused.status)


def _signed(scope: asgi.Scope) -> signing.Request | None:
    headers = asgi.headers_of(scope)
    host = asgi.host_of(headers)
    if host is None:
        return None
    return signing.Request(
        method=scope["method"], url=f"{scope['scheme']}://{host}{asgi.target_of(scope)}", headers=headers
    )


async def _answer(send: asgi.Send, signed: Signed) -> None:
    await asgi.reply(
        send, signed.status, signed.content, [("content-type", "application/json"), *signed.headers.items()]
    )
