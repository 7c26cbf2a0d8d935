"""The text block of resident ID cards (GA/T 490): 256 bytes of UTF-16LE in four layouts, told apart by character 124.

Only the number and the end of validity are taken out. Name and address never become Python objects: fields are cut
from the buffer by their offsets, and the number goes into one buffer that its owner wipes.
The layouts of citizens (J: residents of Hong Kong, Macao and Taiwan) rest on many sources, those of foreigners on one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

Buffer = bytes | bytearray | memoryview
Kind = Literal["citizen", "hk-macao-taiwan", "foreigner-2017", "foreigner-2023"]

TEXT_SIZE: Final = 256
FLAG_OFFSET: Final = 248
VALID_UNTIL: Final = slice(204, 220)
_NO_END: Final = "长期".encode("utf-16-le")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = b"10X98765432"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where one kind of card keeps its number."""

    kind: Kind
    number: slice
    """Bytes of the text block."""


LAYOUTS: Final[Mapping[str, Layout]] = {
    " ": Layout(kind="citizen", number=slice(122, 158)),
    "J": Layout(kind="hk-macao-taiwan", number=slice(122, 158)),
    "I": Layout(kind="foreigner-2017", number=slice(122, 152)),
    "Y": Layout(kind="foreigner-2023", number=slice(122, 158)),
}
"""By character 124 of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardText:
    """What a station may know of a card."""

    kind: Kind
    number: bytearray = field(repr=False)
    """ASCII, upper case; the owner wipes it."""
    valid_until: str | None
    """YYYYMMDD; None for 长期 (no end) or an empty field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadText:
    """Why a card's text cannot be used."""

    reason: Literal["length", "unknown-flag", "number", "date"]


def parse_answer(data: bytearray) -> CardText | BadText:
    """Read the data of an answer to "read base info": text length, photo length, text, photo."""
    if len(data) < 4:
        return BadText(reason="length")
    text, photo = int.from_bytes(data[0:2]), int.from_bytes(data[2:4])
    if text != TEXT_SIZE or 4 + text + photo > len(data):
        return BadText(reason="length")
    with memoryview(data) as view, view[4 : 4 + TEXT_SIZE] as block:
        return parse_text(block)


def parse_text(block: Buffer) -> CardText | BadText:
    """Read a text block of 256 bytes."""
    if len(block) != TEXT_SIZE:
        return BadText(reason="length")
    block = memoryview(block)  # slices of it copy nothing
    flag = block[FLAG_OFFSET] if block[FLAG_OFFSET + 1] == 0 else 0xFF
    layout = LAYOUTS.get(chr(flag or 0x20))  # an empty mark may be filled with NUL instead of space
    if layout is None:
        return BadText(reason="unknown-flag")
    endless = _has_no_end(block[VALID_UNTIL])
    end = None if endless else _ascii(block[VALID_UNTIL])
    if not endless and (end is None or not is_date(end)):
        return BadText(reason="date")
    number = _ascii(block[layout.number])
    if number is None or not _fits(layout.kind, memoryview(number)):
        if number is not None:
            number[:] = bytes(len(number))
        return BadText(reason="number")
    return CardText(kind=layout.kind, number=number, valid_until=end.decode() if end is not None else None)


def check_digit(number: Buffer) -> int:
    """The 18th character that the first 17 digits of `number` ask for (GB 11643, MOD 11-2), as ASCII."""
    return _CHECKS[sum(weight * (digit - 0x30) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11]


def is_18_digits(number: Buffer) -> bool:
    """True for 17 digits and their check digit with a real date of birth inside; the area is not judged."""
    number = memoryview(number)
    return (
        len(number) == 18
        and all(0x30 <= digit <= 0x39 for digit in number[:17])
        and number[17] == check_digit(number)
        and is_date(number[6:14])
    )


def is_date(digits: Buffer) -> bool:
    """True for YYYYMMDD that the calendar knows."""
    if len(digits) != 8 or not all(0x30 <= digit <= 0x39 for digit in digits):
        return False
    value = 0
    for digit in digits:
        value = value * 10 + digit - 0x30
    try:
        date(value // 10000, value // 100 % 100, value % 100)
    except ValueError:
        return False
    return True


def _fits(kind: Kind, number: memoryview) -> bool:
    if kind != "foreigner-2017":
        return is_18_digits(number)
    # three letters and twelve digits; sources disagree about what the digits mean, so only the shape is judged
    return (
        len(number) == 15
        and all(0x41 <= letter <= 0x5A for letter in number[:3])
        and all(0x30 <= digit <= 0x39 for digit in number[3:])
    )


def _has_no_end(field_bytes: Buffer) -> bool:
    bare = _length(field_bytes)
    return bare == 0 or field_bytes[:bare] == _NO_END


def _ascii(field_bytes: Buffer) -> bytearray | None:
    """The field in upper-case ASCII without its padding, or None when it holds anything else."""
    text = bytearray(_length(field_bytes) // 2)  # of its final size at once: growing leaves copies in freed memory
    for place in range(len(text)):
        low, high = field_bytes[2 * place], field_bytes[2 * place + 1]
        if high or not 0x20 < low < 0x7F:
            text[:] = bytes(len(text))
            return None
        text[place] = low - 0x20 if 0x61 <= low <= 0x7A else low
    return text


def _length(field_bytes: Buffer) -> int:
    """Bytes before the spaces and NULs at the end."""
    end = len(field_bytes)
    while end and field_bytes[end - 1] == 0 and field_bytes[end - 2] in (0x00, 0x20):
        end -= 2
    return end
