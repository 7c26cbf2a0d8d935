"""A twin's side of a pseudo-terminal: a symlink that a program opens as it opens any serial port. POSIX only."""

from __future__ import annotations

import asyncio
import os
import tty
from pathlib import Path
from typing import Final

from hardware.errors import LinkLost
from hardware.links.inbox import Inbox

_PIECE: Final = 4096
_PTS: Final = Path("/dev/pts")


class PtyPort:
    """A pty pair and a symlink at a wanted path, from the moment it is made until `close`.

    The slave end stays open here too, so that the wire outlives whoever opens and closes the path.
    """

    def __init__(self, path: Path) -> None:
        """Put the link at `path`. Raises ValueError under /dev, FileExistsError where something else is."""
        if path.parent.resolve().is_relative_to("/dev"):
            raise ValueError(f"{path} is under /dev, which belongs to real devices: choose a path elsewhere")
        self.path = path
        self._master = -1
        self._slave = -1
        self._link: PtyLink | None = None
        self._whole = asyncio.Event()
        self.mend()

    async def plug(self) -> PtyLink:
        """The twin's end of the wire; waits while it is cut. A link taken earlier is closed."""
        await self._whole.wait()
        if self._link is not None:
            self._link.close()
        self._link = PtyLink(self._master, asyncio.get_running_loop())
        return self._link

    def cut(self) -> None:
        """Pull the cable: whoever has the path open gets a hang-up, and the path is gone."""
        if not self._whole.is_set():
            return
        self._whole.clear()
        if self._link is not None:
            self._link.hang_up()
            self._link = None
        _remove(self.path, os.ttyname(self._slave))
        os.close(self._master)
        os.close(self._slave)

    def mend(self) -> None:
        """Put the cable back: a new pty at the same path."""
        if self._whole.is_set():
            return
        _make_room(self.path)
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.symlink_to(os.ttyname(self._slave))
        self._whole.set()

    def close(self) -> None:
        """Take everything away; closing twice is harmless."""
        self.cut()


class PtyLink:
    """The master end of a pty, read on the loop; made by `PtyPort.plug`."""

    def __init__(self, master: int, loop: asyncio.AbstractEventLoop) -> None:
        self._master = master
        self._loop = loop
        self._inbox = Inbox()
        self._buffer = bytearray(_PIECE)
        self._listening = False
        self._listen()

    async def read(self) -> bytearray:
        """The next piece that arrives. Raises LinkLost."""
        piece = await self._inbox.take()
        if not self._inbox.full:
            self._listen()
        return piece

    def write(self, data: bytes | bytearray) -> None:
        """Put `data` on the wire; what nobody drains is lost, as on a wire that nobody listens to. Raises LinkLost."""
        if self._inbox.loss is not None:
            raise self._inbox.loss
        try:
            os.write(self._master, data)
        except BlockingIOError:
            return

    def discard(self) -> None:
        """Forget what has arrived and was not read."""
        self._inbox.discard()
        self._listen()

    def close(self) -> None:
        """Stop reading; the pty itself belongs to its port."""
        self._inbox.discard()
        self.hang_up()

    def hang_up(self) -> None:
        """The wire is cut: what has arrived can be read, and then no more."""
        self._deafen()
        self._inbox.lose(LinkLost("the pty is cut or closed"))

    def _listen(self) -> None:
        if not self._listening and self._inbox.loss is None:
            self._listening = True
            self._loop.add_reader(self._master, self._take)

    def _deafen(self) -> None:
        if self._listening:
            self._listening = False
            self._loop.remove_reader(self._master)

    def _take(self) -> None:
        try:
            count = os.readv(self._master, [self._buffer])
        except BlockingIOError:
            return
        self._inbox.put(bytearray(memoryview(self._buffer)[:count]))
        self._buffer[:count] = bytes(count)
        self._inbox.ring()
        if self._inbox.full:
            self._deafen()


def _make_room(path: Path) -> None:
    """Remove a link that a port of ours left behind; anything else is somebody's and stays."""
    if path.is_symlink() and path.readlink().is_relative_to(_PTS):
        path.unlink()
    elif path.is_symlink() or path.exists():
        raise FileExistsError(f"{path} exists and is no simulated device's link: move it away or choose another path")


def _remove(path: Path, target: str) -> None:
    """Remove the link if it is still the one that leads to our pty."""
    if path.is_symlink() and str(path.readlink()) == target:
        path.unlink()
