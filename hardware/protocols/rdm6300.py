"""Frames of RDM6300 and ID-20LA readers of EM4100 cards (125 kHz), which speak and never listen.

`02`, ten hex digits (a version byte and four bytes of id), two hex digits of their XOR, `03`; ID-20LA puts CR LF before
the `03`. The frame is sent again and again while the card lies there. Rests on four open sources that agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from hardware.protocols.wiped_buffer import Step, WipedBuffer, WipedDecoder

STX: Final = 0x02
ETX: Final = 0x03
ID_SIZE: Final = 5
_DIGITS: Final = b"0123456789ABCDEF"
_VALUES: Final = {digit: value for value, digit in enumerate(_DIGITS)} | {
    digit: value for value, digit in enumerate(_DIGITS.lower())
}
_TEXT_SIZE: Final = 2 * (ID_SIZE + 1)
_SHORT: Final = 1 + _TEXT_SIZE + 1
_LONG: Final = _SHORT + 2
CAPACITY: Final = 4 * _LONG
"""Bytes that a decoder holds at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One sight of a card."""

    uid: bytearray = field(repr=False)
    """Version byte and id, most significant first; whoever takes it wipes it."""

    def __post_init__(self) -> None:
        if len(self.uid) != ID_SIZE:
            raise ValueError(f"an EM4100 id has {ID_SIZE} bytes, got {len(self.uid)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Bytes that make no frame; what they were is not kept, because they may be a card's."""

    size: int
    printable: int
    """How many of them are printable ASCII or end a line: another kind of reader sends text."""


def encode(tag: Tag, *, crlf: bool = False) -> bytearray:
    """The frame as it goes over the wire; with `crlf` as ID-20LA sends it."""
    wire = bytearray((STX,))
    for byte in (*tag.uid, reduce(int.__xor__, tag.uid)):
        wire += bytes((_DIGITS[byte >> 4], _DIGITS[byte & 0xF]))
    return wire + (b"\r\n\x03" if crlf else b"\x03")


def tag_decoder() -> WipedDecoder[Tag | Noise]:
    """For frames, of which it holds less than one."""
    return WipedDecoder(CAPACITY, _first, lambda held: _noise(held[:1]))


def _first(buffer: WipedBuffer) -> Step[Tag | Noise]:
    start, held = buffer.find(bytes((STX,))), buffer.held
    if start:
        return _noise(held if start < 0 else held[:start])
    size = _size_of(held)
    if size is None:
        return 0, None
    tag = _parse(held[:size]) if size else None
    return _noise(held[:1]) if tag is None else (size, tag)  # another frame may begin within the broken one


def _noise(skipped: memoryview) -> Step[Tag | Noise]:
    printable = sum(1 for byte in skipped if 0x20 <= byte < 0x7F or byte in (0x0A, 0x0D))
    return len(skipped), Noise(size=len(skipped), printable=printable)


def _size_of(held: memoryview) -> int | None:
    """How long the frame at the beginning is; 0 for none, None while it is not known yet."""
    for at, byte in enumerate(held[1 : 1 + _TEXT_SIZE], start=1):
        if byte not in _VALUES:
            return 0
        if at == _TEXT_SIZE:
            break
    else:
        return None
    tail = bytes(held[1 + _TEXT_SIZE : _LONG])
    if tail.startswith(b"\x03"):
        return _SHORT
    if tail == b"\r\n\x03":
        return _LONG
    return None if b"\r\n\x03".startswith(tail) else 0


def _parse(raw: memoryview) -> Tag | None:
    uid = bytearray(ID_SIZE)
    check = 0
    for at in range(ID_SIZE + 1):
        byte = _VALUES[raw[1 + 2 * at]] << 4 | _VALUES[raw[2 + 2 * at]]
        check ^= byte
        if at < ID_SIZE:
            uid[at] = byte
    if check:
        uid[:] = bytes(ID_SIZE)
        return None
    return Tag(uid=uid)
