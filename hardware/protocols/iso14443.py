"""What the ids of ISO/IEC 14443 type A cards look like, whichever reader reads them."""

from __future__ import annotations

from typing import Final

UID_SIZES: Final = (4, 7, 10)
"""Bytes of a single, double or triple size UID."""
_RANDOM: Final = 0x08


def is_random(uid: bytes | bytearray) -> bool:
    """True for an id that was made up for this touch, as phones and some bank cards do: it belongs to nobody.

    ISO/IEC 14443-3: a four-byte UID that begins with 08. The ids of double and triple size are never random.
    """
    return len(uid) == UID_SIZES[0] and uid[0] == _RANDOM
