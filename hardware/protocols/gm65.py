"""Command mode of GM65 / GM805 code readers (Hangzhou Grow) and many rebrands; codes come as text in the same stream.

A request is `7E 00 | type | count | address | data | CRC`, an answer `02 00 | 00 | count | data | CRC`. The CRC is
XMODEM's (polynomial 1021, start 0) from the type to the last byte of data; `AB CD` in its place is taken by the reader
unchecked. A request with a wrong CRC or an unknown type gets no answer at all.

What can be encoded is what a station needs: reads, the mode and the trigger, the sign of life. Saving to flash and
every restore (two sources disagree which is which) cannot come into being here.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from typing import Final, Literal

from hardware.protocols.mixed_decoder import MixedDecoder
from hardware.protocols.wiped_buffer import Step

MODE_ZONE: Final = 0x0000
"""Bits 7 LED, 6 sound, 5-4 aim, 3-2 light, 1-0 mode."""
TRIGGER_ZONE: Final = 0x0002
BAUD_ZONE: Final = 0x002A
IDENTITY_ZONE: Final = 0x00E0
FIRMWARE_ZONE: Final = 0x00E2

WRITABLE: Final = frozenset({MODE_ZONE, TRIGGER_ZONE})

BAUD_WORDS: Final = {
    0x09C4: 1200,
    0x0271: 4800,
    0x0139: 9600,
    0x00D0: 14400,
    0x009C: 19200,
    0x004E: 38400,
    0x0034: 57600,
}
"""What the baud zone holds, low byte first on the wire."""

UNCHECKED: Final = b"\xab\xcd"
MOST_READ: Final = 16
"""Bytes of data in the longest answer that a station asks for."""
_READ, _WRITE, _HEARTBEAT = 0x07, 0x08, 0x0A
_REQUEST: Final = b"\x7e\x00"
_ANSWERS: Final[dict[bytes, Literal["answer", "heartbeat"]]] = {b"\x02\x00\x00": "answer", b"\x03\x00\x00": "heartbeat"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Tell what `count` zones from `zone` on hold."""

    zone: int
    count: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.zone <= 0xFFFF or not 1 <= self.count <= MOST_READ:
            raise ValueError(f"read 1 to {MOST_READ} bytes of zones 0 to 65535, not {self.count} of {self.zone}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Let a zone hold `value` until the power goes. Only the mode and the trigger: a restore is a write, too."""

    zone: int
    value: int

    def __post_init__(self) -> None:
        if self.zone not in WRITABLE:
            raise ValueError(f"zone {self.zone:04X} is never written by a station")
        if not 0 <= self.value <= 0xFF:
            raise ValueError(f"value must be 0 to 255, got {self.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """Give a sign of life."""


Request = Read | Write | Heartbeat

START: Final = Write(zone=TRIGGER_ZONE, value=1)
STOP: Final = Write(zone=TRIGGER_ZONE, value=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the reader says to a request: the bytes read, or a single 0 for done."""

    data: bytes
    heartbeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A request with a right CRC (or none) that a station never sends; for twins, which must tell when one comes."""

    kind: int
    address: int
    data: bytes


def encode(message: Request | Answer) -> bytes:
    """The message as it goes over the wire."""
    match message:
        case Answer():
            body = bytes((0x00, len(message.data))) + message.data
            return (b"\x03\x00" if message.heartbeat else b"\x02\x00") + body + _crc(body)
        case Read():
            body = bytes((_READ, 1)) + message.zone.to_bytes(2) + bytes((message.count,))
        case Write():
            body = bytes((_WRITE, 1)) + message.zone.to_bytes(2) + bytes((message.value,))
        case Heartbeat():
            body = bytes((_HEARTBEAT, 1, 0, 0, 0))
    return _REQUEST + body + _crc(body)


def reply_ear() -> MixedDecoder[Answer | bytes]:
    """For the host: tells answers from the text of codes."""
    return MixedDecoder(_first_heard)


def request_decoder() -> MixedDecoder[Request | Foreign]:
    """For the reader: finds requests; what is none, or has a wrong CRC, is passed over in silence."""
    return MixedDecoder(_first_request)


def _first_heard(held: bytearray) -> Step[Answer | bytes]:
    start = _start(held, b"\x02\x03\x7e")
    if start:
        return start, bytes(held[:start])
    size = _size(held)
    if size is None or len(held) < size:
        return 0, None
    frame = bytes(held[:size])
    if frame.startswith(_REQUEST):
        return size, None  # an adapter that echoes
    if frame and frame[-2:] == _crc(frame[2:-2]):
        return size, Answer(data=frame[4:-2], heartbeat=frame[0] == 0x03)
    return 1, bytes(held[:1])


def _first_request(held: bytearray) -> Step[Request | Foreign]:
    if not _REQUEST.startswith(held[:2]):
        return 1, None
    if len(held) < 4 or len(held) < (size := _request_size(held)):
        return 0, None
    frame = bytes(held[:size])
    return (size, _request(frame[2:-2])) if frame[-2:] in (_crc(frame[2:-2]), UNCHECKED) else (1, None)


def _request(body: bytes) -> Request | Foreign:
    kind, address, data = body[0], int.from_bytes(body[2:4]), body[4:]
    if kind == _READ and len(data) == 1 and 1 <= data[0] <= MOST_READ:
        return Read(zone=address, count=data[0])
    if kind == _WRITE and len(data) == 1 and address in WRITABLE:
        return Write(zone=address, value=data[0])
    if kind == _HEARTBEAT:
        return Heartbeat()
    return Foreign(kind=kind, address=address, data=data)


def _size(held: bytearray) -> int | None:
    """Bytes of the frame at the start; 0 when there is none, None when more must come to tell."""
    head = bytes(held[:3])
    if head.startswith(_REQUEST[:1]):
        return _echo_size(held)
    if head not in _ANSWERS:
        return None if any(known.startswith(head) for known in _ANSWERS) else 0
    if len(held) < 4:
        return None
    return held[3] + 6 if 1 <= held[3] <= MOST_READ else 0


def _echo_size(held: bytearray) -> int | None:
    """Bytes of one of our own requests; `~` alone is a character of text."""
    if len(held) < 4:
        return (
            None if _REQUEST.startswith(held[:2]) and (len(held) < 3 or held[2] in (_READ, _WRITE, _HEARTBEAT)) else 0
        )
    whole = bytes(held[:2]) == _REQUEST and held[2] in (_READ, _WRITE, _HEARTBEAT) and held[3] == 1
    if not whole:
        return 0
    if len(held) < 9:
        return None
    return 9 if bytes(held[7:9]) == _crc(bytes(held[2:7])) else 0


def _request_size(held: bytearray) -> int:
    return (held[3] or 256) + 8


def _start(held: bytearray, starts: bytes) -> int:
    return min((at for at in (held.find(start) for start in starts) if at >= 0), default=len(held))


def _crc(body: bytes) -> bytes:
    return binascii.crc_hqx(body, 0).to_bytes(2)
