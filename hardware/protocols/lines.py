"""Text lines of code readers: a stream of bytes, ended by CR, LF, CRLF, TAB or by a pause that the device notices.

No reader family guarantees an encoding: UTF-8 is tried strictly, then GB18030.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

LONGEST_LINE: Final = 4096
"""Bytes; the largest QR code holds 2,953."""

TERMINATORS: Final[Mapping[str, bytes | None]] = {
    "auto": b"",
    "cr": b"\r",
    "lf": b"\n",
    "crlf": b"\r\n",
    "tab": b"\t",
    "none": None,
}
"""Names a configuration may use; "auto" ends a line at any run of CR and LF, "none" at a pause only."""

_ANY_END = re.compile(rb"[\r\n]")
_NO_END = re.compile(rb"(?!)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One code's text, without its terminator."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLong:
    """A line passed `LONGEST_LINE`; said once, whatever its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotText:
    """A line that is text in no known encoding, or holds control characters."""

    raw: bytes = field(repr=False)


Item = Line | TooLong | NotText


class LineDecoder:
    """Finds lines in a stream that arrives in pieces."""

    def __init__(self, terminator: bytes | None = b"") -> None:
        """Split at `terminator`; the empty one stands for CR, LF and CRLF alike, None for a pause only."""
        self._terminator = terminator or b""
        self._end = _NO_END if terminator is None else re.compile(re.escape(terminator)) if terminator else _ANY_END
        self._pending = bytearray()
        self._overlong = False

    @property
    def pending(self) -> bool:
        """True while a line has begun and not ended, so that a pause has a meaning."""
        return bool(self._pending) or self._overlong

    def feed(self, data: bytes | bytearray) -> Iterator[Item]:
        """Take `data` at once and yield, one by one, the lines it completes."""
        self._pending += data
        return self._take()

    def flush(self) -> Item | None:
        """The line has paused: what has arrived of it is all there is."""
        raw, self._pending = bytes(self._pending), bytearray()
        overlong, self._overlong = self._overlong, False
        return None if overlong else item_of(raw)

    def _take(self) -> Iterator[Item]:
        while (end := self._end.search(self._pending)) is not None:
            raw = bytes(self._pending[: end.start()])
            cut = end.end()
            del end  # its match still holds the buffer, which cannot shrink while it does
            del self._pending[:cut]
            overlong, self._overlong = self._overlong, False
            if not overlong and (item := item_of(raw)) is not None:
                yield item
        yield from self._give_up_overlong()

    def _give_up_overlong(self) -> Iterator[Item]:
        # the last byte may be the first half of CRLF and is not the line's own
        half = max(len(self._terminator) - 1, 0)
        if len(self._pending) > LONGEST_LINE + half or self._overlong:
            del self._pending[: len(self._pending) - half]
            if not self._overlong:
                self._overlong = True
                yield TooLong()


def encode(text: str, terminator: bytes = b"\r\n", encoding: str = "utf-8") -> bytes:
    """The bytes a reader sends for `text`."""
    return text.encode(encoding) + terminator


def item_of(raw: bytes) -> Item | None:
    """What the bytes of one whole code are; None for an empty one."""
    if len(raw) > LONGEST_LINE:
        return TooLong()
    text = _decode(raw)
    if text is None or _CONTROL.search(text):
        return NotText(raw=raw)
    return Line(text=text) if text else None


def _decode(raw: bytes) -> str | None:
    # a reader set to CRLF under a configured CR or LF leaves the other half at the line's edge
    edges = raw.strip(b"\r\n")
    for encoding in ("utf-8", "gb18030"):
        try:
            return edges.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    return None
