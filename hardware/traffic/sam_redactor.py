"""Makes a resident-ID reader's traffic safe to keep: same frames, same lengths, right check bytes, nobody's card.

Byte by byte and at once, so that pauses and broken frames stay what they were; only a card's text (256 bytes) is held
until it is whole. A wrong check byte stays wrong. Photo, fingerprints and what makes no frame become zeros, the
security module's id becomes that of the twin, the card's own numbers (SN, DN) become zeros.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from hardware.protocols.id_card import TEXT_SIZE
from hardware.protocols.sam import ADDRESS_BLOCK, LONGEST, PREAMBLE, Request, Status, encode, request_decoder
from hardware.protocols.wiped_buffer import Noise
from hardware.traffic import Direction
from hardware.traffic.sam_text import Nobodies

_SAM_ID: Final = bytes.fromhex("05 00 01 00 C3 79 33 01 39 30 00 00 D2 02 96 49")
"""05.01-20150723-0000012345-1234567890, a worked example of no reader."""
_SPACE: Final = b" \0"
_CHECK_WRONG: Final = 0x55
_LENGTHS: Final = 4
_MOST_DATA: Final = 1
"""Bytes of data that any known request has."""


class SamRedactor:
    """For one capture."""

    def __init__(self) -> None:
        self._requests = request_decoder()
        self._replies = _Replies()

    def take(self, direction: Direction, piece: bytes) -> bytes:
        """What may be written down."""
        if direction == "in":
            return b"".join(map(self._replies.byte, piece))
        self._replies.give_up()  # the driver asks anew, and so hears out no frame that had begun
        return self._asked(self._requests.feed(piece))

    def end(self) -> Mapping[Direction, bytes]:
        """What was still held back, as zeros."""
        return {"in": self._replies.rest(), "out": self._asked(self._requests.flush())}

    def _asked(self, items: list[Request | Noise]) -> bytes:
        return b"".join(map(_request, items))


def _request(item: Request | Noise) -> bytes:
    if isinstance(item, Noise):
        return bytes(item.size)
    return bytes(encode(item)) if len(item.data) <= _MOST_DATA else bytes(len(encode(item)))


class _Replies:
    """Follows the frames as the driver's decoder does."""

    def __init__(self) -> None:
        self._nobodies = Nobodies()
        self._owed = b""
        self._text = bytearray()
        self._restart()

    def byte(self, byte: int) -> bytes:
        """What may be kept now that this byte has come: nothing while a text is held."""
        owed, self._owed = self._owed, b""
        return owed + self._next(byte)

    def give_up(self) -> None:
        """What had begun is broken off."""
        self._owed += bytes(len(self._text))
        self._restart()

    def rest(self) -> bytes:
        """What is owed at the end."""
        self.give_up()
        owed, self._owed = self._owed, b""
        return owed

    def _restart(self) -> None:
        self._matched = 0
        self._place = 0
        self._length = 0
        self._status = 0
        self._shape: Literal["zeros", "card", "sam-id", "spaces"] = "zeros"
        self._xor = self._xor_kept = 0
        self._text[:] = bytes(len(self._text))
        self._text.clear()

    def _next(self, byte: int) -> bytes:
        if self._matched < len(PREAMBLE):
            return self._seek(byte)
        at, self._place = self._place, self._place + 1
        if at == 0:
            self._length = byte << 8
            return self._keep(byte, byte) if byte <= LONGEST >> 8 else self._not_a_frame(byte)
        if at == 1:
            return self._length_known(byte)
        if at == self._length + 1:
            return self._check(byte)
        if at in (2, 3):
            return self._keep(byte, 0)
        if at == 4:
            self._status_known(byte)
            return self._keep(byte, byte)
        return self._data(at - 5, byte)

    def _seek(self, byte: int) -> bytes:
        if byte == PREAMBLE[self._matched]:
            self._matched += 1
        elif byte == PREAMBLE[0]:
            self._matched = 3 if self._matched == 3 else 1  # AA AA AA AA: the last three may begin a frame
        else:
            self._matched = 0
            return b"\0"
        return bytes((byte,))

    def _not_a_frame(self, byte: int) -> bytes:
        self._restart()
        return self._seek(byte)

    def _length_known(self, byte: int) -> bytes:
        self._length |= byte
        if not 4 <= self._length <= LONGEST:
            return self._not_a_frame(byte)
        return self._keep(byte, byte)

    def _status_known(self, status: int) -> None:
        data = self._length - 4
        if status != Status.OK:
            return
        if data == len(_SAM_ID):
            self._shape = "sam-id"
        elif data and data % ADDRESS_BLOCK == 0 and data <= 4 * ADDRESS_BLOCK:
            self._shape = "spaces"
        elif data >= _LENGTHS + TEXT_SIZE:
            self._shape = "card"

    def _data(self, at: int, byte: int) -> bytes:
        match self._shape:
            case "sam-id":
                return self._keep(byte, _SAM_ID[at])
            case "spaces":
                return self._keep(byte, _SPACE[at % 2])
            case "card":
                return self._card(at, byte)
            case "zeros":
                return self._keep(byte, 0)

    def _card(self, at: int, byte: int) -> bytes:
        if at < _LENGTHS:
            if at < 2 and byte != TEXT_SIZE.to_bytes(2)[at]:
                self._shape = "zeros"  # another answer that happens to be as long
            return self._keep(byte, byte if self._shape == "card" else 0)
        if at < _LENGTHS + TEXT_SIZE:
            self._text.append(byte)
            self._xor ^= byte
            return self._text_known() if len(self._text) == TEXT_SIZE else b""
        return self._keep(byte, 0)

    def _text_known(self) -> bytes:
        kept = self._nobodies.text(bytes(self._text))
        self._text[:] = bytes(TEXT_SIZE)
        self._text.clear()
        for byte in kept:
            self._xor_kept ^= byte
        return kept

    def _check(self, byte: int) -> bytes:
        wrong = self._xor ^ byte
        kept = self._xor_kept ^ (_CHECK_WRONG if wrong else 0)
        self._restart()
        return bytes((kept,))

    def _keep(self, byte: int, kept: int) -> bytes:
        self._xor ^= byte
        self._xor_kept ^= kept
        return bytes((kept,))
