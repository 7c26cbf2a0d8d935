"""Frames of OSDP v2 (IEC 60839-11-5): what both ends of an RS-485 line to a card reader say.

`53`, address (bit 7: from the reader), length of all, control (bits 0-1 sequence, 2 CRC, 3 security block), security
block, code, data, CRC-16 or sum. The conversation itself is left to libosdp; these frames, written from the published
layout and pinned to Annex E, show what passed, and check that library from outside.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass, field
from typing import Final

from hardware.protocols.wiped_buffer import Noise, NoiseKind, Step, WipedBuffer, WipedDecoder

START: Final = b"\x53"
BROADCAST: Final = 0x7F
LONGEST: Final = 512
"""Largest length that is believed; libosdp itself sends and takes 256."""
CAPACITY: Final = LONGEST
"""Bytes that a decoder holds at most."""
KEY_SIZE: Final = 16
DEFAULT_KEY: Final = bytes(range(0x30, 0x40))
"""SCBK-D, which everybody knows."""
NAK: Final = 0x41
FIRST_REPLIES: Final = frozenset({NAK, 0x45, 0x46, 0x76, 0x78})
"""What a reader says before anything can be asked: no, who it is, what it can, and the two of the secure channel."""
KEY_REFUSED: Final = frozenset({0x05, 0x06})
"""Reasons of a NAK: secure channel not supported, encryption required."""
_IDLE: Final = 0xFF
_HEAD: Final = 5
_REPLY: Final = 0x80
_CRC: Final = 0x04
_SECURE: Final = 0x08


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One command or reply; `data` may hold a card's id and is wiped by whoever has used it."""

    address: int
    reply: bool
    sequence: int
    code: int
    data: bytearray = field(default_factory=bytearray, repr=False)
    """With the four bytes of the MAC at its end where the channel is secure; encrypted where the block says so."""
    security: bytes = b""
    """The security block with its length, or empty."""

    def __post_init__(self) -> None:
        if not (0 <= self.address <= BROADCAST and 0 <= self.sequence <= 3 and 0 <= self.code <= 0xFF):
            raise ValueError("address must be 0 to 127, sequence 0 to 3 and code one byte")
        if self.security and self.security[0] != len(self.security):
            raise ValueError("a security block begins with its own length")
        if len(self.data) > LONGEST - _HEAD - len(self.security) - 2:  # its code, and a sum of one byte
            raise ValueError(f"data is longer than a frame may be, {len(self.data)} bytes")

    def wipe(self) -> None:
        """Overwrite the data."""
        self.data[:] = bytes(len(self.data))


def crc16(raw: bytes | bytearray | memoryview) -> int:
    """CRC-16, polynomial 1021, begun with 1D0F; sent low byte first."""
    return binascii.crc_hqx(raw, 0x1D0F)  # quick: a babbling line lets it be tried at each byte


def encode(frame: Frame, *, crc: bool = True) -> bytearray:
    """The frame as it goes over the wire, with CRC or sum. Raises ValueError for one that a CRC would make too long."""
    size = _HEAD + len(frame.security) + 1 + len(frame.data) + (2 if crc else 1)
    if size > LONGEST:
        raise ValueError(f"a frame has at most {LONGEST} bytes, got {size}")
    control = frame.sequence | (_CRC if crc else 0) | (_SECURE if frame.security else 0)
    wire = bytearray(START) + bytes((frame.address | (_REPLY if frame.reply else 0), size & 0xFF, size >> 8, control))
    wire += frame.security
    wire.append(frame.code)
    wire += frame.data
    wire += crc16(wire).to_bytes(2, "little") if crc else bytes((-sum(wire) & 0xFF,))
    return wire


def frame_decoder() -> WipedDecoder[Frame | Noise]:
    """For both sides' frames."""
    return WipedDecoder(CAPACITY, _first, lambda _: _broken("cut"))


def parse_key(text: str) -> bytes:
    """A reader's key (SCBK) from 32 hex digits. Raises ValueError that says what to write."""
    digits = "".join(text.split())
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        raise ValueError(f"must hold {2 * KEY_SIZE} hex digits, the key that was set in the reader, and nothing else")
    if key == DEFAULT_KEY:
        raise ValueError("holds the default key that everybody knows; set another one in the reader")
    return key


def masked(piece: bytes | bytearray) -> str:
    """What a tap may keep: of each frame its code and length; of all else only the length."""
    decoder = frame_decoder()
    items = decoder.feed(piece)
    shown: list[str] = []
    for item in items:
        if isinstance(item, Noise):
            return f"{len(piece)} bytes"
        shown.append(f"{'reply' if item.reply else 'command'} {item.code:02X} … {len(item.data)} bytes")
        item.wipe()
    return ", ".join(shown) if shown and not decoder.pending else f"{len(piece)} bytes"


def _first(buffer: WipedBuffer) -> Step[Frame | Noise]:
    start, held = buffer.find(START), buffer.held
    if start:
        return _stray(held if start < 0 else held[:start])
    if len(held) < _HEAD:
        return 0, None
    end = int.from_bytes(held[2:4], "little")
    if not _fits(held[4], end):
        return _broken("length")
    if end > len(held):
        return 0, None
    if not _checks(held[:end]):
        return _broken("checksum")
    frame = _parse(held[:end])
    return _broken("length") if frame is None else (end, frame)


def _stray(skipped: memoryview) -> Step[Frame | Noise]:
    size = sum(1 for byte in skipped if byte != _IDLE)
    return len(skipped), Noise(kind="stray", size=size) if size else None


def _broken(kind: NoiseKind) -> Step[Frame | Noise]:
    return 1, Noise(kind=kind, size=1)  # a good frame may stand inside the broken one


def _fits(control: int, size: int) -> bool:
    return _HEAD + 1 + (2 if control & _CRC else 1) <= size <= LONGEST


def _checks(raw: memoryview) -> bool:
    if raw[4] & _CRC:
        return crc16(raw[:-2]) == int.from_bytes(raw[-2:], "little")
    return sum(raw) & 0xFF == 0


def _parse(raw: memoryview) -> Frame | None:
    control = raw[4]
    body = raw[_HEAD : -2 if control & _CRC else -1]
    block = body[0] if control & _SECURE else 0
    if control & _SECURE and not 2 <= block < len(body):
        return None
    return Frame(
        address=raw[1] & ~_REPLY,
        reply=bool(raw[1] & _REPLY),
        sequence=control & 3,
        code=body[block],
        data=bytearray(body[block + 1 :]),
        security=bytes(body[:block]),
    )
