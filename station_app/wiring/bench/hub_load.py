"""What many stations send to a hub at once, made before so that making it costs nothing while the hub is measured."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station_app.core.chain import Row
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.store.rows import Tail, row_of
from station_app.upstream import signing
from station_app.upstream.messages import JOURNAL_PATH, Batch, pack

VISIT_SECONDS: Final = 5
PEOPLE: Final = 5000
BOOT: Final = "bench"


@dataclass(kw_only=True, slots=True)
class Sender:
    """One station with batches that it has not sent yet."""

    name: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    batches: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    """Last number of each, and its packed content."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """How it went."""

    seconds: float
    latencies: Sequence[float]
    """Of each request, in seconds, in order of their length."""

    def share(self, share: float) -> float:
        """A percentile, in milliseconds."""
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * share))] * 1000


def senders(prefix: str, number: int, batches: int, rows: int) -> list[Sender]:
    """Stations with so many batches of so many rows each."""
    made = [Sender(name=f"{prefix}-{each:03}") for each in range(number)]
    for one in made:
        journal = journal_of(one.name)
        for last in range(rows, rows * batches + 1, rows):
            batch = Batch(epoch=f"{one.name}-1", rows=[next(journal) for _ in range(rows)])
            one.batches.append((last, pack(one.name, batch)))
    return made


def journal_of(station: str) -> Iterator[Row]:
    """Rows of a day after day of visits: granted, unlocked, opened, begun, closed, ended; every ninth is refused."""
    tail, wall_ms, visit = Tail(epoch=f"{station}-1"), int(time.time() * 1000) - 86_400_000, 0
    while True:
        visit += 1
        wall_ms += VISIT_SECONDS * 1000
        for one in _visit(f"{station}-{visit}", wall_ms, visit):
            row = row_of(one, tail)
            tail = Tail(epoch=row.epoch, seq=row.seq, hash=row.hash)
            yield row


def _visit(visit: str, wall_ms: int, number: int) -> Sequence[Fact]:
    at = Instant(wall_ms=wall_ms, mono_ms=number * 1000, boot=BOOT)
    came = {"presentation": visit, "door": "main", "zone": "hall", "credential": "pass"}
    if number % 9 == 0:
        return [fact("access.denied", at, **came, policy="1", reason="pass-expired")]
    who = f"p{number % PEOPLE:024x}"
    return [
        fact("access.granted", at, **came, policy="1", person=who),
        fact("door.unlocked", at, door="main", cause="grant", presentation=visit),
        fact("door.opened", at, door="main", cause="grant"),
        fact("visit.started", at, **came, visit=visit, evidence="opened", person=who),
        fact("door.closed", at, door="main", open_seconds=4.0),
        fact("visit.ended", at, visit=visit, zone="hall", evidence="exit", inferred=False, minutes=12, person=who),
    ]


async def send(url: str, stations: Sequence[Sender]) -> Sent:
    """Send all that they have, each its own in order over a connection of its own; raises RuntimeError on a refusal."""
    signed = [[(last, _request(url, one, body)) for last, body in one.batches] for one in stations]
    latencies: list[float] = []
    begun = time.perf_counter()
    await asyncio.gather(*(_send(url, requests, latencies) for requests in signed))
    return Sent(seconds=time.perf_counter() - begun, latencies=sorted(latencies))


def _request(url: str, station: Sender, body: bytes) -> bytes:
    request = signing.Request(method="POST", url=url + JOURNAL_PATH, headers={})
    signing.sign_request(request, body, station.key, station.name, int(time.time()))
    head = [f"POST {JOURNAL_PATH} HTTP/1.1", f"Host: {urlsplit(url).netloc}", f"Content-Length: {len(body)}"]
    head += [f"{name}: {value}" for name, value in request.headers.items()]
    return "\r\n".join([*head, "", ""]).encode() + body


async def _send(url: str, requests: Sequence[tuple[int, bytes]], latencies: list[float]) -> None:
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        for last, request in requests:
            begun = time.perf_counter()
            writer.write(request)
            await writer.drain()
            answer = await _answer(reader)
            latencies.append(time.perf_counter() - begun)
            if answer.get("acked_through") != last or answer.get("set_aside"):
                raise RuntimeError(f"the hub did not take a batch whole: {str(answer)[:300]}")
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> dict[str, object]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    size = next(int(line.partition(":")[2]) for line in head.splitlines() if line.startswith("content-length:"))
    content: dict[str, object] = json.loads(await reader.readexactly(size))
    return content
