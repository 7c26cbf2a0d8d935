"""LCUS / "LC" USB relay boards: four bytes `A0 | channel | value | sum`, the same shape both ways.

The board may answer or not: 00 and 01 are silent in the vendor's text, 02 to 06 answer `A0 channel state sum`, and some
boards never answer at all. The query of all channels (a single FF) has no agreed answer and is not spoken here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

START: Final = 0xA0
_SIZE: Final = 4


class Op(IntEnum):
    """What a command asks of a relay; `OFF` and `ON` are also the states of an answer."""

    OFF = 0
    ON = 1
    OFF_ANSWERED = 2
    ON_ANSWERED = 3
    TOGGLE = 4
    QUERY = 5
    MOMENTARY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One command or one answer."""

    channel: int
    """As printed on the board, from 1."""
    op: Op
    """What to do; in an answer the relay's state, `OFF` or `ON`."""

    def __post_init__(self) -> None:
        if not 1 <= self.channel <= 255:
            raise ValueError(f"channel must be 1 to 255, got {self.channel}")


def encode(frame: Frame) -> bytes:
    """The frame as it goes over the wire."""
    body = bytes((START, frame.channel, frame.op))
    return body + bytes((sum(body) & 0xFF,))


class Decoder:
    """Finds frames in a stream that arrives in pieces; `noise` counts the bytes that belonged to none."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self.noise = 0

    @property
    def pending(self) -> int:
        """Bytes held back."""
        return len(self._pending)

    def feed(self, data: bytes | bytearray) -> Iterator[Frame]:
        """Take `data` at once and yield the frames it completes."""
        self._pending += data
        return self._take()

    def _take(self) -> Iterator[Frame]:
        while True:
            self._skip_to_start()
            if len(self._pending) < _SIZE:
                return
            frame = _parse(self._pending[:_SIZE])
            if frame is None:
                self._skip(1)
            else:
                del self._pending[:_SIZE]
                yield frame

    def _skip_to_start(self) -> None:
        start = self._pending.find(START)
        self._skip(len(self._pending) if start < 0 else start)

    def _skip(self, count: int) -> None:
        self.noise += count
        del self._pending[:count]


def masked(piece: bytes | bytearray) -> str:
    """What a tap may keep: whole frames; of all else, which may be a misplaced reader's, the length."""
    return piece.hex(" ").upper() if is_whole(piece) else f"{len(piece)} bytes"


def is_whole(piece: bytes | bytearray) -> bool:
    """Whether these are frames and nothing else."""
    decoder = Decoder()
    return sum(_SIZE for _ in decoder.feed(piece)) == len(piece)


def _parse(raw: bytearray) -> Frame | None:
    _, channel, op, check = raw
    if channel == 0 or op > Op.MOMENTARY or check != sum(raw[:3]) & 0xFF:
        return None
    return Frame(channel=channel, op=Op(op))
