"""Zebra's Simple Serial Interface (SSI): packets both ways, each code acknowledged by the host.

`len | opcode | source | status | data | check`: `len` counts all but the two bytes of the check, which is the two's
complement of their sum; source 00 is the reader, 04 the host; status 01 marks a packet that is sent again. A code that
is too long for one packet comes in segments (opcode 73), as one open driver has observed them: the first holds the
segment's number, the inner opcode, the kind of code and the length of its text, the others their number and text.

What can be encoded is a closed list of opcodes: parameters and defaults are not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

READER: Final = 0x00
HOST: Final = 0x04
_SEGMENT_SOURCES: Final = frozenset({0x00, 0x02})
SENT_AGAIN: Final = 0x01
MOST_DATA: Final = 251
MOST_TEXT: Final = 4096
_HEAD, _CHECK = 4, 2
_FIRST_TEXT: Final = 10
"""Where the text begins in the data of a first segment."""


class Opcode(IntEnum):
    """What a station and a reader say to each other."""

    SEGMENT = 0x73
    SEGMENT_ACK = 0x74
    REQUEST_REVISION = 0xA3
    REPLY_REVISION = 0xA4
    ACK = 0xD0
    NAK = 0xD1
    FLUSH = 0xD2
    START_SESSION = 0xE4
    STOP_SESSION = 0xE5
    BEEP = 0xE6
    LED_ON = 0xE7
    LED_OFF = 0xE8
    SCAN_ENABLE = 0xE9
    SCAN_DISABLE = 0xEA
    DECODE_DATA = 0xF3


_BY_HOST: Final = frozenset(Opcode) - {Opcode.SEGMENT, Opcode.REPLY_REVISION, Opcode.DECODE_DATA}
_BY_READER: Final = frozenset({Opcode.ACK, Opcode.NAK, Opcode.REPLY_REVISION, Opcode.DECODE_DATA, Opcode.SEGMENT})


class Refusal(IntEnum):
    """Why a packet is not taken."""

    RESEND = 1
    BAD_CONTEXT = 2
    DENIED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One packet; `data` may hold a code and never prints itself."""

    opcode: int
    data: bytes = field(default=b"", repr=False)
    source: int = HOST
    status: int = 0

    def __post_init__(self) -> None:
        if len(self.data) > MOST_DATA:
            raise ValueError(f"a packet holds at most {MOST_DATA} bytes, not {len(self.data)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A packet with a wrong check."""

    opcode: int


def encode(packet: Packet) -> bytes:
    """The packet as it goes over the wire. Raises ValueError for what its sender never says."""
    if packet.opcode not in (_BY_HOST if packet.source == HOST else _BY_READER):
        raise ValueError(f"opcode {packet.opcode:02X} is never sent by {packet.source:02X}")
    body = bytes((_HEAD + len(packet.data), packet.opcode, packet.source, packet.status)) + packet.data
    return body + _check(body)


def host(opcode: Opcode, data: bytes = b"") -> bytes:
    """A host's packet as it goes over the wire."""
    return encode(Packet(opcode=opcode, data=data))


def code_packets(raw: bytes, kind: int = 0x01, status: int = 0) -> list[Packet]:
    """The reader's packets for one code: one, or its segments."""
    if len(raw) < MOST_DATA:
        return [Packet(opcode=Opcode.DECODE_DATA, data=bytes((kind,)) + raw, source=READER, status=status)]
    head = bytes((0, Opcode.DECODE_DATA)) + bytes(4) + bytes((kind, 0)) + len(raw).to_bytes(2)
    parts = [head + raw[: MOST_DATA - _FIRST_TEXT]]
    rest = raw[MOST_DATA - _FIRST_TEXT :]
    for number, at in enumerate(range(0, len(rest), MOST_DATA - 1), start=1):
        parts.append(bytes((number,)) + rest[at : at + MOST_DATA - 1])
    sources = [0x02] + [READER] * (len(parts) - 1)
    return [
        Packet(opcode=Opcode.SEGMENT, data=part, source=source, status=status)
        for part, source in zip(parts, sources, strict=True)
    ]


class Segments:
    """Puts a long code together. A segment that comes twice counts once; a gap ends the code."""

    def __init__(self) -> None:
        self._text = bytearray()
        self._length = 0
        self._next = 0
        self.lost = 0
        """Codes that could not be put together."""

    def take(self, packet: Packet) -> bytes | None:
        """The whole text, once its last segment is there."""
        if not packet.data:
            return None
        number = packet.data[0]
        if number == 0:
            self._begin(packet.data)
        elif number == self._next:
            self._text += packet.data[1:]
            self._next += 1
        elif number != self._next - 1:
            self._give_up()
        if self._next and len(self._text) >= self._length:
            text = bytes(self._text[: self._length])
            self._forget()
            return text
        return None

    def _begin(self, data: bytes) -> None:
        self._forget()
        length = int.from_bytes(data[8:10])
        if len(data) <= _FIRST_TEXT or data[1] != Opcode.DECODE_DATA or not 0 < length <= MOST_TEXT:
            self._give_up()
            return
        self._length, self._next = length, 1
        self._text += data[_FIRST_TEXT:]

    def _give_up(self) -> None:
        self.lost += 1
        self._forget()

    def _forget(self) -> None:
        self._text[:] = bytes(len(self._text))
        self._text.clear()
        self._length = self._next = 0


class Decoder:
    """Finds packets in a stream that arrives in pieces; what belongs to none is yielded as it is.

    `opcodes` are those that are expected; with None any will do, as for a twin, which must tell whatever comes.
    """

    def __init__(self, opcodes: frozenset[int] | None = frozenset(Opcode)) -> None:
        self._opcodes = opcodes
        self._held = bytearray()
        self._spoilt = 0

    @property
    def pending(self) -> bool:
        """True while a packet seems to have begun."""
        return bool(self._held)

    def feed(self, data: bytes | bytearray) -> Iterator[Packet | Broken | bytes]:
        """Take `data` at once and yield what it completes, in its order."""
        self._held += data
        return self._take()

    def flush(self) -> bytes:
        """The line has paused: what had begun was no packet."""
        held, self._held = bytes(self._held[self._spoilt :]), bytearray()
        self._spoilt = 0
        return held

    def _take(self) -> Iterator[Packet | Broken | bytes]:
        noise = bytearray()
        while self._held:
            if not self._plausible():
                noise += self._skip()
                continue
            size = self._held[0] + _CHECK
            if len(self._held) < size:
                break
            frame = bytes(self._held[:size])
            if frame[-_CHECK:] == _check(frame[:-_CHECK]):
                if noise:
                    yield bytes(noise)
                    noise.clear()
                self._cut(size)
                yield _packet(frame)
            else:
                if not self._spoilt:
                    yield Broken(opcode=frame[1])
                self._spoilt = max(self._spoilt, size)
                noise += self._skip()
        if noise:
            yield bytes(noise)

    def _plausible(self) -> bool:
        """Whether a packet may begin here, as far as its head is there."""
        held = self._held
        if held[0] < _HEAD:
            return False
        if len(held) > 1 and self._opcodes is not None and held[1] not in self._opcodes:
            return False
        if len(held) < 3 or held[2] in (READER, HOST):
            return True
        return held[1] == Opcode.SEGMENT and held[2] in _SEGMENT_SOURCES

    def _skip(self) -> bytes:
        """The next byte is no packet's start; one of a broken packet is not handed on, lest it be taken for text."""
        spoilt = self._spoilt > 0
        byte = bytes(self._held[:1])
        self._cut(1)
        return b"" if spoilt else byte

    def _cut(self, count: int) -> None:
        self._spoilt = max(0, self._spoilt - count)
        del self._held[:count]


def _packet(frame: bytes) -> Packet:
    return Packet(opcode=frame[1], data=frame[_HEAD:-_CHECK], source=frame[2], status=frame[3])


def _check(body: bytes) -> bytes:
    return (-sum(body) & 0xFFFF).to_bytes(2)
