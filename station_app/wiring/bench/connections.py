"""Five thousand stations that wait at one hub: memory and bytes of each, and how soon an order reaches one of them."""

from __future__ import annotations

import asyncio
import json
import random
import resource
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station_app.hub.live.paths import HEALTHY_PATH
from station_app.upstream import signing
from station_app.upstream.feed_messages import FEED_PATH
from station_app.wiring.bench.drain import HubChild
from station_app.wiring.bench.rig import say

STATIONS: Final = 5000
ORDERS: Final = 200
AIM_MS: Final = 300
WAIT_SECONDS: Final = 25
PATIENCE_SECONDS: Final = 120.0
_ALL: Final = 0.98
"""This share of them waits at once where none is in trouble: between two questions nobody does for a moment."""
_AT_ONCE: Final = 64
"""Stations that connect at the same time."""


def measure(folder: Path, divide: int) -> None:
    """Connect them all, leave them alone, then order something of a few."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    number = min(STATIONS // divide, hard - 500)
    keys = {f"C-{each:05}": Ed25519PrivateKey.generate() for each in range(number)}
    with HubChild(folder) as hub:
        _enrol(folder / "hub", keys)
        asyncio.run(_connected(folder / "hub", hub.url, keys, ORDERS // divide))


@dataclass(kw_only=True, slots=True)
class _Crowd:
    """The stations at the other end."""

    url: str
    keys: dict[str, Ed25519PrivateKey]
    heard: dict[str, tuple[float, int]] = field(default_factory=dict)
    """Station -> when its order came, and the bytes of that answer."""
    questions: int = 0
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))


async def _connected(data: Path, url: str, keys: dict[str, Ed25519PrivateKey], orders: int) -> None:
    first = next(iter(keys))
    answer = await _once(url, first, keys[first], wait=0)
    crowd = _Crowd(url=json.loads(answer)["wait_at"] or url, keys=keys)
    before, began = _memory(crowd.url), time.perf_counter()
    stations = [asyncio.ensure_future(_wait_for_ever(crowd, name)) for name in keys]
    try:
        held = await _held(crowd.url, round(len(keys) * _ALL))
        say(f"{held} of {len(keys)} stations are kept waiting after {time.perf_counter() - began:.1f} s")
        # until each has been told once that nothing is there, the hub has looked for it in the database
        await asyncio.sleep(WAIT_SECONDS)
        used, asked, spent = _memory(crowd.url), crowd.questions, _processor(crowd.url)
        await asyncio.sleep(WAIT_SECONDS)
        busy = (_processor(crowd.url) - spent) / WAIT_SECONDS
        each = (used - before) * 1024 / len(keys)
        say(f"memory of the live process: {before:.0f} -> {used:.0f} MB, {each:.1f} KB for each of them")
        say(f"{(crowd.questions - asked) / WAIT_SECONDS:.0f} questions a second, {busy:.0%} of one core")
        await _order(data, crowd, orders)
    finally:
        for one in stations:
            one.cancel()
        await asyncio.gather(*stations, return_exceptions=True)


async def _order(data: Path, crowd: _Crowd, number: int) -> None:
    chosen = random.Random(7).sample(sorted(crowd.keys), number)
    crowd.heard.clear()
    made = await asyncio.to_thread(_made, data, chosen)
    await _until(lambda: crowd.heard.keys() >= made.keys())
    missing = made.keys() - crowd.heard.keys()
    spent = sorted((crowd.heard[name][0] - at) * 1000 for name, at in made.items() if name not in missing)
    sizes = sorted(size for _, size in crowd.heard.values())
    slow = _share(spent, 0.95)
    say(f"an order, made -> at its station: p50 {_share(spent, 0.5):.0f}  p95 {slow:.0f}  max {spent[-1]:.0f} ms")
    say(f"bytes of such an answer: {_share(sizes, 0.5):.0f}; {len(missing)} of {number} orders did not come")
    say(f"aim: p95 {slow:.0f} ms, {'within' if slow <= AIM_MS and not missing else 'MISSED:'} {AIM_MS} ms")


async def _held(url: str, wanted: int) -> int:
    """How many questions the live process keeps, once there are enough of them, within reason."""
    until, kept = time.monotonic() + PATIENCE_SECONDS, 0
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS) as client:
        while kept < wanted and time.monotonic() < until:
            await asyncio.sleep(0.5)
            kept = int((await client.get(HEALTHY_PATH)).text.split()[1])
    return kept


async def _until(so: Callable[[], bool]) -> None:
    """Wait for it, within reason."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not so() and time.monotonic() < until:  # noqa: ASYNC110 - a bench may look now and then
        await asyncio.sleep(0.05)


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def _wait_for_ever(crowd: _Crowd, name: str) -> None:
    after = ""
    while True:
        async with crowd.gate:
            reader, writer = await _ask(crowd.url, name, crowd.keys[name], after, WAIT_SECONDS)
        crowd.questions += 1
        try:
            content = await _read(reader)
        finally:
            writer.close()
        told = json.loads(content)
        after = told["after"]
        if told["orders"]:
            crowd.heard[name] = (time.time(), len(content))


async def _once(url: str, name: str, key: Ed25519PrivateKey, wait: int) -> bytes:
    reader, writer = await _ask(url, name, key, "", wait)
    try:
        return await _read(reader)
    finally:
        writer.close()


async def _ask(
    url: str, name: str, key: Ed25519PrivateKey, after: str, wait: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    target = f"{FEED_PATH}?after={after}&wait={wait}"
    request = signing.Request(method="GET", url=url + target, headers={})
    signing.sign_request(request, b"", key, name, int(time.time()))
    head = [f"GET {target} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
    head += [f"{header}: {value}" for header, value in request.headers.items()]
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write("\r\n".join([*head, "", ""]).encode())
    await writer.drain()
    return reader, writer


async def _read(reader: asyncio.StreamReader) -> bytes:
    head, _, content = (await reader.read(-1)).partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"the hub answers {head[:40]!r} {content[:200]!r}")
    return content


def _enrol(data: Path, keys: dict[str, Ed25519PrivateKey]) -> None:
    """Make them known, beside the running hub."""
    from station_app.hub.serve import prepared

    prepared(data)
    from django.db import connections

    from station_app.hub.models import Station

    now = datetime.now(UTC)
    Station.objects.bulk_create(
        Station(id=name, public_key=key.public_key().public_bytes_raw().hex(), enrolled_at=now)
        for name, key in keys.items()
    )
    connections.close_all()


def _made(data: Path, stations: Sequence[str]) -> dict[str, float]:
    """An order for each, one after the other; when it was made, in seconds of the wall clock."""
    from django.contrib.auth.models import User
    from django.db import connections

    from station_app.hub import orders
    from station_app.hub.models import Station

    who, made, pause = User.objects.get(), dict[str, float](), threading.Event()
    wanted = orders.Wanted(verb="message", value="bench", reason="bench", minutes=1)
    for name in stations:
        orders.make(Station.objects.get(id=name), wanted, who)
        made[name] = time.time()
        pause.wait(0.2)
    connections.close_all()
    return made


def _processes(url: str) -> list[Path]:
    """Of the server at this address, by the title that it gives itself."""
    titles = tuple(f"granian {kind} {urlsplit(url).netloc} ".encode() for kind in ("asgi", "wsgi"))
    found: list[Path] = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            title = (one / "cmdline").read_bytes()
        except OSError:
            continue
        if title.startswith(titles):
            found.append(one)
    return found


def _memory(url: str) -> float:
    """Megabytes that are its own or its share of what it shares."""
    total = 0
    for one in _processes(url):
        lines = (one / "smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _processor(url: str) -> float:
    """Seconds of processor that it has had."""
    ticks = [(one / "stat").read_text().rpartition(")")[2].split()[11:13] for one in _processes(url)]
    return sum(int(each) for pair in ticks for each in pair) / 100
