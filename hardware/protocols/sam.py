"""Frames of resident-ID readers (SAM_V / SAM_A, GA/T 467), for the host's side and the reader's.

Preamble `AA AA AA 96 69`, two bytes of length (of all that follows, check byte included), body, XOR of all after the
preamble. Nothing is escaped, so the preamble may stand inside a photo: it is looked for again only in a broken frame.
Rests on published tables and several open implementations that agree; the standard's own text was not at hand.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial, reduce
from typing import Final, TypeVar

from hardware.protocols.wiped_buffer import Noise, NoiseKind, Step, WipedBuffer, WipedDecoder

PREAMBLE: Final = bytes.fromhex("AA AA AA 96 69")
LONGEST: Final = 0x0A00
"""Largest length field that is believed; the longest known frame has 090A."""
_HEAD: Final = len(PREAMBLE) + 2
CAPACITY: Final = _HEAD + LONGEST
"""Bytes that a decoder holds at most."""
ADDRESS_BLOCK: Final = 70
"""Bytes of one newest address: 35 characters of UTF-16LE, of which a card has at most four."""


class Command(IntEnum):
    """CMD and PARA as one number."""

    RESET = 0x10FF
    STATUS = 0x11FF
    SAM_ID = 0x12FF
    FIND = 0x2001
    SELECT = 0x2002
    READ = 0x3001
    READ_NEW_ADDRESS = 0x3003
    READ_CARD_ID = 0x3005
    READ_WITH_FINGERPRINT = 0x3010
    BAUD_115200 = 0x6000
    BAUD_57600 = 0x6001
    BAUD_38400 = 0x6002
    BAUD_19200 = 0x6003
    BAUD_9600 = 0x6004
    LONGEST_RADIO_FRAME = 0x61FF


class Status(IntEnum):
    """SW3, the reader's verdict."""

    OK = 0x90
    FOUND = 0x9F
    NO_SUCH_ITEM = 0x91
    BAD_CHECKSUM = 0x10
    BAD_LENGTH = 0x11
    BAD_COMMAND = 0x21
    NOT_PERMITTED = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_REFUSED_SAM = 0x31
    SAM_REFUSED_CARD = 0x32
    FALSE_INFORMATION = 0x33
    UNKNOWN_CARD = 0x40
    READ_FAILED = 0x41
    NO_RANDOM = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    NO_CARD = 0x80
    SELECT_FAILED = 0x81


MEANINGS: Final[Mapping[int, str]] = {
    Status.OK: "done",
    Status.FOUND: "a card was found",
    Status.NO_SUCH_ITEM: "the card has no such item",
    Status.BAD_CHECKSUM: "the reader received a bad checksum",
    Status.BAD_LENGTH: "the reader received a bad length",
    Status.BAD_COMMAND: "the reader does not know the command",
    Status.NOT_PERMITTED: "the operation is not permitted",
    Status.UNKNOWN_ERROR: "unknown error",
    Status.CARD_REFUSED_SAM: "the card does not accept the security module",
    Status.SAM_REFUSED_CARD: "the security module does not accept the card",
    Status.FALSE_INFORMATION: "the card's information failed its check",
    Status.UNKNOWN_CARD: "not a card of a known type",
    Status.READ_FAILED: "reading the card failed",
    Status.NO_RANDOM: "getting a random number failed",
    Status.SELF_TEST_FAILED: "the security module failed its self-test",
    Status.NOT_AUTHORISED: "the security module is not authorised",
    Status.NO_CARD: "no card",
    Status.SELECT_FAILED: "selecting the card failed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the host sends."""

    command: int
    """CMD and PARA as one number; a `Command` where it is a known one."""
    data: bytearray = field(default_factory=bytearray, repr=False)

    def __post_init__(self) -> None:
        _check_word("command", self.command)
        _check_data(self.data, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the reader sends; `data` may be a card's and is wiped by whoever has used it."""

    status: int
    """SW3; a `Status` where it is a known one."""
    card: int = 0
    """SW1 and SW2 as one number, the card's own status words."""
    data: bytearray = field(default_factory=bytearray, repr=False)

    def __post_init__(self) -> None:
        _check_word("card", self.card)
        if not 0 <= self.status <= 0xFF:
            raise ValueError(f"status must be one byte, got {self.status}")
        _check_data(self.data, 4)

    def wipe(self) -> None:
        """Overwrite the data."""
        self.data[:] = bytes(len(self.data))


F = TypeVar("F", Request, Reply)


def encode(frame: Request | Reply) -> bytearray:
    """The frame as it goes over the wire."""
    code = (
        frame.command.to_bytes(2) if isinstance(frame, Request) else frame.card.to_bytes(2) + frame.status.to_bytes(1)
    )
    size = len(code) + len(frame.data)
    wire = bytearray(_HEAD + size + 1)
    wire[:_HEAD] = PREAMBLE + (size + 1).to_bytes(2)
    wire[_HEAD : _HEAD + len(code)] = code
    wire[_HEAD + len(code) : -1] = frame.data
    wire[-1] = reduce(int.__xor__, memoryview(wire)[len(PREAMBLE) :])
    return wire


def meaning(status: int) -> str:
    """SW3 in words, with its number."""
    return f"{MEANINGS.get(status, 'a code without a known meaning')} ({status:02X})"


def reply_decoder() -> WipedDecoder[Reply | Noise]:
    """For the host."""
    return WipedDecoder(CAPACITY, partial(_first, _parse_reply, 4), _cut)


def request_decoder() -> WipedDecoder[Request | Noise]:
    """For the reader."""
    return WipedDecoder(CAPACITY, partial(_first, _parse_request, 3), _cut)


def sam_id_text(data: bytes | bytearray) -> str:
    """The security module's id as printed on the reader, 36 characters. Raises ValueError unless it is 16 bytes."""
    if len(data) != 16:
        raise ValueError(f"a SAM id has 16 bytes, got {len(data)}")
    prefix, version, date, serial, random = struct.unpack("<HHIII", data)
    return f"{prefix:02d}.{version:02d}-{date:08d}-{serial:010d}-{random:010d}"


def address_blocks(reply: Reply) -> int:
    """How many newest addresses an answer to `READ_NEW_ADDRESS` holds; 0 for any other answer.

    That is all that is made of them: a station has no use for where a person lives.
    """
    blocks, rest = divmod(len(reply.data), ADDRESS_BLOCK)
    return blocks if reply.status == Status.OK and not rest and blocks <= 4 else 0


def masked(piece: bytes | bytearray) -> str:
    """What a tap may keep: frames without data whole, the head of others, of all else only the length."""
    size = len(piece)
    if not piece.startswith(PREAMBLE) or size < _HEAD + 3:
        return f"{size} bytes"
    if size in (_HEAD + 3, _HEAD + 4) and int.from_bytes(piece[5:7]) == size - _HEAD:
        return piece.hex(" ").upper()
    return f"{piece[: _HEAD + 3].hex(' ').upper()} … {size} bytes"


def _first(parse: Callable[[memoryview], F], shortest: int, buffer: WipedBuffer) -> Step[F | Noise]:
    """`shortest` is the smallest length field."""
    start, held = buffer.find(PREAMBLE), buffer.held
    if start < 0:
        start = len(held) - buffer.ends_with_start_of(PREAMBLE)
    if start:
        return _noise("stray", start)
    if len(held) < _HEAD:
        return 0, None
    length = int.from_bytes(held[len(PREAMBLE) : _HEAD])
    if not shortest <= length <= LONGEST:
        return _noise("length", len(PREAMBLE))
    end = _HEAD + length
    if end > len(held):
        return 0, None
    if reduce(int.__xor__, held[len(PREAMBLE) : end]):
        # a good frame may stand inside the broken one, when its beginning was lost
        return _noise("checksum", len(PREAMBLE))
    return end, parse(held[_HEAD : end - 1])


def _cut(held: memoryview) -> Step[Noise]:
    return _noise("cut", min(len(held), len(PREAMBLE)))


def _noise(kind: NoiseKind, size: int) -> Step[Noise]:
    return size, Noise(kind=kind, size=size)


def _parse_request(body: memoryview) -> Request:
    command = int.from_bytes(body[:2])
    return Request(command=Command(command) if command in _COMMANDS else command, data=bytearray(body[2:]))


def _parse_reply(body: memoryview) -> Reply:
    return Reply(card=int.from_bytes(body[:2]), status=_status(body[2]), data=bytearray(body[3:]))


_COMMANDS: Final = frozenset(Command)
_STATUSES: Final = frozenset(Status)


def _status(code: int) -> int:
    return Status(code) if code in _STATUSES else code


def _check_word(what: str, value: int) -> None:
    if not 0 <= value <= 0xFFFF:
        raise ValueError(f"{what} must be two bytes, got {value}")


def _check_data(data: bytearray, others: int) -> None:
    if len(data) > LONGEST - others:
        raise ValueError(f"data must be at most {LONGEST - others} bytes, got {len(data)}")
