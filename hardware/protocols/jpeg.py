"""The frame of a JPEG picture: whether bytes are a whole one, and how large. Pixels are not decoded here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_START: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_SCAN: Final = 0xDA
_SIZES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of segments that hold the picture's size."""
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jpeg:
    """A whole picture."""

    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoJpeg:
    """Why these bytes are none."""

    reason: str


def examine(raw: bytes) -> Jpeg | NoJpeg:
    """Walk its segments to the picture's size and see that it ends."""
    if not raw.startswith(_START):
        return NoJpeg(reason="it does not begin as a JPEG picture")
    size: Jpeg | None = None
    at = len(_START)
    while True:
        if raw[at : at + 1] != b"\xff":
            return NoJpeg(reason="its segments are broken")
        marker = raw[at + 1] if at + 1 < len(raw) else 0
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(raw[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(raw):
            return NoJpeg(reason="it stops half-way")
        if marker in _SIZES and length >= 8:
            size = Jpeg(height=int.from_bytes(raw[at + 5 : at + 7]), width=int.from_bytes(raw[at + 7 : at + 9]))
        if marker == _SCAN:
            break
        at = end
    if size is None or not size.width or not size.height:
        return NoJpeg(reason="it does not say how large it is")
    return size if raw.find(_END, end) >= 0 else NoJpeg(reason="it stops half-way")
