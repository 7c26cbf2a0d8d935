"""A wire that exists only in memory: two joined ends, for tests on one loop."""

from __future__ import annotations

import asyncio

from hardware.errors import LinkLost


class MemoryLink:
    """One end of a memory wire; made in pairs by `memory_pair`."""

    def __init__(self) -> None:
        self._arrived = bytearray()
        self._something = asyncio.Event()
        self._lost = False
        self.other: MemoryLink | None = None

    async def read(self) -> bytearray:
        """All that has arrived, or the next byte that does."""
        while not self._arrived:
            if self._lost:
                raise LinkLost("the memory wire is cut")
            self._something.clear()
            await self._something.wait()
        piece, self._arrived = self._arrived, bytearray()
        return piece

    def write(self, data: bytes | bytearray) -> None:
        """Put `data` at the other end."""
        other = self.other
        if self._lost or other is None:
            raise LinkLost("the memory wire is cut")
        other._arrived += data
        other._something.set()

    def discard(self) -> None:
        """Overwrite and forget what has arrived."""
        self._arrived[:] = bytes(len(self._arrived))
        self._arrived.clear()

    def close(self) -> None:
        """Cut the wire for both ends; what had already arrived can still be read."""
        for end in (self, self.other):
            if end is not None:
                end._lost = True
                end._something.set()


def memory_pair() -> tuple[MemoryLink, MemoryLink]:
    """Two ends of one wire."""
    left, right = MemoryLink(), MemoryLink()
    left.other, right.other = right, left
    return left, right


class MemoryPort:
    """A socket on the wall: a driver calls `open`, the twin's side awaits `plug`.

    Cutting the cable loses the present link; mending lets the next `open` through.
    """

    def __init__(self) -> None:
        self._plugged: asyncio.Queue[MemoryLink] = asyncio.Queue()
        self._present: MemoryLink | None = None
        self._whole = True

    async def open(self) -> MemoryLink:
        """The driver's side. Raises LinkLost while the cable is cut."""
        if not self._whole:
            raise LinkLost("the cable is cut")
        near, far = memory_pair()
        self._present = near
        self._plugged.put_nowait(far)
        return near

    async def plug(self) -> MemoryLink:
        """The twin's side: the far end of the next link that a driver opens."""
        return await self._plugged.get()

    def cut(self) -> None:
        """Pull the cable."""
        self._whole = False
        if self._present is not None:
            self._present.close()

    def mend(self) -> None:
        """Put the cable back."""
        self._whole = True
