"""Newland's unified commands (NLS-FM, EM, HR readers); codes come as text in the same stream.

A command is `7E 01 "0000"`, `@` to keep it for good or `#` until the power goes, tags with their data parted by `;`,
then `3B 03`. The answer repeats it after `02 01 "0000"` with a status byte before each `,` and `;`.

What can be encoded is the closed list of `Command`: all but the question for the system are sent with `#`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Final

from hardware.protocols.mixed_decoder import MixedDecoder
from hardware.protocols.wiped_buffer import Step

LONGEST: Final = 1024
"""Bytes of a frame; what goes on longer is none."""
_HOST: Final = b"\x7e\x010000"
_READER: Final = b"\x02\x010000"
_END: Final = b"\x3b\x03"
_RESULT: Final = re.compile(rb"([^\x05\x06\x15]*)([\x05\x06\x15])[,;]", re.DOTALL)


class Command(Enum):
    """All that a station ever says to such a reader."""

    START = "SCNTRG1"
    STOP = "SCNTRG0"
    ON_TRIGGER = "SCNMOD0"
    ON_SENSE = "SCNMOD2"
    ASK_MODE = "SCNMOD*"
    SETUP_CODES_OFF = "SETUPE0"
    """Without it anybody can set the reader up anew with a printed code."""
    SUFFIX_ON = "TSUENA1"
    SUFFIX_CRLF = "TSUSET0D0A"
    ASK_SYSTEM = "QRYSYS"


class Status(IntEnum):
    """What became of a command."""

    UNKNOWN = 0x05
    DONE = 0x06
    BAD_DATA = 0x15


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One command's part of an answer."""

    text: str
    """The command repeated, or what was asked for."""
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer."""

    results: tuple[Result, ...]
    storage: str = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command as the reader hears it, whatever it asks for."""

    texts: tuple[str, ...]
    for_good: bool


def encode(command: Command) -> bytes:
    """The command as it goes over the wire; it holds until the power goes."""
    storage = "@" if command is Command.ASK_SYSTEM else "#"  # a question keeps nothing; as published
    return _HOST + (storage + command.value).encode("ascii") + _END


def encode_reply(reply: Reply) -> bytes:
    """The answer as the reader sends it."""
    parts = b";".join(result.text.encode("ascii") + bytes((result.status,)) for result in reply.results)
    return _READER + reply.storage.encode("ascii") + parts + _END


def reply_ear() -> MixedDecoder[Reply | bytes]:
    """For the host: tells answers from the text of codes."""
    return MixedDecoder(_first_heard)


def order_decoder() -> MixedDecoder[Order]:
    """For the reader: finds commands; what belongs to none is passed over in silence."""
    return MixedDecoder(_first_order)


def _first_heard(held: bytearray) -> Step[Reply | bytes]:
    start = _start(held)
    if start:
        return start, bytes(held[:start])
    size = _size(held)
    if size is None:
        return 0, None
    if not size:
        return 1, bytes(held[:1])
    frame = bytes(held[:size])
    return size, _reply(frame[len(_READER) :]) if frame.startswith(_READER) else None  # an adapter that echoes


def _first_order(held: bytearray) -> Step[Order]:
    size = _size(held)
    if size is None:
        return 0, None
    frame = bytes(held[: size or 1])
    body = frame[len(_HOST) : -len(_END)].decode("ascii", "replace")
    if not frame.startswith(_HOST) or body[:1] not in ("@", "#"):
        return len(frame), None
    return len(frame), Order(texts=tuple(body[1:].split(";")), for_good=body[0] == "@")


def _reply(body: bytes) -> Reply:
    found = _RESULT.findall(body[1:])
    results = [Result(text=text.decode("ascii", "replace"), status=Status(status[0])) for text, status in found]
    return Reply(results=tuple(results), storage=body[:1].decode("ascii", "replace"))


def _size(held: bytearray) -> int | None:
    """Bytes of the frame at the start; 0 when there is none, None when more must come to tell."""
    head = bytes(held[: len(_HOST)])
    if head not in (_HOST, _READER):
        return None if _HOST.startswith(head) or _READER.startswith(head) else 0
    end = held.find(_END, len(head), LONGEST)
    if end >= 0:
        return end + len(_END)
    return None if len(held) < LONGEST else 0


def _start(held: bytearray) -> int:
    return min((at for at in (held.find(_HOST[0]), held.find(_READER[0])) if at >= 0), default=len(held))
