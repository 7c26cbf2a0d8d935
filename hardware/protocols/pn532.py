"""Frames of the PN532 on its serial port (HSU), for the host's side and the chip's.

`00 00 FF`, length and its complement, direction (D4 to the chip, D5 from it), code and data, a check byte, `00`. Longer
ones say `FF FF` and two bytes of length. Rests on four open sources that agree with NXP's UM0701-02 as they retell it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Final

from hardware.protocols.iso14443 import UID_SIZES
from hardware.protocols.wiped_buffer import Noise, NoiseKind, Step, WipedBuffer, WipedDecoder

START: Final = b"\x00\xff"
WAKE: Final = b"\x55\x55" + bytes(14)
"""Wakes a chip that sleeps since it got its power; the first command must follow at once."""
TO_CHIP: Final = 0xD4
TO_HOST: Final = 0xD5
SYNTAX_ERROR: Final = 0x7F
"""Stands for the direction in the chip's answer to a frame that it does not understand; such a frame has no more."""
LONGEST: Final = 265
"""Largest length that is believed, direction included: what the chip can handle."""
_NORMAL: Final = 255
_ATQB: Final = 0x50
_HEAD: Final = 4
_LONG_HEAD: Final = 7
CAPACITY: Final = _LONG_HEAD + LONGEST + 1
"""Bytes that a decoder holds at most."""


class Code(IntEnum):
    """Commands; an answer has the next higher number."""

    FIRMWARE = 0x02
    SAM_CONFIGURATION = 0x14
    RF_CONFIGURATION = 0x32
    LIST_PASSIVE_TARGET = 0x4A


class Signal(Enum):
    """The short frames."""

    ACK = b"\x00\x00\xff\x00\xff\x00"
    """From the chip: command understood. From the host: stop what you do."""
    NACK = b"\x00\x00\xff\xff\x00\x00"
    """From the host: say your last answer again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One command or answer; `data` may hold a card's id and is wiped by whoever has used it."""

    direction: int
    data: bytearray = field(default_factory=bytearray, repr=False)
    """The code and what belongs to it."""

    def __post_init__(self) -> None:
        if not 0 <= self.direction <= 0xFF:
            raise ValueError(f"direction must be one byte, got {self.direction}")
        if len(self.data) > LONGEST - 1:
            raise ValueError(f"data must be at most {LONGEST - 1} bytes, got {len(self.data)}")

    def wipe(self) -> None:
        """Overwrite the data."""
        self.data[:] = bytes(len(self.data))


Item = Frame | Signal | Noise


def encode(frame: Frame, *, extended: bool = False) -> bytearray:
    """The frame as it goes over the wire; long ones are extended by themselves."""
    size = 1 + len(frame.data)
    wire = bytearray(b"\x00\x00\xff")
    if extended or size > _NORMAL:
        high, low = size >> 8, size & 0xFF
        wire += bytes((0xFF, 0xFF, high, low, -(high + low) & 0xFF))
    else:
        wire += bytes((size, -size & 0xFF))
    wire.append(frame.direction)
    wire += frame.data
    wire += bytes((-(frame.direction + sum(frame.data)) & 0xFF, 0))
    return wire


def frame_decoder() -> WipedDecoder[Item]:
    """For both sides' frames."""
    return WipedDecoder(CAPACITY, _first, _cut)


def uid_of(data: bytearray) -> bytearray | None:
    """The UID in the answer to LIST_PASSIVE_TARGET for type A, None when no card was found; `data` is overwritten.

    Its form is: code, number of targets, target, SENS_RES (2), SEL_RES, length, UID. Raises ValueError for any other.
    """
    none = len(data) >= 2 and data[1] == 0
    # the upper half of SENS_RES's first byte is 0 by ISO/IEC 14443-3; a type B card has 50 there
    one = len(data) > 6 and data[3] < 0x10 and data[6] in UID_SIZES and len(data) >= 7 + data[6]
    uid = None if none or not one else data[7 : 7 + data[6]]
    data[:] = bytes(len(data))
    if not none and uid is None:
        raise ValueError("what describes no type A card")
    return uid


def is_type_b(data: bytearray) -> bool:
    """Whether the answer to LIST_PASSIVE_TARGET for type B found a card; `data` is overwritten.

    Its form is: code, number of targets, target, ATQB, which begins with 50. Raises ValueError for any other.
    """
    none = len(data) >= 2 and data[1] == 0
    one = len(data) > 3 and data[3] == _ATQB
    data[:] = bytes(len(data))
    if not none and not one:
        raise ValueError("what describes no type B card")
    return not none


def masked(piece: bytes | bytearray) -> str:
    """What a tap may keep: commands whole, of answers the code and the length, of all else only the length."""
    decoder = frame_decoder()
    items = decoder.feed(bytes(piece).removeprefix(WAKE[:2]))
    shown = [_shown(item) for item in items]
    for item in items:
        if isinstance(item, Frame):
            item.wipe()
    return ", ".join(shown) if shown and "" not in shown and decoder.pending <= 1 else f"{len(piece)} bytes"


def _first(buffer: WipedBuffer) -> Step[Item]:
    start = buffer.find(START)
    if start < 0:
        start = buffer.size - buffer.ends_with_start_of(START)
    return _stray(buffer.held[:start]) if start else _started(buffer.held)


def _started(held: memoryview) -> Step[Item]:
    if len(held) < _HEAD:
        return 0, None
    match bytes(held[2:_HEAD]):
        case b"\x00\xff":
            return _HEAD, Signal.ACK
        case b"\xff\x00":
            return _HEAD, Signal.NACK
        case b"\xff\xff":
            head = _LONG_HEAD
        case _:
            head = _HEAD
    if len(held) < head:
        return 0, None
    size = int.from_bytes(held[head - 3 : head - 1]) if head == _LONG_HEAD else held[2]
    check = sum(held[head - 3 if head == _LONG_HEAD else 2 : head]) & 0xFF
    if check or not 1 <= size <= LONGEST:
        return _broken("length")
    end = head + size + 1
    if len(held) < end:
        return 0, None
    if sum(held[head:end]) & 0xFF:
        return _broken("checksum")  # a good frame may stand inside the broken one, when its end was lost
    return end, Frame(direction=held[head], data=bytearray(held[head + 1 : end - 1]))


def _stray(skipped: memoryview) -> Step[Item]:
    size = sum(1 for byte in skipped if byte)  # the protocol pads with zeros
    return len(skipped), Noise(kind="stray", size=size) if size else None


def _broken(kind: NoiseKind) -> Step[Item]:
    return 1, Noise(kind=kind, size=1)


def _cut(held: memoryview) -> Step[Item]:
    return _broken("cut") if len(held) > 1 else (1, None)  # a single zero is padding


def _shown(item: Item) -> str:
    match item:
        case Signal():
            return item.name
        case Frame(direction=direction, data=data) if direction == TO_CHIP:
            return f"{direction:02X} {data.hex(' ').upper()}"
        case Frame(direction=direction, data=data):
            return f"{direction:02X} {data[:1].hex().upper()} … {len(data)} bytes"
        case _:
            return ""
