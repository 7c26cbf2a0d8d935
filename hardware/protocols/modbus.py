"""Modbus RTU for relay boards and sensors: functions 01 02 03 04 05 06 0F, for the host's side and the device's.

Length follows from the function, truth from the CRC-16 (A001, init FFFF, low byte first). RTU ends a frame by 3.5
characters of silence; whoever reads the wire says so with `silence`, because a USB adapter's pauses mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Generic, TypeVar

COIL_ON: Final = 0xFF00
COIL_OFF: Final = 0x0000
FLASH_ON: Final = 0x0200
"""Coil address of relay 0 for the Waveshare timed pulse; the value counts tenths of a second."""
INPUT_MODES: Final = 0x1000
"""Register of input 0 on Waveshare boards: 0 normal, anything else lets an input drive a relay."""
VERSION: Final = 0x8000
"""Register of a Waveshare board's program version, in hundredths."""
LONGEST_PULSE: Final = 0x7FFF
_LONGEST_BYTES: Final = 250


class Function(IntEnum):
    """The functions spoken here."""

    READ_COILS = 0x01
    READ_INPUTS = 0x02
    READ_REGISTERS = 0x03
    READ_INPUT_REGISTERS = 0x04
    WRITE_COIL = 0x05
    WRITE_REGISTER = 0x06
    WRITE_COILS = 0x0F


class Refusal(IntEnum):
    """Why a board refuses a request."""

    FUNCTION = 1
    ADDRESS = 2
    VALUE = 3
    FAILURE = 4


REGISTER_READS: Final = frozenset({Function.READ_REGISTERS, Function.READ_INPUT_REGISTERS})
READS: Final = REGISTER_READS | {Function.READ_COILS, Function.READ_INPUTS}
WRITES: Final = frozenset({Function.WRITE_COIL, Function.WRITE_REGISTER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Asks for `count` coils, inputs or registers."""

    unit: int
    function: Function
    first: int
    count: int

    def __post_init__(self) -> None:
        _check(self.function in READS, "function", self.function)
        _check_words(self.unit, self.first, self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Sets one coil (05) or register (06); the answer is the same frame."""

    unit: int
    function: Function
    address: int
    value: int

    def __post_init__(self) -> None:
        _check(self.function in WRITES, "function", self.function)
        _check_words(self.unit, self.address, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteCoils:
    """Sets neighbouring coils (0F)."""

    unit: int
    first: int
    states: tuple[bool, ...]

    def __post_init__(self) -> None:
        _check_words(self.unit, self.first)
        _check(1 <= len(self.states) <= 1968, "number of coils", len(self.states))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bits:
    """Answers a read of coils or inputs; filled with False to whole bytes, as on the wire."""

    unit: int
    function: Function
    states: tuple[bool, ...]

    def __post_init__(self) -> None:
        _check(self.function in (Function.READ_COILS, Function.READ_INPUTS), "function", self.function)
        _check_words(self.unit)
        _check(len(self.states) % 8 == 0 and 8 <= len(self.states) <= 2000, "number of bits", len(self.states))


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """Answers a read of registers."""

    unit: int
    values: tuple[int, ...]
    function: Function = Function.READ_REGISTERS

    def __post_init__(self) -> None:
        _check(self.function in REGISTER_READS, "function", self.function)
        _check_words(self.unit, *self.values)
        _check(1 <= len(self.values) <= 125, "number of registers", len(self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class CoilsWritten:
    """Answers a write of neighbouring coils."""

    unit: int
    first: int
    count: int

    def __post_init__(self) -> None:
        _check_words(self.unit, self.first, self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The board understood the request and will not do it."""

    unit: int
    function: int
    reason: int
    """A `Refusal`, or a number of the board's own."""

    def __post_init__(self) -> None:
        _check_words(self.unit)
        _check(1 <= self.function <= 0x7F, "function", self.function)
        _check(0 <= self.reason <= 0xFF, "reason", self.reason)


Request = Read | Write | WriteCoils
Reply = Bits | Registers | Write | CoilsWritten | Refused
_F = TypeVar("_F", Request, Reply)


def flash_on(*, unit: int, relay: int, tenths: int) -> Write:
    """Ask for relay `relay` (from 0) to be on for `tenths` of a second, timed by the board itself."""
    _check(0 <= relay <= 0xFF, "relay", relay)
    _check(1 <= tenths <= LONGEST_PULSE, "tenths of a second", tenths)
    return Write(unit=unit, function=Function.WRITE_COIL, address=FLASH_ON + relay, value=tenths)


def whole_bytes(states: Sequence[bool]) -> tuple[bool, ...]:
    """`states`, filled with False as a board fills its answer."""
    return (*states, *(False,) * (-len(states) % 8))


def crc16(data: bytes | bytearray | memoryview) -> int:
    """CRC-16/MODBUS; sent low byte first."""
    crc = 0xFFFF
    for byte in data:
        crc = (crc >> 8) ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc


def encode(frame: Request | Reply) -> bytes:
    """The frame as it goes over the wire."""
    body = bytes((frame.unit,)) + _body(frame)
    return body + crc16(body).to_bytes(2, "little")


class Decoder(Generic[_F]):
    """Finds the frames of one direction in a stream cut anywhere; `noise` counts the bytes that belonged to none."""

    def __init__(self, size: Callable[[bytearray], int | None], parse: Callable[[bytes], _F | None]) -> None:
        """`size` tells a frame's length from its first bytes (0: more are needed; None: no frame starts so)."""
        self._size = size
        self._parse = parse
        self._pending = bytearray()
        self.noise = 0

    @property
    def pending(self) -> int:
        """Bytes held back; not 0 while a frame seems to have begun, so that silence has a meaning."""
        return len(self._pending)

    def feed(self, data: bytes | bytearray) -> list[_F]:
        """The frames that `data` completes."""
        self._pending += data
        return self._take()

    def silence(self) -> list[_F]:
        """The wire has fallen silent: what seemed to be the start of a frame was none; look behind it."""
        found: list[_F] = []
        while self._pending:
            self._skip()
            found += self._take()
        return found

    def _take(self) -> list[_F]:
        found: list[_F] = []
        while self._pending:
            size = self._size(self._pending)
            if size == 0 or (size is not None and len(self._pending) < size):
                break
            frame = None if size is None else self._whole(bytes(self._pending[:size]))
            if frame is None or size is None:
                self._skip()
            else:
                del self._pending[:size]
                found.append(frame)
        return found

    def _whole(self, raw: bytes) -> _F | None:
        return self._parse(raw[:-2]) if crc16(raw[:-2]) == int.from_bytes(raw[-2:], "little") else None

    def _skip(self) -> None:
        del self._pending[:1]
        self.noise += 1


def request_decoder() -> Decoder[Request]:
    """The board's side of the wire."""
    return Decoder[Request](_request_size, _parse_request)


def reply_decoder() -> Decoder[Reply]:
    """The host's side of the wire."""
    return Decoder[Reply](_reply_size, _parse_reply)


def masked(piece: bytes | bytearray) -> str:
    """What a tap may keep: whole frames of either side; of all else, which may be a misplaced reader's, the length."""
    return piece.hex(" ").upper() if is_whole(piece) else f"{len(piece)} bytes"


def is_whole(piece: bytes | bytearray) -> bool:
    """Whether these are frames of one side and nothing else."""
    for decoder in (request_decoder(), reply_decoder()):
        decoder.feed(piece)
        if not decoder.noise and not decoder.pending:
            return True
    return False


def _request_size(head: bytearray) -> int | None:
    if len(head) < 2:
        return 0
    if head[1] in READS or head[1] in WRITES:
        return 8
    if head[1] != Function.WRITE_COILS:
        return None
    if len(head) < 7:
        return 0
    count = int.from_bytes(head[4:6])
    return 9 + head[6] if 1 <= count <= 1968 and head[6] == (count + 7) // 8 else None


def _reply_size(head: bytearray) -> int | None:
    if len(head) < 2:
        return 0
    if head[1] in WRITES or head[1] == Function.WRITE_COILS:
        return 8
    if head[1] >= 0x81:
        return 5
    if head[1] not in READS:
        return None
    if len(head) < 3:
        return 0
    even = head[1] not in REGISTER_READS or head[2] % 2 == 0
    return 5 + head[2] if 1 <= head[2] <= _LONGEST_BYTES and even else None


def _parse_request(raw: bytes) -> Request | None:
    unit, function = raw[0], Function(raw[1])
    first, second = int.from_bytes(raw[2:4]), int.from_bytes(raw[4:6])
    if function in READS:
        return Read(unit=unit, function=function, first=first, count=second)
    if function in WRITES:
        return Write(unit=unit, function=function, address=first, value=second)
    return WriteCoils(unit=unit, first=first, states=_bits(raw[7:])[:second])


def _parse_reply(raw: bytes) -> Reply | None:
    unit = raw[0]
    if raw[1] & 0x80:
        return Refused(unit=unit, function=raw[1] & 0x7F, reason=raw[2])
    function = Function(raw[1])
    if function in REGISTER_READS:
        values = tuple(int.from_bytes(raw[at : at + 2]) for at in range(3, len(raw), 2))
        return Registers(unit=unit, values=values, function=function)
    if function in READS:
        return Bits(unit=unit, function=function, states=_bits(raw[3:]))
    first, second = int.from_bytes(raw[2:4]), int.from_bytes(raw[4:6])
    if function in WRITES:
        return Write(unit=unit, function=function, address=first, value=second)
    return CoilsWritten(unit=unit, first=first, count=second)


def _body(frame: Request | Reply) -> bytes:
    match frame:
        case Read():
            return _words(frame.function, frame.first, frame.count)
        case Write():
            return _words(frame.function, frame.address, frame.value)
        case WriteCoils():
            packed = _packed(frame.states)
            return _words(Function.WRITE_COILS, frame.first, len(frame.states)) + bytes((len(packed),)) + packed
        case Bits():
            packed = _packed(frame.states)
            return bytes((frame.function, len(packed))) + packed
        case Registers():
            return bytes((frame.function, 2 * len(frame.values))) + b"".join(
                value.to_bytes(2) for value in frame.values
            )
        case CoilsWritten():
            return _words(Function.WRITE_COILS, frame.first, frame.count)
        case Refused():
            return bytes((frame.function | 0x80, frame.reason))


def _words(function: int, first: int, second: int) -> bytes:
    return bytes((function,)) + first.to_bytes(2) + second.to_bytes(2)


def _packed(states: Sequence[bool]) -> bytes:
    whole = whole_bytes(states)
    return bytes(sum(1 << bit for bit, on in enumerate(whole[at : at + 8]) if on) for at in range(0, len(whole), 8))


def _bits(packed: bytes) -> tuple[bool, ...]:
    return tuple(bool(byte >> bit & 1) for byte in packed for bit in range(8))


def _check(fine: bool, what: str, value: object) -> None:
    if not fine:
        raise ValueError(f"{what} is out of range: {value}")


def _check_words(unit: int, *words: int) -> None:
    _check(0 <= unit <= 0xFF, "unit", unit)
    for word in words:
        _check(0 <= word <= 0xFFFF, "word", word)


def _crc_table() -> tuple[int, ...]:
    table: list[int] = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
        table.append(crc)
    return tuple(table)


_CRC_TABLE: Final = _crc_table()
