"""Frames of the 7941W dual-frequency reader: header, address, code, length, data, XOR of all from the address on.

`AB BA` begins what the host sends, `CD DC` what the reader sends. Rests on the maker's table as several shops and open
programs retell it (the requests, 80 and 81), and on one source for the shape of an answer with an id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial, reduce
from typing import Final

from hardware.protocols.wiped_buffer import Noise, NoiseKind, Step, WipedBuffer, WipedDecoder

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


def encode(frame: Frame, header: bytes) -> bytearray:
    """The frame as it goes over the wire."""
    wire = bytearray(header) + bytes((frame.address, frame.code, len(frame.data)))
    wire += frame.data
    wire.append(reduce(int.__xor__, memoryview(wire)[len(header) :]))
    return wire


def frame_decoder(header: bytes) -> WipedDecoder[Frame | Noise]:
    """For the frames of the side that begins them with `header`."""
    return WipedDecoder(CAPACITY, partial(_first, header), lambda held: _noise("cut", min(len(held), len(header))))


def masked(piece: bytes | bytearray) -> str:
    """What a tap may keep: frames without data whole, the head of others, of all else only the length."""
    size = len(piece)
    whole = bytes(piece[:2]) in (HOST, READER) and size > _HEAD and piece[_HEAD - 1] == size - _HEAD - 1
    if not whole or piece[3] not in _CODES:
        return f"{size} bytes"
    return piece.hex(" ").upper() if size == _HEAD + 1 else f"{piece[:_HEAD].hex(' ').upper()} … {size} bytes"


_CODES: Final = frozenset(Code)


def _first(header: bytes, buffer: WipedBuffer) -> Step[Frame | Noise]:
    start, held = buffer.find(header), buffer.held
    if start < 0:
        start = len(held) - buffer.ends_with_start_of(header)
    if start:
        return _noise("stray", start)
    if len(held) < _HEAD:
        return 0, None
    end = _HEAD + held[_HEAD - 1] + 1
    if end > CAPACITY:
        return _noise("length", len(header))
    if end > len(held):
        return 0, None
    if reduce(int.__xor__, held[len(header) : end]):
        # a good frame may stand inside the broken one, when its end was lost
        return _noise("checksum", len(header))
    return end, Frame(code=_known(held[3]), data=bytearray(held[_HEAD : end - 1]), address=held[2])


def _noise(kind: NoiseKind, size: int) -> Step[Frame | Noise]:
    return size, Noise(kind=kind, size=size)


def _known(code: int) -> int:
    return Code(code) if code in _CODES else code
