"""A station's question what is there for it, which may wait here for as long as it likes to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.utils import timezone

from station_app.hub import feed
from station_app.hub.asking import Refused, Signed, sealed, station_of
from station_app.hub.live import asgi
from station_app.hub.live.quiet import Quiet
from station_app.hub.live.threads import InThread
from station_app.hub.live.waiting import Holds
from station_app.hub.models import Station
from station_app.upstream import signing
from station_app.upstream.feed_messages import POLL_MS, FeedAnswer
from station_app.upstream.messages import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """Whose it is, and what it asks."""

    station: Station
    url: str
    asks: feed.Question
    at: datetime


class Feeding:
    """Answers `GET /api/device/v1/feed` as the device API does, and keeps no thread while it waits."""

    def __init__(self, in_thread: InThread, holds: Holds, quiet: Quiet) -> None:
        self._in_thread = in_thread
        self._holds = holds
        self._quiet = quiet

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
        question = await self._in_thread(lambda: _question(signed, content, now))
        if isinstance(question, Signed):
            return await _answer(send, question)
        found = await self._waited(question, receive)
        return await _answer(send, await self._in_thread(lambda: sealed(signed, msgspec.json.encode(found))))

    async def _waited(self, question: _Question, receive: asgi.Receive) -> FeedAnswer:
        loop = asyncio.get_running_loop()
        until = loop.time() + question.asks.wait
        with self._holds.held(question.station.pk) as hold:
            if hold is None:
                found, nothing = await self._look(question)
                return found or feed.again(nothing, question.at, again_ms=POLL_MS)
            async with asgi.while_connected(receive, hold.end):
                while True:
                    found, nothing = await self._look(question)
                    if found is not None:
                        return found
                    if hold.over or not await hold.rung(until - loop.time()) or hold.over:
                        return feed.again(nothing, question.at)

    async def _look(self, question: _Question) -> tuple[FeedAnswer | None, FeedAnswer]:
        """What is there, and else the answer that nothing is."""
        station, rings = question.station.pk, self._quiet.rings
        if (known := self._quiet.answer(station, question.asks.cursor)) is not None:
            return None, known
        found, nothing = await self._in_thread(lambda: _looked(question))
        if found is None:
            self._quiet.note(station, question.asks.cursor, nothing, rings)
        return found, nothing


def _looked(question: _Question) -> tuple[FeedAnswer | None, FeedAnswer]:
    asking = feed.asking(question.station, question.url, question.at)
    found = asking.look()
    return (found, found) if found is not None else (None, asking.nothing())


def _question(signed: signing.Request, content: bytes, now: datetime) -> Signed | _Question:
    """The question, or the refusal of it."""
    try:
        station = station_of(signed, content, now)
        return _Question(station=station, url=signed.url, asks=feed.question(signed.url), at=now)
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
