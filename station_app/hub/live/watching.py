"""Managers' open pages: each is told within a second that a station that its reader may see is otherwise than it was.

Server-sent events (HTML standard, section 9.2). An event names the station and nothing else; what there is to see, the
page fetches itself, with every check that a page has.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Final
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import PermissionsMixin
from django.http import HttpRequest

from station_app.hub.idle import is_over
from station_app.hub.live import asgi
from station_app.hub.live.threads import InThread
from station_app.hub.scope import stations_for

STREAMS: Final = 500
"""Pages that may be open at once."""
BEAT_SECONDS: Final = 15.0
"""So often a stream says that it is there, and looks whether its session is."""
AT_MOST_EVERY: Final = 1.0
"""Seconds between two events of one stream."""
LONGEST_SECONDS: Final = 600.0
"""Then the browser asks again, and is judged anew: districts may have changed."""


_HEAD: Final = (("content-type", "text/event-stream"), ("x-accel-buffering", "no"))
"""A proxy hands each piece on as it comes."""


class Watch:
    """One open page, and what has changed since it was told last."""

    def __init__(self, seen: frozenset[str]) -> None:
        self._seen = seen
        self._changed: set[str] = set()
        self._any = asyncio.Event()
        self.over = False

    def changed(self, station: str) -> None:
        """A station is otherwise than it was."""
        if station in self._seen:
            self._changed.add(station)
            self._any.set()

    def end(self) -> None:
        """Nobody looks at it any more."""
        self.over = True
        self._any.set()

    async def news(self, seconds: float) -> frozenset[str]:
        """Stations that have changed since the last call; none when nothing came in time."""
        try:
            async with asyncio.timeout(seconds):
                await self._any.wait()
        except TimeoutError:
            return frozenset()
        self._any.clear()
        changed, self._changed = frozenset(self._changed), set()
        return changed


class Watching:
    """Answers `GET /live/events[?station=ID]`."""

    def __init__(self, in_thread: InThread, most: int = STREAMS) -> None:
        self._in_thread = in_thread
        self._most = most
        self._watches: set[Watch] = set()

    def __len__(self) -> int:
        return len(self._watches)

    def changed(self, station: str) -> None:
        """Tell whoever looks at this station."""
        for watch in self._watches:
            watch.changed(station)

    def end(self) -> None:
        """Let everybody go."""
        for watch in self._watches:
            watch.end()

    async def __call__(self, scope: asgi.Scope, receive: asgi.Receive, send: asgi.Send) -> None:
        """One open page."""
        headers = asgi.headers_of(scope)
        shared = _shared_with(headers, scope["scheme"])
        if shared is None:
            return await asgi.reply(send, 403, b"another site's page may not look here\n")
        if len(self._watches) >= self._most:
            return await asgi.reply(send, 503, b"too many pages are open\n", [("retry-after", "60"), *shared])
        cookie, query = _session_of(headers), scope["query_string"].decode("latin-1")
        seen = await self._in_thread(lambda: _seen(cookie, query))
        if seen is None:
            # 204 is how a server tells a browser not to ask again
            return await asgi.reply(send, 204, b"", shared)
        watch = Watch(seen)
        self._watches.add(watch)
        try:
            async with asgi.while_connected(receive, watch.end):
                await asgi.start(send, 200, [*_HEAD, *asgi.UNKEPT, *shared])
                await self._tell(watch, cookie, send)
                await send({"type": "http.response.body", "body": b""})
        finally:
            self._watches.discard(watch)
        return None

    async def _tell(self, watch: Watch, cookie: str, send: asgi.Send) -> None:
        until = time.monotonic() + LONGEST_SECONDS
        await _part(send, b"retry: 3000\n\n")
        while not watch.over and time.monotonic() < until:
            changed = await watch.news(BEAT_SECONDS)
            if watch.over:
                return
            if changed:
                await _part(send, b"".join(f"event: changed\ndata: {one}\n\n".encode() for one in sorted(changed)))
                await asyncio.sleep(AT_MOST_EVERY)
            elif await self._in_thread(lambda: _signed_in(cookie)):
                await _part(send, b": here\n\n")
            else:
                return


async def _part(send: asgi.Send, content: bytes) -> None:
    await send({"type": "http.response.body", "body": content, "more_body": True})


def _shared_with(headers: Mapping[str, str], scheme: str) -> list[tuple[str, str]] | None:
    """Headers that let a page of this hub, on another port of it, read the answer; None for another site's page."""
    host = asgi.host_of(headers)
    if host is None:
        return None
    origin = headers.get("origin", "")
    if not origin:
        return [] if headers.get("sec-fetch-site", "same-origin") == "same-origin" else None
    theirs = urlsplit(origin)
    if theirs.scheme != scheme or theirs.hostname != urlsplit(f"//{host}").hostname:
        return None
    return [("access-control-allow-origin", origin), ("access-control-allow-credentials", "true"), ("vary", "origin")]


def _session_of(headers: Mapping[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "").replace(", ", "; ")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _request(cookie: str) -> HttpRequest:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(cookie or None)
    request.user = get_user(request)
    return request


def _signed_in(cookie: str) -> bool:
    """Whether the session still holds; looking does not make it last longer."""
    request = _request(cookie)
    user = request.user
    return isinstance(user, PermissionsMixin) and user.has_perm("hub.view_station") and not is_over(request.session)


def _seen(cookie: str, query: str) -> frozenset[str] | None:
    """Stations whose changes the reader may be told of, of all or of the one that is asked for; None for nobody."""
    if not _signed_in(cookie):
        return None
    stations = stations_for(_request(cookie).user)
    asked = parse_qs(query).get("station")
    found = stations.filter(pk__in=asked) if asked else stations
    return frozenset(found.values_list("pk", flat=True)) or None
