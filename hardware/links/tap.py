"""The last pieces that went over a link, for a technician's eye; personal data is masked before anything is kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final, Literal

from hardware.clock import Clock
from hardware.links import Link, OpenLink

KEPT: Final = 64
"""Entries per direction."""

Mask = Callable[[bytes | bytearray], str]
"""What may be kept of a piece, which is cut anywhere; the kind of device decides."""

Direction = Literal["in", "out"]


Listener = Callable[[Direction, bytes | bytearray], None]
"""Counts what goes over a wire. It keeps no byte of it: a piece may be anybody's."""


def length_only(piece: bytes | bytearray) -> str:
    """Only how much it was: for code readers, whose lines may hold a pass."""
    return f"{len(piece)} bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """One piece as it may be shown; equal neighbours are one entry."""

    at: float
    """Monotonic seconds, of the last of `times`."""
    shown: str
    times: int = 1


class Tap:
    """Remembers across reconnects what went in and out."""

    def __init__(self, mask: Mask, clock: Clock) -> None:
        self._mask = mask
        self._clock = clock
        self._listeners: set[Listener] = set()
        self._kept: dict[Direction, deque[Tapped]] = {"in": deque(maxlen=KEPT), "out": deque(maxlen=KEPT)}

    def on(self, open_link: OpenLink) -> OpenLink:
        """The same port, with this tap on every link that it opens."""

        async def open_tapped() -> Link:
            return _TappedLink(await open_link(), self)

        return open_tapped

    def recent(self, direction: Direction) -> tuple[Tapped, ...]:
        """What is kept, oldest first."""
        return tuple(self._kept[direction])

    @contextmanager
    def listening(self, listener: Listener) -> Generator[None]:
        """Let `listener` hear every piece as it is, for as long as the block lasts."""
        self._listeners.add(listener)
        try:
            yield
        finally:
            self._listeners.discard(listener)

    def note(self, direction: Direction, piece: bytes | bytearray) -> None:
        """Keep what may be kept of `piece`."""
        for listener in self._listeners:
            listener(direction, piece)
        kept, shown, now = self._kept[direction], self._mask(piece), self._clock.monotonic()
        if kept and kept[-1].shown == shown:
            kept[-1] = replace(kept[-1], at=now, times=kept[-1].times + 1)
        else:
            kept.append(Tapped(at=now, shown=shown))


class _TappedLink:
    def __init__(self, link: Link, tap: Tap) -> None:
        self._link = link
        self._tap = tap

    async def read(self) -> bytearray:
        piece = await self._link.read()
        self._tap.note("in", piece)
        return piece

    def write(self, data: bytes | bytearray) -> None:
        self._link.write(data)
        self._tap.note("out", data)

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        self._link.close()
