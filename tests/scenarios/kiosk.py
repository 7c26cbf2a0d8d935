"""The kiosk's end of the socket: keeps every snapshot that came, touches what a person touches."""

from __future__ import annotations

import asyncio
from pathlib import Path

from station_app.wire import Intent, Offers, Service, Snapshot, line_of, message_of


class Kiosk:
    """A screen process, as the core sees one."""

    def __init__(self, socket: Path) -> None:
        self.shown: list[Snapshot] = []
        self.offers: list[Offers] = []
        self.service: list[Service] = []
        """The technician's pages, as they came."""
        self.offers: list[Offers] = []
        """What is offered and answered, as it came."""
        self._socket = socket
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether it lives."""
        return self._writer is not None

    @property
    def now(self) -> Snapshot:
        """What it shows."""
        return self.shown[-1]

    @property
    def moments(self) -> list[str]:
        """Every moment shown, in order; a moment that stays is one."""
        found: list[str] = []
        for snapshot in self.shown:
            name = snapshot.moment + (f":{snapshot.reason}" if snapshot.reason else "")
            if found[-1:] != [name]:
                found.append(name)
        return found

    async def connect(self) -> None:
        """Start it."""
        reader, self._writer = await asyncio.open_unix_connection(self._socket)
        self._reading = asyncio.ensure_future(self._read(reader))

    async def die(self) -> None:
        """Kill it, or find that the core has hung up."""
        if self._writer is None or self._reading is None:
            return
        self._writer.transport.abort()
        self._reading.cancel()
        await asyncio.gather(self._reading, self._writer.wait_closed(), return_exceptions=True)
        self._writer = self._reading = None

    def touch(self, line: bytes = line_of(Intent(want="help"))) -> None:
        """Touch the help button, or send any other line."""
        assert self._writer is not None
        self._writer.write(line)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            message = message_of(line)
            if isinstance(message, Snapshot):
                self.shown.append(message)
            elif isinstance(message, Offers):
                self.offers.append(message)
            else:
                self.service.append(message)
