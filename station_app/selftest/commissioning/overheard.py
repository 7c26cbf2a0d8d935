"""Listens in on a search: what the bytes themselves tell when no driver understands them."""

from __future__ import annotations

from typing import Final

from hardware.errors import LinkLost
from hardware.links import Link, OpenLink

_ECHO_BYTES: Final = 4
"""The start of a frame by which an echo is known; a shorter one may be an answer."""


class Overheard:
    """What was noticed on one port, over all tries. Keeps no bytes beyond the frame that was sent last."""

    def __init__(self) -> None:
        self.cannot_open = False
        """The port cannot be opened: it is not there, or somebody holds it."""
        self._sent = b""
        self._heard = bytearray()
        self._echoed = 0
        self._asked = 0
        self._bytes = 0

    @property
    def echoes(self) -> bool:
        """Whether what is sent comes back, each time."""
        return self._asked > 0 and self._echoed * 2 > self._asked

    @property
    def signs(self) -> tuple[str, ...]:
        """As in `Silent`."""
        if self.cannot_open:
            return ("cannot-open",)
        if self.echoes:
            return ("echo",)
        return ("garbage",) if self._bytes else ()

    def on(self, open_link: OpenLink) -> OpenLink:
        """The same port, overheard."""

        async def open_overheard() -> Link:
            try:
                link = await open_link()
            except LinkLost:
                self.cannot_open = True
                raise
            self.cannot_open = False
            return _OverheardLink(link, self)

        return open_overheard

    def sent(self, data: bytes | bytearray) -> None:
        """A frame left."""
        self._sent = bytes(data)
        self._heard.clear()
        self._asked += 1

    def came(self, piece: bytes | bytearray) -> None:
        """A piece arrived."""
        self._bytes += len(piece)
        if len(self._heard) >= len(self._sent):
            return
        self._heard += piece
        if len(self._sent) >= _ECHO_BYTES and self._heard.startswith(self._sent):
            self._echoed += 1


class _OverheardLink:
    def __init__(self, link: Link, ear: Overheard) -> None:
        self._link = link
        self._ear = ear

    async def read(self) -> bytearray:
        piece = await self._link.read()
        self._ear.came(piece)
        return piece

    def write(self, data: bytes | bytearray) -> None:
        self._link.write(data)
        self._ear.sent(data)

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        self._link.close()
