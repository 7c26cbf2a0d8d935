"""One wire with several devices on it: opened once, and each device hears only the answers to what it sent itself."""

from __future__ import annotations

import asyncio

from hardware.errors import LinkLost
from hardware.links import Link, OpenLink
from hardware.links.inbox import Inbox


class SharedPort:
    """A port for several devices. Each opens it as if it were alone; the last one that closes it lets it go.

    What arrives belongs to whoever wrote last. That is right because the devices take turns (`Turns`), and no device
    on such a wire speaks without being asked.
    """

    def __init__(self, open_link: OpenLink) -> None:
        self._open_link = open_link
        self._wire: _Wire | None = None
        self._opening = asyncio.Lock()

    async def open(self) -> Link:
        """A device's own end. Raises LinkLost when the port cannot be opened."""
        async with self._opening:
            wire = self._wire
            if wire is None or wire.gone:
                wire = self._wire = _Wire(await self._open_link())
        return wire.join()


class _Wire:
    """The one real link, from its opening to its loss."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._ends: set[_End] = set()
        self._speaker: _End | None = None
        self._pump = asyncio.ensure_future(self._read_for_ever())
        self._pump.add_done_callback(self._ended)
        self.gone = False

    def join(self) -> Link:
        """One more end."""
        end = _End(self)
        self._ends.add(end)
        return end

    def leave(self, end: _End) -> None:
        """One end less; the last one takes the wire with it."""
        self._ends.discard(end)
        if self._speaker is end:
            self._speaker = None
        if not self._ends:
            self.close()

    def write(self, end: _End, data: bytes | bytearray) -> None:
        """Send, and hear what comes from now on."""
        self._speaker = end
        try:
            self._link.write(data)
        except LinkLost as loss:
            self._lose(loss)
            raise

    def discard(self, end: _End) -> None:
        """Forget what has arrived, unless it may be another's answer."""
        if self._speaker in (end, None):
            self._link.discard()

    def close(self) -> None:
        """Let go of the port."""
        self.gone = True
        self._pump.cancel()
        self._link.close()

    async def _read_for_ever(self) -> None:
        while True:
            piece = await self._link.read()
            if self._speaker is None:
                piece[:] = bytes(len(piece))
            else:
                self._speaker.hear(piece)

    def _ended(self, pump: asyncio.Task[None]) -> None:
        loss = None if pump.cancelled() else pump.exception()
        # a bug of whoever reads the link goes to the devices, which raise it
        self._lose(loss if isinstance(loss, Exception) else LinkLost("the shared port was closed"))

    def _lose(self, loss: Exception) -> None:
        self.gone = True
        for end in self._ends:
            end.lose(loss)
        self._link.close()


class _End:
    """One device's end of a shared wire."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire
        self._inbox = Inbox()

    async def read(self) -> bytearray:
        return await self._inbox.take()

    def write(self, data: bytes | bytearray) -> None:
        if self._inbox.loss is not None:
            raise self._inbox.loss
        self._wire.write(self, data)

    def discard(self) -> None:
        self._inbox.discard()
        self._wire.discard(self)

    def close(self) -> None:
        self._inbox.discard()
        self._inbox.lose(LinkLost("the port was closed"))
        self._wire.leave(self)

    def hear(self, piece: bytearray) -> None:
        if self._inbox.full:
            self._inbox.discard()  # nobody reads: whoever fills this is no answer
        self._inbox.put(piece)
        self._inbox.ring()

    def lose(self, loss: Exception) -> None:
        self._inbox.lose(loss)
