"""The dark and light modules of a QR code. No Qt."""

from __future__ import annotations

from functools import lru_cache

QUIET = 4
"""Modules of white on each side, as the standard asks."""


@lru_cache(maxsize=1)
def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    """The dark modules, row by row, quiet zone included; nothing for no text or one that fits into no code."""
    if not text:
        return ()
    # A screen that never shows a report never loads it.
    from qrcode.constants import ERROR_CORRECT_L
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_L, border=QUIET)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):  # of its two ways to say `too long`, the second is an unchecked version 41
        return ()
    return tuple(tuple(bool(dark) for dark in row) for row in code.get_matrix())
