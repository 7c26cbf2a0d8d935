"""Honeywell's serial commands (N and HF engines, Xenon); codes come as text in the same stream.

A menu command is `16 4D 0D`, a tag with its data, and `!` to hold until the power goes or `.` to keep it for good. The
answer repeats it with a status byte before that sign: `06` done, `05` unknown tag, `15` bad data. The two triggers have
no answer.

What can be encoded is the closed list of `Command`: settings with `!` only; `.` is used for questions, as published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Final

from hardware.protocols.mixed_decoder import MixedDecoder
from hardware.protocols.wiped_buffer import Step

TRIGGER: Final = bytes.fromhex("16 54 0D")
UNTRIGGER: Final = bytes.fromhex("16 55 0D")
_MENU: Final = bytes.fromhex("16 4D 0D")
MOST_HELD: Final = 2048
"""Bytes of a listing that are kept until its end."""
_LONGEST_DATA: Final = 32
_LABELS: Final = (
    b"Product Name",
    b"Boot Revision",
    b"Software Part Number",
    b"Software Revision",
    b"Serial Number",
    b"Supported IF",
    b"PCB Assembly ID",
    b"Engine Firmware",
)


class Command(Enum):
    """All that a station ever says to such a reader, beside the two triggers."""

    ON_TRIGGER = "TRGMOD0!"
    ASK_MODE = "TRGMOD?."
    ASK_REVISION = "REVINF."


class Status(IntEnum):
    """What became of a command."""

    UNKNOWN = 0x05
    DONE = 0x06
    BAD_DATA = 0x15


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer."""

    text: str
    """The command repeated, or the value that was asked for behind its tag."""
    status: Status
    storage: str = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A menu command or a trigger as the reader hears it, whatever it asks for."""

    text: str
    """Tag and data; `T` and `U` for the triggers."""
    storage: str = ""


_TAGS: Final = b"|".join({command.value[:6].encode("ascii") for command in Command})
_WHOLE: Final = re.compile(rb"((?:%b)[ -~]{0,%d}?)([\x05\x06\x15])([.!,;])" % (_TAGS, _LONGEST_DATA))
_ECHO: Final = re.compile(rb"\x16(?:[TU]\r|M\r[ -~]{0,%d}?[.!])" % _LONGEST_DATA)
_BEGUN: Final = re.compile(
    rb"(?:%b)[ -~]{0,%d}[\x05\x06\x15]?|\x16(?:[TUM]?|M\r[ -~]{0,%d})" % (_TAGS, _LONGEST_DATA, _LONGEST_DATA)
)
_ORDER: Final = re.compile(rb"\x16([TU])\r|\x16M\r([ -~]{1,%d}?)([.!])" % (2 * _LONGEST_DATA))
_ORDER_BEGUN: Final = re.compile(rb"\x16(?:[TUM]?|M\r[ -~]{0,%d})" % (2 * _LONGEST_DATA))


def encode(command: Command) -> bytes:
    """The menu command as it goes over the wire."""
    return _MENU + command.value.encode("ascii")


def encode_reply(reply: Reply) -> bytes:
    """The answer as the reader sends it."""
    return reply.text.encode("ascii") + bytes((reply.status,)) + reply.storage.encode("ascii")


class ReplyEar:
    """Tells answers from the text of codes; both may be cut anywhere, and an answer may come inside a code."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._listing = False
        self.told: dict[str, str] = {}
        """Label -> value of the lines that `list_until_reply` has taken out."""

    @property
    def pending(self) -> bool:
        """True while an answer seems to have begun."""
        return bool(self._held)

    def list_until_reply(self) -> None:
        """Lines that begin with a known label are no codes until the next answer comes or `end_listing`."""
        self._listing = True
        self.told = {}

    def end_listing(self) -> None:
        """No answer came: every line is a code again."""
        self._listing = False

    def feed(self, data: bytes | bytearray) -> Iterator[Reply | bytes]:
        """Take `data` at once and yield answers, and text in pieces, in their order."""
        self._held += data
        return self._take()

    def flush(self) -> bytes:
        """The line has paused: what had begun was no answer."""
        return self._without_listed(self._cut(len(self._held)))

    def _take(self) -> Iterator[Reply | bytes]:
        while (found := _first_of(_WHOLE, _ECHO, self._held)) is not None:
            start, end, groups = found
            before, _ = self._without_listed(self._cut(start)), self._cut(end - start)
            if before:
                yield before
            if groups:
                self._listing = False
                text, status, storage = groups
                yield Reply(text=text.decode("ascii"), status=Status(status[0]), storage=storage.decode("ascii"))
        if self._listing and len(self._held) <= MOST_HELD:
            return
        text = self._without_listed(self._cut(_begun(_BEGUN, self._held)))
        if text:
            yield text

    def _without_listed(self, text: bytes) -> bytes:
        if not self._listing:
            return text
        left = b""
        for line in text.splitlines(keepends=True):
            label, colon, value = line.partition(b":")
            if colon and label in _LABELS:
                self.told.setdefault(label.decode("ascii"), " ".join(value.decode("ascii", "replace").split()))
            else:
                left += line
        return left

    def _cut(self, count: int) -> bytes:
        piece = bytes(self._held[:count])
        del self._held[:count]
        return piece


def order_decoder() -> MixedDecoder[Order]:
    """For the reader: finds commands; what is none is passed over in silence."""
    return MixedDecoder(_first_order)


def _first_order(held: bytearray) -> Step[Order]:
    found = _ORDER.search(bytes(held))
    if found is None:
        return _begun(_ORDER_BEGUN, held), None
    trigger, text, storage = ((group or b"").decode("ascii") for group in found.groups())
    return found.end(), Order(text=trigger or text, storage=storage)


def _first_of(
    whole: re.Pattern[bytes], echo: re.Pattern[bytes], held: bytearray
) -> tuple[int, int, tuple[bytes, bytes, bytes] | None] | None:
    """Start, end and parts of the first answer; no parts for an echo of our own command."""
    answer, own = whole.search(bytes(held)), echo.search(bytes(held))
    if own is not None and (answer is None or own.start() < answer.start()):
        return own.start(), own.end(), None
    return None if answer is None else (answer.start(), answer.end(), (answer[1], answer[2], answer[3]))


def _begun(pattern: re.Pattern[bytes], held: bytearray) -> int:
    """Where something begins at the end of `held` that may become whole; its length when nothing does."""
    raw = bytes(held)
    tags = [command.value[:6].encode("ascii") for command in Command]
    for at in range(max(0, len(raw) - 2 * _LONGEST_DATA - 8), len(raw)):
        tail = raw[at:]
        if pattern.fullmatch(tail) or (pattern is _BEGUN and any(tag.startswith(tail) for tag in tags)):
            return at
    return len(raw)
