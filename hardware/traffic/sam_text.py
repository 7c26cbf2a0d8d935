"""Puts somebody who does not exist onto a card's text: the same layout and filling, and nothing of the person.

What a driver must cope with stays: which fields are empty, how they are padded, 长期, rare characters, a wrong number.
What they say goes: each character becomes one that stands for its class, a good number becomes a good one of nobody.
The same card is the same nobody throughout one capture, another card another; no two captures can be joined.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Final

from hardware.protocols.id_card import (
    FLAG_OFFSET,
    LAYOUTS,
    TEXT_SIZE,
    VALID_UNTIL,
    CardText,
    Kind,
    check_digit,
    is_date,
    parse_text,
)

_AREAS: Final[Mapping[Kind, str]] = {
    "citizen": "110105",
    "hk-macao-taiwan": "810000",
    "foreigner-2023": "911398",
    "foreigner-2017": "",
}
_YEARS: Final = range(1901, 1910)
"""Nobody who was born then lays a card on a reader."""
_A_DAY: Final = 999
_LAYOUT_OF: Final = {layout.kind: layout for layout in LAYOUTS.values()}
_NO_END: Final = frozenset("长期")


class Nobodies:
    """Gives each card of one capture a number that nobody has."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, int] = {}

    def number(self, kind: Kind, real: bytearray) -> str:
        """Of the same shape, and valid."""
        digest = hashlib.blake2b(real, key=self._key, digest_size=16).digest()
        index = self._known.setdefault(digest, len(self._known))
        count, year = index % _A_DAY + 1, _YEARS[index // _A_DAY % len(_YEARS)]
        if kind == "foreigner-2017":
            return f"XXX1100{year % 100:02d}0101{count % 100:02d}"[:15].ljust(15, "1")
        digits = f"{_AREAS[kind]}{year}0101{count:03d}"
        return digits + chr(check_digit(digits.encode("ascii")))

    def text(self, block: bytes) -> bytes:
        """A text block of 256 bytes with nobody on it."""
        units = [_stand_in(block[at] | block[at + 1] << 8) for at in range(0, TEXT_SIZE, 2)]
        if block[FLAG_OFFSET + 1] == 0:
            units[FLAG_OFFSET // 2] = block[FLAG_OFFSET]  # the kind of card; no more than one character
        until = block[VALID_UNTIL].decode("utf-16-le", "replace").rstrip("\0 ")
        if until and set(until) <= _NO_END:
            _write(units, VALID_UNTIL.start, until)
        elif until.isascii() and is_date(until.encode("ascii")):
            _write(units, VALID_UNTIL.start, "20991231")
        card = parse_text(block)
        if isinstance(card, CardText):
            _write(units, _LAYOUT_OF[card.kind].number.start, self.number(card.kind, card.number))
            card.number[:] = bytes(len(card.number))
        return b"".join(unit.to_bytes(2, "little") for unit in units)


def _stand_in(unit: int) -> int:
    """One UTF-16 unit for all of its class."""
    if unit in (0x0000, 0x0020):
        return unit
    if 0xD800 <= unit <= 0xDBFF:
        return 0xD840
    if 0xDC00 <= unit <= 0xDFFF:
        return 0xDC0B
    if unit >= 0x80:
        return ord("测")
    character = chr(unit)
    return ord("9" if character.isdigit() else "X" if character.isalpha() else "-")


def _write(units: list[int], offset: int, text: str) -> None:
    """Into the field that begins at this byte."""
    units[offset // 2 : offset // 2 + len(text)] = [ord(character) for character in text]
