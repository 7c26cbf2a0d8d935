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
from functools import reduce
from typing import Final, Generic, Literal, TypeVar

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Bytes that make no frame; what they were is not kept, because they may be a card's."""

    kind: Literal["stray", "length", "checksum", "cut"]
    """No preamble · an impossible length · a wrong check byte · a frame that stopped half-way."""
    size: int


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


class Decoder(Generic[F]):
    """Finds frames in a stream that arrives in pieces; holds at most `CAPACITY` bytes and wipes what it has used."""

    def __init__(self, parse: Callable[[memoryview], F], shortest: int) -> None:
        """`shortest` is the smallest length field; see `request_decoder` and `reply_decoder`."""
        self._parse = parse
        self._shortest = shortest
        # one buffer for good: a growing one would leave copies of a card behind in freed memory
        self._buffer = bytearray(CAPACITY)
        self._view = memoryview(self._buffer)
        self._size = 0

    @property
    def pending(self) -> int:
        """Bytes held back; not 0 while a frame may have begun, so that a pause has a meaning."""
        return self._size

    def feed(self, data: bytes | bytearray) -> list[F | Noise]:
        """The frames and the noise that `data` completes, in order."""
        found: list[F | Noise] = []
        source = memoryview(data)
        while source:
            taken = min(len(source), CAPACITY - self._size)
            self._view[self._size : self._size + taken] = source[:taken]
            self._size += taken
            source = source[taken:]
            self._take(found)
        return found

    def flush(self) -> list[F | Noise]:
        """The line has paused: what had begun is broken; the frames that were hidden in it."""
        found: list[F | Noise] = []
        while self._size:
            broken = min(self._size, len(PREAMBLE))
            found.append(Noise(kind="cut", size=broken))
            self._drop(broken)
            self._take(found)
        return found

    def wipe(self) -> None:
        """Overwrite and forget what is held back."""
        self._drop(self._size)

    def _take(self, found: list[F | Noise]) -> None:
        at = 0
        while (start := self._buffer.find(PREAMBLE, at, self._size)) >= 0:
            if start > at:
                found.append(Noise(kind="stray", size=start - at))
                at = start
            if self._size - at < _HEAD:
                break
            length = int.from_bytes(self._view[at + len(PREAMBLE) : at + _HEAD])
            if not self._shortest <= length <= LONGEST:
                found.append(Noise(kind="length", size=len(PREAMBLE)))
                at += len(PREAMBLE)
                continue
            end = at + _HEAD + length
            if end > self._size:
                break
            if reduce(int.__xor__, self._view[at + len(PREAMBLE) : end]):
                # a good frame may stand inside the broken one, when its beginning was lost
                found.append(Noise(kind="checksum", size=len(PREAMBLE)))
                at += len(PREAMBLE)
                continue
            found.append(self._parse(self._view[at + _HEAD : end - 1]))
            at = end
        else:
            stray = self._size - at - self._beginning_at_end(at)
            if stray:
                found.append(Noise(kind="stray", size=stray))
                at += stray
        self._drop(at)

    def _beginning_at_end(self, at: int) -> int:
        """How many of the last bytes may be the start of a preamble."""
        for size in range(min(len(PREAMBLE) - 1, self._size - at), 0, -1):
            if bytes(self._view[self._size - size : self._size]) == PREAMBLE[:size]:
                return size
        return 0

    def _drop(self, count: int) -> None:
        rest = self._size - count
        self._view[:rest] = self._view[count : self._size]
        self._view[rest : self._size] = bytes(count)
        self._size = rest


def reply_decoder() -> Decoder[Reply]:
    """For the host."""
    return Decoder(_parse_reply, shortest=4)


def request_decoder() -> Decoder[Request]:
    """For the reader."""
    return Decoder(_parse_request, shortest=3)


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
