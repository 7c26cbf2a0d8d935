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
_SAYINGS: Final = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""Markers of segments that tell of a picture beside it: Exif, XMP, comments. JFIF (E0) and Adobe (EE) say how it is
to be drawn."""
_IN_SCAN: Final = frozenset({b"\x00", *(bytes((number,)) for number in range(0xD0, 0xD8))})
"""What stands behind an FF within a scan's own data."""


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


def picture_alone(raw: bytes) -> bytes | NoJpeg:
    """A picture without what a camera says of itself in it (place, owner, model, a small copy) and without anything
    behind its end: segments that nobody needs to draw it are left out."""
    kept, at = bytearray(_START), len(_START)
    while raw[at : at + 1] == b"\xff" and at + 1 < len(raw):
        marker = raw[at + 1]
        if marker == _END[1]:
            return bytes(kept) + _END
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4])
        if marker == _SCAN:
            end = _end_of_scan(raw, end)
        if not at + 4 <= end <= len(raw):
            break
        if marker not in _SAYINGS:
            kept += raw[at:end]
        at = end
    return NoJpeg(reason="its segments are broken")


def _end_of_scan(raw: bytes, at: int) -> int:
    """Where the next segment begins: in a scan's own data, FF is followed by 00 or by a restart's number."""
    while (at := raw.find(b"\xff", at)) >= 0:
        if raw[at + 1 : at + 2] not in _IN_SCAN:
            return at
        at += 2
    return len(raw) + 1
