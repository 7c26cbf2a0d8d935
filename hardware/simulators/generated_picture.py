"""Pictures that show nobody: a grey chequer with a number on it, as baseline JPEG, made without any library.

Each block of 8 x 8 pixels is of one grey: only its mean is coded, with the standard's own table for luminance.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_BLOCK: Final = 8
_QUANT: Final = 8
"""Makes a block's mean, less 128, its coefficient."""
_DC_COUNTS: Final = (0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
_DC_VALUES: Final = tuple(range(12))
_AC_COUNTS: Final = (1, *(0,) * 15)
"""One code alone: the end of a block."""
_DARK, _BRIGHT, _MARK = 96, 160, 240


def picture(number: int, width: int = 320, height: int = 240) -> bytes:
    """A JPEG picture with `number` on it, as bright blocks in binary along the top. Sides are multiples of 8."""
    if width % _BLOCK or height % _BLOCK or not (0 < width <= 0xFFFF and 0 < height <= 0xFFFF):
        raise ValueError(f"sides must be multiples of {_BLOCK} up to 65528, got {width} x {height}")
    columns, rows = width // _BLOCK, height // _BLOCK
    greys = [
        _MARK if row == 0 and number >> column & 1 else _BRIGHT if (row + column) % 2 else _DARK
        for row in range(rows)
        for column in range(columns)
    ]
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
            _segment(0xDB, b"\0" + bytes((_QUANT,)) * 64),
            _segment(0xC0, b"\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\1\1\x11\0"),
            _segment(0xC4, b"\0" + bytes(_DC_COUNTS) + bytes(_DC_VALUES)),
            _segment(0xC4, b"\x10" + bytes(_AC_COUNTS) + b"\0"),
            _segment(0xDA, b"\1\1\0\0\x3f\0"),
            _scan(greys),
            b"\xff\xd9",
        )
    )


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def _scan(greys: Iterable[int]) -> bytes:
    codes = _codes()
    bits: list[str] = []
    before = 0
    for grey in greys:
        step, before = grey - 128 - before, grey - 128
        size = abs(step).bit_length()
        value = step if step >= 0 else step + (1 << size) - 1
        bits.append(codes[size] + (f"{value:0{size}b}" if size else "") + "0")
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    raw = int(text, 2).to_bytes(len(text) // 8)
    return raw.replace(b"\xff", b"\xff\0")


def _codes() -> dict[int, str]:
    """Each size of a step and its code (ITU T.81, annex C)."""
    found: dict[int, str] = {}
    code, values = 0, iter(_DC_VALUES)
    for length, count in enumerate(_DC_COUNTS, start=1):
        for _ in range(count):
            found[next(values)] = f"{code:0{length}b}"
            code += 1
        code <<= 1
    return found
