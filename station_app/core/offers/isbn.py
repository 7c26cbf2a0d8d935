"""Numbers of books: what a barcode says, checked and always with thirteen digits."""

from __future__ import annotations

import re
from typing import Final

_THIRTEEN: Final = re.compile(r"(97[89][0-9]{10})(?: ?[0-9]{2}| ?[0-9]{5})?", re.ASCII)
_TEN: Final = re.compile(r"[0-9]{9}[0-9Xx]", re.ASCII)


def isbn13(text: str) -> str | None:
    """The number in thirteen digits, hyphens and a price's add-on left out; None for what is no book's number."""
    plain = text.strip().replace("-", "")
    if (found := _THIRTEEN.fullmatch(plain)) is not None:
        number = found[1]
        return number if check_digit(number[:12]) == number[12] else None
    plain = plain.replace(" ", "")
    if _TEN.fullmatch(plain) and _ten_fits(plain.upper()):
        return f"978{plain[:9]}{check_digit(f'978{plain[:9]}')}"
    if plain != text and _THIRTEEN.fullmatch(plain):
        return isbn13(plain)
    return None


def check_digit(twelve: str) -> str:
    """The thirteenth digit."""
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(twelve))
    return str(-total % 10)


def _ten_fits(ten: str) -> bool:
    values = [10 if digit == "X" else int(digit) for digit in ten]
    return sum(value * (10 - at) for at, value in enumerate(values)) % 11 == 0
