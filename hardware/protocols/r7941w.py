"""Frames of the 7941W dual-frequency reader: header, address, code, length, data, XOR of all from the address on.

`AB BA` begins what the host sends, `CD DC` what the reader sends. Rests on the maker's table as several shops and open
programs retell it (the requests, 80 and 81), and on one source for the shape of an answer with an id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import reduce
from typing import Final, Literal

from hardware.protocols.wiped_buffer import WipedBuffer

HOST: Final = b"\xab\xba"
READER: Final = b"\xcd\xdc"
EM_ID_SIZE: Final = 5
"""Bytes of a 125 kHz id."""
LONGEST: Final = 64
"""Most bytes of data that are believed; an id has at most ten."""
_HEAD: Final = 5
CAPACITY: Final = _HEAD + LONGEST + 1
"""Bytes that a decoder holds at most."""


class Code(IntEnum):
    """What is asked, and how it went; an answer does not say which question it answers."""

    READ_UID = 0x10
    """Of a 13.56 MHz card."""
    READ_ID = 0x15
    """Of a 125 kHz card."""
    FAILED = 0x80
    """Also when there is no card."""
    DONE = 0x81


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One request or answer; `data` may be a card's id and is wiped by whoever has used it."""

    code: int
    """A `Code` where it is a known one."""
    data: bytearray = field(default_factory=bytearray, repr=False)
    address: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.code <= 0xFF and 0 <= self.address <= 0xFF):
            raise ValueError("code and address must be one byte each")
        if len(self.data) > LONGEST:
            raise ValueError(f"data must be at most {LONGEST} bytes, got {len(self.data)}")

    def wipe(self) -> None:
        """Overwrite the data."""
        self.data[:] = bytes(len(self.data))


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Bytes that make no frame; what they were is not kept, because they may be a card's."""

    kind: Literal["stray", "length", "checksum", "cut"]
    """No header · an impossible length · a wrong check byte · a frame that stopped half-way."""
    size: int


def encode(frame: Frame, header: bytes) -> bytearray:
    """The frame as it goes over the wire."""
    wire = bytearray(header) + bytes((frame.address, frame.code, len(frame.data)))
    wire += frame.data
    wire.append(reduce(int.__xor__, memoryview(wire)[len(header) :]))
    return wire


class Decoder:
    """Finds one side's frames in a stream that arrives in pieces; wipes what it has used."""

    def __init__(self, header: bytes) -> None:
        self._header = header
        self._buffer = WipedBuffer(CAPACITY)

    @property
    def pending(self) -> int:
        """Bytes held back; not 0 while a frame may have begun, so that a pause has a meaning."""
        return self._buffer.size

    def feed(self, data: bytes | bytearray) -> list[Frame | Noise]:
        """The frames and the noise that `data` completes, in order."""
        found: list[Frame | Noise] = []
        source = memoryview(data)
        while source:
            source = self._buffer.take(source)
            self._take(found)
        return found

    def flush(self) -> list[Frame | Noise]:
        """The line has paused: what had begun is broken; the frames that were hidden in it."""
        found: list[Frame | Noise] = []
        while self._buffer.size:
            self._skip(found, "cut", min(self._buffer.size, len(self._header)))
            self._take(found)
        return found

    def wipe(self) -> None:
        """Overwrite and forget what is held back."""
        self._buffer.drop(self._buffer.size)

    def _take(self, found: list[Frame | Noise]) -> None:
        buffer = self._buffer
        while buffer.size:
            start = buffer.find(self._header)
            if start < 0:
                start = buffer.size - buffer.ends_with_start_of(self._header)
            if start:
                self._skip(found, "stray", start)
                continue
            if buffer.size < _HEAD:
                return
            end = _HEAD + buffer.held[_HEAD - 1] + 1
            if end > CAPACITY:
                self._skip(found, "length", len(self._header))
            elif end > buffer.size:
                return
            elif reduce(int.__xor__, buffer.held[len(self._header) : end]):
                # a good frame may stand inside the broken one, when its end was lost
                self._skip(found, "checksum", len(self._header))
            else:
                code = buffer.held[3]
                data = bytearray(buffer.held[_HEAD : end - 1])
                found.append(Frame(code=_known(code), data=data, address=buffer.held[2]))
                buffer.drop(end)

    def _skip(self, found: list[Frame | Noise], kind: Literal["stray", "length", "checksum", "cut"], size: int) -> None:
        found.append(Noise(kind=kind, size=size))
        self._buffer.drop(size)


def masked(piece: bytes | bytearray) -> str:
    """What a tap may keep: frames without data whole, the head of others, of all else only the length."""
    size = len(piece)
    whole = bytes(piece[:2]) in (HOST, READER) and size > _HEAD and piece[_HEAD - 1] == size - _HEAD - 1
    if not whole or piece[3] not in _CODES:
        return f"{size} bytes"
    return piece.hex(" ").upper() if size == _HEAD + 1 else f"{piece[:_HEAD].hex(' ').upper()} … {size} bytes"


_CODES: Final = frozenset(Code)


def _known(code: int) -> int:
    return Code(code) if code in _CODES else code
