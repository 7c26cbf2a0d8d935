"""How the hub's other processes tell the live one that something has changed: a datagram, best effort.

A ring that is lost costs seconds: the live process looks by itself, too, and pages are fetched anew now and then. On
one machine only; between machines a database has to carry it.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from django.conf import settings

Matter = Literal["feed", "state"]
"""Something is there for a station to fetch; or a station is otherwise than it was, for whoever looks at it."""
Hears = Callable[[Matter, str], None]

_MATTERS: Final[dict[bytes, Matter]] = {b"feed": "feed", b"state": "state"}
_ROOM: Final = 1 << 20
"""Bytes of rings that may wait: all stations of a hub at once, where a policy is published to all."""
_STATIONS_AT_ONCE: Final = 200


def feed(stations: Sequence[str]) -> None:
    """Something is there for these stations."""
    _send("feed", stations)


def state(station: str) -> None:
    """This station is otherwise than it was."""
    _send("state", [station])


def _send(matter: Matter, stations: Sequence[str]) -> None:
    path: Path = settings.HUB_LIVE_SOCKET
    # Nobody there, or too much waits there: nobody waits for that here.
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as line:
        with _short(path) as name:
            line.connect(name)
        for first in range(0, len(stations), _STATIONS_AT_ONCE):
            line.send(" ".join([matter, *stations[first : first + _STATIONS_AT_ONCE]]).encode())


class Ear:
    """Hears the rings of this machine until it is closed; of this class there is one at a time for a data directory."""

    def __init__(self, path: Path, hears: Hears) -> None:
        self._path = path
        self._hears = hears
        path.unlink(missing_ok=True)  # of a process that was killed
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM)
        with _short(path) as name:
            self._line.bind(name)
        path.chmod(0o600)
        asyncio.get_running_loop().add_reader(self._line, self._hear)

    def close(self) -> None:
        """Hear no more."""
        asyncio.get_running_loop().remove_reader(self._line)
        self._line.close()
        self._path.unlink(missing_ok=True)

    def _hear(self) -> None:
        with suppress(BlockingIOError):
            while True:
                matter, *stations = self._line.recv(65536).split()
                if (kind := _MATTERS.get(matter)) is not None:
                    for station in stations:
                        self._hears(kind, station.decode(errors="replace"))


@contextmanager
def _short(path: Path) -> Generator[str]:
    """A name of a socket's file that is short enough, however deep the directory lies: 108 bytes are the limit."""
    if len(os.fsencode(path)) < 100:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
