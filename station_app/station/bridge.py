"""The one bridge between the core process and the screen process: snapshots, offers and service pages down, wishes up.

A Unix socket; the newest snapshot replaces one not yet sent, so a slow or hung screen costs the core nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from hardware.clock import Clock
from station_app.wire import MAX_LINE, Intent, Offers, Service, Snapshot, Sound, Up, WireError, intent_of, line_of

SEND_SECONDS = 5.0
"""A screen that does not take a snapshot for this long is dropped; it reconnects."""


class ScreenSocket:
    """Serves any number of screens of one station; each gets the newest snapshot."""

    def __init__(self, path: Path, clock: Clock, heard: Callable[[Up], None]) -> None:
        self._path = path
        self._clock = clock
        self._heard = heard
        self._latest: Snapshot | None = None
        self._service: Service | None = None
        self._offers: Offers | None = None
        self._screens: set[asyncio.Event] = set()
        self.painted_at = float("-inf")
        """Monotonic second of the last sign that a screen has painted."""
        self.sound: Sound = ""
        """What a screen has told last of its loudspeaker."""
        self.refused = 0
        """Lines that did not fit the schema."""

    def publish(self, snapshot: Snapshot) -> None:
        """Offer the newest state."""
        self._latest = snapshot
        self._tell()

    def publish_service(self, service: Service) -> None:
        """Offer the technician's pages; closed ones are told once to every screen that has seen them open."""
        self._service = service
        self._tell()

    def publish_offers(self, offers: Offers) -> None:
        """Offer what is told of the offers for workers."""
        self._offers = offers
        self._tell()

    def _tell(self) -> None:
        for changed in self._screens:
            changed.set()

    async def run(self) -> None:
        """Serve until cancelled; what an earlier run left is replaced; the file (0660) lets the screen's user in."""
        self._path.unlink(missing_ok=True)
        ended = False
        async with asyncio.TaskGroup() as screens:

            def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                if ended:  # it was on its way in when we stopped
                    writer.transport.abort()
                    return
                # The transport keeps nothing back, so that `_send` notices a screen that takes nothing.
                writer.transport.set_write_buffer_limits(high=0)
                served = screens.create_task(self._serve(reader, writer))
                served.add_done_callback(lambda _: writer.transport.abort())

            server = await asyncio.start_unix_server(accept, self._path, limit=MAX_LINE)
            try:
                self._path.chmod(0o660)
                # Not `serve_forever`: its end waits for screens to hang up, and they wait for us.
                await asyncio.get_running_loop().create_future()
            finally:
                ended = True
                server.close()
                self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.TaskGroup() as talk:
            sender = talk.create_task(self._send(writer))
            await self._listen(reader)
            sender.cancel()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                self._take(line)
        except ValueError:
            self.refused += 1  # a line beyond the limit
        except ConnectionError:
            pass  # the screen died; it comes back

    def _take(self, line: bytes) -> None:
        try:
            intent = intent_of(line)
        except WireError:
            self.refused += 1
            return
        if isinstance(intent, Intent) and intent.want == "painted":
            self.painted_at = self._clock.monotonic()
            self.sound = intent.sound
        else:
            self._heard(intent)

    async def _send(self, writer: asyncio.StreamWriter) -> None:
        changed = asyncio.Event()
        changed.set()
        self._screens.add(changed)
        snapshot: Snapshot | None = None
        service: Service | None = None
        offers: Offers | None = None
        try:
            while True:
                await changed.wait()
                changed.clear()
                if self._latest is not None and self._latest is not snapshot:
                    snapshot = self._latest
                    await _write(writer, line_of(snapshot))
                if self._offers is not None and self._offers is not offers:
                    offers = self._offers
                    await _write(writer, line_of(offers))
                offered, was_open = self._service, service is not None and service.open
                if offered is not None and offered is not service and (offered.open or was_open):
                    service = offered
                    await _write(writer, line_of(service))
        except (TimeoutError, ConnectionError):
            writer.transport.abort()  # `close` would wait for the screen to take what it does not take
        finally:
            self._screens.discard(changed)


async def _write(writer: asyncio.StreamWriter, line: bytes) -> None:
    writer.write(line)
    async with asyncio.timeout(SEND_SECONDS):
        await writer.drain()
