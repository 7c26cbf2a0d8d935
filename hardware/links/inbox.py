"""What has arrived on a link and was not read yet, bounded, and overwritten when it is thrown away."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from typing import Final

MOST_UNREAD: Final = 256 * 1024
"""Bytes; whoever fills an inbox stops reading the wire above this, so that a flood cannot eat the memory."""


class Inbox:
    """Pieces in the order of their arrival; any thread may put, the loop alone takes."""

    def __init__(self) -> None:
        self._pieces: deque[bytearray] = deque()
        self._unread = 0
        self._counting = threading.Lock()
        self._something = asyncio.Event()
        self._loss: Exception | None = None

    @property
    def full(self) -> bool:
        """True when no more should be put in until some has been taken."""
        return self._unread >= MOST_UNREAD

    @property
    def loss(self) -> Exception | None:
        """What to raise from now on, or None while the link holds."""
        return self._loss

    def put(self, piece: bytearray) -> None:
        """Add a piece; the loop learns of it by `ring`."""
        with self._counting:
            self._pieces.append(piece)
            self._unread += len(piece)

    def ring(self) -> None:
        """Wake the reader. Only on the loop's thread."""
        self._something.set()

    def lose(self, loss: Exception) -> None:
        """Nothing more comes; what has arrived can still be taken. Only on the loop's thread; the first loss holds."""
        if self._loss is None:
            self._loss = loss
        self.ring()

    async def take(self) -> bytearray:
        """The next piece. Raises the loss (LinkLost, or a bug of whoever reads the wire) once all is taken."""
        await asyncio.sleep(0)  # a wire that is never empty leaves the loop its turns
        while not self._pieces:
            if self._loss is not None:
                raise self._loss
            self._something.clear()
            await self._something.wait()
        with self._counting:
            piece = self._pieces.popleft()
            self._unread -= len(piece)
        return piece

    def discard(self) -> None:
        """Overwrite and forget all that was not taken."""
        with self._counting:
            for piece in self._pieces:
                piece[:] = bytes(len(piece))
            self._pieces.clear()
            self._unread = 0
