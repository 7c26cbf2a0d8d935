"""Code readers' lines: told by their length, kept as made-up text of the same length.

Every character is replaced by one that follows from all characters of its line so far, under a key that dies with the
capture. So the same code becomes the same text, another code another, and nothing leads back. What is UTF-8 stays
UTF-8 of the same width; a code in another encoding is not kept as one.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hardware.protocols.lines import Item, Line, LineDecoder, TooLong
from hardware.traffic import Direction, FrameReader, Opaque, Seen, noise

_ENDS: Final = b"\r\n\t"
_LETTERS: Final = b"ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No digits: what is kept can be taken for nobody's number. No I and O, so that a person can compare two lines."""
_WIDE: Final = {2: "é".encode(), 3: "测".encode(), 4: "𠀋".encode()}
_BROKEN: Final = 0xFF
"""In no encoding that a reader may use."""


def read(direction: Direction) -> FrameReader:
    """A reader in line mode is never spoken to."""
    return _Lines() if direction == "in" else Opaque(direction)


class _Lines:
    def __init__(self) -> None:
        self._decoder = LineDecoder()

    def feed(self, piece: bytes) -> Sequence[Seen]:
        return [line_seen(item) for item in self._decoder.feed(piece)]

    def end(self) -> Sequence[Seen]:
        item = self._decoder.flush()
        return [] if item is None else [line_seen(item)]


def line_seen(item: Item) -> Seen:
    """One line as it may be told."""
    if isinstance(item, Line):
        facts = {"characters": len(item.text), "pass": item.text.startswith("RS1:")}
        return Seen(kind="reading", what="code", facts=facts, secret={"text": item.text})
    if isinstance(item, TooLong):
        return noise(0, "a line that is too long to be a code")
    return noise(len(item.raw), "a line that is text in no known encoding")


class LineRedactor:
    """Keeps how lines are cut and ended, and nothing of what they say."""

    def __init__(self) -> None:
        self._lines: dict[Direction, MadeUpText] = {"in": MadeUpText(), "out": MadeUpText()}

    def take(self, direction: Direction, piece: bytes) -> bytes:
        """As many bytes, made up."""
        return self._lines[direction].instead_of(piece)

    def end(self) -> Mapping[Direction, bytes]:
        """Nothing is ever held back."""
        return {}


class MadeUpText:
    """Text instead of text, byte by byte, so that no cutting changes it."""

    def __init__(self, key: bytes | None = None) -> None:
        """`key` where several streams of one capture must agree."""
        self._key = key or secrets.token_bytes(32)
        self._so_far = self._start()
        self._owed: list[int] = []
        """The rest of a wide character that has begun."""

    def instead_of(self, text: Iterable[int]) -> bytes:
        """As many bytes."""
        return bytes(self._byte(byte) for byte in text)

    def next_line(self) -> None:
        """What follows belongs to a new line or frame."""
        self._so_far, self._owed = self._start(), []

    def _byte(self, byte: int) -> int:
        if byte in _ENDS:
            self.next_line()
            return byte
        self._so_far.update(bytes((byte,)))
        if self._owed:
            owed = self._owed.pop(0)
            if 0x80 <= byte <= 0xBF:
                return owed
            self._owed = []  # the character was none: what comes now is read anew
        if byte >= 0x80:
            return self._wide(byte)
        return _LETTERS[self._so_far.digest()[0] % len(_LETTERS)] if byte >= 0x20 and byte != 0x7F else _BROKEN

    def _wide(self, lead: int) -> int:
        width = 2 if 0xC2 <= lead <= 0xDF else 3 if 0xE0 <= lead <= 0xEF else 4 if 0xF0 <= lead <= 0xF4 else 0
        if not width:
            return _BROKEN
        first, *self._owed = _WIDE[width]
        return first

    def _start(self) -> hashlib.blake2b:
        return hashlib.blake2b(key=self._key, digest_size=8)
