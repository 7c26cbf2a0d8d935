"""A socket on the wall whose cable can be cut while bytes are on their way."""

from __future__ import annotations

from hardware.links.memory import MemoryLink, MemoryPort


class CutWire:
    """The twin's end of a wire that breaks after so many more bytes have come through."""

    def __init__(self, link: MemoryLink, port: WallPort) -> None:
        self._link = link
        self._port = port

    async def read(self) -> bytearray:
        """As any link."""
        return await self._link.read()

    def write(self, data: bytes | bytearray) -> None:
        """What comes through before the cut; the rest never arrives."""
        left = self._port.bytes_left
        if left is None or len(data) < left:
            self._link.write(data)
            self._port.bytes_left = None if left is None else left - len(data)
            return
        self._link.write(data[:left])
        self._port.cut()

    def discard(self) -> None:
        """As any link."""
        self._link.discard()

    def close(self) -> None:
        """As any link."""
        self._link.close()


class WallPort:
    """A memory port that can cut itself in the middle of a frame."""

    def __init__(self) -> None:
        self._port = MemoryPort()
        self.bytes_left: int | None = None

    async def open(self) -> MemoryLink:
        """The driver's side."""
        return await self._port.open()

    async def plug(self) -> CutWire:
        """The twin's side."""
        return CutWire(await self._port.plug(), self)

    def cut(self) -> None:
        """Pull the cable."""
        self.bytes_left = None
        self._port.cut()

    def mend(self) -> None:
        """Put it back."""
        self._port.mend()
