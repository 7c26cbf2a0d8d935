"""As much of ASGI as the live process needs. Source: asgi.readthedocs.io, HTTP & WebSocket protocol 2.5."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from django.conf import settings
from django.http.request import split_domain_port, validate_host

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers = Iterable[tuple[str, str]]

MAX_CONTENT: Final = 4096
"""Bytes: nothing that waits brings content along."""


UNKEPT: Final = (("cache-control", "no-store"), ("x-content-type-options", "nosniff"))
"""Headers of every answer: it is for whoever asked, and what it says it is."""


class TooMuch(ValueError):
    """A request brings more content than anybody here reads."""


def headers_of(scope: Scope) -> dict[str, str]:
    """Names in lower case; a header that comes twice is joined with a comma, as HTTP has it."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def host_of(headers: Mapping[str, str]) -> str | None:
    """Host and port that were asked, where it is a name of this hub; else None."""
    host = headers.get("host", "")
    domain, _ = split_domain_port(host)
    return host if domain and validate_host(domain, settings.ALLOWED_HOSTS) else None


def target_of(scope: Scope) -> str:
    """Path and query as they came: they are signed."""
    path = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return path.decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")


async def content_of(receive: Receive) -> bytes:
    """The whole content. Raises TooMuch, and ConnectionError when the line is gone."""
    content = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError
        content += message.get("body", b"")
        if len(content) > MAX_CONTENT:
            raise TooMuch
        if not message.get("more_body", False):
            return bytes(content)


async def start(send: Send, status: int, headers: Headers) -> None:
    """Send the head of an answer."""
    told = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": told})


async def reply(send: Send, status: int, content: bytes, headers: Headers = ()) -> None:
    """Send a whole answer."""
    usual = [
        ("content-length", str(len(content))),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ]
    await start(send, status, [*usual, *headers])
    await send({"type": "http.response.body", "body": content})


@asynccontextmanager
async def while_connected(receive: Receive, gone: Callable[[], None]) -> AsyncGenerator[None]:
    """Call `gone` as soon as whoever asked is no longer there."""

    async def listen() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        gone()

    listening = asyncio.ensure_future(listen())
    try:
        yield
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
