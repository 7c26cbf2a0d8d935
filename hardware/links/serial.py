"""Serial ports through pyserial: one hidden thread reads, the loop writes.

The thread opens the port, waits for bytes, and hands them to the loop; it is also the one that closes the port.
Tried on Linux. On Windows the same thread reads through pyserial's own blocking read, woken by `cancel_read`; that
half follows pyserial's documentation and has not been run.
"""

from __future__ import annotations

import asyncio
import errno
import os
import selectors
import threading
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol, cast

import serial

from hardware.errors import LinkLost, PortRefused
from hardware.links.inbox import Inbox

STANDARD_BAUDS: Final = frozenset(serial.Serial.BAUDRATES)
FRAMINGS: Final = {"8N1": ("N", 1), "8E1": ("E", 1), "8O1": ("O", 1), "8N2": ("N", 2)}
"""Parity and stop bits by the name that data sheets use; data bits are eight."""
_PIECE: Final = 4096
_WINDOWS: Final = os.name == "nt"
_CLOSING_SECONDS: Final = 2.0

_REMEDIES: Final = {
    errno.ENOENT: "Check that the cable is plugged in at both ends, and that the configured port is the right one.",
    errno.EACCES: "Let the program's user into the group that owns the port (on Debian: dialout), then start it again.",
    errno.EAGAIN: "Another program holds this port: end it, or correct the configured port.",
    errno.EBUSY: "Another program holds this port: end it, or correct the configured port.",
}
_REFUSALS: Final = frozenset({errno.EACCES, errno.EPERM, errno.EAGAIN, errno.EBUSY})


class _Port(Protocol):
    """What is used of pyserial, whose inferred types are those of one platform only."""

    in_waiting: int

    def fileno(self) -> int: ...
    def read(self, size: int) -> bytes: ...
    def write(self, data: bytes | bytearray) -> int | None: ...
    def cancel_read(self) -> None: ...
    def close(self) -> None: ...


async def open_serial(path: str, baud: int, framing: str = "8N1") -> SerialLink:
    """Open a port for this program alone. Raises LinkLost with a remedy when it cannot be opened."""
    link = SerialLink(path, baud, framing)
    try:
        await link.opened()
    except BaseException:
        link.close()
        raise
    return link


class SerialLink:
    """One open serial port; made by `open_serial`."""

    def __init__(self, path: str, baud: int, framing: str) -> None:
        self._path = path
        self._baud = baud
        self._framing = framing
        self._loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self._inbox = Inbox()
        self._rung = False
        self._port: _Port | None = None
        self._owning = threading.Lock()
        """Held while the port is written or closed, so that no byte goes to a number that the system has given away."""
        self._closed = False
        self._ending = False
        self._room = threading.Event()
        self._wake_read, self._wake_write = (-1, -1) if _WINDOWS else os.pipe()
        self._thread = threading.Thread(target=self._run, name=f"reads {path}", daemon=True)
        self._thread.start()

    async def opened(self) -> None:
        """Wait until the port is open. Raises LinkLost."""
        await self._opened

    async def read(self) -> bytearray:
        """The next piece that arrives. Raises LinkLost."""
        piece = await self._inbox.take()
        self._room.set()
        return piece

    def write(self, data: bytes | bytearray) -> None:
        """Hand all of `data` to the driver of the port. Raises LinkLost."""
        if self._inbox.loss is not None:
            raise self._inbox.loss
        try:
            with self._owning:
                taken = self._write(data)
        except BlockingIOError:
            taken = 0
        except OSError as error:  # pyserial's own exception is one of these
            raise self._lost(f"is lost ({_reason(error)})") from error
        if taken != len(data):
            raise self._lost("takes no more bytes")

    def discard(self) -> None:
        """Forget what has arrived and was not read."""
        self._inbox.discard()
        self._room.set()

    def close(self) -> None:
        """Let go of the port and end the thread; when this returns, the port can be opened again."""
        if self._closed:
            return
        self._closed = True
        self._ending = True
        self._inbox.discard()
        self._lost("was closed")
        self._room.set()
        self._wake()
        self._thread.join(_CLOSING_SECONDS)
        self._inbox.discard()
        if not _WINDOWS and not self._thread.is_alive():
            os.close(self._wake_read)
            os.close(self._wake_write)

    def _write(self, data: bytes | bytearray) -> int:
        port = self._port
        if port is None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        # pyserial's own non-blocking write spins while the driver's buffer is full
        return (port.write(data) or 0) if _WINDOWS else os.write(port.fileno(), data)

    def _wake(self) -> None:
        if not _WINDOWS:
            os.write(self._wake_write, b"x")
            return
        with self._owning:
            if self._port is not None:
                self._port.cancel_read()

    def _lost(self, how: str) -> LinkLost:
        fault = LinkLost(f"{self._path} {how}")
        self._inbox.lose(fault)
        return fault

    # what follows runs on the thread

    def _run(self) -> None:
        try:
            self._port = _open(self._path, self._baud, self._framing)
            self._tell(self._say_opened)
            (self._pump_windows if _WINDOWS else self._pump)(self._port)
        except OSError as error:
            how = "cannot be opened" if self._port is None else "is lost"
            refused = self._port is None and error.errno in _REFUSALS
            fault = (PortRefused if refused else LinkLost)(f"{self._path} {how} ({_reason(error)})")
            fault.remedy = _REMEDIES.get(error.errno or 0, LinkLost.remedy)
            self._tell(partial(self._say_lost, fault))
        except Exception as bug:  # raised again on the loop, where it ends the process
            self._tell(partial(self._say_lost, bug))
        finally:
            with self._owning:
                if self._port is not None:
                    self._port.close()
                    self._port = None

    def _pump(self, port: _Port) -> None:
        buffer = bytearray(_PIECE)
        view = memoryview(buffer)
        with selectors.DefaultSelector() as ready:
            ready.register(port.fileno(), selectors.EVENT_READ)
            ready.register(self._wake_read, selectors.EVENT_READ)
            while self._may_read():
                ready.select()
                if self._ending:
                    return
                try:
                    count = os.readv(port.fileno(), [buffer])
                except BlockingIOError:
                    continue
                if count == 0:
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
                self._hand_over(bytearray(view[:count]))
                view[:count] = bytes(count)

    def _pump_windows(self, port: _Port) -> None:
        while self._may_read():
            piece = bytearray(port.read(max(1, min(port.in_waiting, _PIECE))))
            if piece:  # nothing after the port's own time-out, which bounds a wake-up that came too early
                self._hand_over(piece)

    def _may_read(self) -> bool:
        while self._inbox.full and not self._ending:
            self._room.clear()
            if self._inbox.full and not self._ending:
                self._room.wait()
        return not self._ending

    def _hand_over(self, piece: bytearray) -> None:
        self._inbox.put(piece)
        if not self._rung:  # one ring stands for all pieces that come before the loop hears it
            self._rung = True
            self._tell(self._ring)

    def _tell(self, what: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(what)
        except RuntimeError:
            self._ending = True  # the loop is gone, and nobody is left to read

    # and this again on the loop

    def _ring(self) -> None:
        self._rung = False
        self._inbox.ring()

    def _say_opened(self) -> None:
        if not self._opened.done():
            self._opened.set_result(None)

    def _say_lost(self, loss: Exception) -> None:
        self._inbox.lose(loss)
        if not self._opened.done():
            self._opened.set_exception(loss)


def _open(path: str, baud: int, framing: str) -> _Port:
    parity, stop = FRAMINGS[framing]
    # pyserial drops what had arrived before the port was opened
    timeout = 1.0 if _WINDOWS else 0
    return cast(
        "_Port",
        serial.Serial(path, baud, parity=parity, stopbits=stop, timeout=timeout, write_timeout=0, exclusive=True),
    )


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else str(error)
